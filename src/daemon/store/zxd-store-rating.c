/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratings, left messages, and a conversation as plain text. */
#include "zxd-store-rating.h"

#include "zx-json.h"
#include "zxd-identity-value.h"
#include "zxd-store-visitor.h"
#include "zxd-system-line.h"

#include <string.h>

enum { CHANGES_MS = 10 * 60 * 1000, MOST_LINES = 5000 };

static void
replace_text (char **text, const char *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

gboolean
zxd_visitor_contact (ZxdDb *db,
                     gint64 visitor_id,
                     const guint8 uuid[ZX_UUID_BYTES],
                     gint64 *contact_id,
                     GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, "SELECT id FROM contact WHERE uuid = ? AND visitor_id = ?", error);
  ZxdStep step;

  *contact_id = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_uuid (stmt, 1, uuid);
  zxd_stmt_bind_int (stmt, 2, visitor_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *contact_id = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

/* ---- rating */

static gboolean
check_ratable (const ZxdContact *contact, gint64 now_ms, ZxdRefusal *refusal, GError **error)
{
  if (!zx_contact_state_is_ended (contact->state) || contact->agent_id == 0) {
    zxd_refusal_set (refusal, "not-ended");
    return zx_throw (error, ZX_ERROR_CONFLICT, "Only a conversation that is over can be rated.");
  }
  if (contact->rated_at_ms != 0 && now_ms - contact->rated_at_ms > CHANGES_MS) {
    zxd_refusal_set (refusal, "too-late");
    return zx_throw (error, ZX_ERROR_CONFLICT, "This conversation was rated some time ago.");
  }
  return TRUE;
}

gboolean
zxd_visitor_rate (ZxdTxn *txn,
                  gint64 visitor_id,
                  const ZxdRating *rating,
                  gint64 now_ms,
                  ZxdRefusal *refusal,
                  GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  ZxdSystemLine line = {.code = "rated", .stars = rating->stars, .is_internal = TRUE};
  g_autoptr (ZxdContact) contact = NULL;
  gboolean is_first;
  gint64 id;

  if (!zxd_visitor_contact (db, visitor_id, rating->contact, &id, error))
    return FALSE;
  if (id == 0)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such conversation.");
  contact = zxd_contact_load (db, id, error);
  if (contact == NULL || !check_ratable (contact, now_ms, refusal, error))
    return FALSE;
  is_first = contact->rated_at_ms == 0;
  contact->rating = rating->stars;
  if (is_first)
    contact->rated_at_ms = now_ms;
  replace_text (&contact->rating_reasons, rating->reasons);
  replace_text (&contact->rating_comment, rating->comment);
  return zxd_contact_save (txn, contact, NULL, error) &&
         (!is_first || zxd_system_line_add (txn, contact, &line, error));
}

/* ---- left messages */

char *
zxd_reach_normalise (const char *reach, GError **error)
{
  char *value =
      zxd_identity_normalise (strchr (reach, '@') != NULL ? "mail" : "phone", reach, NULL);

  if (value == NULL)
    zx_throw (error, ZX_ERROR_BAD_DATA,
              "“%s” is neither a mail address like li@example.com nor a phone number like "
              "+86 138 0000 2046.",
              reach);
  return value;
}

gboolean
zxd_visitor_leave (ZxdTxn *txn,
                   gint64 visitor_id,
                   ZxdPost *post,
                   const ZxdLeft *left,
                   guint8 uuid[ZX_UUID_BYTES],
                   GError **error)
{
  ZxdSystemLine line = {.code = "left_message", .is_internal = TRUE};
  g_autoptr (ZxdContact) contact = NULL;

  post->is_left = TRUE;
  if (!zxd_visitor_first_post (txn, visitor_id, post, error))
    return FALSE;
  if (post->outcome == ZXD_POST_REFUSED)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "A file of this message is not there: send it again.");
  contact = zxd_contact_load (zxd_txn_db (txn), post->contact_id, error);
  if (contact == NULL)
    return FALSE;
  memcpy (uuid, contact->uuid, ZX_UUID_BYTES);
  if (post->outcome != ZXD_POST_STORED)
    return TRUE;
  contact->is_left = contact->agent_id == 0;
  replace_text (&contact->left_name, left->name);
  replace_text (&contact->left_reach, left->reach);
  if (contact->name == NULL)
    replace_text (&contact->name, left->name);
  line.who = left->name != NULL ? left->name : contact->name;
  return zxd_contact_save (txn, contact, NULL, error) &&
         zxd_system_line_add (txn, contact, &line, error);
}

/* ---- as plain text */

/* The names of what was sent along, a line each. */
static void
add_files (const char *extra, GString *out)
{
  g_autoptr (JsonObject) object = extra != NULL ? zx_json_parse (extra, -1, NULL) : NULL;
  JsonArray *files = zx_json_array (object, "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++) {
    JsonNode *node = json_array_get_element (files, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      g_string_append_printf (out, "[%s]\n", zx_json_string (json_node_get_object (node), "name"));
  }
}

gboolean
zxd_transcript_add (ZxdDb *db, gint64 contact_id, const char *you, GString *out, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT m.author, a.name, m.text, m.sent_at_ms, m.extra FROM message m LEFT JOIN agent a ON "
      "a.id = m.agent_id WHERE m.contact_id = ? AND m.internal = 0 AND m.author <> 'system' AND "
      "m.recalled_at_ms IS NULL ORDER BY m.id LIMIT ?",
      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  zxd_stmt_bind_int (stmt, 2, MOST_LINES);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (zxd_stmt_int (stmt, 3) / 1000);
    g_autofree char *when = g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC");
    gboolean is_customer = g_strcmp0 (zxd_stmt_text (stmt, 0), "customer") == 0;
    const char *name = is_customer ? you : zxd_stmt_text (stmt, 1);
    const char *text = zxd_stmt_text (stmt, 2);

    g_string_append_printf (out, "%s  %s\n", when, name != NULL ? name : "-");
    if (*text != '\0')
      g_string_append_printf (out, "%s\n", text);
    add_files (zxd_stmt_text (stmt, 4), out);
    g_string_append_c (out, '\n');
  }
  return step == ZXD_STEP_DONE;
}
