/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define ZX_UUID_BYTES 16
#define ZX_UUID_TEXT 37 /* with the final zero */

/* Ids are positive int64 inside, decimal strings on the wire. FALSE unless @text is exactly that.
 */
gboolean zx_id_parse (const char *text, gint64 *id);

/* A UUID as 36 characters ↔ 16 bytes (network order). Parsing takes either case. */
gboolean zx_uuid_parse (const char *text, guint8 uuid[ZX_UUID_BYTES]);
void zx_uuid_format (const guint8 uuid[ZX_UUID_BYTES], char text[ZX_UUID_TEXT]);

/* @length random bytes from the kernel, as lower-case hexadecimal text. For tokens and tickets. */
char *zx_random_hex (gsize length);
