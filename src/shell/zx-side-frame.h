/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-side-panel.h"

/* A section of the right column: heading, fold button, and the side panel itself. Properties `side`
 * and `folded`. */
#define ZX_TYPE_SIDE_FRAME (zx_side_frame_get_type ())
G_DECLARE_FINAL_TYPE (ZxSideFrame, zx_side_frame, ZX, SIDE_FRAME, AdwBin)

GtkWidget *zx_side_frame_new (ZxSidePanel *side);
ZxSidePanel *zx_side_frame_get_side (ZxSideFrame *self);
gboolean zx_side_frame_get_folded (ZxSideFrame *self);
