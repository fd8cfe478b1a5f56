/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail, as administrators read it. */
#include "zxd-admin-private.h"

#include "zx-clock.h"
#include "zx-id.h"
#include "zxd-store-audit.h"

typedef struct {
  ZxdAnswer answer;
  ZxdActor actor;            /* lent by the call */
  ZxdAuditQuestion question; /* texts lent by the call */
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  g_free (wish);
}

static gboolean
read_trail (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  zxd_answer_wipe (&wish->answer);
  return zxd_audit_page (db, as_of, wish->actor.rights, &wish->question, wish->answer.json, error);
}

static void
get_trail (ZxdCall *call, gpointer data)
{
  const char *actor = zxd_call_query (call, "actor"), *since = zxd_call_query (call, "since");
  ZxdAuditQuestion question = {.noun = zxd_call_query (call, "noun"),
                               .action = zxd_call_query (call, "action")};
  Wish *wish;

  if (!zxd_call_page (call, &question.limit, &question.after))
    return;
  if ((actor != NULL && !zx_id_parse (actor, &question.actor_id)) ||
      (since != NULL && !zx_clock_parse (since, &question.since_ms))) {
    zxd_call_problem (call, 400, "bad-query",
                      "“actor” is an agent's id, and “since” a time like 2026-11-22T00:00:00Z.");
    return;
  }
  wish = g_new0 (Wish, 1);
  zxd_answer_wipe (&wish->answer);
  wish->actor = zxd_call_actor (call);
  wish->question = question;
  zxd_call_read_answer (call, read_trail, wish, wish_free);
}

void
zxd_trail_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/audit", ZXD_ADMIN, get_trail, NULL);
}
