/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-item-row.h"

/* A person at a customer: name and title; his numbers are rows of their own. Item: ZxPerson. */
#define ZX_TYPE_PERSON_ROW (zx_person_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxPersonRow, zx_person_row, ZX, PERSON_ROW, ZxItemRow)
