/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows who I am and in what state, and opens the menu that changes it. */
#include "zx-presence-button.h"

#include "zx-closures.h"
#include "zx-digits.h"
#include "zx-keys.h"

#include <glib/gi18n.h>

struct _ZxPresenceButton {
  AdwBin parent_instance;

  GtkMenuButton *button; /* of the template */
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *word;
  GtkInscription *time;

  ZxClient *client;      /* owned, nullable */
  GSignalGroup *changes; /* owned; of the agent */
  guint timer;
};

G_DEFINE_FINAL_TYPE (ZxPresenceButton, zx_presence_button, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static const struct {
  const char *reason, *word;
} reasons[] = {
    {"rest", N_ ("Rest")},
    {"meal", N_ ("Meal")},
    {"meeting", N_ ("Meeting")},
    {"training", N_ ("Training")},
};

char *
zx_presence_words (ZxPresence presence, const char *reason)
{
  switch (presence) {
  case ZX_PRESENCE_ONLINE:
    return g_strdup (_ ("Online"));
  case ZX_PRESENCE_BREAK:
    for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
      if (g_strcmp0 (reason, reasons[i].reason) == 0)
        /* translators: an agent's state; %s is the reason of the break, such as "Meal" */
        return g_strdup_printf (_ ("Break: %s"), _ (reasons[i].word));
    if (reason != NULL && *reason != '\0')
      return g_strdup_printf (_ ("Break: %s"), reason);
    return g_strdup (_ ("Break"));
  case ZX_PRESENCE_OFFLINE:
  default:
    return g_strdup (_ ("Offline"));
  }
}

char *
zx_presence_to_target (ZxPresence presence, const char *reason)
{
  if (presence == ZX_PRESENCE_BREAK)
    return g_strconcat ("break/", reason != NULL ? reason : "", NULL);
  return g_strdup (presence == ZX_PRESENCE_ONLINE ? "online" : "offline");
}

gboolean
zx_presence_from_target (const char *target, ZxPresence *presence, char **reason)
{
  *reason = NULL;
  if (g_str_equal (target, "online"))
    *presence = ZX_PRESENCE_ONLINE;
  else if (g_str_equal (target, "offline"))
    *presence = ZX_PRESENCE_OFFLINE;
  else if (g_str_has_prefix (target, "break/"))
    *presence = ZX_PRESENCE_BREAK, *reason = g_strdup (target + strlen ("break/"));
  else
    return FALSE;
  return TRUE;
}

static void
show_time (ZxPresenceButton *self)
{
  ZxAgent *me = self->client != NULL ? zx_client_get_me (self->client) : NULL;
  gint64 since = me != NULL ? zx_agent_get_presence_since (me) : 0;
  g_autofree char *text =
      since > 0 ? zx_words_elapsed (zx_client_now_ms (self->client) - since) : g_strdup ("");

  zx_digits_show (self->time, text);
}

static gboolean
second_passed_cb (gpointer user_data)
{
  show_time (user_data);
  return G_SOURCE_CONTINUE;
}

static void
refresh (ZxPresenceButton *self)
{
  static const struct {
    const char *icon, *css;
  } looks[] = {
      [ZX_PRESENCE_ONLINE] = {"emblem-default-symbolic", "good-text"},
      [ZX_PRESENCE_BREAK] = {"user-away-symbolic", "warn-text"},
      [ZX_PRESENCE_OFFLINE] = {"user-offline-symbolic", "dim-label"},
  };
  ZxAgent *me = self->client != NULL ? zx_client_get_me (self->client) : NULL;
  g_autofree char *word = NULL;
  g_autofree char *spoken = NULL;
  ZxPresence presence;

  if (me == NULL)
    return;
  presence = zx_agent_get_presence (me);
  word = zx_presence_words (presence, zx_agent_get_presence_reason (me));
  spoken = g_strdup_printf ("%s, %s", zx_agent_get_name (me), word);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char *[]){looks[presence].css, NULL});
  gtk_image_set_from_icon_name (self->icon, looks[presence].icon);
  gtk_label_set_label (self->name, zx_agent_get_name (me));
  gtk_label_set_label (self->word, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  show_time (self);
}

static void
me_changed_cb (ZxPresenceButton *self)
{
  g_signal_group_set_target (self->changes,
                             self->client != NULL ? zx_client_get_me (self->client) : NULL);
  refresh (self);
}

static void
zx_presence_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ZX_PRESENCE_BUTTON (object)->client);
}

static void
zx_presence_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxPresenceButton *self = ZX_PRESENCE_BUTTON (object);

  if (!g_set_object (&self->client, g_value_get_object (value)))
    return;
  if (self->client != NULL)
    g_signal_connect_object (self->client, "notify::me", G_CALLBACK (me_changed_cb), self,
                             G_CONNECT_SWAPPED);
  me_changed_cb (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_presence_button_map (GtkWidget *widget)
{
  ZxPresenceButton *self = ZX_PRESENCE_BUTTON (widget);

  GTK_WIDGET_CLASS (zx_presence_button_parent_class)->map (widget);
  show_time (self);
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (1, second_passed_cb, self);
}

static void
zx_presence_button_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&ZX_PRESENCE_BUTTON (widget)->timer, g_source_remove);

  GTK_WIDGET_CLASS (zx_presence_button_parent_class)->unmap (widget);
}

static void
zx_presence_button_dispose (GObject *object)
{
  ZxPresenceButton *self = ZX_PRESENCE_BUTTON (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->changes);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_presence_button_parent_class)->dispose (object);
}

static void
zx_presence_button_class_init (ZxPresenceButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_presence_button_get_property;
  object_class->set_property = zx_presence_button_set_property;
  object_class->dispose = zx_presence_button_dispose;
  widget_class->map = zx_presence_button_map;
  widget_class->unmap = zx_presence_button_unmap;

  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-presence-button.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, button);
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, icon);
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, name);
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, word);
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, time);
}

static void
zx_presence_button_init (ZxPresenceButton *self)
{
  static const char *const watched[] = {
      "notify::name",
      "notify::presence",
      "notify::presence-reason",
      "notify::presence-since",
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  zx_keys_mark (GTK_WIDGET (self->button), "desk.presence-menu");
  self->changes = g_signal_group_new (ZX_TYPE_AGENT);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->changes, watched[i], G_CALLBACK (refresh), self);
}

void
zx_presence_button_popup (ZxPresenceButton *self)
{
  g_return_if_fail (ZX_IS_PRESENCE_BUTTON (self));

  gtk_menu_button_popup (self->button);
}
