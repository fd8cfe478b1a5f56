/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text field of a conversation, with its keys and its limit. */
#include "zx-composer.h"

#include "zx-chat-words.h"
#include "zx-keys.h"

#include <glib/gi18n.h>

struct _ZxComposer {
  GtkBox parent_instance;

  GtkTextView *input; /* these of the template */
  GtkWidget *placeholder_label;
  GtkLabel *room;
  GtkLabel *keys;
  GtkToggleButton *reply_button;
  GtkToggleButton *note_button;
  GtkWidget *note_hint;
  GtkWidget *quote;
  GtkLabel *quote_text;
  GtkButton *attach_button;
  GtkButton *send_button;
  ZxQuickReplies *replies; /* owned by the popover that it stands in */
  ZxMentions *mentions;    /* and so is this */
  ZxAttachStrip *strip;    /* of the template */

  char *placeholder; /* owned, nullable */
  char *limits;      /* owned, nullable: what is said of files */
  gboolean enter_sends;
  gboolean is_note;
  gboolean is_composing; /* an input method has a preedit text */
  gboolean can_send;
};

G_DEFINE_FINAL_TYPE (ZxComposer, zx_composer, GTK_TYPE_BOX)

enum { PROP_TEXT = 1, PROP_PLACEHOLDER, PROP_ENTER_SENDS, PROP_CAN_SEND, PROP_IS_NOTE, N_PROPS };
static GParamSpec *props[N_PROPS];
static guint send_signal, quote_closed_signal;

static GtkTextBuffer *
get_buffer (ZxComposer *self)
{
  return gtk_text_view_get_buffer (self->input);
}

static gboolean
has_words (GtkTextBuffer *buffer)
{
  GtkTextIter at;

  for (gtk_text_buffer_get_start_iter (buffer, &at); !gtk_text_iter_is_end (&at);
       gtk_text_iter_forward_char (&at))
    if (!g_unichar_isspace (gtk_text_iter_get_char (&at)))
      return TRUE;
  return FALSE;
}

static void
show_placeholder (ZxComposer *self)
{
  gtk_widget_set_visible (self->placeholder_label,
                          gtk_text_buffer_get_char_count (get_buffer (self)) == 0 &&
                              !self->is_composing);
}

static void
text_changed_cb (ZxComposer *self)
{
  guint n = gtk_text_buffer_get_char_count (get_buffer (self));
  g_autofree char *room = zx_chat_room_left (n, ZX_COMPOSER_MOST);
  gboolean can_send =
      n <= ZX_COMPOSER_MOST && zx_attach_strip_can_send (self->strip) &&
      (has_words (get_buffer (self)) || zx_attach_strip_get_n_files (self->strip) > 0);

  show_placeholder (self);
  gtk_label_set_label (self->room, room);
  if (n > ZX_COMPOSER_MOST)
    gtk_widget_add_css_class (GTK_WIDGET (self->room), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->room), "error");
  if (self->can_send != can_send) {
    self->can_send = can_send;
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", can_send);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_SEND]);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static void
preedit_changed_cb (ZxComposer *self, const char *preedit)
{
  self->is_composing = preedit != NULL && *preedit != '\0';
  show_placeholder (self);
}

static void
send (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxComposer *self = ZX_COMPOSER (widget);

  if (self->can_send)
    g_signal_emit (self, send_signal, 0);
}

static void
open_replies (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxComposer *self = ZX_COMPOSER (widget);

  zx_composer_take_focus (self);
  zx_quick_replies_open (self->replies);
}

static void
add_emoji (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxComposer *self = ZX_COMPOSER (widget);

  zx_composer_take_focus (self);
  g_signal_emit_by_name (self->input, "insert-emoji");
}

static void
attach (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_attach_strip_choose (ZX_COMPOSER (widget)->strip);
}

/* Text is the text field's own; a picture or files are attached. */
static void
paste_cb (ZxComposer *self, GtkTextView *input)
{
  if (zx_attach_strip_paste (self->strip, gtk_widget_get_clipboard (GTK_WIDGET (input))))
    g_signal_stop_emission_by_name (input, "paste-clipboard");
}

static void
close_quote (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, quote_closed_signal, 0);
}

/* Two sides that nobody can take for each other: ground, edge, lock, words and button. */
static void
show_side (ZxComposer *self)
{
  const char *what = self->is_note ? _ ("Internal note for colleagues") : self->placeholder;

  if (self->is_note)
    gtk_widget_add_css_class (GTK_WIDGET (self), "note");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "note");
  gtk_toggle_button_set_active (self->is_note ? self->note_button : self->reply_button, TRUE);
  gtk_widget_set_visible (self->note_hint, self->is_note);
  gtk_button_set_label (self->send_button, self->is_note ? _ ("Save internal note") : _ ("Send"));
  gtk_label_set_label (GTK_LABEL (self->placeholder_label), what != NULL ? what : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->input), GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER,
                                  what != NULL ? what : "", GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->is_note ? _ ("Internal note") : _ ("Message"), -1);
}

/* An input method sees every key first: a key that it takes is not ours. */
static gboolean
key_pressed_cb (ZxComposer *self,
                guint keyval,
                guint keycode,
                GdkModifierType modifiers,
                GtkEventController *controller)
{
  GdkModifierType wanted = self->enter_sends ? 0 : GDK_CONTROL_MASK;
  GdkEvent *event = gtk_event_controller_get_current_event (controller);

  if (!self->is_composing && (zx_quick_replies_press (self->replies, keyval, modifiers) ||
                              zx_mentions_press (self->mentions, keyval, modifiers)))
    return GDK_EVENT_STOP;
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  modifiers &= GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK;
  if (modifiers != wanted) {
    /* GtkTextView would take it for a line break before the window's keys are asked. */
    return modifiers == GDK_CONTROL_MASK &&
           gtk_widget_activate_action (GTK_WIDGET (self), "chat.accept", NULL);
  }
  if (self->is_composing || gtk_text_view_im_context_filter_keypress (self->input, event))
    return self->is_composing ? GDK_EVENT_PROPAGATE : GDK_EVENT_STOP;
  send (GTK_WIDGET (self), NULL, NULL);
  return GDK_EVENT_STOP;
}

static void
focus_changed_cb (ZxComposer *self, GParamSpec *pspec, GtkEventController *controller)
{
  if (gtk_event_controller_focus_contains_focus (GTK_EVENT_CONTROLLER_FOCUS (controller)))
    gtk_widget_add_css_class (GTK_WIDGET (self), "focus");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "focus");
}

static void
set_enter_sends (ZxComposer *self, gboolean enter_sends)
{
  self->enter_sends = enter_sends;
  gtk_label_set_label (self->keys, enter_sends ? "⏎" : "Ctrl ⏎");
}

static void
zx_composer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxComposer *self = ZX_COMPOSER (object);

  switch (id) {
  case PROP_TEXT:
    g_value_take_string (value, zx_composer_dup_text (self));
    break;
  case PROP_PLACEHOLDER:
    g_value_set_string (value, self->placeholder);
    break;
  case PROP_ENTER_SENDS:
    g_value_set_boolean (value, self->enter_sends);
    break;
  case PROP_CAN_SEND:
    g_value_set_boolean (value, self->can_send);
    break;
  case PROP_IS_NOTE:
    g_value_set_boolean (value, self->is_note);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_composer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxComposer *self = ZX_COMPOSER (object);

  switch (id) {
  case PROP_TEXT:
    zx_composer_set_text (self, g_value_get_string (value));
    break;
  case PROP_PLACEHOLDER:
    g_free (self->placeholder);
    self->placeholder = g_value_dup_string (value);
    show_side (self);
    break;
  case PROP_ENTER_SENDS:
    set_enter_sends (self, g_value_get_boolean (value));
    break;
  case PROP_IS_NOTE:
    zx_composer_set_is_note (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_composer_dispose (GObject *object)
{
  ZxComposer *self = ZX_COMPOSER (object);

  if (self->replies != NULL)
    zx_quick_replies_detach (g_steal_pointer (&self->replies));
  if (self->mentions != NULL)
    zx_mentions_detach (g_steal_pointer (&self->mentions));
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_COMPOSER);

  G_OBJECT_CLASS (zx_composer_parent_class)->dispose (object);
}

static void
zx_composer_finalize (GObject *object)
{
  ZxComposer *self = ZX_COMPOSER (object);

  g_free (self->placeholder);
  g_free (self->limits);

  G_OBJECT_CLASS (zx_composer_parent_class)->finalize (object);
}

static void
zx_composer_class_init (ZxComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_composer_get_property;
  object_class->set_property = zx_composer_set_property;
  object_class->dispose = zx_composer_dispose;
  object_class->finalize = zx_composer_finalize;

  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_PLACEHOLDER] = g_param_spec_string ("placeholder", NULL, NULL, NULL, flags);
  props[PROP_ENTER_SENDS] = g_param_spec_boolean ("enter-sends", NULL, NULL, TRUE, flags);
  props[PROP_CAN_SEND] = g_param_spec_boolean ("can-send", NULL, NULL, FALSE,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_IS_NOTE] =
      g_param_spec_boolean ("is-note", NULL, NULL, FALSE, flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  send_signal = g_signal_new ("send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send);
  quote_closed_signal = g_signal_new ("quote-closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                      0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "composer.replies", NULL, open_replies);
  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, attach);
  gtk_widget_class_install_action (widget_class, "composer.emoji", NULL, add_emoji);
  gtk_widget_class_install_action (widget_class, "composer.drop-quote", NULL, close_quote);
  gtk_widget_class_install_property_action (widget_class, "composer.note", "is-note");

  g_type_ensure (ZX_TYPE_ATTACH_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, input);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, placeholder_label);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, room);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, keys);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, strip);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, note_button);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, reply_button);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, note_hint);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, quote);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, quote_text);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, attach_button);
  gtk_widget_class_bind_template_child (widget_class, ZxComposer, send_button);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, preedit_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_changed_cb);
}

static void
zx_composer_init (ZxComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_keys_mark (GTK_WIDGET (self->note_button), "composer.note");
  self->replies = zx_quick_replies_attach (GTK_WIDGET (self), self->input);
  zx_attach_strip_accept_drops (self->strip, GTK_WIDGET (self));
  self->mentions = zx_mentions_attach (GTK_WIDGET (self), self->input);
  g_object_bind_property (self, "is-note", self->note_button, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  set_enter_sends (self, TRUE);
  show_side (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", FALSE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->input),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->room, NULL, -1);
}

char *
zx_composer_dup_text (ZxComposer *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (ZX_IS_COMPOSER (self), g_strdup (""));

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, FALSE);
}

void
zx_composer_set_text (ZxComposer *self, const char *text)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter end;

  g_return_if_fail (ZX_IS_COMPOSER (self));

  zx_quick_replies_close (self->replies);
  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (buffer);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_place_cursor (buffer, &end);
}

void
zx_composer_insert_text (ZxComposer *self, const char *text)
{
  g_return_if_fail (ZX_IS_COMPOSER (self));

  gtk_text_buffer_begin_user_action (get_buffer (self));
  gtk_text_buffer_delete_selection (get_buffer (self), TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (get_buffer (self), text, -1);
  gtk_text_buffer_end_user_action (get_buffer (self));
  gtk_text_view_scroll_mark_onscreen (self->input, gtk_text_buffer_get_insert (get_buffer (self)));
}

void
zx_composer_take_focus (ZxComposer *self)
{
  g_return_if_fail (ZX_IS_COMPOSER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->input));
}

gboolean
zx_composer_get_is_note (ZxComposer *self)
{
  g_return_val_if_fail (ZX_IS_COMPOSER (self), FALSE);

  return self->is_note;
}

void
zx_composer_set_is_note (ZxComposer *self, gboolean is_note)
{
  g_return_if_fail (ZX_IS_COMPOSER (self));

  if (self->is_note == !!is_note)
    return;
  self->is_note = !!is_note;
  zx_mentions_set_active (self->mentions, self->is_note);
  show_side (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_NOTE]);
}

void
zx_composer_set_quote (ZxComposer *self, const char *who, const char *line)
{
  g_autofree char *text = NULL;

  g_return_if_fail (ZX_IS_COMPOSER (self));

  gtk_widget_set_visible (self->quote, line != NULL);
  if (line == NULL)
    return;
  /* translators: above a reply: whom and what it answers to */
  text = g_strdup_printf (_ ("Reply to %1$s: %2$s"), who != NULL ? who : "", line);
  gtk_label_set_label (self->quote_text, text);
}

void
zx_composer_set_replies (ZxComposer *self,
                         GListModel *records,
                         ZxReplyExpand expand,
                         gpointer user_data)
{
  g_return_if_fail (ZX_IS_COMPOSER (self));

  zx_quick_replies_set_records (self->replies, records, expand, user_data);
}

void
zx_composer_set_language (ZxComposer *self, const char *language)
{
  g_return_if_fail (ZX_IS_COMPOSER (self));

  zx_quick_replies_set_language (self->replies, language);
}

void
zx_composer_set_contact (ZxComposer *self, ZxClient *client, ZxContact *contact)
{
  g_return_if_fail (ZX_IS_COMPOSER (self));

  zx_mentions_set_contact (self->mentions, client, contact);
}

/* Said before anything is chosen. */
static void
show_limits (ZxComposer *self, const ZxFileLimits *limits)
{
  g_autofree char *most = zx_attach_limits (limits);
  g_autofree char *types =
      limits->extensions != NULL ? g_strjoinv (", ", limits->extensions) : g_strdup ("");
  g_autofree char *text =
      /* translators: %1$s says how many files and how large, %2$s lists types such as png, pdf */
      g_strdup_printf (_ ("Attach files. Pictures can be pasted, files dropped.\n"
                          "%1$s\n%2$s"),
                       most, types);

  if (g_strcmp0 (self->limits, g_strchomp (text)) == 0)
    return; /* as with each other chat: to set it asks the display server where the pointer is */
  g_free (self->limits);
  self->limits = g_strdup (text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->attach_button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->attach_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

void
zx_composer_set_files (ZxComposer *self, ZxClient *client, GListStore *files)
{
  g_return_if_fail (ZX_IS_COMPOSER (self));

  zx_attach_strip_set_files (self->strip, client, files);
  if (files != NULL)
    show_limits (self, zx_client_get_file_limits (client));
}
