/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-error.h"

/* A channel's colour as configured: "#rrggbb", on which white text stands, or "#rrggbb/#rrggbb", a
 * colour and the text on it. FALSE with BAD_DATA when it is neither or when the pair's contrast is
 * under 4.5:1 (WCAG AA). */
gboolean zxd_brand_check (const char *brand, GError **error);

/* The style sheet that gives the conversation this colour, with all that is derived from it for
 * light and dark: hover, text, tint, line. Null @brand changes nothing. Caller frees. */
char *zxd_brand_css (const char *brand);

/* Contrast of the brand's colour with the text that stands on it, 1 to 21; 0 for null and for what
 * is no brand. */
double zxd_brand_own_contrast (const char *brand);

/* Contrast of two 0xrrggbb colours by WCAG: 1 to 21. */
double zxd_brand_contrast (guint32 a, guint32 b);
