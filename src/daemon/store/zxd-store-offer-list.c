/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read with an open offer for whom it is put before: the contact, at the time of asking. */
#include "zx-json.h"
#include "zxd-store-offer.h"
#include "zxd-store-past.h"

/* The card shows two lines. */
enum { TEXT_CHARACTERS = 200 };

gboolean
zxd_offer_wants_reason (ZxdDb *db, gint64 queue_id, gboolean *wants, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT decline FROM queue WHERE id = ?", error);
  ZxdStep step;

  *wants = FALSE;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, queue_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *wants = g_strcmp0 (zxd_stmt_text (stmt, 0), "with_reason") == 0;
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

/* What the customer wrote last; null when nothing. */
static gboolean
read_text (ZxdDb *db, gint64 contact_id, char **text, GError **error)
{
  g_autoptr (GPtrArray) texts = zxd_past_last_texts (db, contact_id, 1, error);
  const char *last;

  *text = NULL;
  if (texts == NULL)
    return FALSE;
  last = texts->len > 0 ? texts->pdata[0] : NULL;
  if (last != NULL)
    *text = g_utf8_substring (last, 0, MIN (g_utf8_strlen (last, -1), TEXT_CHARACTERS));
  return TRUE;
}

static void
add_contact (GString *json, const ZxdContact *contact, const char *text)
{
  char uuid[ZX_UUID_TEXT];

  zx_uuid_format (contact->uuid, uuid);
  zx_json_add_raw (json, "contact", "{");
  zx_json_add_id (json, "id", contact->id);
  zx_json_add_string (json, "uuid", uuid);
  zx_json_add_string (json, "name", contact->name);
  zx_json_add_string (json, "company", contact->company);
  zx_json_add_string (json, "tier", zx_enum_word (ZX_TYPE_TIER, contact->tier));
  zx_json_add_string (json, "channel", contact->channel);
  zx_json_add_string (json, "channel_name", contact->channel_name);
  zx_json_add_string (json, "product", contact->product);
  zx_json_add_string (json, "text", text);
  zx_json_add_time (json, "entered_at",
                    contact->entered_at_ms != 0 ? contact->entered_at_ms : contact->created_at_ms);
  g_string_append_c (json, '}');
}

gboolean
zxd_offer_add_seen (ZxdDb *db, const ZxdOffer *offer, GString *json, GError **error)
{
  g_autoptr (ZxdContact) contact = NULL;
  g_autofree char *text = NULL;
  gboolean wants;

  if (offer->ended_at_ms != 0)
    return TRUE;
  contact = zxd_contact_load (db, offer->contact_id, error);
  if (contact == NULL || !zxd_offer_wants_reason (db, offer->queue_id, &wants, error) ||
      !read_text (db, contact->id, &text, error))
    return FALSE;
  zx_json_add_bool (json, "wants_reason", wants);
  add_contact (json, contact, text);
  return TRUE;
}
