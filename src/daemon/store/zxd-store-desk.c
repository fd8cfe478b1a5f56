/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether anybody is there, when again, and how long it usually takes. */
#include "zxd-store-desk.h"

#include "zx-calendar.h"
#include "zx-json.h"
#include "zxd-store-visitor.h"

/* Fewer who waited in the last hour tell nothing. */
enum { FEWEST_WAITS = 3, HOUR_MS = 3600 * 1000 };

/* Whether anybody who may answer for @org_id is online: a row, or none. */
static ZxdStmt *
ask_online (ZxdDb *db, gint64 org_id, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "SELECT a.id FROM agent a JOIN org home ON home.id = a.org_id, org here "
                      "WHERE here.id = ? AND a.presence = 'online' AND a.disabled = 0 AND "
                      "(a.scope = 'all' OR home.id = here.id OR "
                      "(a.scope = 'subtree' AND here.path LIKE home.path || '%')) LIMIT 1",
                      error);

  if (stmt != NULL)
    zxd_stmt_bind_int (stmt, 1, org_id);
  return stmt;
}

static ZxdStmt *
ask_wait (ZxdDb *db, gint64 channel_id, gint64 now_ms, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT count(*), CAST (coalesce (avg (accepted_at_ms - created_at_ms), 0) AS BIGINT) FROM "
      "contact WHERE channel_id = ? AND accepted_at_ms > ? AND accepted_at_ms > created_at_ms AND "
      "left_reach IS NULL AND overflow_at_ms IS NULL", /* who left a message did not wait */
      error);

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, channel_id);
  zxd_stmt_bind_int (stmt, 2, now_ms - HOUR_MS);
  return stmt;
}

static gboolean
read_wait (ZxdStmt *stmt, gint64 *wait_ms, GError **error)
{
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *wait_ms = zxd_stmt_int (stmt, 0) >= FEWEST_WAITS ? MAX (zxd_stmt_int (stmt, 1), 1) : 0;
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_desk_usual_wait (ZxdDb *db, gint64 channel_id, gint64 now_ms, gint64 *wait_ms, GError **error)
{
  ZxdStmt *stmt = ask_wait (db, channel_id, now_ms, error);

  return stmt != NULL && read_wait (stmt, wait_ms, error);
}

/* Null without an error: the channel has no calendar, or none that can be read. @timezone is
 * owned by the caller. */
static gboolean
read_calendar (ZxdDb *db,
               const ZxdChannel *channel,
               ZxCalendar **calendar,
               char **timezone,
               GError **error)
{
  ZxdStmt *stmt;
  ZxdStep step;

  *calendar = NULL;
  *timezone = NULL;
  if (channel->calendar_id == 0)
    return TRUE;
  stmt = zxd_db_prepare (db, "SELECT timezone, week, off FROM calendar WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, channel->calendar_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *calendar = zx_calendar_parse (zxd_stmt_text (stmt, 0), zxd_stmt_text (stmt, 1),
                                   zxd_stmt_text (stmt, 2), NULL, NULL);
    *timezone = g_strdup (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static gboolean
look (ZxdDb *db,
      const ZxdChannel *channel,
      const ZxCalendar *calendar,
      gint64 now_ms,
      ZxdDesk *desk,
      GError **error)
{
  ZxdStmt *stmt = ask_online (db, channel->org_id, error);
  ZxdStep step = stmt != NULL ? zxd_stmt_step (stmt, error) : ZXD_STEP_FAILED;

  if (step == ZXD_STEP_FAILED)
    return FALSE;
  if (step == ZXD_STEP_ROW)
    zxd_stmt_reset (stmt);
  *desk =
      (ZxdDesk){.has_hours = calendar != NULL, .is_open = TRUE, .is_online = step == ZXD_STEP_ROW};
  if (calendar != NULL)
    desk->is_open = zx_calendar_is_open (calendar, now_ms);
  if (!desk->is_open)
    desk->opens_at_ms = zx_calendar_next_open (calendar, now_ms);
  return TRUE;
}

gboolean
zxd_desk_is_manned (const ZxdDesk *desk)
{
  return desk->has_hours ? desk->is_open : desk->is_online;
}

gboolean
zxd_desk_read (ZxdDb *db, const ZxdChannel *channel, gint64 now_ms, ZxdDesk *desk, GError **error)
{
  g_autoptr (ZxCalendar) calendar = NULL;
  g_autofree char *timezone = NULL;

  return read_calendar (db, channel, &calendar, &timezone, error) &&
         look (db, channel, calendar, now_ms, desk, error);
}

gboolean
zxd_desk_add_json (ZxdDb *db,
                   const ZxdChannel *channel,
                   gint64 now_ms,
                   GString *json,
                   gboolean *is_online,
                   GError **error)
{
  g_autoptr (GString) object = g_string_new ("{");
  g_autoptr (GString) hours = g_string_new (NULL);
  g_autoptr (ZxCalendar) calendar = NULL;
  g_autofree char *timezone = NULL;
  ZxdStmt *waits = ask_wait (db, channel->id, now_ms, error);
  gint64 wait_ms;
  ZxdDesk desk;

  if (waits == NULL || !zxd_stmt_send_ahead (waits, error) ||
      !read_calendar (db, channel, &calendar, &timezone, error) ||
      !look (db, channel, calendar, now_ms, &desk, error) || !read_wait (waits, &wait_ms, error))
    return FALSE;
  *is_online = desk.is_online;
  zx_json_add_bool (object, "online", desk.is_online);
  zx_json_add_bool (object, "open", desk.is_open);
  zx_json_add_time (object, "opens_at", desk.opens_at_ms);
  zx_json_add_time (object, "closes_at",
                    calendar != NULL ? zx_calendar_next_close (calendar, now_ms) : 0);
  if (calendar != NULL)
    zx_calendar_add_hours (calendar, hours);
  zx_json_add_raw (object, "hours", calendar != NULL ? hours->str : "[]");
  if (calendar != NULL)
    zx_json_add_string (object, "timezone", timezone);
  else
    zx_json_add_raw (object, "timezone", "null");
  if (channel->reply_promise_min != 0)
    zx_json_add_int (object, "promise_minutes", channel->reply_promise_min);
  else
    zx_json_add_raw (object, "promise_minutes", "null");
  if (wait_ms != 0)
    zx_json_add_int (object, "wait_ms", wait_ms);
  else
    zx_json_add_raw (object, "wait_ms", "null");
  g_string_append_c (object, '}');
  zx_json_add_raw (json, "desk", object->str);
  return TRUE;
}
