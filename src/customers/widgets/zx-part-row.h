/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-part-form.h"

/* A row of a ZxPartSection: shows a person, identity, contract, product or note, and can turn into
 * its form. Property `editable`. Signals: `edit` (the agent wants it edited), `add-identity` (a
 * person gets a phone number or address). */
#define ZX_TYPE_PART_ROW (zx_part_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxPartRow, zx_part_row, ZX, PART_ROW, GtkListBoxRow)

/* @contact (nullable) is the one on the screen: what it is about is emphasised. */
GtkWidget *zx_part_row_new (GObject *item, ZxClient *client, ZxContact *contact);

ZxPart zx_part_row_get_part (ZxPartRow *self);
gint64 zx_part_row_get_part_id (ZxPartRow *self);

/* Shows @form instead of the item; null: the item again. The form that was shown is dropped. */
void zx_part_row_set_form (ZxPartRow *self, ZxPartForm *form);
