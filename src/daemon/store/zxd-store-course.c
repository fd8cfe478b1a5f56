/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a contact goes on and ends: wrap-up, guests, take-over. */
#include "zxd-store-course.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-course-private.h"
#include "zxd-pass-trail.h"
#include "zxd-store-agent.h"
#include "zxd-store-setup.h"
#include "zxd-system-line.h"

#include <string.h>

/* ---- refusals */

static gboolean
refuse_taken (ZxdCourse *course, const ZxdContact *contact, GError **error)
{
  zx_json_add_string (zxd_refusal_set (&course->refusal, "taken"), "by", contact->agent_name);
  return zx_throw (error, ZX_ERROR_CONFLICT, "%s has this contact.",
                   contact->agent_name != NULL ? contact->agent_name : "A colleague");
}

gboolean
zxd_course_refuse_over (ZxdCourse *course, GError **error)
{
  zxd_refusal_set (&course->refusal, "over");
  return zx_throw (error, ZX_ERROR_CONFLICT, "This contact is over.");
}

gboolean
zxd_course_oversees (const ZxRights *rights, const ZxdContact *contact)
{
  return zx_rights_can (rights, ZX_RIGHT_OVERSEE) && zx_rights_sees_org (rights, contact->org_id);
}

ZxdContact *
zxd_course_load_own (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  const ZxRights *rights = course->actor->rights;
  g_autoptr (ZxdContact) contact = NULL;

  course->again = FALSE;
  zxd_refusal_clear (&course->refusal);
  contact = zxd_contact_load (zxd_txn_db (txn), course->contact_id, error);
  if (contact == NULL)
    return NULL;
  if (!zx_rights_sees_org (rights, contact->org_id) && contact->agent_id != rights->agent_id &&
      !zx_guests_contain (contact->guests, rights->agent_id)) {
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such contact.");
    return NULL;
  }
  if (!zxd_txn_request (txn, course->request, rights->agent_id, &course->again, error) ||
      course->again)
    return NULL;
  if (contact->agent_id != 0 && contact->agent_id != rights->agent_id &&
      !zxd_course_oversees (rights, contact)) {
    refuse_taken (course, contact, error);
    return NULL;
  }
  return g_steal_pointer (&contact);
}

char *
zxd_course_agent_name (ZxdDb *db, gint64 agent_id)
{
  g_auto (ZxdAgent) agent = {0};

  return zxd_agent_by_id (db, agent_id, &agent, NULL) ? g_steal_pointer (&agent.name) : NULL;
}

/* ---- category and summary */

/* Categories that a contact of @org_id may have: its organisation's and those above. */
#define CATEGORIES                                                                                 \
  "SELECT count(*) FROM category k JOIN org o ON o.id = k.org_id, org here WHERE here.id = ? AND " \
  "here.path LIKE o.path || '%'"

static gboolean
count_categories (ZxdDb *db, gint64 org_id, gint64 category_id, gint64 *n, GError **error)
{
  ZxdStmt *stmt = category_id != 0 ? zxd_db_prepare (db, CATEGORIES " AND k.id = ?", error)
                                   : zxd_db_prepare (db, CATEGORIES, error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, org_id);
  if (category_id != 0)
    zxd_stmt_bind_int (stmt, 2, category_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *n = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* What it was about, into @contact. */
static gboolean
take_wrap_up (ZxdTxn *txn, ZxdCourse *course, ZxdContact *contact, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 n_found;

  if (course->has_category && course->category_id != 0) {
    if (!count_categories (db, contact->org_id, course->category_id, &n_found, error))
      return FALSE;
    if (n_found == 0)
      return zxd_refuse_field (&course->refusal, "category_id", "unknown", error,
                               "There is no such category; choose one of the list.");
  }
  if (course->has_category)
    contact->category_id = course->category_id;
  if (course->has_summary) {
    g_free (contact->summary);
    contact->summary = g_strdup (course->summary);
  }
  if (!course->is_done || !course->needs_category || contact->category_id != 0)
    return TRUE;
  if (!count_categories (db, contact->org_id, 0, &n_found, error))
    return FALSE;
  return n_found == 0 || zxd_refuse_field (&course->refusal, "category_id", "missing", error,
                                           "Say what this contact was about: choose a category.");
}

/* ---- its end */

static gboolean
tell_end (ZxdTxn *txn, const ZxdContact *contact, gint64 agent_id, GError **error)
{
  g_autofree char *name = agent_id != 0 ? zxd_course_agent_name (zxd_txn_db (txn), agent_id) : NULL;
  ZxdSystemLine line = {
      .code = "ended", .agent_id = agent_id, .who = name, .by = contact->ended_by};

  return zxd_system_line_add (txn, contact, &line, error);
}

/* How long its queue gives for wrap-up: where it was put, else the first one of its channel. */
#define WRAP_UP(in_channels)                                                                       \
  "SELECT q.wrap_up_s FROM queue q WHERE q.id = coalesce ((SELECT c.queue_id FROM contact c "      \
  "WHERE "                                                                                         \
  "c.id = ?1), (SELECT min (f.id) FROM queue f WHERE " in_channels "))"

static const char wrap_up_sqlite[] =
    WRAP_UP ("EXISTS (SELECT 1 FROM json_each (f.channels) e WHERE e.value = ?2)");
static const char wrap_up_postgres[] =
    WRAP_UP ("CAST (f.channels AS jsonb) @> to_jsonb (CAST (?2 AS BIGINT))");

/* Sets until when @contact, which ends at @now_ms, may be wrapped up. */
static gboolean
set_wrap_up_time (ZxdDb *db, ZxdContact *contact, gint64 now_ms, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, zxd_db_is_postgres (db) ? wrap_up_postgres : wrap_up_sqlite, error);
  gint64 seconds = 0;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact->id);
  zxd_stmt_bind_int (stmt, 2, contact->channel_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    seconds = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
  }
  contact->wrap_until_ms = seconds > 0 ? now_ms + seconds * 1000 : 0;
  return step != ZXD_STEP_FAILED;
}

/* Moves and saves it; the customer reads that it is over when that is new. @agent_id: who ends it,
 * 0 the customer. */
static gboolean
end (ZxdTxn *txn, ZxdContact *contact, ZxContactState to, gint64 agent_id, GError **error)
{
  gboolean is_new = contact->ended_at_ms == 0;
  gint64 now_ms = zx_clock_now_ms ();

  contact->state = to;
  if (zx_contact_state_is_over (to))
    contact->closed_at_ms = now_ms;
  if (is_new) {
    contact->ended_at_ms = now_ms;
    g_free (contact->ended_by);
    contact->ended_by = g_strdup (agent_id != 0 ? "agent" : "customer");
    if (to == ZX_CONTACT_WRAP_UP && !set_wrap_up_time (zxd_txn_db (txn), contact, now_ms, error))
      return FALSE;
  }
  if (contact->agent_id != 0 && !zxd_agent_note_work (txn, contact->agent_id, now_ms, error))
    return FALSE;
  return zxd_contact_save (txn, contact, NULL, error) &&
         (!is_new || tell_end (txn, contact, agent_id, error));
}

gboolean
zxd_course_end (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_course_load_own (txn, course, error);
  ZxContactState to = course->is_done ? ZX_CONTACT_CLOSED : ZX_CONTACT_WRAP_UP;

  if (contact == NULL)
    return course->again;
  if (zx_contact_state_is_over (contact->state))
    return zxd_course_refuse_over (course, error);
  if (contact->state != to && !zx_contact_state_can_move (contact->state, to))
    return zx_throw (error, ZX_ERROR_CONFLICT, "nobody has accepted this contact yet");
  return take_wrap_up (txn, course, contact, error) &&
         end (txn, contact, to, course->actor->rights->agent_id, error);
}

/* Whether @contact is being wrapped up. */
static gboolean
check_wrap_up (ZxdCourse *course, const ZxdContact *contact, GError **error)
{
  if (zx_contact_state_is_over (contact->state))
    return zxd_course_refuse_over (course, error);
  if (contact->state == ZX_CONTACT_WRAP_UP)
    return TRUE;
  zxd_refusal_set (&course->refusal, "not-ended");
  return zx_throw (error, ZX_ERROR_CONFLICT, "The conversation goes on; end it first.");
}

gboolean
zxd_course_wrap_up (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_course_load_own (txn, course, error);

  if (contact == NULL)
    return course->again;
  if (!check_wrap_up (course, contact, error))
    return FALSE;
  return take_wrap_up (txn, course, contact, error) &&
         end (txn, contact, course->is_done ? ZX_CONTACT_CLOSED : ZX_CONTACT_WRAP_UP,
              course->actor->rights->agent_id, error);
}

gboolean
zxd_course_extend (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_course_load_own (txn, course, error);

  if (contact == NULL)
    return course->again;
  if (!check_wrap_up (course, contact, error))
    return FALSE;
  if (contact->wrap_until_ms == 0) {
    zxd_refusal_set (&course->refusal, "untimed");
    return zx_throw (error, ZX_ERROR_CONFLICT, "This may take as long as it takes.");
  }
  if (contact->is_extended) {
    zxd_refusal_set (&course->refusal, "extended");
    return zx_throw (error, ZX_ERROR_CONFLICT, "The time was extended already; that goes once.");
  }
  contact->is_extended = TRUE;
  contact->wrap_until_ms = MAX (contact->wrap_until_ms, zx_clock_now_ms ()) +
                           (contact->wrap_until_ms - contact->ended_at_ms);
  return zxd_contact_save (txn, contact, NULL, error);
}

/* ---- the time that wrap-up may take */

enum { MOST_AT_ONCE = 200 };

#define DUE                                                                                        \
  "FROM contact c WHERE c.state = 'wrap_up' AND c.wrap_until_ms IS NOT NULL AND "                  \
  "(c.category_id IS NOT NULL OR CAST (? AS BIGINT) = 0 OR NOT EXISTS (SELECT 1 FROM category k "  \
  "JOIN org o ON o.id = k.org_id JOIN org here ON here.id = c.org_id WHERE here.path LIKE o.path " \
  "|| '%'))"

gboolean
zxd_course_next_due (ZxdDb *db, gboolean needs_category, gint64 *due_ms, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT min (c.wrap_until_ms) " DUE, error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, needs_category);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *due_ms = zxd_stmt_int (stmt, 0);
  if (*due_ms == 0)
    *due_ms = G_MAXINT64;
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_course_close_due (ZxdTxn *txn, gboolean needs_category, gint64 now_ms, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "SELECT c.id " DUE " AND c.wrap_until_ms <= ? ORDER BY c.wrap_until_ms, c.id LIMIT ?", error);
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, needs_category);
  zxd_stmt_bind_int (stmt, 2, now_ms);
  zxd_stmt_bind_int (stmt, 3, MOST_AT_ONCE);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (ZxdContact) contact =
        zxd_contact_load (zxd_txn_db (txn), g_array_index (ids, gint64, i), error);

    if (contact == NULL || !end (txn, contact, ZX_CONTACT_CLOSED, 0, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zxd_course_end_by_visitor (ZxdTxn *txn,
                           gint64 contact_id,
                           guint8 uuid[ZX_UUID_BYTES],
                           GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (zxd_txn_db (txn), contact_id, error);
  ZxContactState to;

  if (contact == NULL)
    return FALSE;
  memcpy (uuid, contact->uuid, ZX_UUID_BYTES);
  if (zx_contact_state_is_ended (contact->state))
    return TRUE;
  to = contact->agent_id != 0 ? ZX_CONTACT_WRAP_UP : ZX_CONTACT_ABANDONED;
  if (!zx_contact_state_can_move (contact->state, to))
    return zx_throw (error, ZX_ERROR_CONFLICT, "this contact cannot end now");
  return end (txn, contact, to, 0, error);
}

/* ---- guests */

int
zxd_course_count_guests (const ZxdContact *contact)
{
  int n_guests = 0;

  while (n_guests < ZX_GUESTS_MOST && contact->guests[n_guests] != 0)
    n_guests++;
  return n_guests;
}

gboolean
zxd_course_add_guest (ZxdTxn *txn,
                      ZxdContact *contact,
                      gint64 agent_id,
                      gint64 by_id,
                      GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO guest (contact_id, agent_id, by_id, joined_at_ms) VALUES (?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact->id);
  zxd_stmt_bind_int (stmt, 2, agent_id);
  zxd_stmt_bind_id (stmt, 3, by_id);
  zxd_stmt_bind_int (stmt, 4, zx_clock_now_ms ());
  contact->guests[zxd_course_count_guests (contact)] = agent_id;
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_course_drop_guest (ZxdTxn *txn, ZxdContact *contact, gint64 agent_id, GError **error)
{
  int n_kept = 0;
  ZxdStmt *stmt;

  if (!zx_guests_contain (contact->guests, agent_id))
    return TRUE;
  for (int i = 0; i < ZX_GUESTS_MOST; i++)
    if (contact->guests[i] != agent_id)
      contact->guests[n_kept++] = contact->guests[i];
  while (n_kept < ZX_GUESTS_MOST)
    contact->guests[n_kept++] = 0;
  stmt = zxd_db_prepare (zxd_txn_db (txn),
                         "UPDATE guest SET left_at_ms = ? WHERE contact_id = ? AND agent_id = ? "
                         "AND left_at_ms IS NULL",
                         error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, zx_clock_now_ms ());
  zxd_stmt_bind_int (stmt, 2, contact->id);
  zxd_stmt_bind_int (stmt, 3, agent_id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_course_refuse_full (ZxdCourse *course, GError **error)
{
  zxd_refusal_set (&course->refusal, "full");
  return zx_throw (error, ZX_ERROR_CONFLICT,
                   "There are %d guests already; one of them must leave first.", ZX_GUESTS_MOST);
}

/* Whether @agent_id may come; his name into *@name. */
static gboolean
check_guest (ZxdTxn *txn, ZxdCourse *course, const ZxdContact *contact, char **name, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn),
                                  "SELECT name FROM agent WHERE id = ? AND disabled = 0", error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, course->agent_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  if (step == ZXD_STEP_DONE)
    return zxd_refuse_field (&course->refusal, "agent_id", "unknown", error,
                             "There is no such colleague; choose one of the list.");
  *name = g_strdup (zxd_stmt_text (stmt, 0));
  zxd_stmt_reset (stmt);
  if (course->agent_id == contact->agent_id ||
      zx_guests_contain (contact->guests, course->agent_id)) {
    zx_json_add_string (zxd_refusal_set (&course->refusal, "guest"), "by", *name);
    return zx_throw (error, ZX_ERROR_CONFLICT, "%s is in this conversation already.", *name);
  }
  return zxd_course_count_guests (contact) < ZX_GUESTS_MOST ||
         zxd_course_refuse_full (course, error);
}

gboolean
zxd_course_invite (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  gint64 own_id = course->actor->rights->agent_id;
  g_autoptr (ZxdContact) contact = zxd_course_load_own (txn, course, error);
  g_autofree char *name = NULL, *by = NULL;
  ZxdSystemLine line = {
      .code = "invited", .agent_id = own_id, .note = course->note, .is_internal = TRUE};
  ZxAudience was;

  if (contact == NULL)
    return course->again;
  if (zx_contact_state_is_ended (contact->state))
    return zxd_course_refuse_over (course, error);
  if (!check_guest (txn, course, contact, &name, error))
    return FALSE;
  line.who = name;
  line.by = by = zxd_course_agent_name (zxd_txn_db (txn), own_id);
  was = zxd_contact_audience (contact);
  return zxd_course_add_guest (txn, contact, course->agent_id, own_id, error) &&
         zxd_contact_save (txn, contact, &was, error) &&
         zxd_system_line_add (txn, contact, &line, error);
}

/* For dismissing: a guest who goes needs nobody's leave. */
static ZxdContact *
load_for_dismissal (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  const ZxRights *rights = course->actor->rights;
  g_autoptr (ZxdContact) contact = NULL;

  if (course->agent_id != rights->agent_id)
    return zxd_course_load_own (txn, course, error);
  course->again = FALSE;
  zxd_refusal_clear (&course->refusal);
  contact = zxd_contact_load_seen (zxd_txn_db (txn), rights, course->contact_id, error);
  if (contact == NULL ||
      !zxd_txn_request (txn, course->request, rights->agent_id, &course->again, error) ||
      course->again)
    return NULL;
  return g_steal_pointer (&contact);
}

gboolean
zxd_course_dismiss (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  gint64 own_id = course->actor->rights->agent_id;
  g_autoptr (ZxdContact) contact = load_for_dismissal (txn, course, error);
  g_autofree char *name = NULL, *by = NULL;
  ZxdSystemLine line = {.code = "left", .agent_id = own_id, .is_internal = TRUE};
  ZxAudience was;

  if (contact == NULL)
    return course->again;
  if (zx_contact_state_is_over (contact->state))
    return zxd_course_refuse_over (course, error);
  if (!zx_guests_contain (contact->guests, course->agent_id))
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "He is no guest of this contact.");
  line.who = name = zxd_course_agent_name (zxd_txn_db (txn), course->agent_id);
  if (course->agent_id != own_id)
    line.by = by = zxd_course_agent_name (zxd_txn_db (txn), own_id);
  was = zxd_contact_audience (contact);
  return zxd_course_drop_guest (txn, contact, course->agent_id, error) &&
         zxd_contact_save (txn, contact, &was, error) &&
         zxd_system_line_add (txn, contact, &line, error);
}

/* ---- taking over */

static gboolean
note_taken (ZxdTxn *txn,
            const ZxdCourse *course,
            const ZxdContact *contact,
            const ZxdPassEnd *former,
            GError **error)
{
  g_auto (ZxdPassEnd) owner = zxd_pass_end_of (contact);

  return zxd_pass_note (txn, course->actor, "contact.take-over", contact->id, former, &owner,
                        error);
}

/* The new owner is no guest any more, the former one is. */
static gboolean
change_owner (ZxdTxn *txn, ZxdCourse *course, ZxdContact *contact, GError **error)
{
  gint64 own_id = course->actor->rights->agent_id, former_id = contact->agent_id;
  ZxAudience was = zxd_contact_audience (contact);
  g_auto (ZxdPassEnd) former = zxd_pass_end_of (contact);

  if (!zxd_course_drop_guest (txn, contact, own_id, error))
    return FALSE;
  if (former_id != 0 && zxd_course_count_guests (contact) == ZX_GUESTS_MOST)
    return zxd_course_refuse_full (course, error);
  if (former_id != 0 && !zxd_course_add_guest (txn, contact, former_id, own_id, error))
    return FALSE;
  contact->agent_id = own_id;
  contact->came_by = "takeover";
  return zxd_contact_save (txn, contact, &was, error) &&
         note_taken (txn, course, contact, &former, error);
}

gboolean
zxd_course_take (ZxdTxn *txn, ZxdCourse *course, GError **error)
{
  const ZxRights *rights = course->actor->rights;
  g_autoptr (ZxdContact) contact = zxd_course_load_own (txn, course, error);
  g_autofree char *former = NULL;
  ZxdSystemLine line = {.code = "taken_over", .agent_id = rights->agent_id};

  if (contact == NULL)
    return course->again;
  if (!zxd_course_oversees (rights, contact)) {
    zxd_refusal_set (&course->refusal, "not-allowed");
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED, "Only who oversees takes contacts over.");
  }
  if (zx_contact_state_is_ended (contact->state))
    return zxd_course_refuse_over (course, error);
  if (contact->agent_id == rights->agent_id)
    return TRUE;
  if (contact->agent_id == 0)
    return zxd_contact_take (txn, rights, contact, error);
  former = g_strdup (contact->agent_name);
  line.by = former;
  if (!change_owner (txn, course, contact, error))
    return FALSE;
  line.who = contact->agent_name;
  return zxd_system_line_add (txn, contact, &line, error);
}
