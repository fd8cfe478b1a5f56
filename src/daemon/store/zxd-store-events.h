/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-db.h"

/* The oldest event that is still kept; 1 when there is none at all. */
gboolean zxd_event_oldest (ZxdDb *db, gint64 *seq, GError **error);
