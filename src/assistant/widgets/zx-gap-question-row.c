/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question that nobody answered from an article. */
#include "zx-gap-question-row.h"

#include "zx-gap-question.h"
#include "zx-time-label.h"

struct _ZxGapQuestionRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxGapQuestionRow, zx_gap_question_row, ZX_TYPE_ITEM_ROW)

static void
zx_gap_question_row_class_init (ZxGapQuestionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ZX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-gap-question-row.ui");
}

static void
zx_gap_question_row_init (ZxGapQuestionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
