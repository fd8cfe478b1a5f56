/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of a record's member as text and as words, and when two are the same. */
#include "zx-record-value.h"

char *
zx_value_to_plain (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    g_auto (GStrv) words = zx_value_to_words (node);

    return g_strjoinv (", ", words);
  }
  if (!JSON_NODE_HOLDS_VALUE (node))
    return zx_json_text (node);
  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    return g_strdup (json_node_get_string (node));
  case G_TYPE_INT64:
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  case G_TYPE_BOOLEAN:
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  default:
    return zx_json_text (node);
  }
}

char **
zx_value_to_words (JsonNode *node)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    const char *word = zx_json_element_string (array, i);

    if (word != NULL)
      g_strv_builder_add (builder, word);
  }
  return g_strv_builder_end (builder);
}

static gboolean
is_nothing (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) == 0;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return !json_node_get_boolean (node);
  return json_node_get_value_type (node) == G_TYPE_STRING && *json_node_get_string (node) == '\0';
}

gboolean
zx_value_equal (JsonNode *one, JsonNode *other)
{
  if (is_nothing (one) || is_nothing (other))
    return is_nothing (one) && is_nothing (other);
  return json_node_equal (one, other);
}
