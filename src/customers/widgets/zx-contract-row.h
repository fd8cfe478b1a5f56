/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* A contract: its name, level, the days that are left in words and colour, and what remains of it.
 * Item: ZxContract. Property `client`: the contract's kind knows how early to warn. */
#define ZX_TYPE_CONTRACT_ROW (zx_contract_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxContractRow, zx_contract_row, ZX, CONTRACT_ROW, ZxItemRow)

/* "23 days left", "Expired 5 days ago"; "" when it has no end (G_MAXINT). New. */
char *zx_contract_words (int days_left);
