/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that the outbox has, and those that the window fetches. */
#include "zx-client-private.h"

/* Thumbnails are a few ten kilobytes; a handful of photographs may stay besides. */
#define MOST_CACHED (32 * 1024 * 1024)

/* ---- made here */

static void
queried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  g_autofree char *path = g_file_get_path (G_FILE (source));

  if (info != NULL && (path == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR))
    zx_throw (&error, ZX_ERROR_BAD_DATA, "only files of this computer can be sent");
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           zx_file_new_here (NULL, g_file_info_get_display_name (info), path, NULL,
                                             g_file_info_get_size (info)),
                           g_object_unref);
}

void
zx_file_new_local_async (GFile *file,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_file_new_local_async);
  g_file_query_info_async (
      file,
      G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE
                                     "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME,
      G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable, queried_cb, task);
}

ZxFile *
zx_file_new_local_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

ZxFile *
zx_file_new_pasted (GBytes *bytes, const char *name)
{
  return zx_file_new_here (NULL, name, NULL, bytes, 0);
}

const ZxFileLimits *
zx_client_get_file_limits (ZxClient *self)
{
  g_return_val_if_fail (ZX_IS_CLIENT (self), NULL);

  return self->file_limits;
}

/* ---- the outbox's side */

void
zx_client_restore_files (ZxClient *self, ZxMessage *message, const ZxOutboxRow *row)
{
  GListModel *said = zx_message_get_files (message);
  g_autoptr (GListStore) files = NULL;

  if (said == NULL)
    return;
  files = g_list_store_new (ZX_TYPE_FILE);
  for (guint i = 0; i < g_list_model_get_n_items (said); i++) {
    g_autoptr (ZxFile) one = g_list_model_get_item (said, i);
    g_autofree char *path = zx_outbox_file_path (self->outbox, row->uuid, i);
    g_autoptr (ZxFile) file = zx_file_new_here (zx_file_get_uuid (one), zx_file_get_name (one),
                                                path, NULL, zx_file_get_size (one));

    g_list_store_append (files, file);
  }
  zx_message_set_files (message, G_LIST_MODEL (files));
}

void
zx_client_set_sources (ZxMessage *message, const ZxOutboxRow *row)
{
  g_autoptr (GListStore) files = g_list_store_new (ZX_TYPE_FILE);

  for (guint i = 0; i < row->sources->len; i++)
    g_list_store_append (files, row->sources->pdata[i]);
  zx_message_set_files (message, G_LIST_MODEL (files));
}

void
zx_client_move_files (ZxClient *self, ZxMessage *message, ZxOutboxRow *row)
{
  GListModel *files = zx_message_get_files (message);

  g_clear_pointer (&row->sources, g_ptr_array_unref);
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (files, i);
    g_autofree char *path = zx_outbox_file_path (self->outbox, row->uuid, i);

    if (zx_file_get_state (file) != ZX_FILE_STORED)
      zx_file_set_path (file, path);
  }
}

ZxFile *
zx_client_next_upload (ZxMessage *message)
{
  GListModel *files = zx_message_get_files (message);

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (files, i);

    if (zx_file_get_state (file) != ZX_FILE_STORED)
      return file; /* the list holds it */
  }
  return NULL;
}

/* ---- what was fetched */

typedef struct {
  char *path; /* owned */
  GBytes *bytes;
} Cached;

static void
free_cached (gpointer data)
{
  Cached *cached = data;

  g_free (cached->path);
  g_bytes_unref (cached->bytes);
  g_free (cached);
}

static void
cache (ZxClient *self, const char *path, GBytes *bytes)
{
  Cached *cached;

  if (g_bytes_get_size (bytes) > MOST_CACHED / 4)
    return;
  cached = g_new (Cached, 1);
  *cached = (Cached){g_strdup (path), g_bytes_ref (bytes)};
  g_queue_push_head (&self->file_cache, cached);
  self->file_cache_bytes += g_bytes_get_size (bytes);
  while (self->file_cache_bytes > MOST_CACHED) {
    Cached *oldest = g_queue_pop_tail (&self->file_cache);

    self->file_cache_bytes -= g_bytes_get_size (oldest->bytes);
    free_cached (oldest);
  }
}

static GBytes *
find_cached (ZxClient *self, const char *path)
{
  for (GList *at = self->file_cache.head; at != NULL; at = at->next) {
    Cached *cached = at->data;

    if (g_str_equal (cached->path, path)) {
      g_queue_unlink (&self->file_cache, at);
      g_queue_push_head_link (&self->file_cache, at);
      return cached->bytes;
    }
  }
  return NULL;
}

void
zx_client_forget_files (ZxClient *self)
{
  g_queue_clear_full (&self->file_cache, free_cached);
  self->file_cache_bytes = 0;
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  GError *error = NULL;
  GBytes *bytes = zx_http_fetch_finish (ZX_HTTP (source), result, &error);

  if (bytes == NULL) {
    zx_client_heed_error (self, error);
    g_task_return_error (task, error);
    return;
  }
  cache (self, g_task_get_task_data (task), bytes);
  g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static char *
path_of (ZxFile *file, gboolean thumb)
{
  return g_strdup_printf ("files/%" G_GINT64_FORMAT "%s", zx_file_get_id (file),
                          thumb && zx_file_get_has_thumb (file) ? "/thumb" : "");
}

void
zx_client_fetch_file_async (ZxClient *self,
                            ZxFile *file,
                            gboolean thumb,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GBytes *bytes = zx_file_get_bytes (file);

  g_return_if_fail (ZX_IS_CLIENT (self) && ZX_IS_FILE (file));
  g_task_set_source_tag (task, zx_client_fetch_file_async);
  g_task_set_task_data (task, path_of (file, thumb), g_free);
  if (bytes == NULL)
    bytes = find_cached (self, g_task_get_task_data (task));
  if (bytes != NULL) {
    g_task_return_pointer (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  } else if ((zx_file_get_state (file) != ZX_FILE_STORED || zx_file_get_id (file) == 0) &&
             zx_file_get_path (file) != NULL) {
    g_autoptr (GFile) local = g_file_new_for_path (zx_file_get_path (file));

    g_file_load_bytes_async (local, cancellable, loaded_cb, g_steal_pointer (&task));
  } else {
    const char *path = g_task_get_task_data (task);

    zx_http_fetch_async (self->http, path, cancellable, fetched_cb, g_steal_pointer (&task));
  }
}

GBytes *
zx_client_fetch_file_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
