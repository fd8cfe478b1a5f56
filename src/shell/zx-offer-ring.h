/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What is left of a time, as a ring round what stands in its middle. Property `child`. The number
 * has to stand beside it: the ring says nothing to who cannot see it. */
#define ZX_TYPE_OFFER_RING (zx_offer_ring_get_type ())
G_DECLARE_FINAL_TYPE (ZxOfferRing, zx_offer_ring, ZX, OFFER_RING, GtkWidget)

/* @share: of 1; @is_short: hardly anything is left. */
void zx_offer_ring_set (ZxOfferRing *self, double share, gboolean is_short);
