/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one message of a conversation. */
#include "zx-message-row.h"

#include "zx-chat-words.h"
#include "zx-closures.h"
#include "zx-refusal.h"

#include <glib/gi18n.h>

#define GROUP_MS (5 * 60 * 1000)

struct _ZxMessageRow {
  GtkBox parent_instance;

  GtkWidget *day; /* these of the template */
  GtkWidget *notice;
  GtkWidget *meta;
  GtkWidget *who;
  GtkWidget *mark;
  GtkWidget *bubble;
  GtkWidget *text;

  GtkWidget *refusal; /* a child; null until the message is refused, which few are */
  ZxClient *client;   /* owned */
  ZxMessage *message; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxMessageRow, zx_message_row, GTK_TYPE_BOX)

enum { PROP_CLIENT = 1, PROP_MESSAGE, N_PROPS };
static GParamSpec *props[N_PROPS];

static gboolean
is_mine (ZxMessageRow *self)
{
  ZxAgent *me = zx_client_get_me (self->client);

  return zx_message_get_author (self->message) == ZX_AUTHOR_AGENT && me != NULL &&
         zx_message_get_agent_id (self->message) == zx_agent_get_id (me);
}

static char *
dup_speaker (ZxMessageRow *self)
{
  ZxContact *contact;
  const char *name;

  switch (zx_message_get_author (self->message)) {
  case ZX_AUTHOR_CUSTOMER:
    contact = zx_client_find_contact (self->client, zx_message_get_contact_id (self->message));
    return contact != NULL
               ? zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact))
               : g_strdup (_ ("Customer"));
  case ZX_AUTHOR_AGENT:
    name = zx_message_get_agent_name (self->message);
    if (is_mine (self) || zx_message_get_state (self->message) == ZX_MESSAGE_PENDING)
      /* translators: who wrote a message: the agent who reads this */
      return g_strdup (C_ ("speaker", "Me"));
    return g_strdup (name != NULL ? name : _ ("Colleague"));
  case ZX_AUTHOR_BOT:
    return g_strdup (_ ("Robot"));
  case ZX_AUTHOR_SYSTEM:
  default:
    return g_strdup ("");
  }
}

static void
describe (ZxMessageRow *self)
{
  g_autofree char *speaker = dup_speaker (self);
  g_autofree char *time = NULL;
  g_autofree char *spoken = NULL;
  gboolean is_out = zx_message_get_author (self->message) == ZX_AUTHOR_AGENT;
  gint64 now = zx_client_now_ms (self->client);
  const char *text = zx_message_get_text (self->message);

  time = zx_words_clock (zx_message_get_sent_at (self->message), now);
  spoken = g_strdup_printf ("%s %s: %s. %s", speaker, time,
                            g_strcmp0 (text, "") == 0 ? _ ("(erased)") : text,
                            is_out ? zx_chat_mark (zx_message_get_state (self->message)) : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  g_strchomp (spoken), -1);
}

static void
show_speaker (ZxMessageRow *self)
{
  g_autofree char *speaker = dup_speaker (self);
  g_autoptr (GDateTime) utc =
      g_date_time_new_from_unix_utc (zx_message_get_sent_at (self->message) / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup ("");
  g_autofree char *exact = zx_words_exact (zx_message_get_sent_at (self->message));
  g_autofree char *line = g_strjoin (" ", speaker, time, NULL);

  gtk_label_set_label (GTK_LABEL (self->who), line);
  gtk_widget_set_tooltip_text (self->who, exact);
  if (zx_message_get_state (self->message) == ZX_MESSAGE_FAILED)
    gtk_widget_add_css_class (self->bubble, "refused");
  else
    gtk_widget_remove_css_class (self->bubble, "refused");
  describe (self);
}

/* How it looks depends only on who wrote it. */
static void
show_side (ZxMessageRow *self)
{
  ZxAuthor author = zx_message_get_author (self->message);
  gboolean is_out = author == ZX_AUTHOR_AGENT;
  gboolean is_note = zx_message_get_internal (self->message);
  GtkAlign side = is_out && !is_note ? GTK_ALIGN_END : GTK_ALIGN_START;

  gtk_widget_set_visible (self->notice, author == ZX_AUTHOR_SYSTEM);
  gtk_widget_set_visible (self->bubble, author != ZX_AUTHOR_SYSTEM);
  gtk_widget_set_visible (self->meta, author != ZX_AUTHOR_SYSTEM);
  gtk_widget_set_visible (self->mark, is_out && !is_note);
  gtk_widget_set_halign (self->meta, side);
  gtk_widget_set_halign (self->bubble, side);
  gtk_widget_add_css_class (self->bubble, is_note ? "note" : is_out ? "out" : "in");
}

/* Why it was not sent and what to do about it, made only when it is wanted: an opened transcript
 * must not wait for buttons that nobody needs. */
static void
show_refusal (ZxMessageRow *self)
{
  gboolean is_failed = zx_message_get_state (self->message) == ZX_MESSAGE_FAILED;

  if (is_failed && self->refusal == NULL) {
    self->refusal = zx_refusal_new (self->message);
    gtk_widget_set_halign (self->refusal, gtk_widget_get_halign (self->bubble));
    gtk_box_append (GTK_BOX (self), self->refusal);
  } else if (!is_failed && self->refusal != NULL) {
    gtk_box_remove (GTK_BOX (self), self->refusal);
    self->refusal = NULL;
  }
}

static void
copy_text (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (widget);
  const char *text = zx_message_get_text (self->message);
  int from = 0, to = -1;
  g_autofree char *part = NULL;

  if (gtk_label_get_selection_bounds (GTK_LABEL (self->text), &from, &to))
    part = g_utf8_substring (gtk_label_get_text (GTK_LABEL (self->text)), from, to);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), part != NULL ? part : text);
}

static void
zx_message_row_constructed (GObject *object)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (object);

  G_OBJECT_CLASS (zx_message_row_parent_class)->constructed (object);

  if (self->message == NULL)
    return; /* an empty row, made to try its template */
  show_side (self);
  show_speaker (self);
  show_refusal (self);
  g_signal_connect_object (self->message, "notify::state", G_CALLBACK (show_refusal), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < 4; i++) {
    static const char *const changes[] = {"notify::sent-at", "notify::agent-name", "notify::text",
                                          "notify::state"};

    g_signal_connect_object (self->message, changes[i], G_CALLBACK (show_speaker), self,
                             G_CONNECT_SWAPPED);
  }
}

static void
zx_message_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (object);

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_MESSAGE:
    g_value_set_object (value, self->message);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_message_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (object);

  switch (id) {
  case PROP_CLIENT:
    self->client = g_value_dup_object (value);
    break;
  case PROP_MESSAGE:
    self->message = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_message_row_dispose (GObject *object)
{
  g_clear_pointer (&ZX_MESSAGE_ROW (object)->refusal, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_MESSAGE_ROW);

  G_OBJECT_CLASS (zx_message_row_parent_class)->dispose (object);
}

static void
zx_message_row_finalize (GObject *object)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (object);

  g_clear_object (&self->message);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_message_row_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxMessageRow, day);
  gtk_widget_class_bind_template_child (widget_class, ZxMessageRow, notice);
  gtk_widget_class_bind_template_child (widget_class, ZxMessageRow, meta);
  gtk_widget_class_bind_template_child (widget_class, ZxMessageRow, who);
  gtk_widget_class_bind_template_child (widget_class, ZxMessageRow, mark);
  gtk_widget_class_bind_template_child (widget_class, ZxMessageRow, bubble);
  gtk_widget_class_bind_template_child (widget_class, ZxMessageRow, text);
  zx_closures_bind (widget_class);
  zx_chat_words_bind (widget_class);
}

static void
zx_message_row_class_init (ZxMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = zx_message_row_constructed;
  object_class->get_property = zx_message_row_get_property;
  object_class->set_property = zx_message_row_set_property;
  object_class->dispose = zx_message_row_dispose;
  object_class->finalize = zx_message_row_finalize;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_MESSAGE] = g_param_spec_object ("message", NULL, NULL, ZX_TYPE_MESSAGE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "message.copy", NULL, copy_text);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "message.copy",
                                       NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  bind_template (widget_class);
}

static void
zx_message_row_init (ZxMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The row takes the keyboard, not each text in it; selecting with the pointer still works. */
  gtk_widget_set_focusable (self->text, FALSE);
}

GtkWidget *
zx_message_row_new (ZxClient *client, ZxMessage *message)
{
  return g_object_new (ZX_TYPE_MESSAGE_ROW, "client", client, "message", message, NULL);
}

ZxMessage *
zx_message_row_get_message (ZxMessageRow *self)
{
  g_return_val_if_fail (ZX_IS_MESSAGE_ROW (self), NULL);

  return self->message;
}

static gboolean
follows (ZxMessage *message, ZxMessage *previous)
{
  return previous != NULL && zx_message_get_author (message) == zx_message_get_author (previous) &&
         zx_message_get_agent_id (message) == zx_message_get_agent_id (previous) &&
         zx_message_get_internal (message) == zx_message_get_internal (previous) &&
         zx_message_get_sent_at (message) - zx_message_get_sent_at (previous) < GROUP_MS;
}

void
zx_message_row_set_previous (ZxMessageRow *self, ZxMessage *previous)
{
  gint64 at = zx_message_get_sent_at (self->message);
  gint64 now = zx_client_now_ms (self->client);
  gboolean is_new_day =
      previous == NULL || !zx_chat_is_same_day (zx_message_get_sent_at (previous), at);
  gboolean is_follow = !is_new_day && follows (self->message, previous);
  ZxAuthor author = zx_message_get_author (self->message);
  g_autofree char *day = is_new_day ? zx_chat_day (at, now) : g_strdup ("");

  gtk_label_set_label (GTK_LABEL (self->day), day);
  gtk_widget_set_visible (self->day, is_new_day);
  gtk_widget_set_visible (self->who, !is_follow);
  gtk_widget_set_visible (self->meta,
                          author != ZX_AUTHOR_SYSTEM && (!is_follow || author == ZX_AUTHOR_AGENT));
  if (is_follow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "follow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "follow");
}
