/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-admin-nouns.h"
#include "zx-client-records.h"

#include <adwaita.h>

/* One field of a form: its label, what is entered, a hint, and what is wrong with it. It writes
 * into the draft that it shows. Signal "changed": the agent has changed the value. */
#define ZX_TYPE_FIELD_ROW (zx_field_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxFieldRow, zx_field_row, ZX, FIELD_ROW, AdwBin)

GtkWidget *zx_field_row_new (const ZxAdminField *field, ZxClient *client);

const ZxAdminField *zx_field_row_get_field (ZxFieldRow *self);

/* Shows @draft's value from now on; null: nothing. */
void zx_field_row_show (ZxFieldRow *self, ZxRecordDraft *draft);
/* The record has changed: shows what the draft does not. */
void zx_field_row_refresh (ZxFieldRow *self);
/* Writes what is shown into the draft, untouched or not: for a new record. */
void zx_field_row_store (ZxFieldRow *self);

/* FALSE, and it says so, when the server need not be asked whether it takes this value. */
gboolean zx_field_row_check (ZxFieldRow *self);
/* Says what is wrong; null: nothing. */
void zx_field_row_set_error (ZxFieldRow *self, const char *words);
/* What is chosen or written now, as text. Caller frees. */
char *zx_field_row_dup_value (ZxFieldRow *self);
