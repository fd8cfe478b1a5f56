/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A section of the right column: heading, fold button, and the side panel itself. */
#include "zx-side-frame.h"

#include "zx-closures.h"
#include "zx-still.h"

#include <glib/gi18n.h>

struct _ZxSideFrame {
  AdwBin parent_instance;

  GtkWidget *fold; /* of the template */
  AdwBin *body;

  ZxSidePanel *side; /* owned */
  gboolean folded;
};

G_DEFINE_FINAL_TYPE (ZxSideFrame, zx_side_frame, ADW_TYPE_BIN)

enum { PROP_SIDE = 1, PROP_FOLDED, N_PROPS };
static GParamSpec *props[N_PROPS];

static char *
fold_icon (ZxSideFrame *self, gboolean folded)
{
  return g_strdup (folded ? "pan-end-symbolic" : "pan-down-symbolic");
}

static void
refresh (ZxSideFrame *self)
{
  g_autofree char *name = NULL;

  if (self->side == NULL)
    return;
  /* translators: %s is the heading of a section, such as "Customer" */
  name = g_strdup_printf (self->folded ? _ ("Show %s") : _ ("Fold %s"),
                          zx_side_panel_get_title (self->side));
  gtk_widget_set_tooltip_text (self->fold, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fold), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_set_vexpand (GTK_WIDGET (self),
                          !self->folded && ZX_SIDE_PANEL_GET_CLASS (self->side)->is_tall);
}

static void
zx_side_frame_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxSideFrame *self = ZX_SIDE_FRAME (object);

  if (id == PROP_SIDE)
    g_value_set_object (value, self->side);
  else
    g_value_set_boolean (value, self->folded);
}

static void
zx_side_frame_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxSideFrame *self = ZX_SIDE_FRAME (object);

  if (id == PROP_SIDE) {
    if (g_set_object (&self->side, g_value_get_object (value)))
      adw_bin_set_child (self->body, GTK_WIDGET (self->side));
  } else {
    if (self->folded == g_value_get_boolean (value))
      return;
    self->folded = g_value_get_boolean (value);
  }
  refresh (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_side_frame_dispose (GObject *object)
{
  ZxSideFrame *self = ZX_SIDE_FRAME (object);

  g_clear_object (&self->side);

  G_OBJECT_CLASS (zx_side_frame_parent_class)->dispose (object);
}

static void
zx_side_frame_class_init (ZxSideFrameClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_side_frame_get_property;
  object_class->set_property = zx_side_frame_set_property;
  object_class->dispose = zx_side_frame_dispose;

  props[PROP_SIDE] = g_param_spec_object ("side", NULL, NULL, ZX_TYPE_SIDE_PANEL, flags);
  props[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_STILL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-side-frame.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, fold_icon);
  gtk_widget_class_bind_template_child (widget_class, ZxSideFrame, fold);
  gtk_widget_class_bind_template_child (widget_class, ZxSideFrame, body);
}

static void
zx_side_frame_init (ZxSideFrame *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_side_frame_new (ZxSidePanel *side)
{
  return g_object_new (ZX_TYPE_SIDE_FRAME, "side", side, NULL);
}

ZxSidePanel *
zx_side_frame_get_side (ZxSideFrame *self)
{
  g_return_val_if_fail (ZX_IS_SIDE_FRAME (self), NULL);

  return self->side;
}

gboolean
zx_side_frame_get_folded (ZxSideFrame *self)
{
  g_return_val_if_fail (ZX_IS_SIDE_FRAME (self), FALSE);

  return self->folded;
}
