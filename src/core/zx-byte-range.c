/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads which part of something a client wants, or has got. */
#include "zx-byte-range.h"

#include <string.h>

#define UNIT "bytes"

enum { MOST_DIGITS = 18 }; /* what surely fits into 63 bits */

/* Digits alone, and moves @at behind them; -1 when there are none or too many. */
static gint64
read_number (const char **at)
{
  gint64 number = 0;
  int digits = 0;

  for (; g_ascii_isdigit (**at); (*at)++) {
    if (++digits > MOST_DIGITS)
      return -1;
    number = number * 10 + (**at - '0');
  }
  return digits > 0 ? number : -1;
}

/* “-500”: the last ones. */
static ZxBytes
parse_suffix (const char *at, gint64 size, gint64 *first, gint64 *length)
{
  gint64 wanted = read_number (&at);

  if (wanted < 0 || *at != '\0')
    return ZX_BYTES_ALL;
  if (wanted == 0 || size == 0)
    return ZX_BYTES_BEYOND;
  *length = MIN (wanted, size);
  *first = size - *length;
  return ZX_BYTES_PART;
}

ZxBytes
zx_byte_range_parse (const char *header, gint64 size, gint64 *first, gint64 *length)
{
  gint64 from, to = size - 1;
  const char *at = header;

  *first = 0;
  *length = size;
  if (at == NULL || g_ascii_strncasecmp (at, UNIT "=", strlen (UNIT "=")) != 0)
    return ZX_BYTES_ALL;
  at += strlen (UNIT "=");
  if (*at == '-')
    return parse_suffix (at + 1, size, first, length);
  from = read_number (&at);
  if (from < 0 || *at++ != '-')
    return ZX_BYTES_ALL;
  if (*at != '\0' && ((to = read_number (&at)) < from || *at != '\0'))
    return ZX_BYTES_ALL;
  if (from >= size)
    return ZX_BYTES_BEYOND;
  *first = from;
  *length = MIN (to, size - 1) - from + 1;
  return ZX_BYTES_PART;
}

gint64
zx_byte_range_begin (const char *content_range)
{
  const char *at = content_range;

  if (at == NULL || g_ascii_strncasecmp (at, UNIT " ", strlen (UNIT " ")) != 0)
    return -1;
  at += strlen (UNIT " ");
  return read_number (&at);
}
