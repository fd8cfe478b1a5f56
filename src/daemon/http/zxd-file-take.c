/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes one file in: body to the disk, what it is, whether it is clean, its small picture, its row.
 */
#include "zxd-files-private.h"

#include "zx-clock.h"
#include "zx-file-kind.h"
#include "zxd-part.h"
#include "zxd-scan.h"
#include "zxd-thumb.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* At a time: from one address, and in all. Each holds two descriptors and a megabyte at most. */
#define MOST_OF_ADDRESS 12
#define MOST_UNDER_WAY 128

/* What a visitor may leave behind. */
#define MOST_UNSENT 20
#define DAY_MS ((gint64) 24 * 3600 * 1000)
#define MOST_OF_DAY 20 /* times the largest file */

/* What cut uploads may leave behind: of one sender, and of all together. The oldest make room. */
#define MOST_PARTS 4
#define MOST_PART_BYTES ((gint64) 1024 * 1024 * 1024)

typedef struct {
  ZxdFiles *files; /* lent */
  ZxdCall *call;   /* lent: it lives until it is answered */
  char *address;   /* owned: the block of whom it is counted */
  char *path, *thumb_path;
  int fd, thumb_fd; /* owned, -1: none */
  gint64 most;
  ZxdFile file;

  char *part;          /* owned, null: what is cut is lost; sender and UUID */
  gint64 length;       /* of the body, -1: nobody said */
  gint64 offset;       /* the body begins here */
  gint64 there;        /* but so much is there */
  GChecksum *checksum; /* owned, null: of what is there */
  gboolean has_digest, is_cut;
  guint8 digest[ZXD_FILE_SUM]; /* what the sender says its sum is */

  gboolean is_known; /* sent before, whole */
  gint64 n_unsent, bytes_of_day;
  guint refused;    /* a status, 0: it is taken */
  const char *code; /* static */
} Incoming;

static void
close_file (int *fd, char **path)
{
  if (*fd >= 0)
    close (*fd);
  if (*path != NULL)
    g_unlink (*path);
  *fd = -1;
  g_clear_pointer (path, g_free);
}

static void
incoming_free (gpointer data)
{
  Incoming *incoming = data;
  ZxdFiles *files = incoming->files;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (files->under_way, incoming->address));

  if (n > 1)
    g_hash_table_insert (files->under_way, g_strdup (incoming->address), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (files->under_way, incoming->address);
  files->n_under_way--;
  if (incoming->part != NULL)
    g_hash_table_remove (files->parts, incoming->part);
  if (incoming->part != NULL && incoming->is_cut)
    g_clear_pointer (&incoming->path, g_free); /* its sender may come back for it */
  close_file (&incoming->fd, &incoming->path);
  close_file (&incoming->thumb_fd, &incoming->thumb_path);
  zxd_file_clear (&incoming->file);
  g_clear_pointer (&incoming->checksum, g_checksum_free);
  g_free (incoming->part);
  g_free (incoming->address);
  g_free (incoming);
}

/* ---- answers */

static void
answer_refused (ZxdCall *call, guint status, const char *code, gint64 offset)
{
  if (g_str_equal (code, "offset")) {
    g_autoptr (GString) extra = g_string_new (NULL);

    zx_json_add_int (extra, "offset", offset);
    zxd_call_problem_with (call, status, code, extra->str,
                           "Go on at byte %" G_GINT64_FORMAT ", or begin anew.", offset);
  } else if (g_str_equal (code, "busy")) {
    zxd_call_set_header (call, "Retry-After", "1");
    zxd_call_problem (call, status, code, "The file is still being written; ask again.");
  } else if (g_str_equal (code, "damaged")) {
    zxd_call_problem (call, status, code, "These are not the bytes that Repr-Digest names.");
  } else if (g_str_equal (code, "type-refused")) {
    g_autoptr (GString) extra = g_string_new ("\"allowed\":[");
    gsize n;
    const ZxFileKind *kinds = zx_file_kinds (&n);

    for (gsize i = 0; i < n; i++) {
      g_auto (GStrv) words = g_strsplit (kinds[i].extensions, " ", -1);

      for (gsize w = 0; words[w] != NULL; w++)
        g_string_append_printf (extra, "%s\"%s\"", i + w > 0 ? "," : "", words[w]);
    }
    g_string_append_c (extra, ']');
    zxd_call_problem_with (call, status, code, extra->str,
                           "Files of this kind, or whose content is not what the name says, are "
                           "not taken.");
  } else if (g_str_equal (code, "infected")) {
    zxd_call_problem (call, status, code, "The virus scanner has found something in the file.");
  } else if (g_str_equal (code, "too-many-pixels")) {
    zxd_call_problem (call, status, code, "The picture has more pixels than can be shown.");
  } else if (g_str_equal (code, "empty")) {
    zxd_call_problem (call, status, code, "The file is empty.");
  } else if (g_str_equal (code, "no-room")) {
    zxd_call_problem (call, status, code, "The server's disk has no room for files.");
  } else {
    zxd_call_set_header (call, "Retry-After", "60");
    zxd_call_problem (call, status, code, "Too many files; send some of them or wait a little.");
  }
}

static void
answer_row (ZxdCall *call, guint status, const ZxdFile *file)
{
  GString *json = g_string_new (NULL);

  zxd_file_add_json (file, file->agent_id != 0, json);
  zxd_call_answer (call, status, g_string_free (json, FALSE));
}

/* ---- on a worker, when all of it is there */

static gboolean
refuse (Incoming *incoming, guint status, const char *code)
{
  incoming->refused = status;
  incoming->code = code;
  return TRUE;
}

static gboolean
look_at_head (Incoming *incoming, gboolean *is_picture, GError **error)
{
  g_autofree guint8 *head = g_malloc (ZX_FILE_HEAD);
  gssize length = pread (incoming->fd, head, ZX_FILE_HEAD, 0);
  const ZxFileKind *kind;
  guint32 width, height;

  if (length < 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "a file cannot be read: %s", g_strerror (errno));
  if (length == 0)
    return refuse (incoming, 422, "empty");
  kind = zx_file_kind_of (head, (gsize) length, incoming->file.name, &width, &height);
  if (kind == NULL)
    return refuse (incoming, 415, "type-refused");
  if ((guint64) width * height > ZX_FILE_MOST_PIXELS)
    return refuse (incoming, 422, "too-many-pixels");
  incoming->file.type = g_strdup (kind->type);
  incoming->file.width = width;
  incoming->file.height = height;
  *is_picture = kind->is_picture;
  return TRUE;
}

static gboolean
sum_of (int fd, guint8 sum[ZXD_FILE_SUM])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 bytes[16 * 1024];
  gsize length = ZXD_FILE_SUM;
  off_t place = 0;
  gssize got;

  while ((got = pread (fd, bytes, sizeof bytes, place)) > 0) {
    g_checksum_update (checksum, bytes, got);
    place += got;
  }
  g_checksum_get_digest (checksum, sum, &length);
  return got == 0 && place > 0;
}

/* A picture without a small one is a file like any other. */
static void
make_thumb (Incoming *incoming)
{
  ZxdFile *file = &incoming->file;
  g_autoptr (GError) error = NULL;
  gboolean is_turned = FALSE;

  incoming->thumb_fd =
      zxd_folder_temporary (incoming->files->folder, &incoming->thumb_path, &error);
  if (incoming->thumb_fd < 0 ||
      !zxd_thumb_make (incoming->fd, incoming->thumb_fd, &is_turned, &error)) {
    g_info ("%s", error->message);
    return;
  }
  if (is_turned) {
    gint64 width = file->width;

    file->width = file->height;
    file->height = width;
  }
  file->has_thumb =
      sum_of (incoming->thumb_fd, file->thumb) && fsync (incoming->thumb_fd) == 0 &&
      zxd_folder_keep (incoming->files->folder, incoming->thumb_path, file->thumb, &error);
}

static gboolean
finish (gpointer data, GError **error)
{
  Incoming *incoming = data;
  const char *clamd = incoming->files->config->clamd;
  g_autofree char *virus = NULL;
  gboolean is_picture = FALSE;

  if (!look_at_head (incoming, &is_picture, error))
    return FALSE;
  if (incoming->refused != 0)
    return TRUE;
  if (clamd != NULL && !zxd_scan (clamd, incoming->fd, &virus, error))
    return FALSE;
  if (virus != NULL) {
    g_message ("a file was refused: %s", virus);
    return refuse (incoming, 422, "infected");
  }
  if (fsync (incoming->fd) != 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "a file cannot be written: %s",
                     g_strerror (errno));
  if (is_picture)
    make_thumb (incoming);
  return zxd_folder_keep (incoming->files->folder, incoming->path, incoming->file.sum, error);
}

/* ---- its row */

/* Equal bytes may have been swept since they were put into their place: put them there again, while
 * nobody can sweep. */
static gboolean
add_row (ZxdTxn *txn, gpointer data, GError **error)
{
  Incoming *incoming = data;
  ZxdFolder *folder = incoming->files->folder;
  ZxdFile *file = &incoming->file;
  gboolean again;

  if (!zxd_folder_has (folder, file->sum) &&
      !zxd_folder_keep (folder, incoming->path, file->sum, error))
    return FALSE;
  if (file->has_thumb && !zxd_folder_has (folder, file->thumb) &&
      !zxd_folder_keep (folder, incoming->thumb_path, file->thumb, error))
    return FALSE;
  return zxd_file_add (txn, file, &again, error);
}

static void
row_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Incoming *incoming = user_data;
  g_autoptr (GError) error = NULL;

  zxd_store_write_finish (result, &error);
  if (error != NULL)
    zxd_call_answer_error (incoming->call, error);
  else
    answer_row (incoming->call, 201, &incoming->file);
  incoming_free (incoming);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Incoming *incoming = user_data;
  g_autoptr (GError) error = NULL;

  if (!zxd_workers_run_finish (result, &error)) {
    zxd_call_answer_error (incoming->call, error);
  } else if (incoming->refused != 0) {
    answer_refused (incoming->call, incoming->refused, incoming->code, 0);
  } else {
    zxd_store_write (incoming->files->store, add_row, incoming, NULL, row_added_cb, incoming);
    return;
  }
  incoming_free (incoming);
}

static void
received_cb (ZxdCall *call, gint64 size, const guint8 *sum, gpointer data)
{
  Incoming *incoming = data;

  if (sum == NULL) {
    incoming->is_cut = !call->is_answered && size >= ZXD_PART_LEAST;
    incoming_free (incoming);
    return;
  }
  if (incoming->has_digest && memcmp (incoming->digest, sum, ZXD_FILE_SUM) != 0) {
    answer_refused (call, 422, "damaged", 0);
    incoming_free (incoming);
    return;
  }
  if (incoming->file.visitor_id != 0)
    zxd_files_count_brought (incoming->files, incoming->address, size);
  memcpy (incoming->file.sum, sum, ZXD_FILE_SUM);
  incoming->file.size = size;
  incoming->file.created_at_ms = zx_clock_now_ms ();
  zxd_workers_run (incoming->files->finish, finish, incoming, finished_cb, incoming);
}

/* ---- before its body */

static gboolean
read_state (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Incoming *incoming = data;
  gint64 visitor_id = incoming->file.visitor_id;

  if (!zxd_file_find_own (db, &incoming->file, &incoming->is_known, error))
    return FALSE;
  return visitor_id == 0 || incoming->is_known ||
         zxd_file_use_of_visitor (db, visitor_id, zx_clock_now_ms () - DAY_MS, &incoming->n_unsent,
                                  &incoming->bytes_of_day, error);
}

/* A new file that only this request knows. */
static gboolean
open_temporary (Incoming *incoming, GError **error)
{
  incoming->there = 0;
  incoming->fd = zxd_folder_temporary (incoming->files->folder, &incoming->path, error);
  return incoming->fd >= 0;
}

/* On a worker: what came earlier, or room for what comes now. */
static gboolean
open_part (gpointer data, GError **error)
{
  Incoming *incoming = data;
  ZxdFolder *folder = incoming->files->folder;
  g_autofree char *sender = zxd_files_sender_word (&incoming->file);
  g_autoptr (GError) problem = NULL;
  char uuid[ZX_UUID_TEXT];

  if (!zxd_files_has_space (incoming->files, &incoming->file, incoming->length)) {
    g_warning ("a file was refused: the disk of %s is nearly full", zxd_folder_path (folder));
    return refuse (incoming, 507, "no-room");
  }
  if (incoming->offset == 0 && incoming->length >= 0 && incoming->length < ZXD_PART_LEAST)
    return open_temporary (incoming, error);
  zx_uuid_format (incoming->file.uuid, uuid);
  if (incoming->offset == 0)
    zxd_part_make_room (folder, sender, MOST_PARTS, MOST_PART_BYTES);
  incoming->fd =
      zxd_part_open (folder, sender, uuid, TRUE, &incoming->there, &incoming->path, &problem);
  if (incoming->fd < 0 && g_error_matches (problem, ZX_ERROR, ZX_ERROR_CONFLICT))
    return incoming->offset == 0 ? open_temporary (incoming, error)
                                 : refuse (incoming, 409, "busy");
  if (incoming->fd < 0) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  incoming->part = g_strconcat (sender, "-", uuid, NULL);
  if (incoming->offset > 0 && incoming->offset != incoming->there)
    return refuse (incoming, 409, "offset");
  if (incoming->offset == 0 && ftruncate (incoming->fd, 0) != 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "a file cannot be written: %s",
                     g_strerror (errno));
  incoming->checksum = zxd_part_sum (incoming->fd, error);
  return incoming->checksum != NULL;
}

static void
part_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Incoming *incoming = user_data;
  ZxdFiles *files = incoming->files;
  g_autoptr (GError) error = NULL;

  if (!zxd_workers_run_finish (result, &error)) {
    zxd_call_answer_error (incoming->call, error);
  } else if (incoming->refused != 0) {
    incoming->is_cut = incoming->there > 0;
    answer_refused (incoming->call, incoming->refused, incoming->code, incoming->there);
  } else {
    if (incoming->part != NULL)
      g_hash_table_insert (files->parts, g_strdup (incoming->part), incoming->call);
    zxd_call_receive (incoming->call, files->io, incoming->fd, incoming->offset,
                      g_steal_pointer (&incoming->checksum), incoming->most, received_cb, incoming);
    return;
  }
  incoming_free (incoming);
}

static void
state_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Incoming *incoming = user_data;
  ZxdCall *call = incoming->call;
  g_autoptr (GError) error = NULL;

  zxd_store_read_finish (result, &error);
  if (error != NULL) {
    zxd_call_answer_error (call, error);
  } else if (incoming->is_known) {
    answer_row (call, 200, &incoming->file);
  } else if (incoming->n_unsent >= MOST_UNSENT ||
             incoming->bytes_of_day >= MOST_OF_DAY * incoming->most ||
             (incoming->file.visitor_id != 0 &&
              !zxd_files_may_bring (incoming->files, incoming->address, incoming->length))) {
    answer_refused (call, 429, "too-many", 0);
  } else {
    zxd_workers_run (incoming->files->io, open_part, incoming, part_opened_cb, incoming);
    return;
  }
  incoming_free (incoming);
}

/* The file's own headers. FALSE after having answered. */
static gboolean
read_headers (ZxdCall *call, ZxdFile *file, gint64 offset, gint64 most)
{
  const char *name = zxd_call_header (call, "Zuoxi-Name");
  const char *uuid = zxd_call_header (call, "Zuoxi-Uuid");
  const char *length = zxd_call_header (call, "Content-Length");
  g_autofree char *plain = name != NULL ? g_uri_unescape_string (name, NULL) : NULL;

  if (plain == NULL || *plain == '\0' || !g_utf8_validate (plain, -1, NULL)) {
    zxd_call_problem (call, 400, "bad-data",
                      "The header Zuoxi-Name must be the file's name, percent-encoded UTF-8.");
    return FALSE;
  }
  if (uuid == NULL || !zx_uuid_parse (uuid, file->uuid)) {
    zxd_call_problem (call, 400, "bad-data",
                      "The header Zuoxi-Uuid must be a UUID made by the client.");
    return FALSE;
  }
  if (offset > most ||
      (length != NULL && g_ascii_strtoull (length, NULL, 10) > (guint64) (most - offset))) {
    zxd_call_problem_too_large (call, most);
    return FALSE;
  }
  file->name = zx_file_clean_name (plain);
  if (zx_file_kind_of_name (file->name) == NULL) {
    answer_refused (call, 415, "type-refused", 0);
    g_clear_pointer (&file->name, g_free);
    return FALSE;
  }
  return TRUE;
}

/* What is said of a file that comes in pieces. FALSE after having answered. */
static gboolean
read_claim (ZxdCall *call, gint64 *offset, guint8 digest[ZXD_FILE_SUM], gboolean *has_digest)
{
  const char *header = zxd_call_header (call, "Repr-Digest");

  *offset = zxd_files_read_offset (call);
  *has_digest = zxd_files_read_digest (header, digest);
  if (*offset >= 0 && (*has_digest || (*offset == 0 && header == NULL)))
    return TRUE;
  zxd_call_problem (call, 400, "bad-data",
                    "Upload-Offset must be a number and, unless it is 0, Repr-Digest the "
                    "sha-256 of the whole file (RFC 9530).");
  return FALSE;
}

/* One more of this address; FALSE after having answered. */
static gboolean
count (ZxdFiles *files, ZxdCall *call)
{
  g_autofree char *address = zxd_call_block (call);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (files->under_way, address));

  if (n >= MOST_OF_ADDRESS || files->n_under_way >= MOST_UNDER_WAY) {
    zxd_call_set_header (call, "Retry-After", "5");
    zxd_call_problem (call, 429, "too-many", "Too many files at a time; try again in a moment.");
    return FALSE;
  }
  g_hash_table_insert (files->under_way, g_steal_pointer (&address), GUINT_TO_POINTER (n + 1));
  files->n_under_way++;
  return TRUE;
}

void
zxd_files_take (ZxdCall *call, const ZxdFile *sender, gint64 most)
{
  ZxdFiles *files = call->server->files;
  ZxdFile file = {.agent_id = sender->agent_id,
                  .visitor_id = sender->visitor_id,
                  .contact_id = sender->contact_id};
  const char *length = zxd_call_header (call, "Content-Length");
  guint8 digest[ZXD_FILE_SUM] = {0};
  gboolean has_digest;
  Incoming *incoming;
  gint64 offset;

  if (!read_claim (call, &offset, digest, &has_digest) || !read_headers (call, &file, offset, most))
    return;
  if (!count (files, call)) {
    zxd_file_clear (&file);
    return;
  }
  incoming = g_new0 (Incoming, 1);
  *incoming = (Incoming){.files = files,
                         .call = call,
                         .address = zxd_call_block (call),
                         .fd = -1,
                         .thumb_fd = -1,
                         .most = most,
                         .file = file,
                         .length = length != NULL ? g_ascii_strtoll (length, NULL, 10) : -1,
                         .offset = offset,
                         .has_digest = has_digest};
  memcpy (incoming->digest, digest, ZXD_FILE_SUM);
  zxd_store_read (files->store, read_state, incoming, NULL, state_read_cb, incoming);
}
