/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers for which text Enter was pressed: who types fast does so before the answer is here. */
#include "zx-early-enter.h"

gboolean
zx_early_enter_press (char **wanted, const char *typed, const char *shown)
{
  g_clear_pointer (wanted, g_free);
  if (g_strcmp0 (typed, shown) == 0)
    return TRUE;
  *wanted = g_strdup (typed);
  return FALSE;
}

void
zx_early_enter_type (char **wanted, const char *typed)
{
  if (g_strcmp0 (*wanted, typed) != 0)
    g_clear_pointer (wanted, g_free);
}

gboolean
zx_early_enter_answer (char **wanted, const char *shown)
{
  g_autofree char *meant = NULL;

  if (*wanted == NULL || g_strcmp0 (*wanted, shown) != 0)
    return FALSE;
  meant = g_steal_pointer (wanted);
  return TRUE;
}
