/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which names of a skill mean the same. */
#include "zx-skill.h"

#include "zx-fold.h"

char *
zx_skill_key (const char *name)
{
  g_autofree char *plain = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (g_str_is_ascii (name)) /* the router asks often */
    return g_strstrip (g_ascii_strdown (name, -1));
  plain = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);
  return plain != NULL ? zx_fold (g_strstrip (plain)) : g_strdup (name);
}
