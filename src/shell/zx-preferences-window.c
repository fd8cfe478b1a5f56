/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the agent can choose; every row is bound to its GSettings key. */
#include "zx-preferences-window.h"

#include "zx-inside.h"
#include "zx-keys-page.h"

#include <glib/gi18n.h>

struct _ZxPreferencesWindow {
  AdwPreferencesWindow parent_instance;

  AdwComboRow *color_scheme; /* of the template */
  GtkSwitch *enter_sends;
  GtkSwitch *notify_queue;
  GtkSwitch *notify_messages;
  GtkSwitch *notify_colleagues;
  GtkSwitch *notify_offers;
  GtkSwitch *notify_text;
  GtkSwitch *ring_offers;
  GtkAdjustment *ring_volume;
  ZxKeysPage *keys;
};

G_DEFINE_FINAL_TYPE (ZxPreferencesWindow, zx_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

/* The rows stand in the order of the enum. */
static const char *const schemes[] = {"system", "light", "dark"};

static gboolean
scheme_to_row (GValue *value, GVariant *variant, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (g_variant_get_string (variant, NULL), schemes[i]))
      g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
row_to_scheme (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint row = g_value_get_uint (value);

  return row < G_N_ELEMENTS (schemes) ? g_variant_new_string (schemes[row]) : NULL;
}

static void
zx_preferences_window_class_init (ZxPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ZX_TYPE_KEYS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, enter_sends);
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, notify_queue);
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, notify_messages);
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, notify_colleagues);
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, notify_offers);
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, notify_text);
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, ring_offers);
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, ring_volume);
  gtk_widget_class_bind_template_child (widget_class, ZxPreferencesWindow, keys);
}

static void
zx_preferences_window_init (ZxPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
zx_preferences_window_new (GtkWindow *parent, GSettings *settings, ZxKeymap *keymap)
{
  ZxPreferencesWindow *self =
      g_object_new (ZX_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  g_settings_bind_with_mapping (settings, "color-scheme", self->color_scheme, "selected",
                                G_SETTINGS_BIND_DEFAULT, scheme_to_row, row_to_scheme, NULL, NULL);
  g_settings_bind (settings, "enter-sends", self->enter_sends, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify-queue", self->notify_queue, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify-messages", self->notify_messages, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify-colleagues", self->notify_colleagues, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify-offers", self->notify_offers, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "ring-offers", self->ring_offers, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "ring-volume", self->ring_volume, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify-text", self->notify_text, "active", G_SETTINGS_BIND_DEFAULT);
  zx_keys_page_set_keymap (self->keys, keymap);
  zx_name_inside (GTK_WIDGET (self), GTK_TYPE_SEARCH_ENTRY, _ ("Search"));
  return GTK_WINDOW (self);
}
