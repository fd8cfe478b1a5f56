/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what a message carries besides its words. */
#include "zx-message-files.h"

#include "zx-file-kind.h"
#include "zx-picture-dialog.h"
#include "zx-picture-loader.h"
#include "zx-report.h"
#include "zx-save.h"

#include <glib/gi18n.h>

#define MOST_WIDTH 340
#define MOST_HEIGHT 240

/* A picture on its way to the server: how large it is, is not known before it is read. */
#define UNMEASURED "zx-unmeasured"

struct _ZxMessageFiles {
  GtkBox parent_instance;

  ZxClient *client;          /* owned */
  GListModel *files;         /* owned */
  GCancellable *cancellable; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxMessageFiles, zx_message_files, GTK_TYPE_BOX)

char *
zx_file_words (ZxFile *file)
{
  const char *type = zx_file_get_content_type (file);
  const char *name = zx_file_get_name (file), *dot = strrchr (name != NULL ? name : "", '.');
  g_autofree char *size = g_format_size ((guint64) zx_file_get_size (file));
  g_autofree char *kind =
      dot != NULL ? g_utf8_strup (dot + 1, -1) : g_strdup (type != NULL ? type : "");

  return *kind != '\0' ? g_strdup_printf ("%s · %s", kind, size) : g_steal_pointer (&size);
}

/* Saving */

typedef struct {
  GtkWidget *widget; /* owned */
  ZxClient *client;  /* owned */
  ZxFile *file;      /* owned, null when there are several */
  GListModel *files; /* owned, null when there is one */
} Saving;

static void
saving_free (Saving *saving)
{
  g_clear_object (&saving->file);
  g_clear_object (&saving->files);
  g_object_unref (saving->client);
  g_object_unref (saving->widget);
  g_free (saving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  if (zx_client_save_file_finish (ZX_CLIENT (source), result, &error))
    zx_save_say (saving->widget, zx_file_get_name (saving->file));
  else
    zx_report_error (saving->widget, error);
}

static void
place_chosen_cb (GFile *place, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  ZxClient *client = saving->client;
  ZxFile *file = saving->file;

  if (place != NULL)
    zx_client_save_file_async (client, file, place, NULL, saved_cb, g_steal_pointer (&saving));
}

void
zx_file_save_as (GtkWidget *widget, ZxClient *client, ZxFile *file)
{
  Saving *saving = g_new (Saving, 1);

  *saving = (Saving){g_object_ref (widget), g_object_ref (client), g_object_ref (file), NULL};
  zx_save_ask (widget, _ ("Save File"), zx_file_get_name (file), place_chosen_cb, saving);
}

/* Where each of several goes */

typedef struct {
  GFile *folder;    /* owned */
  GPtrArray *files; /* owned, of ZxFile: of the main thread */
  GPtrArray *names; /* owned: what each is to be called */
} Placing;

static void
placing_free (Placing *placing)
{
  g_object_unref (placing->folder);
  g_ptr_array_unref (placing->files);
  g_ptr_array_unref (placing->names);
  g_free (placing);
}

/* One that is there already stays, and the new one is numbered; two of one name may come at once.
 */
static GFile *
free_place (GFile *folder, const char *name, GHashTable *taken)
{
  const char *dot = strrchr (name, '.');
  int stem = dot != NULL && dot != name ? (int) (dot - name) : (int) strlen (name);

  for (guint n = 1;; n++) {
    g_autofree char *numbered =
        n == 1 ? g_strdup (name) : g_strdup_printf ("%.*s %u%s", stem, name, n, name + stem);
    g_autoptr (GFile) place = g_file_get_child (folder, numbered);

    if (!g_file_query_exists (place, NULL) && g_hash_table_add (taken, g_strdup (numbered)))
      return g_steal_pointer (&place);
  }
}

/* In a thread: a folder may be on a slow server. */
static void
find_places (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Placing *placing = data;
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < placing->names->len; i++)
    g_ptr_array_add (places, free_place (placing->folder, placing->names->pdata[i], taken));
  g_task_return_pointer (task, g_steal_pointer (&places), (GDestroyNotify) g_ptr_array_unref);
}

static void
places_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  const Placing *placing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) places = g_task_propagate_pointer (G_TASK (result), NULL); /* never null */

  for (guint i = 0; i < places->len; i++) {
    Saving *each = g_new (Saving, 1);

    *each = (Saving){g_object_ref (saving->widget), g_object_ref (saving->client),
                     g_object_ref (placing->files->pdata[i]), NULL};
    zx_client_save_file_async (saving->client, each->file, places->pdata[i], NULL, saved_cb, each);
  }
}

static void
folder_chosen_cb (GFile *folder, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GTask) task = NULL;
  Placing *placing;

  if (folder == NULL)
    return;
  placing = g_new (Placing, 1);
  *placing = (Placing){g_object_ref (folder), g_ptr_array_new_with_free_func (g_object_unref),
                       g_ptr_array_new_with_free_func (g_free)};
  for (guint i = 0; i < g_list_model_get_n_items (saving->files); i++) {
    ZxFile *file = g_list_model_get_item (saving->files, i);

    g_ptr_array_add (placing->files, file);
    g_ptr_array_add (placing->names, zx_file_clean_name (zx_file_get_name (file)));
  }
  task = g_task_new (NULL, NULL, places_found_cb, g_steal_pointer (&saving));
  g_task_set_source_tag (task, folder_chosen_cb);
  g_task_set_task_data (task, placing, (GDestroyNotify) placing_free);
  g_task_run_in_thread (task, find_places);
}

void
zx_files_save (GtkWidget *widget, ZxClient *client, GListModel *files)
{
  g_autoptr (ZxFile) first = g_list_model_get_item (files, 0);
  Saving *saving;

  if (g_list_model_get_n_items (files) == 1) {
    zx_file_save_as (widget, client, first);
    return;
  }
  saving = g_new (Saving, 1);
  *saving = (Saving){g_object_ref (widget), g_object_ref (client), NULL, g_object_ref (files)};
  zx_save_ask (widget, _ ("Save Files"), NULL, folder_chosen_cb, saving);
}

/* Pictures */

static void
fit_frame (GtkWidget *frame, gint64 width, gint64 height)
{
  int fitting_width, fitting_height;

  zx_picture_fit (width, height, MOST_WIDTH, MOST_HEIGHT, &fitting_width, &fitting_height);
  gtk_widget_set_size_request (frame, fitting_width, fitting_height);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkPicture) picture = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = zx_picture_load_finish (result, &error);

  if (texture != NULL) {
    gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
    if (g_object_get_data (G_OBJECT (picture), UNMEASURED) != NULL)
      fit_frame (gtk_widget_get_parent (GTK_WIDGET (picture)), gdk_texture_get_width (texture),
                 gdk_texture_get_height (texture));
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_add_css_class (GTK_WIDGET (picture), "missing"); /* its name stays readable below */
}

static void
open_clicked_cb (GtkWidget *button, ZxFile *file)
{
  ZxMessageFiles *self = ZX_MESSAGE_FILES (gtk_widget_get_ancestor (button, ZX_TYPE_MESSAGE_FILES));

  zx_picture_dialog_open (button, self->client, self->files, file);
}

/* A frame is as large as is requested, whatever the picture in it would like to be at the width of
 * the whole conversation. */
static void
measure_frame (GtkWidget *frame,
               GtkOrientation orientation,
               int for_size,
               int *minimum,
               int *natural,
               int *minimum_baseline,
               int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
allocate_frame (GtkWidget *frame, int width, int height, int baseline)
{
  gtk_widget_size_allocate (gtk_widget_get_first_child (frame),
                            &(GtkAllocation){0, 0, width, height}, -1);
}

static GtkWidget *
make_frame (GtkWidget *picture, ZxFile *file)
{
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (frame,
                                 gtk_custom_layout_new (NULL, measure_frame, allocate_frame));
  fit_frame (frame, zx_file_get_width (file), zx_file_get_height (file));
  if (zx_file_get_width (file) == 0)
    g_object_set_data (G_OBJECT (picture), UNMEASURED, picture);
  gtk_box_append (GTK_BOX (frame), picture);
  return frame;
}

static GtkWidget *
make_picture (ZxMessageFiles *self, ZxFile *file)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *picture = gtk_picture_new ();
  g_autofree char *words = zx_file_words (file);
  g_autofree char *name =
      /* translators: %1$s is a file name, %2$s its type and size */
      g_strdup_printf (_ ("Picture %1$s, %2$s"), zx_file_get_name (file), words);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_overflow (button, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "thumb");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_button_set_child (GTK_BUTTON (button), make_frame (picture, file));
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_clicked_cb), file, 0);
  zx_picture_load_async (self->client, file, TRUE, self->cancellable, loaded_cb,
                         g_object_ref (picture));
  return button;
}

/* Everything else */

static void
save_clicked_cb (GtkWidget *button, ZxFile *file)
{
  ZxMessageFiles *self = ZX_MESSAGE_FILES (gtk_widget_get_ancestor (button, ZX_TYPE_MESSAGE_FILES));

  zx_file_save_as (button, self->client, file);
}

static GtkWidget *
make_file (ZxMessageFiles *self, ZxFile *file)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (zx_file_get_name (file));
  GtkWidget *save = gtk_button_new_from_icon_name ("document-save-symbolic");
  g_autofree char *what = zx_file_words (file);
  GtkWidget *kind = gtk_label_new (what);
  /* translators: %s is a file name */
  g_autofree char *verb = g_strdup_printf (_ ("Save %s"), zx_file_get_name (file));

  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 36);
  gtk_label_set_xalign (GTK_LABEL (kind), 0);
  gtk_widget_add_css_class (kind, "caption");
  gtk_widget_add_css_class (kind, "dim-label");
  gtk_widget_set_tooltip_text (name, zx_file_get_name (file));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_add_css_class (save, "flat");
  gtk_widget_set_valign (save, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (save, verb);
  gtk_accessible_update_property (GTK_ACCESSIBLE (save), GTK_ACCESSIBLE_PROPERTY_LABEL, verb, -1);
  g_object_bind_property (file, "id", save, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (save, "clicked", G_CALLBACK (save_clicked_cb), file, 0);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), kind);
  gtk_box_append (GTK_BOX (row),
                  g_object_new (GTK_TYPE_IMAGE, "icon-name", "text-x-generic-symbolic",
                                "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), save);
  gtk_widget_add_css_class (row, "file");
  return row;
}

static gboolean
is_uploading (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  int state = g_value_get_enum (from);

  g_value_set_boolean (to, state == ZX_FILE_UPLOADING || state == ZX_FILE_LOCAL);
  return TRUE;
}

static void
add_file (ZxMessageFiles *self, ZxFile *file)
{
  GtkWidget *bar = gtk_progress_bar_new ();
  GtkWidget *shown =
      zx_file_get_is_picture (file) ? make_picture (self, file) : make_file (self, file);

  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  /* translators: of a bar that shows how far a file is sent */
                                  _ ("Sending the file"), -1);
  g_object_bind_property (file, "progress", bar, "fraction", G_BINDING_SYNC_CREATE);
  g_object_bind_property_full (file, "state", bar, "visible", G_BINDING_SYNC_CREATE, is_uploading,
                               NULL, NULL, NULL);
  gtk_box_append (GTK_BOX (self), shown);
  gtk_box_append (GTK_BOX (self), bar);
}

static void
zx_message_files_dispose (GObject *object)
{
  ZxMessageFiles *self = ZX_MESSAGE_FILES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->files);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_message_files_parent_class)->dispose (object);
}

static void
zx_message_files_finalize (GObject *object)
{
  g_object_unref (ZX_MESSAGE_FILES (object)->cancellable);

  G_OBJECT_CLASS (zx_message_files_parent_class)->finalize (object);
}

static void
zx_message_files_class_init (ZxMessageFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_message_files_dispose;
  G_OBJECT_CLASS (klass)->finalize = zx_message_files_finalize;
}

static void
zx_message_files_init (ZxMessageFiles *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

GtkWidget *
zx_message_files_new (ZxClient *client, GListModel *files)
{
  ZxMessageFiles *self = g_object_new (ZX_TYPE_MESSAGE_FILES, NULL);

  self->client = g_object_ref (client);
  self->files = g_object_ref (files);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (files, i);

    add_file (self, file);
  }
  return GTK_WIDGET (self);
}
