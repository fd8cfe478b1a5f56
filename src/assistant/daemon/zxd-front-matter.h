/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-article.h"

enum { ZXD_ARTICLE_BYTES = 256 * 1024 }; /* a longer file is a book, not an answer */

/* Reads an article file: a line `---`, lines `key: value`, a line `---`, then Markdown. Keys: ref,
 * title, lang (all three needed), for whom it is: product, modules, versions, tiers (super_vip,
 * vip, regular), valid-from, valid-until (days like 2026-11-21), and updated (a day) or
 * updated-days-ago (counted back from @today_ms). Fills all of @article but its ids. BAD_DATA names
 * @file and the line. */
gboolean zxd_front_matter_parse (const char *file,
                                 const char *text,
                                 gsize length,
                                 gint64 today_ms,
                                 ZxdArticle *article,
                                 GError **error);
