/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file from its headers to its row, and its bytes until nobody needs them. */
#include "zxd-files-private.h"

#include "zx-clock.h"
#include "zxd-part.h"
#include "zxd-scan.h"

#include <fcntl.h>
#include <unistd.h>

#define SWEEP_SECONDS 1 /* an erased person's picture is gone within it */
#define HOUR_TICKS (3600 / SWEEP_SECONDS)
#define TEMPORARY_TICKS (300 / SWEEP_SECONDS)

/* What no message took goes after a day; what never came whole, and nobody goes on with, sooner. */
#define UNSENT_MS ((gint64) 24 * 3600 * 1000)
#define UNFINISHED_SECONDS 3600

enum { MOST_SWEPT = 200, IO_THREADS = 2, FINISH_THREADS = 2 };

/* ---- the one folder of a database */

static gboolean
read_home (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  g_clear_pointer ((char **) data, g_free);
  return zxd_file_read_home (db, data, error);
}

/* Another daemon may be faster: whose mark the database has at the end is right. */
static gboolean
set_home (ZxdTxn *txn, gpointer data, GError **error)
{
  g_autofree char *there = NULL;

  if (!zxd_file_read_home (zxd_txn_db (txn), &there, error))
    return FALSE;
  return there != NULL || zxd_file_set_home (txn, data, error);
}

static gboolean
is_home (ZxdFolder *folder, ZxdStore *store, const char *mark, GError **error)
{
  g_autofree char *home = NULL;

  if (!zxd_store_read_sync (store, read_home, &home, error))
    return FALSE;
  return g_strcmp0 (home, mark) == 0 ||
         zx_throw (error, ZX_ERROR_CONFLICT,
                   "%s is not the folder that this database's files are in: it %s. All daemons of "
                   "one database need the same --files folder (shared, NFS for instance). If its "
                   "files are lost, write the line “%s” into %s/mark.",
                   zxd_folder_path (folder), mark != NULL ? "has another mark" : "has no mark",
                   home, zxd_folder_path (folder));
}

ZxdFolder *
zxd_files_open_folder (const ZxdConfig *config, ZxdStore *store, GError **error)
{
  g_autoptr (ZxdFolder) folder = zxd_folder_open (config->files_dir, error);
  g_autofree char *home = NULL, *mark = NULL;

  if (folder == NULL || !zxd_store_read_sync (store, read_home, &home, error))
    return NULL;
  mark = zxd_folder_read_mark (folder);
  if (home == NULL) {
    if (mark == NULL) {
      mark = g_uuid_string_random ();
      if (!zxd_folder_write_mark (folder, mark, error))
        return NULL;
    }
    if (!zxd_store_write_sync (store, set_home, mark, error))
      return NULL;
  }
  return is_home (folder, store, mark, error) ? g_steal_pointer (&folder) : NULL;
}

/* ---- bytes that no row names any more */

typedef struct {
  ZxdFiles *files; /* lent */
  GByteArray *sums;
  GByteArray *gone; /* owned: those that a committed state needs no more */
  GArray *senders;  /* owned: of gint64, whose half-brought files go */
} Sweep;

static void
sweep_free (gpointer data)
{
  Sweep *sweep = data;

  g_byte_array_unref (sweep->sums);
  g_byte_array_unref (sweep->gone);
  g_array_unref (sweep->senders);
  g_free (sweep);
}

/* As it is committed: a row that is only about to go still keeps its bytes. */
static gboolean
read_dropped (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Sweep *sweep = data;

  g_byte_array_set_size (sweep->sums, 0);
  g_byte_array_set_size (sweep->gone, 0);
  g_array_set_size (sweep->senders, 0);
  if (!zxd_file_list_dropped (db, MOST_SWEPT, sweep->sums, error) ||
      !zxd_file_list_dropped_senders (db, MOST_SWEPT, sweep->senders, error))
    return FALSE;
  for (guint i = 0; i < sweep->sums->len; i += ZXD_FILE_SUM) {
    const guint8 *sum = sweep->sums->data + i;
    gboolean is_needed;

    if (!zxd_file_is_needed (db, sum, &is_needed, error))
      return FALSE;
    if (!is_needed)
      g_byte_array_append (sweep->gone, sum, ZXD_FILE_SUM);
  }
  return TRUE;
}

static gboolean
is_among (const GByteArray *sums, const guint8 *sum)
{
  for (guint i = 0; i < sums->len; i += ZXD_FILE_SUM)
    if (memcmp (sums->data + i, sum, ZXD_FILE_SUM) == 0)
      return TRUE;
  return FALSE;
}

/* What is still being brought is looked at again until it is whole or cut. */
static gboolean
settle_senders (ZxdTxn *txn, Sweep *sweep, GError **error)
{
  for (guint i = 0; i < sweep->senders->len; i++) {
    ZxdFile sender = {.visitor_id = g_array_index (sweep->senders, gint64, i)};
    g_autofree char *word = zxd_files_sender_word (&sender);

    if (zxd_part_remove_all (sweep->files->folder, word) &&
        !zxd_file_forget_dropped_sender (txn, sender.visitor_id, error))
      return FALSE;
  }
  return TRUE;
}

/* While this runs no row can come (the counter is ours), and one that came has its bytes looked for
 * in its own transaction. */
static gboolean
settle_dropped (ZxdTxn *txn, gpointer data, GError **error)
{
  Sweep *sweep = data;

  for (guint i = 0; i < sweep->sums->len; i += ZXD_FILE_SUM) {
    const guint8 *sum = sweep->sums->data + i;
    gboolean is_needed;

    if (!zxd_file_is_needed (zxd_txn_db (txn), sum, &is_needed, error))
      return FALSE;
    if (!is_needed && !is_among (sweep->gone, sum))
      continue; /* its last row goes in this very transaction: next time */
    if (!is_needed && !zxd_folder_remove (sweep->files->folder, sum, error))
      return FALSE;
    if (!zxd_file_forget_dropped (txn, sum, error))
      return FALSE;
  }
  return settle_senders (txn, sweep, error);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Sweep *sweep = zxd_store_write_finish (result, &error);

  if (sweep == NULL)
    g_warning ("files that nobody needs could not be removed: %s", error->message);
  g_clear_pointer (&sweep, sweep_free);
}

static void
dropped_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdFiles *files = user_data;
  g_autoptr (GError) error = NULL;
  Sweep *sweep = zxd_store_read_finish (result, &error);

  if (sweep != NULL && sweep->sums->len + sweep->senders->len > 0)
    zxd_store_write (files->store, settle_dropped, sweep, sweep_free, settled_cb, files);
  else
    g_clear_pointer (&sweep, sweep_free);
}

static gboolean
drop_unsent (ZxdTxn *txn, gpointer data, GError **error)
{
  return zxd_file_drop_unsent (txn, zx_clock_now_ms () - UNSENT_MS, error);
}

static gboolean
sweep_temporary (gpointer data, GError **error)
{
  zxd_folder_sweep_temporary (((ZxdFiles *) data)->folder, UNFINISHED_SECONDS);
  return TRUE;
}

static void
sweep_dropped (ZxdFiles *files)
{
  Sweep *sweep = g_new0 (Sweep, 1);

  sweep->files = files;
  sweep->sums = g_byte_array_new ();
  sweep->gone = g_byte_array_new ();
  sweep->senders = g_array_new (FALSE, FALSE, sizeof (gint64));
  zxd_store_read (files->store, read_dropped, sweep, sweep_free, dropped_read_cb, files);
}

static void
unsent_dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  sweep_dropped (user_data);
}

static gboolean
sweep_cb (gpointer data)
{
  ZxdFiles *files = data;

  if (files->ticks % TEMPORARY_TICKS == 0)
    zxd_workers_run (files->io, sweep_temporary, files, NULL, NULL);
  if (files->ticks++ % HOUR_TICKS == 0)
    zxd_store_write (files->store, drop_unsent, NULL, NULL, unsent_dropped_cb, files);
  else
    sweep_dropped (files);
  return G_SOURCE_CONTINUE;
}

/* ---- life */

ZxdFiles *
zxd_files_new (const ZxdConfig *config, ZxdStore *store, ZxdFolder *folder)
{
  ZxdFiles *files = g_new0 (ZxdFiles, 1);

  files->config = config;
  files->store = store;
  files->folder = folder;
  files->io = zxd_workers_new (IO_THREADS);
  files->finish = zxd_workers_new (FINISH_THREADS);
  files->under_way = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  files->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  files->brought = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  files->tick = g_timeout_add_seconds (SWEEP_SECONDS, sweep_cb, files);
  sweep_cb (files);
  return files;
}

void
zxd_files_free (ZxdFiles *files)
{
  g_source_remove (files->tick);
  zxd_workers_free (files->io);
  zxd_workers_free (files->finish);
  g_hash_table_unref (files->under_way);
  g_hash_table_unref (files->parts);
  g_hash_table_unref (files->brought);
  zxd_folder_free (files->folder);
  g_free (files);
}

gboolean
zxd_server_open_files (ZxdServer *server, GError **error)
{
  ZxdFolder *folder;

  if (server->config->clamd != NULL && !zxd_scan_check_address (server->config->clamd, error))
    return FALSE;
  folder = zxd_files_open_folder (server->config, server->store, error);
  if (folder == NULL)
    return FALSE;
  server->files = zxd_files_new (server->config, server->store, folder);
  return TRUE;
}
