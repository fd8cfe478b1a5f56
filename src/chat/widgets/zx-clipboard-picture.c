/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a file of the picture that another program has copied. */
#include "zx-clipboard-picture.h"

/* The same in the same order: what can be sent as it is. */
static const char *const types[] = {"image/png", "image/jpeg", "image/webp", "image/gif", NULL};
static const char *const extensions[] = {"png", "jpg", "webp", "gif"};

gboolean
zx_clipboard_has_picture (GdkClipboard *clipboard)
{
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
         !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING);
}

static void
return_file (GTask *task, GBytes *bytes, const char *extension)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *moment = g_date_time_format (now, "%Y-%m-%d %H.%M.%S");
  g_autofree char *name = g_strdup_printf ("%s.%s", moment, extension);

  g_task_return_pointer (task, zx_file_new_pasted (bytes, name), g_object_unref);
}

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) < 0) {
    g_task_return_error (task, error);
    return;
  }
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (source));
  return_file (task, bytes, g_task_get_task_data (task));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *type = NULL;
  GError *error = NULL;
  g_autoptr (GInputStream) stream =
      gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, &type, &error);
  g_autoptr (GOutputStream) all = g_memory_output_stream_new_resizable ();

  if (stream == NULL) {
    g_task_return_error (task, error);
    return;
  }
  for (guint i = 0; types[i] != NULL; i++)
    if (g_str_equal (types[i], type))
      g_task_set_task_data (task, (gpointer) extensions[i], NULL);
  g_output_stream_splice_async (
      all, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      G_PRIORITY_DEFAULT, NULL, spliced_cb, g_steal_pointer (&task));
}

/* On a thread: packing a whole screen takes a while. */
static void
pack (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (task_data),
                         (GDestroyNotify) g_bytes_unref);
}

static void
packed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);

  return_file (task, bytes, "png");
}

static void
texture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTask) packing = NULL;
  GError *error = NULL;
  GdkTexture *texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, &error);

  if (texture == NULL) {
    g_task_return_error (task, error);
    return;
  }
  packing = g_task_new (NULL, NULL, packed_cb, g_steal_pointer (&task));
  g_task_set_task_data (packing, texture, g_object_unref);
  g_task_run_in_thread (packing, pack);
}

static gboolean
has_type (GdkClipboard *clipboard)
{
  for (guint i = 0; types[i] != NULL; i++)
    if (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), types[i]))
      return TRUE;
  return FALSE;
}

void
zx_clipboard_read_picture_async (GdkClipboard *clipboard,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, zx_clipboard_read_picture_async);
  if (has_type (clipboard))
    gdk_clipboard_read_async (clipboard, (const char **) types, G_PRIORITY_DEFAULT, NULL, read_cb,
                              task);
  else
    gdk_clipboard_read_texture_async (clipboard, NULL, texture_cb, task);
}

ZxFile *
zx_clipboard_read_picture_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
