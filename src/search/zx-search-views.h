/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search-private.h"

/* How tokens of one view saturate (k1) and how much a long text is held against it (b). */
static const struct {
  float k1, b;
} zx_views[ZX_VIEWS] = {
    [ZX_VIEW_TITLE] = {1.0F, 0.4F},
    [ZX_VIEW_ALL] = {1.5F, 0.75F},
    [ZX_VIEW_SHORT] = {1.2F, 0.5F},
    [ZX_VIEW_BODY] = {1.5F, 0.75F},
};

/* ---- norms of views */

/* The tokens that a view sees, from counts by field. */
static inline float
zx_view_count (ZxView view, float title, float body, float learnt)
{
  switch (view) {
  case ZX_VIEW_TITLE:
    return title;
  case ZX_VIEW_ALL:
    return ZX_TITLE_TIMES * title + body + learnt;
  case ZX_VIEW_SHORT:
    return title + learnt;
  default:
    return body;
  }
}

static inline float
zx_norm_of (ZxView view, float length, float usual)
{
  return zx_views[view].k1 *
         (1 - zx_views[view].b + zx_views[view].b * length / MAX (usual, 1e-6F));
}

static inline float
zx_view_norm (const ZxBaseStats *stats, const guint16 *lengths, guint kind, ZxView view)
{
  const double *mean = stats->mean[kind];
  const guint16 *length = lengths + kind * ZX_FIELDS;

  return zx_norm_of (view, zx_view_count (view, length[0], length[1], length[2]),
                     zx_view_count (view, (float) mean[0], (float) mean[1], (float) mean[2]));
}

/* The kind whose lengths count for @kind. */
static inline guint
zx_length_kind (guint kind)
{
  return kind == ZX_KIND_SOUND ? ZX_TOKEN_HAN2 : kind;
}
