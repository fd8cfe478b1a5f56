/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long to wait before the next try. */
#include "zx-backoff.h"

guint
zx_backoff_next_ms (ZxBackoff *backoff)
{
  guint64 wait = (guint64) backoff->first_ms << MIN (backoff->tries, 20);

  backoff->tries++;
  wait = MIN (wait, backoff->most_ms);
  return (guint) (wait * g_random_double_range (0.75, 1.25));
}

void
zx_backoff_reset (ZxBackoff *backoff)
{
  backoff->tries = 0;
}
