/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Endpoints for what privacy laws ask for: a person's data, and his erasure. */
#include "zxd-customers-private.h"
#include "zxd-store-person.h"

#include "zx-id.h"

typedef struct {
  ZxdAnswer answer;
  ZxdPersonDeed deed;
  guint8 request[ZX_UUID_BYTES];
  gboolean to_erase;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  zxd_answer_clear (&job->answer);
  zxd_refusal_clear (&job->deed.refusal);
  g_free (job);
}

static gboolean
write_job (ZxdTxn *txn, gpointer data, GError **error)
{
  Job *job = data;
  ZxdPersonDeed *deed = &job->deed;
  ZxdDb *db = zxd_txn_db (txn);
  gboolean is_good;

  zxd_answer_wipe (&job->answer);
  zxd_refusal_clear (&deed->refusal);
  is_good = zxd_customer_check (db, deed->customer_id, deed->rights, TRUE, NULL, NULL,
                                &deed->refusal, error) &&
            (job->to_erase ? zxd_person_erase (txn, deed, error)
                           : zxd_person_export (txn, deed, job->answer.json, error));
  if (!is_good)
    zxd_answer_refuse (&job->answer, &deed->refusal);
  return is_good &&
         (!job->to_erase || zxd_customers_answer (db, deed->customer_id, 0, &job->answer, error));
}

static Job *
job_new (ZxdCall *call)
{
  Job *job = g_new0 (Job, 1);

  job->deed.rights = zxd_call_rights (call); /* lent: it lives until it is answered */
  job->deed.actor_id = job->deed.rights->agent_id;
  job->deed.address = zxd_call_address (call);
  job->deed.customer_id = zxd_call_part_id (call, "id");
  job->deed.person_id = zxd_call_part_id (call, "part");
  return job;
}

/* That somebody took a person's data out is written down: so this reading is a writing. */
static void
get_export (ZxdCall *call, gpointer data)
{
  zxd_call_write_answer (call, write_job, job_new (call), job_free);
}

static void
post_erase (ZxdCall *call, gpointer data)
{
  guint8 request[ZX_UUID_BYTES];
  Job *job;

  if (!zxd_call_uuid (call, "request", request))
    return;
  job = job_new (call);
  memcpy (job->request, request, sizeof request);
  job->deed.request = job->request;
  job->to_erase = TRUE;
  zxd_call_write_answer (call, write_job, job, job_free);
}

void
zxd_customers_register_person (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/customers/{id}/people/{part}/export", ZXD_ADMIN,
                           get_export, NULL);
  zxd_server_add_endpoint (server, "POST", "/api/v1/customers/{id}/people/{part}/erase", ZXD_ADMIN,
                           post_erase, NULL);
}
