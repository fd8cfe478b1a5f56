/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workstation without a window, driven by a test: commands on stdin, one JSON line for each
 * answer on stdout. A command is a line of words parted by tabs; the answer names it in "re". */
#include "zx-client-customers.h"
#include "zx-client-private.h"

#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  ZxClient *client;     /* owned */
  GDataInputStream *in; /* owned */
  GMainLoop *loop;      /* owned */
  ZxTranscript *shown;  /* owned, null: the transcript that a window would show */
  ZxChange *edit;       /* owned, null: the edit of a customer that is under way */
  guint cuts_left;
} Probe;

static gint64 slowest_loop_us; /* the longest that the main loop was kept busy */

/* --- answers --- */

static void
say (GString *line)
{
  g_string_append (line, "}\n");
  fputs (line->str, stdout);
  fflush (stdout);
  g_string_free (line, TRUE);
}

static GString *
answer (const char *command)
{
  GString *line = g_string_new ("{");

  zx_json_add_string (line, "re", command);
  return line;
}

static void
say_done (const char *command, const GError *error)
{
  GString *line = answer (command);

  zx_json_add_bool (line, "ok", error == NULL);
  if (error != NULL) {
    g_autofree char *words = zx_error_describe (error);

    zx_json_add_string (line, "problem", zx_error_get_problem (error));
    zx_json_add_string (line, "by", zx_error_get_by (error));
    zx_json_add_string (line, "words", words);
    zx_json_add_string (line, "log", error->message);
  }
  say (line);
}

static const char *
light_word (ZxLight light)
{
  return zx_enum_word (ZX_TYPE_LIGHT, (int) light);
}

static void
say_state (Probe *probe)
{
  ZxClient *client = probe->client;
  GString *line = answer ("state");

  zx_json_add_string (line, "state",
                      zx_enum_word (ZX_TYPE_CLIENT_STATE, (int) zx_client_get_state (client)));
  zx_json_add_string (line, "light", light_word (zx_client_get_light (client)));
  zx_json_add_int (line, "behind", zx_client_get_behind (client));
  zx_json_add_int (line, "offline_since", zx_client_get_offline_since (client));
  zx_json_add_int (line, "pending", zx_client_get_pending (client));
  zx_json_add_int (line, "refused", zx_client_get_refused (client));
  zx_json_add_bool (line, "session_only", zx_client_get_session_only (client));
  zx_json_add_string (line, "server", zx_client_get_server (client));
  zx_json_add_string (line, "login", zx_client_get_login (client));
  zx_json_add_int (line, "contacts", g_list_model_get_n_items (zx_client_get_contacts (client)));
  zx_json_add_int (line, "agents", g_list_model_get_n_items (zx_client_get_agents (client)));
  zx_json_add_int (line, "cursor", client->stream ? zx_stream_get_cursor (client->stream) : 0);
  zx_json_add_int (line, "now", zx_client_now_ms (client));
  zx_json_add_int (line, "slowest_loop_us", slowest_loop_us);
  if (zx_client_get_me (client) != NULL) {
    zx_json_add_string (line, "me", zx_agent_get_name (zx_client_get_me (client)));
    zx_json_add_string (
        line, "presence",
        zx_enum_word (ZX_TYPE_PRESENCE, (int) zx_agent_get_presence (zx_client_get_me (client))));
  }
  if (zx_client_get_rights (client) != NULL) {
    zx_json_add_int (line, "orgs", (gint64) zx_client_get_rights (client)->n_orgs);
    zx_json_add_string (line, "role",
                        zx_enum_word (ZX_TYPE_ROLE, (int) zx_client_get_rights (client)->role));
  }
  say (line);
}

static void
add_comma (GString *line)
{
  if (line->str[line->len - 1] != '[')
    g_string_append_c (line, ',');
}

static void
say_contacts (Probe *probe)
{
  GListModel *list = zx_client_get_contacts (probe->client);
  GString *line = answer ("contacts");

  g_string_append (line, ",\"items\":[");
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (list, i);
    g_autoptr (GString) item = g_string_new ("{");

    zx_json_add_id (item, "id", zx_contact_get_id (contact));
    zx_json_add_int (item, "rev", zx_contact_get_rev (contact));
    zx_json_add_string (item, "state",
                        zx_enum_word (ZX_TYPE_CONTACT_STATE, (int) zx_contact_get_state (contact)));
    zx_json_add_string (item, "name", zx_contact_get_name (contact));
    zx_json_add_id (item, "agent_id", zx_contact_get_agent_id (contact));
    zx_json_add_int (item, "unread", zx_contact_get_unread (contact));
    zx_json_add_time (item, "waiting_since", zx_contact_get_waiting_since (contact));
    zx_json_add_int (item, "last_seq", zx_contact_get_last_seq (contact));
    zx_json_add_string (item, "last_text", zx_contact_get_last_text (contact));
    zx_json_add_string (item, "draft", zx_contact_get_draft (contact));
    zx_json_add_string (item, "typing", zx_contact_get_typing_text (contact));
    add_comma (line);
    g_string_append_printf (line, "%s}", item->str);
  }
  g_string_append_c (line, ']');
  say (line);
}

static void
add_files (GString *item, GListModel *files)
{
  g_autoptr (GString) array = g_string_new ("[");

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (files, i);

    g_string_append (array, i > 0 ? ",{" : "{");
    zx_json_add_string (array, "name", zx_file_get_name (file));
    zx_json_add_string (array, "state",
                        zx_enum_word (ZX_TYPE_FILE_STATE, (int) zx_file_get_state (file)));
    zx_json_add_double (array, "progress", zx_file_get_progress (file));
    g_string_append_c (array, '}');
  }
  g_string_append_c (array, ']');
  zx_json_add_raw (item, "files", array->str);
}

static void
say_messages (const char *command, GListModel *list)
{
  GString *line = answer (command);

  g_string_append (line, ",\"items\":[");
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i);
    g_autoptr (GString) item = g_string_new ("{");

    zx_json_add_int (item, "id", zx_message_get_id (message));
    zx_json_add_int (item, "rev", zx_message_get_rev (message));
    zx_json_add_string (item, "uuid", zx_message_get_uuid (message));
    zx_json_add_string (item, "text", zx_message_get_text (message));
    zx_json_add_string (item, "author",
                        zx_enum_word (ZX_TYPE_AUTHOR, (int) zx_message_get_author (message)));
    zx_json_add_string (item, "state",
                        zx_enum_word (ZX_TYPE_MESSAGE_STATE, (int) zx_message_get_state (message)));
    zx_json_add_string (item, "refusal", zx_message_get_refusal (message));
    zx_json_add_string (item, "by", zx_message_get_refusal_detail (message));
    add_files (item, zx_message_get_files (message));
    zx_json_add_bool (item, "recalled", zx_message_get_recalled (message));
    zx_json_add_string (item, "recalled_text", zx_message_get_recalled_text (message));
    zx_json_add_string (item, "quote", zx_message_get_quote_text (message));
    zx_json_add_bool (item, "mentions_me", zx_message_get_mentions_me (message));
    add_comma (line);
    g_string_append_printf (line, "%s}", item->str);
  }
  g_string_append_c (line, ']');
  say (line);
}

static void
add_names (GString *line, GListModel *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (list, i);
    g_autofree char *name = NULL;

    g_object_get (item, "name", &name, NULL);
    add_comma (line);
    zx_json_quote (line, name != NULL ? name : "", -1);
  }
}

static void
say_customer (Probe *probe, gint64 id)
{
  ZxCustomer *customer = zx_client_get_customer (probe->client, id);
  GString *line = answer ("customer");

  zx_json_add_string (line, "state",
                      zx_enum_word (ZX_TYPE_LOAD, (int) zx_customer_get_state (customer)));
  zx_json_add_string (line, "name", zx_customer_get_name (customer));
  zx_json_add_string (line, "note", zx_customer_get_note (customer));
  g_string_append (line, ",\"people\":[");
  add_names (line, zx_customer_get_people (customer));
  g_string_append (line, "],\"contracts\":[");
  add_names (line, zx_customer_get_contracts (customer));
  g_string_append (line, "],\"products\":[");
  add_names (line, zx_customer_get_products (customer));
  g_string_append_c (line, ']');
  zx_json_add_int (line, "past",
                   g_list_model_get_n_items (zx_customer_get_recent_contacts (customer)));
  say (line);
}

/* --- commands --- */

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_client_sign_in_finish (ZX_CLIENT (source), result, &error);
  say_done ("sign-in", error);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean is_signed_in = zx_client_restore_finish (ZX_CLIENT (source), result, &error);
  GString *line = answer ("restore");

  zx_json_add_bool (line, "ok", error == NULL);
  zx_json_add_bool (line, "signed_in", is_signed_in);
  zx_json_add_string (line, "problem", error != NULL ? zx_error_get_problem (error) : NULL);
  say (line);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_client_sign_out_finish (ZX_CLIENT (source), result, &error);
  say_done ("sign-out", error);
}

static void
accepted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_client_accept_finish (ZX_CLIENT (source), result, &error);
  say_done ("accept", error);
}

static void
contact_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_client_close_contact_finish (ZX_CLIENT (source), result, &error);
  say_done ("close", error);
}

static void
recalled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_client_recall_finish (ZX_CLIENT (source), result, &error);
  say_done ("recall", error);
}

static void
presence_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_client_set_presence_finish (ZX_CLIENT (source), result, &error);
  say_done ("presence", error);
}

static void
older_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_transcript_load_older_finish (ZX_TRANSCRIPT (source), result, &error);
  say_done ("older", error);
}

static void
suggested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *question = NULL;
  gint64 id;
  g_autoptr (GListModel) list =
      zx_client_suggest_finish (ZX_CLIENT (source), result, &id, &question, &error);
  GString *line = answer ("suggest");

  zx_json_add_bool (line, "ok", list != NULL);
  zx_json_add_string (line, "question", question);
  g_string_append (line, ",\"items\":[");
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxSuggestion) item = g_list_model_get_item (list, i);

    add_comma (line);
    zx_json_quote (line, zx_suggestion_get_title_markup (item), -1);
  }
  g_string_append_c (line, ']');
  say (line);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Probe *probe = user_data;

  zx_client_close_finish (ZX_CLIENT (source), result);
  g_main_loop_quit (probe->loop);
}

static void
client_signed_out_cb (ZxClient *client, const char *reason, Probe *probe)
{
  GString *line = answer ("signed-out");

  zx_json_add_string (line, "reason", reason);
  say (line);
}

/* Cuts the connection each time that it has become live, as often as was asked. */
static void
light_cb (ZxClient *client, GParamSpec *pspec, Probe *probe)
{
  if (probe->cuts_left == 0 || zx_client_get_light (client) != ZX_LIGHT_LIVE)
    return;
  if (--probe->cuts_left == 0)
    say_done ("cut", NULL);
  else
    zx_stream_cut (client->stream);
}

static ZxMessage *
find_unsent (Probe *probe, const char *uuid)
{
  ZxMessage *message = zx_client_find_waiting (probe->client, uuid);

  if (message == NULL)
    g_printerr ("nothing waits as %s\n", uuid);
  return message;
}

/* A message of the transcript that is shown; null when it is not there. A new reference. */
static ZxMessage *
find_shown (Probe *probe, const char *uuid)
{
  GListModel *list = G_LIST_MODEL (probe->shown);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i);

    if (g_strcmp0 (zx_message_get_uuid (message), uuid) == 0)
      return g_steal_pointer (&message);
  }
  return NULL;
}

static gint64
number (char **words, guint place)
{
  return place < g_strv_length (words) ? g_ascii_strtoll (words[place], NULL, 10) : 0;
}

static const char *
word (char **words, guint place)
{
  return place < g_strv_length (words) ? words[place] : NULL;
}

/* send-files CONTACT TEXT PATH… */
static void
send_files (Probe *probe, ZxContact *contact, char **words)
{
  g_autoptr (GListStore) files = g_list_store_new (ZX_TYPE_FILE);
  ZxOutgoing outgoing = {.text = words[2],
                         .files = G_LIST_MODEL (files),
                         .seen_seq = zx_contact_get_last_seq (contact)};
  GString *line = answer (words[0]);
  ZxMessage *message;

  for (guint i = 3; words[i] != NULL; i++) {
    g_autofree char *name = g_path_get_basename (words[i]);
    GStatBuf found = {0};
    g_autoptr (ZxFile) file = NULL;

    g_assert_cmpint (g_stat (words[i], &found), ==, 0);
    file = zx_file_new_here (NULL, name, words[i], NULL, found.st_size);
    g_list_store_append (files, file);
  }
  message = zx_client_send_outgoing (probe->client, contact, &outgoing);
  zx_json_add_string (line, "uuid", zx_message_get_uuid (message));
  say (line);
}

/* write CONTACT TEXT QUOTED-UUID AGENT: an answer that quotes, or a note that calls an agent; ""
 * and 0 are neither. */
static void
write_outgoing (Probe *probe, ZxContact *contact, char **words)
{
  gint64 mention = number (words, 4);
  g_autoptr (ZxMessage) quote = find_shown (probe, word (words, 3));
  ZxOutgoing outgoing = {.text = word (words, 2),
                         .internal = mention != 0,
                         .quote = quote,
                         .mentions = &mention,
                         .n_mentions = mention != 0 ? 1 : 0,
                         .seen_seq = zx_contact_get_last_seq (contact)};
  ZxMessage *message = zx_client_send_outgoing (probe->client, contact, &outgoing);
  GString *line = answer ("write");

  zx_json_add_string (line, "uuid", zx_message_get_uuid (message));
  say (line);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zx_client_fetch_file_finish (ZX_CLIENT (source), result, &error);
  GString *line = answer ("fetch-file");

  zx_json_add_int (line, "size", bytes != NULL ? (gint64) g_bytes_get_size (bytes) : -1);
  say (line);
}

static void
file_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_client_save_file_finish (ZX_CLIENT (source), result, &error);
  say_done ("save-file", error);
}

/* fetch-file ID, save-file ID PATH: of a file that the server has. */
static gboolean
run_file_command (Probe *probe, char **words)
{
  gboolean is_fetch = g_str_equal (words[0], "fetch-file");
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (ZxFile) file = NULL;

  if (!is_fetch && !g_str_equal (words[0], "save-file"))
    return FALSE;
  text = g_strdup_printf ("{\"id\":\"%s\"}", words[1]);
  json = zx_json_parse (text, -1, NULL);
  file = zx_file_new (json);
  if (is_fetch) {
    zx_client_fetch_file_async (probe->client, file, FALSE, NULL, fetched_cb, probe);
  } else {
    g_autoptr (GFile) to = g_file_new_for_path (words[2]);

    zx_client_save_file_async (probe->client, file, to, NULL, file_saved_cb, probe);
  }
  return TRUE;
}

/* Commands that speak of a contact that is known. */
static gboolean
run_contact_command (Probe *probe, char **words)
{
  ZxContact *contact = zx_client_find_contact (probe->client, number (words, 1));
  const char *command = words[0];

  if (g_str_equal (command, "show")) {
    if (contact != NULL)
      g_set_object (&probe->shown, zx_client_get_transcript (probe->client, contact));
    say_done (command, NULL);
    return TRUE;
  }
  if (contact == NULL)
    return FALSE;
  if (g_str_equal (command, "send")) {
    gint64 seen = words[3] != NULL ? number (words, 3) : zx_contact_get_last_seq (contact);
    ZxMessage *message =
        zx_client_send (probe->client, contact, word (words, 2), seen, NULL, FALSE);
    GString *line = answer (command);

    zx_json_add_string (line, "uuid", zx_message_get_uuid (message));
    say (line);
  } else if (g_str_equal (command, "send-files")) {
    send_files (probe, contact, words);
  } else if (g_str_equal (command, "write")) {
    write_outgoing (probe, contact, words);
  } else if (g_str_equal (command, "typing")) {
    zx_client_note_typing (probe->client, contact);
    say_done (command, NULL);
  } else if (g_str_equal (command, "accept")) {
    zx_client_accept_async (probe->client, contact, NULL, accepted_cb, probe);
  } else if (g_str_equal (command, "close")) {
    zx_client_close_contact_async (probe->client, contact, word (words, 2), NULL, contact_closed_cb,
                                   probe);
  } else if (g_str_equal (command, "suggest")) {
    zx_client_suggest_async (probe->client, contact, word (words, 2), NULL, suggested_cb, probe);
  } else if (g_str_equal (command, "read")) {
    zx_client_mark_read (probe->client, contact);
    say_done (command, NULL);
  } else if (g_str_equal (command, "draft")) {
    zx_client_save_draft (probe->client, contact, word (words, 2));
    say_done (command, NULL);
  } else {
    return FALSE;
  }
  return TRUE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  zx_client_save_finish (ZX_CLIENT (source), result, NULL, &error);
  say_done ("save", error);
}

/* An edit of a customer: edit CUSTOMER PART ID, set MEMBER TEXT, save, theirs MEMBER, rebase. */
static gboolean
run_edit_command (Probe *probe, char **words)
{
  const char *command = words[0];

  if (g_str_equal (command, "edit")) {
    ZxCustomer *customer = zx_client_get_customer (probe->client, number (words, 1));

    g_clear_pointer (&probe->edit, zx_change_free);
    probe->edit = zx_change_new (customer, (ZxPart) number (words, 2), number (words, 3));
    say_done (command, NULL);
  } else if (probe->edit != NULL && g_str_equal (command, "set")) {
    zx_change_set_text (probe->edit, word (words, 1), word (words, 2));
    say_done (command, NULL);
  } else if (probe->edit != NULL && g_str_equal (command, "save")) {
    zx_client_save_async (probe->client, probe->edit, NULL, saved_cb, probe);
  } else if (probe->edit != NULL && g_str_equal (command, "rebase")) {
    zx_change_rebase (probe->edit);
    say_done (command, NULL);
  } else if (probe->edit != NULL && g_str_equal (command, "theirs")) {
    g_autofree char *theirs = zx_change_dup_theirs (probe->edit, word (words, 1));
    GString *line = answer (command);

    zx_json_add_string (line, "text", theirs);
    say (line);
  } else {
    return FALSE;
  }
  return TRUE;
}

static gboolean
run_session_command (Probe *probe, char **words)
{
  ZxClient *client = probe->client;
  const char *command = words[0];
  g_autoptr (GError) error = NULL;

  if (g_str_equal (command, "sign-in")) {
    zx_client_sign_in_async (client, word (words, 1), word (words, 2), word (words, 3),
                             number (words, 4) != 0, NULL, signed_in_cb, probe);
  } else if (g_str_equal (command, "restore")) {
    zx_client_restore_async (client, word (words, 1), NULL, restored_cb, probe);
  } else if (g_str_equal (command, "sign-out")) {
    zx_client_sign_out_async (client, NULL, signed_out_cb, probe);
  } else if (g_str_equal (command, "trust")) {
    zx_client_trust_file (client, word (words, 1), &error);
    say_done (command, error);
  } else if (g_str_equal (command, "presence")) {
    int presence = ZX_PRESENCE_ONLINE;

    zx_enum_from_word (ZX_TYPE_PRESENCE, word (words, 1), &presence);
    zx_client_set_presence_async (client, presence, word (words, 2), NULL, presence_cb, probe);
  } else if (g_str_equal (command, "cut")) {
    probe->cuts_left = (guint) number (words, 1) + 1;
    light_cb (client, NULL, probe);
  } else if (g_str_equal (command, "quit")) {
    zx_client_close_async (client, closed_cb, probe);
  } else {
    return FALSE;
  }
  return TRUE;
}

static gboolean
run_list_command (Probe *probe, char **words)
{
  const char *command = words[0];

  if (g_str_equal (command, "state")) {
    say_state (probe);
  } else if (g_str_equal (command, "contacts")) {
    say_contacts (probe);
  } else if (g_str_equal (command, "outbox")) {
    say_messages (command, zx_client_get_outbox (probe->client));
  } else if (g_str_equal (command, "customer")) {
    say_customer (probe, number (words, 1));
  } else if (g_str_equal (command, "resend") || g_str_equal (command, "drop")) {
    ZxMessage *message = find_unsent (probe, word (words, 1));

    if (message != NULL && g_str_equal (command, "resend"))
      zx_client_resend (probe->client, message);
    else if (message != NULL)
      zx_client_drop (probe->client, message);
    say_done (command, NULL);
  } else if (probe->shown != NULL && g_str_equal (command, "transcript")) {
    say_messages (command, G_LIST_MODEL (probe->shown));
  } else if (probe->shown != NULL && g_str_equal (command, "recall")) {
    g_autoptr (ZxMessage) message = find_shown (probe, word (words, 1));

    zx_client_recall_async (probe->client, message, NULL, recalled_cb, probe);
  } else if (probe->shown != NULL && g_str_equal (command, "older")) {
    zx_transcript_load_older_async (probe->shown, NULL, older_cb, probe);
  } else {
    return FALSE;
  }
  return TRUE;
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Probe *probe = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (probe->in, result, NULL, NULL);
  g_auto (GStrv) words = line != NULL ? g_strsplit (line, "\t", -1) : NULL;

  if (line == NULL) { /* the test is gone */
    g_main_loop_quit (probe->loop);
    return;
  }
  if (words[0] != NULL && !run_file_command (probe, words) && !run_edit_command (probe, words) &&
      !run_session_command (probe, words) && !run_list_command (probe, words) &&
      !run_contact_command (probe, words)) {
    GString *unknown = answer (words[0]);

    zx_json_add_string (unknown, "log", "unknown command or contact");
    say (unknown);
  }
  g_data_input_stream_read_line_async (probe->in, G_PRIORITY_DEFAULT, NULL, line_read_cb, probe);
}

/* Between two looks at its descriptors the loop must never be busy for long. */
static int
timed_poll (GPollFD *fds, guint n, int timeout_ms)
{
  static gint64 woke_at_us;
  int ready;

  if (woke_at_us != 0)
    slowest_loop_us = MAX (slowest_loop_us, g_get_monotonic_time () - woke_at_us);
  ready = g_poll (fds, n, timeout_ms);
  woke_at_us = g_get_monotonic_time ();
  return ready;
}

int
main (int argc, char **argv)
{
  Probe probe = {0};
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  g_log_writer_default_set_use_stderr (TRUE);
  g_main_context_set_poll_func (NULL, timed_poll);
  probe.client = zx_client_new (argc > 1 ? argv[1] : NULL);
  probe.in = g_data_input_stream_new (in);
  probe.loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (probe.client, "signed-out", G_CALLBACK (client_signed_out_cb), &probe);
  g_signal_connect (probe.client, "notify::light", G_CALLBACK (light_cb), &probe);
  g_data_input_stream_read_line_async (probe.in, G_PRIORITY_DEFAULT, NULL, line_read_cb, &probe);
  g_main_loop_run (probe.loop);
  g_clear_object (&probe.shown);
  g_clear_pointer (&probe.edit, zx_change_free);
  g_object_unref (probe.client);
  while (g_main_context_iteration (NULL, FALSE))
    ; /* what was cancelled still answers */
  g_object_unref (probe.in);
  g_main_loop_unref (probe.loop);
  return 0;
}
