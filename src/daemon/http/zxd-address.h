/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Blocks of addresses ("10.0.0.0/8", "::1"): GInetAddressMask, owned. Null with @error when one is
 * none. @texts may be null. */
GPtrArray *zxd_address_parse_blocks (char **texts, GError **error);
gboolean zxd_address_in (GPtrArray *blocks, GInetAddress *address);

/* The client behind @peer: @forwarded_for (the whole header, may be null) is believed only as far
 * as trusted proxies wrote it, read from its right end. Caller frees the text. */
char *zxd_address_of_client (GPtrArray *trusted, GInetAddress *peer, const char *forwarded_for);

/* The part of an address that one household or office can hardly change: IPv4 whole, IPv6 its /64.
 * For limits and lockouts. Caller frees. */
char *zxd_address_block (const char *address);
