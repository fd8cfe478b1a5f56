/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"

/* What is offered to the agent, over whatever page: who waits, why this agent, how long he may
 * think. It is there while something is offered and never takes the keyboard by itself; once it has
 * it, Enter accepts and Escape declines. Of several offers the newest is in front, unless the
 * keyboard is on another. Property `narrow`: there is little room. */
#define ZX_TYPE_OFFER_CARD (zx_offer_card_get_type ())
G_DECLARE_FINAL_TYPE (ZxOfferCard, zx_offer_card, ZX, OFFER_CARD, AdwBin)

/* Once. */
void zx_offer_card_set_up (ZxOfferCard *self, ZxClient *client, ZxKeymap *keymap);

/* Gives it the keyboard; when it has it already, shows the next offer. FALSE when nothing is
 * offered. When the offer is over the keyboard goes back to where it was. */
gboolean zx_offer_card_take_keyboard (ZxOfferCard *self);
