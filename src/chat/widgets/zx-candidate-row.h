/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-candidate.h"

#include <adwaita.h>

/* One whom a visitor may be: name, company, tier and why; beside the key that chooses him.
 * Construct-only properties: `candidate`, `number` (from 1). */
#define ZX_TYPE_CANDIDATE_ROW (zx_candidate_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxCandidateRow, zx_candidate_row, ZX, CANDIDATE_ROW, GtkListBoxRow)

GtkWidget *zx_candidate_row_new (ZxCandidate *candidate, guint number);
