/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tab of the rail: a panel's icon, word and badge. */
#include "zx-rail-row.h"

#include "zx-closures.h"

#include <glib/gi18n.h>

struct _ZxRailRow {
  GtkListBoxRow parent_instance;

  ZxPanel *panel; /* owned */
  guint number;
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (ZxRailRow, zx_rail_row, GTK_TYPE_LIST_BOX_ROW)

enum { PROP_PANEL = 1, PROP_NARROW, N_PROPS };
static GParamSpec *props[N_PROPS];

static char *
badge_text (ZxRailRow *self, guint badge)
{
  return badge > 99 ? g_strdup ("99+") : g_strdup_printf ("%u", badge);
}

static void
panel_changed_cb (ZxRailRow *self)
{
  const char *title = zx_panel_get_title (self->panel);
  guint badge = zx_panel_get_badge (self->panel);
  g_autofree char *tooltip = g_strdup_printf ("%s (Alt+%u)", title, self->number);
  /* translators: %1$s is the name of a page, %2$u how many things wait for the agent there */
  g_autofree char *spoken = g_strdup_printf (
      ngettext ("%1$s, %2$u waits for you", "%1$s, %2$u wait for you", badge), title, badge);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  badge > 0 ? spoken : title, -1);
}

static void
zx_rail_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxRailRow *self = ZX_RAIL_ROW (object);

  if (id == PROP_PANEL)
    g_value_set_object (value, self->panel);
  else
    g_value_set_boolean (value, self->narrow);
}

static void
zx_rail_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxRailRow *self = ZX_RAIL_ROW (object);

  if (id == PROP_PANEL)
    g_set_object (&self->panel, g_value_get_object (value));
  else
    self->narrow = g_value_get_boolean (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_rail_row_dispose (GObject *object)
{
  g_clear_object (&ZX_RAIL_ROW (object)->panel);

  G_OBJECT_CLASS (zx_rail_row_parent_class)->dispose (object);
}

static void
zx_rail_row_class_init (ZxRailRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_rail_row_get_property;
  object_class->set_property = zx_rail_row_set_property;
  object_class->dispose = zx_rail_row_dispose;

  props[PROP_PANEL] = g_param_spec_object ("panel", NULL, NULL, ZX_TYPE_PANEL, flags);
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-rail-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, badge_text);
}

static void
zx_rail_row_init (ZxRailRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_rail_row_new (ZxPanel *panel, guint number)
{
  ZxRailRow *self = g_object_new (ZX_TYPE_RAIL_ROW, "panel", panel, NULL);

  self->number = number;
  g_signal_connect_object (panel, "notify::badge", G_CALLBACK (panel_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (panel, "notify::title", G_CALLBACK (panel_changed_cb), self,
                           G_CONNECT_SWAPPED);
  panel_changed_cb (self);
  return GTK_WIDGET (self);
}

void
zx_rail_row_set_number (ZxRailRow *self, guint number)
{
  g_return_if_fail (ZX_IS_RAIL_ROW (self));

  self->number = number;
  panel_changed_cb (self);
}

ZxPanel *
zx_rail_row_get_panel (ZxRailRow *self)
{
  g_return_val_if_fail (ZX_IS_RAIL_ROW (self), NULL);

  return self->panel;
}
