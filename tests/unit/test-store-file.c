/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that messages carry: whose they are, and when their bytes may go, on both databases. */
#include "store-fixture.h"
#include "zx-json.h"
#include "zxd-store-file.h"

#include <string.h>

enum { LI = 70, WANG = 71, CONTACT = 500, OTHER = 501, MESSAGE = 900 };

static gint64 own_org[] = {1}, other_org[] = {2};
static const ZxRights li = {LI, 1, ZX_ROLE_AGENT, ZX_SCOPE_OWN, own_org, 1},
                      wang = {WANG, 1, ZX_ROLE_AGENT, ZX_SCOPE_OWN, own_org, 1},
                      stranger = {79, 2, ZX_ROLE_LEAD, ZX_SCOPE_OWN, other_org, 1};

typedef struct {
  gint64 agent_id, visitor_id, contact_id, message_id; /* asked */
  guint8 number, bytes, thumb;                         /* of the uuid and the sums; thumb 0: none */
  const ZxRights *rights;
  gboolean again;
  gint64 id;
  GString *json;
  GByteArray *sums;
  GError *error; /* owned: what it was refused with */
} Act;

static ZxdFile
make_file (const Act *act)
{
  ZxdFile file = {.contact_id = act->contact_id,
                  .agent_id = act->agent_id,
                  .visitor_id = act->visitor_id,
                  .has_thumb = act->thumb != 0,
                  .name = g_strdup ("发票.png"),
                  .type = g_strdup ("image/png"),
                  .size = 7,
                  .width = 3,
                  .height = 2,
                  .created_at_ms = 1000};

  memset (file.uuid, act->number, sizeof file.uuid);
  memset (file.sum, act->bytes, sizeof file.sum);
  memset (file.thumb, act->thumb, sizeof file.thumb);
  return file;
}

static gboolean
add_file (ZxdTxn *txn, gpointer data, GError **error)
{
  Act *act = data;
  g_auto (ZxdFile) file = make_file (act);
  gboolean is_done = zxd_file_add (txn, &file, &act->again, error);

  act->id = file.id;
  return is_done;
}

static gint64
add (StoreFixture *fixture, Act act)
{
  store_fixture_write (fixture, add_file, &act);
  g_assert_cmpint (act.id, >, 0);
  return act.id;
}

static gboolean
try_attach (ZxdTxn *txn, gpointer data, GError **error)
{
  Act *act = data;
  guint8 uuid[ZX_UUID_BYTES];
  char text[ZX_UUID_TEXT];
  const char *uuids[] = {text, NULL};

  memset (uuid, act->number, sizeof uuid);
  zx_uuid_format (uuid, text);
  g_string_truncate (act->json, 0);
  return zxd_file_attach (txn, uuids, act->contact_id, act->message_id, act->agent_id,
                          act->visitor_id, act->json, error);
}

/* The JSON array, or null when it was BAD_DATA. Caller frees. */
static char *
attach (StoreFixture *fixture, Act act)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  act.json = json;
  if (zxd_store_write_sync (fixture->store, try_attach, &act, &error))
    return g_string_free (g_steal_pointer (&json), FALSE);
  g_assert_error (error, ZX_ERROR, ZX_ERROR_BAD_DATA);
  return NULL;
}

static gboolean
load_file (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Act *act = data;
  g_auto (ZxdFile) file = {0};
  guint8 uuid[ZX_UUID_BYTES];

  memset (uuid, act->number, sizeof uuid);
  act->again = act->rights != NULL
                   ? zxd_file_load_for_agent (db, act->rights, act->id, &file, &act->error)
                   : zxd_file_load_for_visitor (db, act->visitor_id, uuid, &file, &act->error);
  if (!act->again)
    g_assert_error (act->error, ZX_ERROR, ZX_ERROR_NOT_FOUND);
  g_clear_error (&act->error);
  return TRUE;
}

static gboolean
agent_sees (StoreFixture *fixture, const ZxRights *rights, gint64 id)
{
  Act act = {.rights = rights, .id = id};

  store_fixture_read (fixture, load_file, &act);
  return act.again;
}

static gboolean
visitor_sees (StoreFixture *fixture, gint64 visitor_id, guint8 number)
{
  Act act = {.visitor_id = visitor_id, .number = number};

  store_fixture_read (fixture, load_file, &act);
  return act.again;
}

static gboolean
run_sql (ZxdTxn *txn, gpointer data, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (zxd_txn_db (txn), data, error);

  return stmt != NULL && zxd_stmt_run (stmt, error);
}

static void
run (StoreFixture *fixture, const char *sql)
{
  store_fixture_write (fixture, run_sql, (gpointer) sql);
}

static const char message_sql[] =
    "INSERT INTO message (id, uuid, contact_id, author, internal, text, sent_at_ms, rev) SELECT "
    "900, uuid, 500, 'agent', 0, '', 1, 900 FROM contact WHERE id = 500";

static void
add_desk (StoreFixture *fixture)
{
  store_fixture_add_org (fixture, 1, "/1/");
  store_fixture_add_org (fixture, 2, "/2/");
  store_fixture_add_agent (fixture, LI, 1, "Li");
  store_fixture_add_agent (fixture, WANG, 1, "Wang");
  store_fixture_add_contact (fixture, CONTACT, 1, LI, "active");
  store_fixture_add_contact (fixture, OTHER, 1, LI, "active");
  run (fixture, "UPDATE contact SET visitor_id = 40 WHERE id = 500");
  run (fixture, message_sql);
}

/* ---- the rules */

static void
test_sender_only (StoreFixture *fixture)
{
  gint64 agents, visitors;
  g_autofree char *json = NULL;

  add_desk (fixture);
  agents = add (fixture, (Act){.number = 1, .bytes = 1, .agent_id = LI, .contact_id = CONTACT});
  visitors = add (fixture, (Act){.number = 2, .bytes = 2, .visitor_id = 40});
  g_assert_true (agent_sees (fixture, &li, agents));
  g_assert_false (agent_sees (fixture, &wang, agents));
  g_assert_false (agent_sees (fixture, &li, visitors));
  g_assert_true (visitor_sees (fixture, 40, 2));
  g_assert_false (visitor_sees (fixture, 41, 2));
  g_assert_false (visitor_sees (fixture, 40, 1));
  json = attach (fixture,
                 (Act){.number = 1, .agent_id = LI, .contact_id = CONTACT, .message_id = MESSAGE});
  g_assert_nonnull (strstr (json, "\"width\":3"));
  g_assert_true (visitor_sees (fixture, 40, 1));
  g_assert_false (visitor_sees (fixture, 41, 1));
  g_assert_true (agent_sees (fixture, &li, agents));
  g_assert_false (agent_sees (fixture, &stranger, agents));
  run (fixture, "UPDATE message SET internal = 1 WHERE id = 900");
  g_assert_false (visitor_sees (fixture, 40, 1));
}

static void
test_attach_refuses (StoreFixture *fixture)
{
  const Act good = {.number = 1, .agent_id = LI, .contact_id = CONTACT, .message_id = MESSAGE};
  Act bad = good;

  add_desk (fixture);
  add (fixture, (Act){.number = 1, .bytes = 1, .agent_id = LI, .contact_id = CONTACT});
  bad.number = 9; /* nobody's */
  g_assert_null (attach (fixture, bad));
  bad = good;
  bad.agent_id = WANG;
  g_assert_null (attach (fixture, bad));
  bad = good;
  bad.contact_id = OTHER;
  g_assert_null (attach (fixture, bad));
  bad = good;
  bad.agent_id = 0;
  bad.visitor_id = 40;
  g_assert_null (attach (fixture, bad));
  g_free (attach (fixture, good));
  g_assert_null (attach (fixture, good)); /* once only */
}

static gboolean
drop_message (ZxdTxn *txn, gpointer data, GError **error)
{
  return zxd_file_drop_of_message (txn, MESSAGE, error);
}

static gboolean
drop_unsent (ZxdTxn *txn, gpointer data, GError **error)
{
  return zxd_file_drop_unsent (txn, 2000, error);
}

static gboolean
look_needed (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Act *act = data;
  guint8 sum[ZXD_FILE_SUM];

  memset (sum, act->bytes, sizeof sum);
  return zxd_file_list_dropped (db, 10, act->sums, error) &&
         zxd_file_is_needed (db, sum, &act->again, error);
}

static void
test_shared_bytes (StoreFixture *fixture)
{
  g_autoptr (GByteArray) sums = g_byte_array_new ();
  Act look = {.bytes = 1, .sums = sums};

  add_desk (fixture);
  add (fixture, (Act){.number = 1, .bytes = 1, .thumb = 3, .agent_id = LI, .contact_id = CONTACT});
  add (fixture, (Act){.number = 2, .bytes = 1, .thumb = 3, .visitor_id = 40});
  g_free (attach (
      fixture, (Act){.number = 1, .agent_id = LI, .contact_id = CONTACT, .message_id = MESSAGE}));
  store_fixture_write (fixture, drop_message, NULL);
  store_fixture_read (fixture, look_needed, &look);
  g_assert_cmpuint (sums->len, ==, 2 * ZXD_FILE_SUM); /* to be looked at: the bytes, the thumb */
  g_assert_true (look.again);                         /* but the visitor's row has them too */
  store_fixture_write (fixture, drop_unsent, NULL);
  g_byte_array_set_size (sums, 0);
  store_fixture_read (fixture, look_needed, &look);
  g_assert_cmpuint (sums->len, ==, 2 * ZXD_FILE_SUM);
  g_assert_false (look.again);
}

static void
test_again (StoreFixture *fixture)
{
  Act act = {.number = 1, .bytes = 1, .visitor_id = 40};
  gint64 first;

  add_desk (fixture);
  first = add (fixture, act);
  store_fixture_write (fixture, add_file, &act);
  g_assert_true (act.again);
  g_assert_cmpint (act.id, ==, first);
  act.bytes = 2;
  g_assert_false (zxd_store_write_sync (fixture->store, add_file, &act, &act.error));
  g_assert_error (act.error, ZX_ERROR, ZX_ERROR_CONFLICT);
  g_clear_error (&act.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/file/seen-by-its-sender-then-with-its-contact", test_sender_only);
  store_test_add ("/file/sent-once-by-its-sender-in-its-contact", test_attach_refuses);
  store_test_add ("/file/bytes-stay-while-a-row-names-them", test_shared_bytes);
  store_test_add ("/file/sent-again-is-one", test_again);
  return g_test_run ();
}
