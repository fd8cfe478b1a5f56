/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one message of a conversation. */
#include "zx-message-row.h"

#include "zx-chat-markup.h"
#include "zx-chat-words.h"
#include "zx-client-records.h"
#include "zx-closures.h"
#include "zx-message-files.h"
#include "zx-message-meta.h"
#include "zx-message-text.h"
#include "zx-message-words.h"
#include "zx-refusal.h"

#include <glib/gi18n.h>

#define GROUP_MS (5 * 60 * 1000)

struct _ZxMessageRow {
  GtkBox parent_instance;

  /* Children, made in C and only when they are needed: a transcript is opened as fast as its rows
   * are made, and most have no more than a bubble with a text. */
  GtkWidget *day, *first_new;
  GtkWidget *notice_line;                   /* in place of a bubble */
  GtkWidget *meta;                          /* a ZxMessageMeta */
  GtkWidget *bubble, *quote, *text, *files; /* the latter three in the bubble */
  GtkWidget *again, *refusal, *menu;
  ZxClient *client;     /* owned */
  ZxMessage *message;   /* owned */
  char *find;           /* owned, nullable */
  gboolean is_follow;   /* the one above is of the same person and moment */
  gboolean is_followed; /* and so is the one below */
};

G_DEFINE_FINAL_TYPE (ZxMessageRow, zx_message_row, GTK_TYPE_BOX)

enum { PROP_CLIENT = 1, PROP_MESSAGE, PROP_FIND, N_PROPS };
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

static gboolean
is_erased (ZxMessageRow *self)
{
  return zx_message_get_files (self->message) == NULL &&
         g_strcmp0 (zx_message_get_text (self->message), "") == 0 &&
         !zx_message_get_recalled (self->message) &&
         zx_message_get_author (self->message) != ZX_AUTHOR_SYSTEM;
}

static char *
dup_words (ZxMessageRow *self)
{
  g_autofree char *system = zx_chat_system_line (self->message);

  if (system != NULL)
    return g_steal_pointer (&system);
  if (zx_message_get_recalled (self->message))
    return g_strdup (_ ("taken back"));
  return is_erased (self) ? g_strdup (_ ("(erased)")) : zx_chat_text_and_files (self->message);
}

static void
describe (ZxMessageRow *self)
{
  g_autofree char *speaker = dup_speaker (self);
  g_autofree char *time = NULL;
  g_autofree char *spoken = NULL;
  gboolean is_out = zx_message_get_author (self->message) == ZX_AUTHOR_AGENT;
  gboolean is_note = zx_message_get_internal (self->message);
  gint64 now = zx_client_now_ms (self->client);
  g_autofree char *text = dup_words (self);

  time = zx_words_clock (zx_message_get_sent_at (self->message), now);
  if (zx_message_get_author (self->message) == ZX_AUTHOR_SYSTEM)
    spoken = g_strdup_printf ("%s %s", time, text);
  else
    spoken = g_strdup_printf ("%s%s%s %s: %s. %s", is_note ? _ ("Internal note") : "",
                              is_note ? ". " : "", speaker, time, text,
                              is_out ? zx_chat_mark (zx_message_get_state (self->message)) : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  g_strchomp (spoken), -1);
}

static char *
dup_markup (ZxMessageRow *self)
{
  g_autofree char *who = NULL;
  g_autofree char *line = NULL;
  g_autofree char *safe = NULL;

  if (!zx_message_get_recalled (self->message))
    /* Only one whose customer was erased, or that only carries files, has no words. */
    return zx_chat_markup (is_erased (self) ? _ ("(erased)") : zx_message_get_text (self->message),
                           self->find);
  who = dup_speaker (self);
  line = is_mine (self) ? g_strdup (_ ("You took this message back."))
                        /* translators: %s is who had written the message */
                        : g_strdup_printf (_ ("%s took this message back."), who);
  safe = g_markup_escape_text (line, -1);
  return g_strdup_printf ("<i>%s</i>", safe);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* A small grey line in the middle. */
static GtkWidget *
make_system_line (gboolean is_numeric)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "sysline");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  if (is_numeric)
    gtk_widget_add_css_class (label, "numeric");
  return label;
}

/* The first of a run says who and when; its last says what became of it, and so does each that the
 * customer does not have yet. */
static void
show_meta (ZxMessageRow *self)
{
  ZxMessageState state = zx_message_get_state (self->message);
  gboolean has_mark =
      zx_message_get_author (self->message) == ZX_AUTHOR_AGENT &&
      !zx_message_get_internal (self->message) &&
      (!self->is_followed || state == ZX_MESSAGE_PENDING || state == ZX_MESSAGE_FAILED);
  gboolean has_meta = self->bubble != NULL && (!self->is_follow || has_mark);
  g_autofree char *speaker = has_meta && !self->is_follow ? dup_speaker (self) : NULL;

  if (self->bubble != NULL)
    set_class (self->bubble, "refused", state == ZX_MESSAGE_FAILED);
  if (self->meta != NULL)
    gtk_widget_set_visible (self->meta, has_meta);
  if (!has_meta)
    return;
  if (self->meta == NULL) {
    self->meta = zx_message_meta_new ();
    gtk_widget_set_halign (self->meta, gtk_widget_get_halign (self->bubble));
    gtk_widget_insert_before (self->meta, GTK_WIDGET (self), self->bubble);
  }
  zx_message_meta_set_speaker (ZX_MESSAGE_META (self->meta), speaker,
                               zx_message_get_sent_at (self->message));
  zx_message_meta_set_mark (ZX_MESSAGE_META (self->meta), has_mark, state);
}

static GtkWidget *
make_note_line (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *label = gtk_label_new (_ ("Internal, not seen by the customer"));
  GtkWidget *lock =
      g_object_new (GTK_TYPE_IMAGE, "icon-name", "changes-prevent-symbolic", "pixel-size", 14,
                    "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), lock);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/* How it looks depends only on who wrote it. */
static void
make_body (ZxMessageRow *self)
{
  ZxAuthor author = zx_message_get_author (self->message);
  gboolean is_out = author == ZX_AUTHOR_AGENT;
  gboolean is_note = zx_message_get_internal (self->message);

  if (author == ZX_AUTHOR_SYSTEM) {
    self->notice_line = make_system_line (FALSE);
    g_object_set (self->notice_line, "justify", GTK_JUSTIFY_CENTER, "wrap", TRUE, "wrap-mode",
                  PANGO_WRAP_WORD_CHAR, NULL);
    gtk_box_append (GTK_BOX (self), self->notice_line);
    return;
  }
  self->bubble = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_halign (self->bubble, is_out && !is_note ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_widget_add_css_class (self->bubble, "bubble");
  gtk_widget_add_css_class (self->bubble, is_note ? "note" : is_out ? "out" : "in");
  if (is_note)
    gtk_box_append (GTK_BOX (self->bubble), make_note_line ());
  self->text = zx_message_text_new ();
  gtk_box_append (GTK_BOX (self->bubble), self->text);
  gtk_box_append (GTK_BOX (self), self->bubble);
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

/* What it answers to: a press leads there. */
static void
show_quote (ZxMessageRow *self)
{
  gint64 id = zx_message_get_quote_id (self->message);
  g_autofree char *text = NULL;
  GtkWidget *label;

  g_clear_pointer (&self->quote, gtk_widget_unparent);
  if (id == 0 || zx_message_get_recalled (self->message))
    return;
  text = zx_chat_quote (self->client, self->message);
  label = gtk_label_new (text);
  g_object_set (label, "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "lines", 3,
                "ellipsize", PANGO_ELLIPSIZE_END, "max-width-chars", 56, NULL);
  gtk_widget_add_css_class (label, "caption");
  self->quote = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->quote), label);
  gtk_widget_add_css_class (self->quote, "flat");
  gtk_widget_add_css_class (self->quote, "quoted");
  gtk_widget_set_tooltip_text (self->quote, _ ("Go to that message"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->quote), "transcript.show");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->quote), "x", id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->quote), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  gtk_widget_insert_before (self->quote, self->bubble, self->text);
}

static void
show_recalled (ZxMessageRow *self)
{
  gboolean is_recalled = zx_message_get_recalled (self->message);

  if (is_recalled)
    gtk_widget_add_css_class (self->bubble, "recalled");
  if (!is_recalled || self->again != NULL || zx_message_get_recalled_text (self->message) == NULL)
    return;
  self->again = gtk_button_new_with_label (_ ("Edit again"));
  gtk_widget_set_halign (self->again, gtk_widget_get_halign (self->bubble));
  gtk_widget_add_css_class (self->again, "link-words");
  gtk_widget_add_css_class (self->again, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->again), "transcript.edit");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->again), "s",
                                    zx_message_get_uuid (self->message));
  gtk_box_insert_child_after (GTK_BOX (self), self->again, self->bubble);
}

/* Files may come and go while it is sent or recalled. */
static void
show_files (ZxMessageRow *self)
{
  GListModel *files =
      zx_message_get_recalled (self->message) ? NULL : zx_message_get_files (self->message);
  const char *text = zx_message_get_text (self->message);

  g_clear_pointer (&self->files, gtk_widget_unparent);
  if (files != NULL) {
    self->files = zx_message_files_new (self->client, files);
    gtk_widget_insert_after (self->files, self->bubble, self->text);
  }
  gtk_widget_set_visible (self->text, files == NULL || (text != NULL && *text != '\0'));
}

static void
show_words (ZxMessageRow *self)
{
  g_autofree char *line = NULL;
  g_autofree char *markup = NULL;

  if (self->notice_line != NULL) {
    line = zx_chat_system_line (self->message);
    gtk_label_set_label (GTK_LABEL (self->notice_line),
                         line != NULL ? line : zx_message_get_text (self->message));
    return;
  }
  markup = dup_markup (self);
  zx_message_text_set_markup (ZX_MESSAGE_TEXT (self->text), markup);
}

static void
show_content (ZxMessageRow *self)
{
  show_words (self);
  if (self->bubble != NULL) {
    show_files (self);
    show_recalled (self);
    show_quote (self);
  }
  describe (self);
}

static void
message_changed_cb (ZxMessageRow *self, GParamSpec *pspec)
{
  static const char *const content[] = {"text",       "recalled",    "files",
                                        "quote-text", "system-code", NULL};
  static const char *const around[] = {"state", "sent-at", "agent-name", NULL};

  if (g_strv_contains (content, pspec->name)) {
    show_content (self);
  } else if (g_strv_contains (around, pspec->name)) {
    show_meta (self);
    show_refusal (self);
    describe (self);
  }
}

/* Its menu */

static gboolean
is_sent (ZxMessageRow *self)
{
  ZxMessageState state = zx_message_get_state (self->message);

  return zx_message_get_id (self->message) > 0 && state != ZX_MESSAGE_PENDING &&
         state != ZX_MESSAGE_FAILED && !zx_message_get_recalled (self->message) &&
         zx_message_get_author (self->message) != ZX_AUTHOR_SYSTEM;
}

static gboolean
can_recall (ZxMessageRow *self)
{
  gint64 age = zx_client_now_ms (self->client) - zx_message_get_sent_at (self->message);
  gint64 most = (gint64) zx_client_get_recall_seconds (self->client) * 1000;

  return is_mine (self) && is_sent (self) && age < most; /* the server has the last word */
}

static void
enable_actions (ZxMessageRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "message.quote", is_sent (self));
  gtk_widget_action_set_enabled (widget, "message.recall", can_recall (self));
  gtk_widget_action_set_enabled (widget, "message.save",
                                 is_sent (self) && zx_message_get_files (self->message) != NULL);
  gtk_widget_action_set_enabled (widget, "message.copy",
                                 !zx_message_get_recalled (self->message) && !is_erased (self));
}

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();
  /* translators: of a message's menu: write its files to the disk */
  g_autoptr (GMenuItem) save = g_menu_item_new (_ ("_Save Files…"), "message.save");

  /* translators: of a message's menu: answer to this message */
  g_menu_append (menu, _ ("_Quote"), "message.quote");
  /* translators: of a message's menu */
  g_menu_append (menu, _ ("_Copy"), "message.copy");
  g_menu_item_set_attribute (save, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, save);
  /* translators: of a message's menu: nobody shall read it any more */
  g_menu_append (menu, _ ("_Take Back"), "message.recall");
  return G_MENU_MODEL (menu);
}

static void
open_menu_at (ZxMessageRow *self, const GdkRectangle *place)
{
  if (zx_message_get_author (self->message) == ZX_AUTHOR_SYSTEM)
    return;
  if (self->menu == NULL) {
    g_autoptr (GMenuModel) menu = make_menu ();

    self->menu = gtk_popover_menu_new_from_model (menu);
    gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
    gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  }
  enable_actions (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
open_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (widget);
  graphene_rect_t bounds;

  if (self->bubble != NULL && gtk_widget_compute_bounds (self->bubble, widget, &bounds))
    open_menu_at (self, &(GdkRectangle){(int) bounds.origin.x + 12,
                                        (int) (bounds.origin.y + bounds.size.height), 1, 1});
}

/* Done by the conversation, which knows the composer and the server. */
static void
pass_on (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (widget);

  gtk_widget_activate_action (
      widget, g_str_equal (action, "message.quote") ? "transcript.quote" : "transcript.recall", "s",
      zx_message_get_uuid (self->message));
}

static void
save_files (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (widget);

  zx_files_save (widget, self->client, zx_message_get_files (self->message));
}

static void
copy_text (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (widget);
  g_autofree char *part =
      self->text != NULL ? zx_message_text_dup_selection (ZX_MESSAGE_TEXT (self->text)) : NULL;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          part != NULL ? part : zx_message_get_text (self->message));
}

static void
zx_message_row_constructed (GObject *object)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (object);

  G_OBJECT_CLASS (zx_message_row_parent_class)->constructed (object);

  make_body (self);
  show_refusal (self);
  show_content (self);
  g_signal_connect_object (self->message, "notify", G_CALLBACK (message_changed_cb), self,
                           G_CONNECT_SWAPPED);
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
  case PROP_FIND:
    g_value_set_string (value, self->find);
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
  case PROP_FIND:
    g_free (self->find);
    self->find = g_value_dup_string (value);
    show_words (self);
    g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_message_row_dispose (GObject *object)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent); /* the rest goes with the box */

  G_OBJECT_CLASS (zx_message_row_parent_class)->dispose (object);
}

static void
zx_message_row_finalize (GObject *object)
{
  ZxMessageRow *self = ZX_MESSAGE_ROW (object);

  g_clear_object (&self->message);
  g_clear_object (&self->client);
  g_free (self->find);

  G_OBJECT_CLASS (zx_message_row_parent_class)->finalize (object);
}

static void
zx_message_row_class_init (ZxMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  static const struct {
    guint key;
    GdkModifierType modifiers;
  } menu_keys[] = {
      {GDK_KEY_Return, 0}, {GDK_KEY_KP_Enter, 0}, {GDK_KEY_Menu, 0}, {GDK_KEY_F10, GDK_SHIFT_MASK}};

  object_class->constructed = zx_message_row_constructed;
  object_class->get_property = zx_message_row_get_property;
  object_class->set_property = zx_message_row_set_property;
  object_class->dispose = zx_message_row_dispose;
  object_class->finalize = zx_message_row_finalize;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_MESSAGE] = g_param_spec_object ("message", NULL, NULL, ZX_TYPE_MESSAGE, flags);
  props[PROP_FIND] =
      g_param_spec_string ("find", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "message.copy", NULL, copy_text);
  gtk_widget_class_install_action (widget_class, "message.menu", NULL, open_menu);
  gtk_widget_class_install_action (widget_class, "message.save", NULL, save_files);
  gtk_widget_class_install_action (widget_class, "message.quote", NULL, pass_on);
  gtk_widget_class_install_action (widget_class, "message.recall", NULL, pass_on);
  for (guint i = 0; i < G_N_ELEMENTS (menu_keys); i++)
    gtk_widget_class_add_binding_action (widget_class, menu_keys[i].key, menu_keys[i].modifiers,
                                         "message.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "message.copy",
                                       NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
zx_message_row_init (ZxMessageRow *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 2);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "msg");
}

GtkWidget *
zx_message_row_new (ZxClient *client, ZxMessage *message)
{
  return g_object_new (ZX_TYPE_MESSAGE_ROW, "client", client, "message", message, NULL);
}

void
zx_message_row_wake (ZxMessageRow *self)
{
  g_return_if_fail (ZX_IS_MESSAGE_ROW (self));

  if (self->text != NULL)
    zx_message_text_wake (ZX_MESSAGE_TEXT (self->text));
}

void
zx_message_row_open_menu (ZxMessageRow *self, int x, int y)
{
  g_return_if_fail (ZX_IS_MESSAGE_ROW (self));

  open_menu_at (self, &(GdkRectangle){x, y, 1, 1});
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

static void
show_day (ZxMessageRow *self, const char *day)
{
  if (self->day != NULL)
    gtk_widget_set_visible (self->day, day != NULL);
  if (day == NULL)
    return;
  if (self->day == NULL) {
    self->day = make_system_line (TRUE);
    gtk_box_prepend (GTK_BOX (self), self->day);
  }
  gtk_label_set_label (GTK_LABEL (self->day), day);
}

void
zx_message_row_set_neighbours (ZxMessageRow *self, ZxMessage *previous, ZxMessage *next)
{
  gint64 at = zx_message_get_sent_at (self->message);
  gint64 now = zx_client_now_ms (self->client);
  gboolean is_new_day =
      previous == NULL || !zx_chat_is_same_day (zx_message_get_sent_at (previous), at);
  g_autofree char *day = is_new_day ? zx_chat_day (at, now) : NULL;

  self->is_follow = !is_new_day && follows (self->message, previous);
  self->is_followed = next != NULL && follows (next, self->message) &&
                      zx_chat_is_same_day (zx_message_get_sent_at (next), at);
  show_day (self, day);
  set_class (GTK_WIDGET (self), "follow", self->is_follow);
  show_meta (self);
}

static GtkWidget *
make_first_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (/* translators: a line between what was read and what is new */
                                    _ ("New"));

  for (guint i = 0; i < 2; i++) {
    GtkWidget *line = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

    gtk_widget_set_hexpand (line, TRUE);
    gtk_widget_set_valign (line, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (box), line);
  }
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (box, "first-new");
  gtk_box_insert_child_after (GTK_BOX (box), label, gtk_widget_get_first_child (box));
  return box;
}

void
zx_message_row_set_first_new (ZxMessageRow *self, gboolean is_first)
{
  if (is_first && self->first_new == NULL) {
    self->first_new = make_first_new ();
    gtk_box_insert_child_after (GTK_BOX (self), self->first_new, self->day);
  } else if (!is_first && self->first_new != NULL) {
    gtk_box_remove (GTK_BOX (self), g_steal_pointer (&self->first_new));
  }
}
