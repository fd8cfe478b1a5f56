/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-candidate.h"
#include "zx-contact.h"

#include <adwaita.h>

/* Asks the agent who an unknown or stated visitor is, with the best answers as rows: shown beside
 * the keys that choose them. What is chosen goes to the action chat.bind of its parent. Property:
 * `contact` (nullable). Takes no focus by itself. */
#define ZX_TYPE_IDENTIFY_BAR (zx_identify_bar_get_type ())
G_DECLARE_FINAL_TYPE (ZxIdentifyBar, zx_identify_bar, ZX, IDENTIFY_BAR, GtkBox)

/* Of ZxCandidate, best first; the first three are shown. Null: none. */
void zx_identify_bar_set_candidates (ZxIdentifyBar *self, GListModel *candidates);
guint zx_identify_bar_get_n_candidates (ZxIdentifyBar *self);                  /* shown */
ZxCandidate *zx_identify_bar_get_candidate (ZxIdentifyBar *self, guint place); /* lent, or null */

/* Whether the same browser is to be known next time. */
gboolean zx_identify_bar_get_remember (ZxIdentifyBar *self);
