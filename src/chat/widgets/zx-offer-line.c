/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts down while a colleague is asked to take a chat. */
#include "zx-offer-line.h"

#include "zx-chat-hands.h"
#include "zx-pass-words.h"

struct _ZxOfferLine {
  GtkBox parent_instance;

  GtkLabel *words; /* these of the template */
  GtkWidget *withdraw;

  ZxClient *client;      /* owned, nullable */
  ZxContact *contact;    /* owned, nullable */
  GSignalGroup *signals; /* owned; of the contact */
  guint timer;
};

G_DEFINE_FINAL_TYPE (ZxOfferLine, zx_offer_line, GTK_TYPE_BOX)

enum { PROP_CLIENT = 1, PROP_CONTACT, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
show_time (ZxOfferLine *self)
{
  ZxAgent *me = zx_client_get_me (self->client);
  gint64 left_ms = zx_contact_get_offer_deadline (self->contact) - zx_client_now_ms (self->client);
  gboolean is_me =
      me != NULL && zx_agent_get_id (me) == zx_contact_get_offer_agent_id (self->contact);
  g_autofree char *words = zx_pass_offer (self->contact, is_me, left_ms);

  gtk_label_set_label (self->words, words);
}

static gboolean
second_passed_cb (gpointer user_data)
{
  show_time (user_data);
  return G_SOURCE_CONTINUE;
}

static void
refresh (ZxOfferLine *self)
{
  gboolean is_open =
      self->client != NULL && self->contact != NULL && zx_contact_get_offer_id (self->contact) != 0;
  gboolean counts;

  gtk_widget_set_visible (GTK_WIDGET (self), is_open);
  if (is_open) {
    show_time (self);
    gtk_widget_set_visible (self->withdraw,
                            zx_chat_hands_can (self->client, self->contact, "chat.withdraw"));
  }
  counts = is_open && gtk_widget_get_mapped (GTK_WIDGET (self));
  if (counts && self->timer == 0)
    self->timer = g_timeout_add_seconds (1, second_passed_cb, self);
  else if (!counts)
    g_clear_handle_id (&self->timer, g_source_remove);
}

static void
zx_offer_line_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_offer_line_parent_class)->map (widget);
  refresh (ZX_OFFER_LINE (widget));
}

static void
zx_offer_line_unmap (GtkWidget *widget)
{
  ZxOfferLine *self = ZX_OFFER_LINE (widget);

  GTK_WIDGET_CLASS (zx_offer_line_parent_class)->unmap (widget);
  g_clear_handle_id (&self->timer, g_source_remove);
}

static void
zx_offer_line_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxOfferLine *self = ZX_OFFER_LINE (object);

  g_value_set_object (value, id == PROP_CLIENT ? (gpointer) self->client : self->contact);
}

static void
zx_offer_line_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxOfferLine *self = ZX_OFFER_LINE (object);

  if (id == PROP_CLIENT) {
    g_set_object (&self->client, g_value_get_object (value));
  } else {
    g_set_object (&self->contact, g_value_get_object (value));
    g_signal_group_set_target (self->signals, self->contact);
  }
  refresh (self);
}

static void
zx_offer_line_dispose (GObject *object)
{
  ZxOfferLine *self = ZX_OFFER_LINE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_OFFER_LINE);

  G_OBJECT_CLASS (zx_offer_line_parent_class)->dispose (object);
}

static void
zx_offer_line_class_init (ZxOfferLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_offer_line_get_property;
  object_class->set_property = zx_offer_line_set_property;
  object_class->dispose = zx_offer_line_dispose;
  widget_class->map = zx_offer_line_map;
  widget_class->unmap = zx_offer_line_unmap;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-offer-line.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxOfferLine, words);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferLine, withdraw);
}

static void
zx_offer_line_init (ZxOfferLine *self)
{
  static const char *const shown[] = {"notify::offer-id", "notify::offer-deadline",
                                      "notify::offer-agent-name"};

  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (ZX_TYPE_CONTACT);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    g_signal_group_connect_swapped (self->signals, shown[i], G_CALLBACK (refresh), self);
  refresh (self);
}
