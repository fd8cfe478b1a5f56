/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A knowledge gap in the list of them. */
#include "zx-gap-row.h"

#include "zx-closures.h"
#include "zx-gap.h"
#include "zx-time-label.h"

#include <glib/gi18n.h>

struct _ZxGapRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxGapRow, zx_gap_row, ZX_TYPE_ITEM_ROW)

static char *
times (gpointer self, guint count)
{
  /* translators: how often a question was asked */
  return g_strdup_printf (ngettext ("%u time", "%u times", count), count);
}

static void
zx_gap_row_class_init (ZxGapRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ZX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-gap-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, times);
}

static void
zx_gap_row_init (ZxGapRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
