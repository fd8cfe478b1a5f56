/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the assistant for answers, and tells it what they are worth. */
#include "zx-client-answers.h"

#include "zx-client-private.h"
#include "zx-reason.h"
#include "zx-similar.h"

/* --- asking --- */

typedef struct {
  gint64 question_id;
  char *question; /* owned */
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  g_free (question->question);
  g_free (question);
}

static void
suggested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);
  JsonArray *items = zx_json_array (json, "items");
  GListStore *list;

  if (json == NULL)
    return;
  question->question_id = zx_json_id (json, "question_id");
  question->question = g_strdup (zx_json_string (json, "question"));
  list = g_list_store_new (ZX_TYPE_SUGGESTION);
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    g_autoptr (ZxSuggestion) suggestion = NULL;

    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    suggestion = zx_suggestion_new (json_node_get_object (node), question->question_id);
    g_list_store_append (list, suggestion);
  }
  g_task_return_pointer (task, list, g_object_unref);
}

/* @member: what @text is; both null: the customer's newest message is the question. */
static void
ask (ZxClient *self,
     GTask *task,
     ZxContact *contact,
     const char *member,
     const char *text,
     gboolean is_ahead)
{
  GString *body = g_string_new ("{");

  g_task_set_task_data (task, g_new0 (Question, 1), free_question);
  if (contact != NULL)
    zx_json_add_id (body, "contact_id", zx_contact_get_id (contact));
  if (text != NULL)
    zx_json_add_string (body, member, text);
  if (is_ahead)
    zx_json_add_bool (body, "prefetch", TRUE);
  g_string_append_c (body, '}');
  zx_http_call_async (self->http, "POST", "suggestions", g_string_free (body, FALSE),
                      g_task_get_cancellable (task), suggested_cb, task);
}

void
zx_client_suggest_async (ZxClient *self,
                         ZxContact *contact,
                         const char *text,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_suggest_async);
  ask (self, task, contact, "text", text, FALSE);
}

void
zx_client_look_up_async (ZxClient *self,
                         ZxContact *contact,
                         const char *words,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_look_up_async);
  ask (self, task, contact, "search", words, FALSE);
}

void
zx_client_suggest_for_draft_async (ZxClient *self,
                                   ZxContact *contact,
                                   const char *draft,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_suggest_for_draft_async);
  ask (self, task, contact, "draft", draft, FALSE);
}

void
zx_client_suggest_ahead_async (ZxClient *self,
                               ZxContact *contact,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, zx_client_suggest_ahead_async);
  ask (self, task, contact, NULL, NULL, TRUE);
}

GListModel *
zx_client_suggest_finish (ZxClient *self,
                          GAsyncResult *result,
                          gint64 *question_id,
                          char **question,
                          GError **error)
{
  Question *asked = g_task_get_task_data (G_TASK (result));
  GListModel *list = g_task_propagate_pointer (G_TASK (result), error);

  if (question_id != NULL)
    *question_id = asked->question_id;
  if (question != NULL)
    *question = list != NULL ? g_strdup (asked->question) : NULL;
  return list;
}

/* --- past contacts --- */

static gpointer
make_similar (JsonObject *item)
{
  return zx_similar_new (item);
}

static void
similar_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);

  if (json == NULL)
    return;
  g_task_return_pointer (task, zx_client_list_items (json, ZX_TYPE_SIMILAR, make_similar),
                         g_object_unref);
}

void
zx_client_similar_async (ZxClient *self,
                         ZxContact *contact,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = zx_client_contact_path (contact, "similar");

  g_task_set_source_tag (task, zx_client_similar_async);
  zx_http_call_async (self->http, "GET", path, NULL, cancellable, similar_came_cb, task);
}

GListModel *
zx_client_similar_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- why --- */

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);

  if (json == NULL)
    return;
  g_task_return_pointer (task, zx_reasons_read (json), g_object_unref);
}

void
zx_client_explain_async (ZxClient *self,
                         ZxContact *contact,
                         ZxSuggestion *suggestion,
                         const char *search,
                         const char *draft,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GString *body = g_string_new ("{");

  g_task_set_source_tag (task, zx_client_explain_async);
  zx_json_add_id (body, "contact_id", zx_contact_get_id (contact));
  zx_json_add_id (body, "article_id", zx_suggestion_get_article_id (suggestion));
  if (search != NULL)
    zx_json_add_string (body, "search", search);
  else if (draft != NULL)
    zx_json_add_string (body, "draft", draft);
  else
    zx_json_add_id (body, "question_id", zx_suggestion_get_question_id (suggestion));
  g_string_append_c (body, '}');
  zx_http_call_async (self->http, "POST", "suggestions/why", g_string_free (body, FALSE),
                      cancellable, explained_cb, task);
}

GListModel *
zx_client_explain_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- what an answer is worth --- */

typedef struct {
  ZxSuggestion *suggestion; /* owned */
  char *verdict;            /* owned, null: taken back */
} Verdict;

static void
free_verdict (gpointer data)
{
  Verdict *self = data;

  g_object_unref (self->suggestion);
  g_free (self->verdict);
  g_free (self);
}

static void
judged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Verdict *verdict = g_task_get_task_data (task);
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);

  if (json == NULL)
    return;
  zx_suggestion_set_verdict (verdict->suggestion, verdict->verdict);
  g_task_return_boolean (task, TRUE);
}

void
zx_client_give_verdict_async (ZxClient *self,
                              ZxSuggestion *suggestion,
                              const char *verdict,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *uuid = g_uuid_string_random ();
  GString *body = g_string_new ("{");
  Verdict *given = g_new (Verdict, 1);

  g_task_set_source_tag (task, zx_client_give_verdict_async);
  *given = (Verdict){g_object_ref (suggestion), g_strdup (verdict)};
  g_task_set_task_data (task, given, free_verdict);
  zx_json_add_string (body, "uuid", uuid);
  zx_json_add_id (body, "question_id", zx_suggestion_get_question_id (suggestion));
  zx_json_add_id (body, "article_id", zx_suggestion_get_article_id (suggestion));
  zx_json_add_string (body, "kind", verdict != NULL ? verdict : "none");
  g_string_append_c (body, '}');
  zx_http_call_async (self->http, "POST", "verdicts", g_string_free (body, FALSE), cancellable,
                      judged_cb, task);
}

gboolean
zx_client_give_verdict_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
