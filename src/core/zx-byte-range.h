/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a Range header (RFC 9110 §14.2) asks of something that has bytes. */
typedef enum {
  ZX_BYTES_ALL,    /* nothing, or nothing that we understand: RFC 9110 has it ignored */
  ZX_BYTES_PART,   /* one part of it */
  ZX_BYTES_BEYOND, /* one part, but nothing of it is there: 416 */
} ZxBytes;

/* @header may be null; *@first and *@length are the part of @size bytes, all of them unless it says
 * ZX_BYTES_PART. Several parts at a time are not understood. */
ZxBytes zx_byte_range_parse (const char *header, gint64 size, gint64 *first, gint64 *length);

/* The first byte of an answer's Content-Range (“bytes 5-9/10”); -1 when it is none. */
gint64 zx_byte_range_begin (const char *content_range);
