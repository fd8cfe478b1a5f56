/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a visitor's browser is told when his session starts: who he is, what was said before. */
#include "zx-json.h"
#include "zx-template.h"
#include "zxd-message-private.h"
#include "zxd-store-contact.h"
#include "zxd-store-desk.h"
#include "zxd-store-visitor-private.h"

enum { TRANSCRIPT = 50 };

/* ---- who he is, and how he is greeted */

/* What may stand in a greeting. Texts are owned, null when unknown. */
typedef struct {
  char *person, *company, *tier, *agent, *text;
  const char *team, *product, *version; /* lent */
} Greeting;

static void
greeting_clear (Greeting *greeting)
{
  g_free (greeting->person);
  g_free (greeting->company);
  g_free (greeting->tier);
  g_free (greeting->agent);
  g_free (greeting->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Greeting, greeting_clear)

/* Whose he is, and what was set up for such customers. */
static gboolean
read_greeting (ZxdDb *db, const ZxdVisitor *visitor, Greeting *greeting, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT p.name, c.name, c.kind, t.name, t.greeting FROM tier t "
      "LEFT JOIN customer c ON c.id = ? LEFT JOIN person p ON p.id = ? AND p.customer_id = c.id "
      "AND p.erased_at_ms IS NULL WHERE t.word = coalesce (c.tier, 'regular')",
      error);
  gboolean is_company;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_id (stmt, 1, visitor->customer_id);
  zxd_stmt_bind_id (stmt, 2, visitor->person_id);
  step = zxd_stmt_step (stmt, error);
  if (step != ZXD_STEP_ROW)
    return step == ZXD_STEP_DONE;
  is_company = g_strcmp0 (zxd_stmt_text (stmt, 2), "company") == 0;
  greeting->person = g_strdup (zxd_stmt_text (stmt, 0));
  if (greeting->person == NULL && !is_company)
    greeting->person = g_strdup (zxd_stmt_text (stmt, 1));
  if (is_company)
    greeting->company = g_strdup (zxd_stmt_text (stmt, 1));
  greeting->tier = g_strdup (zxd_stmt_text (stmt, 3));
  greeting->text = g_strdup (zxd_stmt_text (stmt, 4));
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* Who answers him now. */
static gboolean
read_agent (ZxdDb *db, gint64 contact_id, Greeting *greeting, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT a.name FROM contact c JOIN agent a ON a.id = c.agent_id "
                                  "WHERE c.id = ? AND c.ended_at_ms IS NULL",
                                  error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    greeting->agent = g_strdup (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static const char *
find_variable (const char *name, gpointer data)
{
  const Greeting *greeting = data;
  const struct {
    const char *name, *value;
  } variables[] = {
      {"name", greeting->person},     {"company", greeting->company},
      {"agent", greeting->agent},     {"team", greeting->team},
      {"tier", greeting->tier},       {"product", greeting->product},
      {"version", greeting->version},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++) {
    if (g_str_equal (variables[i].name, name))
      return variables[i].value != NULL ? variables[i].value : "";
  }
  return NULL;
}

static void
add_text (GString *json, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    zx_json_add_string (json, name, text);
  else
    zx_json_add_raw (json, name, "null");
}

/* Only who was vouched for, by the vendor's server or by an agent, is told who we think he is. */
static gboolean
add_greeting (ZxdDb *db,
              GString *object,
              const ZxdVisitorSession *session,
              const ZxdVisitor *visitor,
              gint64 contact_id,
              GError **error)
{
  const ZxdChannel *channel = session->channel;
  gboolean is_known = visitor->trust == ZX_IDENTITY_VERIFIED || visitor->trust == ZX_IDENTITY_BOUND;
  g_auto (Greeting) greeting = {.team = channel->team != NULL ? channel->team : channel->name,
                                .product = visitor->product,
                                .version = visitor->version};
  g_autofree char *text = NULL;

  if (is_known && (!read_greeting (db, visitor, &greeting, error) ||
                   !read_agent (db, contact_id, &greeting, error)))
    return FALSE;
  if (greeting.person == NULL && visitor->trust == ZX_IDENTITY_VERIFIED)
    greeting.person = g_strdup (visitor->name);
  if (greeting.text != NULL)
    text = zx_template_expand (greeting.text, find_variable, &greeting);
  add_text (object, "person_name", greeting.person);
  add_text (object, "greeting", text);
  return TRUE;
}

/* To the browser a name comes back only when the vendor's server vouched for it. */
static gboolean
add_visitor (ZxdDb *db,
             const ZxdVisitorSession *session,
             const ZxdVisitor *visitor,
             gint64 contact_id,
             GError **error)
{
  g_autoptr (GString) object = g_string_new ("{");
  gboolean is_sure = visitor->trust == ZX_IDENTITY_VERIFIED;
  char uuid[ZX_UUID_TEXT];

  zx_uuid_format (visitor->uuid, uuid);
  zx_json_add_string (object, "uuid", uuid);
  zx_json_add_string (object, "trust", zx_enum_word (ZX_TYPE_IDENTITY_TRUST, visitor->trust));
  zx_json_add_string (object, "name", is_sure ? visitor->name : NULL);
  zx_json_add_string (object, "company", is_sure ? visitor->company : NULL);
  if (!add_greeting (db, object, session, visitor, contact_id, error))
    return FALSE;
  g_string_append_c (object, '}');
  zx_json_add_raw (session->json, "visitor", object->str);
  return TRUE;
}

/* ---- what was said */

static gboolean
add_contact (ZxdDb *db, GString *json, gint64 contact_id, GError **error)
{
  g_autoptr (GString) object = g_string_new ("{");
  g_autoptr (ZxdContact) contact = NULL;
  char uuid[ZX_UUID_TEXT];

  if (contact_id == 0) {
    zx_json_add_raw (json, "contact", "null");
    return TRUE;
  }
  contact = zxd_contact_load (db, contact_id, error);
  if (contact == NULL)
    return FALSE;
  zx_uuid_format (contact->uuid, uuid);
  zx_json_add_string (object, "uuid", uuid);
  zxd_contact_add_visitor_json (contact, object);
  g_string_append_c (object, '}');
  zx_json_add_raw (json, "contact", object->str);
  return TRUE;
}

static char *
message_json (ZxdStmt *stmt)
{
  g_autoptr (GString) object = g_string_new ("{");
  guint8 uuid[ZX_UUID_BYTES];
  char uuid_text[ZX_UUID_TEXT];

  zxd_stmt_uuid (stmt, 1, uuid);
  zx_uuid_format (uuid, uuid_text);
  zx_json_add_string (object, "id", uuid_text);
  zx_json_add_int (object, "seq", zxd_stmt_int (stmt, 0));
  zx_json_add_string (object, "author", zxd_stmt_text (stmt, 2));
  zx_json_add_string (object, "name", zxd_stmt_text (stmt, 3));
  zx_json_add_string (object, "text", zxd_stmt_text (stmt, 4));
  zx_json_add_time (object, "sent_at", zxd_stmt_int (stmt, 5));
  zxd_message_add_visitor_row (stmt, 6, object);
  g_string_append_c (object, '}');
  return g_string_free (g_steal_pointer (&object), FALSE);
}

/* The newest messages of all the visitor's contacts, oldest first. */
static gboolean
add_messages (ZxdDb *db, GString *json, gint64 visitor_id, GError **error)
{
  g_autoptr (GPtrArray) newest_first = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) list = g_string_new ("[");
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT m.id, m.uuid, m.author, a.name, m.text, m.sent_at_ms, m.recalled_at_ms, m.extra "
      "FROM message m "
      "JOIN contact c ON c.id = m.contact_id LEFT JOIN agent a ON a.id = m.agent_id "
      "WHERE c.visitor_id = ? AND m.internal = 0 ORDER BY m.id DESC LIMIT ?",
      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, visitor_id);
  zxd_stmt_bind_int (stmt, 2, TRANSCRIPT + 1);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    g_ptr_array_add (newest_first, message_json (stmt));
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  for (guint i = MIN (newest_first->len, TRANSCRIPT); i > 0; i--) {
    if (list->len > 1)
      g_string_append_c (list, ',');
    g_string_append (list, newest_first->pdata[i - 1]);
  }
  g_string_append_c (list, ']');
  zx_json_add_raw (json, "messages", list->str);
  zx_json_add_bool (json, "more", newest_first->len > TRANSCRIPT);
  return TRUE;
}

static gboolean
add_cursor (ZxdDb *db, GString *json, gint64 visitor_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT max(m.rev) FROM message m JOIN contact c "
                                  "ON c.id = m.contact_id WHERE c.visitor_id = ?",
                                  error);
  gint64 cursor;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, visitor_id);
  if (!zxd_visitor_read_number (stmt, &cursor, error))
    return FALSE;
  zx_json_add_int (json, "cursor", cursor);
  return TRUE;
}

gboolean
zxd_visitor_add_answer (ZxdDb *db,
                        const ZxdVisitorSession *session,
                        const ZxdVisitor *visitor,
                        GError **error)
{
  /* Who resumes has all up to there, and who is new has said nothing yet. */
  gboolean has_all = session->since >= 0 || session->is_fresh, is_online;
  gint64 contact_id = 0;

  if ((!session->is_fresh && !zxd_visitor_newest_contact (db, visitor->id, &contact_id, error)) ||
      !add_visitor (db, session, visitor, contact_id, error) ||
      !add_contact (db, session->json, contact_id, error) ||
      !zxd_desk_add_json (db, session->channel, session->now_ms, session->json, &is_online, error))
    return FALSE;
  zx_json_add_bool (session->json, "online", is_online);
  if (has_all) {
    zx_json_add_raw (session->json, "messages", "[]");
    zx_json_add_bool (session->json, "more", FALSE);
    zx_json_add_int (session->json, "cursor", session->is_fresh ? 0 : session->since);
    return TRUE;
  }
  return add_messages (db, session->json, visitor->id, error) &&
         add_cursor (db, session->json, visitor->id, error);
}
