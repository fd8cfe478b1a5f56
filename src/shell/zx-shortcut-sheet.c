/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sheet of keys: groups side by side, as many as the window has room for. */
#include "zx-shortcut-sheet.h"

#include <string.h>

#define RANGE "..." /* of keys, as in "<Control>1...3" */

struct _ZxShortcutSheet {
  AdwWindow parent_instance;

  GtkSearchEntry *search; /* of the template */
  GtkFlowBox *groups;
};

G_DEFINE_FINAL_TYPE (ZxShortcutSheet, zx_shortcut_sheet, ADW_TYPE_WINDOW)

/* "Ctrl+1 … 3" of "<Control>1...3". */
static char *
spoken_key (const char *accelerator)
{
  const char *range = strstr (accelerator, RANGE);
  g_autofree char *first =
      range != NULL ? g_strndup (accelerator, range - accelerator) : g_strdup (accelerator);
  g_autofree char *words = NULL;
  guint key = 0;
  GdkModifierType state = 0;

  if (!gtk_accelerator_parse (first, &key, &state) || key == 0)
    return g_strdup (accelerator);
  words = gtk_accelerator_get_label (key, state);
  if (range == NULL)
    return g_steal_pointer (&words);
  return g_strdup_printf ("%s … %s", words, range + strlen (RANGE));
}

static GtkWidget *
make_row (ZxKey *key)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (zx_key_get_title (key));
  GtkWidget *keys = gtk_shortcut_label_new (zx_key_get_accelerator (key));
  g_autofree char *spoken = spoken_key (zx_key_get_accelerator (key));
  g_autofree char *name = g_strdup_printf ("%s: %s", zx_key_get_title (key), spoken);

  g_object_set (title, "xalign", 0.0F, "wrap", TRUE, "hexpand", TRUE, "width-chars", 16,
                "max-width-chars", 30, NULL);
  gtk_widget_set_valign (keys, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set (row, "child", box, "activatable", FALSE, NULL);
  return row;
}

static GtkListBox *
add_group (ZxShortcutSheet *self, const char *title)
{
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = gtk_label_new (title), *list = gtk_list_box_new ();

  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (list, "plain");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), list);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  g_object_set (child, "focusable", FALSE, "valign", GTK_ALIGN_START, NULL);
  gtk_flow_box_append (self->groups, child);
  return GTK_LIST_BOX (list);
}

/* --- looking for one --- */

static gboolean
is_wanted (GtkListBoxRow *row, gpointer user_data)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (user_data));

  return g_str_match_string (text, g_object_get_data (G_OBJECT (row), "words"), TRUE);
}

static gboolean
has_wanted (GtkFlowBoxChild *child, gpointer user_data)
{
  GtkWidget *list = gtk_widget_get_last_child (gtk_flow_box_child_get_child (child));

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (is_wanted (GTK_LIST_BOX_ROW (row), user_data))
      return TRUE;
  return FALSE;
}

static void
typed_cb (ZxShortcutSheet *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->groups)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_list_box_invalidate_filter (GTK_LIST_BOX (
        gtk_widget_get_last_child (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child)))));
  gtk_flow_box_invalidate_filter (self->groups);
}

static void
zx_shortcut_sheet_class_init (ZxShortcutSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-shortcut-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxShortcutSheet, search);
  gtk_widget_class_bind_template_child (widget_class, ZxShortcutSheet, groups);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gtk_window_close);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
zx_shortcut_sheet_init (ZxShortcutSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self));
  gtk_flow_box_set_filter_func (self->groups, has_wanted, self->search, NULL);
}

GtkWindow *
zx_shortcut_sheet_new (GtkWindow *parent, ZxKeymap *keymap)
{
  ZxShortcutSheet *self = g_object_new (ZX_TYPE_SHORTCUT_SHEET, "transient-for", parent, NULL);
  GListModel *keys = zx_keymap_get_keys (keymap);
  const char *group = NULL; /* lent by a key that the model keeps */
  GtkListBox *list = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++) {
    g_autoptr (ZxKey) key = g_list_model_get_item (keys, i);
    GtkWidget *row;

    if (*zx_key_get_accelerator (key) == '\0')
      continue;
    if (list == NULL || g_strcmp0 (group, zx_key_get_group (key)) != 0) {
      group = zx_key_get_group (key);
      list = add_group (self, group);
      gtk_list_box_set_filter_func (list, is_wanted, self->search, NULL);
    }
    row = make_row (key);
    g_object_set_data_full (G_OBJECT (row), "words", g_strdup (zx_key_get_title (key)), g_free);
    gtk_list_box_append (list, row);
  }
  return GTK_WINDOW (self);
}
