/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of files for backup, restore and check. */
#include "zxd-verbs-files.h"

#include <unistd.h>

/* ---- copying */

typedef struct {
  ZxdFolder *from, *to;    /* lent */
  ZxdFileFigures *figures; /* lent */
} Copy;

static gboolean
copy_one (const guint8 sum[ZXD_FILE_SUM], gint64 size, gpointer data, GError **error)
{
  Copy *copy = data;
  g_autoptr (GError) problem = NULL;
  gboolean was_there = FALSE;

  copy->figures->files++;
  if (zxd_folder_copy (copy->to, copy->from, sum, &was_there, &problem)) {
    copy->figures->copied += !was_there;
    zxd_folder_touch (copy->to, sum);
    return TRUE;
  }
  if (g_error_matches (problem, ZX_ERROR, ZX_ERROR_NOT_FOUND))
    copy->figures->missing++;
  else if (g_error_matches (problem, ZX_ERROR, ZX_ERROR_BAD_DATA))
    copy->figures->damaged++;
  else {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  g_printerr ("%s\n", problem->message);
  return TRUE;
}

gboolean
zxd_verb_copy_files (ZxdDb *db,
                     ZxdFolder *from,
                     ZxdFolder *to,
                     ZxdFileFigures *figures,
                     GError **error)
{
  Copy copy = {from, to, figures};

  *figures = (ZxdFileFigures){.copied = figures->copied};
  return zxd_file_each_sum (db, copy_one, &copy, error);
}

/* ---- checking */

typedef struct {
  ZxdFolder *folder; /* lent */
  gboolean wants_bytes;
  ZxdFileFigures *figures; /* lent */
  GHashTable *named;       /* owned: GBytes of sums that rows name */
  GByteArray *strays;      /* owned: sums that none does */
  gint64 swept;
} Check;

static gboolean
look_at_one (const guint8 sum[ZXD_FILE_SUM], gint64 size, gpointer data, GError **error)
{
  Check *check = data;
  g_autoptr (GError) problem = NULL;
  gint64 found = -1;
  int fd = zxd_folder_read (check->folder, sum, &found, &problem);

  if (fd >= 0)
    close (fd);
  check->figures->files++;
  g_hash_table_add (check->named, g_bytes_new (sum, ZXD_FILE_SUM));
  if (fd < 0)
    check->figures->missing++;
  else if ((size >= 0 && found != size) ||
           (check->wants_bytes && !zxd_folder_verify (check->folder, sum, &problem)))
    check->figures->damaged++;
  if (problem != NULL)
    g_printerr ("%s\n", problem->message);
  return TRUE;
}

static gboolean
look_at_rows (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  return zxd_file_each_sum (db, look_at_one, data, error);
}

static gboolean
look_for_stray (const guint8 sum[ZXD_FILE_SUM], gint64 size, gpointer data, GError **error)
{
  Check *check = data;
  g_autoptr (GBytes) key = g_bytes_new (sum, ZXD_FILE_SUM);

  if (!g_hash_table_contains (check->named, key))
    g_byte_array_append (check->strays, sum, ZXD_FILE_SUM);
  return TRUE;
}

/* While this runs no row can come; whoever is just bringing such bytes puts them there again. */
static gboolean
remove_strays (ZxdTxn *txn, gpointer data, GError **error)
{
  Check *check = data;

  check->swept = 0;
  for (guint i = 0; i < check->strays->len; i += ZXD_FILE_SUM) {
    const guint8 *sum = check->strays->data + i;
    gboolean is_needed;

    if (!zxd_file_is_needed (zxd_txn_db (txn), sum, &is_needed, error))
      return FALSE;
    if (is_needed)
      continue;
    if (!zxd_folder_remove (check->folder, sum, error))
      return FALSE;
    check->swept++;
  }
  return TRUE;
}

gboolean
zxd_verb_check_files (ZxdStore *store,
                      ZxdFolder *folder,
                      gboolean wants_bytes,
                      ZxdFileFigures *figures,
                      gint64 *swept,
                      GError **error)
{
  g_autoptr (GHashTable) named =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  g_autoptr (GByteArray) strays = g_byte_array_new ();
  Check check = {folder, wants_bytes, figures, named, strays, 0};
  gboolean is_done;

  *figures = (ZxdFileFigures){0};
  is_done = zxd_store_read_sync (store, look_at_rows, &check, error) &&
            zxd_folder_each (folder, look_for_stray, &check, error) &&
            (strays->len == 0 || zxd_store_write_sync (store, remove_strays, &check, error));
  *swept = check.swept;
  return is_done;
}
