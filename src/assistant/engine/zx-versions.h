/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Versions as people write them, read for comparing. What is left open stands for all: 8.2 means
 * 8.2.0 as well as 8.2.7. Any thread. */
enum { ZX_VERSION_PARTS = 4 };

typedef struct {
  guint32 parts[ZX_VERSION_PARTS];
  guint n; /* 0: none */
} ZxVersion;

/* Both ends belong to it; an end without parts is open. */
typedef struct {
  ZxVersion from, to;
} ZxVersionRange;

/* The first version in @text, such as "V8.2.1 (build 334)"; FALSE when there is none. */
gboolean zx_version_parse (const char *text, ZxVersion *version);

/* All that @text names (ZxVersionRange): "8.0, 8.1", "8.0 – 8.2", "8.1+", "8.1 及以上", "3.x". The
 * caller owns it; empty when there is no number. */
GArray *zx_versions_parse (const char *text);

gboolean zx_versions_have (const GArray *ranges, const ZxVersion *version);
