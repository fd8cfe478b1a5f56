/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the agent says of chats that are over, kept until the server has it. */
#include "zx-client-wrap-up.h"

#include "zx-client-private.h"

/* After the last key: seldom enough for the server, soon enough for who looks at the chat next. */
#define SEND_PAUSE_MS 1000

typedef struct {
  gint64 category_id;
  char *summary;       /* owned, never null */
  gboolean is_written; /* it is in the journal as it is here */
  gboolean is_sending;
  gboolean is_refused; /* as it is, and yet the chat is still being wrapped up */
} Kept;

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  g_free (kept->summary);
  g_free (kept);
}

GHashTable *
zx_client_new_wrap_ups (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_kept);
}

static gboolean
is_same (const Kept *kept, gint64 category_id, const char *summary)
{
  return kept->category_id == category_id && g_str_equal (kept->summary, summary ? summary : "");
}

static Kept *
get_kept (ZxClient *self, gint64 contact_id)
{
  return g_hash_table_lookup (self->wrap_ups, &contact_id);
}

static Kept *
put_kept (ZxClient *self, gint64 contact_id, gint64 category_id, const char *summary)
{
  Kept *kept = get_kept (self, contact_id);

  if (kept == NULL) {
    kept = g_new0 (Kept, 1);
    g_hash_table_insert (self->wrap_ups, g_memdup2 (&contact_id, sizeof contact_id), kept);
  }
  g_free (kept->summary);
  kept->summary = g_strdup (summary != NULL ? summary : "");
  kept->category_id = category_id;
  return kept;
}

static void
forget (ZxClient *self, gint64 contact_id)
{
  if (self->outbox != NULL)
    zx_outbox_save_wrap_up (self->outbox, contact_id, 0, NULL);
  g_hash_table_remove (self->wrap_ups, &contact_id);
}

void
zx_client_put_wrap_up (ZxClient *self, const ZxDraft *draft)
{
  put_kept (self, draft->key, draft->category_id, draft->summary)->is_written = TRUE;
}

void
zx_client_write_wrap_ups (ZxClient *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->wrap_ups);
  while (self->outbox != NULL && g_hash_table_iter_next (&iter, &key, &value)) {
    Kept *kept = value;

    if (!kept->is_written)
      zx_outbox_save_wrap_up (self->outbox, *(gint64 *) key, kept->category_id, kept->summary);
    kept->is_written = TRUE;
  }
}

/* --- sending --- */

static gboolean
send_cb (gpointer user_data)
{
  ZxClient *self = user_data;

  self->wrap_up_id = 0;
  zx_client_send_wrap_ups (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_put_off (ZxClient *self)
{
  return self->wrap_up_id != 0 && self->wrap_up_backoff.tries > 0;
}

static void
send_soon (ZxClient *self)
{
  if (is_put_off (self))
    return;
  g_clear_handle_id (&self->wrap_up_id, g_source_remove);
  self->wrap_up_id = g_timeout_add (SEND_PAUSE_MS, send_cb, self);
}

/* The server cannot take it now; without a connection its return is waited for instead. */
static void
send_later (ZxClient *self, const GError *error)
{
  guint wait = zx_backoff_next_ms (&self->wrap_up_backoff);

  if (g_error_matches (error, ZX_ERROR, ZX_ERROR_TOO_MANY))
    wait = MAX (wait, (guint) CLAMP (zx_error_get_number (error), 0, 600) * 1000);
  g_clear_handle_id (&self->wrap_up_id, g_source_remove);
  self->wrap_up_id = g_timeout_add (wait, send_cb, self);
  zx_client_heed_error (self, error);
}

typedef struct {
  ZxClient *client;      /* owned */
  GCancellable *session; /* owned: whose sign-in this belongs to */
  gint64 contact_id, category_id;
  char *summary; /* owned: as it was sent */
} Sending;

static void
free_sending (Sending *sending)
{
  g_object_unref (sending->client);
  g_object_unref (sending->session);
  g_free (sending->summary);
  g_free (sending);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, free_sending)

/* Null when this sign-in is over, or nothing is kept any more. */
static Kept *
end_sending (const Sending *sending)
{
  Kept *kept = sending->session == sending->client->session
                   ? get_kept (sending->client, sending->contact_id)
                   : NULL;

  if (kept != NULL)
    kept->is_sending = FALSE;
  return kept;
}

/* What the server has of it, now that it takes no more: perhaps just this, of an answer that was
 * lost on its way. */
static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  ZxClient *self = sending->client;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);
  Kept *kept = end_sending (sending);

  if (kept == NULL)
    return;
  if (json == NULL && !zx_client_is_refusal (error)) {
    send_later (self, error);
    return;
  }
  if (json != NULL &&
      zx_json_enum (json, "state", ZX_TYPE_CONTACT_STATE, ZX_CONTACT_CLOSED) ==
          ZX_CONTACT_WRAP_UP &&
      self->me != NULL && zx_json_id (json, "agent_id") == zx_agent_get_id (self->me)) {
    kept->is_refused = TRUE; /* still his to mend: what he does next tells him why */
    return;
  }
  if ((json == NULL ||
       !is_same (kept, zx_json_id (json, "category_id"), zx_json_string (json, "summary"))) &&
      !zx_client_tell_wrap_up (self, zx_json_string (json, "name"), zx_json_string (json, "uuid"),
                               kept->summary))
    return; /* nobody was there to read it: it stays for the next time */
  forget (self, sending->contact_id);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  ZxClient *self = sending->client;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = zx_http_call_finish (ZX_HTTP (source), result, NULL, &error);
  Kept *kept = end_sending (sending);
  gint64 contact_id = sending->contact_id;

  if (kept == NULL)
    return;
  if (json != NULL) {
    zx_backoff_reset (&self->wrap_up_backoff);
    if (is_same (kept, sending->category_id, sending->summary))
      forget (self, contact_id);
    else
      send_soon (self);
    zx_client_apply_item (self, "contact", json, zx_json_int (json, "rev", 0));
  } else if (zx_client_is_refusal (error)) {
    g_autofree char *path = g_strdup_printf ("contacts/%" G_GINT64_FORMAT, contact_id);

    kept->is_sending = TRUE;
    zx_http_call_async (self->http, "GET", path, NULL, self->session, asked_cb,
                        g_steal_pointer (&sending));
  } else {
    send_later (self, error);
  }
}

static void
send (ZxClient *self, gint64 contact_id, Kept *kept)
{
  g_autofree char *path = g_strdup_printf ("contacts/%" G_GINT64_FORMAT "/wrap-up", contact_id);
  GString *body = zx_client_new_wrap_up (kept->category_id, kept->summary, FALSE);
  Sending *sending = g_new (Sending, 1);

  *sending = (Sending){g_object_ref (self), g_object_ref (self->session), contact_id,
                       kept->category_id, g_strdup (kept->summary)};
  kept->is_sending = TRUE;
  g_string_append_c (body, '}');
  zx_http_call_async (self->http, "PUT", path, g_string_free (body, FALSE), self->session, sent_cb,
                      sending);
}

void
zx_client_send_wrap_ups (ZxClient *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_return_if_fail (ZX_IS_CLIENT (self));

  if (self->state != ZX_CLIENT_SIGNED_IN || self->light == ZX_LIGHT_OFFLINE || is_put_off (self))
    return;
  g_clear_handle_id (&self->wrap_up_id, g_source_remove);
  g_hash_table_iter_init (&iter, self->wrap_ups);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    Kept *kept = value;

    if (!kept->is_sending && !kept->is_refused)
      send (self, *(gint64 *) key, kept);
  }
}

void
zx_client_resume_wrap_ups (ZxClient *self)
{
  g_clear_handle_id (&self->wrap_up_id, g_source_remove);
  zx_backoff_reset (&self->wrap_up_backoff);
  zx_client_send_wrap_ups (self);
}

void
zx_client_heed_wrap_up (ZxClient *self, ZxContact *contact)
{
  Kept *kept = get_kept (self, zx_contact_get_id (contact));

  if (kept == NULL || kept->is_sending)
    return;
  if (is_same (kept, zx_contact_get_category_id (contact), zx_contact_get_summary (contact))) {
    forget (self, zx_contact_get_id (contact));
  } else if (zx_contact_state_is_over (zx_contact_get_state (contact))) {
    kept->is_refused = FALSE; /* its time is over: what becomes of it is found out now */
    zx_client_send_wrap_ups (self);
  }
}

/* --- what the agent writes --- */

gboolean
zx_client_get_wrap_up (ZxClient *self,
                       ZxContact *contact,
                       gint64 *category_id,
                       const char **summary)
{
  const Kept *kept;
  const char *known;

  g_return_val_if_fail (ZX_IS_CLIENT (self) && ZX_IS_CONTACT (contact), FALSE);

  kept = get_kept (self, zx_contact_get_id (contact));
  known = kept != NULL ? kept->summary : zx_contact_get_summary (contact);
  if (category_id != NULL)
    *category_id = kept != NULL ? kept->category_id : zx_contact_get_category_id (contact);
  if (summary != NULL)
    *summary = known != NULL ? known : "";
  return kept != NULL;
}

void
zx_client_keep_wrap_up (ZxClient *self, ZxContact *contact, gint64 category_id, const char *summary)
{
  gint64 id, last_category;
  const char *last;
  Kept *kept;

  g_return_if_fail (ZX_IS_CLIENT (self) && ZX_IS_CONTACT (contact));

  id = zx_contact_get_id (contact);
  zx_client_get_wrap_up (self, contact, &last_category, &last);
  if (zx_contact_get_state (contact) != ZX_CONTACT_WRAP_UP ||
      (category_id == last_category && g_strcmp0 (summary != NULL ? summary : "", last) == 0))
    return;
  kept = put_kept (self, id, category_id, summary);
  kept->is_written = kept->is_refused = FALSE;
  zx_client_heed_wrap_up (self, contact); /* perhaps it is again as the server has it */
  if (get_kept (self, id) == NULL)
    return;
  zx_client_write_drafts_soon (self);
  send_soon (self);
}
