/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derives the customer side's colours from a vendor's one colour and keeps them readable. */
#include "zxd-brand.h"

#include "zx-brand.h"

#include <math.h>

#define GOOD_CONTRAST 5.5 /* what derived text aims at, so that it also holds on the tint */
#define WHITE 0xffffff
#define BLACK 0x000000
#define DARK_SURFACE 0x191e1d /* --surface of the dark theme in data/web/frame.css */

/* @share of @with (0 to 1) in @colour. */
static guint32
mix (guint32 colour, guint32 with, double share)
{
  guint32 mixed = 0;

  for (int shift = 0; shift <= 16; shift += 8) {
    double part = ((colour >> shift) & 0xff) * (1 - share) + ((with >> shift) & 0xff) * share;

    mixed |= (guint32) lround (part) << shift;
  }
  return mixed;
}

/* @colour moved towards @towards until it can be read on @ground. */
static guint32
readable (guint32 colour, guint32 towards, guint32 ground, double least)
{
  for (int step = 0; step < 20; step++) {
    guint32 moved = mix (colour, towards, step / 20.0);

    if (zx_colour_contrast (moved, ground) >= least)
      return moved;
  }
  return towards;
}

double
zxd_brand_own_contrast (const char *brand)
{
  guint32 colour, text;

  return zx_brand_parse (brand, &colour, &text) ? zx_colour_contrast (colour, text) : 0;
}

gboolean
zxd_brand_check (const char *brand, GError **error)
{
  guint32 colour, text;
  double contrast;

  if (!zx_brand_parse (brand, &colour, &text))
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "A brand is a colour like #0b6b60, or a colour and the text on it like "
                     "#ffd400/#000000; “%s” is neither.",
                     brand);
  contrast = zx_colour_contrast (colour, text);
  if (contrast < ZX_BRAND_LEAST_CONTRAST)
    return zx_throw (
        error, ZX_ERROR_BAD_DATA,
        "Text #%06x on #%06x has a contrast of %.2f:1 and at least %.1f:1 is needed to "
        "read it; choose a darker colour or give the text's colour too, like "
        "#%06x/#000000.",
        text, colour, contrast, ZX_BRAND_LEAST_CONTRAST, colour);
  return TRUE;
}

static void
add_theme (GString *css,
           const char *selector,
           guint32 accent,
           guint32 hover,
           guint32 on,
           guint32 text,
           guint32 tint,
           guint32 line)
{
  g_string_append_printf (css,
                          "%s{--accent:#%06x;--accent-hover:#%06x;--on-accent:#%06x;"
                          "--accent-text:#%06x;--accent-tint:#%06x;--accent-line:#%06x}\n",
                          selector, accent, hover, on, text, tint, line);
}

char *
zxd_brand_css (const char *brand)
{
  g_autoptr (GString) css = g_string_new (NULL);
  guint32 colour, on, tint, bright, dark_tint;

  if (!zx_brand_parse (brand, &colour, &on))
    return g_strdup ("/* The colours of frame.css stand. */\n");
  /* Hover moves away from the text, so the pair only gains. */
  tint = mix (WHITE, colour, 0.1);
  add_theme (css, ":root", colour,
             mix (colour, zx_colour_luminance (on) > 0.5 ? BLACK : WHITE, 0.18), on,
             readable (colour, BLACK, tint, GOOD_CONTRAST), tint, mix (WHITE, colour, 0.38));
  bright = readable (colour, WHITE, DARK_SURFACE, GOOD_CONTRAST);
  dark_tint = mix (DARK_SURFACE, bright, 0.14);
  add_theme (css, ":root[data-theme=\"dark\"]", bright, mix (bright, WHITE, 0.2),
             readable (mix (colour, BLACK, 0.75), BLACK, bright, ZX_BRAND_LEAST_CONTRAST),
             readable (bright, WHITE, dark_tint, GOOD_CONTRAST), dark_tint,
             mix (DARK_SURFACE, bright, 0.4));
  return g_string_free (g_steal_pointer (&css), FALSE);
}
