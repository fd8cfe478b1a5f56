/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* What a colleague noted on a customer: text, who, when. Item: ZxNote. Property `client`. */
#define ZX_TYPE_NOTE_ROW (zx_note_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxNoteRow, zx_note_row, ZX, NOTE_ROW, ZxItemRow)
