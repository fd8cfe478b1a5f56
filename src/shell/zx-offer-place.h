/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-offer-card.h"

/* Where an offer stands: at the bottom right of @overlay, exactly over the foot of @column, which
 * makes room for it; where there is no column it floats, above the field where an answer is
 * written. Once. */
void zx_offer_place_set_up (GtkOverlay *overlay, GtkWidget *card, GtkWidget *column);
