/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-db.h"

/* The time zone by whose days and weeks organisation @org_id reckons: that of its first calendar,
 * or of the nearest organisation above it that has one; the server's own where nobody has. The
 * caller owns it; null with @error set. */
GTimeZone *zxd_org_zone (ZxdDb *db, gint64 org_id, GError **error);
