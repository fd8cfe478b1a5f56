/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says why a contact still waits, or why it came to whoever has it. */
#include "zxd-routing.h"

#include "zx-clock.h"
#include "zxd-routing-look.h"
#include "zxd-store-why.h"

typedef struct {
  ZxdAnswer answer;
  const ZxRights *rights; /* lent by the call, which lives until it is answered */
  gint64 contact_id;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  g_free (wish);
}

static gboolean
add_reason (ZxdDb *db, const ZxdReason *reason, GString *json, GError **error)
{
  g_autofree char *name = NULL;

  if (reason->id != 0 && !zxd_why_agent_name (db, reason->id, &name, error))
    return FALSE;
  zxd_reason_add_json (reason, json);
  if (name == NULL)
    return TRUE;
  g_string_truncate (json, json->len - 1);
  zx_json_add_string (json, "agent_name", name);
  g_string_append_c (json, '}');
  return TRUE;
}

/* By the rows as they are now, on whichever daemon: the one that routes may be another. */
static gboolean
add_wait (ZxdDb *db, const ZxdContact *contact, GString *json, GError **error)
{
  ZxdReasons reasons;

  if (!zxd_routing_why (db, zx_clock_now_ms (), contact->id, &reasons, error))
    return FALSE;
  if (reasons.length == 0)
    return zxd_why_add_place (db, contact, json, error);
  for (guint i = 0; i < reasons.length; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    if (!add_reason (db, &reasons.items[i], json, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_why (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;
  GString *json;
  g_autoptr (ZxdContact) contact =
      zxd_contact_load_seen (db, wish->rights, wish->contact_id, error);
  gboolean waits;

  if (contact == NULL)
    return FALSE;
  zxd_answer_wipe (&wish->answer);
  json = wish->answer.json;
  waits = contact->state == ZX_CONTACT_QUEUED || contact->state == ZX_CONTACT_OFFERED;
  g_string_append (json, "{\"items\":[");
  if (!(waits ? add_wait : zxd_why_add_course) (db, contact, json, error))
    return FALSE;
  g_string_append_c (json, ']');
  if (contact->place.queue_id != 0) {
    g_string_append (json, ",\"queue\":{");
    zx_json_add_id (json, "id", contact->place.queue_id);
    zx_json_add_string (json, "name", contact->place.queue_name);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, '}');
  return TRUE;
}

static void
get_why (ZxdCall *call, gpointer data)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->answer.json = g_string_new (NULL);
  wish->answer.extra = g_string_new (NULL);
  wish->rights = zxd_call_rights (call);
  wish->contact_id = zxd_call_part_id (call, "id");
  zxd_call_read_answer (call, read_why, wish, wish_free);
}

void
zxd_why_waiting_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/contacts/{id}/why", ZXD_SIGNED_IN, get_why,
                           NULL);
}
