/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing that a figure of the assistant's answers counts. */
#include "zx-answer-line.h"

#include "zx-answer-row.h"
#include "zx-closures.h"
#include "zx-line.h"
#include "zx-time-label.h"

#include <glib/gi18n.h>

struct _ZxAnswerLine {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxAnswerLine, zx_answer_line, ZX_TYPE_ITEM_ROW)

static const struct {
  const char *kind, *word;
} kinds[] = {
    {"silent", N_ ("Nothing shown")}, {"shown", N_ ("Shown")},    {"sent", N_ ("Accepted")},
    {"edited", N_ ("Edited")},        {"up", N_ ("Said to fit")}, {"down", N_ ("Rejected")},
};

static char *
kind_word (gpointer self, const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kind, kinds[i].kind) == 0)
      return g_strdup (_ (kinds[i].word));
  return g_strdup (kind);
}

static char *
question_words (gpointer self, const char *question)
{
  gboolean is_there = question != NULL && *question != '\0';

  return zx_one_line (is_there ? question : _ ("The customer took this question back"),
                      ZX_LINE_CHARACTERS);
}

static void
add (GStrvBuilder *parts, const char *part)
{
  if (part != NULL && *part != '\0')
    g_strv_builder_add (parts, part);
}

/* Who asked; the article and where it stood; who did it. */
static char *
facts (gpointer self,
       const char *name,
       const char *company,
       const char *ref,
       const char *title,
       guint place,
       const char *agent)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_autofree char *at = NULL;

  add (parts, name);
  add (parts, company);
  add (parts, ref);
  add (parts, title);
  /* translators: an article stood in this place among the answers */
  at = place > 0 ? g_strdup_printf (_ ("place %u"), place) : NULL;
  add (parts, at);
  add (parts, agent);
  words = g_strv_builder_end (parts);
  return g_strjoinv (" · ", words);
}

static void
zx_answer_line_class_init (ZxAnswerLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ZX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-answer-line.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, kind_word);
  gtk_widget_class_bind_template_callback (widget_class, question_words);
  gtk_widget_class_bind_template_callback (widget_class, facts);
}

static void
zx_answer_line_init (ZxAnswerLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
