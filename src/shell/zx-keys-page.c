/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the keys that can be changed. */
#include "zx-keys-page.h"

#include "zx-key-grab.h"

#include <glib/gi18n.h>

struct _ZxKeysPage {
  AdwPreferencesPage parent_instance;

  AdwPreferencesGroup *about; /* of the template */

  ZxKeymap *keymap; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxKeysPage, zx_keys_page, ADW_TYPE_PREFERENCES_PAGE)

static char *
words_of (const char *accelerator)
{
  guint key = 0;
  GdkModifierType state = 0;

  if (gtk_accelerator_parse (accelerator, &key, &state) && key != 0)
    return gtk_accelerator_get_label (key, state);
  /* translators: of an action that has no key */
  return g_strdup (_ ("None"));
}

static void
show_key (GtkWidget *row, GParamSpec *pspec, ZxKey *key)
{
  GtkLabel *label = g_object_get_data (G_OBJECT (row), "label");
  GtkWidget *back = g_object_get_data (G_OBJECT (row), "back");
  g_autofree char *words = words_of (zx_key_get_accelerator (key));

  gtk_label_set_label (label, words);
  gtk_widget_set_visible (back,
                          !g_str_equal (zx_key_get_accelerator (key), zx_key_get_default (key)));
}

static void
key_changed_cb (ZxKey *key, GParamSpec *pspec, GtkWidget *row)
{
  show_key (row, NULL, key);
}

static void
row_activated_cb (GtkWidget *row, ZxKey *key)
{
  ZxKeysPage *self = ZX_KEYS_PAGE (gtk_widget_get_ancestor (row, ZX_TYPE_KEYS_PAGE));

  gtk_window_present (zx_key_grab_new (GTK_WINDOW (gtk_widget_get_root (row)), self->keymap, key));
}

static void
back_cb (GtkWidget *button, ZxKey *key)
{
  ZxKeysPage *self = ZX_KEYS_PAGE (gtk_widget_get_ancestor (button, ZX_TYPE_KEYS_PAGE));
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  ZxKey *taken_by;

  if (zx_keymap_set (self->keymap, key, NULL, &taken_by) == ZX_KEY_FREE) {
    gtk_widget_grab_focus (row);
    return;
  }
  {
    g_autofree char *words = words_of (zx_key_get_default (key));
    /* translators: %1$s is a key, %2$s what it does */
    g_autofree char *text = g_strdup_printf (_ ("%1$s is now “%2$s”. Change that one first."),
                                             words, zx_key_get_title (taken_by));

    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (gtk_widget_get_root (button)),
                                      adw_toast_new (text));
  }
}

static GtkWidget *
make_row (ZxKeysPage *self, ZxKey *key)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *back = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  /* translators: %s is what a key does */
  g_autofree char *tip =
      g_strdup_printf (_ ("Give “%s” its usual key again"), zx_key_get_title (key));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), zx_key_get_title (key));
  gtk_widget_add_css_class (label, "kbd");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (back, "flat");
  gtk_widget_set_valign (back, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (back, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), back);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "label", label);
  g_object_set_data (G_OBJECT (row), "back", back);
  g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), key, 0);
  g_signal_connect_object (back, "clicked", G_CALLBACK (back_cb), key, 0);
  g_signal_connect_object (key, "notify::accelerator", G_CALLBACK (key_changed_cb), row, 0);
  show_key (row, NULL, key);
  return row;
}

static void
reset_cb (ZxKeysPage *self)
{
  zx_keymap_reset (self->keymap);
}

static void
zx_keys_page_dispose (GObject *object)
{
  g_clear_object (&ZX_KEYS_PAGE (object)->keymap);

  G_OBJECT_CLASS (zx_keys_page_parent_class)->dispose (object);
}

static void
zx_keys_page_class_init (ZxKeysPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_keys_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-keys-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxKeysPage, about);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
}

static void
zx_keys_page_init (ZxKeysPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
zx_keys_page_set_keymap (ZxKeysPage *self, ZxKeymap *keymap)
{
  GListModel *keys;
  AdwPreferencesGroup *group = NULL;
  const char *title = NULL;

  g_return_if_fail (ZX_IS_KEYS_PAGE (self) && self->keymap == NULL);

  self->keymap = g_object_ref (keymap);
  keys = zx_keymap_get_keys (keymap);
  for (guint i = 0; i < g_list_model_get_n_items (keys); i++) {
    g_autoptr (ZxKey) key = g_list_model_get_item (keys, i);

    if (zx_key_get_action (key) == NULL)
      continue; /* fixed */
    if (group == NULL || g_strcmp0 (title, zx_key_get_group (key)) != 0) {
      title = zx_key_get_group (key);
      group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (group, title);
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), group);
    }
    adw_preferences_group_add (group, make_row (self, key));
  }
}
