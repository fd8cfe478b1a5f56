/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what fits the reply that is being written, each time the agent pauses. */
#include "zx-draft-answers.h"

#define PAUSE_MS 400
#define LEAST_CHARS 8

struct _ZxDraftAnswers {
  GObject parent_instance;

  ZxClient *client;          /* owned, null */
  GSignalGroup *watch;       /* owned; its target is the contact */
  GListStore *list;          /* owned */
  GCancellable *cancellable; /* owned; of the question under way, else null */
  guint timer;               /* until the pause is over */
};

G_DEFINE_FINAL_TYPE (ZxDraftAnswers, zx_draft_answers, G_TYPE_OBJECT)

static void
stop (ZxDraftAnswers *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxDraftAnswers) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) answers =
      zx_client_suggest_finish (ZX_CLIENT (source), result, NULL, NULL, &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another draft is under way, or we are gone */
  g_clear_object (&self->cancellable);
  if (answers == NULL)
    g_info ("nothing for the draft: %s", error->message);
  for (guint i = 0; answers != NULL && i < g_list_model_get_n_items (answers); i++)
    g_ptr_array_add (items, g_list_model_get_item (answers, i));
  g_list_store_splice (self->list, 0, g_list_model_get_n_items (G_LIST_MODEL (self->list)),
                       items->pdata, items->len);
}

static gboolean
paused_cb (gpointer user_data)
{
  ZxDraftAnswers *self = user_data;
  g_autoptr (ZxContact) contact = g_signal_group_dup_target (self->watch);

  self->timer = 0;
  if (contact == NULL)
    return G_SOURCE_REMOVE;
  self->cancellable = g_cancellable_new ();
  zx_client_suggest_for_draft_async (self->client, contact, zx_contact_get_draft (contact),
                                     self->cancellable, answered_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
draft_changed_cb (ZxDraftAnswers *self)
{
  g_autoptr (ZxContact) contact = g_signal_group_dup_target (self->watch);
  const char *draft = contact != NULL ? zx_contact_get_draft (contact) : NULL;

  stop (self);
  if (draft == NULL || g_utf8_strlen (draft, -1) < LEAST_CHARS)
    g_list_store_remove_all (self->list);
  else
    self->timer = g_timeout_add (PAUSE_MS, paused_cb, self);
}

static void
zx_draft_answers_dispose (GObject *object)
{
  ZxDraftAnswers *self = ZX_DRAFT_ANSWERS (object);

  stop (self);
  g_clear_object (&self->watch);
  g_clear_object (&self->list);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_draft_answers_parent_class)->dispose (object);
}

static void
zx_draft_answers_class_init (ZxDraftAnswersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_draft_answers_dispose;
}

static void
zx_draft_answers_init (ZxDraftAnswers *self)
{
  self->list = g_list_store_new (ZX_TYPE_SUGGESTION);
  self->watch = g_signal_group_new (ZX_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->watch, "notify::draft", G_CALLBACK (draft_changed_cb),
                                  self);
}

ZxDraftAnswers *
zx_draft_answers_new (void)
{
  return g_object_new (ZX_TYPE_DRAFT_ANSWERS, NULL);
}

void
zx_draft_answers_follow (ZxDraftAnswers *self, ZxClient *client, ZxContact *contact)
{
  g_return_if_fail (ZX_IS_DRAFT_ANSWERS (self));

  g_set_object (&self->client, client);
  g_signal_group_set_target (self->watch, contact);
  g_list_store_remove_all (self->list);
  draft_changed_cb (self);
}

GListModel *
zx_draft_answers_get_list (ZxDraftAnswers *self)
{
  g_return_val_if_fail (ZX_IS_DRAFT_ANSWERS (self), NULL);

  return G_LIST_MODEL (self->list);
}
