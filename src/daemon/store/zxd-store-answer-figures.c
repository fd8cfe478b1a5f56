/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what became of the assistant's answers, and lists what was counted. */
#include "zxd-store-answer-figures.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-org-zone.h"

enum { MOST_ARTICLES = 500 };

#define DAY_MS (G_GINT64_CONSTANT (86400000))
#define WEEK_MS (7 * DAY_MS)
/* The epoch was a Thursday: so much later weeks of 0, 1, 2 … begin on Mondays. A week's number
 * counts them by the clock on the wall. */
#define MONDAY_MS (3 * DAY_MS)

/* Two spans, then the predicate of contact c. */
static const char facts[] =
    " FROM (SELECT q.question_id AS question_id, q.contact_id AS contact_id, q.at_ms AS at_ms, "
    "s.article_id AS article_id, s.place AS place, CASE WHEN s.place IS NULL THEN 'silent' ELSE "
    "'shown' END AS kind, CAST (NULL AS BIGINT) AS agent_id FROM asked q LEFT JOIN shown s ON "
    "s.asked_id = q.id WHERE q.at_ms >= ? AND q.at_ms < ? UNION ALL SELECT v.question_id, "
    "v.contact_id, v.at_ms, v.article_id, s.place, v.kind, v.agent_id FROM verdict v LEFT JOIN "
    "asked q ON q.question_id = v.question_id LEFT JOIN shown s ON s.asked_id = q.id AND "
    "s.article_id = v.article_id WHERE v.at_ms >= ? AND v.at_ms < ?) f JOIN contact c ON c.id = "
    "f.contact_id ";

/* ---- weeks by the clock on the wall */

/* From @at_ms on the wall is @offset_ms ahead of UTC. */
typedef struct {
  gint64 at_ms, offset_ms;
} Shift;

/* More than a span of thirty years has; of a longer one the last count. */
enum { MOST_SHIFTS = 64 };

static gint64
offset_at (GTimeZone *zone, gint64 at_ms)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, at_ms / 1000);

  return interval >= 0 ? (gint64) g_time_zone_get_offset (zone, interval) * 1000 : 0;
}

/* The first second after @before_ms, not after @after_ms, with the offset of the latter. */
static gint64
find_shift (GTimeZone *zone, gint64 before_ms, gint64 after_ms)
{
  gint64 offset = offset_at (zone, after_ms);

  while (after_ms - before_ms > 1000) {
    gint64 middle = (before_ms + after_ms) / 2000 * 1000;

    if (offset_at (zone, middle) == offset)
      after_ms = middle;
    else
      before_ms = middle;
  }
  return after_ms;
}

/* When the clocks were put forward or back within the span, newest first (Shift); the last one
 * holds for all before. None when not weeks are counted. */
static GArray *
list_shifts (const ZxdAnswersSpan *span)
{
  GArray *shifts = g_array_new (FALSE, FALSE, sizeof (Shift));
  gint64 from = MAX (span->from_ms, 0) / 1000 * 1000, at = MAX (span->to_ms, from) / 1000 * 1000;

  if (span->by != ZXD_BY_WEEK)
    return shifts;
  for (; at > from && shifts->len < MOST_SHIFTS; at -= MIN (DAY_MS, at - from)) {
    gint64 before = at - MIN (DAY_MS, at - from);
    Shift shift = {.offset_ms = offset_at (span->zone, at)};

    if (offset_at (span->zone, before) == shift.offset_ms)
      continue;
    shift.at_ms = find_shift (span->zone, before, at);
    g_array_append_val (shifts, shift);
  }
  Shift first = {.offset_ms = offset_at (span->zone, at)};
  g_array_append_val (shifts, first);
  return shifts;
}

/* The number of what a fact is counted under, for an SQL text; with bind_key(). */
static void
add_key_sql (GString *sql, const ZxdAnswersSpan *span, const GArray *shifts)
{
  if (span->by == ZXD_BY_ARTICLE) {
    g_string_append (sql, "f.article_id");
    return;
  }
  g_string_append (sql, "((f.at_ms + 259200000 + CASE ");
  for (guint i = 0; i + 1 < shifts->len; i++)
    g_string_append (sql, "WHEN f.at_ms >= ? THEN CAST (? AS BIGINT) ");
  g_string_append (sql, "WHEN f.at_ms IS NOT NULL THEN CAST (? AS BIGINT) END) / 604800000)");
}

static void
bind_key (ZxdStmt *stmt, const ZxdAnswersSpan *span, const GArray *shifts, int *place)
{
  for (guint i = 0; i < shifts->len; i++) {
    const Shift *shift = &g_array_index (shifts, Shift, i);

    if (i + 1 < shifts->len)
      zxd_stmt_bind_int (stmt, (*place)++, shift->at_ms);
    zxd_stmt_bind_int (stmt, (*place)++, shift->offset_ms);
  }
}

/* What is @wall_ms on the wall; of two moments that are, the first. */
static gint64
leave_wall (GTimeZone *zone, gint64 wall_ms)
{
  gint64 seconds = wall_ms / 1000;
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &seconds);

  return (seconds - g_time_zone_get_offset (zone, interval)) * 1000;
}

gboolean
zxd_answers_span_settle (ZxdDb *db,
                         const ZxdAnswersSpan *span,
                         ZxdAnswersSpan *settled,
                         GError **error)
{
  *settled = *span;
  settled->zone = zxd_org_zone (db, span->rights->org_id, error);
  if (settled->zone == NULL)
    return FALSE;
  if (span->is_from_wall)
    settled->from_ms = leave_wall (settled->zone, span->from_ms);
  if (span->is_to_wall)
    settled->to_ms = leave_wall (settled->zone, span->to_ms);
  settled->is_from_wall = settled->is_to_wall = FALSE;
  return TRUE;
}

void
zxd_answers_span_clear (ZxdAnswersSpan *span)
{
  g_clear_pointer (&span->zone, g_time_zone_unref);
}

/* ---- figures */

/* What each figure counts, by week and by article. */
static const struct {
  const char *name, *conditions[2];
} figures[] = {
    {"asked", {"(f.kind = 'silent' OR (f.kind = 'shown' AND f.place = 1))", "(f.kind = 'shown')"}},
    {"shown", {"(f.kind = 'shown' AND f.place = 1)", "(f.kind = 'shown')"}},
    {"silent", {"(f.kind = 'silent')", "(1 = 0)"}},
    {"accepted", {"(f.kind = 'sent')", "(f.kind = 'sent')"}},
    {"edited", {"(f.kind = 'edited')", "(f.kind = 'edited')"}},
    {"up", {"(f.kind = 'up')", "(f.kind = 'up')"}},
    {"down", {"(f.kind = 'down')", "(f.kind = 'down')"}},
    {"first_place",
     {"(f.kind IN ('sent', 'edited') AND f.place = 1)",
      "(f.kind IN ('sent', 'edited') AND f.place = 1)"}},
};

static int
find_figure (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    if (g_strcmp0 (name, figures[i].name) == 0)
      return (int) i;
  return -1;
}

gboolean
zxd_answer_figure_is_known (const char *figure)
{
  return find_figure (figure) >= 0;
}

/* Binds the two spans and the rights from @place on; gives the next place. */
static int
bind_facts (ZxdStmt *stmt, const ZxdAnswersSpan *span, int place)
{
  for (int i = 0; i < 2; i++) {
    zxd_stmt_bind_int (stmt, place++, span->from_ms);
    zxd_stmt_bind_int (stmt, place++, span->to_ms);
  }
  zxd_rights_contact_bind (stmt, &place, span->rights);
  return place;
}

/* ---- counts */

static ZxdStmt *
prepare_counts (ZxdDb *db, const ZxdAnswersSpan *span, gboolean is_total, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  g_autoptr (GArray) shifts = list_shifts (span);
  ZxdStmt *stmt;
  int place = 1;

  if (is_total)
    g_string_append (sql, "CAST (0 AS BIGINT)");
  else
    add_key_sql (sql, span, shifts);
  g_string_append_printf (sql, " AS key, max (%s)",
                          is_total || span->by == ZXD_BY_WEEK ? "''" : "a.title");
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    g_string_append_printf (sql, ", coalesce (sum (CASE WHEN %s THEN 1 ELSE 0 END), 0)",
                            figures[i].conditions[span->by]);
  g_string_append (sql, facts);
  if (!is_total && span->by == ZXD_BY_ARTICLE)
    g_string_append (sql, "JOIN article a ON a.id = f.article_id ");
  g_string_append_printf (sql, "WHERE %s", zxd_rights_contact_predicate (db, span->rights, "c"));
  if (!is_total)
    g_string_append_printf (sql, " GROUP BY 1 ORDER BY %s LIMIT %d",
                            span->by == ZXD_BY_WEEK ? "1 DESC" : "4 DESC, 1", MOST_ARTICLES);
  stmt = zxd_db_prepare (db, g_intern_string (sql->str), error);
  if (stmt == NULL)
    return NULL;
  if (!is_total)
    bind_key (stmt, span, shifts, &place);
  bind_facts (stmt, span, place);
  return stmt;
}

static void
add_key (GString *json, ZxdAnswersBy by, gint64 key, const char *title)
{
  g_autoptr (GDateTime) monday = NULL;
  g_autofree char *text = NULL;

  if (by == ZXD_BY_ARTICLE) {
    text = g_strdup_printf ("%" G_GINT64_FORMAT, key);
  } else {
    monday = g_date_time_new_from_unix_utc ((key * WEEK_MS - MONDAY_MS) / 1000);
    text = g_date_time_format (monday, "%Y-%m-%d");
  }
  zx_json_add_string (json, "key", text);
  zx_json_add_string (json, "title", by == ZXD_BY_ARTICLE ? title : text);
}

static gint64
count_of (ZxdStmt *stmt, const char *figure)
{
  return zxd_stmt_int (stmt, 2 + find_figure (figure));
}

/* Of nothing there is no share. */
static void
add_share (GString *json, const char *name, gint64 part, gint64 whole)
{
  if (whole > 0)
    zx_json_add_double (json, name, (double) part / (double) whole);
  else
    zx_json_add_raw (json, name, "null");
}

static void
add_counts (GString *json, ZxdStmt *stmt)
{
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    zx_json_add_int (json, figures[i].name, zxd_stmt_int (stmt, 2 + (int) i));
  add_share (json, "first_place_share", count_of (stmt, "first_place"),
             count_of (stmt, "accepted") + count_of (stmt, "edited"));
  add_share (json, "silent_share", count_of (stmt, "silent"), count_of (stmt, "asked"));
}

gboolean
zxd_answer_figures_add (ZxdDb *db, const ZxdAnswersSpan *span, GString *json, GError **error)
{
  ZxdStmt *stmt = prepare_counts (db, span, FALSE, error);
  ZxdStep step = ZXD_STEP_FAILED;

  g_string_append (json, "{\"items\":[");
  for (guint n = 0; stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW; n++) {
    g_string_append (json, n > 0 ? ",{" : "{");
    add_key (json, span->by, zxd_stmt_int (stmt, 0), zxd_stmt_text (stmt, 1));
    add_counts (json, stmt);
    g_string_append_c (json, '}');
  }
  stmt = step == ZXD_STEP_DONE ? prepare_counts (db, span, TRUE, error) : NULL;
  if (stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  g_string_append (json, "],\"total\":{");
  add_counts (json, stmt);
  g_string_append_c (json, '}');
  zx_json_add_time (json, "from", span->from_ms);
  zx_json_add_time (json, "to", span->to_ms);
  g_string_append_c (json, '}');
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* ---- rows */

gboolean
zxd_answers_parse_key (ZxdAnswersBy by, const char *text, gint64 *key)
{
  g_autofree char *midnight = g_strconcat (text, "T00:00:00Z", NULL);
  gint64 day;

  if (by == ZXD_BY_ARTICLE)
    return zx_id_parse (text, key);
  if (!zx_clock_parse (midnight, &day))
    return FALSE;
  *key = (day + MONDAY_MS) / WEEK_MS;
  return TRUE;
}

static ZxdStmt *
prepare_rows (ZxdDb *db,
              const ZxdAnswersSpan *span,
              const gint64 *key,
              int figure,
              gint64 after,
              int limit,
              GError **error)
{
  g_autoptr (GString) sql =
      g_string_new ("SELECT f.contact_id, f.question_id, m.text, f.at_ms, a.ref, a.title, f.place, "
                    "f.kind, g.name, c.name, c.company");
  g_autoptr (GArray) shifts = list_shifts (span);
  ZxdStmt *stmt;
  int place;

  g_string_append_printf (sql,
                          "%sJOIN message m ON m.id = f.question_id LEFT JOIN article a ON a.id = "
                          "f.article_id LEFT JOIN agent g ON g.id = f.agent_id WHERE %s AND %s",
                          facts, zxd_rights_contact_predicate (db, span->rights, "c"),
                          figures[figure].conditions[span->by]);
  if (key != NULL) {
    g_string_append (sql, " AND ");
    add_key_sql (sql, span, shifts);
    g_string_append (sql, " = ?");
  }
  g_string_append (sql, " ORDER BY f.at_ms DESC, f.question_id DESC, f.article_id, f.agent_id "
                        "LIMIT ? OFFSET ?");
  stmt = zxd_db_prepare (db, g_intern_string (sql->str), error);
  if (stmt == NULL)
    return NULL;
  place = bind_facts (stmt, span, 1);
  if (key != NULL) {
    bind_key (stmt, span, shifts, &place);
    zxd_stmt_bind_int (stmt, place++, *key);
  }
  zxd_stmt_bind_int (stmt, place++, limit + 1);
  zxd_stmt_bind_int (stmt, place, after);
  return stmt;
}

static void
add_row (GString *json, ZxdStmt *stmt)
{
  zx_json_add_id (json, "contact_id", zxd_stmt_int (stmt, 0));
  zx_json_add_id (json, "message_id", zxd_stmt_int (stmt, 1));
  zx_json_add_string (json, "question", zxd_stmt_text (stmt, 2));
  zx_json_add_time (json, "at", zxd_stmt_int (stmt, 3));
  zx_json_add_string (json, "article_ref", zxd_stmt_text (stmt, 4));
  zx_json_add_string (json, "article_title", zxd_stmt_text (stmt, 5));
  if (zxd_stmt_int (stmt, 6) != 0)
    zx_json_add_int (json, "place", zxd_stmt_int (stmt, 6));
  zx_json_add_string (json, "kind", zxd_stmt_text (stmt, 7));
  zx_json_add_string (json, "agent", zxd_stmt_text (stmt, 8));
  zx_json_add_string (json, "name", zxd_stmt_text (stmt, 9));
  zx_json_add_string (json, "company", zxd_stmt_text (stmt, 10));
}

gboolean
zxd_answer_rows_add (ZxdDb *db,
                     const ZxdAnswersSpan *span,
                     const gint64 *key,
                     const char *figure,
                     gint64 after,
                     int limit,
                     GString *json,
                     GError **error)
{
  ZxdStmt *stmt = prepare_rows (db, span, key, find_figure (figure), after, limit, error);
  ZxdStep step = ZXD_STEP_FAILED;
  int n = 0;

  g_string_append (json, "{\"items\":[");
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    if (n++ == limit)
      continue;
    g_string_append (json, n > 1 ? ",{" : "{");
    add_row (json, stmt);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
  zx_json_add_id (json, "next", n > limit ? after + limit : 0);
  g_string_append_c (json, '}');
  return step == ZXD_STEP_DONE;
}

/* ---- questions without an answer */

void
zxd_gap_free (ZxdGap *gap)
{
  g_free (gap->text);
  g_free (gap);
}

gboolean
zxd_gaps_list (ZxdDb *db, const ZxdAnswersSpan *span, int limit, GPtrArray *gaps, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT q.question_id, q.contact_id, q.at_ms, m.text FROM asked q JOIN message m ON m.id = "
      "q.question_id JOIN contact c ON c.id = q.contact_id WHERE q.at_ms >= ? AND q.at_ms < ? AND "
      "m.text <> '' AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.question_id = q.question_id "
      "AND v.kind <> 'down') AND %s ORDER BY q.at_ms DESC, q.id DESC LIMIT ?",
      zxd_rights_contact_predicate (db, span->rights, "c"));
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  ZxdStep step;
  int place = 3;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, span->from_ms);
  zxd_stmt_bind_int (stmt, 2, span->to_ms);
  zxd_rights_contact_bind (stmt, &place, span->rights);
  zxd_stmt_bind_int (stmt, place, limit);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    ZxdGap *gap = g_new (ZxdGap, 1);

    *gap = (ZxdGap){zxd_stmt_int (stmt, 0), zxd_stmt_int (stmt, 1), zxd_stmt_int (stmt, 2),
                    g_strdup (zxd_stmt_text (stmt, 3))};
    g_ptr_array_add (gaps, gap);
  }
  return step == ZXD_STEP_DONE;
}
