/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET figures/answers: how often answers were shown, taken and refused, and which. */
#include "zxd-answer-figures.h"

#include "zx-clock.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (86400000))

enum { USUAL_DAYS = 13 * 7 };

static gboolean
read_time (const char *text, gboolean is_end, gint64 *at_ms, gboolean *is_day)
{
  g_autofree char *midnight = g_strconcat (text, "T00:00:00Z", NULL);

  *is_day = strlen (text) == strlen ("2026-11-22");
  if (!zx_clock_parse (*is_day ? midnight : text, at_ms))
    return FALSE;
  *at_ms += *is_day && is_end ? DAY_MS : 0;
  return TRUE;
}

gboolean
zxd_call_span (ZxdCall *call, ZxdAnswersSpan *span)
{
  const char *from = zxd_call_query (call, "from"), *to = zxd_call_query (call, "to");
  const char *by = zxd_call_query (call, "by");

  *span = (ZxdAnswersSpan){.rights = zxd_call_rights (call), .to_ms = zx_clock_now_ms () + 1};
  if ((to != NULL && !read_time (to, TRUE, &span->to_ms, &span->is_to_wall)) ||
      (from != NULL && !read_time (from, FALSE, &span->from_ms, &span->is_from_wall))) {
    zxd_call_problem (call, 400, "bad-data",
                      "“from” and “to” are days like 2026-11-22, or times in UTC.");
    return FALSE;
  }
  if (from == NULL) {
    span->from_ms = span->to_ms - USUAL_DAYS * DAY_MS;
    span->is_from_wall = span->is_to_wall;
  }
  if (by != NULL && !g_str_equal (by, "week") && !g_str_equal (by, "article")) {
    zxd_call_problem (call, 400, "bad-data", "“by” is week or article.");
    return FALSE;
  }
  span->by = g_strcmp0 (by, "article") == 0 ? ZXD_BY_ARTICLE : ZXD_BY_WEEK;
  return TRUE;
}

typedef struct {
  ZxdAnswer answer;
  ZxdAnswersSpan span;
  char *figure; /* owned; null: all of them */
  gboolean has_key;
  gint64 key, after;
  int limit;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  g_free (wish->figure);
  g_free (wish);
}

static gboolean
read_figures (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;
  g_auto (ZxdAnswersSpan) span = {0};

  zxd_answer_wipe (&wish->answer);
  if (!zxd_answers_span_settle (db, &wish->span, &span, error))
    return FALSE;
  if (wish->figure == NULL)
    return zxd_answer_figures_add (db, &span, wish->answer.json, error);
  return zxd_answer_rows_add (db, &span, wish->has_key ? &wish->key : NULL, wish->figure,
                              wish->after, wish->limit, wish->answer.json, error);
}

static void
get_figures (ZxdCall *call, gpointer data)
{
  ZxdAnswersSpan span;
  Wish *wish;

  if (!zxd_call_span (call, &span))
    return;
  wish = g_new0 (Wish, 1);
  wish->span = span;
  zxd_call_read_answer (call, read_figures, wish, wish_free);
}

static void
get_rows (ZxdCall *call, gpointer data)
{
  const char *key = zxd_call_query (call, "key"), *figure = zxd_call_query (call, "figure");
  Wish wish = {0};

  if (!zxd_call_span (call, &wish.span) || !zxd_call_page (call, &wish.limit, &wish.after))
    return;
  if (!zxd_answer_figure_is_known (figure)) {
    zxd_call_problem (call, 400, "bad-data", "“figure” is one of those in figures/answers.");
    return;
  }
  wish.has_key = key != NULL;
  if (key != NULL && !zxd_answers_parse_key (wish.span.by, key, &wish.key)) {
    zxd_call_problem (call, 400, "bad-data", "“key” is one of those in figures/answers.");
    return;
  }
  wish.figure = g_strdup (figure);
  zxd_call_read_answer (call, read_figures, g_memdup2 (&wish, sizeof wish), wish_free);
}

void
zxd_answer_figures_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/figures/answers", ZXD_LEAD, get_figures, NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/figures/answers/rows", ZXD_LEAD, get_rows, NULL);
}
