/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A visitor's first message, and the contact that it makes. */
#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-agent-room.h"
#include "zxd-bind-private.h"
#include "zxd-store-agent.h"
#include "zxd-store-desk.h"
#include "zxd-store-message.h"
#include "zxd-system-line.h"

/* Who comes back within this time after the end is with the same agent again. */
enum { GOES_ON_MS = 30 * 60 * 1000 };

/* Who sent this uuid before, in which contact, under which number; zeros when nobody. */
typedef struct {
  gint64 seq, contact_id, visitor_id;
} Earlier;

static gboolean
find_earlier (ZxdDb *db, const guint8 uuid[ZX_UUID_BYTES], Earlier *earlier, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT m.id, m.contact_id, c.visitor_id FROM message m "
                                  "JOIN contact c ON c.id = m.contact_id WHERE m.uuid = ?",
                                  error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  *earlier = (Earlier){0};
  zxd_stmt_bind_uuid (stmt, 1, uuid);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    earlier->seq = zxd_stmt_int (stmt, 0);
    earlier->contact_id = zxd_stmt_int (stmt, 1);
    earlier->visitor_id = zxd_stmt_int (stmt, 2);
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static void
replace_text (char **text, const char *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

/* Who it is, as far as we know. */
static gboolean
introduce (ZxdDb *db, ZxdContact *contact, const ZxdVisitor *visitor, GError **error)
{
  contact->customer_id = visitor->customer_id;
  contact->person_id = visitor->person_id;
  contact->trust = visitor->trust;
  contact->bound_by_id = visitor->bound_by_id;
  replace_text (&contact->name, visitor->name);
  replace_text (&contact->company, visitor->company);
  replace_text (&contact->product, visitor->product);
  replace_text (&contact->version, visitor->version);
  if (visitor->customer_id != 0 && !zxd_bind_fill_names (db, contact, error))
    return FALSE;
  return zxd_customer_tier (db, visitor->customer_id, &contact->tier, error);
}

/* Who comes back soon goes on with whom he had, if that one is there and has room: who let an offer
 * run out and has not said since that he is back is not there. For who is full he waits as his
 * queue has it. */
static gboolean
give_to_last (ZxdDb *db, ZxdContact *contact, const ZxdContact *last, GError **error)
{
  gint64 now_ms = zx_clock_now_ms (), agent_id = last != NULL ? last->agent_id : 0, room;
  g_auto (ZxdAgent) agent = {0};
  g_autoptr (ZxRights) rights = NULL;

  if (agent_id == 0 || last->ended_at_ms == 0 || now_ms - last->ended_at_ms > GOES_ON_MS)
    return TRUE;
  if (!zxd_agent_by_id (db, agent_id, &agent, error))
    return FALSE;
  if (agent.disabled || agent.presence != ZX_PRESENCE_ONLINE || agent.missed_at_ms != 0)
    return TRUE;
  rights = zxd_agent_rights (db, agent_id, error);
  if (rights == NULL || !zxd_agent_read_room (db, agent_id, contact->channel, &room, error))
    return FALSE;
  if (room > 0 && zx_rights_sees_org (rights, contact->org_id)) {
    contact->agent_id = agent_id;
    contact->state = ZX_CONTACT_ACTIVE;
    contact->came_by = "goes_on";
    contact->accepted_at_ms = now_ms;
  }
  return TRUE;
}

static gint64
create_contact (ZxdTxn *txn,
                const ZxdVisitor *visitor,
                const ZxdContact *last,
                gboolean is_left,
                GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (ZxdContact) contact = zxd_contact_new ();
  g_auto (ZxdChannel) channel = {0};

  if (!zxd_channel_by_id (db, visitor->channel_id, &channel, error) ||
      !introduce (db, contact, visitor, error))
    return 0;
  replace_text (&contact->channel, channel.kind);
  contact->channel_id = channel.id;
  contact->org_id = channel.org_id;
  contact->visitor_id = visitor->id;
  contact->state = ZX_CONTACT_QUEUED;
  if (last != NULL)
    contact->continues_id = last->id;
  replace_text (&contact->lang, visitor->lang);
  replace_text (&contact->page_title, visitor->page_title);
  replace_text (&contact->page_url, visitor->page_url);
  if (!give_to_last (db, contact, last, error))
    return 0;
  contact->is_left = is_left && contact->agent_id == 0;
  return zxd_contact_create (txn, contact, error) ? contact->id : 0;
}

/* The contact where the visitor's next message belongs: the open one or a new one. 0 on failure. */
static gint64
contact_for (ZxdTxn *txn, const ZxdVisitor *visitor, gboolean is_left, GError **error)
{
  g_autoptr (ZxdContact) last = NULL;
  gint64 last_id;

  if (!zxd_visitor_newest_contact (zxd_txn_db (txn), visitor->id, &last_id, error))
    return 0;
  if (last_id != 0) {
    last = zxd_contact_load (zxd_txn_db (txn), last_id, error);
    if (last == NULL)
      return 0;
    if (!zx_contact_state_is_ended (last->state))
      return last_id;
  }
  return create_contact (txn, visitor, last, is_left, error);
}

/* Who left a message and writes again is there: he waits like everybody else, in office hours, or
 * talks with whoever has it already. What he asked first is still the oldest that nobody has
 * answered: none of its clocks begins anew, and his place is that of who came first. */
static gboolean
come_back (ZxdTxn *txn, gint64 contact_id, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (ZxdContact) contact = zxd_contact_load (db, contact_id, error);
  ZxdSystemLine line = {.code = "came_back", .is_internal = TRUE};
  g_auto (ZxdChannel) channel = {0};
  ZxdDesk desk;

  if (contact == NULL)
    return FALSE;
  if (!contact->is_left)
    return TRUE;
  if (!zxd_channel_by_id (db, contact->channel_id, &channel, error) ||
      !zxd_desk_read (db, &channel, zx_clock_now_ms (), &desk, error))
    return FALSE;
  if (contact->agent_id == 0 && !zxd_desk_is_manned (&desk))
    return TRUE;
  contact->is_left = FALSE;
  line.who = contact->name;
  return zxd_contact_save (txn, contact, NULL, error) &&
         zxd_system_line_add (txn, contact, &line, error);
}

gboolean
zxd_visitor_first_post (ZxdTxn *txn, gint64 visitor_id, ZxdPost *post, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdVisitor) visitor = {0};
  ZxdIncoming incoming = {.visitor_id = visitor_id,
                          .text = post->text,
                          .sent_at_ms = post->sent_at_ms,
                          .quote = post->quote,
                          .files = (const char *const *) post->files};
  Earlier earlier;

  if (!find_earlier (db, post->uuid, &earlier, error))
    return FALSE;
  if (earlier.seq != 0) {
    if (earlier.visitor_id != visitor_id)
      return zx_throw (error, ZX_ERROR_CONFLICT, "This message is somebody else's.");
    post->outcome = ZXD_POST_AGAIN;
    post->seq = earlier.seq;
    post->contact_id = earlier.contact_id;
    return TRUE;
  }
  if (!zxd_visitor_by_id (db, visitor_id, &visitor, error))
    return FALSE;
  if (visitor.id == 0)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such visitor.");
  incoming.contact_id = post->contact_id = contact_for (txn, &visitor, post->is_left, error);
  memcpy (incoming.uuid, post->uuid, sizeof incoming.uuid);
  return post->contact_id != 0 &&
         zxd_message_receive (txn, &incoming, &post->outcome, &post->seq, error) &&
         (post->is_left || post->outcome != ZXD_POST_STORED ||
          come_back (txn, post->contact_id, error));
}

gboolean
zxd_visitor_recall (ZxdTxn *txn, gint64 visitor_id, gint64 most_ms, ZxdPost *post, GError **error)
{
  ZxdRecall recall = {.visitor_id = visitor_id, .now_ms = zx_clock_now_ms (), .most_ms = most_ms};
  g_auto (ZxdVerdict) verdict = {0};

  memcpy (recall.uuid, post->uuid, sizeof recall.uuid);
  if (!zxd_message_recall (txn, &recall, &verdict, NULL, error))
    return FALSE;
  post->outcome = verdict.kind == ZXD_VERDICT_TOO_LATE ? ZXD_POST_REFUSED : ZXD_POST_STORED;
  post->refusal = zxd_verdict_problem (&verdict);
  return TRUE;
}

gboolean
zxd_visitor_tell_contacts (ZxdTxn *txn, const ZxdVisitor *visitor, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (ZxdContact) contact = NULL;
  gint64 id;

  if (!zxd_visitor_newest_contact (db, visitor->id, &id, error))
    return FALSE;
  if (id == 0)
    return TRUE;
  contact = zxd_contact_load (db, id, error);
  if (contact == NULL)
    return FALSE;
  return zx_contact_state_is_over (contact->state) ||
         (introduce (db, contact, visitor, error) && zxd_contact_save (txn, contact, NULL, error));
}
