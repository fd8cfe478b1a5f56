/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks what an agent can do, and says it in words. */
#include "zxd-field-work.h"

#include "zx-error.h"
#include "zx-json.h"
#include "zx-skill.h"
#include "zxd-field.h"

#include <string.h>

enum {
  MOST_AT_ONCE = 30, /* nobody writes with more */
  MOST_CHANNELS = 10,
  MOST_CHANNEL_NAME = 20,
  MOST_LEVEL = 5,
  MOST_SKILLS = 50,
  MOST_SKILL_NAME = 60,
};

static gboolean
is_channel (const char *name)
{
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyz");

  return length > 0 && length <= MOST_CHANNEL_NAME && name[length] == '\0';
}

gboolean
zxd_field_capacity (const char *name,
                    JsonNode *node,
                    char **value,
                    const char **why,
                    GError **error)
{
  JsonObject *object =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GList) channels = object != NULL ? json_object_get_members (object) : NULL;
  gboolean is_good = object != NULL && json_object_get_size (object) <= MOST_CHANNELS;

  *why = "malformed";
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  for (GList *channel = channels; is_good && channel != NULL; channel = channel->next) {
    gint64 at_once = zx_json_int (object, channel->data, 0);

    is_good = is_channel (channel->data) && at_once >= 1 && at_once <= MOST_AT_ONCE;
    zx_json_add_int (json, channel->data, at_once);
  }
  if (!is_good)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“%s” must say for kinds of channels how many contacts at once, from 1 to %d, "
                     "like web=4.",
                     name, MOST_AT_ONCE);
  if (channels == NULL)
    return TRUE;
  g_string_append_c (json, '}');
  *value = g_string_free (g_steal_pointer (&json), FALSE);
  return TRUE;
}

static gboolean
is_new (GHashTable *seen, const char *name)
{
  return g_hash_table_add (seen, zx_skill_key (name));
}

static gboolean
add_skill (const char *name, JsonNode *element, GHashTable *seen, GString *json, GError **error)
{
  JsonObject *skill = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
  g_autofree char *called = NULL;
  const char *why;
  gint64 level = skill != NULL ? zx_json_int (skill, "level", 0) : 0;

  if (skill != NULL && !json_object_has_member (skill, "level"))
    level = 1;
  if (skill == NULL || level < 1 || level > MOST_LEVEL)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“%s” must name skills with levels from 1 to %d, like english=3.", name,
                     MOST_LEVEL);
  if (!zxd_field_text (name, zx_json_string (skill, "name"), MOST_SKILL_NAME, FALSE, &called, &why,
                       error))
    return FALSE;
  if (called == NULL || strpbrk (called, "=,") != NULL || !is_new (seen, called))
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“%s” must name each skill once, without = and commas.", name);
  g_string_append (json, json->len > 1 ? ",{" : "{");
  zx_json_add_string (json, "name", called);
  zx_json_add_int (json, "level", level);
  g_string_append_c (json, '}');
  return TRUE;
}

gboolean
zxd_field_skills (const char *name, JsonNode *node, char **value, const char **why, GError **error)
{
  gboolean is_null = node == NULL || JSON_NODE_HOLDS_NULL (node);
  JsonArray *array = !is_null && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) json = g_string_new ("[");

  *why = "malformed";
  if ((array == NULL && !is_null) || n > MOST_SKILLS)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” must be a list of at most %d skills.", name,
                     MOST_SKILLS);
  for (guint i = 0; i < n; i++)
    if (!add_skill (name, json_array_get_element (array, i), seen, json, error))
      return FALSE;
  g_string_append_c (json, ']');
  *value = g_string_free (g_steal_pointer (&json), FALSE);
  return TRUE;
}

/* ---- words */

static void
add_words (GString *words, const char *name, gint64 number)
{
  g_string_append_printf (words, "%s%s %" G_GINT64_FORMAT, words->len > 0 ? ", " : "", name,
                          number);
}

char *
zxd_field_capacity_words (const char *kept)
{
  g_autoptr (JsonObject) object =
      zx_json_parse (kept != NULL ? kept : ZXD_USUAL_CAPACITY, -1, NULL);
  g_autoptr (GList) channels = object != NULL ? json_object_get_members (object) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  for (GList *channel = channels; channel != NULL; channel = channel->next)
    add_words (words, channel->data, zx_json_int (object, channel->data, 0));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

char *
zxd_field_skills_words (const char *kept)
{
  g_autoptr (JsonNode) node = json_from_string (kept != NULL ? kept : "[]", NULL);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *skill = json_array_get_object_element (array, i);

    add_words (words, zx_json_string (skill, "name"), zx_json_int (skill, "level", 1));
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* "english=3" → "english" and 3; 1 without a number, 0 when it is none. */
static char *
split_word (const char *word, gint64 *number)
{
  const char *sign = strrchr (word, '=');

  *number = 1;
  if (sign == NULL)
    return g_strdup (word);
  if (!g_ascii_string_to_signed (sign + 1, 10, 0, G_MAXINT, number, NULL))
    *number = 0;
  return g_strndup (word, (gsize) (sign - word));
}

char *
zxd_field_capacity_from_words (char **words)
{
  g_autoptr (GString) json = g_string_new ("{");

  for (char **word = words; *word != NULL; word++) {
    gint64 at_once;
    g_autofree char *channel = split_word (*word, &at_once);
    g_autoptr (GString) quoted = g_string_new (NULL);

    if (**word == '\0')
      continue;
    zx_json_quote (quoted, channel, -1);
    g_string_append_printf (json, "%s%s:%" G_GINT64_FORMAT, json->len > 1 ? "," : "", quoted->str,
                            at_once);
  }
  g_string_append_c (json, '}');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

char *
zxd_field_skills_from_words (char **words)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (char **word = words; *word != NULL; word++) {
    gint64 level;
    g_autofree char *name = split_word (*word, &level);

    if (**word == '\0')
      continue;
    g_string_append (json, json->len > 1 ? ",{" : "{");
    zx_json_add_string (json, "name", name);
    zx_json_add_int (json, "level", level);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
  return g_string_free (g_steal_pointer (&json), FALSE);
}
