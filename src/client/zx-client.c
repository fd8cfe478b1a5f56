/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workstation's side of the server: what it shows of itself, how it begins and ends. */
#include "zx-client-private.h"

#include "zx-clock.h"
#include "zx-id.h"
#include "zx-offer.h"

G_DEFINE_ENUM_TYPE (ZxClientState,
                    zx_client_state,
                    G_DEFINE_ENUM_VALUE (ZX_CLIENT_SIGNED_OUT, "signed-out"),
                    G_DEFINE_ENUM_VALUE (ZX_CLIENT_SIGNING_IN, "signing-in"),
                    G_DEFINE_ENUM_VALUE (ZX_CLIENT_SIGNED_IN, "signed-in"))

G_DEFINE_ENUM_TYPE (ZxLight,
                    zx_light,
                    G_DEFINE_ENUM_VALUE (ZX_LIGHT_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (ZX_LIGHT_CATCHING_UP, "catching-up"),
                    G_DEFINE_ENUM_VALUE (ZX_LIGHT_LIVE, "live"))

G_DEFINE_FINAL_TYPE (ZxClient, zx_client, G_TYPE_OBJECT)

enum {
  PROP_SERVER = 1,
  PROP_ME,
  PROP_RIGHTS,
  PROP_STATE,
  PROP_LIGHT,
  PROP_BEHIND,
  PROP_OFFLINE_SINCE,
  PROP_PENDING,
  PROP_REFUSED,
  PROP_SESSION_ONLY,
  PROP_REPEAT_DAYS,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum { SIGNED_OUT, HEARD, MESSAGE_CAME, PASS_ENDED, WRAP_UP_REFUSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
zx_client_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ZxClient *self = ZX_CLIENT (object);

  switch (prop_id) {
  case PROP_SERVER:
    g_value_set_string (value, zx_http_get_server (self->http));
    break;
  case PROP_ME:
    g_value_set_object (value, self->me);
    break;
  case PROP_RIGHTS:
    g_value_set_boxed (value, self->rights);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_LIGHT:
    g_value_set_enum (value, self->light);
    break;
  case PROP_BEHIND:
    g_value_set_uint (value, self->behind);
    break;
  case PROP_OFFLINE_SINCE:
    g_value_set_int64 (value, self->offline_since);
    break;
  case PROP_PENDING:
    g_value_set_uint (value, self->pending);
    break;
  case PROP_REFUSED:
    g_value_set_uint (value, self->refused);
    break;
  case PROP_SESSION_ONLY:
    g_value_set_boolean (value, self->session_only);
    break;
  case PROP_REPEAT_DAYS:
    g_value_set_uint (value, self->repeat_days);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
zx_client_dispose (GObject *object)
{
  ZxClient *self = ZX_CLIENT (object);

  g_clear_handle_id (&self->fetch_retry_id, g_source_remove);
  g_clear_handle_id (&self->draft_id, g_source_remove);
  g_clear_handle_id (&self->send_id, g_source_remove);
  g_clear_handle_id (&self->wrap_up_id, g_source_remove);
  if (self->session != NULL)
    g_cancellable_cancel (self->session);
  g_clear_object (&self->session);
  if (self->stream != NULL)
    zx_stream_stop (self->stream);
  g_clear_object (&self->stream);
  if (self->outbox != NULL)
    zx_client_close_outbox_async (self, NULL, NULL);
  zx_client_empty (self);
  g_clear_object (&self->me);
  g_list_store_remove_all (self->waiting);
  G_OBJECT_CLASS (zx_client_parent_class)->dispose (object);
}

static void
zx_client_finalize (GObject *object)
{
  ZxClient *self = ZX_CLIENT (object);

  g_free (self->profile);
  g_free (self->login);
  g_clear_pointer (&self->rights, zx_rights_free);
  g_object_unref (self->http);
  zx_id_map_free (self->contacts);
  zx_id_map_free (self->agents);
  zx_id_map_free (self->customers);
  zx_id_map_free (self->transcripts);
  g_object_unref (self->open_contacts);
  g_object_unref (self->colleagues);
  g_object_unref (self->offers);
  g_hash_table_unref (self->offer_revs);
  g_object_unref (self->waiting);
  g_hash_table_unref (self->left);
  g_hash_table_unref (self->read_told);
  g_hash_table_unref (self->passes);
  g_hash_table_unref (self->records);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->withdrawn);
  g_hash_table_unref (self->typing_told);
  g_hash_table_unref (self->sending);
  g_hash_table_unref (self->drafts);
  g_hash_table_unref (self->unsaved);
  g_hash_table_unref (self->draft_files);
  g_hash_table_unref (self->wrap_ups);
  zx_file_limits_free (self->file_limits);
  G_OBJECT_CLASS (zx_client_parent_class)->finalize (object);
}

static void
zx_client_class_init (ZxClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_client_get_property;
  object_class->dispose = zx_client_dispose;
  object_class->finalize = zx_client_finalize;
  props[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  props[PROP_ME] = g_param_spec_object ("me", NULL, NULL, ZX_TYPE_AGENT, flags);
  props[PROP_RIGHTS] = g_param_spec_boxed ("rights", NULL, NULL, ZX_TYPE_RIGHTS, flags);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, ZX_TYPE_CLIENT_STATE, 0, flags);
  props[PROP_LIGHT] = g_param_spec_enum ("light", NULL, NULL, ZX_TYPE_LIGHT, 0, flags);
  props[PROP_BEHIND] = g_param_spec_uint ("behind", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_OFFLINE_SINCE] =
      g_param_spec_int64 ("offline-since", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_PENDING] = g_param_spec_uint ("pending", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_REFUSED] = g_param_spec_uint ("refused", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_SESSION_ONLY] = g_param_spec_boolean ("session-only", NULL, NULL, FALSE, flags);
  props[PROP_REPEAT_DAYS] = g_param_spec_uint ("repeat-days", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNED_OUT] = g_signal_new ("signed-out", ZX_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[HEARD] = g_signal_new ("heard", ZX_TYPE_CLIENT, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MESSAGE_CAME] =
      g_signal_new ("message-came", ZX_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, ZX_TYPE_CONTACT, ZX_TYPE_MESSAGE);
  signals[PASS_ENDED] = g_signal_new ("pass-ended", ZX_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 5, ZX_TYPE_CONTACT, G_TYPE_STRING,
                                      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[WRAP_UP_REFUSED] =
      g_signal_new ("wrap-up-refused", ZX_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

void
zx_client_tell_heard (ZxClient *self, const char *noun)
{
  g_signal_emit (self, signals[HEARD], g_quark_try_string (noun));
}

void
zx_client_tell_message (ZxClient *self, ZxContact *contact, ZxMessage *message)
{
  g_signal_emit (self, signals[MESSAGE_CAME], 0, contact, message);
}

gboolean
zx_client_tell_wrap_up (ZxClient *self, const char *name, const char *uuid, const char *summary)
{
  gboolean is_heard = g_signal_has_handler_pending (self, signals[WRAP_UP_REFUSED], 0, FALSE);

  g_signal_emit (self, signals[WRAP_UP_REFUSED], 0, name, uuid, summary);
  return is_heard;
}

void
zx_client_tell_pass (ZxClient *self,
                     ZxContact *contact,
                     const char *kind,
                     const char *agent,
                     const char *outcome,
                     const char *reason)
{
  g_signal_emit (self, signals[PASS_ENDED], 0, contact, kind, agent, outcome, reason);
}

static GHashTable *
new_id_table (GDestroyNotify free_value)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_value);
}

static void
zx_client_init (ZxClient *self)
{
  self->http = zx_http_new ();
  self->contacts = zx_id_map_new ();
  self->agents = zx_id_map_new ();
  self->customers = zx_id_map_new ();
  self->transcripts = zx_id_map_new ();
  self->open_contacts = g_list_store_new (ZX_TYPE_CONTACT);
  self->colleagues = g_list_store_new (ZX_TYPE_AGENT);
  self->offers = g_list_store_new (ZX_TYPE_OFFER);
  self->offer_revs = new_id_table (g_free);
  self->waiting = g_list_store_new (ZX_TYPE_MESSAGE);
  self->left = new_id_table (g_free);
  self->read_told = new_id_table (g_free);
  self->passes = new_id_table (g_object_unref);
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->sending = new_id_table (NULL);
  self->drafts = new_id_table (g_free);
  self->typing_told = new_id_table (g_free);
  self->withdrawn =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) zx_outbox_row_free);
  self->unsaved = new_id_table (g_free);
  self->draft_files = new_id_table (g_object_unref);
  self->wrap_ups = zx_client_new_wrap_ups ();
  self->file_limits = zx_file_limits_new (NULL);
  self->rows =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) zx_outbox_row_free);
  self->fetch_backoff = (ZxBackoff){.first_ms = 500, .most_ms = 15000};
  self->send_backoff = (ZxBackoff){.first_ms = 500, .most_ms = 15000};
  self->wrap_up_backoff = (ZxBackoff){.first_ms = 500, .most_ms = 15000};
}

void
zx_client_set_state (ZxClient *self, ZxClientState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
zx_client_set_me (ZxClient *self, ZxAgent *me)
{
  if (g_set_object (&self->me, me))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ME]);
}

static int
compare_int64 (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

static gint64 *
read_ids (JsonObject *json, const char *name, gsize *n)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  JsonArray *array = zx_json_array (json, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    gint64 id;

    if (zx_id_parse (zx_json_element_string (array, i), &id))
      g_array_append_val (ids, id);
  }
  g_array_sort (ids, compare_int64);
  return g_array_steal (ids, n);
}

void
zx_client_set_rights (ZxClient *self, JsonObject *json, gint64 rev)
{
  g_clear_pointer (&self->rights, zx_rights_free);
  self->rights_rev = rev;
  if (json != NULL) {
    self->rights = g_new0 (ZxRights, 1);
    self->rights->agent_id = self->me != NULL ? zx_agent_get_id (self->me) : 0;
    self->rights->org_id = zx_json_id (json, "org_id");
    self->rights->role = zx_json_enum (json, "role", ZX_TYPE_ROLE, ZX_ROLE_AGENT);
    self->rights->scope = zx_json_enum (json, "scope", ZX_TYPE_SCOPE, ZX_SCOPE_OWN);
    self->rights->orgs = read_ids (json, "orgs", &self->rights->n_orgs);
    self->rights->above = read_ids (json, "above", &self->rights->n_above);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RIGHTS]);
}

void
zx_client_set_light (ZxClient *self, ZxLight light, guint behind)
{
  gint64 since = 0;

  if (light == ZX_LIGHT_OFFLINE && self->state == ZX_CLIENT_SIGNED_IN)
    since = self->offline_since != 0 ? self->offline_since : zx_clock_now_ms ();
  g_object_freeze_notify (G_OBJECT (self));
  if (self->light != light) {
    self->light = light;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIGHT]);
  }
  if (self->behind != behind) {
    self->behind = behind;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BEHIND]);
  }
  if (self->offline_since != since) {
    self->offline_since = since;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OFFLINE_SINCE]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

void
zx_client_set_session_only (ZxClient *self, gboolean session_only)
{
  if (self->session_only == session_only)
    return;
  self->session_only = session_only;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_ONLY]);
}

void
zx_client_set_counts (ZxClient *self, guint pending, guint refused)
{
  if (self->pending != pending) {
    self->pending = pending;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PENDING]);
  }
  if (self->refused != refused) {
    self->refused = refused;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REFUSED]);
  }
}

void
zx_client_set_settings (ZxClient *self, JsonObject *json)
{
  guint repeat_days = (guint) CLAMP (zx_json_int (json, "repeat_days", 0), 0, G_MAXINT);

  self->recall_seconds = (guint) CLAMP (zx_json_int (json, "recall_seconds", 0), 0, G_MAXINT);
  if (self->repeat_days != repeat_days) {
    self->repeat_days = repeat_days;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REPEAT_DAYS]);
  }
}

void
zx_client_notify_server (ZxClient *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SERVER]);
}

void
zx_client_emit_signed_out (ZxClient *self, const char *reason)
{
  g_signal_emit (self, signals[SIGNED_OUT], 0, reason);
}

ZxClient *
zx_client_new (const char *profile)
{
  ZxClient *self = g_object_new (ZX_TYPE_CLIENT, NULL);

  self->profile = g_strdup (profile != NULL ? profile : "");
  return self;
}

gboolean
zx_client_trust_file (ZxClient *self, const char *path, GError **error)
{
  g_return_val_if_fail (ZX_IS_CLIENT (self), FALSE);
  return zx_http_trust_file (self->http, path, error);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
}

void
zx_client_close_async (ZxClient *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, zx_client_close_async);
  g_clear_handle_id (&self->fetch_retry_id, g_source_remove);
  g_clear_handle_id (&self->send_id, g_source_remove);
  if (self->session != NULL)
    g_cancellable_cancel (self->session);
  if (self->stream != NULL)
    zx_stream_stop (self->stream);
  zx_client_close_outbox_async (self, closed_cb, task);
}

void
zx_client_close_finish (ZxClient *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

const char *
zx_client_get_server (ZxClient *self)
{
  return zx_http_get_server (self->http);
}

gint64
zx_client_now_ms (ZxClient *self)
{
  return zx_clock_now_ms () + self->clock_ahead_ms;
}

#define GETTER(type, name, from)                                                                   \
  type zx_client_get_##name (ZxClient *self)                                                       \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_CLIENT (self), 0);                                                 \
    return self->from;                                                                             \
  }

GETTER (const char *, login, login)
GETTER (ZxAgent *, me, me)
GETTER (const ZxRights *, rights, rights)
GETTER (ZxClientState, state, state)
GETTER (ZxLight, light, light)
GETTER (guint, behind, behind)
GETTER (gint64, offline_since, offline_since)
GETTER (guint, pending, pending)
GETTER (guint, refused, refused)
GETTER (gboolean, session_only, session_only)

GListModel *
zx_client_get_contacts (ZxClient *self)
{
  return G_LIST_MODEL (self->open_contacts);
}

GListModel *
zx_client_get_agents (ZxClient *self)
{
  return G_LIST_MODEL (self->colleagues);
}

GListModel *
zx_client_get_outbox (ZxClient *self)
{
  return G_LIST_MODEL (self->waiting);
}
