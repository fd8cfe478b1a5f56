/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-customer-rules.h"

/* That a customer comes again, about what, who had it and how it ended, in words: Pango markup with
 * the first clause in bold. @product: what this contact is about, or null. Pure; free it. */
char *zx_repeat_markup (const ZxRepeat *repeat, int days, const char *product);
