/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-answers.h"

#include <gio/gio.h>

/* A live list of ZxSuggestion: what fits the reply that the agent is writing. It is asked for when
 * he pauses, and is empty while there is little to go by; what cannot be asked stays empty without
 * a word. Main thread. */
#define ZX_TYPE_DRAFT_ANSWERS (zx_draft_answers_get_type ())
G_DECLARE_FINAL_TYPE (ZxDraftAnswers, zx_draft_answers, ZX, DRAFT_ANSWERS, GObject)

ZxDraftAnswers *zx_draft_answers_new (void);

/* Follows the draft of @contact (null: none) from now on. */
void zx_draft_answers_follow (ZxDraftAnswers *self, ZxClient *client, ZxContact *contact);
GListModel *zx_draft_answers_get_list (ZxDraftAnswers *self);
