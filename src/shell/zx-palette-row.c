/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the palette's list. */
#include "zx-palette-row.h"

#include "zx-closures.h"

struct _ZxPaletteRow {
  GtkListBoxRow parent_instance;

  ZxPaletteItem *item; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxPaletteRow, zx_palette_row, GTK_TYPE_LIST_BOX_ROW)

enum { PROP_ITEM = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
zx_palette_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ZX_PALETTE_ROW (object)->item);
}

static void
zx_palette_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  g_set_object (&ZX_PALETTE_ROW (object)->item, g_value_get_object (value));
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_palette_row_dispose (GObject *object)
{
  g_clear_object (&ZX_PALETTE_ROW (object)->item);

  G_OBJECT_CLASS (zx_palette_row_parent_class)->dispose (object);
}

static void
zx_palette_row_class_init (ZxPaletteRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_palette_row_get_property;
  object_class->set_property = zx_palette_row_set_property;
  object_class->dispose = zx_palette_row_dispose;

  props[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, ZX_TYPE_PALETTE_ITEM,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-palette-row.ui");
  zx_closures_bind (widget_class);
}

static void
zx_palette_row_init (ZxPaletteRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_palette_row_new (ZxPaletteItem *item)
{
  GtkWidget *self = g_object_new (ZX_TYPE_PALETTE_ROW, "item", item, NULL);
  g_autofree char *markup = NULL;
  g_autofree char *title = NULL;

  g_object_get (item, "title", &markup, NULL);
  if (pango_parse_markup (markup, -1, 0, NULL, &title, NULL, NULL))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    -1);
  return self;
}

ZxPaletteItem *
zx_palette_row_get_item (ZxPaletteRow *self)
{
  g_return_val_if_fail (ZX_IS_PALETTE_ROW (self), NULL);

  return self->item;
}
