/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-answer-figure.h"
#include "zx-client.h"

/* What became of the assistant's answers, for who oversees, as part of ZxClient: main thread,
 * nothing blocks. All of it is what the server had when it was asked; nothing follows. */

/* What is looked at, in ms of the server's clock: from the one up to, without, the other (0: until
 * now); figures by article or by week. */
typedef struct {
  gint64 from_ms, to_ms;
  gboolean by_article;
} ZxAnswersSpan;

/* Questions without an answer: a new GListModel of ZxGap (zx-gap.h), the most frequent first, or
 * null. @until_ms is when the server counted, exactly: what came later is not among them. */
void zx_client_gaps_async (ZxClient *self,
                           const ZxAnswersSpan *span,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GListModel *
zx_client_gaps_finish (ZxClient *self, GAsyncResult *result, gint64 *until_ms, GError **error);

/* The same as a table for spreadsheets (CSV in UTF-8). */
void zx_client_gaps_table_async (ZxClient *self,
                                 const ZxAnswersSpan *span,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GBytes *zx_client_gaps_table_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* A new GListModel of ZxAnswerFigure: weeks, newest first, or articles; and those of all in @total
 * (a new reference). With @until_ms as the span's end the rows are those that were counted. */
void zx_client_figures_async (ZxClient *self,
                              const ZxAnswersSpan *span,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GListModel *zx_client_figures_finish (ZxClient *self,
                                      GAsyncResult *result,
                                      ZxAnswerFigure **total,
                                      gint64 *until_ms,
                                      GError **error);

/* What @figure counts under @key (null: in all): a new GListModel of ZxAnswerRow
 * (zx-answer-row.h), newest first, from @after on (null: from the first); @next is where it goes
 * on, null at the end; caller frees. */
void zx_client_figure_rows_async (ZxClient *self,
                                  const ZxAnswersSpan *span,
                                  ZxFigure figure,
                                  const char *key,
                                  const char *after,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GListModel *
zx_client_figure_rows_finish (ZxClient *self, GAsyncResult *result, char **next, GError **error);
