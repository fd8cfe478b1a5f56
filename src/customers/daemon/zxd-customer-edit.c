/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Endpoints that make and change customers and their parts. */
#include "zxd-customers-private.h"
#include "zxd-store-customer-edit.h"

#include "zx-id.h"

typedef gboolean (*PartFunc) (ZxdTxn *txn, ZxdPart part, ZxdEdit *edit, GError **error);
typedef gboolean (*WholeFunc) (ZxdTxn *txn, ZxdEdit *edit, GError **error);

/* One change under way; the edit lends what the call owns. */
typedef struct {
  ZxdAnswer answer;
  ZxdEdit edit;
  guint8 request[ZX_UUID_BYTES];
  ZxdPart part;
  PartFunc part_fn; /* one of the two */
  WholeFunc whole_fn;
  gboolean is_new;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  zxd_answer_clear (&change->answer);
  zxd_refusal_clear (&change->edit.refusal);
  g_free (change);
}

static gboolean
write_change (ZxdTxn *txn, gpointer data, GError **error)
{
  Change *change = data;
  ZxdEdit *edit = &change->edit;
  gboolean is_good;

  zxd_answer_wipe (&change->answer);
  zxd_refusal_clear (&edit->refusal);
  edit->is_again = FALSE;
  edit->made_id = 0;
  is_good = change->part_fn != NULL ? change->part_fn (txn, change->part, edit, error)
                                    : change->whole_fn (txn, edit, error);
  if (is_good && edit->is_again) /* what was made may be merged or out of sight by now */
    is_good = zxd_customer_check (zxd_txn_db (txn), edit->customer_id, edit->actor.rights, FALSE,
                                  NULL, NULL, &edit->refusal, error);
  if (!is_good) {
    zxd_answer_refuse (&change->answer, &edit->refusal);
    return FALSE;
  }
  change->answer.status = change->is_new && !edit->is_again ? 201 : 200;
  return zxd_customers_answer (zxd_txn_db (txn), edit->customer_id,
                               change->part_fn != NULL ? edit->made_id : 0, &change->answer, error);
}

/* A change of what the path names; its body is lent by the call. */
static Change *
change_new (ZxdCall *call, JsonObject *body)
{
  Change *change = g_new0 (Change, 1);

  change->edit.actor = zxd_call_actor (call);
  change->edit.body = body;
  change->edit.customer_id = zxd_call_part_id (call, "id");
  change->edit.part_id = zxd_call_part_id (call, "part");
  change->edit.request = change->request;
  return change;
}

static void
start_making (ZxdCall *call, WholeFunc whole_fn, PartFunc part_fn, ZxdPart part)
{
  JsonObject *body = zxd_call_body (call);
  Change *change;
  guint8 request[ZX_UUID_BYTES];

  if (body == NULL || !zxd_call_uuid (call, "request", request))
    return;
  change = change_new (call, body);
  memcpy (change->request, request, sizeof request);
  change->whole_fn = whole_fn;
  change->part_fn = part_fn;
  change->part = part;
  change->is_new = TRUE;
  zxd_call_write_answer (call, write_change, change, change_free);
}

static void
start_changing (ZxdCall *call, JsonObject *body, WholeFunc whole_fn, PartFunc part_fn, ZxdPart part)
{
  Change *change;
  gint64 rev;

  if (!zxd_call_if_match (call, &rev))
    return;
  change = change_new (call, body);
  change->edit.seen_rev = rev;
  change->whole_fn = whole_fn;
  change->part_fn = part_fn;
  change->part = part;
  zxd_call_write_answer (call, write_change, change, change_free);
}

static void
post_customer (ZxdCall *call, gpointer data)
{
  start_making (call, zxd_customer_create, NULL, 0);
}

static void
patch_customer (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);

  if (body != NULL)
    start_changing (call, body, zxd_customer_edit, NULL, 0);
}

static void
post_part (ZxdCall *call, gpointer data)
{
  start_making (call, NULL, zxd_customer_add_part, GPOINTER_TO_INT (data));
}

static void
patch_part (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);

  if (body != NULL)
    start_changing (call, body, NULL, zxd_customer_edit_part, GPOINTER_TO_INT (data));
}

static void
delete_part (ZxdCall *call, gpointer data)
{
  start_changing (call, NULL, NULL, zxd_customer_remove_part, GPOINTER_TO_INT (data));
}

void
zxd_customers_register_edit (ZxdServer *server)
{
  static const char *const paths[ZXD_N_PARTS] = {
      [ZXD_PART_PERSON] = "people",      [ZXD_PART_IDENTITY] = "identities",
      [ZXD_PART_CONTRACT] = "contracts", [ZXD_PART_PRODUCT] = "products",
      [ZXD_PART_NOTE] = "notes",
  };

  zxd_server_add_endpoint (server, "POST", "/api/v1/customers", ZXD_SIGNED_IN, post_customer, NULL);
  zxd_server_add_endpoint (server, "PATCH", "/api/v1/customers/{id}", ZXD_SIGNED_IN, patch_customer,
                           NULL);
  for (int part = 0; part < ZXD_N_PARTS; part++) {
    g_autofree char *all = g_strdup_printf ("/api/v1/customers/{id}/%s", paths[part]);
    g_autofree char *one = g_strdup_printf ("%s/{part}", all);
    gpointer data = GINT_TO_POINTER (part);

    zxd_server_add_endpoint (server, "POST", all, ZXD_SIGNED_IN, post_part, data);
    zxd_server_add_endpoint (server, "PATCH", one, ZXD_SIGNED_IN, patch_part, data);
    zxd_server_add_endpoint (server, "DELETE", one, ZXD_SIGNED_IN, delete_part, data);
  }
}
