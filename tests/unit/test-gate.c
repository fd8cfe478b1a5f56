/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of the gate, the live lists and the transcript, without a server. */
#include "zx-client-private.h"
#include "zx-client-wrap-up.h"

static JsonObject *json (const char *format, ...) G_GNUC_PRINTF (1, 2);

static JsonObject *
json (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  object = zx_json_parse (text, -1, &error);
  g_assert_no_error (error);
  return object;
}

static void
put_contact (ZxClient *client, gint64 id, gint64 rev, const char *state, const char *name)
{
  g_autoptr (JsonObject) object = json ("{\"state\":\"%s\",\"name\":\"%s\"}", state, name);

  zx_client_apply_event (client, "contact", id, rev, "put", object);
}

static void
put_message (ZxClient *client, gint64 id, gint64 rev, const char *uuid, const char *text)
{
  g_autoptr (JsonObject) object =
      json ("{\"contact_id\":\"1\",\"uuid\":\"%s\",\"author\":\"customer\",\"text\":\"%s\","
            "\"sent_at\":\"2026-11-21T10:00:00.000Z\"}",
            uuid, text);

  zx_client_apply_event (client, "message", id, rev, "put", object);
}

static guint
count (ZxClient *client)
{
  return g_list_model_get_n_items (zx_client_get_contacts (client));
}

/* The ids of a transcript as "1 3 u2": pending ones by their UUID. */
static char *
spell (ZxTranscript *transcript)
{
  GString *out = g_string_new (NULL);
  GListModel *list = G_LIST_MODEL (transcript);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i);

    if (i > 0)
      g_string_append_c (out, ' ');
    if (zx_message_get_id (message) != 0)
      g_string_append_printf (out, "%" G_GINT64_FORMAT, zx_message_get_id (message));
    else
      g_string_append (out, zx_message_get_text (message));
  }
  return g_string_free (out, FALSE);
}

#define assert_spells(transcript, want)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *spelled = spell (transcript);                                                 \
    g_assert_cmpstr (spelled, ==, want);                                                           \
  }                                                                                                \
  G_STMT_END

static void
test_older_revs_are_dropped (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  ZxContact *contact;

  put_contact (client, 1, 10, "queued", "new");
  put_contact (client, 1, 9, "active", "old");
  put_contact (client, 1, 10, "active", "same");
  contact = zx_client_find_contact (client, 1);
  g_assert_cmpstr (zx_contact_get_name (contact), ==, "new");
  g_assert_cmpint (zx_contact_get_state (contact), ==, ZX_CONTACT_QUEUED);
  put_contact (client, 1, 11, "active", "newer");
  g_assert_true (contact == zx_client_find_contact (client, 1));
  g_assert_cmpstr (zx_contact_get_name (contact), ==, "newer");
}

static void
test_list_is_by_id_and_holds_what_is_open (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  static const gint64 want[] = {2, 5, 9};

  put_contact (client, 9, 10, "active", "");
  put_contact (client, 2, 11, "queued", "");
  put_contact (client, 5, 12, "active", "");
  put_contact (client, 4, 13, "closed", ""); /* was never ours to show */
  for (guint i = 0; i < G_N_ELEMENTS (want); i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (zx_client_get_contacts (client), i);

    g_assert_cmpint (zx_contact_get_id (contact), ==, want[i]);
  }
  g_assert_cmpuint (count (client), ==, 3);
  put_contact (client, 5, 14, "closed", "");
  zx_client_apply_event (client, "contact", 9, 15, "gone", NULL);
  g_assert_cmpuint (count (client), ==, 1);
}

static void
test_a_late_reply_brings_nothing_back (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);

  put_contact (client, 1, 10, "active", "");
  put_contact (client, 2, 11, "active", "");
  zx_client_apply_event (client, "contact", 1, 20, "gone", NULL);
  put_contact (client, 2, 21, "closed", "");
  put_contact (client, 1, 19, "active", ""); /* of a page that was under way */
  put_contact (client, 2, 20, "active", "");
  zx_client_apply_event (client, "contact", 3, 22, "gone", NULL);
  put_contact (client, 3, 12, "active", "");
  g_assert_cmpuint (count (client), ==, 0);
  put_contact (client, 1, 23, "active", ""); /* sight is back */
  g_assert_cmpuint (count (client), ==, 1);
  zx_client_apply_event (client, "contact", 1, 22, "gone", NULL); /* an old loss */
  g_assert_cmpuint (count (client), ==, 1);
}

static void
test_who_holds_an_object_keeps_the_one (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  g_autoptr (ZxContact) held = NULL;
  ZxContact *died = NULL;

  put_contact (client, 1, 10, "active", "one");
  put_contact (client, 2, 11, "active", "two");
  held = g_object_ref (zx_client_find_contact (client, 1));
  g_set_weak_pointer (&died, zx_client_find_contact (client, 2));
  zx_client_apply_event (client, "contact", 1, 12, "gone", NULL);
  zx_client_apply_event (client, "contact", 2, 13, "gone", NULL);
  g_assert_null (died); /* nobody held it but the list */
  g_assert_true (zx_client_find_contact (client, 1) == held);
  put_contact (client, 1, 14, "active", "back");
  g_assert_true (zx_client_find_contact (client, 1) == held);
  g_assert_cmpstr (zx_contact_get_name (held), ==, "back");
  g_assert_cmpuint (count (client), ==, 1);
}

static void
test_fetching_afresh_drops_what_is_not_named (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  gint64 one = 1;

  put_contact (client, 1, 10, "active", "");
  put_contact (client, 2, 11, "active", "");
  put_contact (client, 3, 30, "active", ""); /* newer than the page */
  g_hash_table_add (seen, &one);
  zx_client_keep_only (client, seen, 20);
  g_assert_nonnull (zx_client_find_contact (client, 1));
  g_assert_null (zx_client_find_contact (client, 2));
  g_assert_nonnull (zx_client_find_contact (client, 3));
}

static void
test_messages_count_without_a_transcript (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  ZxContact *contact;

  put_contact (client, 1, 10, "active", "");
  put_message (client, 11, 11, "a", "first");
  put_message (client, 12, 12, "b", "second");
  put_message (client, 12, 12, "b", "second");
  contact = zx_client_find_contact (client, 1);
  g_assert_cmpuint (zx_contact_get_unread (contact), ==, 2);
  g_assert_cmpstr (zx_contact_get_last_text (contact), ==, "second");
}

static void
test_transcript_is_oldest_first_in_any_order (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  g_autoptr (ZxTranscript) transcript = NULL;

  put_contact (client, 1, 10, "active", "");
  transcript = g_object_ref (zx_client_get_transcript (client, zx_client_find_contact (client, 1)));
  put_message (client, 15, 15, "e", "5");
  put_message (client, 11, 11, "a", "1");
  put_message (client, 13, 13, "c", "3");
  put_message (client, 13, 13, "c", "3");
  assert_spells (transcript, "11 13 15");
  put_message (client, 13, 20, "c", "changed"); /* recalled or corrected: in its place */
  assert_spells (transcript, "11 13 15");
  zx_client_apply_event (client, "message", 13, 21, "gone", NULL);
  assert_spells (transcript, "11 15");
  g_assert_cmpint (zx_transcript_get_last_seq (transcript), ==, 15);
  g_assert_true (zx_client_get_transcript (client, zx_client_find_contact (client, 1)) ==
                 transcript);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_client_open_outbox_finish (ZX_CLIENT (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
wait_for (gboolean *is_done)
{
  while (!*is_done)
    g_main_context_iteration (NULL, TRUE);
  *is_done = FALSE;
}

/* Signed in as far as the outbox is concerned; nothing is sent. */
static ZxClient *
new_writing_client (void)
{
  ZxClient *client = zx_client_new (NULL);
  gboolean is_done = FALSE;

  zx_http_set_server (client->http, "http://localhost:1");
  client->login = g_strdup ("li");
  client->session = g_cancellable_new ();
  zx_client_open_outbox_async (client, opened_cb, &is_done);
  wait_for (&is_done);
  return client;
}

static void
count_changes_cb (GListModel *list, guint position, guint removed, guint added, guint *changes)
{
  (*changes)++;
}

static void
put_sent (ZxClient *client, gint64 id, const char *uuid)
{
  g_autoptr (JsonObject) object =
      json ("{\"contact_id\":\"1\",\"uuid\":\"%s\",\"author\":\"agent\",\"agent_id\":\"3\","
            "\"text\":\"x\",\"sent_at\":\"2026-11-21T10:00:00.000Z\"}",
            uuid);

  zx_client_apply_event (client, "message", id, id, "put", object);
}

static void
test_pending_is_last_and_becomes_sent_in_place (void)
{
  g_autoptr (ZxClient) client = new_writing_client ();
  g_autoptr (ZxTranscript) transcript = NULL;
  ZxMessage *one, *two, *three;
  guint changes = 0;
  gboolean is_done = FALSE;

  put_contact (client, 1, 10, "active", "");
  transcript = g_object_ref (zx_client_get_transcript (client, zx_client_find_contact (client, 1)));
  put_message (client, 11, 11, "a", "hello");
  one = zx_client_send (client, zx_client_find_contact (client, 1), "u1", 11, NULL, FALSE);
  two = zx_client_send (client, zx_client_find_contact (client, 1), "u2", 11, NULL, FALSE);
  three = zx_client_send (client, zx_client_find_contact (client, 1), "u3", 11, NULL, FALSE);
  assert_spells (transcript, "11 u1 u2 u3");
  g_assert_cmpuint (zx_client_get_pending (client), ==, 3);
  put_message (client, 12, 12, "b", "and?");
  assert_spells (transcript, "11 12 u1 u2 u3");

  g_signal_connect (transcript, "items-changed", G_CALLBACK (count_changes_cb), &changes);
  put_sent (client, 13, zx_message_get_uuid (one));
  assert_spells (transcript, "11 12 13 u2 u3");
  g_assert_cmpuint (changes, ==, 0); /* the same object in the same place */
  g_assert_cmpint (zx_message_get_state (one), ==, ZX_MESSAGE_SENT);

  zx_message_set_refused (two, "answered-meanwhile", "Li", 12);
  put_sent (client, 14, zx_message_get_uuid (three)); /* overtakes the refused one */
  assert_spells (transcript, "11 12 13 14 u2");
  g_assert_cmpuint (changes, ==, 2);
  put_sent (client, 14, zx_message_get_uuid (three)); /* event behind the reply */
  assert_spells (transcript, "11 12 13 14 u2");
  zx_client_drop (client, two);
  assert_spells (transcript, "11 12 13 14");
  g_assert_cmpuint (zx_client_get_pending (client) + zx_client_get_refused (client), ==, 0);
  zx_client_close_async (client, closed_cb, &is_done);
  wait_for (&is_done);
}

static void
test_read_follows_the_visitor (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  g_autoptr (ZxTranscript) transcript = NULL;
  g_autoptr (JsonObject) read = json ("{\"state\":\"active\",\"visitor_read_seq\":12}");
  static const ZxMessageState want[] = {ZX_MESSAGE_READ, ZX_MESSAGE_READ, ZX_MESSAGE_SENT};

  put_contact (client, 1, 10, "active", "");
  transcript = g_object_ref (zx_client_get_transcript (client, zx_client_find_contact (client, 1)));
  for (gint64 id = 11; id <= 13; id++) {
    g_autofree char *uuid = g_strdup_printf ("u%d", (int) id);

    put_sent (client, id, uuid);
  }
  zx_client_apply_event (client, "contact", 1, 20, "put", read);
  for (guint i = 0; i < G_N_ELEMENTS (want); i++) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (G_LIST_MODEL (transcript), i);

    g_assert_cmpint (zx_message_get_state (message), ==, want[i]);
  }
}

static void
test_a_customer_that_is_shown_follows_its_events (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  g_autoptr (JsonObject) first = json ("{\"name\":\"Tiancheng\",\"people\":[]}");
  g_autoptr (JsonObject) second =
      json ("{\"name\":\"Tiancheng Software\",\"people\":[{\"id\":\"8\",\"name\":\"A\"}]}");
  ZxCustomer *customer = zx_client_get_customer (client, 4);

  g_assert_cmpint (zx_customer_get_state (customer), ==, ZX_LOAD_LOADING);
  zx_client_apply_event (client, "customer", 4, 10, "put", second);
  zx_client_apply_event (client, "customer", 4, 9, "put", first);  /* a late answer */
  zx_client_apply_event (client, "customer", 5, 11, "put", first); /* nobody looks at it */
  g_assert_true (zx_client_get_customer (client, 4) == customer);
  g_assert_cmpint (zx_customer_get_state (customer), ==, ZX_LOAD_READY);
  g_assert_cmpstr (zx_customer_get_name (customer), ==, "Tiancheng Software");
  g_assert_cmpuint (g_list_model_get_n_items (zx_customer_get_people (customer)), ==, 1);
}

static void
test_a_colleagues_presence_and_own_rights_follow (void)
{
  g_autoptr (ZxClient) client = zx_client_new (NULL);
  g_autoptr (JsonObject) agent = json ("{\"name\":\"Li\",\"presence\":\"break\"}");
  g_autoptr (JsonObject) rights = json ("{\"role\":\"lead\",\"scope\":\"all\",\"org_id\":\"1\","
                                        "\"orgs\":[\"9\",\"1\"]}");
  g_autoptr (JsonObject) old = json ("{\"role\":\"agent\",\"scope\":\"own\",\"orgs\":[]}");

  zx_client_apply_event (client, "agent", 3, 10, "put", agent);
  g_assert_cmpint (zx_agent_get_presence (zx_client_find_agent (client, 3)), ==, ZX_PRESENCE_BREAK);
  zx_client_apply_event (client, "rights", 3, 12, "put", rights);
  zx_client_apply_event (client, "rights", 3, 11, "put", old);
  g_assert_true (zx_rights_can (zx_client_get_rights (client), ZX_RIGHT_OVERSEE));
  g_assert_true (zx_rights_sees_org (zx_client_get_rights (client), 1));
  g_assert_true (zx_rights_sees_org (zx_client_get_rights (client), 9)); /* sorted by us */
  zx_client_apply_event (client, "agent", 3, 13, "gone", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (zx_client_get_agents (client)), ==, 0);
}

static void
test_drafts_and_unsent_come_back (void)
{
  g_autoptr (ZxClient) client = new_writing_client ();
  g_autoptr (ZxClient) again = NULL;
  g_autofree char *uuid = NULL;
  gboolean is_done = FALSE;

  put_contact (client, 1, 10, "active", "");
  put_contact (client, 2, 11, "active", "");
  uuid = g_strdup (zx_message_get_uuid (
      zx_client_send (client, zx_client_find_contact (client, 1), "unsent", 0, NULL, FALSE)));
  zx_client_save_draft (client, zx_client_find_contact (client, 2), "half a sentence");
  zx_client_save_note_draft (client, zx_client_find_contact (client, 2), "between us");
  zx_client_close_async (client, closed_cb, &is_done);
  wait_for (&is_done);

  again = new_writing_client ();
  g_assert_cmpuint (zx_client_get_pending (again), ==, 1);
  g_assert_nonnull (zx_client_find_waiting (again, uuid));
  put_contact (again, 1, 10, "active", "");
  put_contact (again, 2, 11, "active", "");
  assert_spells (zx_client_get_transcript (again, zx_client_find_contact (again, 1)), "unsent");
  g_assert_cmpstr (zx_contact_get_draft (zx_client_find_contact (again, 2)), ==, "half a sentence");
  g_assert_cmpstr (zx_contact_get_note_draft (zx_client_find_contact (again, 2)), ==, "between us");
  put_contact (again, 2, 12, "closed", "");
  zx_client_close_async (again, closed_cb, &is_done);
  wait_for (&is_done);
}

static void
assert_said (ZxClient *client, gint64 id, gboolean is_kept, const char *want)
{
  const char *summary = NULL;

  g_assert_cmpint (
      zx_client_get_wrap_up (client, zx_client_find_contact (client, id), NULL, &summary), ==,
      is_kept);
  g_assert_cmpstr (summary, ==, want);
}

static void
test_what_is_said_of_a_chat_is_kept_until_the_server_has_it (void)
{
  g_autoptr (ZxClient) client = new_writing_client ();
  g_autoptr (ZxClient) again = NULL;
  g_autoptr (JsonObject) older = json ("{\"state\":\"wrap_up\",\"summary\":\"Key\"}");
  g_autoptr (JsonObject) same = json ("{\"state\":\"wrap_up\",\"summary\":\"Expired key\"}");
  gboolean is_done = FALSE;

  put_contact (client, 1, 10, "wrap_up", "");
  zx_client_keep_wrap_up (client, zx_client_find_contact (client, 1), 0, "Expired key");
  zx_client_keep_wrap_up (client, zx_client_find_contact (client, 1), 0, "");
  assert_said (client, 1, FALSE, ""); /* as the server has it: nothing is to be sent */
  zx_client_keep_wrap_up (client, zx_client_find_contact (client, 1), 0, "Expired key");
  zx_client_close_async (client, closed_cb, &is_done);
  wait_for (&is_done);

  again = new_writing_client ();
  put_contact (again, 1, 10, "wrap_up", "");
  assert_said (again, 1, TRUE, "Expired key");
  zx_client_apply_event (again, "contact", 1, 11, "put", older);
  assert_said (again, 1, TRUE, "Expired key");
  zx_client_apply_event (again, "contact", 1, 12, "put", same);
  assert_said (again, 1, FALSE, "Expired key");
  zx_client_close_async (again, closed_cb, &is_done);
  wait_for (&is_done);
}

static void
test_a_draft_waits_for_its_chat_to_come_back (void)
{
  g_autoptr (ZxClient) client = new_writing_client ();
  gboolean is_done = FALSE;

  put_contact (client, 1, 10, "active", "");
  zx_client_save_draft (client, zx_client_find_contact (client, 1), "half a sentence");
  zx_client_save_note_draft (client, zx_client_find_contact (client, 1), "between us");
  zx_client_apply_event (client, "contact", 1, 11, "gone", NULL);
  g_assert_null (zx_client_find_contact (client, 1));
  put_contact (client, 1, 12, "active", "");
  g_assert_cmpstr (zx_contact_get_draft (zx_client_find_contact (client, 1)), ==,
                   "half a sentence");
  g_assert_cmpstr (zx_contact_get_note_draft (zx_client_find_contact (client, 1)), ==,
                   "between us");
  zx_client_save_note_draft (client, zx_client_find_contact (client, 1), "");
  zx_client_apply_event (client, "contact", 1, 13, "gone", NULL);
  put_contact (client, 1, 14, "active", "");
  g_assert_null (zx_contact_get_note_draft (zx_client_find_contact (client, 1)));
  put_contact (client, 1, 15, "closed", "");
  zx_client_close_async (client, closed_cb, &is_done);
  wait_for (&is_done);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("zx-gate-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", folder);
  int result;

  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/older-revs-are-dropped", test_older_revs_are_dropped);
  g_test_add_func ("/contacts/by-id-and-only-what-is-open",
                   test_list_is_by_id_and_holds_what_is_open);
  g_test_add_func ("/gate/a-late-reply-brings-nothing-back", test_a_late_reply_brings_nothing_back);
  g_test_add_func ("/gate/who-holds-an-object-keeps-the-one",
                   test_who_holds_an_object_keeps_the_one);
  g_test_add_func ("/gate/fetching-afresh-drops-what-is-not-named",
                   test_fetching_afresh_drops_what_is_not_named);
  g_test_add_func ("/gate/messages-count-without-a-transcript",
                   test_messages_count_without_a_transcript);
  g_test_add_func ("/transcript/oldest-first-in-any-order",
                   test_transcript_is_oldest_first_in_any_order);
  g_test_add_func ("/transcript/pending-is-last-and-becomes-sent-in-place",
                   test_pending_is_last_and_becomes_sent_in_place);
  g_test_add_func ("/transcript/read-follows-the-visitor", test_read_follows_the_visitor);
  g_test_add_func ("/customer/that-is-shown-follows-its-events",
                   test_a_customer_that_is_shown_follows_its_events);
  g_test_add_func ("/agents/presence-and-own-rights-follow",
                   test_a_colleagues_presence_and_own_rights_follow);
  g_test_add_func ("/outbox/drafts-and-unsent-come-back", test_drafts_and_unsent_come_back);
  g_test_add_func ("/outbox/what-is-said-of-a-chat-is-kept-until-the-server-has-it",
                   test_what_is_said_of_a_chat_is_kept_until_the_server_has_it);
  g_test_add_func ("/outbox/a-draft-waits-for-its-chat-to-come-back",
                   test_a_draft_waits_for_its_chat_to_come_back);
  result = g_test_run ();
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);
  return result;
}
