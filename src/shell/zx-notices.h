/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Desktop notifications of an application, by name. GIO learns the number under which the desktop
 * shows one from its answer, and until then can neither replace it nor take it back: it would stand
 * for ever; and a click that is on its way comes to nothing when it is taken back. So what comes
 * meanwhile waits for the desktop's answer here. Main thread. */
#define ZX_TYPE_NOTICES (zx_notices_get_type ())
G_DECLARE_FINAL_TYPE (ZxNotices, zx_notices, ZX, NOTICES, GObject)

/* @application is lent: it outlives this. */
ZxNotices *zx_notices_new (GApplication *application);

/* Shows @notification in place of the one that has this name. */
void zx_notices_post (ZxNotices *self, const char *name, GNotification *notification);

/* The one of this name goes; of one that is not there, nothing. */
void zx_notices_take_back (ZxNotices *self, const char *name);
