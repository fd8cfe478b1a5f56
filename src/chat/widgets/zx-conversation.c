/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one conversation and lets the agent answer, take and end it. */
#include "zx-conversation.h"

#include "zx-chat-words.h"
#include "zx-closures.h"
#include "zx-composer.h"
#include "zx-conversation-head.h"
#include "zx-end-chat.h"
#include "zx-client-records.h"
#include "zx-reply-text.h"
#include "zx-report.h"
#include "zx-stack.h"
#include "zx-transcript-pane.h"

#include <glib/gi18n.h>

#define APP_ID "org.zuoxi.Zuoxi" /* its settings */
/* Under this name a contact carries the ZxSuggestion that its draft came from. */
#define DRAFT_SOURCE "zx-chat-draft-source"

struct _ZxConversation {
  AdwBin parent_instance;

  GtkStack *stack; /* these of the template */
  AdwStatusPage *empty;
  ZxConversationHead *head;
  ZxTranscriptPane *pane;
  ZxComposer *composer;
  GtkLabel *offline;

  ZxClient *client;                 /* owned, nullable */
  ZxContact *contact;               /* owned, nullable */
  ZxTranscript *transcript;         /* owned, nullable; of the contact */
  GSignalGroup *contact_signals;    /* owned */
  GSignalGroup *transcript_signals; /* owned */
  GCancellable *cancellable;        /* owned */
  GSettings *settings;              /* owned, nullable */
  gboolean is_restoring;            /* the composer's text changes by our own hand */
};

G_DEFINE_FINAL_TYPE (ZxConversation, zx_conversation, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_CONTACT, N_PROPS };
static GParamSpec *props[N_PROPS];

static gboolean
is_over (ZxConversation *self)
{
  return zx_contact_state_is_over (zx_contact_get_state (self->contact));
}

static gboolean
is_queued (ZxConversation *self)
{
  ZxContactState state = zx_contact_get_state (self->contact);

  return state == ZX_CONTACT_QUEUED || state == ZX_CONTACT_OFFERED;
}

static gboolean
is_mine (ZxConversation *self)
{
  ZxAgent *me = zx_client_get_me (self->client);

  return me != NULL && zx_contact_get_agent_id (self->contact) == zx_agent_get_id (me);
}

/* What is shown */

static void
show_empty (ZxConversation *self)
{
  gboolean has_chats =
      self->client != NULL && g_list_model_get_n_items (zx_client_get_contacts (self->client)) > 0;

  adw_status_page_set_title (self->empty, has_chats ? _ ("No chat selected") : _ ("No chats"));
  adw_status_page_set_description (
      self->empty, has_chats
                       ? _ ("Choose one on the left. Ctrl+J goes to the next customer who waits.")
                       : _ ("When a customer writes, the chat appears in the queue on the left."));
}

static void
show_state (ZxConversation *self)
{
  gboolean has_contact = self->contact != NULL;

  zx_stack_show (self->stack, has_contact ? "chat" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chat.accept", has_contact && is_queued (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chat.end",
                                 has_contact && is_mine (self) && !is_over (self));
}

static void
show_light (ZxConversation *self)
{
  gint64 since = zx_client_get_offline_since (self->client);
  gboolean is_offline = zx_client_get_light (self->client) == ZX_LIGHT_OFFLINE && since > 0;
  g_autofree char *clock = zx_words_clock (since, zx_client_now_ms (self->client));
  g_autofree char *text = g_strdup_printf (
      /* translators: %s is a time */
      _ ("No connection since %s. What you send waits here and goes out by itself."), clock);

  gtk_widget_set_visible (GTK_WIDGET (self->offline), is_offline);
  if (is_offline)
    gtk_label_set_label (self->offline, text);
}

static gboolean
can_write (ZxConversation *self, ZxContactState state)
{
  return !zx_contact_state_is_over (state);
}

static gboolean
is_state_over (ZxConversation *self, ZxContactState state)
{
  return zx_contact_state_is_over (state);
}

static char *
write_to (ZxConversation *self, const char *name)
{
  /* translators: %s is the customer's name; shown in the empty text field */
  return g_strdup_printf (_ ("Reply to %s"), name != NULL ? name : "");
}

static char *
held_by (ZxConversation *self, gint64 agent_id, const char *agent_name, ZxContactState state)
{
  if (self->contact == NULL || agent_id == 0 || is_mine (self) || zx_contact_state_is_over (state))
    return g_strdup ("");
  return g_strdup_printf (_ ("%s has this chat. Your answer goes to the customer all the same."),
                          agent_name != NULL ? agent_name : _ ("A colleague"));
}

/* Reading */

static void
mark_read (ZxConversation *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->contact == NULL || !is_mine (self) || is_over (self) ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)) || !GTK_IS_WINDOW (root) ||
      !gtk_window_is_active (GTK_WINDOW (root)) || !zx_transcript_pane_get_at_newest (self->pane) ||
      zx_contact_get_unread (self->contact) == 0)
    return;
  zx_client_mark_read (self->client, self->contact);
}

/* Writing */

static void
remember_source (ZxConversation *self, ZxSuggestion *suggestion)
{
  g_object_set_data_full (G_OBJECT (self->contact), DRAFT_SOURCE,
                          suggestion != NULL ? g_object_ref (suggestion) : NULL, g_object_unref);
}

static void
restore_draft (ZxConversation *self)
{
  self->is_restoring = TRUE;
  zx_composer_set_text (self->composer,
                        self->contact != NULL ? zx_contact_get_draft (self->contact) : NULL);
  self->is_restoring = FALSE;
}

static void
text_changed_cb (ZxConversation *self)
{
  g_autofree char *text = NULL;

  if (self->is_restoring || self->contact == NULL)
    return;
  text = zx_composer_dup_text (self->composer);
  if (*text == '\0')
    remember_source (self, NULL);
  zx_client_save_draft (self->client, self->contact, text);
}

/* The draft may change elsewhere: a refused answer comes back. */
static void
draft_changed_cb (ZxConversation *self)
{
  g_autofree char *text = zx_composer_dup_text (self->composer);
  const char *draft = zx_contact_get_draft (self->contact);

  if (!g_str_equal (text, draft != NULL ? draft : ""))
    restore_draft (self);
}

static gboolean
is_blank (const char *text)
{
  g_autofree char *line = zx_chat_one_line (text);

  return *line == '\0';
}

/* An answer that was chosen before the customer wrote on is not sent: it becomes the draft. */
static void
message_state_cb (ZxConversation *self, GParamSpec *pspec, ZxMessage *message)
{
  ZxContact *contact;

  if (zx_message_get_state (message) != ZX_MESSAGE_FAILED ||
      g_strcmp0 (zx_message_get_refusal (message), "customer-wrote-meanwhile") != 0)
    return;
  contact = zx_client_find_contact (self->client, zx_message_get_contact_id (message));
  if (contact == NULL || !is_blank (zx_contact_get_draft (contact)))
    return; /* it stays in the transcript, with its buttons */
  zx_client_save_draft (self->client, contact, zx_message_get_text (message));
  zx_client_drop (self->client, message);
  if (contact == self->contact)
    restore_draft (self);
  zx_report_text (GTK_WIDGET (self), _ ("The customer wrote meanwhile. The answer was not sent and "
                                        "is kept as your draft."));
}

static void
send_text (ZxConversation *self, const char *text, ZxSuggestion *suggestion, gboolean edited)
{
  ZxMessage *message;

  message = zx_client_send (self->client, self->contact, text,
                            zx_transcript_get_last_seq (self->transcript), suggestion, edited);
  if (message == NULL)
    return;
  g_signal_connect_object (message, "notify::state", G_CALLBACK (message_state_cb), self,
                           G_CONNECT_SWAPPED);
  zx_transcript_pane_go_to_newest (self->pane);
}

static void
send_cb (ZxConversation *self)
{
  g_autofree char *text = NULL;
  g_autoptr (ZxSuggestion) source = NULL;

  if (self->contact == NULL || is_over (self))
    return;
  text = zx_composer_dup_text (self->composer);
  source = g_object_get_data (G_OBJECT (self->contact), DRAFT_SOURCE);
  if (source != NULL)
    g_object_ref (source);
  g_strchomp (text);
  zx_composer_set_text (self->composer, NULL);
  send_text (self, text, source,
             source != NULL && g_strcmp0 (text, zx_suggestion_get_answer (source)) != 0);
}

/* What the contact's tier is called to the customer: as it was set up, or by our own word. */
static const char *
tier_name (ZxConversation *self)
{
  GListModel *tiers = zx_client_get_records (self->client, "tier");
  ZxTier tier = zx_contact_get_tier (self->contact);
  const char *word = zx_enum_word (ZX_TYPE_TIER, tier);

  for (guint i = 0; i < g_list_model_get_n_items (tiers); i++) {
    g_autoptr (ZxRecord) record = g_list_model_get_item (tiers, i);
    const char *name = zx_record_get_text (record, "name");

    if (name != NULL && g_strcmp0 (zx_record_get_text (record, "word"), word) == 0)
      return name; /* the list keeps it */
  }
  return tier == ZX_TIER_REGULAR ? "" : zx_words_tier (tier);
}

static char *
expand_reply (const char *text, gpointer user_data)
{
  ZxConversation *self = user_data;
  ZxAgent *me = zx_client_get_me (self->client);

  if (self->contact == NULL)
    return g_strdup (text);
  return zx_reply_text (text, self->contact, me != NULL ? zx_agent_get_name (me) : "",
                        tier_name (self));
}

static ZxMessage *
find_message (ZxConversation *self, const char *uuid)
{
  GListModel *list = G_LIST_MODEL (self->transcript);

  for (guint i = list != NULL ? g_list_model_get_n_items (list) : 0; i > 0; i--) {
    g_autoptr (ZxMessage) message = g_list_model_get_item (list, i - 1);

    if (g_strcmp0 (zx_message_get_uuid (message), uuid) == 0)
      return g_steal_pointer (&message);
  }
  return NULL;
}

static void
resend_message (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);
  g_autoptr (ZxMessage) message = find_message (self, g_variant_get_string (parameter, NULL));

  if (message != NULL)
    zx_client_resend (self->client, message);
}

static void
drop_message (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);
  g_autoptr (ZxMessage) message = find_message (self, g_variant_get_string (parameter, NULL));

  if (message == NULL)
    return;
  zx_client_drop (self->client, message);
  zx_composer_take_focus (self->composer);
}

static void
edit_message (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);
  g_autoptr (ZxMessage) message = find_message (self, g_variant_get_string (parameter, NULL));
  g_autofree char *typed = zx_composer_dup_text (self->composer);

  if (message == NULL)
    return;
  if (!is_blank (typed))
    zx_composer_insert_text (self->composer, "\n");
  zx_composer_insert_text (self->composer, zx_message_get_text (message));
  zx_client_drop (self->client, message);
  zx_composer_take_focus (self->composer);
}

/* Taking and ending */

static void
accepted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxConversation) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_accept_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (GTK_WIDGET (self), error);
}

static void
accept (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);

  if (self->contact == NULL || !is_queued (self))
    return;
  zx_client_accept_async (self->client, self->contact, self->cancellable, accepted_cb,
                          g_object_ref (self));
  zx_composer_take_focus (self->composer);
}

static void
end (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);

  if (self->contact != NULL && !is_over (self))
    zx_end_chat_ask (widget, self->client, self->contact);
}

/* Object */

static void
contact_changed_cb (ZxConversation *self)
{
  show_state (self);
  mark_read (self);
}

static void
sight_changed_cb (ZxConversation *self)
{
  mark_read (self);
}

static void
zx_conversation_root (GtkWidget *widget)
{
  GtkRoot *root;

  GTK_WIDGET_CLASS (zx_conversation_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (root))
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (sight_changed_cb), widget,
                             G_CONNECT_SWAPPED);
}

static void
zx_conversation_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), sight_changed_cb, widget);
  GTK_WIDGET_CLASS (zx_conversation_parent_class)->unroot (widget);
}

static void
zx_conversation_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_conversation_parent_class)->map (widget);
  mark_read (ZX_CONVERSATION (widget));
}

static void
zx_conversation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxConversation *self = ZX_CONVERSATION (object);

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_CONTACT:
    g_value_set_object (value, self->contact);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_conversation_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxConversation *self = ZX_CONVERSATION (object);

  switch (id) {
  case PROP_CLIENT:
    zx_conversation_set_client (self, g_value_get_object (value));
    break;
  case PROP_CONTACT:
    zx_conversation_set_contact (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_conversation_dispose (GObject *object)
{
  ZxConversation *self = ZX_CONVERSATION (object);

  g_cancellable_cancel (self->cancellable);
  g_signal_group_set_target (self->contact_signals, NULL);
  g_signal_group_set_target (self->transcript_signals, NULL);
  g_clear_object (&self->transcript);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  adw_bin_set_child (ADW_BIN (self),
                     NULL); /* dispose_template() would unparent it behind its back */
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_CONVERSATION);

  G_OBJECT_CLASS (zx_conversation_parent_class)->dispose (object);
}

static void
zx_conversation_finalize (GObject *object)
{
  ZxConversation *self = ZX_CONVERSATION (object);

  g_clear_object (&self->contact_signals);
  g_clear_object (&self->transcript_signals);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (zx_conversation_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (ZX_TYPE_COMPOSER);
  g_type_ensure (ZX_TYPE_CONVERSATION_HEAD);
  g_type_ensure (ZX_TYPE_TRANSCRIPT_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-conversation.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, empty);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, pane);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, composer);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, offline);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, head);
  gtk_widget_class_bind_template_callback (widget_class, can_write);
  gtk_widget_class_bind_template_callback (widget_class, is_state_over);
  gtk_widget_class_bind_template_callback (widget_class, write_to);
  gtk_widget_class_bind_template_callback (widget_class, held_by);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sight_changed_cb);
  zx_closures_bind (widget_class);
  zx_chat_words_bind (widget_class);
}

static void
zx_conversation_class_init (ZxConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_conversation_get_property;
  object_class->set_property = zx_conversation_set_property;
  object_class->dispose = zx_conversation_dispose;
  object_class->finalize = zx_conversation_finalize;
  widget_class->root = zx_conversation_root;
  widget_class->unroot = zx_conversation_unroot;
  widget_class->map = zx_conversation_map;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "chat.accept", NULL, accept);
  gtk_widget_class_install_action (widget_class, "chat.end", NULL, end);
  gtk_widget_class_install_action (widget_class, "transcript.resend", "s", resend_message);
  gtk_widget_class_install_action (widget_class, "transcript.edit", "s", edit_message);
  gtk_widget_class_install_action (widget_class, "transcript.drop", "s", drop_message);
  bind_template (widget_class);
}

static void
zx_conversation_init (ZxConversation *self)
{
  self->cancellable = g_cancellable_new ();
  self->contact_signals = g_signal_group_new (ZX_TYPE_CONTACT);
  self->transcript_signals = g_signal_group_new (ZX_TYPE_TRANSCRIPT);
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_group_connect_swapped (self->contact_signals, "notify::state",
                                  G_CALLBACK (contact_changed_cb), self);
  g_signal_group_connect_swapped (self->contact_signals, "notify::agent-id",
                                  G_CALLBACK (contact_changed_cb), self);
  g_signal_group_connect_swapped (self->contact_signals, "notify::draft",
                                  G_CALLBACK (draft_changed_cb), self);
  g_signal_group_connect_swapped (self->transcript_signals, "items-changed",
                                  G_CALLBACK (sight_changed_cb), self);
  show_empty (self);
  show_state (self);
}

/* The agent's preference for Enter; a test without the installed schema goes without. */
static void
follow_preferences (ZxConversation *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, APP_ID, TRUE) : NULL;

  if (schema == NULL)
    return;
  self->settings = g_settings_new (APP_ID);
  g_settings_bind (self->settings, "enter-sends", self->composer, "enter-sends",
                   G_SETTINGS_BIND_GET);
}

/* Quick replies are loaded once somebody is signed in. */
static void
follow_state (ZxConversation *self)
{
  if (zx_client_get_state (self->client) != ZX_CLIENT_SIGNED_IN)
    return;
  zx_client_get_records (self->client, "tier");
  zx_composer_set_replies (self->composer, zx_client_get_records (self->client, "reply"),
                           expand_reply, self);
}

void
zx_conversation_set_client (ZxConversation *self, ZxClient *client)
{
  g_return_if_fail (ZX_IS_CONVERSATION (self));

  if (self->client != NULL || client == NULL)
    return;
  self->client = g_object_ref (client);
  follow_preferences (self);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (follow_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::light", G_CALLBACK (show_light), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::offline-since", G_CALLBACK (show_light), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (zx_client_get_contacts (client), "items-changed",
                           G_CALLBACK (show_empty), self, G_CONNECT_SWAPPED);
  show_light (self);
  show_empty (self);
  follow_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
}

void
zx_conversation_set_contact (ZxConversation *self, ZxContact *contact)
{
  ZxTranscript *transcript;

  g_return_if_fail (ZX_IS_CONVERSATION (self));
  g_return_if_fail (contact == NULL || self->client != NULL);

  if (!g_set_object (&self->contact, contact))
    return;
  transcript = contact != NULL ? zx_client_get_transcript (self->client, contact) : NULL;
  g_set_object (&self->transcript, transcript);
  g_signal_group_set_target (self->contact_signals, contact);
  g_signal_group_set_target (self->transcript_signals, self->transcript);
  zx_transcript_pane_set_transcript (self->pane, self->transcript);
  zx_composer_set_language (self->composer, contact != NULL ? zx_contact_get_lang (contact) : NULL);
  restore_draft (self);
  show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT]);
  mark_read (self);
}

void
zx_conversation_take_focus (ZxConversation *self)
{
  g_return_if_fail (ZX_IS_CONVERSATION (self));

  if (self->contact != NULL)
    zx_composer_take_focus (self->composer);
}

void
zx_conversation_insert_text (ZxConversation *self, const char *text)
{
  g_return_if_fail (ZX_IS_CONVERSATION (self));

  if (self->contact == NULL || is_over (self))
    return;
  zx_composer_insert_text (self->composer, text);
  zx_composer_take_focus (self->composer);
}

gboolean
zx_conversation_use_suggestion (ZxConversation *self, ZxSuggestion *suggestion, gboolean edit)
{
  g_return_val_if_fail (ZX_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (ZX_IS_SUGGESTION (suggestion), FALSE);

  if (self->contact == NULL || is_over (self))
    return FALSE;
  if (edit) {
    zx_conversation_insert_text (self, zx_suggestion_get_answer (suggestion));
    remember_source (self, suggestion);
  } else {
    send_text (self, zx_suggestion_get_answer (suggestion), suggestion, FALSE);
  }
  return TRUE;
}

gboolean
zx_conversation_act (ZxConversation *self, const char *action, GVariant *parameter)
{
  g_return_val_if_fail (ZX_IS_CONVERSATION (self), FALSE);

  return gtk_widget_activate_action_variant (GTK_WIDGET (self->head), action, parameter);
}
