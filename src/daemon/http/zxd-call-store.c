/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The usual endpoint: one store closure, and its JSON as the answer. */
#include "zxd-server-private.h"

#include "zx-error.h"

void
zxd_answer_refuse (ZxdAnswer *answer, ZxdRefusal *refusal)
{
  if (refusal->code == NULL)
    return;
  answer->problem = refusal->code;
  answer->status = refusal->status;
  if (answer->extra == NULL)
    answer->extra = g_string_new (NULL);
  g_string_assign (answer->extra, refusal->members != NULL ? refusal->members->str : "");
  zxd_refusal_clear (refusal);
}

void
zxd_answer_wipe (ZxdAnswer *answer)
{
  zxd_answer_clear (answer);
  answer->json = g_string_new (NULL);
}

void
zxd_answer_clear (ZxdAnswer *answer)
{
  if (answer->json != NULL) /* null once it has been answered */
    g_string_free (answer->json, TRUE);
  if (answer->extra != NULL)
    g_string_free (answer->extra, TRUE);
  *answer = (ZxdAnswer){0};
}

/* The data of a plain closure starts with its text, that of a full one with a ZxdAnswer, whose
 * first member is the text as well. */
typedef struct {
  ZxdCall *call; /* lent: it lives until it is answered */
  gpointer data; /* owned: the closure's */
  GDestroyNotify free_data;
  guint status;
  gboolean is_full;
} Job;

static Job *
job_new (ZxdCall *call, guint status, gboolean is_full, gpointer data, GDestroyNotify free_data)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job){call, data, free_data, status, is_full};
  return job;
}

static void
answer_failure (Job *job, const GError *error)
{
  ZxdAnswer *answer = job->data;
  guint status = job->is_full && answer->status >= 400 ? answer->status : 0;

  if (job->is_full && answer->problem != NULL && error->domain == ZX_ERROR)
    zxd_call_problem_with (job->call, status != 0 ? status : zx_error_to_status (error),
                           answer->problem, answer->extra != NULL ? answer->extra->str : NULL, "%s",
                           error->message);
  else
    zxd_call_answer_error (job->call, error);
}

static void
answer_success (Job *job)
{
  GString **text = job->data;
  g_autoptr (GString) json = g_steal_pointer (text);
  char *body = json != NULL ? g_string_free (g_steal_pointer (&json), FALSE) : NULL;

  if (job->is_full) {
    ZxdAnswer *answer = job->data;
    guint status = answer->status != 0 ? answer->status : job->status;

    zxd_call_answer_rev (job->call, status, body, answer->rev);
  } else {
    zxd_call_answer (job->call, job->status, body);
  }
}

static void
job_done (Job *job, const GError *error)
{
  if (error != NULL)
    answer_failure (job, error);
  else
    answer_success (job);
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

/* The store keeps a shell around the closure, so that its data is still here to explain a failure.
 */
typedef struct {
  ZxdReadFunc read;
  ZxdWriteFunc write;
  Job *job;
} Shell;

static gboolean
run_read (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Shell *shell = data;

  return shell->read (db, as_of, shell->job->data, error);
}

static gboolean
run_write (ZxdTxn *txn, gpointer data, GError **error)
{
  Shell *shell = data;

  return shell->write (txn, shell->job->data, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_free (zxd_store_read_finish (result, &error));
  job_done (user_data, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_free (zxd_store_write_finish (result, &error));
  job_done (user_data, error);
}

static void
start_read (Job *job, ZxdReadFunc fn)
{
  Shell *shell = g_new0 (Shell, 1);

  shell->read = fn;
  shell->job = job;
  zxd_store_read (job->call->server->store, run_read, shell, g_free, read_cb, job);
}

static void
start_write (Job *job, ZxdWriteFunc fn)
{
  Shell *shell = g_new0 (Shell, 1);

  shell->write = fn;
  shell->job = job;
  zxd_store_write (job->call->server->store, run_write, shell, g_free, written_cb, job);
}

void
zxd_call_read (ZxdCall *call, ZxdReadFunc fn, gpointer data, GDestroyNotify free_data)
{
  start_read (job_new (call, 200, FALSE, data, free_data), fn);
}

void
zxd_call_write (ZxdCall *call,
                guint status,
                ZxdWriteFunc fn,
                gpointer data,
                GDestroyNotify free_data)
{
  start_write (job_new (call, status, FALSE, data, free_data), fn);
}

void
zxd_call_read_answer (ZxdCall *call, ZxdReadFunc fn, gpointer data, GDestroyNotify free_data)
{
  start_read (job_new (call, 200, TRUE, data, free_data), fn);
}

void
zxd_call_write_answer (ZxdCall *call, ZxdWriteFunc fn, gpointer data, GDestroyNotify free_data)
{
  start_write (job_new (call, 200, TRUE, data, free_data), fn);
}
