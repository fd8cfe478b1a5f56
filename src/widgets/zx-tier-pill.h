/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "zx-enums.h"

/* A customer's tier as a word in a pill; colour comes second. Property `tier`. */
#define ZX_TYPE_TIER_PILL (zx_tier_pill_get_type ())
G_DECLARE_FINAL_TYPE (ZxTierPill, zx_tier_pill, ZX, TIER_PILL, AdwBin)

GtkWidget *zx_tier_pill_new (void);
