/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-pass-target.h"

/* To whom chats were given lately: a few, kept on this computer. */

void zx_pass_recent_add (ZxPassTarget *target);

/* Brings those of @targets (of ZxPassTarget) that were used lately to its front, the last one
 * first, and says how many they are. */
guint zx_pass_recent_to_front (GPtrArray *targets);
