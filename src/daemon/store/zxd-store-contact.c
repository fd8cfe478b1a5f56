/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts: their rows, their JSON, and the event of every change. */
#include "zxd-store-contact.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-contact-private.h"
#include "zxd-contact-takers.h"
#include "zxd-store-leg.h"
#include "zxd-store-offer.h"

#include <string.h>
#include <sys/random.h>

ZxdContact *
zxd_contact_new (void)
{
  return g_new0 (ZxdContact, 1);
}

void
zxd_contact_free (ZxdContact *contact)
{
  g_free (contact->channel);
  g_free (contact->channel_name);
  g_free (contact->team);
  g_free (contact->agent_name);
  g_free (contact->bound_by);
  g_free (contact->name);
  g_free (contact->company);
  g_free (contact->lang);
  g_free (contact->page_title);
  g_free (contact->page_url);
  g_free (contact->product);
  g_free (contact->version);
  g_free (contact->summary);
  g_free (contact->guests_json);
  g_free (contact->category);
  g_free (contact->ended_by);
  g_free (contact->rating_reasons);
  g_free (contact->rating_comment);
  g_free (contact->left_name);
  g_free (contact->left_reach);
  g_free (contact->passed_note);
  zxd_contact_place_clear (&contact->place);
  g_free (contact);
}

/* The value of a word that we wrote ourselves; the first of the enum when it is of another version.
 */
static int
value_of (ZxdStmt *stmt, int column, GType type)
{
  int value = 0;

  zx_enum_from_word (type, zxd_stmt_text (stmt, column), &value);
  return value;
}

ZxdContact *
zxd_contact_from_row (ZxdStmt *stmt)
{
  ZxdContact *contact = zxd_contact_new ();

  contact->id = zxd_stmt_int (stmt, 0);
  contact->rev = zxd_stmt_int (stmt, 1);
  zxd_stmt_uuid (stmt, 2, contact->uuid);
  contact->channel = g_strdup (zxd_stmt_text (stmt, 3));
  contact->channel_id = zxd_stmt_int (stmt, 4);
  contact->channel_name = g_strdup (zxd_stmt_text (stmt, 5));
  contact->visitor_id = zxd_stmt_int (stmt, 6);
  contact->customer_id = zxd_stmt_int (stmt, 7);
  contact->person_id = zxd_stmt_int (stmt, 8);
  contact->org_id = zxd_stmt_int (stmt, 9);
  contact->agent_id = zxd_stmt_int (stmt, 10);
  contact->agent_name = g_strdup (zxd_stmt_text (stmt, 11));
  contact->state = value_of (stmt, 12, ZX_TYPE_CONTACT_STATE);
  contact->trust = value_of (stmt, 13, ZX_TYPE_IDENTITY_TRUST);
  contact->name = g_strdup (zxd_stmt_text (stmt, 14));
  contact->company = g_strdup (zxd_stmt_text (stmt, 15));
  contact->tier = value_of (stmt, 16, ZX_TYPE_TIER);
  contact->lang = g_strdup (zxd_stmt_text (stmt, 17));
  contact->page_title = g_strdup (zxd_stmt_text (stmt, 18));
  contact->page_url = g_strdup (zxd_stmt_text (stmt, 19));
  contact->product = g_strdup (zxd_stmt_text (stmt, 20));
  contact->version = g_strdup (zxd_stmt_text (stmt, 21));
  contact->created_at_ms = zxd_stmt_int (stmt, 22);
  contact->accepted_at_ms = zxd_stmt_int (stmt, 23);
  contact->closed_at_ms = zxd_stmt_int (stmt, 24);
  contact->agent_read_seq = zxd_stmt_int (stmt, 25);
  contact->visitor_read_seq = zxd_stmt_int (stmt, 26);
  contact->continues_id = zxd_stmt_int (stmt, 27);
  contact->summary = g_strdup (zxd_stmt_text (stmt, 28));
  contact->bound_by_id = zxd_stmt_int (stmt, 29);
  contact->bound_by = g_strdup (zxd_stmt_text (stmt, 30));
  contact->team = g_strdup (zxd_stmt_text (stmt, 31));
  contact->visitor_got_seq = zxd_stmt_int (stmt, 32);
  zx_guests_parse (zxd_stmt_text (stmt, 33), contact->guests);
  contact->category_id = zxd_stmt_int (stmt, 34);
  contact->category = g_strdup (zxd_stmt_text (stmt, 35));
  contact->ended_by = g_strdup (zxd_stmt_text (stmt, 36));
  contact->ended_at_ms = zxd_stmt_int (stmt, 37);
  contact->rating = zxd_stmt_int (stmt, 38);
  contact->rating_reasons = g_strdup (zxd_stmt_text (stmt, 39));
  contact->rating_comment = g_strdup (zxd_stmt_text (stmt, 40));
  contact->rated_at_ms = zxd_stmt_int (stmt, 41);
  contact->is_left = zxd_stmt_int (stmt, 42) != 0;
  contact->left_name = g_strdup (zxd_stmt_text (stmt, 43));
  contact->left_reach = g_strdup (zxd_stmt_text (stmt, 44));
  if (contact->continues_id != 0)
    zxd_stmt_uuid (stmt, 45, contact->continues);
  contact->wrap_until_ms = zxd_stmt_int (stmt, 46);
  contact->is_extended = zxd_stmt_int (stmt, 47) != 0;
  contact->queue_id = zxd_stmt_int (stmt, 48);
  contact->group_id = zxd_stmt_int (stmt, 49);
  contact->entered_at_ms = zxd_stmt_int (stmt, 50);
  contact->passed_by_id = zxd_stmt_int (stmt, 51);
  contact->passed_note = g_strdup (zxd_stmt_text (stmt, 52));
  zxd_contact_place_from_row (stmt, ZXD_CONTACT_PLACE, &contact->place);
  contact->was_agent_id = contact->agent_id;
  contact->was_state = contact->state;
  return contact;
}

gboolean
zxd_contact_read_guests (ZxdDb *db, ZxdContact *contact, GError **error)
{
  g_autoptr (GString) json = g_string_new ("[");
  ZxdStmt *stmt;
  ZxdStep step;

  g_clear_pointer (&contact->guests_json, g_free);
  if (contact->guests[0] == 0)
    return TRUE;
  stmt = zxd_db_prepare (db,
                         "SELECT g.agent_id, a.name, b.name, g.joined_at_ms FROM guest g "
                         "LEFT JOIN agent a ON a.id = g.agent_id LEFT JOIN agent b ON b.id = "
                         "g.by_id WHERE g.contact_id = ? AND g.left_at_ms IS NULL ORDER BY g.id",
                         error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact->id);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    g_string_append (json, json->len > 1 ? ",{" : "{");
    zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
    zx_json_add_string (json, "name", zxd_stmt_text (stmt, 1));
    zx_json_add_string (json, "by", zxd_stmt_text (stmt, 2));
    zx_json_add_time (json, "at", zxd_stmt_int (stmt, 3));
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
  contact->guests_json = g_string_free (g_steal_pointer (&json), FALSE);
  return step == ZXD_STEP_DONE;
}

ZxdContact *
zxd_contact_load (ZxdDb *db, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT " ZXD_CONTACT_COLUMNS " FROM " ZXD_CONTACT_TABLES " WHERE c.id = ?", error);
  ZxdContact *contact;
  ZxdStep step;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_DONE)
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such contact.");
  if (step != ZXD_STEP_ROW)
    return NULL;
  contact = zxd_contact_from_row (stmt);
  zxd_stmt_reset (stmt);
  if (!zxd_contact_read_guests (db, contact, error))
    g_clear_pointer (&contact, zxd_contact_free);
  return contact;
}

ZxdContact *
zxd_contact_load_seen (ZxdDb *db, const ZxRights *rights, gint64 id, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load (db, id, error);
  ZxAudience audience;

  if (contact == NULL)
    return NULL;
  audience = zxd_contact_audience (contact);
  if (zx_contact_state_is_over (contact->state))
    audience.owner_id = 0; /* what was done for the customer is read by all who look after him */
  if (!zx_rights_sees (rights, &audience)) {
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such contact.");
    return NULL;
  }
  return g_steal_pointer (&contact);
}

ZxAudience
zxd_contact_audience (const ZxdContact *contact)
{
  ZxAudience audience = {ZX_AUDIENCE_DESK, contact->org_id, contact->agent_id};

  memcpy (audience.guests, contact->guests, sizeof audience.guests);
  return audience;
}

static void
add_continues (const ZxdContact *contact, GString *out)
{
  char uuid[ZX_UUID_TEXT];

  if (contact->continues_id == 0)
    return;
  zx_uuid_format (contact->continues, uuid);
  zx_json_add_string (out, "continues", uuid);
}

/* What is there only in some contacts is left out of all others. */
static void
add_course (const ZxdContact *contact, GString *out)
{
  add_continues (contact, out);
  if (contact->guests_json != NULL)
    zx_json_add_raw (out, "guests", contact->guests_json);
  if (contact->category_id != 0) {
    zx_json_add_id (out, "category_id", contact->category_id);
    zx_json_add_string (out, "category", contact->category);
  }
  if (contact->ended_by != NULL) {
    zx_json_add_string (out, "ended_by", contact->ended_by);
    zx_json_add_time (out, "ended_at", contact->ended_at_ms);
  }
  if (contact->state == ZX_CONTACT_WRAP_UP && contact->wrap_until_ms != 0) {
    zx_json_add_time (out, "wrap_until", contact->wrap_until_ms);
    zx_json_add_bool (out, "wrap_extended", contact->is_extended);
  }
  if (contact->rating != 0) {
    zx_json_add_int (out, "rating", contact->rating);
    if (contact->rating_reasons != NULL)
      zx_json_add_raw (out, "rating_reasons", contact->rating_reasons);
    zx_json_add_string (out, "rating_comment", contact->rating_comment);
    zx_json_add_time (out, "rated_at", contact->rated_at_ms);
  }
  if (contact->is_left)
    zx_json_add_bool (out, "left", TRUE);
  if (contact->left_reach != NULL) { /* kept when he comes back: he may go again */
    zx_json_add_string (out, "left_name", contact->left_name);
    zx_json_add_string (out, "left_reach", contact->left_reach);
  }
}

void
zxd_contact_add_json (const ZxdContact *contact, GString *out)
{
  char uuid[ZX_UUID_TEXT];

  zx_uuid_format (contact->uuid, uuid);
  zx_json_add_string (out, "uuid", uuid);
  zx_json_add_string (out, "channel", contact->channel);
  zx_json_add_string (out, "channel_name", contact->channel_name);
  zx_json_add_string (out, "team", contact->team);
  zx_json_add_id (out, "customer_id", contact->customer_id);
  zx_json_add_id (out, "person_id", contact->person_id);
  zx_json_add_string (out, "name", contact->name);
  zx_json_add_string (out, "company", contact->company);
  zx_json_add_string (out, "tier", zx_enum_word (ZX_TYPE_TIER, contact->tier));
  zx_json_add_string (out, "trust", zx_enum_word (ZX_TYPE_IDENTITY_TRUST, contact->trust));
  zx_json_add_string (out, "bound_by", contact->bound_by);
  zx_json_add_string (out, "state", zx_enum_word (ZX_TYPE_CONTACT_STATE, contact->state));
  zx_json_add_id (out, "agent_id", contact->agent_id);
  zx_json_add_string (out, "agent_name", contact->agent_name);
  zx_json_add_id (out, "org_id", contact->org_id);
  zx_json_add_string (out, "lang", contact->lang);
  zx_json_add_string (out, "page_title", contact->page_title);
  zx_json_add_string (out, "page_url", contact->page_url);
  zx_json_add_string (out, "product", contact->product);
  zx_json_add_string (out, "version", contact->version);
  zx_json_add_time (out, "created_at", contact->created_at_ms);
  zx_json_add_time (out, "accepted_at", contact->accepted_at_ms);
  zx_json_add_time (out, "closed_at", contact->closed_at_ms);
  zx_json_add_int (out, "agent_read_seq", contact->agent_read_seq);
  zx_json_add_int (out, "visitor_read_seq", contact->visitor_read_seq);
  zx_json_add_id (out, "continues_id", contact->continues_id);
  zx_json_add_string (out, "summary", contact->summary);
  zx_json_add_int (out, "visitor_got_seq", contact->visitor_got_seq);
  zx_json_add_time (out, "entered_at",
                    contact->entered_at_ms != 0 ? contact->entered_at_ms : contact->created_at_ms);
  zxd_contact_place_add_json (&contact->place, out);
  zxd_contact_takers_add_json (contact, out);
  add_course (contact, out);
}

char *
zxd_contact_json (const ZxdContact *contact)
{
  GString *json = g_string_new ("{");

  zxd_contact_add_json (contact, json);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* The uuid of what it continues. */
static gboolean
read_continues (ZxdDb *db, ZxdContact *contact, GError **error)
{
  ZxdStmt *stmt;

  if (contact->continues_id == 0)
    return TRUE;
  stmt = zxd_db_prepare (db, "SELECT uuid FROM contact WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact->continues_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  zxd_stmt_uuid (stmt, 0, contact->continues);
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* One name by id, or null; into *@name. */
static gboolean
read_name (ZxdDb *db, const char *sql, gint64 id, char **name, GError **error)
{
  ZxdStmt *stmt;
  ZxdStep step;

  g_clear_pointer (name, g_free);
  if (id == 0)
    return TRUE;
  stmt = zxd_db_prepare (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *name = g_strdup (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static gboolean
log_change (ZxdTxn *txn, ZxdContact *contact, const ZxAudience *was, gint64 also_id, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  ZxAudience now = zxd_contact_audience (contact);
  g_autofree char *json = NULL;

  if (!read_name (db, "SELECT name FROM channel WHERE id = ?", contact->channel_id,
                  &contact->channel_name, error) ||
      !read_name (db, "SELECT team FROM channel WHERE id = ?", contact->channel_id, &contact->team,
                  error) ||
      !read_name (db, "SELECT name FROM agent WHERE id = ?", contact->bound_by_id,
                  &contact->bound_by, error) ||
      !read_name (db, "SELECT name FROM agent WHERE id = ?", contact->agent_id,
                  &contact->agent_name, error) ||
      !read_name (db, "SELECT name FROM category WHERE id = ?", contact->category_id,
                  &contact->category, error) ||
      !read_continues (db, contact, error) || !zxd_contact_read_guests (db, contact, error) ||
      !zxd_contact_place_read (db, contact->id, &contact->place, error))
    return FALSE;
  json = zxd_contact_json (contact);
  return zxd_txn_event_also (txn, contact->rev, "contact", contact->id, contact->id, &now, was,
                             also_id, json, error);
}

/* The columns that may change, from place 1 on; the same in both statements. @guests: their text.
 */
static int
bind_changeable (ZxdStmt *stmt, const ZxdContact *contact, const char *guests)
{
  zxd_stmt_bind_id (stmt, 1, contact->customer_id);
  zxd_stmt_bind_id (stmt, 2, contact->person_id);
  zxd_stmt_bind_int (stmt, 3, contact->org_id);
  zxd_stmt_bind_id (stmt, 4, contact->agent_id);
  zxd_stmt_bind_text (stmt, 5, zx_enum_word (ZX_TYPE_CONTACT_STATE, contact->state));
  zxd_stmt_bind_text (stmt, 6, zx_enum_word (ZX_TYPE_IDENTITY_TRUST, contact->trust));
  zxd_stmt_bind_text (stmt, 7, contact->name);
  zxd_stmt_bind_text (stmt, 8, contact->company);
  zxd_stmt_bind_text (stmt, 9, zx_enum_word (ZX_TYPE_TIER, contact->tier));
  zxd_stmt_bind_text (stmt, 10, contact->lang);
  zxd_stmt_bind_text (stmt, 11, contact->page_title);
  zxd_stmt_bind_text (stmt, 12, contact->page_url);
  zxd_stmt_bind_text (stmt, 13, contact->product);
  zxd_stmt_bind_text (stmt, 14, contact->version);
  zxd_stmt_bind_id (stmt, 15, contact->accepted_at_ms);
  zxd_stmt_bind_id (stmt, 16, contact->closed_at_ms);
  zxd_stmt_bind_int (stmt, 17, contact->agent_read_seq);
  zxd_stmt_bind_int (stmt, 18, contact->visitor_read_seq);
  zxd_stmt_bind_text (stmt, 19, contact->summary);
  zxd_stmt_bind_int (stmt, 20, contact->rev);
  zxd_stmt_bind_id (stmt, 21, contact->bound_by_id);
  zxd_stmt_bind_int (stmt, 22, contact->visitor_got_seq);
  zxd_stmt_bind_text (stmt, 23, guests);
  zxd_stmt_bind_id (stmt, 24, contact->category_id);
  zxd_stmt_bind_text (stmt, 25, contact->ended_by);
  zxd_stmt_bind_id (stmt, 26, contact->ended_at_ms);
  zxd_stmt_bind_id (stmt, 27, contact->rating);
  zxd_stmt_bind_text (stmt, 28, contact->rating_reasons);
  zxd_stmt_bind_text (stmt, 29, contact->rating_comment);
  zxd_stmt_bind_id (stmt, 30, contact->rated_at_ms);
  zxd_stmt_bind_int (stmt, 31, contact->is_left);
  zxd_stmt_bind_text (stmt, 32, contact->left_name);
  zxd_stmt_bind_text (stmt, 33, contact->left_reach);
  zxd_stmt_bind_id (stmt, 34, contact->wrap_until_ms);
  zxd_stmt_bind_int (stmt, 35, contact->is_extended);
  zxd_stmt_bind_id (stmt, 36, contact->queue_id);
  zxd_stmt_bind_id (stmt, 37, contact->group_id);
  zxd_stmt_bind_id (stmt, 38, contact->entered_at_ms);
  zxd_stmt_bind_id (stmt, 39, contact->passed_by_id);
  zxd_stmt_bind_text (stmt, 40, contact->passed_note);
  return 41;
}

static gboolean
is_zero (const guint8 uuid[ZX_UUID_BYTES])
{
  static const guint8 zero[ZX_UUID_BYTES];

  return memcmp (uuid, zero, sizeof zero) == 0;
}

/* Offers and legs go with who has it: their numbers come before its own. */
static gboolean
follow (ZxdTxn *txn, ZxdContact *contact, GError **error)
{
  if (contact->agent_id == contact->was_agent_id && contact->state == contact->was_state)
    return TRUE;
  if (!zxd_offer_follow (txn, contact, error) || !zxd_leg_follow (txn, contact, error))
    return FALSE;
  contact->was_agent_id = contact->agent_id;
  contact->was_state = contact->state;
  contact->came_by = contact->went_by = NULL;
  return TRUE;
}

gboolean
zxd_contact_create (ZxdTxn *txn, ZxdContact *contact, GError **error)
{
  static const ZxAudience nobody = {ZX_AUDIENCE_NOBODY, 0, 0};
  g_autofree char *guests = zx_guests_text (contact->guests);
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO contact (customer_id, person_id, org_id, agent_id, state, trust, name, company, "
      "tier, lang, page_title, page_url, product, version, accepted_at_ms, closed_at_ms, "
      "agent_read_seq, visitor_read_seq, summary, rev, bound_by_id, visitor_got_seq, guests, "
      "category_id, ended_by, ended_at_ms, rating, rating_reasons, rating_comment, rated_at_ms, "
      "left_message, left_name, left_reach, wrap_until_ms, wrap_extended, queue_id, group_id, "
      "entered_at_ms, passed_by_id, passed_note, id, uuid, channel, channel_id, visitor_id, "
      "created_at_ms, continues_id) VALUES ("
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  int place;

  if (stmt == NULL)
    return FALSE;
  contact->id = contact->rev = zxd_txn_next_seq (txn);
  if (contact->created_at_ms == 0)
    contact->created_at_ms = zx_clock_now_ms ();
  if (is_zero (contact->uuid) &&
      getrandom (contact->uuid, ZX_UUID_BYTES, 0) != (gssize) ZX_UUID_BYTES)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "the kernel gives no random bytes");
  place = bind_changeable (stmt, contact, guests);
  zxd_stmt_bind_int (stmt, place++, contact->id);
  zxd_stmt_bind_uuid (stmt, place++, contact->uuid);
  zxd_stmt_bind_text (stmt, place++, contact->channel);
  zxd_stmt_bind_id (stmt, place++, contact->channel_id);
  zxd_stmt_bind_id (stmt, place++, contact->visitor_id);
  zxd_stmt_bind_int (stmt, place++, contact->created_at_ms);
  zxd_stmt_bind_id (stmt, place++, contact->continues_id);
  return zxd_stmt_run (stmt, error) && log_change (txn, contact, &nobody, 0, error) &&
         follow (txn, contact, error);
}

static gboolean
update (ZxdTxn *txn, ZxdContact *contact, GError **error)
{
  g_autofree char *guests = zx_guests_text (contact->guests);
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "UPDATE contact SET customer_id = ?, person_id = ?, org_id = ?, agent_id = ?, state = ?, "
      "trust = ?, name = ?, company = ?, tier = ?, lang = ?, page_title = ?, page_url = ?, "
      "product = ?, version = ?, accepted_at_ms = ?, closed_at_ms = ?, agent_read_seq = ?, "
      "visitor_read_seq = ?, summary = ?, rev = ?, bound_by_id = ?, visitor_got_seq = ?, guests = "
      "?, "
      "category_id = ?, ended_by = ?, ended_at_ms = ?, rating = ?, rating_reasons = ?, "
      "rating_comment = ?, rated_at_ms = ?, left_message = ?, left_name = ?, left_reach = ?, "
      "wrap_until_ms = ?, wrap_extended = ?, queue_id = ?, group_id = ?, entered_at_ms = ?, "
      "passed_by_id = ?, passed_note = ? WHERE id = ?",
      error);
  int place;

  if (stmt == NULL)
    return FALSE;
  contact->rev = zxd_txn_next_seq (txn);
  place = bind_changeable (stmt, contact, guests);
  zxd_stmt_bind_int (stmt, place, contact->id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_contact_save (ZxdTxn *txn, ZxdContact *contact, const ZxAudience *was, GError **error)
{
  ZxAudience now = zxd_contact_audience (contact);

  return follow (txn, contact, error) && update (txn, contact, error) &&
         log_change (txn, contact, was != NULL ? was : &now, 0, error);
}

gboolean
zxd_contact_save_also (ZxdTxn *txn, ZxdContact *contact, gint64 also_id, GError **error)
{
  ZxAudience now = zxd_contact_audience (contact);

  return update (txn, contact, error) && log_change (txn, contact, &now, also_id, error);
}

void
zxd_contact_add_visitor_json (const ZxdContact *contact, GString *out)
{
  zx_json_add_string (out, "state", zx_enum_word (ZX_TYPE_CONTACT_STATE, contact->state));
  if (contact->agent_name != NULL)
    zx_json_add_string (out, "agent_name", contact->agent_name);
  else
    zx_json_add_raw (out, "agent_name", "null"); /* the page keeps what is not said */
  zx_json_add_int (out, "agent_read_seq", contact->agent_read_seq);
  zx_json_add_int (out, "visitor_read_seq", contact->visitor_read_seq);
  if (contact->ended_by != NULL) {
    zx_json_add_string (out, "ended_by", contact->ended_by);
    zx_json_add_time (out, "ended_at", contact->ended_at_ms);
  }
  if (contact->rating != 0) {
    zx_json_add_int (out, "rating", contact->rating);
    zx_json_add_time (out, "rated_at", contact->rated_at_ms);
  }
  if (contact->is_left)
    zx_json_add_bool (out, "left", TRUE);
  if (contact->is_left && contact->left_reach == NULL)
    zx_json_add_bool (out, "unreached", TRUE);
  add_continues (contact, out);
}

void
zxd_visitor_fact_free (ZxdVisitorFact *fact)
{
  g_free (fact->json);
  g_free (fact);
}

/* Takes @json, which is an open object. */
ZxdVisitorFact *
zxd_visitor_fact_new (gint64 seq, const guint8 uuid[ZX_UUID_BYTES], GString *json)
{
  ZxdVisitorFact *fact = g_new0 (ZxdVisitorFact, 1);

  fact->seq = seq;
  zx_uuid_format (uuid, fact->uuid);
  g_string_append_c (json, '}');
  fact->json = g_string_free (json, FALSE);
  return fact;
}
