/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows how many chats the agent has, of how many at once. */
#include "zx-capacity-bar.h"

#include <glib/gi18n.h>

/* So many blocks can be counted at a glance; more become one bar. */
enum { MOST_BLOCKS = 10 };

struct _ZxCapacityBar {
  AdwBin parent_instance;

  GtkLevelBar *bar; /* these of the template */
  GtkLabel *label;

  ZxDuty *duty; /* owned, nullable */
  gboolean is_narrow;
};

G_DEFINE_FINAL_TYPE (ZxCapacityBar, zx_capacity_bar, ADW_TYPE_BIN)

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
refresh (ZxCapacityBar *self)
{
  guint taken = self->duty != NULL ? zx_duty_get_taken (self->duty) : 0;
  guint capacity = self->duty != NULL ? zx_duty_get_capacity (self->duty) : 0;
  gboolean is_there = self->duty != NULL && zx_duty_get_state (self->duty) != ZX_DUTY_OFFLINE;
  g_autofree char *text = NULL;
  g_autofree char *spoken = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), is_there && capacity > 0 && !self->is_narrow);
  if (capacity == 0)
    return;
  /* translators: the agent has %1$u chats, of %2$u that he can take at once */
  text = g_strdup_printf (_ ("Chats %1$u / %2$u"), taken, capacity);
  spoken = g_strdup_printf (
      ngettext ("%1$u of %2$u chat at once", "%1$u of %2$u chats at once", capacity), taken,
      capacity);
  gtk_level_bar_set_mode (self->bar, capacity <= MOST_BLOCKS ? GTK_LEVEL_BAR_MODE_DISCRETE
                                                             : GTK_LEVEL_BAR_MODE_CONTINUOUS);
  gtk_level_bar_set_max_value (self->bar, capacity);
  gtk_level_bar_set_value (self->bar, MIN (taken, capacity));
  gtk_label_set_label (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  if (taken >= capacity)
    gtk_widget_add_css_class (GTK_WIDGET (self), "full");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "full");
}

static void
zx_capacity_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ZX_CAPACITY_BAR (object)->is_narrow);
}

static void
zx_capacity_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxCapacityBar *self = ZX_CAPACITY_BAR (object);

  if (self->is_narrow == g_value_get_boolean (value))
    return;
  self->is_narrow = g_value_get_boolean (value);
  refresh (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_capacity_bar_dispose (GObject *object)
{
  g_clear_object (&ZX_CAPACITY_BAR (object)->duty);

  G_OBJECT_CLASS (zx_capacity_bar_parent_class)->dispose (object);
}

static void
zx_capacity_bar_class_init (ZxCapacityBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_capacity_bar_get_property;
  object_class->set_property = zx_capacity_bar_set_property;
  object_class->dispose = zx_capacity_bar_dispose;

  props[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-capacity-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxCapacityBar, bar);
  gtk_widget_class_bind_template_child (widget_class, ZxCapacityBar, label);
}

static void
zx_capacity_bar_init (ZxCapacityBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
zx_capacity_bar_set_duty (ZxCapacityBar *self, ZxDuty *duty)
{
  g_return_if_fail (ZX_IS_CAPACITY_BAR (self));
  g_return_if_fail (self->duty == NULL);

  self->duty = g_object_ref (duty);
  g_signal_connect_object (duty, "notify", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}
