/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* A group or queue as a target: its name (null: there is none; caller frees) and how many of those
 * who serve it see the organisation @org_id. */
gboolean zxd_pass_read_line (ZxdDb *db,
                             gint64 org_id,
                             gboolean is_group,
                             gint64 id,
                             char **name,
                             gint64 *n_able,
                             GError **error);
