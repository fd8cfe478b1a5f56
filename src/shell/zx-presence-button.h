/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Who I am and in what state, since when. Its menu changes the state by the action `desk.presence`,
 * whose target is "online", "offline" or "break/REASON". */
#define ZX_TYPE_PRESENCE_BUTTON (zx_presence_button_get_type ())
G_DECLARE_FINAL_TYPE (ZxPresenceButton, zx_presence_button, ZX, PRESENCE_BUTTON, AdwBin)

void zx_presence_button_popup (ZxPresenceButton *self);

/* "Online", "Break: meal" and the like. New. */
char *zx_presence_words (ZxPresence presence, const char *reason);

/* An agent's state as the action's target and back. FALSE when @target is none. */
char *zx_presence_to_target (ZxPresence presence, const char *reason);
gboolean zx_presence_from_target (const char *target, ZxPresence *presence, char **reason);
