/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a quick reply in with what is known of the contact. */
#include "zx-reply-text.h"

#include "zx-template.h"

typedef struct {
  ZxContact *contact; /* lent */
  const char *agent, *tier;
} Facts;

static const char *
look_up (const char *name, gpointer data)
{
  const Facts *facts = data;
  const struct {
    const char *name, *value;
  } variables[] = {
      {"name", zx_contact_get_name (facts->contact)},
      {"company", zx_contact_get_company (facts->contact)},
      {"agent", facts->agent},
      {"team", zx_contact_get_team (facts->contact)},
      {"tier", facts->tier},
      {"product", zx_contact_get_product (facts->contact)},
      {"version", zx_contact_get_version (facts->contact)},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    if (g_str_equal (name, variables[i].name))
      return variables[i].value != NULL ? variables[i].value : "";
  return NULL;
}

char *
zx_reply_text (const char *text, ZxContact *contact, const char *agent, const char *tier)
{
  Facts facts = {contact, agent, tier};

  return zx_template_expand (text, look_up, &facts);
}
