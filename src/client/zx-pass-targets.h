/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-pass.h"

/* Who may have a contact, kept up to date as long as this lives: what the client hears of agents,
 * contacts, offers, groups and queues has them read again a moment later, all together once; and
 * so does a clock, because nobody tells of chats that this agent may not see. Main thread.
 *
 * Signal: changed (): they were read again, or that failed. */
#define ZX_TYPE_PASS_TARGETS (zx_pass_targets_get_type ())
G_DECLARE_FINAL_TYPE (ZxPassTargets, zx_pass_targets, ZX, PASS_TARGETS, GObject)

ZxPassTargets *zx_pass_targets_new (ZxClient *client, ZxContact *contact);

/* Reads them again now. */
void zx_pass_targets_refresh (ZxPassTargets *self);

/* Lent, of ZxPassTarget, in the server's order. One that stays is the same object, though what it
 * says may be another. Null until they are known. */
GListModel *zx_pass_targets_get_list (ZxPassTargets *self);

/* Lent: why they could not be read the last time; null when they were. */
const GError *zx_pass_targets_get_error (ZxPassTargets *self);
