/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zx-brand.h"

#include <math.h>

static gboolean
parse_colour (const char *text, guint32 *colour)
{
  *colour = 0;
  if (text[0] != '#')
    return FALSE;
  for (int i = 1; i <= 6; i++) {
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
    *colour = *colour << 4 | (guint32) g_ascii_xdigit_value (text[i]);
  }
  return TRUE;
}

gboolean
zx_brand_parse (const char *brand, guint32 *colour, guint32 *text)
{
  *text = 0xffffff;
  if (brand == NULL || !parse_colour (brand, colour))
    return FALSE;
  if (brand[7] == '\0')
    return TRUE;
  return brand[7] == '/' && parse_colour (brand + 8, text) && brand[15] == '\0';
}

static double
linear (guint32 colour, int shift)
{
  double part = ((colour >> shift) & 0xff) / 255.0;

  return part <= 0.04045 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

double
zx_colour_luminance (guint32 colour)
{
  return 0.2126 * linear (colour, 16) + 0.7152 * linear (colour, 8) + 0.0722 * linear (colour, 0);
}

double
zx_colour_contrast (guint32 one, guint32 other)
{
  double a = zx_colour_luminance (one), b = zx_colour_luminance (other);

  return (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
}
