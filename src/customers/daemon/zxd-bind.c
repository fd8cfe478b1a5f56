/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Endpoints by which agents say whose a contact is, and take it back. */
#include "zxd-bind.h"

#include "zx-error.h"
#include "zxd-store-bind.h"
#include "zxd-store-contact.h"

enum { MOST_NAME = 200 };

typedef gboolean (*BindFunc) (ZxdTxn *txn, ZxdBind *bind, GError **error);

/* One request about one contact. */
typedef struct {
  ZxdAnswer answer;
  ZxdBind bind;
  ZxdActor actor; /* lent by the call, which lives until it is answered */
  BindFunc fn;
  guint made_status; /* when it was done just now */
  JsonObject *body;  /* owned, null: its texts are lent to `bind` */
} Wish;

static Wish *
wish_new (ZxdCall *call)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->actor = zxd_call_actor (call);
  wish->bind.actor = &wish->actor;
  wish->bind.contact_id = zxd_call_part_id (call, "id");
  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  zxd_refusal_clear (&wish->bind.refusal);
  g_clear_pointer (&wish->body, json_object_unref);
  g_free (wish);
}

static gboolean
write_binding (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  if (!wish->fn (txn, &wish->bind, error)) {
    zxd_answer_refuse (&wish->answer, &wish->bind.refusal);
    return FALSE;
  }
  wish->answer.status = wish->bind.again ? 200 : wish->made_status;
  return zxd_contact_get (zxd_txn_db (txn), 0, wish->actor.rights, wish->bind.contact_id,
                          wish->answer.json, &wish->answer.rev, error);
}

/* Reads the request that all have; null when it has been answered. */
static Wish *
take_wish (ZxdCall *call, BindFunc fn)
{
  guint8 request[ZX_UUID_BYTES];
  Wish *wish;

  if (!zxd_call_uuid (call, "request", request))
    return NULL;
  wish = wish_new (call);
  memcpy (wish->bind.request, request, sizeof request);
  wish->fn = fn;
  wish->made_status = 200;
  wish->body = json_object_ref (zxd_call_body (call));
  return wish;
}

static void
run (ZxdCall *call, BindFunc fn)
{
  Wish *wish = take_wish (call, fn);

  if (wish != NULL)
    zxd_call_write_answer (call, write_binding, wish, wish_free);
}

/* ---- GET contacts/{id}/candidates */

static gboolean
read_candidates (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  return zxd_bind_candidates (db, wish->actor.rights, wish->bind.contact_id, wish->answer.json,
                              error);
}

static void
get_candidates (ZxdCall *call, gpointer data)
{
  zxd_call_read_answer (call, read_candidates, wish_new (call), wish_free);
}

/* ---- PUT, POST, DELETE contacts/{id}/customer, POST contacts/{id}/customer/undo */

static void
put_customer (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call, zxd_bind_known);

  if (wish == NULL)
    return;
  wish->bind.customer_id = zx_json_id (wish->body, "customer_id");
  wish->bind.person_id = zx_json_id (wish->body, "person_id");
  wish->bind.remember = zx_json_bool (wish->body, "remember", FALSE);
  if (wish->bind.customer_id != 0) {
    zxd_call_write_answer (call, write_binding, wish, wish_free);
    return;
  }
  zxd_call_problem (call, 400, "bad-data", "“customer_id” is the customer whose contact it is.");
  wish_free (wish);
}

/* A short text on one line; FALSE when 400 was answered. */
static gboolean
take_name (ZxdCall *call, JsonObject *body, const char *name, const char **text)
{
  *text = zx_json_string (body, name);
  if (*text == NULL || g_utf8_strlen (*text, -1) <= MOST_NAME)
    return TRUE;
  zxd_call_problem (call, 400, "bad-data", "“%s” has at most %d characters.", name, MOST_NAME);
  return FALSE;
}

static gboolean
take_kind (ZxdCall *call, JsonObject *body, const char **kind)
{
  *kind = zx_json_string (body, "kind");
  if (*kind == NULL || g_str_equal (*kind, "company") || g_str_equal (*kind, "person"))
    return TRUE;
  zxd_call_problem (call, 400, "bad-data", "“kind” is company or person.");
  return FALSE;
}

static void
post_customer (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call, zxd_bind_new);

  if (wish == NULL)
    return;
  wish->made_status = 201;
  wish->bind.remember = zx_json_bool (wish->body, "remember", FALSE);
  if (take_name (call, wish->body, "name", &wish->bind.name) &&
      take_name (call, wish->body, "company", &wish->bind.company) &&
      take_kind (call, wish->body, &wish->bind.kind))
    zxd_call_write_answer (call, write_binding, wish, wish_free);
  else
    wish_free (wish);
}

static void
delete_customer (ZxdCall *call, gpointer data)
{
  run (call, zxd_bind_nobody);
}

static void
post_undo (ZxdCall *call, gpointer data)
{
  run (call, zxd_bind_undo);
}

void
zxd_bind_register (ZxdServer *server)
{
  static const struct {
    const char *method, *path;
    ZxdEndpointFunc fn;
  } endpoints[] = {
      {"GET", "/api/v1/contacts/{id}/candidates", get_candidates},
      {"PUT", "/api/v1/contacts/{id}/customer", put_customer},
      {"POST", "/api/v1/contacts/{id}/customer", post_customer},
      {"DELETE", "/api/v1/contacts/{id}/customer", delete_customer},
      {"POST", "/api/v1/contacts/{id}/customer/undo", post_undo},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    zxd_server_add_endpoint (server, endpoints[i].method, endpoints[i].path, ZXD_SIGNED_IN,
                             endpoints[i].fn, NULL);
}
