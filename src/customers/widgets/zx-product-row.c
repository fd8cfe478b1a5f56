/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer has installed: product, version, modules. */
#include "zx-product-row.h"

#include "zx-closures.h"
#include "zx-tags.h"

struct _ZxProductRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxProductRow, zx_product_row, ZX_TYPE_ITEM_ROW)

static char *
product_name (gpointer self, const char *name, const char *version)
{
  if (version == NULL || *version == '\0')
    return g_strdup (name);
  return g_strdup_printf ("%s %s", name != NULL ? name : "", version);
}

static void
zx_product_row_class_init (ZxProductRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ZX_TYPE_TAGS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-product-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, product_name);
}

static void
zx_product_row_init (ZxProductRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
