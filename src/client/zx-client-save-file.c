/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings a file from the server to the disk, piece by piece; what is cut goes on where it was. */
#include "zx-client-private.h"

#include <string.h>

/* Read and written at a time. */
#define PIECE_BYTES (64 * 1024)

/* Tries in a row that bring nothing, the waits between them together about a minute. */
#define MOST_TRIES 8

typedef struct {
  GFile *to;             /* owned */
  char *path;            /* owned: on the server */
  char *tag;             /* owned, null: which state of it we have the beginning of */
  GCancellable *session; /* owned: whose sign-in this belongs to */
  GInputStream *stream;  /* owned, null between tries */
  GOutputStream *target; /* owned, null until the first answer */
  GBytes *piece;         /* owned, null when it is written */
  gboolean is_new;       /* nothing was at this place before */
  gint64 got, end;       /* how far we are, and how far it goes; end -1: nobody knows */
  ZxBackoff backoff;
  GError *failure; /* owned: why there will be no file */
} Saving;

static void
free_saving (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->to);
  g_free (saving->path);
  g_free (saving->tag);
  g_clear_object (&saving->session);
  g_clear_object (&saving->stream);
  g_clear_object (&saving->target);
  g_clear_pointer (&saving->piece, g_bytes_unref);
  g_clear_error (&saving->failure);
  g_free (saving);
}

/* --- the end --- */

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Saving *saving = g_task_get_task_data (task);

  g_file_delete_finish (G_FILE (source), result, NULL);
  g_task_return_error (task, g_steal_pointer (&saving->failure));
}

static void
given_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Saving *saving = g_task_get_task_data (task);

  g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, NULL);
  if (saving->is_new)
    g_file_delete_async (saving->to, G_PRIORITY_DEFAULT, NULL, deleted_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&saving->failure));
}

/* Closing would put it into its place: a close that is cancelled leaves there what was there. */
static void
give_up (GTask *owned_task, GError *error)
{
  g_autoptr (GTask) task = owned_task;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  Saving *saving = g_task_get_task_data (task);

  zx_client_heed_error (g_task_get_source_object (task), error);
  if (saving->target == NULL) {
    g_task_return_error (task, error);
    return;
  }
  saving->failure = error;
  g_cancellable_cancel (cancelled);
  g_output_stream_close_async (saving->target, G_PRIORITY_DEFAULT, cancelled, given_up_cb,
                               g_steal_pointer (&task));
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- again --- */

static void open_source (GTask *owned_task);

static gboolean
again_cb (gpointer user_data)
{
  open_source (g_object_ref (user_data));
  return G_SOURCE_REMOVE;
}

static void
try_again (GTask *owned_task, GError *error)
{
  g_autoptr (GTask) task = owned_task;
  ZxClient *self = g_task_get_source_object (task);
  Saving *saving = g_task_get_task_data (task);
  gboolean is_over = saving->session != self->session ||
                     g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
                     g_cancellable_is_cancelled (g_task_get_cancellable (task));

  g_clear_object (&saving->stream);
  g_clear_pointer (&saving->piece, g_bytes_unref);
  if (is_over || saving->target == NULL || saving->backoff.tries >= MOST_TRIES) {
    give_up (g_steal_pointer (&task), error);
    return;
  }
  g_info ("%s: cut after %" G_GINT64_FORMAT " bytes: %s", saving->path, saving->got,
          error->message);
  g_error_free (error);
  g_timeout_add_full (G_PRIORITY_DEFAULT, zx_backoff_next_ms (&saving->backoff), again_cb,
                      g_steal_pointer (&task), g_object_unref);
}

/* --- piece by piece --- */

/* Takes what the connection said in the middle of the file. */
static GError *
translate_cut (GError *cause)
{
  g_autoptr (GError) owned = cause;
  GError *error;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&owned);
  error = g_error_new_literal (ZX_ERROR, ZX_ERROR_UNAVAILABLE, cause->message);
  zx_error_set_problem (error, "hung-up", NULL, 0);
  return error;
}

static void read_piece (GTask *owned_task);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Saving *saving = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error)) {
    give_up (task, error);
    return;
  }
  saving->got += (gint64) g_bytes_get_size (saving->piece);
  g_clear_pointer (&saving->piece, g_bytes_unref);
  zx_backoff_reset (&saving->backoff);
  read_piece (task);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Saving *saving = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  saving->piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (saving->piece == NULL)
    try_again (task, translate_cut (error));
  else if (g_bytes_get_size (saving->piece) == 0 && saving->got < saving->end)
    try_again (task, translate_cut (g_error_new (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "cut")));
  else if (g_bytes_get_size (saving->piece) == 0)
    g_output_stream_close_async (saving->target, G_PRIORITY_DEFAULT, cancellable, closed_cb, task);
  else
    g_output_stream_write_all_async (saving->target, g_bytes_get_data (saving->piece, NULL),
                                     g_bytes_get_size (saving->piece), G_PRIORITY_DEFAULT,
                                     cancellable, written_cb, task);
}

static void
read_piece (GTask *owned_task)
{
  Saving *saving = g_task_get_task_data (owned_task);

  g_input_stream_read_bytes_async (saving->stream, PIECE_BYTES, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (owned_task), read_cb, owned_task);
}

/* --- where it goes --- */

static void
replaced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Saving *saving = g_task_get_task_data (task);
  GError *error = NULL;
  GFileOutputStream *target = g_file_replace_finish (G_FILE (source), result, &error);

  if (target == NULL) {
    give_up (task, error);
    return;
  }
  saving->target = G_OUTPUT_STREAM (target);
  read_piece (task);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Saving *saving = g_task_get_task_data (task);
  GError *error = NULL;
  GFileOutputStream *target = g_file_create_finish (G_FILE (source), result, &error);

  if (target != NULL) {
    saving->target = G_OUTPUT_STREAM (target);
    saving->is_new = TRUE;
    read_piece (task);
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS)) {
    g_error_free (error);
    g_file_replace_async (saving->to, NULL, FALSE, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT,
                          g_task_get_cancellable (task), replaced_cb, task);
  } else {
    give_up (task, error);
  }
}

/* The server gives from @from on: what we have behind that is of no use. */
static gboolean
return_to (Saving *saving, gint64 from, GError **error)
{
  GSeekable *target = G_SEEKABLE (saving->target);

  if (from > saving->got)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "the server left bytes out");
  if (from < saving->got && (!g_seekable_seek (target, from, G_SEEK_SET, NULL, error) ||
                             !g_seekable_truncate (target, from, NULL, error)))
    return FALSE;
  saving->got = from;
  return TRUE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Saving *saving = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  ZxHttpSource got = {0};
  GError *error = NULL;

  if (zx_http_open_finish (ZX_HTTP (source), result, &got, &error)) {
    g_free (saving->tag);
    saving->tag = got.tag;
    saving->stream = got.stream;
    saving->end = got.to;
  }
  if (saving->stream == NULL && (g_error_matches (error, ZX_ERROR, ZX_ERROR_UNAVAILABLE) ||
                                 g_error_matches (error, ZX_ERROR, ZX_ERROR_TOO_MANY)))
    try_again (task, error);
  else if (saving->stream == NULL)
    give_up (task, error);
  else if (saving->target == NULL)
    g_file_create_async (saving->to, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, cancellable,
                         created_cb, task);
  else if (return_to (saving, got.from, &error))
    read_piece (task);
  else
    give_up (task, error);
}

static void
open_source (GTask *owned_task)
{
  ZxClient *self = g_task_get_source_object (owned_task);
  Saving *saving = g_task_get_task_data (owned_task);

  if (saving->session != self->session) {
    give_up (owned_task, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed out"));
    return;
  }
  zx_http_open_async (self->http, saving->path, saving->got, saving->tag,
                      g_task_get_cancellable (owned_task), opened_cb, owned_task);
}

void
zx_client_save_file_async (ZxClient *self,
                           ZxFile *file,
                           GFile *to,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Saving *saving = g_new0 (Saving, 1);

  g_task_set_source_tag (task, zx_client_save_file_async);
  *saving = (Saving){.to = g_object_ref (to),
                     .path = g_strdup_printf ("files/%" G_GINT64_FORMAT, zx_file_get_id (file)),
                     .session = self->session != NULL ? g_object_ref (self->session) : NULL,
                     .backoff = {.first_ms = self->send_backoff.first_ms, .most_ms = 15000}};
  g_task_set_task_data (task, saving, free_saving);
  open_source (task);
}

gboolean
zx_client_save_file_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
