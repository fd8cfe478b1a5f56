/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"

/* The sections beside a panel, one under the other; each can be folded, and all columns of the
 * program fold alike. Properties `narrow`: the sections have little room; `crowded`: something
 * stands at the foot of the column. */
#define ZX_TYPE_SIDE_COLUMN (zx_side_column_get_type ())
G_DECLARE_FINAL_TYPE (ZxSideColumn, zx_side_column, ZX, SIDE_COLUMN, AdwBin)

/* Makes the sections; once. */
void zx_side_column_set_up (ZxSideColumn *self, ZxClient *client, GSettings *settings);

/* The keys of the sections work in this column's window from now on. @twins: those of the sections
 * of another window, which are listed already. Once. */
void zx_side_column_add_keys (ZxSideColumn *self, ZxKeymap *keymap, gboolean twins);

/* The section that has a key for @event but is folded, or not there as the whole column: null when
 * none. Lent, and *@action is what the key does on it. */
GtkWidget *zx_side_column_find_hidden (ZxSideColumn *self, GdkEvent *event, const char **action);

/* Unfolds that section. */
void zx_side_column_unfold (ZxSideColumn *self, GtkWidget *side);

/* The sections follow the subject of @panel (nullable) and hand it their suggestions. */
void zx_side_column_set_panel (ZxSideColumn *self, ZxPanel *panel);

/* Uses the suggestion shown at @index, or (@edit) lets it be changed first. FALSE when there is
 * none. */
gboolean zx_side_column_use_suggestion (ZxSideColumn *self, guint index, gboolean edit);
