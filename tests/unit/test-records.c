/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of records, their live lists and what is about to be written into them. */
#include "zx-client-records.h"

static void
put (ZxClient *client, const char *noun, gint64 id, gint64 rev, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_json_parse (text, -1, &error);

  g_assert_no_error (error);
  zx_client_apply_event (client, noun, id, rev, "put", json);
}

static void
test_list_follows (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  GListModel *list = zx_client_get_records (client, "group");
  g_autoptr (ZxRecord) first = NULL;

  put (client, "group", 7, 7, "{\"name\":\"Second line\",\"members\":[\"3\",\"4\"]}");
  put (client, "group", 5, 5, "{\"name\":\"First line\",\"members\":[]}");
  put (client, "reply", 9, 9, "{\"title\":\"Hello\"}");
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
  first = g_list_model_get_item (list, 0);
  g_assert_cmpstr (zx_record_get_title (first), ==, "First line");

  put (client, "group", 5, 4, "{\"name\":\"older\"}");
  g_assert_cmpstr (zx_record_get_title (first), ==, "First line");
  put (client, "group", 5, 11, "{\"name\":\"Newer\"}");
  g_assert_cmpstr (zx_record_get_title (first), ==, "Newer");
  g_assert_false (zx_record_has (first, "members"));

  zx_client_apply_event (client, "group", 5, 12, "gone", NULL);
  put (client, "group", 5, 11, "{\"name\":\"late\"}");
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
}

/* What everybody hears of a colleague names neither scope nor login's secrets; the rest stays. */
static void
test_agent_keeps_members (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  ZxRecords *list = ZX_RECORDS (zx_client_get_records (client, "agent"));

  put (client, "agent", 3, 4, "{\"name\":\"Li\",\"scope\":\"all\"}");
  put (client, "agent", 3, 5, "{\"name\":\"Li Na\"}");
  g_assert_cmpstr (zx_record_get_text (zx_records_find (list, 3), "scope"), ==, "all");
  g_assert_cmpstr (zx_record_get_title (zx_records_find_by (list, "name", "Li Na")), ==, "Li Na");
}

static void
note_change_cb (GListModel *list, guint position, guint removed, guint added, GString *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

/* Or a list sorted by names would stay as it was. */
static void
test_list_tells_of_changes (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  GListModel *groups = zx_client_get_records (client, "group");
  GListModel *agents = zx_client_get_records (client, "agent");
  g_autoptr (GString) changes = g_string_new (NULL);

  put (client, "group", 5, 5, "{\"name\":\"First line\"}");
  put (client, "group", 7, 7, "{\"name\":\"Second line\"}");
  put (client, "agent", 3, 3, "{\"name\":\"Li\",\"presence\":\"online\"}");
  g_signal_connect (groups, "items-changed", G_CALLBACK (note_change_cb), changes);
  g_signal_connect (agents, "items-changed", G_CALLBACK (note_change_cb), changes);

  put (client, "group", 7, 9, "{\"name\":\"Another line\"}");
  g_assert_cmpstr (changes->str, ==, "1-1+1 ");
  put (client, "group", 7, 9, "{\"name\":\"Another line\"}");
  put (client, "group", 7, 8, "{\"name\":\"Older\"}");
  put (client, "group", 7, 10, "{\"name\":\"Another line\",\"members\":[\"3\"]}");
  put (client, "agent", 3, 11, "{\"name\":\"Li\",\"presence\":\"break\"}");
  g_assert_cmpstr (changes->str, ==, "1-1+1 ");
  put (client, "agent", 3, 12, "{\"name\":\"Li Na\",\"presence\":\"break\"}");
  g_assert_cmpstr (changes->str, ==, "1-1+1 0-1+1 ");
}

static ZxRecord *
new_record (const char *text)
{
  ZxRecord *record = zx_record_new ("contract-kind", 2);
  g_autoptr (JsonObject) json = zx_json_parse (text, -1, NULL);

  zx_record_apply_json (record, json, 2, FALSE);
  return record;
}

static void
test_draft_takes_back (void)
{
  g_autoptr (ZxRecord) record = new_record ("{\"name\":\"Gold\",\"warn_days\":30,\"hours\":null}");
  g_autoptr (ZxRecordDraft) draft = zx_record_draft_new ("contract-kind", record);
  g_autofree char *json = NULL;

  zx_record_draft_set_text (draft, "name", "Golden");
  zx_record_draft_set_int (draft, "warn_days", 45);
  zx_record_draft_set_text (draft, "hours", "");
  g_assert_true (zx_record_draft_is_changed (draft));
  g_assert_false (zx_record_draft_has (draft, "hours"));
  zx_record_draft_set_text (draft, "name", "Gold");
  json = zx_record_draft_to_json (draft);
  g_assert_cmpstr (json, ==, "{\"warn_days\":45}");
  zx_record_draft_set_int (draft, "warn_days", 30);
  g_assert_false (zx_record_draft_is_changed (draft));
}

static void
test_draft_rebases (void)
{
  g_autoptr (ZxRecord) record = new_record ("{\"name\":\"Gold\",\"warn_days\":30}");
  g_autoptr (ZxRecordDraft) draft = zx_record_draft_new ("contract-kind", record);
  g_autoptr (JsonObject) other = zx_json_parse ("{\"name\":\"Gold\",\"warn_days\":60}", -1, NULL);
  g_autoptr (JsonObject) same = zx_json_parse ("{\"name\":\"Au\",\"warn_days\":60}", -1, NULL);

  zx_record_draft_set_text (draft, "name", "Golden");
  g_assert_cmpint (zx_record_draft_get_rev (draft), ==, 2);
  zx_record_apply_json (record, other, 3, FALSE);
  g_assert_true (zx_record_draft_rebase (draft));
  g_assert_cmpint (zx_record_draft_get_rev (draft), ==, 3);
  zx_record_apply_json (record, same, 4, FALSE);
  g_assert_false (zx_record_draft_rebase (draft));
  g_assert_cmpint (zx_record_draft_get_rev (draft), ==, 3);
  zx_record_draft_insist (draft);
  g_assert_true (zx_record_draft_rebase (draft));
  g_assert_cmpint (zx_record_draft_get_rev (draft), ==, 4);
}

static void
test_draft_saved (void)
{
  g_autoptr (ZxRecord) record = new_record ("{\"name\":\"Gold\",\"warn_days\":30,\"hours\":5}");
  g_autoptr (ZxRecordDraft) draft = zx_record_draft_new ("contract-kind", record);
  g_autoptr (JsonObject) answer =
      zx_json_parse ("{\"name\":\"Golden\",\"warn_days\":45,\"hours\":5}", -1, NULL);
  g_autofree char *sent = NULL;
  g_autofree char *left = NULL;

  zx_record_draft_set_text (draft, "name", "Golden");
  zx_record_draft_set_int (draft, "warn_days", 45);
  sent = zx_record_draft_to_json (draft);
  zx_record_draft_set_int (draft, "warn_days", 60);
  zx_record_draft_set_int (draft, "hours", 6);
  zx_record_apply_json (record, answer, 3, FALSE);
  zx_record_draft_saved (draft, sent);
  left = zx_record_draft_to_json (draft);
  g_assert_cmpstr (left, ==, "{\"warn_days\":60,\"hours\":6}");
  g_assert_cmpint (zx_record_draft_get_rev (draft), ==, 3);
  g_assert_true (zx_record_draft_rebase (draft));
}

static void
test_draft_becomes_a_record (void)
{
  g_autoptr (ZxRecordDraft) fresh = zx_record_draft_new ("contract-kind", NULL);
  g_autoptr (ZxRecord) record = new_record ("{\"name\":\"Gold\",\"warn_days\":30}");
  g_autoptr (ZxRecordDraft) draft = zx_record_draft_new ("contract-kind", record);
  g_autofree char *sent = NULL;
  g_autofree char *left = NULL;

  zx_record_draft_set_text (fresh, "name", "Gold");
  zx_record_draft_set_int (fresh, "warn_days", 30);
  sent = zx_record_draft_to_json (fresh);
  zx_record_draft_set_text (fresh, "name", "Golden");
  zx_record_draft_saved (fresh, sent);
  zx_record_draft_pass_on (fresh, draft);
  left = zx_record_draft_to_json (draft);
  g_assert_cmpstr (left, ==, "{\"name\":\"Golden\"}");
  g_assert_false (zx_record_draft_is_changed (fresh));
}

static void
test_draft_brings_back (void)
{
  g_autoptr (ZxRecord) record =
      new_record ("{\"id\":\"2\",\"rev\":2,\"name\":\"Gold\",\"level\":null}");
  g_autoptr (ZxRecordDraft) draft = zx_record_draft_new_copy (record);
  g_autofree char *json = zx_record_draft_to_json (draft);
  g_autofree char *expected = g_strdup_printf ("{\"request\":\"%s\",\"name\":\"Gold\"}",
                                               zx_record_draft_get_request (draft));

  g_assert_cmpstr (json, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/records/list-follows-events-and-drops-what-is-old", test_list_follows);
  g_test_add_func ("/records/list-tells-when-a-name-changes", test_list_tells_of_changes);
  g_test_add_func ("/records/agent-keeps-what-an-event-does-not-name", test_agent_keeps_members);
  g_test_add_func ("/record-draft/own-value-again-takes-the-change-back", test_draft_takes_back);
  g_test_add_func ("/record-draft/stands-on-others-changes-unless-they-meet", test_draft_rebases);
  g_test_add_func ("/record-draft/keeps-what-was-written-while-it-was-saved", test_draft_saved);
  g_test_add_func ("/record-draft/goes-on-in-the-record-that-it-has-become",
                   test_draft_becomes_a_record);
  g_test_add_func ("/record-draft/a-deleted-record-comes-back-whole", test_draft_brings_back);
  return g_test_run ();
}
