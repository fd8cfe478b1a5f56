/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for the figures of the assistant's answers. */
#include "zx-answer-figure-words.h"

#include "zx-clock.h"

#include <glib/gi18n.h>

static const struct {
  const char *name, *by_week, *by_article;
} figures[] = {
    [ZX_FIGURE_ASKED] = {N_ ("Questions"),
                         N_ ("Customers’ questions for which the assistant looked for answers"),
                         N_ ("Questions for which this article was shown")},
    [ZX_FIGURE_SHOWN] = {N_ ("Shown"), N_ ("Questions for which at least one answer was shown"),
                         N_ ("Questions for which this article was shown")},
    [ZX_FIGURE_SILENT] = {N_ ("Nothing shown"),
                          N_ ("Questions for which no answer was good enough to be shown"), NULL},
    [ZX_FIGURE_ACCEPTED] = {N_ ("Accepted"), N_ ("Answers that were sent as they are"),
                            N_ ("How often this article was sent as it is")},
    [ZX_FIGURE_EDITED] = {N_ ("Edited"), N_ ("Answers that were changed before they were sent"),
                          N_ ("How often this article was changed before it was sent")},
    [ZX_FIGURE_UP] = {N_ ("Said to fit"), N_ ("Answers that got a thumb up"),
                      N_ ("How often this article got a thumb up")},
    [ZX_FIGURE_DOWN] = {N_ ("Rejected"), N_ ("Answers that got a thumb down"),
                        N_ ("How often this article got a thumb down")},
    [ZX_FIGURE_FIRST_PLACE] =
        {N_ ("First place"),
         N_ ("Answers that were sent, as they are or edited, and stood in the "
             "first place"),
         N_ ("How often this article was sent, as it is or edited, and stood in "
             "the first place")},
    [ZX_FIGURE_FIRST_PLACE_SHARE] =
        {N_ ("First-place share"),
         N_ ("Answers sent that stood in the first place ÷ all that were "
             "sent, as they are or edited"),
         N_ ("How often this article was sent and stood in the first "
             "place ÷ how often it was sent, as it is or edited")},
    [ZX_FIGURE_SILENT_SHARE] = {N_ ("Silence share"),
                                N_ ("Questions for which nothing was shown ÷ all questions"), NULL},
};
G_STATIC_ASSERT (G_N_ELEMENTS (figures) == ZX_N_FIGURES);

const char *
zx_figure_name (ZxFigure figure)
{
  return _ (figures[figure].name);
}

const char *
zx_figure_meaning (ZxFigure figure, gboolean by_article)
{
  const char *meaning = by_article && figures[figure].by_article != NULL
                            ? figures[figure].by_article
                            : figures[figure].by_week;

  return _ (meaning);
}

char *
zx_figure_text (ZxAnswerFigure *line, ZxFigure figure)
{
  double value = zx_answer_figure_get (line, figure);

  if (value < 0)
    return g_strdup ("–");
  if (!zx_figure_is_share (figure))
    return g_strdup_printf ("%'.0f", value);
  /* translators: a share of a hundred */
  return g_strdup_printf (_ ("%.0f %%"), value * 100);
}

static char *
days_of_week (const char *monday)
{
  g_autofree char *midnight = g_strconcat (monday, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) first = NULL, last = NULL;
  g_autofree char *from = NULL, *to = NULL;
  gint64 ms;

  if (!zx_clock_parse (midnight, &ms))
    return g_strdup (monday);
  first = g_date_time_new_from_unix_utc (ms / 1000); /* the server's weeks are those of UTC */
  last = g_date_time_add_days (first, 6);
  /* translators: a day of the last twelve months, see g_date_time_format() */
  from = g_date_time_format (first, _ ("%b %-d"));
  to = g_date_time_format (last, _ ("%b %-d"));
  /* translators: a week: its first and its last day */
  return g_strdup_printf (_ ("%1$s – %2$s"), from, to);
}

char *
zx_figure_title (ZxAnswerFigure *line, gboolean by_article)
{
  const char *key = zx_answer_figure_get_key (line);

  if (key == NULL)
    return g_strdup (_ ("In total"));
  return by_article ? g_strdup (zx_answer_figure_get_title (line)) : days_of_week (key);
}
