/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* The types of the features' pages and of their sections of the right column, ZxPanel and
 * ZxSidePanel, in their order; 0 behind the last one. */
GType zx_feature_panel_type (guint place);
GType zx_feature_side_type (guint place);

/* The page that can show a thing of this @noun alone in a window; 0 when there is none. */
GType zx_feature_panel_type_for (const char *noun);
