/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"

#include <gio/gio.h>

/* One thing that a figure of the assistant's answers counts; never changes. Properties, read-only:
 * contact-id, message-id, at (ms), place (uint, 0: it was not among those shown), question (empty
 * when it was taken back), article-ref, article-title, agent, name, company (of who asked; null
 * when there is none), kind: "silent", "shown", "sent", "edited", "up" or "down". */
#define ZX_TYPE_ANSWER_ROW (zx_answer_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxAnswerRow, zx_answer_row, ZX, ANSWER_ROW, GObject)

ZxAnswerRow *zx_answer_row_new (JsonObject *json);
gint64 zx_answer_row_get_contact_id (ZxAnswerRow *self);
