/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rides along with a message: the quote of another one, and what of it all a visitor sees. */
#include "zx-json.h"
#include "zxd-message-private.h"

enum { QUOTE_CHARACTERS = 120 };

/* ---- quotes */

/* What is quoted must have been said in this contact or in those that it continues. */
#define QUOTED                                                                                     \
  "WITH RECURSIVE chain (contact_id) AS (SELECT CAST (?1 AS BIGINT) UNION "                        \
  "SELECT c.continues_id FROM contact c JOIN chain ON c.id = chain.contact_id "                    \
  "WHERE c.continues_id IS NOT NULL) "                                                             \
  "SELECT m.id, m.uuid, m.author, CASE m.author WHEN 'customer' THEN c.name ELSE a.name END, "     \
  "m.text, m.recalled_at_ms, m.extra FROM message m JOIN contact c ON c.id = m.contact_id "        \
  "LEFT JOIN agent a ON a.id = m.agent_id WHERE m.author <> 'system' AND (m.internal = 0 OR "      \
  "CAST (?3 AS BIGINT) = 1) AND m.contact_id IN (SELECT contact_id FROM chain) AND "

/* A picture without words is quoted by its name. */
static char *
quoted_text (const char *text, const char *extra_text)
{
  g_autoptr (JsonObject) extra = NULL;
  JsonArray *files;
  JsonNode *first;

  if (*text != '\0' || extra_text == NULL)
    return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), QUOTE_CHARACTERS));
  extra = zx_json_parse (extra_text, -1, NULL);
  files = zx_json_array (extra, "files");
  if (files == NULL || json_array_get_length (files) == 0)
    return g_strdup ("");
  first = json_array_get_element (files, 0);
  return g_strdup (
      JSON_NODE_HOLDS_OBJECT (first) ? zx_json_string (json_node_get_object (first), "name") : "");
}

static void
add_quote_row (ZxdStmt *stmt, GString *extra)
{
  g_autoptr (GString) json = g_string_new ("{");
  gboolean is_recalled = zxd_stmt_int (stmt, 5) != 0;
  g_autofree char *text = quoted_text (zxd_stmt_text (stmt, 4), zxd_stmt_text (stmt, 6));
  guint8 uuid[ZX_UUID_BYTES];
  char uuid_text[ZX_UUID_TEXT];

  zxd_stmt_uuid (stmt, 1, uuid);
  zx_uuid_format (uuid, uuid_text);
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
  zx_json_add_string (json, "uuid", uuid_text);
  zx_json_add_string (json, "author", zxd_stmt_text (stmt, 2));
  zx_json_add_string (json, "name", zxd_stmt_text (stmt, 3));
  zx_json_add_string (json, "text", is_recalled ? "" : text);
  if (is_recalled)
    zx_json_add_bool (json, "recalled", TRUE);
  g_string_append_c (json, '}');
  zx_json_add_raw (extra, "quote", json->str);
}

gboolean
zxd_message_add_quote (ZxdDb *db,
                       const ZxdQuote *quote,
                       GString *extra,
                       gint64 *quote_id,
                       GError **error)
{
  gboolean by_id = quote->id != 0;
  ZxdStmt *stmt = zxd_db_prepare (db, by_id ? QUOTED "m.id = ?2" : QUOTED "m.uuid = ?2", error);
  ZxdStep step;

  *quote_id = 0;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, quote->contact_id);
  if (by_id)
    zxd_stmt_bind_int (stmt, 2, quote->id);
  else
    zxd_stmt_bind_uuid (stmt, 2, quote->uuid);
  zxd_stmt_bind_int (stmt, 3, quote->may_be_internal ? 1 : 0);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *quote_id = zxd_stmt_int (stmt, 0);
    add_quote_row (stmt, extra);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

char *
zxd_message_without_quoted_words (const char *extra_text)
{
  g_autoptr (JsonObject) extra = extra_text != NULL ? zx_json_parse (extra_text, -1, NULL) : NULL;
  JsonObject *quote = zx_json_object (extra, "quote");
  g_autoptr (JsonNode) node = NULL;

  if (quote == NULL)
    return NULL;
  json_object_set_string_member (quote, "text", "");
  json_object_set_boolean_member (quote, "recalled", TRUE);
  node = json_node_init_object (json_node_alloc (), extra);
  return zx_json_text (node);
}

/* ---- what a visitor sees: UUIDs instead of numbers, and nothing that is the house's own */

static void
add_visitor_quote (GString *out, JsonObject *quote)
{
  g_autoptr (GString) json = g_string_new ("{");
  const char *author = zx_json_string (quote, "author");

  zx_json_add_string (json, "uuid", zx_json_string (quote, "uuid"));
  zx_json_add_string (json, "author", author);
  /* How we call the customer is not told to whoever sits at his browser. */
  if (g_strcmp0 (author, "customer") != 0)
    zx_json_add_string (json, "name", zx_json_string (quote, "name"));
  zx_json_add_string (json, "text", zx_json_string (quote, "text"));
  if (zx_json_bool (quote, "recalled", FALSE))
    zx_json_add_bool (json, "recalled", TRUE);
  g_string_append_c (json, '}');
  zx_json_add_raw (out, "quote", json->str);
}

static void
add_visitor_file (GString *json, JsonObject *file)
{
  if (json->len > 1)
    g_string_append_c (json, ',');
  g_string_append_c (json, '{');
  zx_json_add_string (json, "uuid", zx_json_string (file, "uuid"));
  zx_json_add_string (json, "name", zx_json_string (file, "name"));
  zx_json_add_string (json, "type", zx_json_string (file, "type"));
  zx_json_add_int (json, "size", zx_json_int (file, "size", 0));
  if (json_object_has_member (file, "width")) {
    zx_json_add_int (json, "width", zx_json_int (file, "width", 0));
    zx_json_add_int (json, "height", zx_json_int (file, "height", 0));
  }
  if (zx_json_bool (file, "thumb", FALSE))
    zx_json_add_bool (json, "thumb", TRUE);
  g_string_append_c (json, '}');
}

static void
add_visitor_files (GString *out, JsonArray *files)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; i < json_array_get_length (files); i++) {
    JsonNode *node = json_array_get_element (files, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      add_visitor_file (json, json_node_get_object (node));
  }
  g_string_append_c (json, ']');
  zx_json_add_raw (out, "files", json->str);
}

/* Only who did what; a note to a colleague, for one, stays here. */
static void
add_visitor_system (GString *out, JsonObject *system)
{
  static const char *const members[] = {"code", "who", "by"};
  g_autoptr (GString) json = g_string_new ("{");

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    zx_json_add_string (json, members[i], zx_json_string (system, members[i]));
  g_string_append_c (json, '}');
  zx_json_add_raw (out, "system", json->str);
}

void
zxd_message_add_visitor_extra (GString *out, gboolean is_recalled, JsonObject *extra)
{
  JsonObject *quote = zx_json_object (extra, "quote"), *system = zx_json_object (extra, "system");
  JsonArray *files = zx_json_array (extra, "files");

  if (is_recalled)
    zx_json_add_bool (out, "recalled", TRUE);
  if (quote != NULL)
    add_visitor_quote (out, quote);
  if (files != NULL)
    add_visitor_files (out, files);
  if (system != NULL)
    add_visitor_system (out, system);
}

void
zxd_message_add_visitor_row (ZxdStmt *stmt, int column, GString *out)
{
  const char *text = zxd_stmt_text (stmt, column + 1);
  g_autoptr (JsonObject) extra = text != NULL ? zx_json_parse (text, -1, NULL) : NULL;

  zxd_message_add_visitor_extra (out, zxd_stmt_int (stmt, column) != 0, extra);
}
