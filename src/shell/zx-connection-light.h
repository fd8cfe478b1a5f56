/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Says in words whether the screen shows what the server has, and what still waits to be sent. */
#define ZX_TYPE_CONNECTION_LIGHT (zx_connection_light_get_type ())
G_DECLARE_FINAL_TYPE (ZxConnectionLight, zx_connection_light, ZX, CONNECTION_LIGHT, AdwBin)

/* The words themselves: "Live", "Catching up (12)", "Offline since 14:02". New. */
char *zx_connection_words (ZxLight light, guint behind, gint64 offline_since_ms, gint64 now_ms);
