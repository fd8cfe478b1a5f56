/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-duty.h"

#include <adwaita.h>

/* Who I am and in what state, since when. Its menu changes the state by the action `desk.presence`,
 * whose target is "online", "offline" or "break/REASON", and tells what was done today. The last
 * reasons in the agent's own words are those of the settings' `break-reasons`. */
#define ZX_TYPE_PRESENCE_BUTTON (zx_presence_button_get_type ())
G_DECLARE_FINAL_TYPE (ZxPresenceButton, zx_presence_button, ZX, PRESENCE_BUTTON, AdwBin)

/* Once. */
void zx_presence_button_set_up (ZxPresenceButton *self, ZxDuty *duty, GSettings *settings);
void zx_presence_button_popup (ZxPresenceButton *self);

/* "Online", "Break: meal" and the like. New. */
char *zx_presence_words (ZxPresence presence, const char *reason);

/* An agent's state as the action's target and back. FALSE when @target is none. */
char *zx_presence_to_target (ZxPresence presence, const char *reason);
gboolean zx_presence_from_target (const char *target, ZxPresence *presence, char **reason);

/* @reason, in the agent's own words, comes first among those of the menu. */
void zx_presence_keep_reason (GSettings *settings, const char *reason);
