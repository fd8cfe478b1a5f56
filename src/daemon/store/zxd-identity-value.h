/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-error.h"

/* What identities are compared by, so that one phone written in five ways is one phone. Pure
 * functions of what strangers write; any thread. */

enum { ZXD_IDENTITY_CHARACTERS = 200, ZXD_PHONE_COUNTRY = 86 };

/* The country of phones that are written without one, from now on; ZXD_PHONE_COUNTRY at the start.
 * Before threads start. */
void zxd_identity_set_country (int country);

/* @kind is phone (→ E.164), mail (→ case-folded), client_id, account or external (→ trimmed). Null
 * with BAD_DATA that says what a good one looks like. Caller frees. */
char *zxd_identity_normalise (const char *kind, const char *value, GError **error);

/* "138 0000 2046" → "+8613800002046" when @country is 86. Null with BAD_DATA. Caller frees. */
char *zxd_phone_normalise (const char *text, int country, GError **error);
