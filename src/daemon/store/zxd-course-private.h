/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-course.h"

/* What the steps of a contact's course have in common. */

/* The contact of @course, when its owner or an overseer asks; null when he may not, or (then
 * `again`) when it was done before. A colleague of its organisation is told who has it. */
ZxdContact *zxd_course_load_own (ZxdTxn *txn, ZxdCourse *course, GError **error);

gboolean zxd_course_oversees (const ZxRights *rights, const ZxdContact *contact);

/* 409 `over`, and `full`; FALSE. */
gboolean zxd_course_refuse_over (ZxdCourse *course, GError **error);
gboolean zxd_course_refuse_full (ZxdCourse *course, GError **error);

/* Null when it cannot be read. Caller frees. */
char *zxd_course_agent_name (ZxdDb *db, gint64 agent_id);

int zxd_course_count_guests (const ZxdContact *contact);

/* To the guests, of whom there are not too many, of a loaded contact that is saved afterwards. */
gboolean zxd_course_add_guest (ZxdTxn *txn,
                               ZxdContact *contact,
                               gint64 agent_id,
                               gint64 by_id,
                               GError **error);
