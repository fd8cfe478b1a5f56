/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passes contacts on: to an agent as an offer, to a group or queue at once. */
#include "zxd-store-pass.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-course-private.h"
#include "zxd-pass-private.h"
#include "zxd-pass-trail.h"
#include "zxd-store-agent.h"
#include "zxd-store-setup.h"
#include "zxd-system-line.h"

/* ---- refusals */

/* 409 @code, with @by: whom it is about. @format says it with his name. */
static gboolean G_GNUC_PRINTF (5, 6) refuse (ZxdCourse *course,
                                             const char *code,
                                             const char *by,
                                             GError **error,
                                             const char *format,
                                             ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  zx_json_add_string (zxd_refusal_set (&course->refusal, code), "by", by);
  return zx_throw (error, ZX_ERROR_CONFLICT, "%s", words);
}

static gboolean
refuse_not_lead (ZxdCourse *course, GError **error)
{
  zxd_refusal_set (&course->refusal, "not-allowed");
  return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                   "Only who oversees decides who gets a contact that he does not have.");
}

/* Whether another offer may be made: what waits is before somebody by the router, who gives way to
 * people, or assigned. */
static gboolean
check_not_offered (ZxdTxn *txn, ZxdCourse *course, ZxdContact *contact, GError **error)
{
  if (contact->place.offer.id == 0)
    return TRUE;
  if (contact->agent_id == 0 && !g_str_equal (contact->place.offer.kind, "assign"))
    return zxd_offer_end_open (txn, contact->id, "withdrawn", error);
  return refuse (course, "offered", contact->place.offer.agent_name, error,
                 "It is before %s already; wait for the answer or take the offer back.",
                 contact->place.offer.agent_name);
}

/* Whether the agent of @course can be asked; *@agent is read. Who is only consulted may be of any
 * organisation. */
static gboolean
check_agent (ZxdTxn *txn,
             ZxdCourse *course,
             const ZxdContact *contact,
             gboolean is_guest,
             ZxdAgent *agent,
             GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (ZxRights) rights = NULL;

  if (!zxd_agent_by_id (zxd_txn_db (txn), course->agent_id, agent, &problem) &&
      !g_error_matches (problem, ZX_ERROR, ZX_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (problem == NULL && !agent->disabled) {
    rights = zxd_agent_rights (zxd_txn_db (txn), agent->id, error);
    if (rights == NULL)
      return FALSE;
  }
  if (rights == NULL || !zx_rights_can (rights, ZX_RIGHT_ANSWER))
    return zxd_refuse_field (&course->refusal, "agent_id", "unknown", error,
                             "There is no such colleague; choose one of the list.");
  if (agent->id == contact->agent_id)
    return refuse (course, "same", agent->name, error, "%s has this contact already.", agent->name);
  if (!is_guest && !zx_rights_sees_org (rights, contact->org_id))
    return refuse (course, "unseen", agent->name, error,
                   "%s does not work for the organisation of this contact.", agent->name);
  if (agent->presence != ZX_PRESENCE_ONLINE || agent->missed_at_ms != 0)
    return refuse (course, "away", agent->name, error, "%s is not there just now.", agent->name);
  return TRUE;
}

/* ---- lines of the transcript */

/* For colleagues: to whom it shall go, and what was said about it. */
static gboolean
tell_asked (ZxdTxn *txn,
            const ZxdCourse *course,
            const ZxdContact *contact,
            const char *code,
            const char *who,
            GError **error)
{
  gint64 own_id = course->actor->rights->agent_id;
  g_autofree char *by = zxd_course_agent_name (zxd_txn_db (txn), own_id);
  ZxdSystemLine line = {.code = code,
                        .agent_id = own_id,
                        .who = who,
                        .by = by,
                        .note = course->note,
                        .is_internal = TRUE};

  return zxd_system_line_add (txn, contact, &line, error);
}

/* ---- to an agent */

static gboolean
offer_to (ZxdTxn *txn,
          ZxdCourse *course,
          ZxdContact *contact,
          const ZxdAgent *agent,
          const char *kind,
          GError **error)
{
  ZxdOffer offer = {.agent_id = agent->id,
                    .by_id = course->actor->rights->agent_id,
                    .kind = kind,
                    .note = (char *) course->note}; /* lent */

  return zxd_offer_make_by_hand (txn, contact, &offer, error);
}

/* Before anything has changed. */
static gboolean
note_asked (ZxdTxn *txn,
            const ZxdCourse *course,
            const ZxdContact *contact,
            const ZxdAgent *agent,
            const char *action,
            GError **error)
{
  g_auto (ZxdPassEnd) from = zxd_pass_end_of (contact);
  g_auto (ZxdPassEnd) to = zxd_pass_end_new ("agent", agent->id, agent->name);

  return zxd_pass_note (txn, course->actor, action, contact->id, &from, &to, error);
}

/* Whether he came here because he was asked for advice. */
static gboolean
is_consulted (ZxdDb *db, const ZxdContact *contact, gint64 agent_id, gboolean *is, GError **error)
{
  ZxdStmt *stmt;
  ZxdStep step;

  *is = FALSE;
  if (!zx_guests_contain (contact->guests, agent_id))
    return TRUE;
  stmt = zxd_db_prepare (db,
                         "SELECT 1 FROM offer WHERE contact_id = ? AND agent_id = ? AND kind = "
                         "'consult' AND outcome = 'accepted'",
                         error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact->id);
  zxd_stmt_bind_int (stmt, 2, agent_id);
  step = zxd_stmt_step (stmt, error);
  *is = step == ZXD_STEP_ROW;
  zxd_stmt_reset (stmt);
  return step != ZXD_STEP_FAILED;
}

static gboolean
transfer_to_agent (ZxdTxn *txn, ZxdCourse *course, ZxdContact *contact, GError **error)
{
  g_auto (ZxdAgent) agent = {0};
  gboolean is_here;

  if (!check_agent (txn, course, contact, FALSE, &agent, error) ||
      !check_not_offered (txn, course, contact, error) ||
      !is_consulted (zxd_txn_db (txn), contact, agent.id, &is_here, error) ||
      !note_asked (txn, course, contact, &agent,
                   contact->agent_id != 0 ? "contact.transfer" : "contact.assign", error) ||
      !offer_to (txn, course, contact, &agent, contact->agent_id != 0 ? "transfer" : "assign",
                 error))
    return FALSE;
  if (!is_here)
    return tell_asked (txn, course, contact, "transfer", agent.name, error);
  contact->came_by = "consult";
  return (course->note == NULL ||
          tell_asked (txn, course, contact, "transfer", agent.name, error)) &&
         zxd_pass_change_hands (txn, contact, agent.id, error);
}

gboolean
zxd_pass_change_hands (ZxdTxn *txn, ZxdContact *contact, gint64 agent_id, GError **error)
{
  gint64 now_ms = zx_clock_now_ms (), former_id = contact->agent_id;
  g_autofree char *former = g_strdup (contact->agent_name);
  ZxAudience was = zxd_contact_audience (contact);
  ZxdSystemLine line = {.code = "passed_on", .agent_id = agent_id, .by = former};

  contact->agent_id = agent_id;
  contact->went_by = "transfer";
  if (!zxd_course_drop_guest (txn, contact, agent_id, error) ||
      !zxd_agent_note_work (txn, agent_id, now_ms, error) ||
      !zxd_agent_note_work (txn, former_id, now_ms, error) ||
      !zxd_contact_save (txn, contact, &was, error))
    return FALSE;
  line.who = contact->agent_name;
  return zxd_system_line_add (txn, contact, &line, error);
}

/* ---- to a group or queue */

static gboolean
drop_guests (ZxdTxn *txn, ZxdContact *contact, GError **error)
{
  while (contact->guests[0] != 0)
    if (!zxd_course_drop_guest (txn, contact, contact->guests[0], error))
      return FALSE;
  return TRUE;
}

/* The customer reads that he waits again; why, and where, is not for him. */
static gboolean
tell_requeued (ZxdTxn *txn, const ZxdCourse *course, const ZxdContact *contact, GError **error)
{
  gint64 own_id = course->actor->rights->agent_id;
  g_autofree char *by = zxd_course_agent_name (zxd_txn_db (txn), own_id);
  ZxdSystemLine line = {.code = "requeued", .agent_id = own_id, .by = by};

  return zxd_system_line_add (txn, contact, &line, error);
}

/* It waits there with the age it has: who was passed on does not stand behind who came later. */
static gboolean
put_into_line (ZxdTxn *txn, ZxdCourse *course, ZxdContact *contact, GError **error)
{
  gint64 former_id = contact->agent_id;
  ZxAudience was = zxd_contact_audience (contact);

  if (former_id != 0 && !zxd_agent_note_work (txn, former_id, zx_clock_now_ms (), error))
    return FALSE;
  contact->state = ZX_CONTACT_QUEUED;
  contact->agent_id = 0;
  contact->group_id = course->group_id;
  if (course->queue_id != 0)
    contact->queue_id = course->queue_id;
  contact->entered_at_ms = contact->created_at_ms;
  contact->passed_by_id = course->actor->rights->agent_id;
  g_free (contact->passed_note);
  contact->passed_note = g_strdup (course->note);
  contact->went_by = "transfer";
  return drop_guests (txn, contact, error) && zxd_contact_save (txn, contact, &was, error) &&
         (former_id == 0 || tell_requeued (txn, course, contact, error));
}

static gboolean
note_put (ZxdTxn *txn,
          const ZxdCourse *course,
          const ZxdContact *contact,
          const char *name,
          GError **error)
{
  g_auto (ZxdPassEnd) from = zxd_pass_end_of (contact);
  g_auto (ZxdPassEnd) to = course->group_id != 0
                               ? zxd_pass_end_new ("group", course->group_id, name)
                               : zxd_pass_end_new ("queue", course->queue_id, name);

  return zxd_pass_note (txn, course->actor, "contact.transfer", contact->id, &from, &to, error);
}

static gboolean
transfer_to_line (ZxdTxn *txn, ZxdCourse *course, ZxdContact *contact, GError **error)
{
  gboolean is_group = course->group_id != 0;
  g_autofree char *name = NULL;
  gint64 n_able;

  if (!zxd_pass_read_line (zxd_txn_db (txn), contact->org_id, is_group,
                           is_group ? course->group_id : course->queue_id, &name, &n_able, error))
    return FALSE;
  if (name == NULL)
    return zxd_refuse_field (&course->refusal, is_group ? "group_id" : "queue_id", "unknown", error,
                             "There is no such group or queue; choose one of the list.");
  if (n_able == 0)
    return refuse (course, "unseen", name, error,
                   "Nobody of “%s” works for the organisation of this contact.", name);
  if (contact->agent_id == 0 && contact->group_id == course->group_id &&
      (is_group || contact->place.queue_id == course->queue_id))
    return refuse (course, "same", name, error, "It waits in “%s” already.", name);
  return check_not_offered (txn, course, contact, error) &&
         note_put (txn, course, contact, name, error) &&
         put_into_line (txn, course, contact, error) &&
         tell_asked (txn, course, contact, "transfer", name, error);
}

/* ---- the three steps */

gboolean
zxd_pass_transfer (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_course_load_own (txn, course, error);

  if (contact == NULL)
    return course->again;
  if (zx_contact_state_is_ended (contact->state))
    return zxd_course_refuse_over (course, error);
  if (contact->agent_id == 0 && !zxd_course_oversees (course->actor->rights, contact))
    return refuse_not_lead (course, error);
  if ((course->agent_id != 0) + (course->group_id != 0) + (course->queue_id != 0) != 1)
    return zxd_refuse_field (&course->refusal, "agent_id", "missing", error,
                             "Say to whom: one agent, group or queue.");
  return course->agent_id != 0 ? transfer_to_agent (txn, course, contact, error)
                               : transfer_to_line (txn, course, contact, error);
}

gboolean
zxd_pass_consult (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_course_load_own (txn, course, error);
  g_auto (ZxdAgent) agent = {0};

  if (contact == NULL)
    return course->again;
  if (zx_contact_state_is_ended (contact->state))
    return zxd_course_refuse_over (course, error);
  if (contact->agent_id == 0) {
    zxd_refusal_set (&course->refusal, "waiting");
    return zx_throw (error, ZX_ERROR_CONFLICT, "Nobody has this contact yet; accept it first.");
  }
  if (!check_agent (txn, course, contact, TRUE, &agent, error))
    return FALSE;
  if (zx_guests_contain (contact->guests, agent.id))
    return refuse (course, "guest", agent.name, error, "%s is in this conversation already.",
                   agent.name);
  if (zxd_course_count_guests (contact) == ZX_GUESTS_MOST)
    return zxd_course_refuse_full (course, error);
  return check_not_offered (txn, course, contact, error) &&
         note_asked (txn, course, contact, &agent, "contact.consult", error) &&
         offer_to (txn, course, contact, &agent, "consult", error);
}

gboolean
zxd_pass_join (ZxdTxn *txn, ZxdContact *contact, const ZxdOffer *offer, GError **error)
{
  ZxAudience was = zxd_contact_audience (contact);
  ZxdSystemLine line = {.code = "invited",
                        .agent_id = offer->by_id,
                        .who = offer->agent_name,
                        .by = offer->by_name,
                        .note = offer->note,
                        .is_internal = TRUE};

  if (zx_guests_contain (contact->guests, offer->agent_id)) /* invited meanwhile */
    return zxd_contact_save (txn, contact, NULL, error);
  if (zxd_course_count_guests (contact) == ZX_GUESTS_MOST)
    return zx_throw (error, ZX_ERROR_CONFLICT,
                     "There are %d guests already; one of them must leave first.", ZX_GUESTS_MOST);
  return zxd_course_add_guest (txn, contact, offer->agent_id, offer->by_id, error) &&
         zxd_contact_save (txn, contact, &was, error) &&
         zxd_system_line_add (txn, contact, &line, error);
}

gboolean
zxd_pass_assign (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_course_load_own (txn, course, error);
  g_auto (ZxdAgent) agent = {0};

  if (contact == NULL)
    return course->again;
  if (!zxd_course_oversees (course->actor->rights, contact))
    return refuse_not_lead (course, error);
  if (zx_contact_state_is_ended (contact->state))
    return zxd_course_refuse_over (course, error);
  return check_agent (txn, course, contact, FALSE, &agent, error) &&
         check_not_offered (txn, course, contact, error) &&
         note_asked (txn, course, contact, &agent, "contact.assign", error) &&
         offer_to (txn, course, contact, &agent, "assign", error) &&
         tell_asked (txn, course, contact, "assign", agent.name, error);
}
