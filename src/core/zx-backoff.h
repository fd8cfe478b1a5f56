/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Waiting times between retries: doubling from @first_ms to @most_ms, each spread by ±25 % so that
 * a thousand clients do not come back in the same instant. A plain value; zero it to start over. */
typedef struct {
  guint first_ms, most_ms; /* set once by the owner */
  guint tries;             /* so far */
} ZxBackoff;

guint zx_backoff_next_ms (ZxBackoff *backoff);
void zx_backoff_reset (ZxBackoff *backoff);
