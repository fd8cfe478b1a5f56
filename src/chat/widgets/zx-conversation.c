/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one conversation and lets the agent answer, take and end it. */
#include "zx-conversation.h"

#include "zx-chat-course.h"
#include "zx-chat-hands.h"
#include "zx-chat-notes.h"
#include "zx-chat-words.h"
#include "zx-closures.h"
#include "zx-composer.h"
#include "zx-conversation-head.h"
#include "zx-client-records.h"
#include "zx-guest-chips.h"
#include "zx-line.h"
#include "zx-offer-line.h"
#include "zx-reply-text.h"
#include "zx-report.h"
#include "zx-stack.h"
#include "zx-transcript-pane.h"
#include "zx-wrap-up-bar.h"
#include "zx-writing.h"

#include <glib/gi18n.h>

#define APP_ID "org.zuoxi.Zuoxi" /* its settings */

struct _ZxConversation {
  AdwBin parent_instance;

  GtkStack *stack; /* these of the template */
  AdwStatusPage *empty;
  ZxConversationHead *head;
  ZxTranscriptPane *pane;
  ZxComposer *composer;
  ZxWrapUpBar *wrap_up;

  ZxClient *client;                 /* owned, nullable */
  ZxContact *contact;               /* owned, nullable */
  ZxTranscript *transcript;         /* owned, nullable; of the contact */
  GSignalGroup *contact_signals;    /* owned */
  GSignalGroup *transcript_signals; /* owned */
  GCancellable *cancellable;        /* owned */
  GSettings *settings;              /* owned, nullable */
  ZxWriting *writing;               /* owned, null until there is a client */
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
is_wrap_up (ZxConversation *self)
{
  return zx_contact_get_state (self->contact) == ZX_CONTACT_WRAP_UP;
}

static gboolean
may_take (ZxConversation *self)
{
  return zx_contact_may_be_taken (self->contact, zx_client_get_rights (self->client));
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
                       ? _ ("Choose one on the left, or go to the next customer who waits.")
                       : _ ("When a customer writes, the chat appears in the queue on the left."));
}

/* Nobody can be talked to any more: the customer has gone, or the chat was never one. */
static gboolean
is_talk (ZxConversation *self)
{
  return !is_over (self) && !is_wrap_up (self);
}

static void
show_state (ZxConversation *self)
{
  static const char *const actions[] = {"chat.accept", "chat.end", "chat.transcript"};
  gboolean has_contact = self->contact != NULL;

  zx_stack_show (self->stack, has_contact ? "chat" : "empty");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i],
                                   zx_conversation_can (self, actions[i]));
  zx_chat_hands_enable (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->wrap_up),
                          has_contact && is_wrap_up (self) && is_mine (self));
  gtk_widget_set_visible (GTK_WIDGET (self->composer), !has_contact || !is_wrap_up (self));
}

static gboolean
can_write (ZxConversation *self, ZxContactState state)
{
  return !zx_contact_state_is_over (state) && state != ZX_CONTACT_WRAP_UP;
}

static char *
write_to (ZxConversation *self, const char *name)
{
  /* translators: %s is the customer's name; shown in the empty text field */
  return g_strdup_printf (_ ("Reply to %s"), name != NULL ? name : "");
}

static char *
typing_words (ZxConversation *self, const char *name, const char *text)
{
  g_autofree char *line = zx_one_line (text, ZX_LINE_CHARACTERS);
  g_autofree char *who = g_markup_escape_text (name != NULL ? name : "", -1);
  g_autofree char *words = g_markup_escape_text (line, -1);

  if (*line == '\0')
    return g_strdup ("");
  /* translators: %1$s is the customer, %2$s what is being typed and not sent yet */
  return g_strdup_printf (_ ("%1$s is typing: <i>%2$s</i>"), who, words);
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
send_cb (ZxConversation *self)
{
  if (self->contact != NULL && is_talk (self))
    zx_writing_send (self->writing);
}

static void
sent_cb (ZxConversation *self)
{
  zx_transcript_pane_go_to_newest (self->pane);
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

  if (message != NULL && !is_over (self))
    zx_writing_edit (self->writing, message);
}

static void
quote_message (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);
  g_autoptr (ZxMessage) message = find_message (self, g_variant_get_string (parameter, NULL));

  if (message != NULL && !is_over (self))
    zx_writing_quote (self->writing, message);
}

static void
recalled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxConversation) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_recall_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (GTK_WIDGET (self), error);
}

static void
recall_message (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);
  g_autoptr (ZxMessage) message = find_message (self, g_variant_get_string (parameter, NULL));

  if (message != NULL)
    zx_client_recall_async (self->client, message, self->cancellable, recalled_cb,
                            g_object_ref (self));
}

/* Taking and ending */

static void
accept (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);

  if (self->contact == NULL || !may_take (self))
    return;
  zx_chat_hands_pull (widget, self->client, self->contact);
  zx_composer_take_focus (self->composer);
}

static void
end (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);

  if (self->contact != NULL && is_talk (self))
    zx_chat_end (widget, self->client, self->contact);
}

static void
ask_why (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_conversation_head_ask_why (ZX_CONVERSATION (widget)->head);
}

static void
save_transcript (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversation *self = ZX_CONVERSATION (widget);

  if (self->contact != NULL)
    zx_chat_save_transcript (widget, self->client, self->contact);
}

/* Object */

static void
contact_changed_cb (ZxConversation *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  /* A text field that has just become insensitive has lost it already. */
  gboolean had_keyboard = focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  gboolean was_wrap_up = gtk_widget_get_visible (GTK_WIDGET (self->wrap_up));

  show_state (self);
  if (root != NULL && had_keyboard && !was_wrap_up && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      gtk_widget_get_visible (GTK_WIDGET (self->wrap_up)))
    zx_wrap_up_bar_take_focus (self->wrap_up, zx_chat_is_ended_here (self->contact));
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
  if (self->writing != NULL)
    zx_writing_set_contact (self->writing, NULL, NULL);
  g_clear_object (&self->writing);
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
  g_type_ensure (ZX_TYPE_CHAT_NOTES);
  g_type_ensure (ZX_TYPE_COMPOSER);
  g_type_ensure (ZX_TYPE_CONVERSATION_HEAD);
  g_type_ensure (ZX_TYPE_GUEST_CHIPS);
  g_type_ensure (ZX_TYPE_OFFER_LINE);
  g_type_ensure (ZX_TYPE_WRAP_UP_BAR);
  g_type_ensure (ZX_TYPE_TRANSCRIPT_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-conversation.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, empty);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, pane);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, composer);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, wrap_up);
  gtk_widget_class_bind_template_child (widget_class, ZxConversation, head);
  gtk_widget_class_bind_template_callback (widget_class, can_write);
  gtk_widget_class_bind_template_callback (widget_class, write_to);
  gtk_widget_class_bind_template_callback (widget_class, typing_words);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
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
  zx_chat_hands_install (widget_class);
  gtk_widget_class_install_action (widget_class, "chat.transcript", NULL, save_transcript);
  gtk_widget_class_install_action (widget_class, "chat.why", NULL, ask_why);
  gtk_widget_class_install_action (widget_class, "transcript.resend", "s", resend_message);
  gtk_widget_class_install_action (widget_class, "transcript.edit", "s", edit_message);
  gtk_widget_class_install_action (widget_class, "transcript.drop", "s", drop_message);
  gtk_widget_class_install_action (widget_class, "transcript.quote", "s", quote_message);
  gtk_widget_class_install_action (widget_class, "transcript.recall", "s", recall_message);
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
  g_signal_group_connect_swapped (self->contact_signals, "notify::offer-id",
                                  G_CALLBACK (show_state), self);
  /* A message is shown first and counted then: whichever comes last, it is read. */
  g_signal_group_connect_swapped (self->contact_signals, "notify::unread",
                                  G_CALLBACK (sight_changed_cb), self);
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
  self->writing = zx_writing_new (self->composer, client);
  g_signal_connect_object (self->writing, "sent", G_CALLBACK (sent_cb), self, G_CONNECT_SWAPPED);
  follow_preferences (self);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (follow_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (zx_client_get_contacts (client), "items-changed",
                           G_CALLBACK (show_empty), self, G_CONNECT_SWAPPED);
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
  zx_composer_set_contact (self->composer, self->client, contact);
  zx_writing_set_contact (self->writing, contact, self->transcript);
  show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT]);
  mark_read (self);
}

void
zx_conversation_take_focus (ZxConversation *self)
{
  g_return_if_fail (ZX_IS_CONVERSATION (self));

  if (self->contact != NULL && gtk_widget_get_visible (GTK_WIDGET (self->wrap_up)))
    zx_wrap_up_bar_take_focus (self->wrap_up, TRUE);
  else if (self->contact != NULL)
    zx_composer_take_focus (self->composer);
}

void
zx_conversation_insert_text (ZxConversation *self, const char *text)
{
  g_return_if_fail (ZX_IS_CONVERSATION (self));

  if (self->contact == NULL || is_over (self))
    return;
  if (*text != '\0')
    zx_composer_insert_text (self->composer, text);
  zx_composer_take_focus (self->composer);
}

gboolean
zx_conversation_use_suggestion (ZxConversation *self, ZxSuggestion *suggestion, gboolean edit)
{
  g_return_val_if_fail (ZX_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (ZX_IS_SUGGESTION (suggestion), FALSE);

  if (self->contact == NULL || !is_talk (self))
    return FALSE;
  return zx_writing_use_suggestion (self->writing, suggestion, edit);
}

gboolean
zx_conversation_can (ZxConversation *self, const char *action)
{
  gboolean is_on;

  g_return_val_if_fail (ZX_IS_CONVERSATION (self), FALSE);

  if (self->contact == NULL)
    return FALSE;
  is_on = is_talk (self);
  if (g_str_equal (action, "chat.accept"))
    return may_take (self);
  if (g_str_equal (action, "chat.end"))
    return is_on && is_mine (self);
  if (g_str_has_prefix (action, "composer.") || g_str_equal (action, "chat.why"))
    return is_on;
  if (g_str_equal (action, "wrap-up.extend"))
    return zx_wrap_up_bar_can_extend (self->wrap_up);
  return zx_chat_hands_can (self->client, self->contact, action);
}

gboolean
zx_conversation_act (ZxConversation *self, const char *action, GVariant *parameter)
{
  GtkWidget *place;

  g_return_val_if_fail (ZX_IS_CONVERSATION (self), FALSE);

  place = g_str_has_prefix (action, "composer.")  ? GTK_WIDGET (self->composer)
          : g_str_has_prefix (action, "wrap-up.") ? GTK_WIDGET (self->wrap_up)
          : g_str_has_prefix (action, "transcript.") || g_str_equal (action, "chat.find")
              ? GTK_WIDGET (self->pane)
              : GTK_WIDGET (self->head);
  return gtk_widget_activate_action_variant (place, action, parameter);
}
