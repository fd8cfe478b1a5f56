/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many customers' messages a second the store alone takes: store [WHERE [POSTS [CONTACTS]]].
 * Without WHERE a SQLite file in a temporary folder. ZX_SQL_DIR names the schema. Prints posts/s
 * and the process's CPU time for each; of PostgreSQL that is our side alone. */
#include "zxd-store-contact.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 512, AHEAD = 8 * BATCH };

typedef struct {
  GMutex lock;
  GCond changed;
  guint n_answered, n_stored;
  double cpu; /* seconds, of the writer's thread */
  gint64 first_contact;
  int n_contacts;
} Bench;

static void
committed_cb (ZxdBatch *batch, gpointer data)
{
  Bench *bench = data;

  struct timespec cpu;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &cpu);
  g_mutex_lock (&bench->lock);
  bench->cpu = (double) cpu.tv_sec + (double) cpu.tv_nsec / 1e9;
  for (ZxdPost *post = batch->posts; post != NULL; post = post->next) {
    bench->n_answered++;
    bench->n_stored += post->outcome == ZXD_POST_STORED;
  }
  g_cond_signal (&bench->changed);
  g_mutex_unlock (&bench->lock);
  zxd_batch_free (batch);
}

static gboolean
add_contacts (ZxdTxn *txn, gpointer data, GError **error)
{
  Bench *bench = data;

  for (int i = 0; i < bench->n_contacts; i++) {
    g_autoptr (ZxdContact) contact = zxd_contact_new ();

    contact->channel = g_strdup ("web");
    contact->org_id = 1;
    if (!zxd_contact_create (txn, contact, error))
      return FALSE;
    if (i == 0)
      bench->first_contact = contact->id;
  }
  return TRUE;
}

static ZxdPost *
new_post (gint64 contact_id)
{
  ZxdPost *post = zxd_post_new ();
  char uuid[ZX_UUID_TEXT];
  guint32 *words = (guint32 *) post->uuid;

  for (int i = 0; i < 4; i++)
    words[i] = g_random_int ();
  zx_uuid_format (post->uuid, uuid);
  post->contact_id = contact_id;
  post->sent_at_ms = 1700000000000;
  post->text = g_strdup ("Since the update the invoice printing fails with error 0x80070005.");
  post->text_length = strlen (post->text);
  post->json = g_strdup_printf ("{\"contact_id\":\"%" G_GINT64_FORMAT "\",\"uuid\":\"%s\","
                                "\"author\":\"customer\",\"text\":\"%s\","
                                "\"sent_at\":\"2023-11-14T22:13:20.000Z\"}",
                                contact_id, uuid, post->text);
  post->json_length = strlen (post->json);
  return post;
}

/* Linked, each to a contact by chance; the last one in *@last. */
static ZxdPost *
new_batch (const Bench *bench, ZxdPost **last)
{
  ZxdPost *first = NULL;

  for (int i = 0; i < BATCH; i++) {
    ZxdPost *post = new_post (bench->first_contact + g_random_int_range (0, bench->n_contacts));

    if (first == NULL)
      *last = post;
    post->next = first;
    first = post;
  }
  return first;
}

static void
wait_for_room (Bench *bench, guint n_sent)
{
  g_mutex_lock (&bench->lock);
  while (n_sent - bench->n_answered > AHEAD)
    g_cond_wait (&bench->changed, &bench->lock);
  g_mutex_unlock (&bench->lock);
}

static void
send_all (Bench *bench, ZxdStore *store, guint n_batches)
{
  gint64 start = g_get_monotonic_time ();
  guint n_sent = 0;
  double took;

  for (guint i = 0; i < n_batches; i++) {
    ZxdPost *last, *first = new_batch (bench, &last);

    zxd_store_post (store, first, last);
    n_sent += BATCH;
    wait_for_room (bench, n_sent);
  }
  wait_for_room (bench, n_sent + AHEAD);
  took = (double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND;
  g_print ("%u posts, %u stored, %.2f s: %.0f posts/s; writer %.2f us CPU a post, %.0f posts a CPU "
           "second\n",
           n_sent, bench->n_stored, took, n_sent / took, bench->cpu / n_sent * 1e6,
           n_sent / bench->cpu);
}

int
main (int argc, char **argv)
{
  static const ZxdStoreListener listener = {.committed = committed_cb};
  guint n_posts = argc > 2 ? (guint) atoi (argv[2]) : 200000;
  Bench bench = {.n_contacts = argc > 3 ? atoi (argv[3]) : 200};
  g_autofree char *dir = argc > 1 ? NULL : g_dir_make_tmp ("zx-bench-XXXXXX", NULL);
  g_autofree char *where = argc > 1 ? g_strdup (argv[1]) : g_build_filename (dir, "bench.db", NULL);
  g_autoptr (GError) error = NULL;
  ZxdStore *store = zxd_store_open (where, &error);

  if (store == NULL || !zxd_store_write_sync (store, add_contacts, &bench, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  zxd_store_listen (store, &listener, &bench);
  send_all (&bench, store, (n_posts + BATCH - 1) / BATCH);
  zxd_store_close (store);
  if (dir != NULL)
    g_print ("left in %s\n", dir);
  return 0;
}
