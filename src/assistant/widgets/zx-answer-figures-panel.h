/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* What became of the assistant's answers, by week and by article; every number opens what it
 * counts. For who oversees. */
#define ZX_TYPE_ANSWER_FIGURES_PANEL (zx_answer_figures_panel_get_type ())
G_DECLARE_FINAL_TYPE (ZxAnswerFiguresPanel,
                      zx_answer_figures_panel,
                      ZX,
                      ANSWER_FIGURES_PANEL,
                      ZxPanel)
