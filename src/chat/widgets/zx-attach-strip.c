/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers the files that go with a message, and shows them before they go. */
#include "zx-attach-strip.h"

#include "zx-message-files.h"
#include "zx-report.h"

#include <glib/gi18n.h>

struct _ZxAttachStrip {
  GtkBox parent_instance;

  GListStore *files; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxAttachStrip, zx_attach_strip, GTK_TYPE_BOX)

static guint changed_signal;

static void
add (ZxAttachStrip *self, ZxFile *file)
{
  if (self->files == NULL)
    return;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->files)) >= ZX_ATTACH_MOST) {
    g_autofree char *text =
        g_strdup_printf (ngettext ("A message carries at most %d file.",
                                   "A message carries at most %d files.", ZX_ATTACH_MOST),
                         ZX_ATTACH_MOST);

    zx_report_text (GTK_WIDGET (self), text);
    return;
  }
  g_list_store_append (self->files, file);
}

static void
add_here (ZxAttachStrip *self, GFile *here)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxFile) file = zx_file_new_local (here, &error);
  g_autofree char *name = g_file_get_basename (here);
  g_autofree char *text = NULL;

  if (file != NULL) {
    add (self, file);
    return;
  }
  /* translators: %1$s is a file name, %2$s what the system says */
  text = g_strdup_printf (_ ("%1$s cannot be attached: %2$s"), name, error->message);
  zx_report_text (GTK_WIDGET (self), text);
}

static void
remove_clicked_cb (GtkWidget *button, ZxFile *file)
{
  ZxAttachStrip *self = ZX_ATTACH_STRIP (gtk_widget_get_ancestor (button, ZX_TYPE_ATTACH_STRIP));
  guint place;

  if (self->files != NULL && g_list_store_find (self->files, file, &place))
    g_list_store_remove (self->files, place);
}

static GtkWidget *
make_chip (ZxFile *file)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *words = zx_file_words (file);
  g_autofree char *line = g_strdup_printf ("%s · %s", zx_file_get_name (file), words);
  /* translators: %s is a file name */
  g_autofree char *verb = g_strdup_printf (_ ("Do not send %s"), zx_file_get_name (file));
  GtkWidget *label = gtk_label_new (line);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_widget_set_tooltip_text (label, line);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, verb);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, verb, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), file, 0);
  gtk_box_append (GTK_BOX (chip), gtk_image_new_from_icon_name (zx_file_get_is_picture (file)
                                                                    ? "image-x-generic-symbolic"
                                                                    : "text-x-generic-symbolic"));
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), button);
  gtk_widget_add_css_class (chip, "guest");
  return chip;
}

static void
show_files (ZxAttachStrip *self)
{
  guint n = zx_attach_strip_get_n_files (self);
  GtkWidget *flow = gtk_widget_get_first_child (GTK_WIDGET (self));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (flow)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (flow), child);
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (G_LIST_MODEL (self->files), i);

    gtk_flow_box_insert (GTK_FLOW_BOX (flow), make_chip (file), -1);
  }
  for (child = gtk_widget_get_first_child (flow); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_focusable (child, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  g_signal_emit (self, changed_signal, 0);
}

/* From the clipboard */

static void
texture_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxAttachStrip) self = user_data;
  g_autoptr (GdkTexture) texture =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GBytes) bytes = texture != NULL ? gdk_texture_save_to_png_bytes (texture) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "%Y-%m-%d %H.%M.%S.png");
  g_autoptr (ZxFile) file = NULL;

  if (bytes == NULL) {
    zx_report_text (GTK_WIDGET (self), _ ("The clipboard's picture could not be read."));
    return;
  }
  file = zx_file_new_pasted (bytes, name);
  add (self, file);
}

static void
add_list (ZxAttachStrip *self, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);

  for (GSList *link = files; link != NULL; link = link->next)
    add_here (self, link->data);
}

static void
files_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxAttachStrip) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    add_list (self, g_value_get_boxed (value));
}

gboolean
zx_attach_strip_paste (ZxAttachStrip *self, GdkClipboard *clipboard)
{
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  g_return_val_if_fail (ZX_IS_ATTACH_STRIP (self), FALSE);

  if (self->files == NULL)
    return FALSE;
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)) {
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL,
                                    files_read_cb, g_object_ref (self));
    return TRUE;
  }
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
      !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING)) {
    gdk_clipboard_read_texture_async (clipboard, NULL, texture_read_cb, g_object_ref (self));
    return TRUE;
  }
  return FALSE;
}

/* Dropped */

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, ZxAttachStrip *self)
{
  if (self->files == NULL)
    return FALSE;
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    add_list (self, g_value_get_boxed (value));
  else
    return FALSE;
  return TRUE;
}

void
zx_attach_strip_accept_drops (ZxAttachStrip *self, GtkWidget *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_return_if_fail (ZX_IS_ATTACH_STRIP (self));

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

/* Chosen */

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (ZxAttachStrip) self = user_data;
  g_autoptr (GListModel) files = response == GTK_RESPONSE_ACCEPT
                                     ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog))
                                     : NULL;

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    add_here (self, file);
  }
  g_object_unref (dialog);
}

void
zx_attach_strip_choose (ZxAttachStrip *self)
{
  GtkFileChooserNative *dialog;

  g_return_if_fail (ZX_IS_ATTACH_STRIP (self));

  dialog = gtk_file_chooser_native_new (
      _ ("Attach Files"),
      GTK_WINDOW (gtk_widget_get_root (gtk_widget_get_parent (GTK_WIDGET (self)))),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Attach"), _ ("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), g_object_ref (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Object */

static void
zx_attach_strip_dispose (GObject *object)
{
  ZxAttachStrip *self = ZX_ATTACH_STRIP (object);

  if (self->files != NULL)
    g_signal_handlers_disconnect_by_func (self->files, show_files, self);
  g_clear_object (&self->files);

  G_OBJECT_CLASS (zx_attach_strip_parent_class)->dispose (object);
}

static void
zx_attach_strip_class_init (ZxAttachStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_attach_strip_dispose;
  changed_signal = g_signal_new ("attach-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
zx_attach_strip_init (ZxAttachStrip *self)
{
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), ZX_ATTACH_MOST);
  gtk_widget_set_hexpand (flow, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (flow), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Files to be sent"), -1);
  gtk_box_append (GTK_BOX (self), flow);
  gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  gtk_widget_add_css_class (GTK_WIDGET (self), "attach-strip");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
zx_attach_strip_set_files (ZxAttachStrip *self, GListStore *files)
{
  g_return_if_fail (ZX_IS_ATTACH_STRIP (self));

  if (self->files == files)
    return;
  if (self->files != NULL)
    g_signal_handlers_disconnect_by_func (self->files, show_files, self);
  g_set_object (&self->files, files);
  if (files != NULL)
    g_signal_connect_object (files, "items-changed", G_CALLBACK (show_files), self,
                             G_CONNECT_SWAPPED);
  show_files (self);
}

guint
zx_attach_strip_get_n_files (ZxAttachStrip *self)
{
  g_return_val_if_fail (ZX_IS_ATTACH_STRIP (self), 0);

  return self->files != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->files)) : 0;
}
