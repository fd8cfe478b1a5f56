/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells before sending which files the server would refuse. */
#include "zx-file-limits.h"

#define COUNT 10 /* when the server does not say it */

ZxFileLimits *
zx_file_limits_new (JsonObject *json)
{
  ZxFileLimits *limits = g_new0 (ZxFileLimits, 1);
  JsonArray *extensions = zx_json_array (json, "extensions");
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  limits->most = MAX (0, zx_json_int (json, "most", 0));
  limits->count = (guint) CLAMP (zx_json_int (json, "count", COUNT), 1, COUNT);
  for (guint i = 0; extensions != NULL && i < json_array_get_length (extensions); i++) {
    JsonNode *node = json_array_get_element (extensions, i);

    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_string (node) != NULL)
      g_strv_builder_add (words, json_node_get_string (node));
  }
  if (extensions != NULL)
    limits->extensions = g_strv_builder_end (words);
  return limits;
}

void
zx_file_limits_free (ZxFileLimits *limits)
{
  g_strfreev (limits->extensions);
  g_free (limits);
}

static gboolean
is_type_allowed (const ZxFileLimits *limits, const char *name)
{
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;
  g_autofree char *extension = dot != NULL ? g_ascii_strdown (dot + 1, -1) : NULL;

  return limits->extensions == NULL ||
         (extension != NULL &&
          g_strv_contains ((const char *const *) limits->extensions, extension));
}

const char *
zx_file_limits_refuse (const ZxFileLimits *limits, ZxFile *file)
{
  if (zx_file_get_size (file) == 0)
    return "empty";
  if (limits->most > 0 && zx_file_get_size (file) > limits->most)
    return "too-large";
  return is_type_allowed (limits, zx_file_get_name (file)) ? NULL : "type-refused";
}
