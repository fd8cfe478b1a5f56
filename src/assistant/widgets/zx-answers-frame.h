/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-figures.h"

#include <adwaita.h>

/* Round what looks back at the assistant's answers: the choice of a time, when the server counted,
 * and what stands here while there is nothing to show (loading, nothing found, an error, offline).
 * Properties: `content` and `tools` (widgets, the latter beside the choice), `empty-title`,
 * `empty-text`. Signal `asked`: what was chosen is to be loaded; answer it with begin, and with
 * came when the answer is here. */
#define ZX_TYPE_ANSWERS_FRAME (zx_answers_frame_get_type ())
G_DECLARE_FINAL_TYPE (ZxAnswersFrame, zx_answers_frame, ZX, ANSWERS_FRAME, AdwBin)

void zx_answers_frame_set_client (ZxAnswersFrame *self, ZxClient *client);

/* Emits `asked`; by itself it does so when it is first shown, or shown again after a while, when
 * the choice changes, and when the server is back. */
void zx_answers_frame_ask (ZxAnswersFrame *self);

/* What is to be asked now goes into @span. The former question is cancelled. Lent. What is shown
 * stays meanwhile if it is an older answer to the same question. */
GCancellable *
zx_answers_frame_begin (ZxAnswersFrame *self, gboolean by_article, ZxAnswersSpan *span);

/* @n things came, counted by the server until @until_ms; or @error. FALSE when that answer is to be
 * left alone, because it was cancelled or because what is shown is better than none. */
gboolean
zx_answers_frame_came (ZxAnswersFrame *self, guint n, gint64 until_ms, const GError *error);

/* What is shown: its end is when the server counted. */
const ZxAnswersSpan *zx_answers_frame_get_span (ZxAnswersFrame *self);
