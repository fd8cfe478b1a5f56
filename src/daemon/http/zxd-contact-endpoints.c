/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts and their messages, for agents: list, look, accept, write, read. */
#include "zxd-contact-endpoints.h"

#include "zx-error.h"
#include "zx-id.h"
#include "zxd-store-file.h"
#include "zxd-store-message.h"

#include <string.h>

enum { TEXT_CHARACTERS = 10000 }; /* of an agent's message: a long article goes out whole */

/* One request of an agent about one contact, or a page of them. */
typedef struct {
  ZxdAnswer answer;
  const ZxRights *rights; /* lent by the call, which lives until it is answered */
  gint64 contact_id;
  int limit;
  gint64 after;
  gboolean is_open;
  gint64 seq;
  guint8 uuid[ZX_UUID_BYTES];
  char *text;       /* owned: of a message; null */
  char *suggestion; /* owned, null */
  gint64 quote_id;
  gint64 mentions[ZXD_MENTIONS_MOST];
  gsize n_mentions;
  char **files; /* owned: UUIDs, null */
  gint64 seen_seq;
  gboolean is_internal, is_verbatim;
} Wish;

static Wish *
wish_new (ZxdCall *call)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->answer.json = g_string_new (NULL);
  wish->answer.extra = g_string_new (NULL);
  wish->rights = zxd_call_rights (call);
  wish->contact_id = zxd_call_part_id (call, "id");
  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  if (wish->answer.json != NULL) /* null once it has been answered */
    g_string_free (wish->answer.json, TRUE);
  g_string_free (wish->answer.extra, TRUE);
  g_free (wish->text);
  g_free (wish->suggestion);
  g_strfreev (wish->files);
  g_free (wish);
}

/* A closure may run twice, so it starts from nothing. */
static void
wipe (Wish *wish)
{
  g_string_truncate (wish->answer.json, 0);
  g_string_truncate (wish->answer.extra, 0);
  wish->answer.rev = 0;
  wish->answer.problem = NULL;
}

/* A refusal becomes the problem that the client can act on: who, which message, when. */
static gboolean
pass_verdict (Wish *wish, const ZxdVerdict *verdict, GError **error)
{
  wish->answer.problem = zxd_verdict_problem (verdict);
  if (wish->answer.problem == NULL)
    return TRUE;
  zxd_verdict_add_json (verdict, wish->answer.extra);
  switch (verdict->kind) {
  case ZXD_VERDICT_TAKEN:
    return zx_throw (error, ZX_ERROR_CONFLICT, "%s has this contact.",
                     verdict->by != NULL ? verdict->by : "A colleague");
  case ZXD_VERDICT_RESERVED:
    return zx_throw (error, ZX_ERROR_CONFLICT,
                     "This contact was put before “%s”: one of them takes it, or who oversees.",
                     verdict->by != NULL ? verdict->by : "a group");
  case ZXD_VERDICT_OVER:
    return zx_throw (error, ZX_ERROR_CONFLICT, "This contact is over.");
  case ZXD_VERDICT_ANSWERED_MEANWHILE:
    return zx_throw (error, ZX_ERROR_CONFLICT, "%s answered meanwhile.",
                     verdict->by != NULL ? verdict->by : "A colleague");
  case ZXD_VERDICT_CUSTOMER_WROTE_MEANWHILE:
    return zx_throw (error, ZX_ERROR_CONFLICT, "The customer wrote again meanwhile.");
  case ZXD_VERDICT_TOO_LATE:
  case ZXD_VERDICT_BAD_QUOTE:
  case ZXD_VERDICT_BAD_MENTION: /* not of a contact's moves */
  case ZXD_VERDICT_DONE:
  case ZXD_VERDICT_AGAIN:
  default:
    return TRUE;
  }
}

static gboolean
answer_contact (ZxdDb *db, gint64 as_of, Wish *wish, GError **error)
{
  return zxd_contact_get (db, as_of, wish->rights, wish->contact_id, wish->answer.json,
                          &wish->answer.rev, error);
}

/* The UUID of an action or message; FALSE when 400 was answered. */
static gboolean
take_uuid (ZxdCall *call, JsonObject *body, const char *name, Wish *wish)
{
  const char *text = zx_json_string (body, name);

  if (text != NULL && zx_uuid_parse (text, wish->uuid))
    return TRUE;
  zxd_call_problem (call, 400, "bad-data", "“%s” must be a UUID made by the client.", name);
  return FALSE;
}

/* ---- GET contacts, GET contacts/{id} */

static gboolean
read_contacts (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  wipe (wish);
  return zxd_contact_list (db, as_of, wish->rights, wish->is_open, wish->limit, wish->after,
                           wish->answer.json, error);
}

static void
get_contacts (ZxdCall *call, gpointer data)
{
  const char *state = zxd_call_query (call, "state");
  Wish *wish;
  gint64 after;
  int limit;

  if (state != NULL && !g_str_equal (state, "open") && !g_str_equal (state, "closed")) {
    zxd_call_problem (call, 400, "bad-query", "“state” is open or closed.");
    return;
  }
  if (!zxd_call_page (call, &limit, &after))
    return;
  wish = wish_new (call);
  wish->is_open = state == NULL || g_str_equal (state, "open");
  wish->limit = limit;
  wish->after = after;
  zxd_call_read_answer (call, read_contacts, wish, wish_free);
}

static gboolean
read_contact (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  wipe (data);
  return answer_contact (db, as_of, data, error);
}

static void
get_contact (ZxdCall *call, gpointer data)
{
  zxd_call_read_answer (call, read_contact, wish_new (call), wish_free);
}

/* ---- GET contacts/{id}/messages */

static gboolean
read_messages (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;

  wipe (wish);
  return zxd_message_page (db, as_of, wish->rights, wish->contact_id, wish->limit, wish->after,
                           wish->answer.json, error);
}

static void
get_messages (ZxdCall *call, gpointer data)
{
  Wish *wish;
  gint64 after;
  int limit;

  if (!zxd_call_page (call, &limit, &after))
    return;
  wish = wish_new (call);
  wish->limit = limit;
  wish->after = after;
  zxd_call_read_answer (call, read_messages, wish, wish_free);
}

/* ---- POST contacts/{id}/messages */

static gboolean
write_message (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_auto (ZxdVerdict) verdict = {0};
  ZxdDraft draft = {.contact_id = wish->contact_id,
                    .text = wish->text,
                    .seen_seq = wish->seen_seq,
                    .is_internal = wish->is_internal,
                    .is_verbatim = wish->is_verbatim,
                    .suggestion = wish->suggestion,
                    .quote_id = wish->quote_id,
                    .mentions = wish->mentions,
                    .n_mentions = wish->n_mentions,
                    .files = (const char *const *) wish->files};

  wipe (wish);
  memcpy (draft.uuid, wish->uuid, sizeof draft.uuid);
  if (!zxd_message_send (txn, wish->rights, &draft, &verdict, wish->answer.json, error)) {
    wish->answer.problem = zxd_verdict_problem (&verdict);
    return FALSE;
  }
  if (!pass_verdict (wish, &verdict, error))
    return FALSE;
  wish->answer.status = verdict.kind == ZXD_VERDICT_AGAIN ? 200 : 201;
  return TRUE;
}

/* What is kept of the suggestion that a message came from: the assistant learns from it. */
static char *
keep_suggestion (JsonObject *suggestion)
{
  GString *out = g_string_new ("{");

  zx_json_add_id (out, "article_id", zx_json_id (suggestion, "article_id"));
  zx_json_add_id (out, "question_id", zx_json_id (suggestion, "question_id"));
  zx_json_add_bool (out, "edited", zx_json_bool (suggestion, "edited", FALSE));
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

/* Whom a note calls. FALSE when they are too many, or no agents' numbers. */
static gboolean
read_mentions (JsonArray *array, Wish *wish)
{
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n > ZXD_MENTIONS_MOST)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const char *id = zx_json_element_string (array, i);

    if (id == NULL || !zx_id_parse (id, &wish->mentions[i]))
      return FALSE;
  }
  wish->n_mentions = n;
  return TRUE;
}

/* FALSE when they are too many. What is no UUID names no file, and the store says so. */
static gboolean
read_files (JsonArray *array, Wish *wish)
{
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();
  guint n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n; i++) {
    const char *uuid = zx_json_element_string (array, i);

    g_strv_builder_add (files, uuid != NULL ? uuid : "");
  }
  if (n > 0)
    wish->files = g_strv_builder_end (files);
  return n <= ZXD_FILE_COUNT;
}

/* Fills @wish from the body; what is wrong with it, or null. */
static const char *
read_message (JsonObject *body, Wish *wish)
{
  const char *text = zx_json_string (body, "text"), *uuid = zx_json_string (body, "uuid");
  JsonObject *suggestion = zx_json_object (body, "suggestion");
  JsonArray *mentions = zx_json_array (body, "mentions");

  wish->is_internal = zx_json_bool (body, "internal", FALSE);
  wish->seen_seq = zx_json_int (body, "seen_seq", 0);
  wish->quote_id = zx_json_id (body, "quote");
  if (uuid == NULL || !zx_uuid_parse (uuid, wish->uuid))
    return "“uuid” must be a UUID made by the client.";
  if (!read_files (zx_json_array (body, "files"), wish))
    return "“files” are at most 10.";
  if (text == NULL || g_utf8_strlen (text, -1) > TEXT_CHARACTERS ||
      (*text == '\0' && wish->files == NULL))
    return "“text” has 1 to 10000 characters, or none with files.";
  if (wish->is_internal && suggestion != NULL)
    return "A note to colleagues carries no “suggestion”: that is for the customer.";
  if (!wish->is_internal && mentions != NULL)
    return "“mentions” are for notes (“internal”) alone: customers are not told of colleagues.";
  if (!read_mentions (mentions, wish))
    return "“mentions” are the ids of at most 10 colleagues.";
  wish->text = g_strdup (text);
  wish->is_verbatim = suggestion != NULL && !zx_json_bool (suggestion, "edited", FALSE);
  wish->suggestion = suggestion != NULL ? keep_suggestion (suggestion) : NULL;
  return NULL;
}

static void
post_message (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  const char *fault;
  Wish *wish;

  if (body == NULL)
    return;
  wish = wish_new (call);
  fault = read_message (body, wish);
  if (fault == NULL) {
    zxd_call_write_answer (call, write_message, wish, wish_free);
    return;
  }
  wish_free (wish);
  zxd_call_problem (call, 400, "bad-data", "%s", fault);
}

/* ---- POST contacts/{id}/accept */

static gboolean
accept_contact (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_auto (ZxdVerdict) verdict = {0};

  wipe (wish);
  return zxd_contact_accept (txn, wish->rights, wish->contact_id, wish->uuid, &verdict, error) &&
         pass_verdict (wish, &verdict, error) && answer_contact (zxd_txn_db (txn), 0, wish, error);
}

static void
post_accept (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  Wish *wish;

  if (body == NULL)
    return;
  wish = wish_new (call);
  if (take_uuid (call, body, "request", wish))
    zxd_call_write_answer (call, accept_contact, wish, wish_free);
  else
    wish_free (wish);
}

/* ---- PUT contacts/{id}/read */

static gboolean
write_reading (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;

  wipe (wish);
  wish->answer.status = 204;
  return zxd_contact_read (txn, wish->rights, wish->contact_id, wish->seq, error);
}

static void
put_read (ZxdCall *call, gpointer data)
{
  JsonObject *body = zxd_call_body (call);
  gint64 seq = body != NULL ? zx_json_int (body, "seq", -1) : 0;
  Wish *wish;

  if (body == NULL)
    return;
  if (seq < 0) {
    zxd_call_problem (call, 400, "bad-data", "“seq” is the number of a message.");
    return;
  }
  wish = wish_new (call);
  wish->seq = seq;
  zxd_call_write_answer (call, write_reading, wish, wish_free);
}

void
zxd_contacts_register (ZxdServer *server)
{
  static const struct {
    const char *method, *path;
    ZxdEndpointFunc fn;
  } endpoints[] = {
      {"GET", "/api/v1/contacts", get_contacts},
      {"GET", "/api/v1/contacts/{id}", get_contact},
      {"GET", "/api/v1/contacts/{id}/messages", get_messages},
      {"POST", "/api/v1/contacts/{id}/messages", post_message},
      {"POST", "/api/v1/contacts/{id}/accept", post_accept},
      {"PUT", "/api/v1/contacts/{id}/read", put_read},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    zxd_server_add_endpoint (server, endpoints[i].method, endpoints[i].path, ZXD_SIGNED_IN,
                             endpoints[i].fn, NULL);
}
