/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent has written, as a row of the outbox and as the request that sends it. */
#include "zx-client-private.h"

#define QUOTE_CHARS 120 /* of what is quoted: as the server cuts it */

static char *
first_chars (const char *text)
{
  if (text == NULL || g_utf8_strlen (text, -1) <= QUOTE_CHARS)
    return g_strdup (text);
  return g_utf8_substring (text, 0, QUOTE_CHARS);
}

/* As the server will write it, so that the row looks the same before and after. */
static void
add_quote (GString *extra, ZxContact *contact, ZxMessage *quote)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autofree char *text = first_chars (zx_message_get_text (quote));
  gboolean is_customers = zx_message_get_author (quote) == ZX_AUTHOR_CUSTOMER;

  zx_json_add_id (json, "id", zx_message_get_id (quote));
  zx_json_add_string (json, "author",
                      zx_enum_word (ZX_TYPE_AUTHOR, (int) zx_message_get_author (quote)));
  zx_json_add_string (json, "name",
                      is_customers ? zx_contact_get_name (contact)
                                   : zx_message_get_agent_name (quote));
  zx_json_add_string (json, "text", text);
  g_string_append_c (json, '}');
  zx_json_add_raw (extra, "quote", json->str);
}

static void
add_files (GString *extra, GListModel *files)
{
  g_autoptr (GString) array = g_string_new ("[");

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (files, i);

    g_string_append (array, i > 0 ? ",{" : "{");
    zx_json_add_string (array, "uuid", zx_file_get_uuid (file));
    zx_json_add_string (array, "name", zx_file_get_name (file));
    zx_json_add_int (array, "size", zx_file_get_size (file));
    g_string_append_c (array, '}');
  }
  g_string_append_c (array, ']');
  zx_json_add_raw (extra, "files", array->str);
}

static gboolean
has_files (const ZxOutgoing *outgoing)
{
  return outgoing->files != NULL && g_list_model_get_n_items (outgoing->files) > 0;
}

static GPtrArray *
sources_of (GListModel *files)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    g_ptr_array_add (sources, g_list_model_get_item (files, i));
  return sources;
}

static char *
extra_of (ZxContact *contact, const ZxOutgoing *outgoing)
{
  g_autoptr (GString) extra = g_string_new ("{");

  if (outgoing->quote != NULL && zx_message_get_id (outgoing->quote) != 0 &&
      !zx_message_get_recalled (outgoing->quote))
    add_quote (extra, contact, outgoing->quote);
  if (outgoing->internal && outgoing->n_mentions > 0) {
    g_autoptr (GString) mentions = g_string_new ("[");

    for (gsize i = 0; i < outgoing->n_mentions; i++)
      g_string_append_printf (mentions, "%s\"%" G_GINT64_FORMAT "\"", i > 0 ? "," : "",
                              outgoing->mentions[i]);
    g_string_append_c (mentions, ']');
    zx_json_add_raw (extra, "mentions", mentions->str);
  }
  if (has_files (outgoing))
    add_files (extra, outgoing->files);
  if (extra->len == 1)
    return NULL;
  g_string_append_c (extra, '}');
  return g_strdup (extra->str);
}

ZxOutboxRow *
zx_outgoing_row (ZxContact *contact, const ZxOutgoing *outgoing, gint64 written_at_ms)
{
  ZxOutboxRow *row = g_new0 (ZxOutboxRow, 1);

  row->uuid = g_uuid_string_random ();
  row->contact_id = zx_contact_get_id (contact);
  row->text = g_strdup (outgoing->text);
  row->internal = outgoing->internal;
  row->seen_seq = outgoing->seen_seq;
  row->extra = extra_of (contact, outgoing);
  row->sources = has_files (outgoing) ? sources_of (outgoing->files) : NULL;
  row->written_at_ms = written_at_ms;
  if (outgoing->suggestion != NULL && !outgoing->internal) {
    row->article_id = zx_suggestion_get_article_id (outgoing->suggestion);
    row->question_id = zx_suggestion_get_question_id (outgoing->suggestion);
    row->edited = outgoing->edited;
  }
  return row;
}

static void
add_file_names (GString *body, JsonArray *files)
{
  g_autoptr (GString) uuids = g_string_new ("[");

  for (guint i = 0; i < json_array_get_length (files); i++)
    g_string_append_printf (uuids, "%s\"%s\"", i > 0 ? "," : "",
                            zx_json_string (json_array_get_object_element (files, i), "uuid"));
  g_string_append_c (uuids, ']');
  zx_json_add_raw (body, "files", uuids->str);
}

/* The server looks up itself what is quoted. */
static void
add_extra (GString *body, const char *text)
{
  g_autoptr (JsonObject) extra = zx_json_parse (text, -1, NULL);
  gint64 quote_id = zx_json_id (zx_json_object (extra, "quote"), "id");

  if (quote_id != 0)
    zx_json_add_id (body, "quote", quote_id);
  if (zx_json_array (extra, "files") != NULL)
    add_file_names (body, zx_json_array (extra, "files"));
  if (zx_json_array (extra, "mentions") != NULL) {
    g_autofree char *mentions = zx_json_text (json_object_get_member (extra, "mentions"));

    zx_json_add_raw (body, "mentions", mentions);
  }
}

char *
zx_outgoing_body (const ZxOutboxRow *row)
{
  GString *body = g_string_new ("{");

  zx_json_add_string (body, "uuid", row->uuid);
  zx_json_add_string (body, "text", row->text);
  zx_json_add_bool (body, "internal", row->internal);
  if (!row->internal)
    zx_json_add_int (body, "seen_seq", row->seen_seq);
  if (row->extra != NULL)
    add_extra (body, row->extra);
  if (row->article_id != 0) {
    g_autoptr (GString) suggestion = g_string_new ("{");

    zx_json_add_id (suggestion, "article_id", row->article_id);
    zx_json_add_id (suggestion, "question_id", row->question_id);
    zx_json_add_bool (suggestion, "edited", row->edited);
    g_string_append_c (suggestion, '}');
    zx_json_add_raw (body, "suggestion", suggestion->str);
  }
  g_string_append_c (body, '}');
  return g_string_free (body, FALSE);
}
