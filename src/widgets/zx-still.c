/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the picture of what does not change as one node. */
#include "zx-still.h"

#define SETTLED_MS 1000 /* what moves is drawn as it is */

struct _ZxStill {
  AdwBin parent_instance;

  guint timer;
  gboolean is_settled; /* nothing has changed since the last picture: the next one is recorded */
};

G_DEFINE_FINAL_TYPE (ZxStill, zx_still, ADW_TYPE_BIN)

static gboolean
settled_cb (gpointer user_data)
{
  ZxStill *self = user_data;

  self->timer = 0;
  self->is_settled = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static gboolean
is_drawn_by_cairo (ZxStill *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));

  return native != NULL && GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native));
}

static void
record (GskRenderNode *node, GtkSnapshot *snapshot)
{
  graphene_rect_t bounds;
  cairo_t *cr;

  gsk_render_node_get_bounds (node, &bounds);
  graphene_rect_round_extents (&bounds, &bounds);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
}

/* GTK asks for this only when something in it has changed, or when it was told that it has. */
static void
zx_still_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ZxStill *self = ZX_STILL (widget);
  GtkWidget *child = adw_bin_get_child (ADW_BIN (self));
  GtkSnapshot *own = gtk_snapshot_new ();
  gboolean is_settled = self->is_settled;
  g_autoptr (GskRenderNode) node = NULL;

  if (child != NULL)
    gtk_widget_snapshot_child (widget, child, own);
  node = gtk_snapshot_free_to_node (own);
  self->is_settled = FALSE;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (node == NULL)
    return;
  if (is_settled) {
    record (node, snapshot);
    return;
  }
  gtk_snapshot_append_node (snapshot, node);
  if (is_drawn_by_cairo (self))
    self->timer = g_timeout_add (SETTLED_MS, settled_cb, self);
}

static void
zx_still_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&ZX_STILL (widget)->timer, g_source_remove);

  GTK_WIDGET_CLASS (zx_still_parent_class)->unmap (widget);
}

static void
zx_still_class_init (ZxStillClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = zx_still_snapshot;
  widget_class->unmap = zx_still_unmap;
}

static void
zx_still_init (ZxStill *self)
{
}
