/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells what is to be known about a chat before one writes in it. */
#include "zx-chat-notes.h"

#include "zx-chat-words.h"
#include "zx-closures.h"

#include <glib/gi18n.h>

struct _ZxChatNotes {
  GtkBox parent_instance;

  GtkLabel *offline; /* of the template */

  ZxClient *client;   /* owned, nullable */
  ZxContact *contact; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxChatNotes, zx_chat_notes, GTK_TYPE_BOX)

enum { PROP_CLIENT = 1, PROP_CONTACT, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
show_light (ZxChatNotes *self)
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
is_state_over (ZxChatNotes *self, ZxContactState state)
{
  return zx_contact_state_is_over (state);
}

static char *
held_by (ZxChatNotes *self, gint64 agent_id, const char *agent_name, ZxContactState state)
{
  ZxAgent *me = self->client != NULL ? zx_client_get_me (self->client) : NULL;
  const char *who = agent_name != NULL ? agent_name : _ ("A colleague");

  if (self->contact == NULL || me == NULL || agent_id == 0 || zx_agent_get_id (me) == agent_id ||
      zx_contact_state_is_over (state))
    return g_strdup ("");
  if (zx_contact_is_guest (self->contact, zx_agent_get_id (me)))
    /* translators: %s is the colleague who has the chat */
    return g_strdup_printf (_ ("%s has this chat, you are a guest. What you answer goes to the "
                               "customer too."),
                            who);
  /* translators: %s is the colleague who has the chat */
  return g_strdup_printf (_ ("You read along; %s answers. What you answer goes to the customer all "
                             "the same."),
                          who);
}

static gboolean
can_take (ZxChatNotes *self, const char *held, ZxContactState state)
{
  const ZxRights *rights = self->client != NULL ? zx_client_get_rights (self->client) : NULL;

  return held != NULL && *held != '\0' && !is_state_over (self, state) &&
         state != ZX_CONTACT_WRAP_UP && rights != NULL && zx_rights_can (rights, ZX_RIGHT_OVERSEE);
}

static gboolean
may_take (ZxChatNotes *self, ZxContactState state, char **takers)
{
  return self->contact != NULL && self->client != NULL &&
         zx_contact_may_be_taken (self->contact, zx_client_get_rights (self->client));
}

static char *
queue_words (ZxChatNotes *self, ZxContactState state, char **takers)
{
  const char *group = self->contact != NULL ? zx_contact_get_group_name (self->contact) : NULL;

  if (group == NULL || may_take (self, state, takers))
    return g_strdup (_ ("In the queue. Sending an answer takes this chat, too."));
  /* translators: %s is a group of agents */
  return g_strdup_printf (_ ("In the queue for “%s”: one of them takes this chat, or a lead."),
                          group);
}

static char *
left_words (ZxChatNotes *self, gboolean left, const char *name, const char *reach)
{
  const char *who = name != NULL && *name != '\0' ? name : _ ("The customer");

  if (left)
    /* translators: %1$s is a name, %2$s a mail address or phone number */
    return g_strdup_printf (
        _ ("A left message: nobody waits in the chat. %1$s is reached at %2$s."), who,
        reach != NULL ? reach : "");
  if (reach == NULL || *reach == '\0')
    return g_strdup ("");
  /* translators: of one who left a message and is in the chat again; %1$s is a name, %2$s a mail
   * address or phone number */
  return g_strdup_printf (_ ("%1$s had left a message, and is reached at %2$s as well."), who,
                          reach);
}

static void
set_client (ZxChatNotes *self, ZxClient *client)
{
  if (self->client != NULL || client == NULL)
    return;
  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::light", G_CALLBACK (show_light), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::offline-since", G_CALLBACK (show_light), self,
                           G_CONNECT_SWAPPED);
  show_light (self);
}

static void
zx_chat_notes_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxChatNotes *self = ZX_CHAT_NOTES (object);

  g_value_set_object (value, id == PROP_CLIENT ? (gpointer) self->client : self->contact);
}

static void
zx_chat_notes_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxChatNotes *self = ZX_CHAT_NOTES (object);

  if (id == PROP_CLIENT)
    set_client (self, g_value_get_object (value));
  else if (g_set_object (&self->contact, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
zx_chat_notes_dispose (GObject *object)
{
  ZxChatNotes *self = ZX_CHAT_NOTES (object);

  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_CHAT_NOTES);

  G_OBJECT_CLASS (zx_chat_notes_parent_class)->dispose (object);
}

static void
zx_chat_notes_class_init (ZxChatNotesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_chat_notes_get_property;
  object_class->set_property = zx_chat_notes_set_property;
  object_class->dispose = zx_chat_notes_dispose;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_CONTACT] =
      g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-chat-notes.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxChatNotes, offline);
  gtk_widget_class_bind_template_callback (widget_class, is_state_over);
  gtk_widget_class_bind_template_callback (widget_class, held_by);
  gtk_widget_class_bind_template_callback (widget_class, can_take);
  gtk_widget_class_bind_template_callback (widget_class, may_take);
  gtk_widget_class_bind_template_callback (widget_class, queue_words);
  gtk_widget_class_bind_template_callback (widget_class, left_words);
  zx_closures_bind (widget_class);
  zx_chat_words_bind (widget_class);
}

static void
zx_chat_notes_init (ZxChatNotes *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
