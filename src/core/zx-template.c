/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts what is known of a conversation into a greeting or a quick reply. */
#include "zx-template.h"

#include <string.h>

/* Longer than any variable's name: what is longer is no variable. */
#define MOST_NAME 32

/* The variable at @text ("{{name}}…"), or null; *@after is behind its braces. */
static char *
read_variable (const char *text, const char **after)
{
  const char *end;
  g_autofree char *name = NULL;

  if (!g_str_has_prefix (text, "{{"))
    return NULL;
  end = strstr (text + 2, "}}");
  if (end == NULL || end - text > MOST_NAME)
    return NULL;
  name = g_strstrip (g_strndup (text + 2, end - text - 2));
  if (*name == '\0')
    return NULL;
  for (const char *p = name; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && *p != '_')
      return NULL;
  }
  *after = end + 2;
  return g_steal_pointer (&name);
}

static gboolean
starts_line (const GString *out)
{
  return out->len == 0 || out->str[out->len - 1] == '\n';
}

/* Behind the comma and the spaces that only made sense after what was left out. */
static const char *
skip_comma (const char *text)
{
  static const char *commas[] = {"，", "、", ",", "：", ":"};

  for (gsize i = 0; i < G_N_ELEMENTS (commas); i++) {
    if (g_str_has_prefix (text, commas[i])) {
      text += strlen (commas[i]);
      break;
    }
  }
  while (*text == ' ')
    text++;
  return text;
}

static const char *
leave_out (GString *out, const char *after)
{
  if (starts_line (out))
    return skip_comma (after);
  if (out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return after;
}

char *
zx_template_expand (const char *text, ZxTemplateLookup lookup, gpointer data)
{
  GString *out;

  g_return_val_if_fail (lookup != NULL, NULL);

  if (text == NULL)
    return g_strdup ("");
  out = g_string_sized_new (strlen (text) + 64);
  while (*text != '\0') {
    const char *after = NULL;
    g_autofree char *name = read_variable (text, &after);
    const char *value = name != NULL ? lookup (name, data) : NULL;

    if (value == NULL) {
      g_string_append_c (out, *text++);
    } else if (*value == '\0') {
      text = leave_out (out, after);
    } else {
      g_string_append (out, value);
      text = after;
    }
  }
  return g_string_free (out, FALSE);
}
