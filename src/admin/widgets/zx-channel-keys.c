/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The identity keys of a channel: list, make, show once, remove. */
#include "zx-channel-keys.h"

#include "zx-closures.h"
#include "zx-focus.h"
#include "zx-report.h"

#include <glib/gi18n.h>

#define MOST_KEYS 2

struct _ZxChannelKeys {
  ZxRecordExtra parent_instance;

  GtkWidget *fresh; /* of the template */
  GtkLabel *fresh_words;
  GtkLabel *fresh_key;
  GtkWidget *copy;
  GtkListBox *list;
  GtkLabel *error;
  GtkWidget *make;

  gint64 channel_id;    /* whose keys are shown; 0: none */
  GListModel *keys;     /* owned, of ZxRecord, null until loaded */
  GCancellable *ending; /* owned: another channel is shown */
  char *removing;       /* owned: what the agent is asked about */
};

G_DEFINE_FINAL_TYPE (ZxChannelKeys, zx_channel_keys, ZX_TYPE_RECORD_EXTRA)

static ZxClient *
get_client (ZxChannelKeys *self)
{
  return zx_record_extra_get_client (ZX_RECORD_EXTRA (self));
}

static void
show_error (ZxChannelKeys *self, const GError *error)
{
  g_autofree char *words = error != NULL ? zx_error_describe (error) : NULL;

  gtk_label_set_label (self->error, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), words != NULL);
}

static void
forget_fresh (ZxChannelKeys *self)
{
  gboolean had_focus = gtk_widget_get_focus_child (self->fresh) != NULL;

  gtk_label_set_label (self->fresh_key, "");
  gtk_widget_set_visible (self->fresh, FALSE);
  if (had_focus)
    gtk_widget_grab_focus (self->make);
}

static void
copy_cb (ZxChannelKeys *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->fresh_key));
  zx_report_text (GTK_WIDGET (self), _ ("Copied."));
}

static void load (ZxChannelKeys *self);

/* --- removing --- */

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxChannelKeys) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_gone = zx_client_remove_key_finish (ZX_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_error (self, error);
  if (is_gone)
    load (self);
}

static void
remove_answered_cb (ZxChannelKeys *self, const char *response)
{
  if (g_str_equal (response, "remove") && self->removing != NULL)
    zx_client_remove_key_async (get_client (self), self->channel_id, self->removing, self->ending,
                                removed_cb, g_object_ref (self));
  g_clear_pointer (&self->removing, g_free);
}

static void
remove_cb (ZxChannelKeys *self, GtkWidget *button)
{
  /* translators: %s is the name of a key */
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  g_free (self->removing);
  self->removing = g_strdup (g_object_get_data (G_OBJECT (button), "kid"));
  /* translators: %s is the name of a key */
  heading = g_strdup_printf (_ ("Remove the key “%s”?"), self->removing);
  dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
      _ ("What your server signs with it is no longer believed, at once: those visitors are "
         "unknown then. The key cannot be brought back."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                    _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answered_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- the list --- */

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  ZxChannelKeys *self = user_data;
  const char *kid = zx_record_get_text (item, "kid");
  gint64 at = zx_record_get_time (item, "created_at");
  g_autofree char *since = at != 0 ? zx_words_exact (at) : g_strdup ("");
  /* translators: %s is the name of a key */
  g_autofree char *spoken = g_strdup_printf (_ ("Remove key %s"), kid);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *name = gtk_label_new (kid), *made = gtk_label_new (since);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_add_css_class (name, "monospace");
  gtk_widget_add_css_class (made, "dim-label");
  gtk_widget_add_css_class (made, "caption");
  gtk_widget_add_css_class (button, "flat");
  g_object_set (made, "hexpand", TRUE, "xalign", 0.0F, NULL);
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "kid", g_strdup (kid), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), made);
  gtk_box_append (GTK_BOX (box), button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, kid, -1);
  g_object_set (row, "child", box, "focusable", FALSE, "activatable", FALSE, NULL);
  return row;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxChannelKeys) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) keys = zx_client_list_keys_finish (ZX_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_error (self, error);
  if (keys == NULL)
    return;
  g_set_object (&self->keys, keys);
  gtk_list_box_bind_model (self->list, keys, make_row, self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->list), g_list_model_get_n_items (keys) > 0);
  gtk_widget_set_sensitive (self->make, g_list_model_get_n_items (keys) < MOST_KEYS);
  gtk_widget_set_tooltip_text (self->make, g_list_model_get_n_items (keys) < MOST_KEYS
                                               ? NULL
                                               : _ ("Two keys are live. Remove the older one "
                                                    "when no server of yours uses it."));
}

static void
load (ZxChannelKeys *self)
{
  gtk_widget_set_sensitive (self->make, FALSE);
  zx_client_list_keys_async (get_client (self), self->channel_id, self->ending, loaded_cb,
                             g_object_ref (self));
}

/* --- making --- */

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxChannelKeys) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = zx_client_make_key_finish (ZX_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_error (self, error);
  if (key != NULL) {
    gtk_label_set_label (self->fresh_words,
                         _ ("This is the new key. It is shown only now: give it to your server, "
                            "which keeps it secret."));
    gtk_label_set_label (self->fresh_key, key);
    gtk_widget_set_visible (self->fresh, TRUE);
    zx_focus_shown (self->copy);
    explicit_bzero (key, strlen (key));
  }
  load (self);
}

/* k1, k2, … : the first that is free. */
static char *
free_kid (ZxChannelKeys *self)
{
  for (guint number = 1;; number++) {
    char *kid = g_strdup_printf ("k%u", number);
    gboolean is_taken = FALSE;

    for (guint i = 0; self->keys != NULL && i < g_list_model_get_n_items (self->keys); i++) {
      g_autoptr (ZxRecord) key = g_list_model_get_item (self->keys, i);

      is_taken = is_taken || g_strcmp0 (zx_record_get_text (key, "kid"), kid) == 0;
    }
    if (!is_taken)
      return kid;
    g_free (kid);
  }
}

static void
make_cb (ZxChannelKeys *self)
{
  g_autofree char *kid = free_kid (self);

  gtk_widget_set_sensitive (self->make, FALSE);
  zx_client_make_key_async (get_client (self), self->channel_id, kid, self->ending, made_cb,
                            g_object_ref (self));
}

/* --- class --- */

static void
zx_channel_keys_refresh (ZxRecordExtra *extra, gboolean is_another)
{
  ZxChannelKeys *self = ZX_CHANNEL_KEYS (extra);
  ZxRecord *record = zx_record_extra_get_record (extra);
  gint64 id = record != NULL ? zx_record_get_id (record) : 0;

  /* The same channel, only saved: a key that was just made stays in sight. */
  if (!is_another || id == self->channel_id)
    return;
  self->channel_id = id;
  g_cancellable_cancel (self->ending);
  g_object_unref (self->ending);
  self->ending = g_cancellable_new ();
  forget_fresh (self);
  show_error (self, NULL);
  g_clear_object (&self->keys);
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), id != 0);
  if (id != 0)
    load (self);
}

static void
zx_channel_keys_dispose (GObject *object)
{
  ZxChannelKeys *self = ZX_CHANNEL_KEYS (object);

  g_cancellable_cancel (self->ending);
  g_clear_object (&self->keys);
  g_clear_pointer (&self->removing, g_free);
  G_OBJECT_CLASS (zx_channel_keys_parent_class)->dispose (object);
}

static void
zx_channel_keys_finalize (GObject *object)
{
  g_object_unref (ZX_CHANNEL_KEYS (object)->ending);
  G_OBJECT_CLASS (zx_channel_keys_parent_class)->finalize (object);
}

static void
zx_channel_keys_class_init (ZxChannelKeysClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_channel_keys_dispose;
  G_OBJECT_CLASS (klass)->finalize = zx_channel_keys_finalize;
  ZX_RECORD_EXTRA_CLASS (klass)->refresh = zx_channel_keys_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-channel-keys.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxChannelKeys, fresh);
  gtk_widget_class_bind_template_child (widget_class, ZxChannelKeys, fresh_words);
  gtk_widget_class_bind_template_child (widget_class, ZxChannelKeys, fresh_key);
  gtk_widget_class_bind_template_child (widget_class, ZxChannelKeys, copy);
  gtk_widget_class_bind_template_child (widget_class, ZxChannelKeys, list);
  gtk_widget_class_bind_template_child (widget_class, ZxChannelKeys, error);
  gtk_widget_class_bind_template_child (widget_class, ZxChannelKeys, make);
  gtk_widget_class_bind_template_callback (widget_class, make_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_fresh);
}

static void
zx_channel_keys_init (ZxChannelKeys *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ending = g_cancellable_new ();
}
