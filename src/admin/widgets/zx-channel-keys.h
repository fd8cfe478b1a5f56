/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-record-extra.h"

/* The identity keys of the form's channel: at most two are live, so that one can follow the other.
 * A new one is shown once. */
#define ZX_TYPE_CHANNEL_KEYS (zx_channel_keys_get_type ())
G_DECLARE_FINAL_TYPE (ZxChannelKeys, zx_channel_keys, ZX, CHANNEL_KEYS, ZxRecordExtra)
