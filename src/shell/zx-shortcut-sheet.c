/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheet of keys. */
#include "zx-shortcut-sheet.h"

/* Before GTK 4.14 a sheet can be made only from a description. */
static void
open_group (GString *ui, const char *title)
{
  g_autofree char *text = g_markup_escape_text (title, -1);

  g_string_append_printf (
      ui, "<child><object class='GtkShortcutsGroup'><property name='title'>%s</property>", text);
}

static void
describe (GString *ui, ZxKey *key)
{
  g_autofree char *text = g_markup_escape_text (zx_key_get_title (key), -1);
  g_autofree char *keys = g_markup_escape_text (zx_key_get_accelerator (key), -1);

  if (*keys != '\0')
    g_string_append_printf (
        ui,
        "<child><object class='GtkShortcutsShortcut'><property name='title'>%s"
        "</property><property name='accelerator'>%s</property></object></child>",
        text, keys);
}

GtkWindow *
zx_shortcut_sheet_new (GtkWindow *parent, ZxKeymap *keymap)
{
  GString *ui = g_string_new ("<interface><object class='GtkShortcutsWindow' id='sheet'>"
                              "<property name='modal'>1</property><child>"
                              "<object class='GtkShortcutsSection'>");
  GListModel *keys = zx_keymap_get_keys (keymap);
  const char *group = NULL; /* lent by a key that the model keeps */
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *sheet;

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++) {
    g_autoptr (ZxKey) key = g_list_model_get_item (keys, i);

    if (g_strcmp0 (group, zx_key_get_group (key)) != 0) {
      if (group != NULL)
        g_string_append (ui, "</object></child>");
      group = zx_key_get_group (key);
      open_group (ui, group);
    }
    describe (ui, key);
  }
  if (group != NULL)
    g_string_append (ui, "</object></child>");
  g_string_append (ui, "</object></child></object></interface>");

  builder = gtk_builder_new_from_string (ui->str, ui->len);
  g_string_free (ui, TRUE);
  sheet = GTK_WINDOW (gtk_builder_get_object (builder, "sheet"));
  gtk_window_set_transient_for (sheet, parent);
  return sheet;
}
