/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Stands where a thing would be shown that has a window of its own: says so, and offers to show
 * that window or to bring the thing back here. */
#define ZX_TYPE_ELSEWHERE_PAGE (zx_elsewhere_page_get_type ())
G_DECLARE_FINAL_TYPE (ZxElsewherePage, zx_elsewhere_page, ZX, ELSEWHERE_PAGE, AdwBin)

/* The thing @id of @noun, which people call @name. */
void
zx_elsewhere_page_set_thing (ZxElsewherePage *self, const char *noun, gint64 id, const char *name);

/* Puts the keyboard on the button that shows the window. */
void zx_elsewhere_page_take_focus (ZxElsewherePage *self);
