/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing JSON without surprises. */
#include "zx-json.h"

#include "zx-clock.h"
#include "zx-error.h"
#include "zx-id.h"

#include <string.h>

/* json-glib calls itself for each bracket within a bracket: a body of a megabyte of them would use
 * up the stack. Nothing of ours nests deeper than ten. */
enum { MOST_DEEP = 64 };

/* FALSE also for what is no JSON anyway but would be taken (comments, 'single quotes'), because
 * what is a bracket there is not to be known without reading it as json-glib does. */
static gboolean
is_shallow (const char *text, gsize length)
{
  gboolean is_string = FALSE;
  int depth = 0;

  for (gsize i = 0; i < length; i++) {
    char byte = text[i];

    if (is_string) {
      if (byte == '\\')
        i++;
      else if (byte == '"')
        is_string = FALSE;
    } else if (byte == '"') {
      is_string = TRUE;
    } else if (byte == '[' || byte == '{') {
      if (++depth > MOST_DEEP)
        return FALSE;
    } else if (byte == ']' || byte == '}') {
      depth--;
    } else if (!g_ascii_isalnum (byte) && (byte == '\0' || strchr (" \t\r\n,:.+-", byte) == NULL)) {
      return FALSE;
    }
  }
  return TRUE;
}

JsonObject *
zx_json_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (!is_shallow (text, length >= 0 ? (gsize) length : strlen (text)) ||
      !json_parser_load_from_data (parser, text, length, NULL)) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "not JSON");
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "not a JSON object");
    return NULL;
  }
  return json_object_ref (json_node_get_object (root));
}

static JsonNode *
value_of (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return type == G_TYPE_INVALID || json_node_get_value_type (node) == type ? node : NULL;
}

/* json-glib makes invalid UTF-8 of half a surrogate pair, such as "\\ude00" alone. */
static const char *
text_of (JsonNode *node)
{
  const char *text = json_node_get_string (node);

  return g_utf8_validate (text, -1, NULL) ? text : NULL;
}

const char *
zx_json_string (JsonObject *object, const char *name)
{
  JsonNode *node = value_of (object, name, G_TYPE_STRING);

  return node != NULL ? text_of (node) : NULL;
}

gint64
zx_json_id (JsonObject *object, const char *name)
{
  gint64 id;

  return zx_id_parse (zx_json_string (object, name), &id) ? id : 0;
}

gint64
zx_json_int (JsonObject *object, const char *name, gint64 fallback)
{
  JsonNode *node = value_of (object, name, G_TYPE_INT64);

  return node != NULL ? json_node_get_int (node) : fallback;
}

double
zx_json_double (JsonObject *object, const char *name, double fallback)
{
  JsonNode *node = value_of (object, name, G_TYPE_INVALID);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : fallback;
}

gboolean
zx_json_bool (JsonObject *object, const char *name, gboolean fallback)
{
  JsonNode *node = value_of (object, name, G_TYPE_BOOLEAN);

  return node != NULL ? json_node_get_boolean (node) : fallback;
}

gint64
zx_json_time (JsonObject *object, const char *name)
{
  const char *text = zx_json_string (object, name);
  gint64 ms;

  return text != NULL && zx_clock_parse (text, &ms) ? ms : 0;
}

JsonObject *
zx_json_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
zx_json_array (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

const char *
zx_json_element_string (JsonArray *array, guint place)
{
  JsonNode *node = json_array_get_element (array, place);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? text_of (node)
             : NULL;
}

int
zx_json_enum (JsonObject *object, const char *name, GType type, int fallback)
{
  int value;

  return zx_enum_from_word (type, zx_json_string (object, name), &value) ? value : fallback;
}

static void
add_name (GString *out, const char *name)
{
  if (out->len > 0 && out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\"%s\":", name);
}

void
zx_json_quote (GString *out, const char *text, gssize length)
{
  const char *end = text + (length >= 0 ? (gsize) length : strlen (text)), *plain = text;

  g_string_append_c (out, '"');
  for (const char *at = text; at < end; at++) {
    unsigned char byte = (unsigned char) *at;

    if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f)
      continue;
    g_string_append_len (out, plain, at - plain);
    plain = at + 1;
    if (byte == '"' || byte == '\\')
      g_string_append_printf (out, "\\%c", byte);
    else if (byte == '\n')
      g_string_append (out, "\\n");
    else
      g_string_append_printf (out, "\\u%04x", byte);
  }
  g_string_append_len (out, plain, end - plain);
  g_string_append_c (out, '"');
}

void
zx_json_add_string (GString *out, const char *name, const char *value)
{
  if (value == NULL)
    return;
  add_name (out, name);
  zx_json_quote (out, value, -1);
}

void
zx_json_add_id (GString *out, const char *name, gint64 id)
{
  add_name (out, name);
  if (id == 0)
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "\"%" G_GINT64_FORMAT "\"", id);
}

void
zx_json_add_int (GString *out, const char *name, gint64 value)
{
  add_name (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

void
zx_json_add_double (GString *out, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  add_name (out, name);
  g_string_append (out, g_ascii_formatd (text, sizeof text, "%.6g", value));
}

void
zx_json_add_bool (GString *out, const char *name, gboolean value)
{
  add_name (out, name);
  g_string_append (out, value ? "true" : "false");
}

void
zx_json_add_time (GString *out, const char *name, gint64 ms)
{
  g_autofree char *text = ms != 0 ? zx_clock_format (ms) : NULL;

  add_name (out, name);
  if (text == NULL)
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "\"%s\"", text);
}

void
zx_json_add_raw (GString *out, const char *name, const char *json)
{
  add_name (out, name);
  g_string_append (out, json);
}

char *
zx_json_text (JsonNode *node)
{
  return json_to_string (node, FALSE);
}

const char *
zx_enum_word (GType type, int value)
{
  GEnumClass *class = g_type_class_peek (type);
  GEnumValue *found;

  if (class == NULL)
    class = g_type_class_ref (type); /* kept for ever: enum classes are never unloaded */
  found = g_enum_get_value (class, value);
  return found != NULL ? found->value_nick : NULL;
}

gboolean
zx_enum_from_word (GType type, const char *word, int *value)
{
  GEnumClass *class = g_type_class_peek (type);
  GEnumValue *found;

  if (word == NULL)
    return FALSE;
  if (class == NULL)
    class = g_type_class_ref (type);
  found = g_enum_get_value_by_nick (class, word);
  if (found != NULL)
    *value = found->value;
  return found != NULL;
}
