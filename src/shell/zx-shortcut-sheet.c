/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's keys: one table for the accelerators and for the sheet that lists them. */
#include "zx-shortcut-sheet.h"

#include <glib/gi18n.h>

/* A null action is handled where the key is pressed, and only listed here. */
static const ZxShortcut general[] = {
    {NULL, "<Alt>1...9", N_ ("Show a page")},
    {"desk.presence-menu", "F2", N_ ("Change your state")},
    {"desk.side-shown", "<Control>b", N_ ("Show or hide customer and assistant")},
    {"app.preferences", "<Control>comma", N_ ("Preferences")},
    {"app.shortcuts", "<Control>question", N_ ("Keyboard shortcuts")},
    {NULL, "F10", N_ ("Main menu")},
    {"app.quit", "<Control>q", N_ ("Quit")},
    {0},
};

static const ZxShortcut assistant[] = {
    {NULL, "<Control>1...3", N_ ("Send a suggested answer")},
    {NULL, "<Control><Shift>1...3", N_ ("Edit a suggested answer first")},
    {NULL, "Return", N_ ("Send the answer that has the keyboard")},
    {0},
};

void
zx_shortcut_sheet_set_accels (GtkApplication *application)
{
  for (const ZxShortcut *row = general; row->title != NULL; row++)
    if (row->action != NULL)
      gtk_application_set_accels_for_action (application, row->action,
                                             (const char *[]){row->accelerator, NULL});
}

/* Before GTK 4.14 a sheet can be made only from a description. */
static void
describe_group (GString *ui, const char *title, const ZxShortcut *rows)
{
  g_autofree char *group = g_markup_escape_text (title, -1);

  g_string_append_printf (
      ui, "<child><object class='GtkShortcutsGroup'><property name='title'>%s</property>", group);
  for (const ZxShortcut *row = rows; row->title != NULL; row++) {
    g_autofree char *text = g_markup_escape_text (_ (row->title), -1);
    g_autofree char *keys = g_markup_escape_text (row->accelerator, -1);

    g_string_append_printf (
        ui,
        "<child><object class='GtkShortcutsShortcut'><property name='title'>%s"
        "</property><property name='accelerator'>%s</property></object></child>",
        text, keys);
  }
  g_string_append (ui, "</object></child>");
}

GtkWindow *
zx_shortcut_sheet_new (GtkWindow *parent, GListModel *panels)
{
  GString *ui = g_string_new ("<interface><object class='GtkShortcutsWindow' id='sheet'>"
                              "<property name='modal'>1</property><child>"
                              "<object class='GtkShortcutsSection'>");
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *sheet;
  guint n = panels != NULL ? g_list_model_get_n_items (panels) : 0;

  /* translators: heading of the keys that work everywhere */
  describe_group (ui, _ ("General"), general);
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxPanel) panel = g_list_model_get_item (panels, i);

    if (ZX_PANEL_GET_CLASS (panel)->shortcuts != NULL)
      describe_group (ui, zx_panel_get_title (panel), ZX_PANEL_GET_CLASS (panel)->shortcuts);
  }
  if (n > 0)
    describe_group (ui, _ ("Assistant"), assistant);
  g_string_append (ui, "</object></child></object></interface>");

  builder = gtk_builder_new_from_string (ui->str, ui->len);
  g_string_free (ui, TRUE);
  sheet = GTK_WINDOW (gtk_builder_get_object (builder, "sheet"));
  gtk_window_set_transient_for (sheet, parent);
  return sheet;
}
