/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows who a conversation is with, and lets the agent say who it is. */
#include "zx-conversation-head.h"

#include "zx-chat-who.h"
#include "zx-chat-words.h"
#include "zx-client-identify.h"
#include "zx-clock-chip.h"
#include "zx-closures.h"

#include "zx-customer-picker.h"
#include "zx-identify-bar.h"
#include "zx-new-customer.h"
#include "zx-report.h"
#include "zx-tier-pill.h"
#include "zx-wait-popover.h"

#include <glib/gi18n.h>

/* A contact carries this while there is something of this sign-in to take back. */
#define HAS_UNDO "zx-chat-has-undo"

struct _ZxConversationHead {
  GtkBox parent_instance;

  ZxIdentifyBar *bar; /* these of the template */
  GtkWidget *menu_button;
  ZxWaitPopover *why; /* owned by the widget tree, null until it is asked for */

  ZxClient *client;              /* owned, nullable */
  ZxContact *contact;            /* owned, nullable */
  GSignalGroup *contact_signals; /* owned */
  GCancellable *searching;       /* owned, null when no candidates are asked for */
  char *asked;                   /* owned, nullable: what the candidates shown were found for */
  gboolean is_acting;            /* a request is under way: one answer at a time */
};

G_DEFINE_FINAL_TYPE (ZxConversationHead, zx_conversation_head, GTK_TYPE_BOX)

enum { PROP_CLIENT = 1, PROP_CONTACT, N_PROPS };
static GParamSpec *props[N_PROPS];

typedef gboolean (*ActFinish) (ZxClient *client, GAsyncResult *result, GError **error);

/* One thing that the agent has said, until the server has answered. */
typedef struct {
  ZxConversationHead *self; /* owned */
  ZxContact *contact;       /* owned: another one may be shown when the answer comes */
  ActFinish finish;
  char *done; /* owned: what is told then; null: nothing */
  gboolean is_undo;
} Act;

/* Who may say it: the server's rule, see zx_rights_can(). */
static gboolean
can_say (ZxConversationHead *self)
{
  ZxAgent *me;
  const ZxRights *rights;

  if (self->client == NULL || self->contact == NULL)
    return FALSE;
  me = zx_client_get_me (self->client);
  rights = zx_client_get_rights (self->client);
  if (me == NULL || rights == NULL)
    return FALSE;
  return zx_contact_get_agent_id (self->contact) == zx_agent_get_id (me) ||
         zx_rights_can (rights, ZX_RIGHT_OVERSEE);
}

/* Somebody may be who he says without our knowing him: an account that no customer has. */
static gboolean
can_be_bound (ZxConversationHead *self)
{
  return zx_contact_get_trust (self->contact) != ZX_IDENTITY_VERIFIED ||
         zx_contact_get_customer_id (self->contact) == 0;
}

static gboolean
is_open_question (ZxConversationHead *self)
{
  ZxIdentityTrust trust = zx_contact_get_trust (self->contact);

  return (trust == ZX_IDENTITY_UNKNOWN || trust == ZX_IDENTITY_STATED ||
          zx_contact_get_customer_id (self->contact) == 0) &&
         !zx_contact_state_is_over (zx_contact_get_state (self->contact));
}

static void
set_enabled (ZxConversationHead *self, const char *action, gboolean enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), action, enabled);
}

static void
show_actions (ZxConversationHead *self)
{
  gboolean may = can_say (self) && !self->is_acting;
  gboolean is_asked = may && is_open_question (self);
  guint n = is_asked ? zx_identify_bar_get_n_candidates (self->bar) : 0;

  set_enabled (self, "chat.find-customer", may && can_be_bound (self));
  set_enabled (self, "chat.new-customer", is_asked);
  set_enabled (self, "chat.unbind",
               may && zx_contact_get_trust (self->contact) == ZX_IDENTITY_BOUND);
  set_enabled (self, "chat.undo-bind",
               may && g_object_get_data (G_OBJECT (self->contact), HAS_UNDO) != NULL);
  set_enabled (self, "chat.candidate-1", n > 0);
  set_enabled (self, "chat.candidate-2", n > 1);
  set_enabled (self, "chat.candidate-3", n > 2);
}

/* Candidates */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxConversationHead) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) candidates =
      zx_client_find_candidates_finish (ZX_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->searching);
  if (candidates == NULL) {
    g_clear_pointer (&self->asked, g_free); /* the customer's next message asks again */
    g_info ("no candidates: %s", error->message);
    return;
  }
  zx_identify_bar_set_candidates (self->bar, candidates);
  show_actions (self);
}

static void
forget_candidates (ZxConversationHead *self)
{
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  g_clear_pointer (&self->asked, g_free);
  zx_identify_bar_set_candidates (self->bar, NULL);
}

/* Asks again whenever the customer has said something that could tell who it is. */
static void
look_for_candidates (ZxConversationHead *self)
{
  gint64 said = zx_contact_get_last_author (self->contact) == ZX_AUTHOR_CUSTOMER
                    ? zx_contact_get_last_seq (self->contact)
                    : 0;
  const char *name = zx_contact_get_name (self->contact);
  const char *company = zx_contact_get_company (self->contact);
  g_autofree char *what =
      g_strdup_printf ("%" G_GINT64_FORMAT "\n%s\n%s", said, name != NULL ? name : "",
                       company != NULL ? company : "");

  if (g_strcmp0 (self->asked, what) == 0 || (said == 0 && self->asked != NULL))
    return;
  g_free (self->asked);
  self->asked = g_steal_pointer (&what);
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  self->searching = g_cancellable_new ();
  zx_client_find_candidates_async (self->client, self->contact, self->searching, found_cb,
                                   g_object_ref (self));
}

static void
show_question (ZxConversationHead *self)
{
  gboolean is_asked = can_say (self) && is_open_question (self);

  gtk_widget_set_visible (GTK_WIDGET (self->bar), is_asked);
  if (is_asked)
    look_for_candidates (self);
  else
    forget_candidates (self);
  show_actions (self);
}

/* Acting */

static void
act_free (Act *act)
{
  g_object_unref (act->contact);
  g_object_unref (act->self);
  g_free (act->done);
  g_free (act);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

static void undo (ZxConversationHead *self, ZxContact *contact);

/* What the toast's button needs: it may be pressed when another chat is shown. */
typedef struct {
  ZxConversationHead *self; /* owned */
  ZxContact *contact;       /* owned */
} Undo;

static void
undo_free (gpointer data)
{
  Undo *what = data;

  g_object_unref (what->contact);
  g_object_unref (what->self);
  g_free (what);
}

static void
undo_clicked_cb (gpointer data)
{
  Undo *what = data;

  undo (what->self, what->contact);
}

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Act) act = user_data;
  ZxConversationHead *self = act->self;
  g_autoptr (GError) error = NULL;

  self->is_acting = FALSE;
  if (!act->finish (ZX_CLIENT (source), result, &error)) {
    zx_report_error (GTK_WIDGET (self), error);
    show_actions (self);
    return;
  }
  g_object_set_data (G_OBJECT (act->contact), HAS_UNDO, act->is_undo ? NULL : act->contact);
  if (act->done != NULL) {
    Undo *what = g_new (Undo, 1);

    *what = (Undo){g_object_ref (self), g_object_ref (act->contact)};
    zx_report_with_button (GTK_WIDGET (self), act->done, _ ("Undo"), undo_clicked_cb, what,
                           undo_free);
  }
  if (self->contact != NULL)
    show_question (self);
}

/* @done: a sentence for the toast (taken), or null when there is nothing to take back. */
static Act *
act_new (ZxConversationHead *self, ZxContact *contact, ActFinish finish, char *done)
{
  Act *act = g_new (Act, 1);

  *act = (Act){g_object_ref (self), g_object_ref (contact), finish, done, done == NULL};
  self->is_acting = TRUE;
  show_actions (self);
  return act;
}

static char *
bound_words (ZxConversationHead *self, ZxContact *contact, const char *who)
{
  g_autofree char *name = NULL;

  if (contact == self->contact)
    /* translators: %s is a person and a company */
    return g_strdup_printf (_ ("This chat is now %s's."), who);
  name = zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));
  /* translators: %1$s is how the visitor was called, %2$s a person and a company */
  return g_strdup_printf (_ ("The chat with %1$s is now %2$s's."), name, who);
}

static void
bind (ZxConversationHead *self,
      ZxContact *contact,
      gint64 customer_id,
      gint64 person_id,
      gboolean remember,
      const char *who)
{
  zx_client_bind_async (
      self->client, contact, customer_id, person_id, remember, NULL, acted_cb,
      act_new (self, contact, zx_client_bind_finish, bound_words (self, contact, who)));
}

/* The contact that somebody asked about: another may be shown by now. Lent; null when it is gone,
 * which is told. */
static ZxContact *
find_asked (ZxConversationHead *self, gint64 id)
{
  ZxContact *contact = self->client != NULL ? zx_client_find_contact (self->client, id) : NULL;

  if (contact == NULL)
    zx_report_text (GTK_WIDGET (self), _ ("This does not exist any more, or you may not see it."));
  return contact;
}

static void
undo (ZxConversationHead *self, ZxContact *contact)
{
  if (self->is_acting)
    return;
  zx_client_undo_bind_async (self->client, contact, NULL, acted_cb,
                             act_new (self, contact, zx_client_undo_bind_finish, NULL));
}

static void
bind_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (widget);
  gint64 contact_id, customer_id, person_id;
  gboolean remember;
  const char *who;
  ZxContact *contact;

  g_variant_get (parameter, "(xxxb&s)", &contact_id, &customer_id, &person_id, &remember, &who);
  contact = find_asked (self, contact_id);
  if (contact != NULL && customer_id > 0)
    bind (self, contact, customer_id, person_id, remember, who);
}

static void
candidate_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (widget);
  guint place = action[strlen ("chat.candidate-")] - '1';
  ZxCandidate *candidate = zx_identify_bar_get_candidate (self->bar, place);
  g_autofree char *who = NULL;

  if (candidate == NULL || self->contact == NULL)
    return;
  who = zx_chat_who_is (zx_candidate_get_name (candidate), zx_candidate_get_company (candidate));
  bind (self, self->contact, zx_candidate_get_customer_id (candidate),
        zx_candidate_get_person_id (candidate), zx_identify_bar_get_remember (self->bar), who);
}

static void
find_customer_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (widget);

  if (self->contact != NULL)
    zx_customer_picker_open (widget, self->client, self->contact,
                             zx_identify_bar_get_remember (self->bar));
}

static void
create (ZxConversationHead *self,
        ZxContact *contact,
        gboolean remember,
        const char *name,
        const char *company)
{
  char *done =
      /* translators: %s is a customer's name */
      g_strdup_printf (_ ("The customer “%s” has been created."),
                       *company != '\0' ? company : name);

  zx_client_bind_new_async (self->client, contact, name, company, remember, NULL, acted_cb,
                            act_new (self, contact, zx_client_bind_new_finish, done));
}

static void
create_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (widget);
  const char *name, *company;
  gint64 contact_id;
  gboolean remember;
  ZxContact *contact;

  g_variant_get (parameter, "(xb&s&s)", &contact_id, &remember, &name, &company);
  contact = find_asked (self, contact_id);
  if (contact != NULL)
    create (self, contact, remember, name, company);
}

/* One key when the visitor has said who he is; otherwise the agent says it. */
static void
new_customer_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (widget);
  const char *name = self->contact != NULL ? zx_contact_get_name (self->contact) : NULL;
  const char *company = self->contact != NULL ? zx_contact_get_company (self->contact) : NULL;
  gboolean remember = zx_identify_bar_get_remember (self->bar);

  if (self->contact == NULL)
    return;
  name = name != NULL ? name : "";
  company = company != NULL ? company : "";
  if (*name != '\0' || *company != '\0')
    create (self, self->contact, remember, name, company);
  else
    zx_new_customer_ask (widget, self->contact, remember);
}

static void
unbind_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (widget);

  if (self->contact == NULL)
    return;
  zx_client_unbind_async (
      self->client, self->contact, NULL, acted_cb,
      act_new (self, self->contact, zx_client_unbind_finish,
               g_strdup (_ ("This chat does not belong to that customer any more."))));
}

static void
undo_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (widget);

  if (self->contact != NULL)
    undo (self, self->contact);
}

/* Object */

static char *
subtitle (ZxConversationHead *self,
          ZxIdentityTrust trust,
          const char *bound_by,
          const char *channel,
          const char *page,
          const char *product,
          const char *version)
{
  g_autofree char *sure = zx_words_sure (trust, bound_by);

  return zx_chat_subtitle (sure, channel, page, product, version);
}

static void
changed_cb (ZxConversationHead *self)
{
  if (self->contact != NULL)
    show_question (self);
}

static void
set_client (ZxConversationHead *self, ZxClient *client)
{
  if (self->client != NULL || client == NULL)
    return;
  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::rights", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
set_contact (ZxConversationHead *self, ZxContact *contact)
{
  if (!g_set_object (&self->contact, contact))
    return;
  g_signal_group_set_target (self->contact_signals, contact);
  forget_candidates (self);
  if (contact != NULL)
    show_question (self);
  else
    show_actions (self);
}

static void
zx_conversation_head_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (object);

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
zx_conversation_head_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (object);

  switch (id) {
  case PROP_CLIENT:
    set_client (self, g_value_get_object (value));
    break;
  case PROP_CONTACT:
    set_contact (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_conversation_head_dispose (GObject *object)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (object);

  g_cancellable_cancel (self->searching);
  g_signal_group_set_target (self->contact_signals, NULL);
  if (self->why != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->why)));
  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_CONVERSATION_HEAD);

  G_OBJECT_CLASS (zx_conversation_head_parent_class)->dispose (object);
}

static void
zx_conversation_head_finalize (GObject *object)
{
  ZxConversationHead *self = ZX_CONVERSATION_HEAD (object);

  g_clear_object (&self->contact_signals);
  g_clear_object (&self->searching);
  g_free (self->asked);

  G_OBJECT_CLASS (zx_conversation_head_parent_class)->finalize (object);
}

static void
zx_conversation_head_class_init (ZxConversationHeadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_conversation_head_get_property;
  object_class->set_property = zx_conversation_head_set_property;
  object_class->dispose = zx_conversation_head_dispose;
  object_class->finalize = zx_conversation_head_finalize;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT,
                                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "chat.bind", "(xxxbs)", bind_cb);
  gtk_widget_class_install_action (widget_class, "chat.candidate-1", NULL, candidate_cb);
  gtk_widget_class_install_action (widget_class, "chat.candidate-2", NULL, candidate_cb);
  gtk_widget_class_install_action (widget_class, "chat.candidate-3", NULL, candidate_cb);
  gtk_widget_class_install_action (widget_class, "chat.create", "(xbss)", create_cb);
  gtk_widget_class_install_action (widget_class, "chat.find-customer", NULL, find_customer_cb);
  gtk_widget_class_install_action (widget_class, "chat.new-customer", NULL, new_customer_cb);
  gtk_widget_class_install_action (widget_class, "chat.unbind", NULL, unbind_cb);
  gtk_widget_class_install_action (widget_class, "chat.undo-bind", NULL, undo_cb);

  g_type_ensure (ZX_TYPE_CLOCK_CHIP);
  g_type_ensure (ZX_TYPE_IDENTIFY_BAR);
  g_type_ensure (ZX_TYPE_TIER_PILL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-conversation-head.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxConversationHead, bar);
  gtk_widget_class_bind_template_child (widget_class, ZxConversationHead, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, subtitle);
  zx_closures_bind (widget_class);
  zx_chat_words_bind (widget_class);
}

static void
zx_conversation_head_init (ZxConversationHead *self)
{
  static const char *const watched[] = {"notify::customer-id", "notify::trust", "notify::state",
                                        "notify::agent-id",    "notify::name",  "notify::company",
                                        "notify::last-seq"};

  self->contact_signals = g_signal_group_new (ZX_TYPE_CONTACT);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->contact_signals, watched[i], G_CALLBACK (changed_cb),
                                    self);
  show_actions (self);
}

void
zx_conversation_head_ask_why (ZxConversationHead *self)
{
  g_return_if_fail (ZX_IS_CONVERSATION_HEAD (self));

  if (self->contact == NULL)
    return;
  if (self->why == NULL) {
    self->why = zx_wait_popover_new ();
    gtk_widget_set_parent (GTK_WIDGET (self->why), GTK_WIDGET (self));
  }
  zx_wait_popover_open (self->why, self->client, self->contact, self->menu_button);
}
