/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of the outbox's file: what was kept survives kill -9, in order, and what was sent leaves
 * nothing behind. */
#include "zx-outbox.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  ZxOutbox *outbox;
  GPtrArray *rows, *drafts;
  gboolean is_done;
} Opened;

static void
wait_for (gboolean *is_done)
{
  while (!*is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opened *opened = user_data;
  g_autoptr (GError) error = NULL;

  opened->outbox = zx_outbox_open_finish (result, &opened->rows, &opened->drafts, &error);
  g_assert_no_error (error);
  opened->is_done = TRUE;
}

static Opened
open_outbox (const char *path)
{
  Opened opened = {0};

  zx_outbox_open_async (path, opened_cb, &opened);
  wait_for (&opened.is_done);
  return opened;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
close_outbox (Opened *opened)
{
  gboolean is_done = FALSE;

  zx_outbox_close_async (opened->outbox, done_cb, &is_done);
  wait_for (&is_done);
  g_ptr_array_unref (opened->rows);
  g_ptr_array_unref (opened->drafts);
}

static ZxOutboxRow *
new_row (guint n, const char *text)
{
  ZxOutboxRow *row = g_new0 (ZxOutboxRow, 1);

  row->uuid = g_strdup_printf ("uuid-%u", n);
  row->contact_id = 7;
  row->text = g_strdup (text);
  row->seen_seq = n;
  row->written_at_ms = 1000 + n;
  return row;
}

/* The child: tells the pipe of every row that is kept, until it is killed. */
typedef struct {
  int pipe;
  guint n;
} Told;

static void
tell_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Told *told = user_data;

  if (!zx_outbox_put_finish (result, NULL) || write (told->pipe, &told->n, sizeof told->n) < 0)
    _exit (1);
  g_free (told);
}

static void
write_for_ever (const char *path, int pipe)
{
  Opened opened = open_outbox (path);

  for (guint n = opened.rows->len;; n++) {
    g_autoptr (ZxOutboxRow) row = new_row (n, "写给客户的话");
    Told *told = g_new (Told, 1);

    *told = (Told){pipe, n};
    zx_outbox_put_async (opened.outbox, row, TRUE, tell_cb, told);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
}

static void
test_what_was_kept_survives_a_kill (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "deep", "crash.db", NULL);
  guint kept = 0;

  for (int round = 0; round < 5; round++) {
    int ends[2], status;
    guint n;
    pid_t child;
    Opened opened;

    g_assert_cmpint (pipe (ends), ==, 0);
    child = fork ();
    if (child == 0) {
      g_autofree char *told = g_strdup_printf ("%d", ends[1]);

      close (ends[0]);
      /* A program of its own: threads do not survive a fork. */
      execl ("/proc/self/exe", "test-outbox", "--write", path, told, NULL);
      _exit (1);
    }
    close (ends[1]);
    for (guint i = 0; i < 40; i++)
      g_assert_cmpint (read (ends[0], &n, sizeof n), ==, sizeof n);
    kill (child, SIGKILL);
    while (read (ends[0], &n, sizeof n) == sizeof n)
      ;
    kept = n + 1;
    close (ends[0]);
    waitpid (child, &status, 0);
    g_assert_true (WIFSIGNALED (status));
    opened = open_outbox (path);
    g_assert_cmpuint (opened.rows->len, >=, kept);
    for (guint i = 0; i < opened.rows->len; i++) {
      ZxOutboxRow *row = opened.rows->pdata[i];

      g_assert_cmpint (row->seen_seq, ==, i); /* in order, none twice */
      g_assert_cmpstr (row->text, ==, "写给客户的话");
    }
    close_outbox (&opened);
  }
}

static gboolean
file_holds (const char *path, const char *text)
{
  g_autofree char *content = NULL;
  gsize length;

  return g_file_get_contents (path, &content, &length, NULL) &&
         memmem (content, length, text, strlen (text)) != NULL;
}

static void
test_what_was_sent_leaves_nothing_behind (const char *folder)
{
  static const char secret[] = "customer-secret-4711";
  g_autofree char *path = g_build_filename (folder, "clean.db", NULL);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  Opened opened = open_outbox (path);
  GStatBuf info;

  for (guint n = 0; n < 20; n++) {
    g_autoptr (ZxOutboxRow) row = new_row (n, secret);

    zx_outbox_put_async (opened.outbox, row, TRUE, NULL, NULL);
  }
  zx_outbox_save_draft (opened.outbox, 7, "draft customer-secret-4711");
  close_outbox (&opened);
  g_assert_true (file_holds (path, secret));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  opened = open_outbox (path);
  g_assert_cmpuint (opened.rows->len, ==, 20);
  g_assert_cmpuint (opened.drafts->len, ==, 1);
  for (guint n = 0; n < 20; n++) {
    g_autofree char *uuid = g_strdup_printf ("uuid-%u", n);

    zx_outbox_remove (opened.outbox, uuid);
  }
  zx_outbox_save_draft (opened.outbox, 7, "");
  close_outbox (&opened);
  g_assert_false (file_holds (path, secret));
  g_assert_false (file_holds (journal, secret));
}

/* A file of an earlier version of the program: what waits in it is sent by this one. */
static void
test_an_older_file_is_taken_over (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "older.db", NULL);
  sqlite3 *db = NULL;
  Opened opened;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (db,
                    "CREATE TABLE message ("
                    " n INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,"
                    " contact_id INTEGER NOT NULL, text TEXT NOT NULL, seen_seq INTEGER NOT NULL,"
                    " internal INTEGER NOT NULL, article_id INTEGER NOT NULL,"
                    " question_id INTEGER NOT NULL, edited INTEGER NOT NULL,"
                    " written_at_ms INTEGER NOT NULL, refusal TEXT, refusal_detail TEXT,"
                    " refusal_seq INTEGER);"
                    "INSERT INTO message VALUES (1,'u1',7,'kept',3,0,0,0,0,1000,NULL,NULL,NULL);",
                    NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (db);
  for (int round = 0; round < 2; round++) {
    opened = open_outbox (path);
    g_assert_cmpuint (opened.rows->len, ==, 1);
    g_assert_cmpstr (((ZxOutboxRow *) opened.rows->pdata[0])->text, ==, "kept");
    close_outbox (&opened);
  }
}

static void
test_sending_forgets_the_draft_and_refusing_keeps_the_row (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "draft.db", NULL);
  Opened opened = open_outbox (path);
  g_autoptr (ZxOutboxRow) row = new_row (1, "text");
  ZxOutboxRow *found;

  zx_outbox_save_draft (opened.outbox, zx_draft_key (7, TRUE), "a note is kept");
  zx_outbox_save_draft (opened.outbox, 7, "half a tex");
  zx_outbox_put_async (opened.outbox, row, TRUE, NULL, NULL);
  zx_outbox_save_draft (opened.outbox, 7, "the next one");
  row->refusal = g_strdup ("taken");
  row->refusal_detail = g_strdup ("Li");
  row->refusal_seq = 44;
  row->extra = g_strdup ("{\"mentions\":[\"7\"]}");
  row->withdrawn = TRUE;
  zx_outbox_put_async (opened.outbox, row, FALSE, NULL, NULL);
  close_outbox (&opened);

  opened = open_outbox (path);
  g_assert_cmpuint (opened.rows->len, ==, 1);
  found = opened.rows->pdata[0];
  g_assert_cmpstr (found->refusal, ==, "taken");
  g_assert_cmpstr (found->refusal_detail, ==, "Li");
  g_assert_cmpint (found->refusal_seq, ==, 44);
  g_assert_cmpstr (found->extra, ==, row->extra);
  g_assert_true (found->withdrawn && found->is_kept);
  g_assert_cmpuint (opened.drafts->len, ==, 2);
  g_assert_cmpstr (((ZxDraft *) opened.drafts->pdata[0])->text, ==, "a note is kept");
  g_assert_cmpstr (((ZxDraft *) opened.drafts->pdata[1])->text, ==, "the next one");
  close_outbox (&opened);
}

/* A contact's own: neither its drafts nor what is sent in it change what is said of it. */
static void
test_what_is_said_of_a_chat_is_kept_until_it_is_forgotten (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "said.db", NULL);
  Opened opened = open_outbox (path);
  g_autoptr (ZxOutboxRow) row = new_row (1, "text");
  ZxDraft *draft;

  zx_outbox_save_wrap_up (opened.outbox, 7, 3, "Expired key");
  zx_outbox_save_wrap_up (opened.outbox, 7, 4, "Expired keys");
  zx_outbox_save_wrap_up (opened.outbox, 8, 0, ""); /* takes back what the server has */
  zx_outbox_save_draft (opened.outbox, 7, "half a text");
  zx_outbox_put_async (opened.outbox, row, TRUE, NULL, NULL);
  close_outbox (&opened);

  opened = open_outbox (path);
  g_assert_cmpuint (opened.drafts->len, ==, 2);
  draft = opened.drafts->pdata[0];
  g_assert_cmpint (draft->key, ==, 7);
  g_assert_cmpint (draft->category_id, ==, 4);
  g_assert_cmpstr (draft->summary, ==, "Expired keys");
  g_assert_null (draft->text);
  g_assert_cmpstr (((ZxDraft *) opened.drafts->pdata[1])->summary, ==, "");
  zx_outbox_save_wrap_up (opened.outbox, 7, 0, NULL);
  zx_outbox_save_wrap_up (opened.outbox, 8, 0, NULL);
  close_outbox (&opened);

  opened = open_outbox (path);
  g_assert_cmpuint (opened.drafts->len, ==, 0);
  close_outbox (&opened);
}

static void
failed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GPtrArray *rows = NULL, *drafts = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (zx_outbox_open_finish (result, &rows, &drafts, &error));
  g_assert_nonnull (error);
  *(gboolean *) user_data = TRUE;
}

/* What was pasted is in no file of the agent's: its bytes are kept here until they are sent. */
static void
test_files_of_a_draft_are_kept_until_they_are_sent (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "files.db", NULL);
  g_autofree char *kept = g_strconcat (path, ".drafts", NULL);
  g_autofree char *own = g_build_filename (folder, "own.txt", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("screenshot", 10);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ZxOutboxRow) row = new_row (1, "text");
  Opened opened = open_outbox (path);
  ZxDraft *draft;

  g_assert_true (g_file_set_contents (own, "mine", 4, NULL));
  g_ptr_array_add (files, zx_file_new_here (NULL, "a.png", NULL, bytes, 0));
  g_ptr_array_add (files, zx_file_new_here (NULL, "own.txt", own, NULL, 4));
  zx_outbox_save_draft_files (opened.outbox, 7, files);
  close_outbox (&opened);
  g_assert_cmpint (g_unlink (own), ==, 0);

  opened = open_outbox (path);
  g_assert_cmpuint (opened.drafts->len, ==, 1);
  draft = opened.drafts->pdata[0];
  g_assert_null (draft->text);
  g_assert_cmpuint (draft->files->len, ==, 2);
  g_assert_true (file_holds (zx_file_get_path (draft->files->pdata[0]), "screenshot"));
  g_assert_cmpstr (zx_file_get_refusal (draft->files->pdata[1]), ==, "gone");
  g_ptr_array_remove_index (draft->files, 1);
  zx_outbox_save_draft_files (opened.outbox, 7, draft->files);
  row->sources = g_ptr_array_ref (draft->files);
  zx_outbox_put_async (opened.outbox, row, TRUE, NULL, NULL);
  close_outbox (&opened);
  g_assert_cmpint (g_rmdir (kept), ==, 0); /* it is empty */

  opened = open_outbox (path);
  g_assert_cmpuint (opened.drafts->len, ==, 0);
  g_assert_cmpuint (opened.rows->len, ==, 1);
  close_outbox (&opened);
}

static void
test_a_folder_that_cannot_be_written_is_an_error (const char *folder)
{
  gboolean is_done = FALSE;

  zx_outbox_open_async ("/proc/version/outbox.db", failed_cb, &is_done);
  wait_for (&is_done);
}

static void
run_in_folder (gconstpointer data)
{
  void (*test) (const char *) = (void (*) (const char *)) data;
  g_autofree char *folder = g_dir_make_tmp ("zx-outbox-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", folder);

  test (folder);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--write"))
    write_for_ever (argv[2], atoi (argv[3]));
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/outbox/what-was-kept-survives-a-kill",
                        (gconstpointer) test_what_was_kept_survives_a_kill, run_in_folder);
  g_test_add_data_func ("/outbox/what-was-sent-leaves-nothing-behind",
                        (gconstpointer) test_what_was_sent_leaves_nothing_behind, run_in_folder);
  g_test_add_data_func ("/outbox/an-older-file-is-taken-over",
                        (gconstpointer) test_an_older_file_is_taken_over, run_in_folder);
  g_test_add_data_func ("/outbox/sending-forgets-the-draft-and-refusing-keeps-the-row",
                        (gconstpointer) test_sending_forgets_the_draft_and_refusing_keeps_the_row,
                        run_in_folder);
  g_test_add_data_func ("/outbox/what-is-said-of-a-chat-is-kept-until-it-is-forgotten",
                        (gconstpointer) test_what_is_said_of_a_chat_is_kept_until_it_is_forgotten,
                        run_in_folder);
  g_test_add_data_func ("/outbox/files-of-a-draft-are-kept-until-they-are-sent",
                        (gconstpointer) test_files_of_a_draft_are_kept_until_they_are_sent,
                        run_in_folder);
  g_test_add_data_func ("/outbox/a-folder-that-cannot-be-written-is-an-error",
                        (gconstpointer) test_a_folder_that_cannot_be_written_is_an_error,
                        run_in_folder);
  return g_test_run ();
}
