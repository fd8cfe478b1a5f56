/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Around an agent's message: taking it back, telling the visitor that one is being written, and who
 * can read a note. */
#include "zxd-talk-endpoints.h"

#include <string.h>

#include "zx-clock.h"
#include "zx-error.h"
#include "zx-id.h"
#include "zx-json.h"
#include "zxd-store-agent.h"
#include "zxd-store-message.h"

/* The workstation tells it every three seconds; some more may come in a bunch. */
enum { TYPING_A_MINUTE = 30 };

typedef struct {
  ZxdAnswer answer;
  const ZxRights *rights; /* lent by the call, which lives until it is answered */
  ZxdHub *hub;            /* lent */
  gint64 contact_id;
  gint64 message_id; /* 0: by uuid */
  guint8 uuid[ZX_UUID_BYTES];
  gint64 most_ms;
} Talk;

static Talk *
talk_new (ZxdCall *call, ZxdServer *server)
{
  Talk *talk = g_new0 (Talk, 1);

  talk->answer.json = g_string_new (NULL);
  talk->rights = zxd_call_rights (call);
  talk->hub = zxd_server_get_hub (server);
  talk->contact_id = zxd_call_part_id (call, "id");
  talk->most_ms = (gint64) zxd_server_get_config (server)->recall_seconds * 1000;
  return talk;
}

static void
talk_free (gpointer data)
{
  Talk *talk = data;

  zxd_answer_clear (&talk->answer);
  g_free (talk);
}

/* ---- POST contacts/{id}/messages/{message}/recall */

static gboolean
recall_message (ZxdTxn *txn, gpointer data, GError **error)
{
  Talk *talk = data;
  g_auto (ZxdVerdict) verdict = {0};
  ZxdRecall recall = {.rights = talk->rights,
                      .contact_id = talk->contact_id,
                      .id = talk->message_id,
                      .now_ms = zx_clock_now_ms (),
                      .most_ms = talk->most_ms};

  zxd_answer_wipe (&talk->answer);
  memcpy (recall.uuid, talk->uuid, sizeof recall.uuid);
  if (!zxd_message_recall (txn, &recall, &verdict, talk->answer.json, error))
    return FALSE;
  talk->answer.problem = zxd_verdict_problem (&verdict);
  return talk->answer.problem == NULL ||
         zx_throw (error, ZX_ERROR_CONFLICT,
                   "A message can be taken back for %d seconds; write another one instead.",
                   (int) (talk->most_ms / 1000));
}

static void
post_recall (ZxdCall *call, gpointer data)
{
  const char *message = zxd_call_part (call, "message");
  Talk *talk;

  if (zxd_call_body (call) == NULL)
    return;
  talk = talk_new (call, data);
  if (zx_id_parse (message, &talk->message_id) || zx_uuid_parse (message, talk->uuid)) {
    zxd_call_write_answer (call, recall_message, talk, talk_free);
  } else {
    talk_free (talk);
    zxd_call_problem (call, 404, "not-found", "There is no such message.");
  }
}

/* ---- POST contacts/{id}/typing */

static gboolean
read_name (ZxdDb *db, gint64 agent_id, GString *frame, GError **error)
{
  g_auto (ZxdAgent) agent = {0};

  if (!zxd_agent_by_id (db, agent_id, &agent, error))
    return FALSE;
  zx_json_add_string (frame, "name", agent.name);
  return TRUE;
}

/* No fact: it goes straight to the visitor's page, if that is open, and nowhere else. */
static gboolean
tell_typing (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Talk *talk = data;
  g_autoptr (ZxdContact) contact =
      zxd_contact_load_seen (db, talk->rights, talk->contact_id, error);
  g_autoptr (GString) frame = g_string_new ("{\"frame\":\"typing\"");

  zxd_answer_wipe (&talk->answer);
  talk->answer.status = 204;
  if (contact == NULL || !read_name (db, talk->rights->agent_id, frame, error))
    return FALSE;
  if (zx_contact_state_is_ended (contact->state))
    return TRUE;
  g_string_append_c (frame, '}');
  zxd_hub_tell_contact_anywhere (talk->hub, contact->id, frame->str);
  return TRUE;
}

static void
post_typing (ZxdCall *call, gpointer data)
{
  g_autofree char *limit =
      g_strdup_printf ("typing|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT,
                       zxd_call_rights (call)->agent_id, zxd_call_part_id (call, "id"));

  if (zxd_call_body (call) != NULL && zxd_call_limit (call, limit, TYPING_A_MINUTE))
    zxd_call_read_answer (call, tell_typing, talk_new (call, data), talk_free);
}

/* ---- GET contacts/{id}/readers */

static gboolean
read_readers (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Talk *talk = data;
  g_autoptr (ZxdContact) contact =
      zxd_contact_load_seen (db, talk->rights, talk->contact_id, error);
  g_autoptr (GString) ids = g_string_new (NULL);
  ZxAudience audience;

  zxd_answer_wipe (&talk->answer);
  if (contact == NULL)
    return FALSE;
  audience = zxd_contact_audience (contact);
  if (!zxd_agent_add_readers (db, &audience, ids, error))
    return FALSE;
  g_string_append_c (talk->answer.json, '{');
  zx_json_add_raw (talk->answer.json, "agents", ids->str);
  g_string_append_c (talk->answer.json, '}');
  return TRUE;
}

static void
get_readers (ZxdCall *call, gpointer data)
{
  zxd_call_read_answer (call, read_readers, talk_new (call, data), talk_free);
}

void
zxd_talk_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/contacts/{id}/readers", ZXD_SIGNED_IN,
                           get_readers, server);
  zxd_server_add_endpoint (server, "POST", "/api/v1/contacts/{id}/messages/{message}/recall",
                           ZXD_SIGNED_IN, post_recall, server);
  zxd_server_add_endpoint (server, "POST", "/api/v1/contacts/{id}/typing", ZXD_SIGNED_IN,
                           post_typing, server);
}
