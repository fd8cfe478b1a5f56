/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says why a message was not sent, and offers what can be done. */
#include "zx-refusal.h"

#include "zx-chat-words.h"

struct _ZxRefusal {
  GtkBox parent_instance;

  GtkWidget *resend, *edit, *drop; /* of the template */

  ZxMessage *message; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxRefusal, zx_refusal, GTK_TYPE_BOX)

enum { PROP_MESSAGE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static char *
describe_refusal (ZxRefusal *self, ZxMessage *message, ZxMessageState state)
{
  return state == ZX_MESSAGE_FAILED ? zx_client_describe_refusal (message) : NULL;
}

static void
zx_refusal_constructed (GObject *object)
{
  ZxRefusal *self = ZX_REFUSAL (object);
  const char *uuid;

  G_OBJECT_CLASS (zx_refusal_parent_class)->constructed (object);

  if (self->message == NULL)
    return; /* an empty one, made to try its template */
  uuid = zx_message_get_uuid (self->message);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->resend), "s", uuid);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->edit), "s", uuid);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->drop), "s", uuid);
}

static void
zx_refusal_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_MESSAGE:
    g_value_set_object (value, ZX_REFUSAL (object)->message);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_refusal_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_MESSAGE:
    ZX_REFUSAL (object)->message = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_refusal_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_REFUSAL);

  G_OBJECT_CLASS (zx_refusal_parent_class)->dispose (object);
}

static void
zx_refusal_finalize (GObject *object)
{
  g_clear_object (&ZX_REFUSAL (object)->message);

  G_OBJECT_CLASS (zx_refusal_parent_class)->finalize (object);
}

static void
zx_refusal_class_init (ZxRefusalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = zx_refusal_constructed;
  object_class->get_property = zx_refusal_get_property;
  object_class->set_property = zx_refusal_set_property;
  object_class->dispose = zx_refusal_dispose;
  object_class->finalize = zx_refusal_finalize;

  props[PROP_MESSAGE] =
      g_param_spec_object ("message", NULL, NULL, ZX_TYPE_MESSAGE,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/zuoxi/Zuoxi/chat/zx-refusal.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxRefusal, resend);
  gtk_widget_class_bind_template_child (widget_class, ZxRefusal, edit);
  gtk_widget_class_bind_template_child (widget_class, ZxRefusal, drop);
  gtk_widget_class_bind_template_callback (widget_class, describe_refusal);
  zx_chat_words_bind (widget_class);
}

static void
zx_refusal_init (ZxRefusal *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_refusal_new (ZxMessage *message)
{
  return g_object_new (ZX_TYPE_REFUSAL, "message", message, NULL);
}
