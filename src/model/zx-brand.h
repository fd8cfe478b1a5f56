/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A channel's colour and what can be read on it. Colours are 0xrrggbb; pure functions.
 * Source: WCAG 2.1, "relative luminance" and "contrast ratio". */

#define ZX_BRAND_LEAST_CONTRAST 4.5 /* AA for text of usual size */

/* A brand as configured: "#rrggbb", on which white text stands, or "#rrggbb/#rrggbb", a colour and
 * the text on it. FALSE when it is neither; null is neither. */
gboolean zx_brand_parse (const char *brand, guint32 *colour, guint32 *text);

double zx_colour_luminance (guint32 colour);            /* 0 (black) to 1 (white) */
double zx_colour_contrast (guint32 one, guint32 other); /* 1 to 21 */
