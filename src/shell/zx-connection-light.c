/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in words whether the screen shows what the server has, and what still waits to be sent. */
#include "zx-connection-light.h"

#include "zx-clock.h"
#include "zx-closures.h"

#include <glib/gi18n.h>

struct _ZxConnectionLight {
  AdwBin parent_instance;

  GtkMenuButton *button; /* of the template */
  GtkImage *icon;
  GtkLabel *label;
  GtkLabel *unsent;
  GtkLabel *details;

  ZxClient *client;      /* owned, nullable */
  GSignalGroup *changes; /* owned; of the client */
};

G_DEFINE_FINAL_TYPE (ZxConnectionLight, zx_connection_light, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

char *
zx_connection_words (ZxLight light, guint behind, gint64 offline_since_ms, gint64 now_ms)
{
  g_autofree char *since = NULL;

  switch (light) {
  case ZX_LIGHT_LIVE:
    /* translators: what is on the screen is what the server has, at this moment */
    return g_strdup (_ ("Live"));
  case ZX_LIGHT_CATCHING_UP:
    /* translators: %u events are still to come */
    return g_strdup_printf (_ ("Catching up (%u)"), behind);
  case ZX_LIGHT_OFFLINE:
  default:
    if (offline_since_ms <= 0)
      return g_strdup (_ ("Connecting…"));
    since = zx_words_clock (offline_since_ms, now_ms);
    /* translators: %s is a time such as 14:02 */
    return g_strdup_printf (_ ("Offline since %s"), since);
  }
}

static char *
describe (ZxConnectionLight *self, guint n_unsent)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n\n", zx_client_get_server (self->client));
  if (zx_client_get_light (self->client) == ZX_LIGHT_LIVE)
    g_string_append (text, _ ("You see what the server has."));
  else
    g_string_append (text, _ ("What you see may be out of date. What you write is kept and sent as "
                              "soon as the server can be reached."));
  if (n_unsent > 0) {
    g_string_append (text, "\n\n");
    g_string_append_printf (
        text, ngettext ("%u message waits to be sent.", "%u messages wait to be sent.", n_unsent),
        n_unsent);
  }
  if (zx_client_get_session_only (self->client)) {
    g_string_append (text, "\n\n");
    g_string_append (text, _ ("There is no keyring here, so you are signed in only until you close "
                              "Zuoxi."));
  }
  return g_string_free (text, FALSE);
}

static void
refresh (ZxConnectionLight *self)
{
  static const char *const classes[] = {
      [ZX_LIGHT_OFFLINE] = "bad-text",
      [ZX_LIGHT_CATCHING_UP] = "warn-text",
      [ZX_LIGHT_LIVE] = "good-text",
  };
  static const char *const icons[] = {
      [ZX_LIGHT_OFFLINE] = "network-offline-symbolic",
      [ZX_LIGHT_CATCHING_UP] = "emblem-synchronizing-symbolic",
      [ZX_LIGHT_LIVE] = "zx-live-symbolic",
  };
  ZxLight light = zx_client_get_light (self->client);
  guint pending = zx_client_get_pending (self->client);
  const char *icon_classes[] = {classes[light], NULL};
  g_autofree char *words =
      zx_connection_words (light, zx_client_get_behind (self->client),
                           zx_client_get_offline_since (self->client), zx_clock_now_ms ());
  g_autofree char *unsent = g_strdup_printf (ngettext ("%u unsent", "%u unsent", pending), pending);
  g_autofree char *details = describe (self, pending);
  g_autofree char *spoken = g_strdup_printf (pending > 0 ? "%s, %s" : "%s", words, unsent);

  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), icon_classes);
  gtk_image_set_from_icon_name (self->icon, icons[light]);
  gtk_label_set_label (self->label, words);
  gtk_label_set_label (self->unsent, unsent);
  gtk_widget_set_visible (GTK_WIDGET (self->unsent), pending > 0);
  gtk_label_set_label (self->details, details);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Connection to the server"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

static void
client_changed_cb (ZxConnectionLight *self)
{
  if (self->client != NULL && zx_client_get_server (self->client) != NULL)
    refresh (self);
}

static void
zx_connection_light_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ZX_CONNECTION_LIGHT (object)->client);
}

static void
zx_connection_light_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxConnectionLight *self = ZX_CONNECTION_LIGHT (object);

  if (!g_set_object (&self->client, g_value_get_object (value)))
    return;
  g_signal_group_set_target (self->changes, self->client);
  client_changed_cb (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_connection_light_dispose (GObject *object)
{
  ZxConnectionLight *self = ZX_CONNECTION_LIGHT (object);

  g_clear_object (&self->changes);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_connection_light_parent_class)->dispose (object);
}

static void
zx_connection_light_class_init (ZxConnectionLightClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_connection_light_get_property;
  object_class->set_property = zx_connection_light_set_property;
  object_class->dispose = zx_connection_light_dispose;

  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-connection-light.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxConnectionLight, button);
  gtk_widget_class_bind_template_child (widget_class, ZxConnectionLight, icon);
  gtk_widget_class_bind_template_child (widget_class, ZxConnectionLight, label);
  gtk_widget_class_bind_template_child (widget_class, ZxConnectionLight, unsent);
  gtk_widget_class_bind_template_child (widget_class, ZxConnectionLight, details);
}

static void
zx_connection_light_init (ZxConnectionLight *self)
{
  static const char *const watched[] = {
      "notify::light",   "notify::behind",       "notify::offline-since",
      "notify::pending", "notify::session-only",
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->changes = g_signal_group_new (ZX_TYPE_CLIENT);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->changes, watched[i], G_CALLBACK (client_changed_cb),
                                    self);
}
