/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* Questions that no answer was sent to, like ones together: what authors write next. For who
 * oversees. */
#define ZX_TYPE_GAPS_PANEL (zx_gaps_panel_get_type ())
G_DECLARE_FINAL_TYPE (ZxGapsPanel, zx_gaps_panel, ZX, GAPS_PANEL, ZxPanel)
