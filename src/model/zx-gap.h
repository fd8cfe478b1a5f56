/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-gap-question.h"

/* Questions without an answer that are like each other: a knowledge gap; never changes. Properties,
 * read-only: text (the newest of them), count (uint, of all), last-at (ms). */
#define ZX_TYPE_GAP (zx_gap_get_type ())
G_DECLARE_FINAL_TYPE (ZxGap, zx_gap, ZX, GAP, GObject)

ZxGap *zx_gap_new (JsonObject *json);
const char *zx_gap_get_text (ZxGap *self); /* never null */
guint zx_gap_get_count (ZxGap *self);
gint64 zx_gap_get_last_at (ZxGap *self);

/* A list of ZxGapQuestion, newest first, lent: the server tells at most twenty of `count`. */
GListModel *zx_gap_get_questions (ZxGap *self);

/* Their words, each wording once, a line each: what an author begins with. Caller frees. */
char *zx_gap_dup_wordings (ZxGap *self);
