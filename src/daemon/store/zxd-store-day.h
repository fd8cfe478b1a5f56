/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-db.h"

/* An agent's day so far, by the days of his organisation. What is counted is stamped when it ends:
 * a contact that he accepted yesterday and closed today is handled today. */
typedef struct {
  gint64 from_ms;             /* midnight */
  gint64 online_ms, break_ms; /* in that presence */
  gint64 wrap_ms;             /* of wrap-up, of all contacts together */
  gint64 handled, passed_on;  /* closed by him; given to somebody else */
  gint64 handle_ms;           /* all of what was handled, from accepting to closing */
  gint64 missed, declined;    /* offers */
  gint64 ratings, stars;      /* how many, and their sum */
} ZxdDay;

gboolean zxd_day_read (ZxdDb *db, gint64 agent_id, gint64 now_ms, ZxdDay *day, GError **error);

/* Its members into an open object. Means are left out where there is nothing to make them of. */
void zxd_day_add_json (const ZxdDay *day, GString *json);
