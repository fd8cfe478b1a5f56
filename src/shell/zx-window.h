/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-application.h"

/* The one window: signing in, then the desk. */
#define ZX_TYPE_WINDOW (zx_window_get_type ())
G_DECLARE_FINAL_TYPE (ZxWindow, zx_window, ZX, WINDOW, AdwApplicationWindow)

GtkWindow *zx_window_new (ZxApplication *application);
