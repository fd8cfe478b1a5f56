/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames that are no facts, to whoever is concerned at this daemon and at the others. */
#include "zxd-hub-private.h"

#include <string.h>

/* Between daemons: "contact ID JSON" for the visitor of a contact, "ended ID {}" of a visitor whose
 * sockets are over, and "seers KIND ORG OWNER GUEST GUEST GUEST GUEST JSON" for agents. Daemons
 * that share a database are of one version. */
#define CONTACT "contact "
#define ENDED "ended "
#define SEERS "seers "

G_STATIC_ASSERT (ZX_GUESTS_MOST == 4);

/* ---- to the visitor */

void
zxd_hub_tell_contact_anywhere (ZxdHub *hub, gint64 contact_id, const char *json)
{
  zxd_hub_tell_contact (hub, contact_id, json);
  if (zxd_store_is_postgres (hub->store)) {
    g_autofree char *key = g_strdup_printf (CONTACT "%" G_GINT64_FORMAT, contact_id);
    g_autofree char *words = g_strconcat (key, " ", json, NULL);

    zxd_store_pass_on (hub->store, key, words);
  }
}

void
zxd_hub_end_visitor (ZxdHub *hub, gint64 visitor_id)
{
  zxd_hub_end_visitor_here (hub, visitor_id);
  if (zxd_store_is_postgres (hub->store)) {
    g_autofree char *words = g_strdup_printf (ENDED "%" G_GINT64_FORMAT " {}", visitor_id);

    zxd_store_pass_on (hub->store, words, words);
  }
}

/* ---- to agents */

typedef struct {
  ZxAudience audience;
  const char *json;
} ToSeers;

static void
tell_agent (ZxdHub *hub, ZxdHubAgent *agent, gpointer data)
{
  const ToSeers *to = data;

  if (zx_rights_sees (agent->rights, &to->audience))
    zxd_conn_put_passing (hub, agent->conns, to->json);
}

static void
tell_here (ZxdHub *hub, const ZxAudience *audience, const char *json)
{
  ToSeers to = {*audience, json};

  zxd_hub_visit_seers (hub, audience, tell_agent, &to);
}

void
zxd_hub_tell_seers (ZxdHub *hub, const ZxAudience *audience, const char *key, const char *json)
{
  tell_here (hub, audience, json);
  if (zxd_store_is_postgres (hub->store)) {
    const gint64 *guests = audience->guests;
    g_autofree char *words =
        g_strdup_printf (SEERS "%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                               " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                         (int) audience->kind, audience->org_id, audience->owner_id, guests[0],
                         guests[1], guests[2], guests[3], json);

    zxd_store_pass_on (hub->store, key, words);
  }
}

/* ---- from another daemon */

/* @n numbers and the JSON behind them; null when it is something else. */
static const char *
read_numbers (const char *words, gint64 *numbers, int n)
{
  for (int i = 0; i < n; i++) {
    char *end;

    numbers[i] = g_ascii_strtoll (words, &end, 10);
    if (end == words || *end != ' ')
      return NULL;
    words = end + 1;
  }
  return *words == '{' ? words : NULL;
}

static void
take_seers (ZxdHub *hub, gpointer data)
{
  g_autofree char *words = data;
  gint64 n[3 + ZX_GUESTS_MOST];
  const char *json = read_numbers (words + strlen (SEERS), n, G_N_ELEMENTS (n));
  ZxAudience audience;

  if (json == NULL)
    return;
  audience = (ZxAudience){.kind = (ZxAudienceKind) n[0], .org_id = n[1], .owner_id = n[2]};
  memcpy (audience.guests, n + 3, sizeof audience.guests);
  tell_here (hub, &audience, json);
}

void
zxd_hub_passed_cb (const char *words, gpointer data)
{
  ZxdHub *hub = data;
  gint64 id;

  if (g_str_has_prefix (words, SEERS)) {
    zxd_hub_note (hub, take_seers, g_strdup (words), g_free);
  } else if (g_str_has_prefix (words, CONTACT)) {
    const char *json = read_numbers (words + strlen (CONTACT), &id, 1);

    if (json != NULL)
      zxd_hub_tell_contact (hub, id, json);
  } else if (g_str_has_prefix (words, ENDED) &&
             read_numbers (words + strlen (ENDED), &id, 1) != NULL) {
    zxd_hub_end_visitor_here (hub, id);
  }
}
