/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* The answers that the agent keeps in sight while he talks with one customer. They live with the
 * contact, the same in every window, and are forgotten with it. Main thread. */

enum { ZX_PINS_MOST = 3 };

/* A live list of ZxSuggestion, in the order of pinning. Lent. */
GListModel *zx_pins_get (ZxContact *contact);
gboolean zx_pins_have (ZxContact *contact, gint64 article_id);

/* Pins @suggestion, or unpins the answer from the same article. FALSE: there are as many as may be.
 */
gboolean zx_pins_toggle (ZxContact *contact, ZxSuggestion *suggestion);
void zx_pins_clear (ZxContact *contact);
