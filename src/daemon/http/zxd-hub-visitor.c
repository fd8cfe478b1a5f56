/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What visitors send and what they are told: their messages to the store and the acknowledgements
 * back, and the little of an event that they may see. */
#include "zxd-hub-private.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-store-file.h"
#include "zxd-store-message.h"

#include <string.h>

enum {
  TEXT_CHARACTERS = 4000, /* of one message, as the page's composer allows */
  HELD_POSTS = 200,       /* behind one that goes alone */
  REFUSALS = 100,         /* in a row; our page never gets near */
  RATE_SPAN_S = 10,
};

/* ---- answers */

void
zxd_visitor_refuse (ZxdHub *hub, ZxdConn *conn, gint64 number, const char *uuid, const char *code)
{
  GString *out = g_string_truncate (hub->scratch, 0);

  g_string_append_printf (out, "{\"refused\":%" G_GINT64_FORMAT, number);
  if (uuid != NULL && g_utf8_validate (uuid, -1, NULL)) /* it may be anything */
    zx_json_add_string (out, "uuid", uuid);
  zx_json_add_string (out, "code", code);
  g_string_append_c (out, '}');
  zxd_conn_put_text (hub, conn, out->str, out->len);
}

static void
refuse_post (ZxdHub *hub, const ZxdPost *post, const char *code)
{
  ZxdConn *conn = zxd_hub_find (hub, post->connection);
  char uuid[ZX_UUID_TEXT];

  zx_uuid_format (post->uuid, uuid);
  if (conn != NULL)
    zxd_visitor_refuse (hub, conn, post->number, uuid, code);
}

static void
acknowledge (ZxdHub *hub, const ZxdPost *post)
{
  ZxdConn *conn = zxd_hub_find (hub, post->connection);
  char uuid[ZX_UUID_TEXT], text[200];
  int n;

  if (conn == NULL)
    return;
  zx_uuid_format (post->uuid, uuid);
  n = g_snprintf (text, sizeof text,
                  "{\"ack\":%" G_GINT64_FORMAT ",\"uuid\":\"%s\",\"seq\":%" G_GINT64_FORMAT
                  ",\"sent_at\":\"%s\"}",
                  post->number, uuid, post->seq, zxd_hub_time (hub, post->sent_at_ms));
  zxd_conn_put_text (hub, conn, text, n);
}

/* ---- messages on their way to the store */

static void
build_json (ZxdHub *hub, ZxdPost *post)
{
  GString *out = g_string_truncate (hub->scratch, 0);
  char uuid[ZX_UUID_TEXT];

  zx_uuid_format (post->uuid, uuid);
  g_string_append_printf (out,
                          "{\"contact_id\":\"%" G_GINT64_FORMAT
                          "\",\"uuid\":\"%s\",\"author\":\"customer\",\"text\":",
                          post->contact_id, uuid);
  zx_json_quote (out, post->text, post->text_length);
  g_string_append_printf (out, ",\"sent_at\":\"%s\"}", zxd_hub_time (hub, post->sent_at_ms));
  g_free (post->json);
  post->json = g_strndup (out->str, out->len);
  post->json_length = out->len;
}

static void
ask_for_contact (ZxdHub *hub, ZxdHubVisitor *visitor, ZxdPost *post)
{
  if (hub->first_post == NULL) {
    refuse_post (hub, post, "unavailable");
    zxd_post_free (post);
    return;
  }
  visitor->awaited = post;
  g_hash_table_insert (hub->awaiting, post, visitor);
  hub->first_post (visitor->id, post, hub->first_post_data);
}

/* What is more than words of an open contact that is talked in: it goes alone, when the store has
 * all before it. */
static gboolean
is_slow (const ZxdHubVisitor *visitor, const ZxdPost *post)
{
  return visitor->contact_id == 0 || visitor->is_left || post->is_end || post->is_recall ||
         post->quote != NULL || post->files != NULL;
}

static void
start_slow (ZxdHub *hub, ZxdHubVisitor *visitor, ZxdPost *post)
{
  if (post->is_end)
    zxd_visitor_start_end (hub, visitor, post);
  else
    ask_for_contact (hub, visitor, post);
}

/* What is on its way to a contact that he has no more comes back, and goes first then. */
static gboolean
goes_alone (const ZxdHubVisitor *visitor, const ZxdPost *post)
{
  return is_slow (visitor, post) || visitor->posted_to != visitor->contact_id;
}

/* FALSE when it has to wait for what was sent before. */
static gboolean
start (ZxdHub *hub, ZxdHubVisitor *visitor, ZxdPost *post)
{
  if (visitor->awaited != NULL || (visitor->n_posted > 0 && goes_alone (visitor, post)))
    return FALSE;
  post->contact_id = visitor->contact_id;
  if (is_slow (visitor, post)) {
    start_slow (hub, visitor, post);
    return TRUE;
  }
  build_json (hub, post);
  post->visitor_id = visitor->id;
  visitor->posted_to = post->contact_id;
  visitor->n_posted++;
  if (hub->posts_last != NULL)
    hub->posts_last->next = post;
  else
    hub->posts_first = post;
  hub->posts_last = post;
  return TRUE;
}

/* In the order in which they were sent: behind one that waits, all others wait. */
static void
submit (ZxdHub *hub, ZxdHubVisitor *visitor, ZxdPost *post)
{
  if (!g_queue_is_empty (&visitor->held) || !start (hub, visitor, post))
    g_queue_push_tail (&visitor->held, post);
}

void
zxd_hub_flush_posts (ZxdHub *hub)
{
  if (hub->posts_first == NULL)
    return;
  zxd_store_post (hub->store, hub->posts_first, hub->posts_last);
  hub->posts_first = hub->posts_last = NULL;
}

/* ---- what a visitor sends */

/* Each message takes its share of the 10 s; who is a whole 10 s ahead has to wait. */
static gboolean
may_send (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  gint64 span_us = RATE_SPAN_S * G_USEC_PER_SEC;
  gint64 next_us = MAX (visitor->rate_us, hub->now_us) + span_us / hub->rate;

  if (next_us - hub->now_us > span_us)
    return FALSE;
  visitor->rate_us = next_us;
  return TRUE;
}

static gboolean
is_too_fast (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  return !may_send (hub, visitor) || visitor->held.length >= HELD_POSTS;
}

/* Who goes on sending what cannot be taken is no page of ours. */
static void
turn_down (ZxdHub *hub, ZxdConn *conn, gint64 number, const char *uuid, const char *code)
{
  zxd_visitor_refuse (hub, conn, number, uuid, code);
  if (++conn->n_refused >= REFUSALS)
    zxd_conn_close (hub, conn, ZXD_CLOSE_REFUSED);
}

/* What is no good counts against his allowance as well: it is answered, too. */
static const char *
fault_of (ZxdHub *hub,
          ZxdHubVisitor *visitor,
          const char *uuid,
          const char *text,
          JsonArray *files,
          guint8 *bytes)
{
  guint n_files = files != NULL ? json_array_get_length (files) : 0;

  if (is_too_fast (hub, visitor))
    return "too-fast";
  if (uuid == NULL || text == NULL || !zx_uuid_parse (uuid, bytes))
    return "bad-data";
  if (*text == '\0' && n_files == 0)
    return "empty";
  if (n_files > ZXD_FILE_COUNT)
    return "too-many-files";
  if (g_utf8_strlen (text, -1) > TEXT_CHARACTERS)
    return "too-long";
  return NULL;
}

/* The UUIDs of the files; what is none names no file. Null when there are none. */
static char **
read_files (JsonArray *files)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  if (files == NULL || json_array_get_length (files) == 0)
    return NULL;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (files); i++) {
    const char *uuid = zx_json_element_string (files, i);

    g_strv_builder_add (builder, uuid != NULL ? uuid : "");
  }
  return g_strv_builder_end (builder);
}

static void
message_received (ZxdHub *hub, ZxdConn *conn, JsonObject *json)
{
  const char *uuid = zx_json_string (json, "uuid"), *text = zx_json_string (json, "text");
  gint64 number = zx_json_int (json, "n", 0);
  JsonArray *files = zx_json_array (json, "files");
  guint8 bytes[ZX_UUID_BYTES];
  const char *fault = fault_of (hub, conn->visitor, uuid, text, files, bytes);
  ZxdPost *post;

  if (fault != NULL) {
    turn_down (hub, conn, number, uuid, fault);
    return;
  }
  conn->n_refused = 0;
  post = zxd_post_new ();
  post->connection = ZXD_CONN_NAME (conn);
  post->number = number;
  memcpy (post->uuid, bytes, sizeof bytes);
  post->sent_at_ms = zx_clock_now_ms ();
  post->text = g_utf8_make_valid (text, -1); /* JSON's escapes can spell half a character */
  post->text_length = strlen (post->text);
  post->quote = g_strdup (zx_json_string (json, "quote"));
  post->files = read_files (files);
  hub->figures.messages_in++;
  /* Another daemon may hear of the message before it hears what he wrote of it last. */
  if (conn->visitor->is_typing && zxd_store_is_postgres (hub->store))
    zxd_visitor_note_typing (hub, conn->visitor, "");
  submit (hub, conn->visitor, post);
}

/* {"recall":"uuid","n":1} */
static void
recall_received (ZxdHub *hub, ZxdConn *conn, JsonObject *json)
{
  const char *uuid = zx_json_string (json, "recall");
  gint64 number = zx_json_int (json, "n", 0);
  guint8 bytes[ZX_UUID_BYTES];
  ZxdPost *post;

  if (is_too_fast (hub, conn->visitor)) {
    turn_down (hub, conn, number, uuid, "too-fast");
    return;
  }
  if (uuid == NULL || !zx_uuid_parse (uuid, bytes)) {
    turn_down (hub, conn, number, uuid, "bad-data");
    return;
  }
  post = zxd_post_new ();
  post->connection = ZXD_CONN_NAME (conn);
  post->number = number;
  memcpy (post->uuid, bytes, sizeof bytes);
  post->is_recall = TRUE;
  submit (hub, conn->visitor, post);
}

/* {"end":true,"n":1}, or {"leave_queue":true,"n":1}: the same, while he waits. */
static void
end_received (ZxdHub *hub, ZxdConn *conn, JsonObject *json)
{
  ZxdPost *post;

  if (is_too_fast (hub, conn->visitor)) {
    turn_down (hub, conn, zx_json_int (json, "n", 0), NULL, "too-fast");
    return;
  }
  post = zxd_post_new ();
  post->connection = ZXD_CONN_NAME (conn);
  post->number = zx_json_int (json, "n", 0);
  post->is_end = TRUE;
  submit (hub, conn->visitor, post);
}

void
zxd_visitor_received (ZxdHub *hub, ZxdConn *conn, const char *text, gsize length)
{
  g_autoptr (JsonObject) json = length > 0 ? zx_json_parse (text, length, NULL) : NULL;

  if (json == NULL)
    zxd_conn_close (hub, conn, ZXD_CLOSE_BAD_DATA);
  else if (json_object_has_member (json, "read") || json_object_has_member (json, "got"))
    zxd_visitor_note_reading (hub, conn->visitor, zx_json_int (json, "read", 0),
                              zx_json_int (json, "got", 0));
  else if (zx_json_string (json, "typing") != NULL)
    zxd_visitor_note_typing (hub, conn->visitor, zx_json_string (json, "typing"));
  else if (zx_json_bool (json, "end", FALSE) || zx_json_bool (json, "leave_queue", FALSE))
    end_received (hub, conn, json);
  else if (json_object_has_member (json, "recall"))
    recall_received (hub, conn, json);
  else
    message_received (hub, conn, json);
}

/* ---- what comes back from the store and from the chat module */

/* Ids grow: an older one is where he was before. What is awaited is answered first. */
static void
follow (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  if (visitor->awaited != NULL || visitor->newer_id <= visitor->contact_id)
    return;
  zxd_hub_move_visitor (hub, visitor, visitor->newer_id);
  visitor->is_left = TRUE; /* it may be: his next page of the store tells */
}

void
zxd_visitor_release_held (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  ZxdPost *post;

  follow (hub, visitor);
  while ((post = g_queue_peek_head (&visitor->held)) != NULL && start (hub, visitor, post)) {
    g_queue_pop_head (&visitor->held);
    if (visitor->n_returned > 0)
      visitor->n_returned--;
  }
}

/* What he sent behind a message that is lost must not be stored before it: he sends all of it again
 * when he is back. */
static void
drop_held (ZxdHubVisitor *visitor, guint64 connection)
{
  guint place = 0;

  for (GList *link = visitor->held.head, *next; link != NULL; link = next) {
    ZxdPost *post = link->data;

    next = link->next;
    if (post->connection != connection) {
      place++;
      continue;
    }
    if (place < visitor->n_returned)
      visitor->n_returned--;
    g_queue_delete_link (&visitor->held, link);
    zxd_post_free (post);
  }
}

/* The contact was closed meanwhile: the first of what comes back begins a new one, and all else
 * waits behind it in the order in which it was sent. */
static void
take_back (ZxdHub *hub, ZxdHubVisitor *visitor, ZxdPost *post)
{
  if (visitor->awaited != NULL || visitor->n_returned > 0)
    g_queue_push_nth (&visitor->held, post, (int) visitor->n_returned++);
  else
    ask_for_contact (hub, visitor, post);
}

void
zxd_visitor_answered (ZxdHub *hub, ZxdPost *post)
{
  ZxdConn *conn = zxd_hub_find (hub, post->connection);
  gint64 visitor_id = post->visitor_id;
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->visitors, &visitor_id);

  post->visitor_id = 0;
  if (post->outcome != ZXD_POST_OVER) {
    acknowledge (hub, post);
  } else if (conn == NULL || conn->visitor == NULL) {
    if (visitor != NULL)
      drop_held (visitor, post->connection);
    zxd_post_free (post); /* he left before the answer; he sends it again when he is back */
  } else {
    take_back (hub, conn->visitor, post);
  }
  if (visitor_id != 0 && visitor != NULL && --visitor->n_posted == 0)
    zxd_visitor_release_held (hub, visitor);
}

static void
tell_recalled (ZxdHub *hub, const ZxdPost *post)
{
  ZxdConn *conn = zxd_hub_find (hub, post->connection);
  char uuid[ZX_UUID_TEXT], text[80];
  int n;

  if (conn == NULL)
    return;
  zx_uuid_format (post->uuid, uuid);
  n = g_snprintf (text, sizeof text, "{\"recalled\":\"%s\"}", uuid);
  zxd_conn_put_text (hub, conn, text, n);
}

static void
take_answer (ZxdHub *hub, gpointer data)
{
  ZxdPost *post = data;
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->awaiting, post);

  if (visitor != NULL) {
    g_hash_table_remove (hub->awaiting, post);
    visitor->awaited = NULL;
  }
  if (post->outcome == ZXD_POST_OVER) {
    refuse_post (hub, post, "unavailable");
  } else if (post->outcome == ZXD_POST_REFUSED) {
    refuse_post (hub, post, post->refusal);
  } else if (post->is_recall) {
    tell_recalled (hub, post);
  } else {
    acknowledge (hub, post);
    if (visitor != NULL)
      zxd_hub_move_visitor (hub, visitor, post->contact_id);
  }
  zxd_post_free (post);
  if (visitor != NULL)
    zxd_visitor_release_held (hub, visitor);
}

/* ---- what a visitor is told */

void
zxd_visitor_put_fact (ZxdHub *hub,
                      ZxdConn *conn,
                      gint64 seq,
                      const char *noun,
                      const char *uuid,
                      const char *json)
{
  gsize length = strlen (json);
  char head[200];
  int n = g_snprintf (head, sizeof head,
                      "{\"seq\":%" G_GINT64_FORMAT ",\"prev\":%" G_GINT64_FORMAT
                      ",\"noun\":\"%s\",\"id\":\"%s\",\"kind\":\"put\",\"json\":",
                      seq, conn->last, noun, uuid);

  if (!zxd_conn_begin_text (hub, conn, n + length + 1))
    return;
  zxd_conn_put (hub, conn, head, n);
  zxd_conn_put (hub, conn, json, length);
  zxd_conn_put (hub, conn, "}", 1);
  conn->last = MAX (conn->last, seq);
  hub->figures.events_out++;
}

/* As zxd_contact_add_visitor_json() writes it. */
static void
add_course (GString *out, JsonObject *json)
{
  zx_json_add_int (out, "visitor_read_seq", zx_json_int (json, "visitor_read_seq", 0));
  zx_json_add_string (out, "ended_by", zx_json_string (json, "ended_by"));
  zx_json_add_string (out, "ended_at", zx_json_string (json, "ended_at"));
  if (zx_json_int (json, "rating", 0) != 0)
    zx_json_add_int (out, "rating", zx_json_int (json, "rating", 0));
  zx_json_add_string (out, "rated_at", zx_json_string (json, "rated_at"));
  if (zx_json_bool (json, "left", FALSE)) {
    zx_json_add_bool (out, "left", TRUE);
    if (zx_json_string (json, "left_reach") == NULL)
      zx_json_add_bool (out, "unreached", TRUE);
  }
  zx_json_add_string (out, "continues", zx_json_string (json, "continues"));
}

/* The agents' form reduced to what the customer may see; null when it is none of his business.
 * The same members as zxd_message_list_for_visitor() and zxd_contact_for_visitor() give. */
static GString *
visitor_form (ZxdHub *hub, const ZxdEvent *event, JsonObject *json)
{
  g_autoptr (GString) out = g_string_new ("{");

  if (event->noun == hub->noun_message) {
    if (zx_json_bool (json, "internal", FALSE))
      return NULL;
    zx_json_add_string (out, "author", zx_json_string (json, "author"));
    zx_json_add_string (out, "name", zx_json_string (json, "agent_name"));
    zx_json_add_string (out, "text", zx_json_string (json, "text"));
    zx_json_add_string (out, "sent_at", zx_json_string (json, "sent_at"));
    zxd_message_add_visitor_extra (out, json_object_has_member (json, "recalled_at"),
                                   zx_json_object (json, "extra"));
  } else {
    zx_json_add_string (out, "state", zx_json_string (json, "state"));
    zx_json_add_string (out, "agent_name", zx_json_string (json, "agent_name"));
    zx_json_add_int (out, "agent_read_seq", zx_json_int (json, "agent_read_seq", 0));
    add_course (out, json);
  }
  g_string_append_c (out, '}');
  return g_steal_pointer (&out);
}

static gboolean
wants (ZxdHub *hub, ZxdConn *conn, const ZxdEvent *event, guint64 sender)
{
  if (!conn->is_live || event->seq <= conn->cursor || ZXD_CONN_NAME (conn) == sender)
    return FALSE;
  if (zxd_conn_unsent (conn) <= ZXD_SEND_HIGH)
    return TRUE;
  zxd_conn_set_live (hub, conn, FALSE);
  conn->cursor = event->seq - 1;
  return FALSE;
}

void
zxd_visitor_tell (ZxdHub *hub, const ZxdEvent *event, guint64 sender)
{
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->contacts, &event->contact_id);
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (GString) form = NULL;

  if (visitor != NULL)
    zxd_visitor_take_seers (visitor, &event->now);
  if (visitor == NULL || event->json == NULL ||
      (event->noun != hub->noun_message && event->noun != hub->noun_contact))
    return;
  visitor->last_seq = event->seq;
  if (event->noun == hub->noun_contact) {
    json = zx_json_parse (event->json, event->json_length, NULL);
    visitor->is_left = json != NULL && zx_json_bool (json, "left", FALSE);
  }
  for (ZxdConn *conn = visitor->conns; conn != NULL; conn = conn->next_peer) {
    if (!wants (hub, conn, event, sender))
      continue;
    if (form == NULL) {
      if (json == NULL)
        json = zx_json_parse (event->json, event->json_length, NULL);
      form = json != NULL ? visitor_form (hub, event, json) : NULL;
      if (form == NULL)
        return;
    }
    zxd_visitor_put_fact (hub, conn, event->seq, event->noun, zx_json_string (json, "uuid"),
                          form->str);
  }
}

/* ---- public, called from other threads */

void
zxd_hub_set_first_post (ZxdHub *hub, ZxdFirstPostFunc fn, gpointer data)
{
  hub->first_post = fn;
  hub->first_post_data = data;
}

void
zxd_hub_answer_post (ZxdHub *hub, ZxdPost *post)
{
  zxd_hub_note (hub, take_answer, post, (GDestroyNotify) zxd_post_free);
}

void
zxd_hub_set_visitor_rate (ZxdHub *hub, guint per_10_s)
{
  hub->rate = MAX (per_10_s, ZXD_VISITOR_RATE);
}
