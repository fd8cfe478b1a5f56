/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids and UUIDs in the forms that cross the wire. */
#include "zx-id.h"

#include <string.h>
#include <sys/random.h>

gboolean
zx_id_parse (const char *text, gint64 *id)
{
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &value, NULL))
    return FALSE;
  *id = (gint64) value;
  return TRUE;
}

gboolean
zx_uuid_parse (const char *text, guint8 uuid[ZX_UUID_BYTES])
{
  int at = 0;

  if (text == NULL || strlen (text) != ZX_UUID_TEXT - 1)
    return FALSE;
  for (int i = 0; i < ZX_UUID_TEXT - 1; i++) {
    int digit = g_ascii_xdigit_value (text[i]);

    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-')
        return FALSE;
      continue;
    }
    if (digit < 0)
      return FALSE;
    uuid[at / 2] = at % 2 == 0 ? digit << 4 : uuid[at / 2] | digit;
    at++;
  }
  return TRUE;
}

void
zx_uuid_format (const guint8 uuid[ZX_UUID_BYTES], char text[ZX_UUID_TEXT])
{
  static const char digits[] = "0123456789abcdef";
  char *end = text;

  for (int i = 0; i < ZX_UUID_BYTES; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      *end++ = '-';
    *end++ = digits[uuid[i] >> 4];
    *end++ = digits[uuid[i] & 15];
  }
  *end = '\0';
}

char *
zx_random_hex (gsize length)
{
  g_autofree guint8 *bytes = g_malloc (length);
  GString *text = g_string_sized_new (length * 2);
  gsize done = 0;

  while (done < length) {
    gssize got = getrandom (bytes + done, length - done, 0);

    if (got > 0)
      done += (gsize) got;
  }
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}
