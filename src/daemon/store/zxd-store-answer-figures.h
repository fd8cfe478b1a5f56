/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-answers.h"

/* Figures of the assistant, and the rows behind each of them: both are selected by the same words.
 *
 * A fact is an answer that was shown for a question, a question for which none was (silence), or a
 * verdict, each in the week in which it happened. By week, `asked` counts questions, `shown` those
 * with answers, `silent` those without. By article, `asked` and `shown` count the questions for
 * which it was shown. `first_place` counts the answers sent that had been shown in the first place.
 * `first_place_share` is that of all that were sent, as they were or edited; `silent_share` is
 * `silent` of `asked`; both 0 … 1, null of nothing. */
typedef enum { ZXD_BY_WEEK, ZXD_BY_ARTICLE } ZxdAnswersBy;

typedef struct {
  const ZxRights *rights; /* whose contacts count; lent */
  gint64 from_ms, to_ms;  /* half open */
  gboolean is_from_wall;  /* it is what the clock on the wall shows, as if that were UTC */
  gboolean is_to_wall;
  ZxdAnswersBy by;
  GTimeZone *zone; /* owned; null until the span is settled */
} ZxdAnswersSpan;

/* Makes @settled of @span: days and weeks are those of the organisation of who asks. Free with
 * zxd_answers_span_clear(). */
gboolean zxd_answers_span_settle (ZxdDb *db,
                                  const ZxdAnswersSpan *span,
                                  ZxdAnswersSpan *settled,
                                  GError **error);
void zxd_answers_span_clear (ZxdAnswersSpan *span);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdAnswersSpan, zxd_answers_span_clear)

/* The functions below take a span that is settled. */

/* Appends {"items":[{key, title, asked, …}],"total":{…}, from, to}: weeks newest first, or the 500
 * articles that were shown most. A key is the week's Monday or the article's id. */
gboolean
zxd_answer_figures_add (ZxdDb *db, const ZxdAnswersSpan *span, GString *json, GError **error);

/* Whether there is such a figure: "asked" … "first_place". */
gboolean zxd_answer_figure_is_known (const char *figure);

/* The number of the key (a day of the week, or an article's id); FALSE when it is none. */
gboolean zxd_answers_parse_key (ZxdAnswersBy by, const char *text, gint64 *key);

/* Appends {"items":[…],"next":…}: the rows that @figure counts under @key (null: under all), newest
 * first, @limit of them behind the first @after. */
gboolean zxd_answer_rows_add (ZxdDb *db,
                              const ZxdAnswersSpan *span,
                              const gint64 *key,
                              const char *figure,
                              gint64 after,
                              int limit,
                              GString *json,
                              GError **error);

/* A customer's question for which no answer was accepted. */
typedef struct {
  gint64 message_id, contact_id, at_ms;
  char *text; /* owned, not empty */
} ZxdGap;

void zxd_gap_free (ZxdGap *gap);

/* The newest @limit of the span (ZxdGap, owned), newest first. */
gboolean
zxd_gaps_list (ZxdDb *db, const ZxdAnswersSpan *span, int limit, GPtrArray *gaps, GError **error);
