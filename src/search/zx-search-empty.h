/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search-tokens.h"

/* Whether the token is a word that carries a question but says nothing about its matter: "how do
 * I", 请问怎么办. A small base cannot tell by itself: there such words may be rare. Any thread. */
gboolean zx_key_is_empty (guint64 key);
