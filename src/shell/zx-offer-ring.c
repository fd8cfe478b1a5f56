/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws what is left of a time as a ring. */
#include "zx-offer-ring.h"

#include <math.h>

#define WIDTH 3.0

struct _ZxOfferRing {
  GtkWidget parent_instance;

  GtkWidget *child; /* owned by us as a widget, null */
  double share;
  gboolean is_short;
};

G_DEFINE_FINAL_TYPE (ZxOfferRing, zx_offer_ring, GTK_TYPE_WIDGET)

enum { PROP_CHILD = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
draw (ZxOfferRing *self, cairo_t *cr, double size)
{
  const double radius = (size - WIDTH) / 2, top = -G_PI / 2;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  cairo_set_line_width (cr, WIDTH);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, 0.2);
  cairo_arc (cr, size / 2, size / 2, radius, 0, 2 * G_PI);
  cairo_stroke (cr);
  if (self->share <= 0)
    return;
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_arc (cr, size / 2, size / 2, radius, top, top + 2 * G_PI * self->share);
  cairo_stroke (cr);
}

static void
zx_offer_ring_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ZxOfferRing *self = ZX_OFFER_RING (widget);
  const float width = (float) gtk_widget_get_width (widget);
  const float height = (float) gtk_widget_get_height (widget);
  const float size = MIN (width, height);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((width - size) / 2, (height - size) / 2, size, size);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  cairo_translate (cr, bounds.origin.x, bounds.origin.y);
  draw (self, cr, size);
  cairo_destroy (cr);
  if (self->child != NULL)
    gtk_widget_snapshot_child (widget, self->child, snapshot);
}

static void
set_child (ZxOfferRing *self, GtkWidget *child)
{
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
zx_offer_ring_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ZX_OFFER_RING (object)->child);
}

static void
zx_offer_ring_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  set_child (ZX_OFFER_RING (object), g_value_get_object (value));
}

static void
zx_offer_ring_dispose (GObject *object)
{
  set_child (ZX_OFFER_RING (object), NULL);

  G_OBJECT_CLASS (zx_offer_ring_parent_class)->dispose (object);
}

static void
zx_offer_ring_class_init (ZxOfferRingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_offer_ring_get_property;
  object_class->set_property = zx_offer_ring_set_property;
  object_class->dispose = zx_offer_ring_dispose;
  widget_class->snapshot = zx_offer_ring_snapshot;

  props[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "offer-ring");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
zx_offer_ring_init (ZxOfferRing *self)
{
}

void
zx_offer_ring_set (ZxOfferRing *self, double share, gboolean is_short)
{
  g_return_if_fail (ZX_IS_OFFER_RING (self));

  if (fabs (self->share - share) < 0.001 && self->is_short == is_short)
    return;
  self->share = CLAMP (share, 0, 1);
  self->is_short = is_short;
  if (is_short)
    gtk_widget_add_css_class (GTK_WIDGET (self), "short");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "short");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
