/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what an agent has done today. */
#include "zxd-store-day.h"

#include "zx-enums.h"
#include "zx-json.h"
#include "zxd-org-zone.h"

/* In each of these: ?1 the agent, ?2 midnight, ?3 now. What he was at midnight, and what went on
 * then, counts from there on. */

static const char presences[] =
    "SELECT p.presence, CAST (sum (p.ends - p.begins) AS BIGINT) FROM (SELECT presence, "
    "CASE WHEN at_ms < ?2 THEN ?2 ELSE at_ms END AS begins, "
    "coalesce (lead (at_ms) OVER (ORDER BY at_ms, id), ?3) AS ends "
    "FROM presence_change WHERE agent_id = ?1 AND at_ms <= ?3 AND at_ms >= coalesce ("
    "(SELECT max (l.at_ms) FROM presence_change l WHERE l.agent_id = ?1 AND l.at_ms <= ?2), ?2)) p "
    "WHERE p.ends > p.begins GROUP BY p.presence";

static const char legs[] =
    "SELECT CAST (coalesce (sum (CASE WHEN over_at_ms IS NOT NULL THEN "
    "coalesce (ended_at_ms, ?3) - CASE WHEN over_at_ms < ?2 THEN ?2 ELSE over_at_ms END END), 0) "
    "AS BIGINT), "
    "coalesce (sum (CASE WHEN went_by = 'closed' THEN 1 END), 0), "
    "CAST (coalesce (sum (CASE WHEN went_by = 'closed' THEN ended_at_ms - began_at_ms END), 0) AS "
    "BIGINT), coalesce (sum (CASE WHEN went_by = 'transfer' THEN 1 END), 0) "
    "FROM (SELECT * FROM leg WHERE agent_id = ?1 AND ended_at_ms IS NULL UNION ALL "
    "SELECT * FROM leg WHERE agent_id = ?1 AND ended_at_ms >= ?2) l";

static const char offers[] =
    "SELECT coalesce (sum (CASE WHEN outcome = 'timeout' THEN 1 END), 0), "
    "coalesce (sum (CASE WHEN outcome = 'declined' THEN 1 END), 0) "
    "FROM offer WHERE agent_id = ?1 AND made_at_ms >= ?2 AND made_at_ms <= ?3";

static const char ratings[] =
    "SELECT count (*), coalesce (sum (rating), 0) FROM contact WHERE agent_id = ?1 AND rating IS "
    "NOT NULL AND rated_at_ms >= ?2 AND rated_at_ms <= ?3";

static ZxdStmt *
prepare (ZxdDb *db, const char *sql, gint64 agent_id, gint64 from_ms, gint64 now_ms, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, agent_id);
  zxd_stmt_bind_int (stmt, 2, from_ms);
  zxd_stmt_bind_int (stmt, 3, now_ms);
  return stmt;
}

/* The one row of @sql into the @n numbers. */
static gboolean
read_row (ZxdDb *db,
          const char *sql,
          gint64 agent_id,
          gint64 now_ms,
          const ZxdDay *day,
          gint64 *const *numbers,
          int n,
          GError **error)
{
  ZxdStmt *stmt = prepare (db, sql, agent_id, day->from_ms, now_ms, error);

  if (stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  for (int i = 0; i < n; i++)
    *numbers[i] = zxd_stmt_int (stmt, i);
  zxd_stmt_reset (stmt);
  return TRUE;
}

static gboolean
read_presences (ZxdDb *db, gint64 agent_id, gint64 now_ms, ZxdDay *day, GError **error)
{
  ZxdStmt *stmt = prepare (db, presences, agent_id, day->from_ms, now_ms, error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    int presence = ZX_PRESENCE_OFFLINE;

    zx_enum_from_word (ZX_TYPE_PRESENCE, zxd_stmt_text (stmt, 0), &presence);
    if (presence == ZX_PRESENCE_ONLINE)
      day->online_ms = zxd_stmt_int (stmt, 1);
    else if (presence == ZX_PRESENCE_BREAK)
      day->break_ms = zxd_stmt_int (stmt, 1);
  }
  return step == ZXD_STEP_DONE;
}

/* The organisation's last midnight before @now_ms. */
static gboolean
find_midnight (ZxdDb *db, gint64 agent_id, gint64 now_ms, gint64 *from_ms, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT org_id FROM agent WHERE id = ?", error);
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autoptr (GDateTime) here = NULL;
  g_autoptr (GDateTime) midnight = NULL;
  gint64 org_id;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, agent_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  org_id = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  zone = zxd_org_zone (db, org_id, error);
  if (zone == NULL)
    return FALSE;
  here = g_date_time_to_timezone (utc, zone);
  midnight = g_date_time_new (zone, g_date_time_get_year (here), g_date_time_get_month (here),
                              g_date_time_get_day_of_month (here), 0, 0, 0);
  *from_ms = g_date_time_to_unix (midnight) * 1000;
  return TRUE;
}

gboolean
zxd_day_read (ZxdDb *db, gint64 agent_id, gint64 now_ms, ZxdDay *day, GError **error)
{
  *day = (ZxdDay){0};
  return find_midnight (db, agent_id, now_ms, &day->from_ms, error) &&
         read_presences (db, agent_id, now_ms, day, error) &&
         read_row (db, legs, agent_id, now_ms, day,
                   (gint64 *[]){&day->wrap_ms, &day->handled, &day->handle_ms, &day->passed_on}, 4,
                   error) &&
         read_row (db, offers, agent_id, now_ms, day, (gint64 *[]){&day->missed, &day->declined}, 2,
                   error) &&
         read_row (db, ratings, agent_id, now_ms, day, (gint64 *[]){&day->ratings, &day->stars}, 2,
                   error);
}

void
zxd_day_add_json (const ZxdDay *day, GString *json)
{
  zx_json_add_time (json, "from", day->from_ms);
  zx_json_add_int (json, "online_ms", day->online_ms);
  zx_json_add_int (json, "break_ms", day->break_ms);
  zx_json_add_int (json, "wrap_ms", day->wrap_ms);
  zx_json_add_int (json, "handled", day->handled);
  zx_json_add_int (json, "passed_on", day->passed_on);
  if (day->handled > 0)
    zx_json_add_int (json, "mean_handle_ms", day->handle_ms / day->handled);
  zx_json_add_int (json, "missed", day->missed);
  zx_json_add_int (json, "declined", day->declined);
  zx_json_add_int (json, "ratings", day->ratings);
  if (day->ratings > 0)
    zx_json_add_double (json, "rating_mean", (double) day->stars / (double) day->ratings);
}
