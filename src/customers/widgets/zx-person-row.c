/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person at a customer: name and title. */
#include "zx-person-row.h"

#include "zx-closures.h"
#include "zx-customer-parts.h"

#include <glib/gi18n.h>

struct _ZxPersonRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxPersonRow, zx_person_row, ZX_TYPE_ITEM_ROW)

static char *
person_name (gpointer self, const char *name, gboolean erased)
{
  /* translators: a person of whom nothing was kept, on his own request */
  return g_strdup (erased ? _ ("(erased)") : name);
}

static void
zx_person_row_class_init (ZxPersonRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-person-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, person_name);
}

static void
zx_person_row_init (ZxPersonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
