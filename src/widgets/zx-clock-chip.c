/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the time since a moment, as icon and number. */
#include "zx-clock-chip.h"

#include "zx-clock.h"
#include "zx-closures.h"
#include "zx-digits.h"

G_DEFINE_ENUM_TYPE (ZxClockKind,
                    zx_clock_kind,
                    G_DEFINE_ENUM_VALUE (ZX_CLOCK_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (ZX_CLOCK_WARNING, "warning"),
                    G_DEFINE_ENUM_VALUE (ZX_CLOCK_BREACHED, "breached"),
                    G_DEFINE_ENUM_VALUE (ZX_CLOCK_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (ZX_CLOCK_MET, "met"))

struct _ZxClockChip {
  AdwBin parent_instance;

  GtkWidget *chip; /* of the template */
  GtkImage *icon;
  GtkInscription *label;

  ZxClient *client; /* owned, nullable */
  gint64 since;     /* ms of server time, 0 = hidden */
  ZxClockKind kind;
  char *what; /* owned, nullable */
  guint timer;
};

G_DEFINE_FINAL_TYPE (ZxClockChip, zx_clock_chip, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_SINCE, PROP_KIND, PROP_WHAT, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
show_time (ZxClockChip *self)
{
  gint64 now = self->client != NULL ? zx_client_now_ms (self->client) : zx_clock_now_ms ();
  g_autofree char *text = zx_words_elapsed (now - self->since);
  g_autofree char *spoken = g_strjoin (" ", self->what != NULL ? self->what : "", text, NULL);

  zx_digits_show (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  g_strstrip (spoken), -1);
}

static gboolean
second_passed_cb (gpointer user_data)
{
  show_time (user_data);
  return G_SOURCE_CONTINUE;
}

/* Whole seconds, so that all chips tick in one wake-up; nothing ticks unseen. */
static void
refresh (ZxClockChip *self)
{
  gboolean counts;

  gtk_widget_set_visible (self->chip, self->since > 0);
  counts = self->since > 0 && gtk_widget_get_mapped (GTK_WIDGET (self));
  if (self->since > 0)
    show_time (self);
  if (counts && self->timer == 0)
    self->timer = g_timeout_add_seconds (1, second_passed_cb, self);
  else if (!counts)
    g_clear_handle_id (&self->timer, g_source_remove);
}

static void
show_kind (ZxClockChip *self)
{
  static const struct {
    const char *css, *icon;
  } looks[] = {
      [ZX_CLOCK_RUNNING] = {"running", "preferences-system-time-symbolic"},
      [ZX_CLOCK_WARNING] = {"warning", "alarm-symbolic"},
      [ZX_CLOCK_BREACHED] = {"breached", "emblem-important-symbolic"},
      [ZX_CLOCK_PAUSED] = {"paused", "media-playback-pause-symbolic"},
      [ZX_CLOCK_MET] = {"met", "emblem-ok-symbolic"},
  };
  const char *classes[] = {"chip", looks[self->kind].css, NULL};

  gtk_widget_set_css_classes (self->chip, classes);
  gtk_image_set_from_icon_name (self->icon, looks[self->kind].icon);
}

static void
zx_clock_chip_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxClockChip *self = ZX_CLOCK_CHIP (object);

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_SINCE:
    g_value_set_int64 (value, self->since);
    break;
  case PROP_KIND:
    g_value_set_enum (value, self->kind);
    break;
  case PROP_WHAT:
    g_value_set_string (value, self->what);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_clock_chip_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxClockChip *self = ZX_CLOCK_CHIP (object);

  switch (id) {
  case PROP_CLIENT:
    g_set_object (&self->client, g_value_get_object (value));
    break;
  case PROP_SINCE:
    self->since = g_value_get_int64 (value);
    break;
  case PROP_KIND:
    self->kind = g_value_get_enum (value);
    show_kind (self);
    break;
  case PROP_WHAT:
    g_free (self->what);
    self->what = g_value_dup_string (value);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->what);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  refresh (self);
}

static void
zx_clock_chip_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_clock_chip_parent_class)->map (widget);
  refresh (ZX_CLOCK_CHIP (widget));
}

static void
zx_clock_chip_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_clock_chip_parent_class)->unmap (widget);
  refresh (ZX_CLOCK_CHIP (widget));
}

static void
zx_clock_chip_dispose (GObject *object)
{
  ZxClockChip *self = ZX_CLOCK_CHIP (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_clock_chip_parent_class)->dispose (object);
}

static void
zx_clock_chip_finalize (GObject *object)
{
  g_free (ZX_CLOCK_CHIP (object)->what);

  G_OBJECT_CLASS (zx_clock_chip_parent_class)->finalize (object);
}

static void
zx_clock_chip_class_init (ZxClockChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_clock_chip_get_property;
  object_class->set_property = zx_clock_chip_set_property;
  object_class->dispose = zx_clock_chip_dispose;
  object_class->finalize = zx_clock_chip_finalize;
  widget_class->map = zx_clock_chip_map;
  widget_class->unmap = zx_clock_chip_unmap;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_SINCE] = g_param_spec_int64 ("since", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_KIND] =
      g_param_spec_enum ("kind", NULL, NULL, ZX_TYPE_CLOCK_KIND, ZX_CLOCK_RUNNING, flags);
  props[PROP_WHAT] = g_param_spec_string ("what", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/widgets/zx-clock-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxClockChip, chip);
  gtk_widget_class_bind_template_child (widget_class, ZxClockChip, icon);
  gtk_widget_class_bind_template_child (widget_class, ZxClockChip, label);
}

static void
zx_clock_chip_init (ZxClockChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_kind (self);
  refresh (self);
}
