/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk for tests: who works there, what they and their customers do. */
#include "store-desk.h"

#include <string.h>

static gint64 own_org[] = {1}, other_org[] = {2};
const ZxRights desk_li = {LI, 1, ZX_ROLE_AGENT, ZX_SCOPE_OWN, own_org, 1},
               desk_wang = {WANG, 1, ZX_ROLE_AGENT, ZX_SCOPE_OWN, own_org, 1},
               desk_lead = {LEAD, 1, ZX_ROLE_LEAD, ZX_SCOPE_OWN, own_org, 1},
               desk_stranger = {79, 2, ZX_ROLE_LEAD, ZX_SCOPE_OWN, other_org, 1};

void
desk_add (StoreFixture *fixture)
{
  store_fixture_add_org (fixture, 1, "/1/");
  store_fixture_add_agent (fixture, LI, 1, "Li");
  store_fixture_add_agent (fixture, WANG, 1, "Wang");
  store_fixture_add_agent (fixture, LEAD, 1, "Lead");
}

/* ---- actions as closures */

void
desk_set_uuid (guint8 uuid[16], guint32 number)
{
  memset (uuid, 0xab, 16);
  memcpy (uuid, &number, sizeof number);
}

static gboolean
create (ZxdTxn *txn, gpointer data, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_new ();
  DeskAction *action = data;

  contact->channel = g_strdup ("web");
  contact->org_id = 1;
  contact->name = g_strdup ("刘 \"Yang\"");
  contact->tier = ZX_TIER_VIP;
  contact->trust = ZX_IDENTITY_STATED;
  contact->continues_id = action->seq;
  if (!zxd_contact_create (txn, contact, error))
    return FALSE;
  action->contact_id = contact->id;
  return TRUE;
}

gint64
desk_new_contact (StoreFixture *fixture, gint64 continues_id)
{
  DeskAction action = {.seq = continues_id};

  store_fixture_write (fixture, create, &action);
  return action.contact_id;
}

static gboolean
receive (ZxdTxn *txn, gpointer data, GError **error)
{
  DeskAction *action = data;

  ZxdIncoming incoming = {
      .contact_id = action->contact_id, .text = action->text, .sent_at_ms = 1000};

  memcpy (incoming.uuid, action->uuid, sizeof incoming.uuid);
  return zxd_message_receive (txn, &incoming, &action->outcome, &action->seq, error);
}

gint64
desk_customer_writes (StoreFixture *fixture, gint64 contact_id, guint32 number, const char *text)
{
  DeskAction action = {.contact_id = contact_id, .text = text};

  desk_set_uuid (action.uuid, number);
  store_fixture_write (fixture, receive, &action);
  return action.seq;
}

gboolean
desk_send_draft (ZxdTxn *txn, gpointer data, GError **error)
{
  DeskAction *action = data;

  return zxd_message_send (txn, action->rights, &action->draft, &action->verdict, action->json,
                           error);
}

/* The verdict; the message's number in *@seq. */
ZxdVerdictKind
desk_agent_writes (StoreFixture *fixture,
                   const ZxRights *rights,
                   const ZxdDraft *draft,
                   guint32 number,
                   gint64 *seq)
{
  g_autoptr (GString) json = g_string_new (NULL);
  DeskAction action = {.rights = rights, .draft = *draft, .json = json};
  ZxdVerdictKind kind;

  desk_set_uuid (action.draft.uuid, number);
  store_fixture_write (fixture, desk_send_draft, &action);
  kind = action.verdict.kind;
  if (kind == ZXD_VERDICT_DONE || kind == ZXD_VERDICT_AGAIN) {
    g_autoptr (JsonObject) object = zx_json_parse (json->str, -1, NULL);

    g_assert_nonnull (object);
    *seq = zx_json_id (object, "id");
    g_assert_cmpint (zx_json_int (object, "rev", 0), ==, *seq);
    g_assert_cmpstr (zx_json_string (object, "text"), ==, draft->text);
  } else {
    g_assert_cmpuint (json->len, ==, 0);
    *seq = action.verdict.seq;
  }
  zxd_verdict_clear (&action.verdict);
  return kind;
}

gboolean
desk_accept (ZxdTxn *txn, gpointer data, GError **error)
{
  DeskAction *action = data;

  return zxd_contact_accept (txn, action->rights, action->contact_id, action->uuid,
                             &action->verdict, error);
}

gboolean
desk_close (ZxdTxn *txn, gpointer data, GError **error)
{
  DeskAction *action = data;
  ZxdActor actor = {.rights = action->rights};
  ZxdCourse course = {.actor = &actor,
                      .contact_id = action->contact_id,
                      .is_done = TRUE,
                      .has_summary = TRUE,
                      .summary = action->text};
  g_autoptr (GError) problem = NULL;

  memcpy (course.request, action->uuid, sizeof course.request);
  action->verdict.kind = ZXD_VERDICT_DONE;
  if (zxd_course_end (txn, &course, &problem))
    action->verdict.kind = course.again ? ZXD_VERDICT_AGAIN : ZXD_VERDICT_DONE;
  else if (g_strcmp0 (course.refusal.code, "taken") == 0)
    action->verdict = (ZxdVerdict){.kind = ZXD_VERDICT_TAKEN, .by = g_strdup ("somebody")};
  else if (g_strcmp0 (course.refusal.code, "over") == 0)
    action->verdict.kind = ZXD_VERDICT_OVER;
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  zxd_refusal_clear (&course.refusal);
  return error == NULL || *error == NULL;
}

ZxdVerdictKind
desk_act (StoreFixture *fixture,
          ZxdWriteFunc fn,
          const ZxRights *rights,
          gint64 id,
          guint32 request)
{
  DeskAction action = {.rights = rights, .contact_id = id, .text = "settled"};

  desk_set_uuid (action.uuid, request);
  store_fixture_write (fixture, fn, &action);
  if (action.verdict.kind == ZXD_VERDICT_TAKEN)
    g_assert_nonnull (action.verdict.by);
  zxd_verdict_clear (&action.verdict);
  return action.verdict.kind;
}

/* ---- what is read */

gboolean
desk_read_list (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  DeskReading *reading = data;

  reading->as_of = as_of;
  return zxd_contact_list (db, as_of, reading->rights, reading->is_open, reading->limit,
                           reading->after, reading->json, error);
}

gboolean
desk_read_page (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  DeskReading *reading = data;

  return zxd_message_page (db, as_of, reading->rights, reading->id, reading->limit, reading->after,
                           reading->json, error);
}

gboolean
desk_read_one (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  DeskReading *reading = data;

  return zxd_contact_get (db, as_of, reading->rights, reading->id, reading->json, &reading->rev,
                          error);
}

JsonObject *
desk_read (StoreFixture *fixture, ZxdReadFunc fn, DeskReading *reading)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  reading->json = json;
  store_fixture_read (fixture, fn, reading);
  object = zx_json_parse (json->str, -1, &error);
  if (object == NULL)
    g_test_message ("%s", json->str);
  g_assert_no_error (error);
  return object;
}

JsonObject *
desk_item (JsonObject *list, guint place)
{
  return json_array_get_object_element (zx_json_array (list, "items"), place);
}

const ZxdEvent *
desk_newest_event (StoreFixture *fixture)
{
  return fixture->events->pdata[fixture->events->len - 1];
}
