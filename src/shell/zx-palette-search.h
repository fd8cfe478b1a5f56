/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"
#include "zx-palette-item.h"

/* What the palette offers for @query (a few letters, pinyin or its initials; "" for what is at hand
 * without asking), as ZxPaletteItem (owned by the array), best first. */

/* The open contacts of @client. */
GPtrArray *zx_palette_find_chats (ZxClient *client, const char *query);

/* Pages, and the actions that can be done now: the window's and those of @visible (null: none). */
GPtrArray *
zx_palette_find_actions (GListModel *panels, ZxKeymap *keymap, ZxPanel *visible, const char *query);

/* What the server has answered: @hits of ZxCustomerHit, @answers of ZxSuggestion. */
GPtrArray *zx_palette_show_customers (GListModel *hits);
GPtrArray *zx_palette_show_articles (GListModel *answers);
