/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-duty.h"

#include <gtk/gtk.h>

/* Adds `presence` (its state is the agent's, as zx_presence_to_target() writes it), `break-for`
 * (asks for the reason of a break), `back` (online again, from wherever) and `sign-out` to @map,
 * and brings an agent who has just signed in online. Errors are told on @desk, which must
 * outlive @map's use; what is under way ends with @cancellable. */
void zx_session_actions_add (GActionMap *map,
                             ZxDuty *duty,
                             GSettings *settings,
                             GtkWidget *desk,
                             GCancellable *cancellable);
