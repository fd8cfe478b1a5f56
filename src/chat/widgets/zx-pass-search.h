/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"
#include "zx-pass-target.h"

/* Finds whom an agent means by what he typed: a part of a name or login, letters of it, pinyin.
 *
 * New, of ZxPassTarget: those of @targets (of the same; may be null) that are found, the likeliest
 * kind first and all of a kind together; in it who is there first. With nothing typed all are
 * found, but of many not who is away. */
GPtrArray *zx_pass_find (GListModel *targets,
                         ZxClient *client,
                         const char *typed,
                         gboolean only_agents,
                         guint most);

/* The name as Pango markup, with what was typed in bold; new, never null. */
char *zx_pass_mark_up (ZxPassTarget *target, const char *typed);
