/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is at the other end, behind proxies that are trusted and those that are not. */
#include "zxd-address.h"

#include "zx-error.h"

#include <string.h>

GPtrArray *
zxd_address_parse_blocks (char **texts, GError **error)
{
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++) {
    GInetAddressMask *block = g_inet_address_mask_new_from_string (texts[i], NULL);

    if (block == NULL) {
      zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” is no address block like 10.0.0.0/8", texts[i]);
      return NULL;
    }
    g_ptr_array_add (blocks, block);
  }
  return g_steal_pointer (&blocks);
}

/* An IPv4 client of an IPv6 socket comes as ::ffff:a.b.c.d; it is one and the same address. */
static GInetAddress *
unmap (GInetAddress *address)
{
  static const guint8 mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
      memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

gboolean
zxd_address_in (GPtrArray *blocks, GInetAddress *address)
{
  g_autoptr (GInetAddress) plain = unmap (address);

  for (guint i = 0; i < blocks->len; i++) {
    if (g_inet_address_mask_matches (blocks->pdata[i], plain))
      return TRUE;
  }
  return FALSE;
}

char *
zxd_address_of_client (GPtrArray *trusted, GInetAddress *peer, const char *forwarded_for)
{
  g_autoptr (GInetAddress) client = unmap (peer);
  g_auto (GStrv) hops = NULL;

  if (forwarded_for == NULL)
    return g_inet_address_to_string (client);
  hops = g_strsplit (forwarded_for, ",", -1);
  for (guint i = g_strv_length (hops); i > 0 && zxd_address_in (trusted, client); i--) {
    g_autoptr (GInetAddress) hop = g_inet_address_new_from_string (g_strstrip (hops[i - 1]));

    if (hop == NULL)
      break;
    g_object_unref (client);
    client = unmap (hop);
  }
  return g_inet_address_to_string (client);
}

char *
zxd_address_block (const char *address)
{
  g_autoptr (GInetAddress) parsed = g_inet_address_new_from_string (address);
  guint8 bytes[16] = {0};
  g_autoptr (GInetAddress) block = NULL;

  if (parsed == NULL || g_inet_address_get_family (parsed) == G_SOCKET_FAMILY_IPV4)
    return g_strdup (address);
  memcpy (bytes, g_inet_address_to_bytes (parsed), 8);
  block = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (block);
}
