/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reason for an answer, with a bar. */
#include "zx-reason-row.h"

#include "zx-closures.h"
#include "zx-reason.h"
#include "zx-scope-words.h"

#include <glib/gi18n.h>

struct _ZxReasonRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxReasonRow, zx_reason_row, ZX_TYPE_ITEM_ROW)

/* The customer's words, or what it is about when there are none. */
static char *
head_text (gpointer self, const char *kind, const char *text)
{
  if (text == NULL)
    return g_strdup (zx_reason_words (kind));
  /* translators: %s is a piece of what the customer asked, or an earlier question */
  return g_strdup_printf (_ ("“%s”"), text);
}

static char *
kind_text (gpointer self, const char *kind)
{
  return g_strdup (zx_reason_words (kind));
}

static char *
amount_text (gpointer self, gboolean is_factor, double value, double share)
{
  if (is_factor)
    /* translators: what a score is multiplied by */
    return g_strdup_printf (_ ("× %.2f"), value);
  /* translators: a share, in percent */
  return g_strdup_printf (_ ("%d %%"), (int) (share * 100 + 0.5));
}

static void
zx_reason_row_class_init (ZxReasonRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-reason-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, head_text);
  gtk_widget_class_bind_template_callback (widget_class, kind_text);
  gtk_widget_class_bind_template_callback (widget_class, amount_text);
}

static void
zx_reason_row_init (ZxReasonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
