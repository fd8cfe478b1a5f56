/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers to whom chats were given. */
#include "zx-pass-recent.h"

#define APP_ID "org.zuoxi.Zuoxi" /* its settings */
#define KEY "recent-targets"

enum { MOST = 4 };

/* Null where the schema is not installed, as in a test of a widget alone. */
static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, APP_ID, TRUE) : NULL;

  return schema != NULL ? g_settings_new (APP_ID) : NULL;
}

static char *
word_of (ZxPassTarget *target)
{
  static const char *const kinds[] = {
      [ZX_PASS_AGENT] = "agent", [ZX_PASS_GROUP] = "group", [ZX_PASS_QUEUE] = "queue"};

  return g_strdup_printf ("%s/%" G_GINT64_FORMAT, kinds[zx_pass_target_get_kind (target)],
                          zx_pass_target_get_id (target));
}

void
zx_pass_recent_add (ZxPassTarget *target)
{
  g_autoptr (GSettings) settings = open_settings ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *word = word_of (target);
  g_auto (GStrv) before = settings != NULL ? g_settings_get_strv (settings, KEY) : NULL;
  g_auto (GStrv) now = NULL;

  if (settings == NULL)
    return;
  g_strv_builder_add (builder, word);
  for (guint i = 0, n = 1; before[i] != NULL && n < MOST; i++) {
    if (g_str_equal (before[i], word))
      continue;
    g_strv_builder_add (builder, before[i]);
    n++;
  }
  now = g_strv_builder_end (builder);
  g_settings_set_strv (settings, KEY, (const char *const *) now);
}

static gboolean
is_called (gconstpointer target, gconstpointer word)
{
  g_autofree char *own = word_of ((gpointer) target);

  return g_str_equal (own, word);
}

guint
zx_pass_recent_to_front (GPtrArray *targets)
{
  g_autoptr (GSettings) settings = open_settings ();
  g_auto (GStrv) words = settings != NULL ? g_settings_get_strv (settings, KEY) : NULL;
  guint n = 0, at;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (g_ptr_array_find_with_equal_func (targets, words[i], is_called, &at) && at >= n)
      g_ptr_array_insert (targets, (int) n++, g_ptr_array_steal_index (targets, at));
  return n;
}
