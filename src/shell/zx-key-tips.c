/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tooltips that name the key of what they stand for. */
#include "zx-key-tips.h"

#include "zx-keys.h"

#include <glib/gi18n.h>
#include <string.h>

#define TIP "zx-key-tip" /* of a widget: its Tip */

typedef struct {
  GtkWidget *widget;   /* lent: it owns us */
  ZxKey *key;          /* owned */
  char *tip;           /* owned: without a key */
  gboolean is_showing; /* the tooltip changes by our own hand */
} Tip;

static void
tip_free (gpointer data)
{
  Tip *self = data;

  g_object_unref (self->key);
  g_free (self->tip);
  g_free (self);
}

static ZxKey *
find_key (ZxKeymap *keymap, const char *action)
{
  GListModel *keys = zx_keymap_get_keys (keymap);

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++) {
    g_autoptr (ZxKey) key = g_list_model_get_item (keys, i);

    if (g_strcmp0 (zx_key_get_action (key), action) == 0)
      return key; /* the list keeps it */
  }
  return NULL;
}

/* Behind the first line: what follows it are details. */
static char *
add_label (const char *tip, const char *label)
{
  const char *end = strchr (tip, '\n');
  g_autofree char *line = g_strndup (tip, end != NULL ? (gsize) (end - tip) : strlen (tip));
  /* translators: %1$s is a tooltip, %2$s the key that does the same */
  g_autofree char *with_key = g_strdup_printf (_ ("%1$s (%2$s)"), line, label);

  return g_strconcat (with_key, end, NULL);
}

static void
refresh (Tip *self)
{
  guint keyval = 0;
  GdkModifierType state = 0;
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;

  if (gtk_accelerator_parse (zx_key_get_accelerator (self->key), &keyval, &state) && keyval != 0)
    label = gtk_accelerator_get_label (keyval, state);
  text = label != NULL ? add_label (self->tip, label) : g_strdup (self->tip);
  self->is_showing = TRUE;
  gtk_widget_set_tooltip_text (self->widget, text);
  self->is_showing = FALSE;
}

static void
key_changed_cb (GtkWidget *widget)
{
  refresh (g_object_get_data (G_OBJECT (widget), TIP));
}

/* The control has other words now. */
static void
tip_changed_cb (GtkWidget *widget)
{
  Tip *self = g_object_get_data (G_OBJECT (widget), TIP);
  const char *tip = gtk_widget_get_tooltip_text (widget);

  if (self->is_showing || tip == NULL)
    return;
  g_free (self->tip);
  self->tip = g_strdup (tip);
  refresh (self);
}

static void
show_tip (ZxKeymap *keymap, GtkWidget *widget)
{
  const char *action = zx_keys_get_mark (widget);
  const char *tip = gtk_widget_get_tooltip_text (widget);
  ZxKey *key;
  Tip *self;

  if (action == NULL && GTK_IS_ACTIONABLE (widget))
    action = gtk_actionable_get_action_name (GTK_ACTIONABLE (widget));
  if (action == NULL || tip == NULL || g_object_get_data (G_OBJECT (widget), TIP) != NULL)
    return;
  key = find_key (keymap, action);
  if (key == NULL)
    return;
  self = g_new0 (Tip, 1);
  self->widget = widget;
  self->key = g_object_ref (key);
  self->tip = g_strdup (tip);
  g_object_set_data_full (G_OBJECT (widget), TIP, self, tip_free);
  g_signal_connect_object (key, "notify::accelerator", G_CALLBACK (key_changed_cb), widget,
                           G_CONNECT_SWAPPED);
  g_signal_connect (widget, "notify::tooltip-text", G_CALLBACK (tip_changed_cb), NULL);
  refresh (self);
}

void
zx_key_tips_show (ZxKeymap *keymap, GtkWidget *root)
{
  g_return_if_fail (ZX_IS_KEYMAP (keymap) && GTK_IS_WIDGET (root));

  show_tip (keymap, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    zx_key_tips_show (keymap, child);
}
