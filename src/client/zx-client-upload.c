/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings one file from the outbox to the server: what is there already is not brought again. */
#include "zx-client-private.h"

#include <string.h>

/* Of smaller files the server keeps nothing when they are cut. */
#define LEAST_PART (256 * 1024)

typedef struct {
  ZxFile *file; /* owned */
  char *path;   /* owned: where it goes */
  gint64 offset, size;
  char *digest; /* owned, null while all of it is to be sent */
} Upload;

static void
free_upload (gpointer data)
{
  Upload *upload = data;

  g_object_unref (upload->file);
  g_free (upload->path);
  g_free (upload->digest);
  g_free (upload);
}

/* The server has other bytes than it said, or writes them still: asking again settles it. */
static gboolean
is_misunderstanding (const GError *error)
{
  static const char *const problems[] = {"offset", "busy", "damaged", "cut-off", NULL};
  const char *problem = error->domain == ZX_ERROR ? zx_error_get_problem (error) : NULL;

  return problem != NULL && g_strv_contains (problems, problem);
}

/* Whether the same may pass later. */
static gboolean
may_pass (const GError *error)
{
  return error->domain != ZX_ERROR || zx_error_get_problem (error) == NULL ||
         error->code == ZX_ERROR_UNAVAILABLE || error->code == ZX_ERROR_TOO_MANY;
}

/* Takes @error. */
static void
fail (GTask *owned_task, GError *error)
{
  g_autoptr (GTask) task = owned_task;
  Upload *upload = g_task_get_task_data (task);

  if (is_misunderstanding (error))
    error->code = ZX_ERROR_UNAVAILABLE; /* nothing that fails the message */
  zx_file_set_progress (upload->file, 0);
  if (may_pass (error))
    zx_file_set_state (upload->file, ZX_FILE_LOCAL, NULL);
  else
    zx_file_set_state (upload->file, ZX_FILE_FAILED, zx_error_get_problem (error));
  g_task_return_error (task, error);
}

static void
arrive (GTask *owned_task, JsonObject *json)
{
  g_autoptr (GTask) task = owned_task;
  Upload *upload = g_task_get_task_data (task);

  zx_file_apply_json (upload->file, json);
  g_task_return_boolean (task, TRUE);
}

/* --- 3. the bytes go --- */

static void
sent_cb (gint64 sent, gpointer data)
{
  ZxFile *file = data;

  zx_file_set_progress (file, (double) sent / (double) MAX (zx_file_get_size (file), 1));
}

static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (json != NULL)
    arrive (task, json);
  else
    fail (task, error);
}

static void
send_bytes (GTask *owned_task, GInputStream *stream)
{
  ZxClient *self = g_task_get_source_object (owned_task);
  Upload *upload = g_task_get_task_data (owned_task);
  ZxHttpUpload what = {.path = upload->path,
                       .name = zx_file_get_name (upload->file),
                       .uuid = zx_file_get_uuid (upload->file),
                       .stream = stream,
                       .offset = upload->offset,
                       .size = upload->size,
                       .digest = upload->digest};

  zx_file_set_state (upload->file, ZX_FILE_UPLOADING, NULL);
  zx_http_upload_async (self->http, &what, sent_cb, upload->file, self->session, uploaded_cb,
                        owned_task);
}

/* --- 2. the copy in the outbox is opened --- */

/* On a thread: the sum of all, then the stream stands where it shall go on. */
static gboolean
sum_up (GInputStream *stream, Upload *upload, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *bytes = g_malloc (LEAST_PART);
  guint8 sum[32];
  gsize length = sizeof sum;
  gssize got;

  while ((got = g_input_stream_read (stream, bytes, LEAST_PART, cancellable, error)) > 0)
    g_checksum_update (checksum, bytes, got);
  if (got < 0)
    return FALSE;
  g_checksum_get_digest (checksum, sum, &length);
  upload->digest = g_base64_encode (sum, length);
  return g_seekable_seek (G_SEEKABLE (stream), upload->offset, G_SEEK_SET, cancellable, error);
}

static void
open_copy (GTask *opening, gpointer source, gpointer data, GCancellable *cancellable)
{
  Upload *upload = data;
  g_autoptr (GFile) file = g_file_new_for_path (zx_file_get_path (upload->file));
  GError *error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, &error);
  g_autoptr (GFileInfo) info =
      stream != NULL
          ? g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, &error)
          : NULL;

  if (info != NULL)
    upload->size = g_file_info_get_size (info);
  if (info != NULL && upload->offset >= upload->size)
    upload->offset = 0; /* that is not ours */
  if (info == NULL ||
      (upload->offset > 0 && !sum_up (G_INPUT_STREAM (stream), upload, cancellable, &error)))
    g_task_return_error (opening, error);
  else
    g_task_return_pointer (opening, g_steal_pointer (&stream), g_object_unref);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = g_task_propagate_pointer (G_TASK (result), &error);
  GError *lost;

  if (stream != NULL) {
    send_bytes (g_steal_pointer (&task), stream);
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else {
    lost = g_error_new_literal (ZX_ERROR, ZX_ERROR_BAD_DATA, error->message);
    zx_error_set_problem (lost, "not-kept", NULL, 0);
    fail (g_steal_pointer (&task), lost);
  }
}

/* @offset is the server's word. */
static void
begin_at (GTask *owned_task, gint64 offset)
{
  ZxClient *self = g_task_get_source_object (owned_task);
  Upload *upload = g_task_get_task_data (owned_task);
  g_autoptr (GTask) opening = g_task_new (self, self->session, opened_cb, owned_task);

  upload->offset = offset;
  g_task_set_task_data (opening, upload, NULL);
  g_task_run_in_thread (opening, open_copy);
}

/* --- 1. how much is there --- */

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);
  JsonObject *file = json != NULL ? zx_json_object (json, "file") : NULL;

  if (file != NULL) {
    arrive (task, file);
  } else if (json != NULL) {
    begin_at (task, zx_json_int (json, "offset", 0));
  } else if (g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
    g_error_free (error); /* a server that keeps nothing */
    begin_at (task, 0);
  } else {
    fail (task, error);
  }
}

void
zx_client_upload_async (ZxClient *self,
                        ZxFile *file,
                        gint64 contact_id,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, self->session, callback, user_data);
  Upload *upload = g_new0 (Upload, 1);
  g_autofree char *path = g_strconcat ("uploads/", zx_file_get_uuid (file), NULL);

  g_task_set_source_tag (task, zx_client_upload_async);
  *upload = (Upload){.file = g_object_ref (file),
                     .path = g_strdup_printf ("contacts/%" G_GINT64_FORMAT "/files", contact_id)};
  g_task_set_task_data (task, upload, free_upload);
  if (zx_file_get_size (file) < LEAST_PART)
    begin_at (task, 0);
  else
    zx_http_call_async (self->http, "GET", path, NULL, self->session, told_cb, task);
}

gboolean
zx_client_upload_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
