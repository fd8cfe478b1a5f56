/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-id.h"
#include "zxd-store.h"

/* The rows of what was sent along with messages. The bytes themselves lie in the folder of files
 * under their SHA-256 (see http/zxd-files.h); several rows may share them. Rights come from the row
 * alone: until a message carries a file it is its sender's, then it is seen with the contact. */
enum { ZXD_FILE_SUM = 32, ZXD_FILE_NAME = 200, ZXD_FILE_COUNT = 10 };

typedef struct {
  gint64 id, contact_id, message_id, agent_id, visitor_id; /* 0: none */
  guint8 uuid[ZX_UUID_BYTES];
  guint8 sum[ZXD_FILE_SUM], thumb[ZXD_FILE_SUM];
  gboolean has_thumb;
  char *name, *type; /* owned */
  gint64 size, width, height;
  gint64 created_at_ms;
} ZxdFile;

void zxd_file_clear (ZxdFile *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdFile, zxd_file_clear)

/* Writes @file as a new row and sets its id. When its uuid is there already with the same bytes of
 * the same sender, @file becomes that row (again TRUE); CONFLICT when the uuid names another. */
gboolean zxd_file_add (ZxdTxn *txn, ZxdFile *file, gboolean *again, GError **error);

/* The row; FALSE with NOT_FOUND when there is none that @rights (or the visitor) may see. What a
 * visitor sees: his own that are not sent yet, and those of messages in his contacts that are not
 * internal. What an agent sees: those of his own that are not sent yet, and those of contacts that
 * he sees, or that such a contact continues. */
gboolean zxd_file_load_for_agent (ZxdDb *db,
                                  const ZxRights *rights,
                                  gint64 id,
                                  ZxdFile *file,
                                  GError **error);
gboolean zxd_file_load_for_visitor (ZxdDb *db,
                                    gint64 visitor_id,
                                    const guint8 uuid[ZX_UUID_BYTES],
                                    ZxdFile *file,
                                    GError **error);

/* Gives the files of @uuids (null-terminated; null: none) to a message, in this order, and appends
 * to @json_array the array [{"id","uuid","name","type","size","width","height","thumb"}…] (width,
 * height and thumb only where there are any). Either @agent_id or @visitor_id sent them and sends
 * the message. BAD_DATA names the one that is unknown, another's, or sent already. */
gboolean zxd_file_attach (ZxdTxn *txn,
                          const char *const *uuids,
                          gint64 contact_id,
                          gint64 message_id,
                          gint64 agent_id,
                          gint64 visitor_id,
                          GString *json_array,
                          GError **error);

/* The message is recalled or erased: its files' rows go, and their bytes when nothing else needs
 * them (see zxd_file_next_dropped()). */
gboolean zxd_file_drop_of_message (ZxdTxn *txn, gint64 message_id, GError **error);

/* The same for all files of a contact, and for those that its visitor has not sent. */
gboolean zxd_file_drop_of_contact (ZxdTxn *txn, gint64 contact_id, GError **error);
gboolean zxd_file_drop_unsent_of_visitor (ZxdTxn *txn, gint64 visitor_id, GError **error);

/* A visitor of an erased person is nobody's any more: what he has brought only half of goes too,
 * and what comes whole after this. The folder's side of it: those to whom that has to be done, at
 * most
 * @most, appended to @ids (of gint64); and one to whom it is done. */
gboolean zxd_file_drop_sender (ZxdTxn *txn, gint64 visitor_id, GError **error);
gboolean zxd_file_list_dropped_senders (ZxdDb *db, int most, GArray *ids, GError **error);
gboolean zxd_file_forget_dropped_sender (ZxdTxn *txn, gint64 visitor_id, GError **error);

/* Those that no message took before @before_ms. */
gboolean zxd_file_drop_unsent (ZxdTxn *txn, gint64 before_ms, GError **error);

/* The members of @file as on the wire, in braces; id 0 leaves the id out. */
void zxd_file_add_json (const ZxdFile *file, gboolean with_id, GString *json);

/* Before a body is taken: whether a row with the uuid of @file is there already of the same sender
 * (it becomes that row; an agent's contact_id 0: whichever), and what the visitor has there: how
 * many unsent, how many bytes since. */
gboolean zxd_file_find_own (ZxdDb *db, ZxdFile *file, gboolean *is_known, GError **error);
gboolean zxd_file_use_of_visitor (ZxdDb *db,
                                  gint64 visitor_id,
                                  gint64 since_ms,
                                  gint64 *n_unsent,
                                  gint64 *bytes,
                                  GError **error);

/* ---- the bytes' side */

/* Sums (ZXD_FILE_SUM bytes each) whose rows were dropped, and whose bytes may go; at most @most,
 * appended to @sums (of bytes). */
gboolean zxd_file_list_dropped (ZxdDb *db, int most, GByteArray *sums, GError **error);

/* TRUE in *@is_needed when a row still names @sum. */
gboolean
zxd_file_is_needed (ZxdDb *db, const guint8 sum[ZXD_FILE_SUM], gboolean *is_needed, GError **error);

/* The bytes of @sum are settled: gone, or needed after all. */
gboolean zxd_file_forget_dropped (ZxdTxn *txn, const guint8 sum[ZXD_FILE_SUM], GError **error);

/* Calls @each for every sum that a row names, pictures' thumbnails too, each once and in order;
 * @size is -1 for a thumbnail. */
typedef gboolean (*ZxdFileSum) (const guint8 sum[ZXD_FILE_SUM],
                                gint64 size,
                                gpointer data,
                                GError **error);
gboolean zxd_file_each_sum (ZxdDb *db, ZxdFileSum each, gpointer data, GError **error);

/* The mark of the folder that this database's files are in; null (owned otherwise) when none has
 * been chosen yet. */
gboolean zxd_file_read_home (ZxdDb *db, char **mark, GError **error);
gboolean zxd_file_set_home (ZxdTxn *txn, const char *mark, GError **error);
