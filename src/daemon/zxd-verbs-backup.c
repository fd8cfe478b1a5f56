/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid backup` and `zuoxid restore`. */
#include "zxd-verb.h"

#include "zxd-store-backup.h"
#include "zxd-verbs-files.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".zuoxi.gz"

/* The bytes of files lie beside the backups, each once however many backups name it. */
#define FILES "files"

static gboolean
throw_errno (GError **error, const char *file)
{
  return zx_throw (error, ZX_ERROR_UNAVAILABLE, "%s: %s", file, g_strerror (errno));
}

/* ---- backup */

typedef struct {
  int keep; /* files in the folder, 0: all */
  GOutputStream *stream;
  ZxdBackupFigures figures;
  ZxdFolder *from, *to; /* owned: of files */
  ZxdFileFigures files;
} Backup;

/* Beside @file. Null with @error. */
static ZxdFolder *
open_files_beside (const char *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *path = g_build_filename (folder, FILES, NULL);

  return zxd_folder_open (path, error);
}

static gboolean
write_backup (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Backup *backup = data;

  return zxd_backup_write (db, backup->stream, &backup->figures, error) &&
         zxd_verb_copy_files (db, backup->from, backup->to, &backup->files, error);
}

/* Most bytes are copied before the moment of the backup, so that few can be swept between it and
 * their turn. */
static gboolean
copy_ahead (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Backup *backup = data;

  return zxd_verb_copy_files (db, backup->from, backup->to, &backup->files, error);
}

/* @place is a folder, into which a file named after the moment goes, or a file that is not there
 * yet. Caller frees. */
static char *
choose_file (const char *place, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *name = g_date_time_format (now, "zuoxi-%Y%m%dT%H%M%SZ" SUFFIX);
  g_autofree char *file = g_file_test (place, G_FILE_TEST_IS_DIR)
                              ? g_build_filename (place, name, NULL)
                              : g_strdup (place);

  if (g_file_test (file, G_FILE_TEST_EXISTS)) {
    zx_throw (error, ZX_ERROR_CONFLICT, "%s is there already", file);
    return NULL;
  }
  return g_steal_pointer (&file);
}

/* On the disk, under its name, whole: or not there. */
static gboolean
keep_file (int fd, const char *temporary, const char *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file);
  int dir;

  if (fsync (fd) != 0 || link (temporary, file) != 0)
    return throw_errno (error, file);
  dir = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir >= 0) {
    fsync (dir);
    close (dir);
  }
  return TRUE;
}

static gboolean
write_file (ZxdVerb *verb, Backup *backup, const char *file, GError **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.part.%d", file, (int) getpid ());
  gboolean went_well;
  int fd = open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    return throw_errno (error, temporary);
  backup->stream = g_unix_output_stream_new (fd, FALSE);
  went_well = zxd_store_read_sync (verb->store, copy_ahead, backup, error) &&
              zxd_store_read_sync (verb->store, write_backup, backup, error) &&
              keep_file (fd, temporary, file, error);
  g_clear_object (&backup->stream);
  close (fd);
  g_unlink (temporary);
  return went_well;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Each backup marks the files that it names as used, after it is written: what was last used before
 * the oldest of them is named by none. */
static void
sweep_files (const char *folder, const char *oldest, ZxdFolder *files)
{
  g_autofree char *path = g_build_filename (folder, oldest, NULL);
  GStatBuf about;

  if (g_stat (path, &about) == 0)
    zxd_folder_sweep_unused (files, about.st_mtime);
}

/* Only files that this command has named; their names are in the order of their age. */
static gboolean
remove_old (const char *folder, int keep, ZxdFolder *files, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "zuoxi-2") && g_str_has_suffix (name, "Z" SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i + (guint) keep < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

    if (g_unlink (path) != 0)
      return throw_errno (error, path);
  }
  if (names->len > 0)
    sweep_files (folder, names->pdata[names->len > (guint) keep ? names->len - (guint) keep : 0],
                 files);
  return TRUE;
}

static gboolean
run_backup (ZxdVerb *verb, gpointer data, GError **error)
{
  Backup *backup = data;
  const char *place = verb->words[0];
  gboolean is_folder = g_file_test (place, G_FILE_TEST_IS_DIR);
  g_autofree char *file = NULL;

  if (backup->keep < 0 || (backup->keep > 0 && !is_folder))
    return zx_throw (error, ZX_ERROR_BAD_DATA, "--keep needs a folder and a number of files");
  file = choose_file (place, error);
  if (file == NULL || !zxd_verb_open_store (verb, error) ||
      !(backup->from = zxd_files_open_folder (&verb->config, verb->store, error)) ||
      !(backup->to = open_files_beside (file, error)) || !write_file (verb, backup, file, error) ||
      (backup->keep > 0 && !remove_old (place, backup->keep, backup->to, error)))
    return FALSE;
  g_print ("%s: %" G_GINT64_FORMAT " tables, %" G_GINT64_FORMAT
           " rows, up to event %" G_GINT64_FORMAT "\n",
           file, backup->figures.tables, backup->figures.rows, backup->figures.seq);
  g_print ("%s: %" G_GINT64_FORMAT " contents of files, %" G_GINT64_FORMAT " of them new\n",
           zxd_folder_path (backup->to), backup->files.files, backup->files.copied);
  if (backup->files.missing + backup->files.damaged > 0)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "%" G_GINT64_FORMAT " contents are missing or damaged; the rest is saved",
                     backup->files.missing + backup->files.damaged);
  if (g_file_test (verb->config.key_file, G_FILE_TEST_EXISTS))
    g_print ("The master key %s is not in it: keep a copy of it in another place. Without it the "
             "channels' signing keys must be made anew.\n",
             verb->config.key_file);
  return TRUE;
}

int
zxd_verb_backup (int argc, char **argv)
{
  Backup backup = {0};
  GOptionEntry options[] = {{"keep", 0, 0, G_OPTION_ARG_INT, &backup.keep,
                             "Afterwards remove all but the newest N backups of the folder", "N"},
                            {NULL}};
  ZxdVerbKind kind = {"FOLDER|FILE",
                      "Writes all data of one moment into one file, for either store, while a "
                      "daemon serves on, and "
                      "the bytes of files into the folder “" FILES
                      "” beside it. Sign-ins are not in it, nor is the "
                      "master key.",
                      options,
                      FALSE,
                      1,
                      run_backup,
                      &backup};

  int code = zxd_verb_run (&kind, argc, argv);

  g_clear_pointer (&backup.from, zxd_folder_free);
  g_clear_pointer (&backup.to, zxd_folder_free);
  return code;
}

/* ---- restore */

typedef struct {
  gboolean replace;
  char *files_from; /* owned, null: beside the backup */
  ZxdFolder *from, *to;
  ZxdFileFigures files;
} Restore;

static gboolean
copy_back (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Restore *restore = data;

  return zxd_verb_copy_files (db, restore->from, restore->to, &restore->files, error);
}

static gboolean
restore_files (ZxdVerb *verb, Restore *restore, const char *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *beside = g_build_filename (folder, FILES, NULL);
  const char *path = restore->files_from != NULL                ? restore->files_from
                     : g_file_test (beside, G_FILE_TEST_IS_DIR) ? beside
                                                                : verb->config.files_dir;

  restore->from = zxd_folder_open (path, error);
  if (restore->from == NULL || !zxd_verb_open_store (verb, error))
    return FALSE;
  restore->to = zxd_files_open_folder (&verb->config, verb->store, error);
  if (restore->to == NULL || !zxd_store_read_sync (verb->store, copy_back, restore, error))
    return FALSE;
  g_print ("restored: %" G_GINT64_FORMAT " contents of files\n",
           restore->files.files - restore->files.missing - restore->files.damaged);
  return restore->files.missing + restore->files.damaged == 0 ||
         zx_throw (error, ZX_ERROR_BAD_DATA,
                   "the database is restored, but %" G_GINT64_FORMAT
                   " contents of files are missing or damaged in %s",
                   restore->files.missing + restore->files.damaged,
                   zxd_folder_path (restore->from));
}

static GInputStream *
open_backup (const char *file, GError **error)
{
  g_autoptr (GFile) path = NULL;

  if (g_str_equal (file, "-"))
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);
  path = g_file_new_for_commandline_arg (file);
  return G_INPUT_STREAM (g_file_read (path, NULL, error));
}

static gboolean
run_restore (ZxdVerb *verb, gpointer data, GError **error)
{
  Restore *restore = data;
  g_autoptr (GInputStream) stream = open_backup (verb->words[0], error);
  ZxdBackupFigures figures;

  if (stream == NULL)
    return FALSE;
  if (!zxd_verb_make_data_dir (verb, error) ||
      !zxd_backup_restore (verb->config.database, stream, restore->replace, &figures, error)) {
    g_prefix_error (error, "%s: ", verb->words[0]);
    return FALSE;
  }
  g_print ("restored: %" G_GINT64_FORMAT " tables, %" G_GINT64_FORMAT
           " rows, up to event %" G_GINT64_FORMAT "; everybody signs in again\n",
           figures.tables, figures.rows, figures.seq);
  if (!restore_files (verb, restore, verb->words[0], error))
    return FALSE;
  if (!g_file_test (verb->config.key_file, G_FILE_TEST_EXISTS))
    g_print ("There is no master key at %s: put the copy there (mode 0600). If it is lost, remove "
             "the channels' signing keys in the workstation, and make them anew.\n",
             verb->config.key_file);
  return TRUE;
}

int
zxd_verb_restore (int argc, char **argv)
{
  Restore restore = {0};
  GOptionEntry options[] = {
      {"replace", 0, 0, G_OPTION_ARG_NONE, &restore.replace, "Lose the data that is there", NULL},
      {"files-from", 0, 0, G_OPTION_ARG_FILENAME, &restore.files_from,
       "Folder with the bytes of files (default: “" FILES "” beside the backup)", "DIR"},
      {NULL}};
  ZxdVerbKind kind = {
      "FILE",
      "Fills an empty database from a backup (- for the standard input): all or nothing. No daemon "
      "may have it open.",
      options,
      FALSE,
      1,
      run_restore,
      &restore};

  int code = zxd_verb_run (&kind, argc, argv);

  g_clear_pointer (&restore.from, zxd_folder_free);
  g_clear_pointer (&restore.to, zxd_folder_free);
  g_free (restore.files_from);
  return code;
}
