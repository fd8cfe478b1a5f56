/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-contact.h"

/* Legs: each stretch of a contact in one agent's hand is a row, from which figures are made. Who
 * moves a contact need not think of them: they follow when it is saved. */

/* After @contact, changed since it was loaded or new, was written: its open leg ends, or a new one
 * begins. Its `came_by` and `went_by` say how, else what the change itself tells. */
gboolean zxd_leg_follow (ZxdTxn *txn, const ZxdContact *contact, GError **error);
