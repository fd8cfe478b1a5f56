/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"

#include <gio/gio.h>

/* A closed contact in which nearly the same was asked, and how it ended; never changes. Properties,
 * read-only: contact-id, closed-at (ms), question, customer, category, summary, article-ref,
 * article-title (the last five null when there is none), rating (uint, 0: none). */
#define ZX_TYPE_SIMILAR (zx_similar_get_type ())
G_DECLARE_FINAL_TYPE (ZxSimilar, zx_similar, ZX, SIMILAR, GObject)

ZxSimilar *zx_similar_new (JsonObject *json);
gint64 zx_similar_get_contact_id (ZxSimilar *self);
