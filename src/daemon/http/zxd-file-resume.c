/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says how much of a cut upload is there, and reads what its next request claims. */
#include "zxd-files-private.h"

#include "zxd-part.h"

#include <string.h>
#include <unistd.h>

char *
zxd_files_sender_word (const ZxdFile *sender)
{
  return sender->agent_id != 0 ? g_strdup_printf ("a%" G_GINT64_FORMAT, sender->agent_id)
                               : g_strdup_printf ("v%" G_GINT64_FORMAT, sender->visitor_id);
}

/* ---- headers */

gboolean
zxd_files_read_digest (const char *header, guint8 sum[ZXD_FILE_SUM])
{
  g_auto (GStrv) members = g_strsplit (header != NULL ? header : "", ",", 8);

  for (gsize i = 0; members[i] != NULL; i++) {
    char *member = g_strstrip (members[i]);
    gsize length = strlen (member), n;
    g_autofree guint8 *bytes = NULL;

    if (!g_str_has_prefix (member, "sha-256=:") || length < 10 || member[length - 1] != ':')
      continue;
    member[length - 1] = '\0';
    bytes = g_base64_decode (member + strlen ("sha-256=:"), &n);
    if (n != ZXD_FILE_SUM)
      return FALSE;
    memcpy (sum, bytes, ZXD_FILE_SUM);
    return TRUE;
  }
  return FALSE;
}

gint64
zxd_files_read_offset (ZxdCall *call)
{
  const char *header = zxd_call_header (call, "Upload-Offset");
  guint64 offset = 0;

  if (header == NULL)
    return 0;
  return g_ascii_string_to_unsigned (header, 10, 0, G_MAXINT32, &offset, NULL) ? (gint64) offset
                                                                               : -1;
}

/* ---- GET uploads/{uuid} */

typedef struct {
  ZxdFiles *files; /* lent */
  ZxdCall *call;   /* lent: it lives until it is answered */
  ZxdFile file;
  gboolean is_known, is_busy;
  gint64 offset;
} Tell;

static void
tell_free (Tell *tell)
{
  zxd_file_clear (&tell->file);
  g_free (tell);
}

static void
answer (Tell *tell)
{
  GString *json = g_string_new ("{");

  zx_json_add_int (json, "offset", tell->offset);
  if (tell->is_known) {
    g_autoptr (GString) file = g_string_new (NULL);

    zxd_file_add_json (&tell->file, tell->file.agent_id != 0, file);
    zx_json_add_raw (json, "file", file->str);
  }
  g_string_append_c (json, '}');
  zxd_call_answer (tell->call, 200, g_string_free (json, FALSE));
}

static gboolean
look_at_part (gpointer data, GError **error)
{
  Tell *tell = data;
  g_autofree char *sender = zxd_files_sender_word (&tell->file), *path = NULL;
  g_autoptr (GError) problem = NULL;
  char uuid[ZX_UUID_TEXT];
  int fd;

  zx_uuid_format (tell->file.uuid, uuid);
  fd = zxd_part_open (tell->files->folder, sender, uuid, FALSE, &tell->offset, &path, &problem);
  if (fd >= 0) {
    close (fd);
  } else if (g_error_matches (problem, ZX_ERROR, ZX_ERROR_CONFLICT)) {
    tell->is_busy = TRUE;
  } else if (!g_error_matches (problem, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  return TRUE;
}

static void
part_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tell *tell = user_data;
  g_autoptr (GError) error = NULL;

  if (!zxd_workers_run_finish (result, &error)) {
    zxd_call_answer_error (tell->call, error);
  } else if (tell->is_busy) {
    zxd_call_set_header (tell->call, "Retry-After", "1");
    zxd_call_problem (tell->call, 409, "busy", "The file is still being written; ask again.");
  } else {
    answer (tell);
  }
  tell_free (tell);
}

static gboolean
find_row (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Tell *tell = data;

  return zxd_file_find_own (db, &tell->file, &tell->is_known, error);
}

static void
row_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tell *tell = user_data;
  g_autoptr (GError) error = NULL;

  zxd_store_read_finish (result, &error);
  if (error == NULL && !tell->is_known) {
    zxd_workers_run (tell->files->io, look_at_part, tell, part_seen_cb, tell);
    return;
  }
  tell->offset = tell->file.size;
  if (error != NULL)
    zxd_call_answer_error (tell->call, error);
  else
    answer (tell);
  tell_free (tell);
}

void
zxd_files_tell (ZxdCall *call, const ZxdFile *sender, const char *uuid)
{
  ZxdFiles *files = call->server->files;
  ZxdFile file = {.agent_id = sender->agent_id, .visitor_id = sender->visitor_id};
  g_autofree char *word = zxd_files_sender_word (sender), *name = NULL;
  char text[ZX_UUID_TEXT];
  ZxdCall *lost;
  Tell *tell;

  if (!zx_uuid_parse (uuid, file.uuid)) {
    zxd_call_problem (call, 404, "not-found", "There is no such file.");
    return;
  }
  zx_uuid_format (file.uuid, text);
  name = g_strconcat (word, "-", text, NULL);
  lost = g_hash_table_lookup (files->parts, name);
  if (lost != NULL && lost->receive != NULL)
    zxd_receive_abort (lost->receive);
  tell = g_new0 (Tell, 1);
  *tell = (Tell){.files = files, .call = call, .file = file};
  zxd_store_read (files->store, find_row, tell, NULL, row_found_cb, tell);
}
