/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was sent along: whose it is, which message carries it, and whose bytes nobody needs. */
#include "zxd-store-file.h"

#include "zx-json.h"
#include "zxd-store-contact.h"

#include <string.h>

#define COLUMNS                                                                                    \
  "f.id, f.contact_id, f.message_id, f.agent_id, f.visitor_id, f.uuid, f.sha256, "                 \
  "f.thumb_sha256, f.name, f.type, f.size, f.width, f.height, f.created_at_ms"

void
zxd_file_clear (ZxdFile *file)
{
  g_clear_pointer (&file->name, g_free);
  g_clear_pointer (&file->type, g_free);
}

static void
read_sum (ZxdStmt *stmt, int column, guint8 sum[ZXD_FILE_SUM], gboolean *is_there)
{
  gsize length;
  gconstpointer bytes = zxd_stmt_bytes (stmt, column, &length);

  *is_there = bytes != NULL && length == ZXD_FILE_SUM;
  if (*is_there)
    memcpy (sum, bytes, ZXD_FILE_SUM);
}

static void
read_row (ZxdStmt *stmt, ZxdFile *file)
{
  gboolean has_sum;

  zxd_file_clear (file);
  *file = (ZxdFile){.id = zxd_stmt_int (stmt, 0),
                    .contact_id = zxd_stmt_int (stmt, 1),
                    .message_id = zxd_stmt_int (stmt, 2),
                    .agent_id = zxd_stmt_int (stmt, 3),
                    .visitor_id = zxd_stmt_int (stmt, 4),
                    .name = g_strdup (zxd_stmt_text (stmt, 8)),
                    .type = g_strdup (zxd_stmt_text (stmt, 9)),
                    .size = zxd_stmt_int (stmt, 10),
                    .width = zxd_stmt_int (stmt, 11),
                    .height = zxd_stmt_int (stmt, 12),
                    .created_at_ms = zxd_stmt_int (stmt, 13)};
  zxd_stmt_uuid (stmt, 5, file->uuid);
  read_sum (stmt, 6, file->sum, &has_sum);
  read_sum (stmt, 7, file->thumb, &file->has_thumb);
}

/* The first row of @stmt, whose placeholders are bound; id 0 when there is none. */
static gboolean
read_first (ZxdStmt *stmt, ZxdFile *file, GError **error)
{
  ZxdStep step = zxd_stmt_step (stmt, error);

  file->id = 0;
  if (step == ZXD_STEP_ROW) {
    read_row (stmt, file);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static gboolean
find_by_uuid (ZxdDb *db, const guint8 uuid[ZX_UUID_BYTES], ZxdFile *file, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT " COLUMNS " FROM file f WHERE f.uuid = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_uuid (stmt, 1, uuid);
  return read_first (stmt, file, error);
}

void
zxd_file_add_json (const ZxdFile *file, gboolean with_id, GString *json)
{
  char uuid[ZX_UUID_TEXT];

  zx_uuid_format (file->uuid, uuid);
  g_string_append_c (json, '{');
  if (with_id)
    zx_json_add_id (json, "id", file->id);
  zx_json_add_string (json, "uuid", uuid);
  zx_json_add_string (json, "name", file->name);
  zx_json_add_string (json, "type", file->type);
  zx_json_add_int (json, "size", file->size);
  if (file->width > 0 && file->height > 0) {
    zx_json_add_int (json, "width", file->width);
    zx_json_add_int (json, "height", file->height);
  }
  if (file->has_thumb)
    zx_json_add_bool (json, "thumb", TRUE);
  g_string_append_c (json, '}');
}

/* ---- a new one */

static const char insert_sql[] =
    "INSERT INTO file (uuid, contact_id, agent_id, visitor_id, sha256, thumb_sha256, name, type, "
    "size, width, height, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

static gboolean
insert_row (ZxdTxn *txn, const ZxdFile *file, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), insert_sql, error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_uuid (stmt, 1, file->uuid);
  zxd_stmt_bind_id (stmt, 2, file->contact_id);
  zxd_stmt_bind_id (stmt, 3, file->agent_id);
  zxd_stmt_bind_id (stmt, 4, file->visitor_id);
  zxd_stmt_bind_bytes (stmt, 5, file->sum, ZXD_FILE_SUM);
  if (file->has_thumb)
    zxd_stmt_bind_bytes (stmt, 6, file->thumb, ZXD_FILE_SUM);
  else
    zxd_stmt_bind_bytes (stmt, 6, NULL, 0);
  zxd_stmt_bind_text (stmt, 7, file->name);
  zxd_stmt_bind_text (stmt, 8, file->type);
  zxd_stmt_bind_int (stmt, 9, file->size);
  zxd_stmt_bind_id (stmt, 10, file->width);
  zxd_stmt_bind_id (stmt, 11, file->height);
  zxd_stmt_bind_int (stmt, 12, file->created_at_ms);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_file_add (ZxdTxn *txn, ZxdFile *file, gboolean *again, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdFile) known = {0};

  *again = FALSE;
  if (!find_by_uuid (db, file->uuid, &known, error))
    return FALSE;
  if (known.id == 0)
    return insert_row (txn, file, error) && find_by_uuid (db, file->uuid, &known, error) &&
           (file->id = known.id) != 0;
  if (known.agent_id != file->agent_id || known.visitor_id != file->visitor_id ||
      memcmp (known.sum, file->sum, ZXD_FILE_SUM) != 0)
    return zx_throw (error, ZX_ERROR_CONFLICT, "this uuid names another file");
  *again = TRUE;
  zxd_file_clear (file);
  *file = known;
  known.name = known.type = NULL;
  return TRUE;
}

gboolean
zxd_file_find_own (ZxdDb *db, ZxdFile *file, gboolean *is_known, GError **error)
{
  g_auto (ZxdFile) known = {0};

  if (!find_by_uuid (db, file->uuid, &known, error))
    return FALSE;
  *is_known =
      known.id != 0 && known.agent_id == file->agent_id && known.visitor_id == file->visitor_id &&
      (file->agent_id == 0 || file->contact_id == 0 || known.contact_id == file->contact_id);
  if (*is_known) {
    zxd_file_clear (file);
    *file = known;
    known.name = known.type = NULL;
  }
  return known.id == 0 || *is_known ||
         zx_throw (error, ZX_ERROR_CONFLICT, "this uuid names another file");
}

gboolean
zxd_file_use_of_visitor (ZxdDb *db,
                         gint64 visitor_id,
                         gint64 since_ms,
                         gint64 *n_unsent,
                         gint64 *bytes,
                         GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT coalesce (sum (CASE WHEN message_id IS NULL THEN 1 ELSE 0 END), 0), "
      "CAST (coalesce (sum (size), 0) AS BIGINT) FROM file WHERE visitor_id = ? AND "
      "created_at_ms >= ?",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, visitor_id);
  zxd_stmt_bind_int (stmt, 2, since_ms);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *n_unsent = zxd_stmt_int (stmt, 0);
  *bytes = zxd_stmt_int (stmt, 1);
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* ---- who may see it */

static gboolean
throw_unknown (GError **error)
{
  return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such file.");
}

/* The contact and those that continue it, the newest first: whoever sees one of them sees what came
 * before. A visitor's contacts are few. */
static const char chain_sql[] =
    "WITH RECURSIVE chain (id) AS (SELECT CAST (?1 AS BIGINT) UNION SELECT c.id FROM contact c "
    "JOIN chain ON c.continues_id = chain.id WHERE c.visitor_id = (SELECT visitor_id FROM contact "
    "WHERE id = ?1)) SELECT id FROM chain ORDER BY id DESC";

static gboolean
list_chain (ZxdDb *db, gint64 contact_id, GArray *ids, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, chain_sql, error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE;
}

static gboolean
agent_sees_contact (ZxdDb *db,
                    const ZxRights *rights,
                    gint64 contact_id,
                    gboolean *sees,
                    GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  *sees = FALSE;
  if (!list_chain (db, contact_id, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len && !*sees; i++) {
    g_autoptr (GError) unseen = NULL;
    g_autoptr (ZxdContact) contact =
        zxd_contact_load_seen (db, rights, g_array_index (ids, gint64, i), &unseen);

    *sees = contact != NULL;
    if (contact == NULL && !g_error_matches (unseen, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&unseen));
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
zxd_file_load_for_agent (ZxdDb *db,
                         const ZxRights *rights,
                         gint64 id,
                         ZxdFile *file,
                         GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT " COLUMNS " FROM file f WHERE f.id = ?", error);
  gboolean sees;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (!read_first (stmt, file, error))
    return FALSE;
  if (file->id == 0)
    return throw_unknown (error);
  if (file->message_id == 0)
    return file->agent_id == rights->agent_id || throw_unknown (error);
  return agent_sees_contact (db, rights, file->contact_id, &sees, error) &&
         (sees || throw_unknown (error));
}

static const char visitor_sql[] =
    "SELECT " COLUMNS " FROM file f LEFT JOIN message m ON m.id = f.message_id "
    "LEFT JOIN contact c ON c.id = m.contact_id WHERE f.uuid = ?1 AND "
    "((f.message_id IS NULL AND f.visitor_id = ?2) OR (m.internal = 0 AND c.visitor_id = ?2))";

gboolean
zxd_file_load_for_visitor (ZxdDb *db,
                           gint64 visitor_id,
                           const guint8 uuid[ZX_UUID_BYTES],
                           ZxdFile *file,
                           GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, visitor_sql, error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_uuid (stmt, 1, uuid);
  zxd_stmt_bind_int (stmt, 2, visitor_id);
  return read_first (stmt, file, error) && (file->id != 0 || throw_unknown (error));
}

/* ---- with a message */

static gboolean
give (ZxdTxn *txn, gint64 id, gint64 contact_id, gint64 message_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "UPDATE file SET contact_id = ?, message_id = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  zxd_stmt_bind_int (stmt, 2, message_id);
  zxd_stmt_bind_int (stmt, 3, id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_file_attach (ZxdTxn *txn,
                 const char *const *uuids,
                 gint64 contact_id,
                 gint64 message_id,
                 gint64 agent_id,
                 gint64 visitor_id,
                 GString *json_array,
                 GError **error)
{
  g_auto (ZxdFile) file = {0};

  g_string_append_c (json_array, '[');
  for (gsize i = 0; uuids != NULL && uuids[i] != NULL; i++) {
    guint8 uuid[ZX_UUID_BYTES];

    if (i == ZXD_FILE_COUNT)
      return zx_throw (error, ZX_ERROR_BAD_DATA, "a message carries at most %d files",
                       ZXD_FILE_COUNT);
    if (!zx_uuid_parse (uuids[i], uuid))
      return zx_throw (error, ZX_ERROR_BAD_DATA, "file “%.40s” is no UUID", uuids[i]);
    if (!find_by_uuid (zxd_txn_db (txn), uuid, &file, error))
      return FALSE;
    if (file.id == 0 || file.message_id != 0 || file.agent_id != agent_id ||
        file.visitor_id != visitor_id || (agent_id != 0 && file.contact_id != contact_id))
      return zx_throw (error, ZX_ERROR_BAD_DATA, "file %s is not there to be sent", uuids[i]);
    if (!give (txn, file.id, contact_id, message_id, error))
      return FALSE;
    if (i > 0)
      g_string_append_c (json_array, ',');
    zxd_file_add_json (&file, TRUE, json_array);
  }
  g_string_append_c (json_array, ']');
  return TRUE;
}

/* ---- dropping: the rows now, the bytes once that is committed and nobody else has them */

/* @where has one placeholder. Both texts are literals: they name the statements. */
static gboolean
drop (ZxdTxn *txn, const char *mark_sql, const char *delete_sql, gint64 value, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), mark_sql, error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, value);
  if (!zxd_stmt_run (stmt, error))
    return FALSE;
  stmt = zxd_db_prepare (zxd_txn_db (txn), delete_sql, error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, value);
  return zxd_stmt_run (stmt, error);
}

#define DROP(txn, where, value, error)                                                             \
  drop (txn,                                                                                       \
        "INSERT INTO dropped_file (sha256) SELECT s.sha256 FROM (SELECT sha256 FROM file WHERE "   \
        "" where " UNION SELECT thumb_sha256 FROM file WHERE thumb_sha256 IS NOT NULL "            \
        "AND " where ") s WHERE 1 = 1 ON CONFLICT (sha256) DO NOTHING",                            \
        "DELETE FROM file WHERE " where, value, error)

gboolean
zxd_file_drop_of_message (ZxdTxn *txn, gint64 message_id, GError **error)
{
  return DROP (txn, "message_id = ?1", message_id, error);
}

gboolean
zxd_file_drop_of_contact (ZxdTxn *txn, gint64 contact_id, GError **error)
{
  return DROP (txn, "contact_id = ?1", contact_id, error);
}

gboolean
zxd_file_drop_unsent_of_visitor (ZxdTxn *txn, gint64 visitor_id, GError **error)
{
  return DROP (txn, "message_id IS NULL AND visitor_id = ?1", visitor_id, error);
}

gboolean
zxd_file_drop_sender (ZxdTxn *txn, gint64 visitor_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn), "INSERT INTO dropped_sender (visitor_id) VALUES (?) ON CONFLICT DO NOTHING",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, visitor_id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_file_list_dropped_senders (ZxdDb *db, int most, GArray *ids, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT visitor_id FROM dropped_sender LIMIT ?", error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, most);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_file_forget_dropped_sender (ZxdTxn *txn, gint64 visitor_id, GError **error)
{
  ZxdStmt *stmt;

  if (!zxd_file_drop_unsent_of_visitor (txn, visitor_id, error))
    return FALSE;
  stmt =
      zxd_db_prepare (zxd_txn_db (txn), "DELETE FROM dropped_sender WHERE visitor_id = ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, visitor_id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_file_drop_unsent (ZxdTxn *txn, gint64 before_ms, GError **error)
{
  return DROP (txn, "message_id IS NULL AND created_at_ms < ?1", before_ms, error);
}

/* ---- the bytes' side */

gboolean
zxd_file_list_dropped (ZxdDb *db, int most, GByteArray *sums, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT sha256 FROM dropped_file LIMIT ?", error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, most);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    guint8 sum[ZXD_FILE_SUM];
    gboolean is_there;

    read_sum (stmt, 0, sum, &is_there);
    if (is_there)
      g_byte_array_append (sums, sum, ZXD_FILE_SUM);
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_file_is_needed (ZxdDb *db, const guint8 sum[ZXD_FILE_SUM], gboolean *is_needed, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT 1 FROM file WHERE sha256 = ?1 UNION SELECT 1 FROM file WHERE thumb_sha256 = ?1",
      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_bytes (stmt, 1, sum, ZXD_FILE_SUM);
  step = zxd_stmt_step (stmt, error);
  *is_needed = step == ZXD_STEP_ROW;
  if (step == ZXD_STEP_ROW)
    zxd_stmt_reset (stmt);
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_file_forget_dropped (ZxdTxn *txn, const guint8 sum[ZXD_FILE_SUM], GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (zxd_txn_db (txn), "DELETE FROM dropped_file WHERE sha256 = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_bytes (stmt, 1, sum, ZXD_FILE_SUM);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_file_each_sum (ZxdDb *db, ZxdFileSum each, gpointer data, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "SELECT s.sum, max (s.size) FROM (SELECT sha256 AS sum, size FROM file UNION "
                      "ALL SELECT thumb_sha256, -1 FROM file WHERE thumb_sha256 IS NOT NULL) s "
                      "GROUP BY s.sum ORDER BY s.sum",
                      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    guint8 sum[ZXD_FILE_SUM];
    gboolean is_there;

    read_sum (stmt, 0, sum, &is_there);
    if (is_there && !each (sum, zxd_stmt_int (stmt, 1), data, error)) {
      zxd_stmt_reset (stmt);
      return FALSE;
    }
  }
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_file_read_home (ZxdDb *db, char **mark, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT mark FROM files_home", error);
  ZxdStep step;

  *mark = NULL;
  if (stmt == NULL)
    return FALSE;
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *mark = g_strdup (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

gboolean
zxd_file_set_home (ZxdTxn *txn, const char *mark, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), "DELETE FROM files_home", error);

  if (stmt == NULL || !zxd_stmt_run (stmt, error))
    return FALSE;
  stmt = zxd_db_prepare (zxd_txn_db (txn), "INSERT INTO files_home (mark) VALUES (?)", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, mark);
  return zxd_stmt_run (stmt, error);
}
