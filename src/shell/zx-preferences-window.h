/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"

/* What the agent can choose; every row is bound to its GSettings key. */
#define ZX_TYPE_PREFERENCES_WINDOW (zx_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (ZxPreferencesWindow,
                      zx_preferences_window,
                      ZX,
                      PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

GtkWindow *zx_preferences_window_new (GtkWindow *parent, GSettings *settings, ZxKeymap *keymap);
