/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent may see and do, as pure functions. */
#include "zx-rights.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (ZxRights, zx_rights, zx_rights_copy, zx_rights_free)

void
zx_rights_clear (ZxRights *rights)
{
  g_clear_pointer (&rights->orgs, g_free);
  rights->n_orgs = 0;
  g_clear_pointer (&rights->above, g_free);
  rights->n_above = 0;
}

ZxRights *
zx_rights_copy (const ZxRights *rights)
{
  ZxRights *copy = g_memdup2 (rights, sizeof *rights);

  copy->orgs = g_memdup2 (rights->orgs, rights->n_orgs * sizeof *rights->orgs);
  copy->above = g_memdup2 (rights->above, rights->n_above * sizeof *rights->above);
  return copy;
}

void
zx_rights_free (ZxRights *rights)
{
  zx_rights_clear (rights);
  g_free (rights);
}

gboolean
zx_rights_can (const ZxRights *rights, ZxRight right)
{
  switch (right) {
  case ZX_RIGHT_ANSWER:
    return TRUE;
  case ZX_RIGHT_OVERSEE:
    return rights->role == ZX_ROLE_LEAD || rights->role == ZX_ROLE_ADMIN;
  case ZX_RIGHT_ADMINISTER:
    return rights->role == ZX_ROLE_ADMIN;
  default:
    return FALSE;
  }
}

gboolean
zx_rights_sees_org (const ZxRights *rights, gint64 org_id)
{
  gsize low = 0, high = rights->n_orgs;

  while (low < high) {
    gsize middle = low + (high - low) / 2;

    if (rights->orgs[middle] == org_id)
      return TRUE;
    if (rights->orgs[middle] < org_id)
      low = middle + 1;
    else
      high = middle;
  }
  return FALSE;
}

static gboolean
is_below (const ZxRights *rights, gint64 org_id)
{
  for (gsize i = 0; i < rights->n_above; i++)
    if (rights->above[i] == org_id)
      return TRUE;
  return FALSE;
}

void
zx_guests_parse (const char *text, gint64 guests[ZX_GUESTS_MOST])
{
  int n_guests = 0;

  memset (guests, 0, ZX_GUESTS_MOST * sizeof *guests);
  while (text != NULL && text[0] == '/' && g_ascii_isdigit (text[1]) && n_guests < ZX_GUESTS_MOST) {
    char *end;

    guests[n_guests++] = g_ascii_strtoll (text + 1, &end, 10);
    text = end;
  }
}

char *
zx_guests_text (const gint64 guests[ZX_GUESTS_MOST])
{
  GString *text = NULL;

  for (int i = 0; i < ZX_GUESTS_MOST && guests[i] != 0; i++) {
    if (text == NULL)
      text = g_string_new ("/");
    g_string_append_printf (text, "%" G_GINT64_FORMAT "/", guests[i]);
  }
  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

gboolean
zx_guests_contain (const gint64 guests[ZX_GUESTS_MOST], gint64 agent_id)
{
  for (int i = 0; i < ZX_GUESTS_MOST && guests[i] != 0; i++)
    if (guests[i] == agent_id)
      return TRUE;
  return FALSE;
}

gboolean
zx_rights_sees (const ZxRights *rights, const ZxAudience *audience)
{
  switch (audience->kind) {
  case ZX_AUDIENCE_EVERYONE:
    return TRUE;
  case ZX_AUDIENCE_AGENT:
    return audience->owner_id == rights->agent_id;
  case ZX_AUDIENCE_DESK:
    return (zx_rights_sees_org (rights, audience->org_id) &&
            (audience->owner_id == 0 || audience->owner_id == rights->agent_id ||
             zx_rights_can (rights, ZX_RIGHT_OVERSEE))) ||
           zx_guests_contain (audience->guests, rights->agent_id);
  case ZX_AUDIENCE_BELOW:
    return zx_rights_sees_org (rights, audience->org_id) || is_below (rights, audience->org_id);
  case ZX_AUDIENCE_NOBODY:
  default:
    return FALSE;
  }
}
