/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"

#include <gio/gio.h>

/* A customer's question that no answer was sent to; never changes. Properties, read-only:
 * contact-id, message-id, text, at (ms). */
#define ZX_TYPE_GAP_QUESTION (zx_gap_question_get_type ())
G_DECLARE_FINAL_TYPE (ZxGapQuestion, zx_gap_question, ZX, GAP_QUESTION, GObject)

ZxGapQuestion *zx_gap_question_new (JsonObject *json);
gint64 zx_gap_question_get_contact_id (ZxGapQuestion *self);
const char *zx_gap_question_get_text (ZxGapQuestion *self); /* never null */
