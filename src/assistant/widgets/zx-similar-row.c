/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A past contact in which nearly the same was asked. */
#include "zx-similar-row.h"

#include "zx-closures.h"
#include "zx-similar.h"
#include "zx-time-label.h"

#include <glib/gi18n.h>

struct _ZxSimilarRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxSimilarRow, zx_similar_row, ZX_TYPE_ITEM_ROW)

static void
add (GStrvBuilder *parts, const char *part)
{
  if (part != NULL && *part != '\0')
    g_strv_builder_add (parts, part);
}

/* How it ended: what was noted of it, else its category; the answer that was sent; the rating. */
static char *
outcome (gpointer self,
         const char *customer,
         const char *summary,
         const char *category,
         const char *article_ref,
         guint rating)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_autofree char *stars = NULL;

  add (parts, customer);
  add (parts, summary != NULL && *summary != '\0' ? summary : category);
  add (parts, article_ref);
  if (rating > 0) {
    /* translators: %u is the customer's rating, of five */
    stars = g_strdup_printf (_ ("rated %u of 5"), rating);
    add (parts, stars);
  }
  words = g_strv_builder_end (parts);
  return g_strjoinv (" · ", words);
}

static void
zx_similar_row_class_init (ZxSimilarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ZX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-similar-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, outcome);
}

static void
zx_similar_row_init (ZxSimilarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
