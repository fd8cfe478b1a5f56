/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-side-column.h"

/* Work on the left, customer and assistant at its right, in a column whose width the agent chooses
 * and which he can hide; in a window that is slim for its type the column takes the place of the
 * work while it is shown. Properties: `content` (the work), `narrow` (read-only: there is little
 * room), `shown` (the column is, where there may be one). */
#define ZX_TYPE_WORK_PANE (zx_work_pane_get_type ())
G_DECLARE_FINAL_TYPE (ZxWorkPane, zx_work_pane, ZX, WORK_PANE, AdwBin)

/* Which of the settings remember the column, and below what width of the window there is little
 * room. */
typedef struct {
  const char *shown, *width, *narrow_width;
  int narrow_below, slim_below; /* pixels at the usual size of type */
} ZxWorkPaneKeys;

/* @keys must be static. A key of @keymap whose page or section is out of sight, because there is no
 * room for it, because it is folded or because the column was put away, shows that and then does
 * what it does. */
void zx_work_pane_set_up (ZxWorkPane *self,
                          ZxClient *client,
                          GSettings *settings,
                          ZxKeymap *keymap,
                          const ZxWorkPaneKeys *keys);

/* The column follows @panel, and is not there beside one that is wide. */
void zx_work_pane_set_panel (ZxWorkPane *self, ZxPanel *panel);

/* The window was laid out @width pixels wide: the column keeps its own width. */
void zx_work_pane_laid_out (ZxWorkPane *self, int width);

ZxSideColumn *zx_work_pane_get_column (ZxWorkPane *self);
