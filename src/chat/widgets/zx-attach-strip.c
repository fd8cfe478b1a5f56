/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers the files that go with a message, and shows them before they go. */
#include "zx-attach-strip.h"

#include "zx-clipboard-picture.h"
#include "zx-message-files.h"
#include "zx-report.h"

#include <glib/gi18n.h>

#define MOST_IN_LINE 10

struct _ZxAttachStrip {
  GtkBox parent_instance;

  GtkWidget *flow;    /* of what can be sent */
  GtkWidget *refused; /* a row for each that cannot, and why */
  GtkLabel *limits;

  ZxClient *client;  /* owned, nullable */
  GListStore *files; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxAttachStrip, zx_attach_strip, GTK_TYPE_BOX)

static guint changed_signal;

/* What is on its way to the strip goes with the draft that was shown when it was chosen: the agent
 * may have gone on to another chat. */
typedef struct {
  ZxAttachStrip *self; /* owned */
  ZxClient *client;    /* owned */
  GListStore *files;   /* owned */
} Coming;

static Coming *
coming_new (ZxAttachStrip *self)
{
  Coming *coming = g_new (Coming, 1);

  *coming = (Coming){g_object_ref (self), g_object_ref (self->client), g_object_ref (self->files)};
  return coming;
}

static Coming *
coming_copy (const Coming *coming)
{
  Coming *copy = g_new (Coming, 1);

  *copy = (Coming){g_object_ref (coming->self), g_object_ref (coming->client),
                   g_object_ref (coming->files)};
  return copy;
}

static void
coming_free (Coming *coming)
{
  g_object_unref (coming->files);
  g_object_unref (coming->client);
  g_object_unref (coming->self);
  g_free (coming);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Coming, coming_free)

static void
add (Coming *coming, ZxFile *file)
{
  const ZxFileLimits *limits = zx_client_get_file_limits (coming->client);
  const char *refusal = zx_file_limits_refuse (limits, file);

  if (g_list_model_get_n_items (G_LIST_MODEL (coming->files)) >= limits->count) {
    g_autofree char *text =
        g_strdup_printf (ngettext ("A message carries at most %u file.",
                                   "A message carries at most %u files.", limits->count),
                         limits->count);

    zx_report_text (GTK_WIDGET (coming->self), text);
    return;
  }
  if (refusal != NULL)
    zx_file_set_state (file, ZX_FILE_FAILED, refusal);
  g_list_store_append (coming->files, file);
}

static void
looked_at_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Coming) coming = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxFile) file = zx_file_new_local_finish (result, &error);
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = NULL;

  if (file != NULL) {
    add (coming, file);
    return;
  }
  /* translators: %1$s is a file name, %2$s what the system says */
  text = g_strdup_printf (_ ("%1$s cannot be attached: %2$s"), name, error->message);
  zx_report_text (GTK_WIDGET (coming->self), text);
}

static void
add_here (Coming *coming, GFile *here)
{
  zx_file_new_local_async (here, NULL, looked_at_cb, coming_copy (coming));
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
make_button (ZxFile *file)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* translators: %s is a file name */
  g_autofree char *verb = g_strdup_printf (_ ("Do not send %s"), zx_file_get_name (file));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, verb);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, verb, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), file, 0);
  return button;
}

/* It says nothing that the words beside it do not say. */
static GtkWidget *
make_icon (const char *name)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", name, "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static GtkWidget *
make_name (ZxFile *file)
{
  g_autofree char *words = zx_file_words (file);
  g_autofree char *line = g_strdup_printf ("%s · %s", zx_file_get_name (file), words);
  GtkWidget *label = gtk_label_new (line);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_tooltip_text (label, line);
  return label;
}

static GtkWidget *
make_chip (ZxFile *file)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = make_name (file);

  gtk_label_set_max_width_chars (GTK_LABEL (name), 28);
  gtk_box_append (GTK_BOX (chip),
                  make_icon (zx_file_get_is_picture (file) ? "image-x-generic-symbolic"
                                                           : "text-x-generic-symbolic"));
  gtk_box_append (GTK_BOX (chip), name);
  gtk_box_append (GTK_BOX (chip), make_button (file));
  gtk_widget_add_css_class (chip, "guest");
  return chip;
}

/* Why it cannot be sent and what to do, in red and in words. */
static GtkWidget *
make_refused (ZxFile *file)
{
  GtkWidget *row =
      g_object_new (GTK_TYPE_BOX, "spacing", 9, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *why = zx_client_describe_problem (zx_file_get_refusal (file));
  GtkWidget *reason = gtk_label_new (why);

  gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
  gtk_label_set_xalign (GTK_LABEL (reason), 0);
  gtk_widget_add_css_class (reason, "caption");
  gtk_box_append (GTK_BOX (words), make_name (file));
  gtk_box_append (GTK_BOX (words), reason);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), make_icon ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), make_button (file));
  gtk_widget_add_css_class (row, "notice");
  gtk_widget_add_css_class (row, "error");
  return row;
}

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
show_files (ZxAttachStrip *self)
{
  guint n = zx_attach_strip_get_n_files (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->flow)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->flow), child);
  empty_box (self->refused);
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (G_LIST_MODEL (self->files), i);

    if (zx_file_get_state (file) == ZX_FILE_FAILED)
      gtk_box_append (GTK_BOX (self->refused), make_refused (file));
    else
      gtk_flow_box_insert (GTK_FLOW_BOX (self->flow), make_chip (file), -1);
  }
  for (child = gtk_widget_get_first_child (self->flow); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_focusable (child, FALSE);
  gtk_widget_set_visible (self->flow, gtk_widget_get_first_child (self->flow) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  g_signal_emit (self, changed_signal, 0);
}

/* From the clipboard */

static void
picture_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Coming) coming = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxFile) file = zx_clipboard_read_picture_finish (result, &error);

  if (file != NULL) {
    add (coming, file);
    return;
  }
  g_info ("clipboard: %s", error->message);
  zx_report_text (GTK_WIDGET (coming->self), _ ("The clipboard's picture could not be read."));
}

static void
add_list (Coming *coming, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);

  for (GSList *link = files; link != NULL; link = link->next)
    add_here (coming, link->data);
}

static void
files_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Coming) coming = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    add_list (coming, g_value_get_boxed (value));
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
                                    files_read_cb, coming_new (self));
    return TRUE;
  }
  if (zx_clipboard_has_picture (clipboard)) {
    zx_clipboard_read_picture_async (clipboard, picture_read_cb, coming_new (self));
    return TRUE;
  }
  return FALSE;
}

/* Dropped */

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, ZxAttachStrip *self)
{
  g_autoptr (Coming) coming = NULL;

  if (self->files == NULL)
    return FALSE;
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  coming = coming_new (self);
  add_list (coming, g_value_get_boxed (value));
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
  g_autoptr (Coming) coming = user_data;
  g_autoptr (GListModel) files = response == GTK_RESPONSE_ACCEPT
                                     ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog))
                                     : NULL;

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    add_here (coming, file);
  }
  g_object_unref (dialog);
}

void
zx_attach_strip_choose (ZxAttachStrip *self)
{
  GtkFileChooserNative *dialog;

  g_return_if_fail (ZX_IS_ATTACH_STRIP (self));

  if (self->files == NULL)
    return;
  dialog = gtk_file_chooser_native_new (
      _ ("Attach Files"),
      GTK_WINDOW (gtk_widget_get_root (gtk_widget_get_parent (GTK_WIDGET (self)))),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Attach"), _ ("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), coming_new (self));
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
  g_clear_object (&self->client);

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
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->flow), MOST_IN_LINE);
  gtk_widget_set_hexpand (self->flow, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->flow), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Files to be sent"), -1);
  self->refused = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->limits = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->limits, 0);
  gtk_label_set_ellipsize (self->limits, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->limits), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->limits), "dim-label");
  gtk_box_append (GTK_BOX (self), self->flow);
  gtk_box_append (GTK_BOX (self), self->refused);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->limits));
  gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  gtk_widget_add_css_class (GTK_WIDGET (self), "attach-strip");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

char *
zx_attach_limits (const ZxFileLimits *limits)
{
  if (limits->most == 0)
    return g_strdup_printf (ngettext ("At most %u file", "At most %u files", limits->count),
                            limits->count);
  /* translators: %1$u files in one message, %2$d megabytes each */
  return g_strdup_printf (ngettext ("At most %1$u file of %2$d MB",
                                    "At most %1$u files of %2$d MB each", limits->count),
                          limits->count, (int) (limits->most >> 20));
}

void
zx_attach_strip_set_files (ZxAttachStrip *self, ZxClient *client, GListStore *files)
{
  g_return_if_fail (ZX_IS_ATTACH_STRIP (self));
  g_return_if_fail (files == NULL || client != NULL);

  if (self->files == files)
    return;
  g_set_object (&self->client, client);
  if (self->files != NULL)
    g_signal_handlers_disconnect_by_func (self->files, show_files, self);
  g_set_object (&self->files, files);
  if (files != NULL) {
    g_autofree char *line = zx_attach_limits (zx_client_get_file_limits (client));

    gtk_label_set_label (self->limits, line);
    g_signal_connect_object (files, "items-changed", G_CALLBACK (show_files), self,
                             G_CONNECT_SWAPPED);
  }
  show_files (self);
}

guint
zx_attach_strip_get_n_files (ZxAttachStrip *self)
{
  g_return_val_if_fail (ZX_IS_ATTACH_STRIP (self), 0);

  return self->files != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->files)) : 0;
}

gboolean
zx_attach_strip_can_send (ZxAttachStrip *self)
{
  g_return_val_if_fail (ZX_IS_ATTACH_STRIP (self), FALSE);

  return gtk_widget_get_first_child (self->refused) == NULL;
}
