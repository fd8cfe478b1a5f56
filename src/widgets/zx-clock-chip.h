/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* What a clock says about its deadline; the colour follows, the number is always there. */
typedef enum {
  ZX_CLOCK_RUNNING,
  ZX_CLOCK_WARNING,
  ZX_CLOCK_BREACHED,
  ZX_CLOCK_PAUSED,
  ZX_CLOCK_MET,
} ZxClockKind;

#define ZX_TYPE_CLOCK_KIND (zx_clock_kind_get_type ())
GType zx_clock_kind_get_type (void);

/* A running clock as icon and number: the time since `since` (ms of server time; 0 = the chip is
 * hidden), counted every second while it can be seen. `client` gives the server's clock; without
 * one it is this machine's. `what` says in words what is counted, for tooltip and screen reader.
 * `kind` is set by who knows the deadline. */
#define ZX_TYPE_CLOCK_CHIP (zx_clock_chip_get_type ())
G_DECLARE_FINAL_TYPE (ZxClockChip, zx_clock_chip, ZX, CLOCK_CHIP, AdwBin)
