/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-offer.h"

/* What an offer says to people. Pure functions; all strings are new and translated. */

/* Why it is put before this agent, in a few words: "For you: you helped last time". Null when
 * nothing is known. */
char *zx_words_offer_why (ZxOffer *offer);

/* Who passes it on: "Transfer from Li Qian". Null for one that comes from the queue. */
char *zx_words_offer_kind (ZxOffer *offer);

/* What is asked: what the customer wrote last, else the product, else where he writes. */
char *zx_words_offer_text (ZxOffer *offer);

/* Who waits, and of which company. */
char *zx_words_offer_who (ZxOffer *offer);

/* The reasons to choose from when an offer is declined, as they are kept; ended by null. */
extern const char *const zx_decline_reasons[];

/* The words of such a reason; of an own one, those that the agent wrote. */
char *zx_words_decline (const char *reason);
