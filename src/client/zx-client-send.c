/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox at work: what is written becomes kept, then sent, in order per contact. */
#include "zx-client-private.h"

static ZxOutboxRow *
row_of (ZxClient *self, const char *uuid)
{
  return uuid != NULL ? g_hash_table_lookup (self->rows, uuid) : NULL;
}

static void
recount (ZxClient *self)
{
  GListModel *list = G_LIST_MODEL (self->waiting);
  guint pending = 0, refused = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i);

    if (zx_message_get_state (message) == ZX_MESSAGE_PENDING)
      pending++;
    else
      refused++;
  }
  zx_client_set_counts (self, pending, refused);
}

/* --- opening and closing --- */

static ZxMessage *
message_of_row (ZxClient *self, const ZxOutboxRow *row)
{
  ZxMessage *message = zx_message_new_pending (row->uuid, row->contact_id, row->text, row->internal,
                                               row->written_at_ms);

  if (self->me != NULL) {
    zx_message_set_sender (message, zx_agent_get_id (self->me), zx_agent_get_name (self->me));
    zx_message_set_reader (message, zx_agent_get_id (self->me));
  }
  if (row->extra != NULL) {
    g_autoptr (JsonObject) extra = zx_json_parse (row->extra, -1, NULL);

    zx_message_apply_extra (message, extra);
    zx_client_restore_files (self, message, row);
  }
  if (row->refusal != NULL)
    zx_message_set_refused (message, row->refusal, row->refusal_detail, row->refusal_seq);
  return message;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxClient *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  GError *error = NULL;
  ZxOutbox *outbox = zx_outbox_open_finish (result, &rows, &drafts, &error);

  if (outbox == NULL) {
    zx_error_set_problem (error, "outbox", NULL, 0);
    g_task_return_error (task, error);
    return;
  }
  if (self->session == NULL || g_cancellable_is_cancelled (self->session)) {
    zx_outbox_close_async (outbox, NULL, NULL);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed out meanwhile");
    return;
  }
  self->outbox = outbox;
  for (guint i = 0; i < rows->len; i++) {
    ZxOutboxRow *row = zx_outbox_row_copy (rows->pdata[i]);
    g_autoptr (ZxMessage) message = NULL;

    if (row->withdrawn) {
      g_hash_table_replace (self->withdrawn, row->uuid, row);
      continue;
    }
    message = message_of_row (self, row);
    g_hash_table_replace (self->rows, row->uuid, row);
    g_list_store_append (self->waiting, message);
  }
  for (guint i = 0; i < drafts->len; i++)
    zx_client_put_draft (self, drafts->pdata[i]);
  recount (self);
  g_task_return_boolean (task, TRUE);
}

/* One file for each server and person: its name tells neither. */
static char *
outbox_path (ZxClient *self)
{
  g_autofree char *whose = g_strdup_printf ("%s\n%s", zx_http_get_server (self->http), self->login);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whose, -1);
  g_autofree char *folder =
      self->profile[0] != '\0' ? g_strconcat ("zuoxi-", self->profile, NULL) : g_strdup ("zuoxi");
  g_autofree char *name = g_strdup_printf ("outbox-%.32s.db", hash);

  return g_build_filename (g_get_user_data_dir (), folder, name, NULL);
}

void
zx_client_open_outbox_async (ZxClient *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *path = outbox_path (self);

  g_task_set_source_tag (task, zx_client_open_outbox_async);
  zx_outbox_open_async (path, opened_cb, task);
}

gboolean
zx_client_open_outbox_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
nothing_open_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

void
zx_client_close_outbox_async (ZxClient *self, GAsyncReadyCallback callback, gpointer data)
{
  zx_client_write_drafts (self);
  g_list_store_remove_all (self->waiting);
  g_hash_table_remove_all (self->rows);
  g_hash_table_remove_all (self->withdrawn);
  g_hash_table_remove_all (self->typing_told);
  g_hash_table_remove_all (self->sending);
  zx_client_forget_files (self);
  g_hash_table_remove_all (self->drafts);
  g_hash_table_remove_all (self->draft_files);
  g_hash_table_remove_all (self->wrap_ups);
  g_clear_handle_id (&self->wrap_up_id, g_source_remove);
  recount (self);
  if (self->outbox != NULL) {
    zx_outbox_close_async (g_steal_pointer (&self->outbox), callback, data);
  } else {
    GTask *task = g_task_new (NULL, NULL, callback != NULL ? callback : nothing_open_cb, data);

    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
  }
}

/* --- sending --- */

typedef struct {
  ZxClient *client;      /* owned */
  ZxMessage *message;    /* owned */
  GCancellable *session; /* owned: whose sign-in this belongs to */
} Sending;

static void
free_sending (Sending *sending)
{
  g_object_unref (sending->client);
  g_object_unref (sending->message);
  g_clear_object (&sending->session);
  g_free (sending);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, free_sending)

static Sending *
new_sending (ZxClient *self, ZxMessage *message)
{
  Sending *sending = g_new (Sending, 1);

  sending->client = g_object_ref (self);
  sending->message = g_object_ref (message);
  sending->session = self->session != NULL ? g_object_ref (self->session) : NULL;
  return sending;
}

static gboolean
is_stale (Sending *sending)
{
  return sending->session != sending->client->session || sending->client->outbox == NULL;
}

static void
refuse (ZxClient *self, ZxMessage *message, const char *code, const char *by, gint64 seq)
{
  ZxOutboxRow *row = row_of (self, zx_message_get_uuid (message));

  zx_message_set_refused (message, code, by, seq);
  if (row != NULL) {
    g_free (row->refusal);
    g_free (row->refusal_detail);
    row->refusal = g_strdup (code);
    row->refusal_detail = g_strdup (by);
    row->refusal_seq = seq;
    if (self->outbox != NULL && row->is_kept)
      zx_outbox_put_async (self->outbox, row, FALSE, NULL, NULL);
  }
  recount (self);
}

gboolean
zx_client_is_refusal (const GError *error)
{
  return error->domain == ZX_ERROR && error->code != ZX_ERROR_UNAVAILABLE &&
         error->code != ZX_ERROR_TOO_MANY && error->code != ZX_ERROR_NOT_SIGNED_IN &&
         zx_error_get_problem (error) != NULL;
}

static gboolean
send_again_cb (gpointer user_data)
{
  ZxClient *self = user_data;

  self->send_id = 0;
  zx_client_send_waiting (self);
  return G_SOURCE_REMOVE;
}

static void
try_later (ZxClient *self, const GError *error)
{
  guint wait = zx_backoff_next_ms (&self->send_backoff);

  if (g_error_matches (error, ZX_ERROR, ZX_ERROR_TOO_MANY))
    wait = MAX (wait, (guint) CLAMP (zx_error_get_number (error), 0, 600) * 1000);
  if (self->send_id == 0)
    self->send_id = g_timeout_add (wait, send_again_cb, self);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  ZxClient *self = sending->client;
  gint64 contact_id = zx_message_get_contact_id (sending->message);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (is_stale (sending))
    return;
  g_hash_table_remove (self->sending, &contact_id);
  if (json != NULL) {
    zx_backoff_reset (&self->send_backoff);
    zx_client_apply_item (self, "message", json, 0);
    zx_client_settle (self, sending->message); /* done already when the answer was well formed */
  } else if (row_of (self, zx_message_get_uuid (sending->message)) == NULL) {
    g_info ("the stream was faster than a failing request"); /* it has arrived, all is well */
  } else if (zx_client_is_refusal (error)) {
    refuse (self, sending->message, zx_error_get_problem (error), zx_error_get_by (error),
            zx_error_get_number (error));
  } else {
    try_later (self, error);
    zx_client_heed_error (self, error);
    return;
  }
  zx_client_send_waiting (self);
}

static void post (ZxClient *self, ZxMessage *message, const ZxOutboxRow *row);

/* One of its files is there now, or not. */
static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  ZxClient *self = sending->client;
  gint64 contact_id = zx_message_get_contact_id (sending->message);
  g_autoptr (GError) error = NULL;
  gboolean is_done = zx_client_upload_finish (self, result, &error);
  ZxOutboxRow *row;

  if (is_stale (sending))
    return;
  g_hash_table_remove (self->sending, &contact_id);
  row = row_of (self, zx_message_get_uuid (sending->message));
  if (is_done && row != NULL) {
    zx_backoff_reset (&self->send_backoff);
    post (self, sending->message, row); /* the next one, or the message */
    return;
  }
  if (row != NULL && zx_client_is_refusal (error)) {
    refuse (self, sending->message, zx_error_get_problem (error), NULL, 0);
  } else if (row != NULL) {
    try_later (self, error);
    zx_client_heed_error (self, error);
    return;
  }
  zx_client_send_waiting (self);
}

static void
post (ZxClient *self, ZxMessage *message, const ZxOutboxRow *row)
{
  ZxFile *file = zx_client_next_upload (message);
  g_autofree char *path =
      g_strdup_printf ("contacts/%" G_GINT64_FORMAT "/messages", row->contact_id);

  g_hash_table_add (self->sending, g_memdup2 (&row->contact_id, sizeof row->contact_id));
  if (file != NULL) {
    zx_client_upload_async (self, file, row->contact_id, uploaded_cb, new_sending (self, message));
    return;
  }
  zx_http_call_async (self->http, "POST", path, zx_outgoing_body (row), self->session, answered_cb,
                      new_sending (self, message));
}

typedef struct {
  ZxClient *client;      /* owned */
  GCancellable *session; /* owned: whose sign-in this belongs to */
  char *uuid;            /* owned */
  gint64 contact_id;
} Withdrawal;

static void
free_withdrawal (Withdrawal *withdrawal)
{
  g_object_unref (withdrawal->client);
  g_object_unref (withdrawal->session);
  g_free (withdrawal->uuid);
  g_free (withdrawal);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Withdrawal, free_withdrawal)

/* Recalled, or never arrived, or too late, and then it stands: each is an end. */
static void
withdrawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Withdrawal) withdrawal = user_data;
  ZxClient *self = withdrawal->client;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);

  if (withdrawal->session != self->session || self->outbox == NULL)
    return;
  g_hash_table_remove (self->sending, &withdrawal->contact_id);
  if (json == NULL && !zx_client_is_refusal (error)) {
    try_later (self, error);
    zx_client_heed_error (self, error);
    return;
  }
  if (json != NULL)
    zx_client_apply_item (self, "message", json, 0);
  zx_outbox_remove (self->outbox, withdrawal->uuid);
  g_hash_table_remove (self->withdrawn, withdrawal->uuid);
  zx_client_send_waiting (self);
}

static void
recall_withdrawn (ZxClient *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->withdrawn);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const ZxOutboxRow *row = value;
    Withdrawal *withdrawal;
    g_autofree char *path = NULL;

    if (!g_hash_table_add (self->sending, g_memdup2 (&row->contact_id, sizeof row->contact_id)))
      continue;
    withdrawal = g_new (Withdrawal, 1);
    *withdrawal = (Withdrawal){g_object_ref (self), g_object_ref (self->session),
                               g_strdup (row->uuid), row->contact_id};
    path = g_strdup_printf ("contacts/%" G_GINT64_FORMAT "/messages/%s/recall", row->contact_id,
                            row->uuid);
    zx_http_call_async (self->http, "POST", path,
                        g_strdup_printf ("{\"request\":\"%s\"}", row->uuid), self->session,
                        withdrawn_cb, withdrawal);
  }
}

/* Starts the oldest pending message of every contact that has none on its way. One that is not yet
 * on the disk holds back those behind it; refused ones hold back nobody. */
void
zx_client_send_waiting (ZxClient *self)
{
  GListModel *list = G_LIST_MODEL (self->waiting);
  g_autoptr (GHashTable) passed = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (self->state != ZX_CLIENT_SIGNED_IN || self->send_id != 0)
    return;
  recall_withdrawn (self);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i);
    ZxOutboxRow *row = row_of (self, zx_message_get_uuid (message));

    if (row == NULL || zx_message_get_state (message) != ZX_MESSAGE_PENDING ||
        !g_hash_table_add (passed, &row->contact_id) ||
        g_hash_table_contains (self->sending, &row->contact_id))
      continue;
    if (row->is_kept)
      post (self, message, row);
  }
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  ZxClient *self = sending->client;
  g_autoptr (GError) error = NULL;
  gboolean is_kept = zx_outbox_put_finish (result, &error);
  ZxOutboxRow *row;

  if (is_stale (sending))
    return;
  row = row_of (self, zx_message_get_uuid (sending->message));
  if (row == NULL)
    return;
  row->is_kept = is_kept;
  if (is_kept)
    zx_client_move_files (self, sending->message, row);
  if (!is_kept)
    refuse (self, sending->message, "not-kept", NULL, 0);
  zx_client_send_waiting (self);
}

ZxMessage *
zx_client_find_waiting (ZxClient *self, const char *uuid)
{
  GListModel *list = G_LIST_MODEL (self->waiting);

  if (row_of (self, uuid) == NULL)
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i);

    if (g_strcmp0 (zx_message_get_uuid (message), uuid) == 0)
      return message; /* the list holds it */
  }
  return NULL;
}

static void
forget_row (ZxClient *self, ZxMessage *message)
{
  guint position;

  if (self->outbox != NULL)
    zx_outbox_remove (self->outbox, zx_message_get_uuid (message));
  g_hash_table_remove (self->rows, zx_message_get_uuid (message));
  if (g_list_store_find (self->waiting, message, &position))
    g_list_store_remove (self->waiting, position);
  recount (self);
}

void
zx_client_settle (ZxClient *self, ZxMessage *message)
{
  if (row_of (self, zx_message_get_uuid (message)) != NULL)
    forget_row (self, message);
}

static void
withdrawal_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (zx_outbox_put_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
zx_client_withdraw (ZxClient *self, ZxMessage *message, GTask *task)
{
  ZxOutboxRow *row = row_of (self, zx_message_get_uuid (message));
  ZxTranscript *transcript =
      zx_id_map_find (self->transcripts, zx_message_get_contact_id (message));
  g_autoptr (ZxMessage) held = g_object_ref (message);
  guint position;

  if (transcript != NULL)
    zx_transcript_drop_waiting (transcript, message);
  g_hash_table_steal (self->rows, row->uuid);
  g_hash_table_replace (self->withdrawn, row->uuid, row);
  row->withdrawn = TRUE;
  g_free (row->text);
  row->text = g_strdup ("");
  g_clear_pointer (&row->extra, g_free);
  g_clear_pointer (&row->sources, g_ptr_array_unref); /* nothing more is brought of it */
  zx_outbox_put_async (self->outbox, row, FALSE, withdrawal_kept_cb, task);
  if (g_list_store_find (self->waiting, message, &position))
    g_list_store_remove (self->waiting, position);
  zx_message_set_withdrawn (message);
  recount (self);
  zx_client_send_waiting (self);
}

ZxMessage *
zx_client_send_outgoing (ZxClient *self, ZxContact *contact, const ZxOutgoing *outgoing)
{
  ZxOutboxRow *row;
  ZxTranscript *transcript;
  g_autoptr (ZxMessage) message = NULL;
  gint64 id;

  g_return_val_if_fail (ZX_IS_CLIENT (self) && self->outbox != NULL, NULL);
  g_return_val_if_fail (ZX_IS_CONTACT (contact) && outgoing->text != NULL, NULL);

  id = zx_contact_get_id (contact);
  row = zx_outgoing_row (contact, outgoing, zx_client_now_ms (self));
  message = message_of_row (self, row);
  if (row->sources != NULL)
    zx_client_set_sources (message, row);
  g_hash_table_replace (self->rows, row->uuid, row);
  g_list_store_append (self->waiting, message);
  transcript = zx_id_map_find (self->transcripts, id);
  if (transcript != NULL)
    zx_transcript_add_waiting (transcript, message);
  if (!outgoing->keeps_draft)
    zx_client_spend_draft (self, contact, row->internal);
  g_hash_table_remove (self->typing_told, &id);
  recount (self);
  zx_outbox_put_async (self->outbox, row, !outgoing->keeps_draft, kept_cb,
                       new_sending (self, message));
  return message; /* the list holds it */
}

ZxMessage *
zx_client_send (ZxClient *self,
                ZxContact *contact,
                const char *text,
                gint64 seen_seq,
                ZxSuggestion *suggestion,
                gboolean edited)
{
  ZxOutgoing outgoing = {
      .text = text, .seen_seq = seen_seq, .suggestion = suggestion, .edited = edited};

  return zx_client_send_outgoing (self, contact, &outgoing);
}

void
zx_client_resend (ZxClient *self, ZxMessage *message)
{
  ZxOutboxRow *row = row_of (self, zx_message_get_uuid (message));
  ZxContact *contact;
  ZxTranscript *transcript;

  if (row == NULL || self->outbox == NULL || zx_message_get_state (message) != ZX_MESSAGE_FAILED)
    return;
  contact = zx_client_find_contact (self, row->contact_id);
  transcript = zx_id_map_find (self->transcripts, row->contact_id);
  if (contact != NULL)
    row->seen_seq = MAX (row->seen_seq, zx_contact_get_last_seq (contact));
  if (transcript != NULL)
    row->seen_seq = MAX (row->seen_seq, zx_transcript_get_last_seq (transcript));
  row->seen_seq = MAX (row->seen_seq, row->refusal_seq);
  g_clear_pointer (&row->refusal, g_free);
  g_clear_pointer (&row->refusal_detail, g_free);
  row->refusal_seq = 0;
  row->is_kept = FALSE;
  zx_message_set_state (message, ZX_MESSAGE_PENDING);
  recount (self);
  zx_outbox_put_async (self->outbox, row, FALSE, kept_cb, new_sending (self, message));
}

void
zx_client_drop (ZxClient *self, ZxMessage *message)
{
  ZxTranscript *transcript =
      zx_id_map_find (self->transcripts, zx_message_get_contact_id (message));

  if (zx_message_get_state (message) != ZX_MESSAGE_FAILED)
    return;
  g_object_ref (message);
  if (transcript != NULL)
    zx_transcript_drop_waiting (transcript, message);
  if (row_of (self, zx_message_get_uuid (message)) != NULL)
    forget_row (self, message);
  g_object_unref (message);
}
