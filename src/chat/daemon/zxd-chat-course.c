/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Visitors rate, leave messages and take their conversation with them; agents take it, too. */
#include "zxd-chat-private.h"

#include <string.h>

#include "zx-clock.h"
#include "zx-id.h"
#include "zxd-store-rating.h"
#include "zxd-store-visitor.h"

enum {
  COMMENT_CHARACTERS = 1000,
  TEXT_CHARACTERS = 4000, /* as in the conversation */
  NAME_CHARACTERS = 100,
  REACH_CHARACTERS = 200,
  MOST_FILES = 10,
  RATINGS_PER_MINUTE = 20,
  MESSAGES_PER_MINUTE = 6,
  TRIES_PER_MINUTE = 30, /* of writing one: who mistypes his number may mend it */
  TRANSCRIPTS_PER_MINUTE = 10,
};

/* One request of a visitor. */
typedef struct {
  ZxdAnswer answer;
  char *token;      /* owned */
  char *key;        /* owned: of the channel */
  JsonObject *body; /* owned, null for GET: its texts are lent to the others */
  ZxdRating rating;
  char *reasons; /* owned, null */
  ZxdPost *post; /* owned, null */
  char *reach;   /* owned, null */
  ZxdLeft left;
  guint8 contact[ZX_UUID_BYTES];
  gint64 visitor_id;
  const char *lang;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  zxd_answer_clear (&ask->answer);
  g_clear_pointer (&ask->body, json_object_unref);
  g_clear_pointer (&ask->post, zxd_post_free);
  g_free (ask->reasons);
  g_free (ask->reach);
  g_free (ask->token);
  g_free (ask->key);
  g_free (ask);
}

/* Null after having answered: too often, or nobody we could know asks. */
static Ask *
ask_new (ZxdCall *call, ZxdChat *chat, const char *what, guint per_minute)
{
  g_autofree char *block = zxd_call_block (call);
  g_autofree char *limit = g_strdup_printf ("%s|%s", what, block);
  g_autofree char *token = NULL;
  Ask *ask;

  if (!zxd_call_limit (call, limit, per_minute))
    return NULL;
  token = zxd_chat_visitor_token (call);
  if (token == NULL) {
    zxd_call_problem (call, 403, "no-visitor", "Start a session first.");
    return NULL;
  }
  ask = g_new0 (Ask, 1);
  ask->token = g_steal_pointer (&token);
  ask->key = g_strdup (zxd_call_part (call, "key"));
  return ask;
}

/* The same for a change, with its body. */
static Ask *
ask_for_change (ZxdCall *call, ZxdChat *chat, const char *what, guint per_minute)
{
  JsonObject *body;
  Ask *ask;

  if (!zxd_chat_check_origin (call))
    return NULL;
  body = zxd_call_body (call);
  ask = body != NULL ? ask_new (call, chat, what, per_minute) : NULL;
  if (ask != NULL)
    ask->body = json_object_ref (body);
  return ask;
}

static gboolean
find_visitor (ZxdDb *db, Ask *ask, GError **error)
{
  if (!zxd_visitor_id_of (db, ask->token, ask->key, zx_clock_now_ms (), &ask->visitor_id, error))
    return FALSE;
  if (ask->visitor_id != 0)
    return TRUE;
  ask->answer.problem = "no-visitor";
  return zx_throw (error, ZX_ERROR_NOT_ALLOWED, "Start a session first.");
}

/* A text of at most @most characters, null when it is empty or absent; FALSE after having answered
 * 400. */
static gboolean
take_text (ZxdCall *call, Ask *ask, const char *name, int most, const char **text)
{
  *text = zx_json_string (ask->body, name);
  if (*text != NULL && !g_utf8_validate (*text, -1, NULL))
    *text = NULL;
  if (*text != NULL && g_utf8_strlen (*text, -1) > most) {
    zxd_call_problem (call, 400, "bad-data", "“%s” has at most %d characters.", name, most);
    return FALSE;
  }
  if (*text != NULL && **text == '\0')
    *text = NULL;
  return TRUE;
}

/* ---- POST /widget/{key}/rating */

static gboolean
write_rating (ZxdTxn *txn, gpointer data, GError **error)
{
  Ask *ask = data;
  g_auto (ZxdRefusal) refusal = {0};

  zxd_answer_wipe (&ask->answer);
  if (!find_visitor (zxd_txn_db (txn), ask, error))
    return FALSE;
  if (!zxd_visitor_rate (txn, ask->visitor_id, &ask->rating, zx_clock_now_ms (), &refusal, error)) {
    zxd_answer_refuse (&ask->answer, &refusal);
    return FALSE;
  }
  ask->answer.status = 204;
  return TRUE;
}

/* The known words of the array, as JSON; FALSE after having answered 400. */
static gboolean
take_reasons (ZxdCall *call, Ask *ask)
{
  static const char *const known[] = {"quick",   "clear",    "solved", "kind", "slow",
                                      "unclear", "unsolved", "rude",   NULL};
  JsonArray *array = zx_json_array (ask->body, "reasons");
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    const char *word = zx_json_element_string (array, i);

    if (word == NULL || !g_strv_contains (known, word) || i >= G_N_ELEMENTS (known)) {
      zxd_call_problem (call, 400, "bad-data",
                        "“reasons” are words of: quick, clear, solved, kind, slow, unclear, "
                        "unsolved, rude.");
      return FALSE;
    }
    g_string_append_printf (json, i > 0 ? ",\"%s\"" : "\"%s\"", word);
  }
  g_string_append_c (json, ']');
  if (json->len > 2)
    ask->reasons = g_string_free (g_steal_pointer (&json), FALSE);
  ask->rating.reasons = ask->reasons;
  return TRUE;
}

static gboolean
take_rating (ZxdCall *call, Ask *ask)
{
  const char *uuid = zx_json_string (ask->body, "contact");

  ask->rating.stars = zx_json_int (ask->body, "stars", 0);
  if (uuid == NULL || !zx_uuid_parse (uuid, ask->rating.contact) || ask->rating.stars < 1 ||
      ask->rating.stars > 5) {
    zxd_call_problem (call, 400, "bad-data",
                      "“contact” is a conversation's UUID, “stars” a number from 1 to 5.");
    return FALSE;
  }
  return take_reasons (call, ask) &&
         take_text (call, ask, "comment", COMMENT_CHARACTERS, &ask->rating.comment);
}

static void
post_rating (ZxdCall *call, gpointer data)
{
  Ask *ask = ask_for_change (call, data, "visitor-rating", RATINGS_PER_MINUTE);

  if (ask != NULL && take_rating (call, ask))
    zxd_call_write_answer (call, write_rating, ask, ask_free);
  else if (ask != NULL)
    ask_free (ask);
}

/* ---- POST /widget/{key}/message */

static gboolean
write_message (ZxdTxn *txn, gpointer data, GError **error)
{
  Ask *ask = data;
  char uuid[ZX_UUID_TEXT];

  zxd_answer_wipe (&ask->answer);
  if (!find_visitor (zxd_txn_db (txn), ask, error) ||
      !zxd_visitor_leave (txn, ask->visitor_id, ask->post, &ask->left, ask->contact, error))
    return FALSE;
  zx_uuid_format (ask->contact, uuid);
  g_string_append_c (ask->answer.json, '{');
  zx_json_add_string (ask->answer.json, "contact", uuid);
  g_string_append_c (ask->answer.json, '}');
  ask->answer.status = ask->post->outcome == ZXD_POST_STORED ? 201 : 200;
  return TRUE;
}

/* Files that he has sent before, for this message; null when there are none. */
static char **
take_files (JsonObject *body)
{
  JsonArray *array = zx_json_array (body, "files");
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();
  guint n_files = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    const char *uuid = zx_json_element_string (array, i);

    if (uuid != NULL && n_files++ < MOST_FILES)
      g_strv_builder_add (files, uuid);
  }
  return n_files > 0 ? g_strv_builder_end (files) : NULL;
}

static gboolean
take_message (ZxdCall *call, Ask *ask)
{
  g_auto (GStrv) files = take_files (ask->body);
  g_autoptr (GError) error = NULL;
  const char *text, *reach;

  if (!take_text (call, ask, "text", TEXT_CHARACTERS, &text) ||
      !take_text (call, ask, "name", NAME_CHARACTERS, &ask->left.name) ||
      !take_text (call, ask, "reach", REACH_CHARACTERS, &reach))
    return FALSE;
  ask->reach = zxd_reach_normalise (reach != NULL ? reach : "", &error);
  if (ask->reach == NULL) {
    zxd_call_problem_with (call, 422, "bad-reach", "\"field\":\"reach\",\"why\":\"malformed\"",
                           "%s", error->message);
    return FALSE;
  }
  ask->left.reach = ask->reach;
  if (text == NULL && files == NULL) {
    zxd_call_problem (call, 400, "bad-data", "“text” says what happened.");
    return FALSE;
  }
  if (text == NULL)
    text = "";
  ask->post = zxd_post_new ();
  ask->post->files = g_steal_pointer (&files);
  ask->post->text = g_strdup (text);
  ask->post->text_length = strlen (text);
  ask->post->sent_at_ms = zx_clock_now_ms ();
  return zxd_call_uuid (call, "request", ask->post->uuid);
}

static gboolean
check_rate (ZxdCall *call)
{
  g_autofree char *block = zxd_call_block (call);
  g_autofree char *limit = g_strdup_printf ("visitor-left|%s", block);

  return zxd_call_limit (call, limit, MESSAGES_PER_MINUTE);
}

static void
post_message (ZxdCall *call, gpointer data)
{
  Ask *ask = ask_for_change (call, data, "visitor-message", TRIES_PER_MINUTE);

  if (ask != NULL && take_message (call, ask) && check_rate (call))
    zxd_call_write_answer (call, write_message, ask, ask_free);
  else if (ask != NULL)
    ask_free (ask);
}

/* ---- GET /widget/{key}/transcript, GET /api/v1/contacts/{id}/transcript.txt */

/* A conversation on its way out as text. */
typedef struct {
  ZxdCall *call; /* lent: it lives until it is answered */
  Ask *ask;      /* owned; null: an agent asks */
  gint64 contact_id;
  const char *you; /* static */
  GString *text;   /* owned */
} Download;

static void
download_free (gpointer data)
{
  Download *download = data;

  if (download->ask != NULL)
    ask_free (download->ask);
  g_string_free (download->text, TRUE);
  g_free (download);
}

static gboolean
is_chinese (ZxdCall *call)
{
  const char *lang = zxd_call_query (call, "lang");

  return lang != NULL && g_str_has_prefix (lang, "zh");
}

static gboolean
read_transcript (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Download *download = data;
  const ZxRights *rights = zxd_call_rights (download->call);
  g_autoptr (ZxdContact) contact = NULL;
  Ask *ask = download->ask;

  if (ask != NULL) {
    if (!find_visitor (db, ask, error) ||
        !zxd_visitor_contact (db, ask->visitor_id, ask->contact, &download->contact_id, error))
      return FALSE;
    if (download->contact_id == 0)
      return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such conversation.");
  } else {
    contact = zxd_contact_load_seen (db, rights, download->contact_id, error);
    if (contact == NULL)
      return FALSE;
  }
  return zxd_transcript_add (db, download->contact_id, download->you, download->text, error);
}

static void
transcript_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdCall *call = user_data;
  g_autoptr (GError) error = NULL;
  Download *download = zxd_store_read_finish (result, &error);

  if (download == NULL) {
    zxd_call_answer_error (call, error);
    return;
  }
  zxd_call_answer_download (call, "text/plain; charset=utf-8", "transcript.txt", download->text);
  download_free (download);
}

static void
start_download (ZxdCall *call, Ask *ask, const char *you)
{
  Download *download = g_new0 (Download, 1);

  download->call = call;
  download->ask = ask;
  download->you = you;
  download->contact_id = ask == NULL ? zxd_call_part_id (call, "id") : 0;
  download->text = g_string_new (NULL);
  zxd_store_read (zxd_server_get_store (zxd_call_server (call)), read_transcript, download,
                  download_free, transcript_read_cb, call);
}

static void
get_own_transcript (ZxdCall *call, gpointer data)
{
  const char *site = zxd_call_header (call, "Sec-Fetch-Site");
  const char *uuid = zxd_call_query (call, "contact");
  Ask *ask;

  if (site != NULL && !g_str_equal (site, "same-origin")) {
    zxd_call_problem (call, 403, "wrong-origin", "This is for the conversation frame alone.");
    return;
  }
  ask = ask_new (call, data, "visitor-transcript", TRANSCRIPTS_PER_MINUTE);
  if (ask == NULL)
    return;
  if (uuid == NULL || !zx_uuid_parse (uuid, ask->contact)) {
    zxd_call_problem (call, 400, "bad-query", "“contact” is a conversation's UUID.");
    ask_free (ask);
    return;
  }
  start_download (call, ask, is_chinese (call) ? "您" : "You");
}

static void
get_transcript (ZxdCall *call, gpointer data)
{
  start_download (call, NULL, is_chinese (call) ? "客户" : "Customer");
}

void
zxd_chat_course_register (ZxdChat *chat)
{
  zxd_server_add_endpoint (chat->server, "POST", "/widget/{key}/rating", ZXD_OPEN, post_rating,
                           chat);
  zxd_server_add_endpoint (chat->server, "POST", "/widget/{key}/message", ZXD_OPEN, post_message,
                           chat);
  zxd_server_add_endpoint (chat->server, "GET", "/widget/{key}/transcript", ZXD_OPEN,
                           get_own_transcript, chat);
  zxd_server_add_endpoint (chat->server, "GET", "/api/v1/contacts/{id}/transcript.txt",
                           ZXD_SIGNED_IN, get_transcript, chat);
}
