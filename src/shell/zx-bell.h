/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* A soft bell. Main thread; the sound is made and given to the system on a thread of its own, so
 * that a slow or missing sound system is never noticed here. */
#define ZX_TYPE_BELL (zx_bell_get_type ())
G_DECLARE_FINAL_TYPE (ZxBell, zx_bell, ZX, BELL, GObject)

ZxBell *zx_bell_new (void);

/* @volume: in percent. One that comes while another waits for the system is left out. */
void zx_bell_ring (ZxBell *self, int volume);
