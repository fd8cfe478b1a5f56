/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows how long ago something was and keeps it right. */
#include "zx-time-label.h"

#include "zx-clock.h"
#include "zx-closures.h"

#define REFRESH_SECONDS 20 /* a minute's word is at most this late */

struct _ZxTimeLabel {
  AdwBin parent_instance;

  GtkLabel *label; /* of the template */

  ZxClient *client; /* owned, nullable */
  gint64 at;        /* ms of server time, 0 = empty */
  guint timer;
};

G_DEFINE_FINAL_TYPE (ZxTimeLabel, zx_time_label, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_AT, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
show_time (ZxTimeLabel *self)
{
  gint64 now = self->client != NULL ? zx_client_now_ms (self->client) : zx_clock_now_ms ();
  g_autofree char *text = zx_words_ago (self->at, now);

  if (g_strcmp0 (gtk_label_get_label (self->label), text) != 0)
    gtk_label_set_label (self->label, text);
}

static gboolean
time_passed_cb (gpointer user_data)
{
  show_time (user_data);
  return G_SOURCE_CONTINUE;
}

static void
refresh (ZxTimeLabel *self)
{
  gboolean counts = self->at > 0 && gtk_widget_get_mapped (GTK_WIDGET (self));

  show_time (self);
  if (counts && self->timer == 0)
    self->timer = g_timeout_add_seconds (REFRESH_SECONDS, time_passed_cb, self);
  else if (!counts)
    g_clear_handle_id (&self->timer, g_source_remove);
}

static gboolean
query_tooltip_cb (ZxTimeLabel *self, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  g_autofree char *text = zx_words_exact (self->at);

  gtk_tooltip_set_text (tooltip, text);
  return self->at > 0;
}

static void
zx_time_label_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxTimeLabel *self = ZX_TIME_LABEL (object);

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_AT:
    g_value_set_int64 (value, self->at);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_time_label_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxTimeLabel *self = ZX_TIME_LABEL (object);

  switch (id) {
  case PROP_CLIENT:
    g_set_object (&self->client, g_value_get_object (value));
    break;
  case PROP_AT:
    self->at = g_value_get_int64 (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  refresh (self);
}

static void
zx_time_label_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_time_label_parent_class)->map (widget);
  refresh (ZX_TIME_LABEL (widget));
}

static void
zx_time_label_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_time_label_parent_class)->unmap (widget);
  refresh (ZX_TIME_LABEL (widget));
}

static void
zx_time_label_dispose (GObject *object)
{
  ZxTimeLabel *self = ZX_TIME_LABEL (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_time_label_parent_class)->dispose (object);
}

static void
zx_time_label_class_init (ZxTimeLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_time_label_get_property;
  object_class->set_property = zx_time_label_set_property;
  object_class->dispose = zx_time_label_dispose;
  widget_class->map = zx_time_label_map;
  widget_class->unmap = zx_time_label_unmap;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_AT] = g_param_spec_int64 ("at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/widgets/zx-time-label.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxTimeLabel, label);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
}

static void
zx_time_label_init (ZxTimeLabel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
