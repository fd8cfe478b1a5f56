/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetches what became of the assistant's answers, and the questions that had none. */
#include "zx-client-figures.h"

#include "zx-answer-row.h"
#include "zx-client-private.h"
#include "zx-clock.h"
#include "zx-gap.h"

#define PAGE 50

static char *
path_of (const char *what, const ZxAnswersSpan *span)
{
  g_autofree char *from = zx_clock_format (span->from_ms), *to = zx_clock_format (span->to_ms);

  return g_strdup_printf ("%s?by=%s&from=%s%s%s", what, span->by_article ? "article" : "week", from,
                          span->to_ms != 0 ? "&to=" : "", span->to_ms != 0 ? to : "");
}

/* What an answer says of itself, besides its items. */
typedef struct {
  gint64 until_ms;
  ZxAnswerFigure *total; /* owned, nullable */
} Counted;

static void
free_counted (gpointer data)
{
  Counted *counted = data;

  g_clear_object (&counted->total);
  g_free (counted);
}

static Counted *
keep_until (GTask *task, JsonObject *json)
{
  Counted *counted = g_new0 (Counted, 1);

  counted->until_ms = zx_json_time (json, "to");
  g_task_set_task_data (task, counted, free_counted);
  return counted;
}

/* --- questions without an answer --- */

static gpointer
make_gap (JsonObject *item)
{
  return zx_gap_new (item);
}

static void
gaps_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);

  if (json == NULL)
    return;
  keep_until (task, json);
  g_task_return_pointer (task, zx_client_list_items (json, ZX_TYPE_GAP, make_gap), g_object_unref);
}

void
zx_client_gaps_async (ZxClient *self,
                      const ZxAnswersSpan *span,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = path_of ("gaps", span);

  g_task_set_source_tag (task, zx_client_gaps_async);
  zx_http_call_async (self->http, "GET", path, NULL, cancellable, gaps_came_cb, task);
}

GListModel *
zx_client_gaps_finish (ZxClient *self, GAsyncResult *result, gint64 *until_ms, GError **error)
{
  Counted *counted = g_task_get_task_data (G_TASK (result));

  *until_ms = counted != NULL ? counted->until_ms : 0;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
table_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  zx_client_return_bytes (task, source, result);
}

void
zx_client_gaps_table_async (ZxClient *self,
                            const ZxAnswersSpan *span,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = path_of ("gaps.csv", span);

  g_task_set_source_tag (task, zx_client_gaps_table_async);
  zx_http_fetch_async (self->http, path, cancellable, table_came_cb, task);
}

GBytes *
zx_client_gaps_table_finish (ZxClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- figures --- */

static gpointer
make_figure (JsonObject *item)
{
  return zx_answer_figure_new (item);
}

static void
figures_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);

  if (json == NULL)
    return;
  keep_until (task, json)->total = zx_answer_figure_new (zx_json_object (json, "total"));
  g_task_return_pointer (task, zx_client_list_items (json, ZX_TYPE_ANSWER_FIGURE, make_figure),
                         g_object_unref);
}

void
zx_client_figures_async (ZxClient *self,
                         const ZxAnswersSpan *span,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = path_of ("figures/answers", span);

  g_task_set_source_tag (task, zx_client_figures_async);
  zx_http_call_async (self->http, "GET", path, NULL, cancellable, figures_came_cb, task);
}

GListModel *
zx_client_figures_finish (ZxClient *self,
                          GAsyncResult *result,
                          ZxAnswerFigure **total,
                          gint64 *until_ms,
                          GError **error)
{
  Counted *counted = g_task_get_task_data (G_TASK (result));
  GListModel *figures = g_task_propagate_pointer (G_TASK (result), error);

  *total = figures != NULL ? g_object_ref (counted->total) : NULL;
  *until_ms = figures != NULL ? counted->until_ms : 0;
  return figures;
}

/* --- rows --- */

static gpointer
make_row (JsonObject *item)
{
  return zx_answer_row_new (item);
}

static void
rows_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonObject) json = zx_client_take_answer (task, source, result);

  if (json == NULL)
    return;
  g_task_set_task_data (task, g_strdup (zx_json_string (json, "next")), g_free);
  g_task_return_pointer (task, zx_client_list_items (json, ZX_TYPE_ANSWER_ROW, make_row),
                         g_object_unref);
}

void
zx_client_figure_rows_async (ZxClient *self,
                             const ZxAnswersSpan *span,
                             ZxFigure figure,
                             const char *key,
                             const char *after,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *spanned = path_of ("figures/answers/rows", span);
  GString *path = g_string_new (spanned);
  g_autofree char *whole = NULL;

  g_string_append_printf (path, "&limit=%d&figure=%s", PAGE,
                          zx_figure_word (zx_figure_of_rows (figure)));
  if (key != NULL)
    g_string_append_printf (path, "&key=%s", key);
  if (after != NULL)
    g_string_append_printf (path, "&after=%s", after);
  whole = g_string_free (path, FALSE);
  g_task_set_source_tag (task, zx_client_figure_rows_async);
  zx_http_call_async (self->http, "GET", whole, NULL, cancellable, rows_came_cb, task);
}

GListModel *
zx_client_figure_rows_finish (ZxClient *self, GAsyncResult *result, char **next, GError **error)
{
  GListModel *rows = g_task_propagate_pointer (G_TASK (result), error);

  *next = rows != NULL ? g_strdup (g_task_get_task_data (G_TASK (result))) : NULL;
  return rows;
}
