/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-record-extra.h"

/* The lines that bring the form's channel onto a web page, to be copied. */
#define ZX_TYPE_CHANNEL_SNIPPET (zx_channel_snippet_get_type ())
G_DECLARE_FINAL_TYPE (ZxChannelSnippet, zx_channel_snippet, ZX, CHANNEL_SNIPPET, ZxRecordExtra)
