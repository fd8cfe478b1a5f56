/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-error.h"

/* FALSE with BAD_DATA when it is no brand as zx_brand_parse() knows it, or one with a contrast
 * under ZX_BRAND_LEAST_CONTRAST. */
gboolean zxd_brand_check (const char *brand, GError **error);

/* The style sheet that gives the conversation this colour, with all that is derived from it for
 * light and dark: hover, text, tint, line. Null @brand changes nothing. Caller frees. */
char *zxd_brand_css (const char *brand);

/* Contrast of the brand's colour with the text that stands on it, 1 to 21; 0 for null and for what
 * is no brand. */
double zxd_brand_own_contrast (const char *brand);
