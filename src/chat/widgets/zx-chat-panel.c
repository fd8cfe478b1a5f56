/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings list and conversation together and answers the shell's requests. */
#include "zx-chat-panel.h"

#include "zx-chat-hands.h"
#include "zx-chat-list.h"
#include "zx-closures.h"
#include "zx-conversation.h"
#include "zx-elsewhere-page.h"
#include "zx-list-width.h"
#include "zx-pass-words.h"
#include "zx-report.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

struct _ZxChatPanel {
  ZxPanel parent_instance;

  GtkPaned *paned; /* these of the template */
  ZxChatList *list;
  GtkStack *stack;
  ZxConversation *conversation;
  ZxElsewherePage *elsewhere;

  GCancellable *opening; /* owned, null: of the contact that is to be shown */
};

G_DEFINE_FINAL_TYPE (ZxChatPanel, zx_chat_panel, ZX_TYPE_PANEL)

static const ZxShortcut shortcuts[] = {
    {"chat.next-waiting", "<Control>j", N_ ("Next customer who waits")},
    {"chat.accept", "<Control>Return", N_ ("Take the chat from the queue")},
    {"chat.take-next", "<Control><Shift>Return", N_ ("Take the next chat from the queue")},
    {"chat.why", "<Alt>w", N_ ("Why a chat still waits")},
    {"chat.end", "<Control><Shift>w", N_ ("End the chat")},
    {"wrap-up.extend", "<Control><Shift>e", N_ ("More time to wrap up")},
    {"chat.invite", "<Control><Shift>g", N_ ("Invite a colleague")},
    {"chat.transfer", "F9", N_ ("Transfer the chat")},
    {"chat.assign", "<Control>F9", N_ ("Assign a chat to an agent")},
    {"chat.take", "<Control><Shift>o", N_ ("Take over a colleague's chat")},
    {"chat.transcript", "<Control><Shift>s", N_ ("Save the conversation as text")},
    {NULL, "<Control><Alt>1...3", N_ ("Say that the visitor is one of those proposed")},
    {"chat.find-customer", "<Control><Shift>f", N_ ("Search for who the visitor is")},
    {"chat.new-customer", "<Control><Shift>b", N_ ("Create a customer from the visitor")},
    {"chat.write", "<Control>l", N_ ("Go to the text field")},
    {"chat.find", "<Control>f", N_ ("Find in the conversation")},
    {"transcript.next-unread", "<Control><Shift>j", N_ ("To the first new message")},
    {"transcript.newest", "<Alt>End", N_ ("To the newest message")},
    {NULL, "slash", N_ ("Quick replies, at the start of a line")},
    {"composer.note", "<Control>m", N_ ("Internal note, or back to the reply")},
    {"composer.attach", "<Control>u", N_ ("Attach files")},
    {"composer.emoji", "<Control>period", N_ ("Emoji")},
    {NULL, "Return", N_ ("Send")},
    {NULL, "<Shift>Return", N_ ("New line")},
    {NULL, "Escape", N_ ("From the text field to the list of chats")},
    {NULL, NULL, NULL},
};

/* Actions that only the conversation knows how and when to do. */
static const char *const passed_on[] = {
    "chat.accept",
    "chat.end",
    "wrap-up.extend",
    "chat.candidate-1",
    "chat.candidate-2",
    "chat.candidate-3",
    "chat.find-customer",
    "chat.new-customer",
    "chat.find",
    "transcript.next-unread",
    "transcript.newest",
    "composer.note",
    "composer.emoji",
    "composer.attach",
    "chat.invite",
    "chat.transfer",
    "chat.assign",
    "chat.why",
    "chat.take",
    "chat.transcript",
    NULL,
};

static void
show_badge (ZxChatPanel *self)
{
  zx_panel_set_badge (ZX_PANEL (self), zx_chat_list_get_waiting (self->list));
}

/* One contact is written to in one place only: here, or in its own window. */
static void
show_contact (ZxChatPanel *self, ZxContact *contact)
{
  gboolean is_elsewhere = zx_panel_is_elsewhere (ZX_PANEL (self), contact);
  ZxContact *here = is_elsewhere ? NULL : contact;
  g_autofree char *name = NULL;

  if (is_elsewhere) {
    name = zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));
    zx_elsewhere_page_set_thing (self->elsewhere, "contact", zx_contact_get_id (contact), name);
  }
  zx_panel_set_subject (ZX_PANEL (self), here); /* first: who he is may have to be asked for */
  zx_conversation_set_contact (self->conversation, here);
  zx_stack_show (self->stack, is_elsewhere ? "elsewhere" : "conversation");
}

static void
selected_cb (ZxChatPanel *self)
{
  show_contact (self, zx_chat_list_get_selected (self->list));
}

static gboolean
is_elsewhere_shown (ZxChatPanel *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "elsewhere") == 0;
}

static void
take_focus (ZxChatPanel *self)
{
  if (is_elsewhere_shown (self))
    zx_elsewhere_page_take_focus (self->elsewhere);
  else
    zx_conversation_take_focus (self->conversation);
}

static void
zx_chat_panel_elsewhere_changed (ZxPanel *panel)
{
  ZxChatPanel *self = ZX_CHAT_PANEL (panel);
  gboolean had_keyboard = gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) != NULL;
  gboolean was_elsewhere = is_elsewhere_shown (self);

  selected_cb (self);
  if (had_keyboard && was_elsewhere != is_elsewhere_shown (self))
    take_focus (self);
}

/* Enter on a row: to where one writes, wherever that is. */
static void
activated_cb (ZxChatPanel *self)
{
  if (is_elsewhere_shown (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "panel.open", "(sx)", "contact",
                                zx_contact_get_id (zx_chat_list_get_selected (self->list)));
  else
    zx_conversation_take_focus (self->conversation);
}

/* Signed out: what was shown is no longer this agent's. */
static void
signed_out_cb (ZxChatPanel *self)
{
  zx_chat_list_select (self->list, NULL);
  show_contact (self, NULL);
}

/* Whoever was answering must not find out only when the next key does nothing. */
static void
message_came_cb (ZxChatPanel *self, ZxContact *contact, ZxMessage *message)
{
  ZxAgent *me = zx_client_get_me (zx_panel_get_client (ZX_PANEL (self)));
  const char *who = zx_message_get_system (message, "who");
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (me == NULL || g_strcmp0 (zx_message_get_system_code (message), "taken_over") != 0 ||
      g_strcmp0 (zx_message_get_system (message, "by"), zx_agent_get_name (me)) != 0)
    return;
  name = zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));
  /* translators: %1$s is a lead, %2$s the customer */
  text = g_strdup_printf (_ ("%1$s took over your chat with %2$s. You can go on reading it."),
                          who != NULL ? who : _ ("A colleague"), name);
  zx_report_text (GTK_WIDGET (self), text);
}

/* A colleague has answered, or has not. */
static void
pass_ended_cb (ZxChatPanel *self,
               ZxContact *contact,
               const char *kind,
               const char *agent,
               const char *outcome,
               const char *reason)
{
  g_autofree char *name =
      zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));
  g_autofree char *text = zx_pass_result (kind, agent, outcome, reason, name);

  if (text != NULL)
    zx_report_text (GTK_WIDGET (self), text);
}

typedef struct {
  ZxChatPanel *self; /* owned */
  char *summary;     /* owned */
} Refused;

static void
refused_free (gpointer data)
{
  Refused *refused = data;

  g_object_unref (refused->self);
  g_free (refused->summary);
  g_free (refused);
}

static void
copy_refused (gpointer data)
{
  Refused *refused = data;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (refused->self)), refused->summary);
}

/* He wrote on while the chat was closed: the words are his once more. */
static void
wrap_up_refused_cb (ZxChatPanel *self, const char *name, const char *uuid, const char *summary)
{
  g_autofree char *customer = zx_words_name (name, uuid);
  g_autofree char *text = NULL;
  Refused *refused;

  if (*summary == '\0') {
    /* translators: %s is a customer */
    text = g_strdup_printf (_ ("The category of the chat with %s came too late and was not saved."),
                            customer);
    zx_report_text (GTK_WIDGET (self), text);
    return;
  }
  refused = g_new (Refused, 1);
  *refused = (Refused){g_object_ref (self), g_strdup (summary)};
  /* translators: %1$s is a customer, %2$s what the agent wrote of the chat */
  text = g_strdup_printf (
      _ ("The summary of the chat with %1$s came too late and was not saved: %2$s"), customer,
      summary);
  zx_report_until_closed (GTK_WIDGET (self), text, _ ("Copy"), copy_refused, refused, refused_free);
}

/* What went to others and can no longer be seen is not left standing as if it were still here. (A
 * window of its own says so and keeps it: see ZxMatter.) */
static void
contacts_changed_cb (ZxChatPanel *self)
{
  ZxContact *shown = zx_chat_list_get_selected (self->list);
  GListModel *contacts = zx_client_get_contacts (zx_panel_get_client (ZX_PANEL (self)));
  gboolean had_keyboard;

  if (shown == NULL || zx_contact_state_is_over (zx_contact_get_state (shown)) ||
      g_list_store_find (G_LIST_STORE (contacts), shown, NULL))
    return;
  had_keyboard = gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) != NULL;
  zx_chat_list_select (self->list, NULL);
  if (had_keyboard)
    zx_chat_list_take_focus (self->list);
}

static void
client_changed_cb (ZxChatPanel *self)
{
  ZxClient *client = zx_panel_get_client (ZX_PANEL (self));

  if (client == NULL)
    return;
  zx_conversation_set_client (self->conversation, client);
  gtk_widget_set_visible (GTK_WIDGET (self->list), !zx_panel_get_alone (ZX_PANEL (self)));
  if (!zx_panel_get_alone (ZX_PANEL (self))) {
    zx_chat_list_set_client (self->list, client);
    g_signal_connect_object (client, "message-came", G_CALLBACK (message_came_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (client, "pass-ended", G_CALLBACK (pass_ended_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (client, "wrap-up-refused", G_CALLBACK (wrap_up_refused_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (zx_client_get_contacts (client), "items-changed",
                             G_CALLBACK (contacts_changed_cb), self, G_CONNECT_SWAPPED);
  }
  g_signal_connect_object (client, "signed-out", G_CALLBACK (signed_out_cb), self,
                           G_CONNECT_SWAPPED);
  show_badge (self);
}

static void
next_waiting (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxChatPanel *self = ZX_CHAT_PANEL (widget);

  if (zx_panel_get_alone (ZX_PANEL (self)))
    gtk_widget_activate_action (widget, "panel.act", "s", action);
  else if (zx_chat_list_select_next_waiting (self->list))
    take_focus (self);
  else
    gtk_widget_error_bell (widget);
}

/* Takes it, and goes there. */
static void
pull_contact (ZxChatPanel *self, ZxContact *contact)
{
  zx_chat_list_select (self->list, contact);
  zx_chat_hands_pull (GTK_WIDGET (self), zx_panel_get_client (ZX_PANEL (self)), contact);
  take_focus (self);
}

static void
pull (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxChatPanel *self = ZX_CHAT_PANEL (widget);
  ZxContact *contact = zx_client_find_contact (zx_panel_get_client (ZX_PANEL (self)),
                                               g_variant_get_int64 (parameter));

  if (contact != NULL)
    pull_contact (self, contact);
}

static void
take_next (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxChatPanel *self = ZX_CHAT_PANEL (widget);
  ZxContact *head;

  if (zx_panel_get_alone (ZX_PANEL (self))) {
    gtk_widget_activate_action (widget, "panel.act", "s", action);
    return;
  }
  head = zx_chat_list_get_head (self->list);
  if (head != NULL)
    pull_contact (self, head);
  else
    gtk_widget_error_bell (widget);
}

static void
write_here (GtkWidget *widget, const char *action, GVariant *parameter)
{
  take_focus (ZX_CHAT_PANEL (widget));
}

/* The conversation knows whether these can be done now. */
static void
pass_on (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_conversation_act (ZX_CHAT_PANEL (widget)->conversation, action, parameter);
}

static gboolean
zx_chat_panel_can (ZxPanel *panel, const char *action)
{
  return !g_strv_contains (passed_on, action) ||
         zx_conversation_can (ZX_CHAT_PANEL (panel)->conversation, action);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  ZxChatPanel *self = ZX_CHAT_PANEL (widget);

  if (zx_panel_get_alone (ZX_PANEL (self)))
    return GDK_EVENT_PROPAGATE; /* there is no list: the window closes */
  zx_chat_list_take_focus (self->list);
  return GDK_EVENT_STOP;
}

static void
zx_chat_panel_insert_text (ZxPanel *panel, const char *text)
{
  zx_conversation_insert_text (ZX_CHAT_PANEL (panel)->conversation, text);
}

static gboolean
zx_chat_panel_use_suggestion (ZxPanel *panel,
                              ZxSuggestion *suggestion,
                              gint64 question_id,
                              gboolean edit)
{
  return zx_conversation_use_suggestion (ZX_CHAT_PANEL (panel)->conversation, suggestion, edit);
}

static void
zx_chat_panel_shown (ZxPanel *panel)
{
  ZxChatPanel *self = ZX_CHAT_PANEL (panel);

  if (zx_panel_get_alone (panel) || zx_chat_list_get_selected (self->list) != NULL)
    take_focus (self);
  else
    zx_chat_list_take_focus (self->list);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxChatPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxContact) contact =
      zx_client_open_contact_finish (ZX_CLIENT (source), result, &error);

  if (contact == NULL)
    zx_panel_report (ZX_PANEL (self), error);
  else {
    if (zx_panel_get_alone (ZX_PANEL (self)))
      show_contact (self, contact);
    else
      zx_chat_list_select (self->list, contact); /* one that is over stands in no row: it is read */
    if (gtk_widget_get_mapped (GTK_WIDGET (self)))
      take_focus (self);
  }
}

static gboolean
zx_chat_panel_open (ZxPanel *panel, const char *noun, gint64 id)
{
  ZxChatPanel *self = ZX_CHAT_PANEL (panel);
  ZxClient *client = zx_panel_get_client (panel);

  if (!g_str_equal (noun, "contact") || client == NULL)
    return FALSE;
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();
  zx_client_open_contact_async (client, id, self->opening, opened_cb, g_object_ref (self));
  return TRUE;
}

static void
zx_chat_panel_dispose (GObject *object)
{
  ZxChatPanel *self = ZX_CHAT_PANEL (object);

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  adw_bin_set_child (ADW_BIN (object),
                     NULL); /* dispose_template() would unparent it behind its back */
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_CHAT_PANEL);

  G_OBJECT_CLASS (zx_chat_panel_parent_class)->dispose (object);
}

static void
zx_chat_panel_class_init (ZxChatPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ZxPanelClass *panel_class = ZX_PANEL_CLASS (klass);

  object_class->dispose = zx_chat_panel_dispose;
  panel_class->shortcuts = shortcuts;
  panel_class->insert_text = zx_chat_panel_insert_text;
  panel_class->use_suggestion = zx_chat_panel_use_suggestion;
  panel_class->can = zx_chat_panel_can;
  panel_class->open = zx_chat_panel_open;
  panel_class->noun = "contact";
  panel_class->elsewhere_changed = zx_chat_panel_elsewhere_changed;
  panel_class->shown = zx_chat_panel_shown;

  gtk_widget_class_install_action (widget_class, "chat.next-waiting", NULL, next_waiting);
  gtk_widget_class_install_action (widget_class, "chat.pull", "x", pull);
  gtk_widget_class_install_action (widget_class, "chat.take-next", NULL, take_next);
  gtk_widget_class_install_action (widget_class, "chat.write", NULL, write_here);
  for (gsize i = 0; passed_on[i] != NULL; i++)
    gtk_widget_class_install_action (widget_class, passed_on[i], NULL, pass_on);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);

  g_type_ensure (ZX_TYPE_CHAT_LIST);
  g_type_ensure (ZX_TYPE_CONVERSATION);
  g_type_ensure (ZX_TYPE_ELSEWHERE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-chat-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxChatPanel, paned);
  gtk_widget_class_bind_template_child (widget_class, ZxChatPanel, list);
  gtk_widget_class_bind_template_child (widget_class, ZxChatPanel, conversation);
  gtk_widget_class_bind_template_child (widget_class, ZxChatPanel, elsewhere);
  gtk_widget_class_bind_template_child (widget_class, ZxChatPanel, stack);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_badge);
}

/* One row of the sheet stands for these three. */
static void
add_candidate_keys (ZxChatPanel *self)
{
  static const struct {
    guint key;
    const char *action;
  } keys[] = {{GDK_KEY_1, "chat.candidate-1"},
              {GDK_KEY_2, "chat.candidate-2"},
              {GDK_KEY_3, "chat.candidate-3"}};
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, GDK_CONTROL_MASK | GDK_ALT_MASK),
                          gtk_named_action_new (keys[i].action)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
zx_chat_panel_init (ZxChatPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_candidate_keys (self);
  zx_list_width_keep (self->paned);
  g_signal_connect (self, "notify::client", G_CALLBACK (client_changed_cb), NULL);
}
