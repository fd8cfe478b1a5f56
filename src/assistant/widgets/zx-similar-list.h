/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Past contacts in which nearly the same was asked as in one; each opens by `panel.open`. It is not
 * visible while there is none. */
#define ZX_TYPE_SIMILAR_LIST (zx_similar_list_get_type ())
G_DECLARE_FINAL_TYPE (ZxSimilarList, zx_similar_list, ZX, SIMILAR_LIST, AdwBin)

/* Those of @contact; null: none, at once. What was found stays until there is an answer. */
void zx_similar_list_seek (ZxSimilarList *self, ZxClient *client, ZxContact *contact);
