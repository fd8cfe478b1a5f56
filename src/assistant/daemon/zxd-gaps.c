/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET gaps: what customers ask and no article answers, like questions together: the list from which
 * authors write. */
#include "zxd-gaps.h"

#include "zx-search-group.h"
#include "zxd-answer-figures.h"

#include <string.h>

enum { MOST_GROUPS = 200, MOST_QUESTIONS = 20 };

/* Questions that are like each other, newest first. */
typedef struct {
  GPtrArray *gaps; /* owned, lent ZxdGap */
} Group;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_ptr_array_unref (group->gaps);
  g_free (group);
}

static const ZxdGap *
gap_of (const Group *group, guint place)
{
  return group->gaps->pdata[place];
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *x = *(Group *const *) a, *y = *(Group *const *) b;
  const ZxdGap *left = gap_of (x, 0), *right = gap_of (y, 0);

  if (x->gaps->len != y->gaps->len)
    return x->gaps->len > y->gaps->len ? -1 : 1;
  if (left->at_ms != right->at_ms)
    return left->at_ms > right->at_ms ? -1 : 1;
  return left->message_id > right->message_id ? -1 : 1;
}

/* The most frequent first. @gaps must stay. */
static GPtrArray *
group (const GPtrArray *gaps)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  g_autofree const char **texts = g_new0 (const char *, gaps->len + 1);
  g_autofree guint *firsts = g_new (guint, gaps->len + 1);
  g_autofree Group **by_first = g_new0 (Group *, gaps->len + 1);

  for (guint i = 0; i < gaps->len; i++)
    texts[i] = ((ZxdGap *) gaps->pdata[i])->text;
  zx_search_group (texts, gaps->len, firsts);
  for (guint i = 0; i < gaps->len; i++) {
    Group **place = &by_first[firsts[i]];

    if (*place == NULL) {
      *place = g_new (Group, 1);
      (*place)->gaps = g_ptr_array_new ();
      g_ptr_array_add (groups, *place);
    }
    g_ptr_array_add ((*place)->gaps, gaps->pdata[i]);
  }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

/* ---- as JSON */

static void
add_group (GString *json, const Group *group)
{
  g_autoptr (GString) questions = g_string_new ("[");

  for (guint i = 0; i < MIN (group->gaps->len, MOST_QUESTIONS); i++) {
    const ZxdGap *gap = gap_of (group, i);

    g_string_append (questions, i > 0 ? ",{" : "{");
    zx_json_add_id (questions, "contact_id", gap->contact_id);
    zx_json_add_id (questions, "message_id", gap->message_id);
    zx_json_add_string (questions, "text", gap->text);
    zx_json_add_time (questions, "at", gap->at_ms);
    g_string_append_c (questions, '}');
  }
  g_string_append_c (questions, ']');
  zx_json_add_string (json, "text", gap_of (group, 0)->text);
  zx_json_add_int (json, "count", group->gaps->len);
  zx_json_add_time (json, "last_at", gap_of (group, 0)->at_ms);
  zx_json_add_raw (json, "questions", questions->str);
}

static void
add_groups (GString *json, const GPtrArray *groups, const ZxdAnswersSpan *span, gint64 as_of)
{
  g_string_append (json, "{\"items\":[");
  for (guint i = 0; i < MIN (groups->len, MOST_GROUPS); i++) {
    g_string_append (json, i > 0 ? ",{" : "{");
    add_group (json, groups->pdata[i]);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
  zx_json_add_int (json, "as_of", as_of);
  zx_json_add_time (json, "from", span->from_ms);
  zx_json_add_time (json, "to", span->to_ms);
  g_string_append_c (json, '}');
}

/* ---- as a table */

/* A cell that no spreadsheet takes for a formula: customers wrote it. */
static void
add_cell (GString *csv, const char *text)
{
  g_string_append (csv, strchr ("=+-@\t\r\n", *text) != NULL && *text != '\0' ? "\"'" : "\"");
  for (const char *p = text; *p != '\0'; p++)
    g_string_append (csv, *p == '"' ? "\"\"" : (const char[]){*p, '\0'});
  g_string_append_c (csv, '"');
}

static void
add_day (GString *csv, gint64 at_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at_ms / 1000);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%d %H:%M:%S");

  g_string_append (csv, text);
}

/* A line for each question. It begins with a mark from which spreadsheets see that it is UTF-8. */
static void
add_table (GString *csv, const GPtrArray *groups)
{
  g_string_append (csv, "\xEF\xBB\xBFgroup,count,last_utc,question,asked_utc,contact,message\r\n");
  for (guint i = 0; i < MIN (groups->len, MOST_GROUPS); i++) {
    const Group *group = groups->pdata[i];

    for (guint k = 0; k < MIN (group->gaps->len, MOST_QUESTIONS); k++) {
      const ZxdGap *gap = gap_of (group, k);

      add_cell (csv, gap_of (group, 0)->text);
      g_string_append_printf (csv, ",%u,", group->gaps->len);
      add_day (csv, gap_of (group, 0)->at_ms);
      g_string_append_c (csv, ',');
      add_cell (csv, gap->text);
      g_string_append_c (csv, ',');
      add_day (csv, gap->at_ms);
      g_string_append_printf (csv, ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "\r\n",
                              gap->contact_id, gap->message_id);
    }
  }
}

/* ---- both */

typedef struct {
  ZxdAnswer answer;
  ZxdAnswersSpan span;
  gboolean is_table;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  zxd_answer_clear (&wish->answer);
  g_free (wish);
}

static gboolean
read_gaps (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;
  g_autoptr (GPtrArray) gaps = g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_gap_free);
  g_autoptr (GPtrArray) groups = NULL;
  g_auto (ZxdAnswersSpan) span = {0};

  zxd_answer_wipe (&wish->answer);
  if (!zxd_answers_span_settle (db, &wish->span, &span, error) ||
      !zxd_gaps_list (db, &span, ZX_SEARCH_GROUP_MOST, gaps, error))
    return FALSE;
  groups = group (gaps);
  if (wish->is_table)
    add_table (wish->answer.json, groups);
  else
    add_groups (wish->answer.json, groups, &wish->span, as_of);
  return TRUE;
}

static Wish *
take_wish (ZxdCall *call)
{
  ZxdAnswersSpan span;
  Wish *wish;

  if (!zxd_call_span (call, &span))
    return NULL;
  wish = g_new0 (Wish, 1);
  wish->span = span;
  return wish;
}

static void
get_gaps (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call);

  if (wish != NULL)
    zxd_call_read_answer (call, read_gaps, wish, wish_free);
}

static void
table_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZxdCall *call = user_data;
  g_autoptr (GError) error = NULL;
  Wish *wish = zxd_store_read_finish (result, &error);

  if (wish == NULL) {
    zxd_call_answer_error (call, error);
    return;
  }
  zxd_call_answer_download (call, "text/csv; charset=utf-8", "gaps.csv", wish->answer.json);
  wish_free (wish);
}

static void
get_table (ZxdCall *call, gpointer data)
{
  Wish *wish = take_wish (call);

  if (wish == NULL)
    return;
  wish->is_table = TRUE;
  zxd_store_read (zxd_server_get_store (zxd_call_server (call)), read_gaps, wish, wish_free,
                  table_read_cb, call);
}

void
zxd_gaps_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/gaps", ZXD_LEAD, get_gaps, NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/gaps.csv", ZXD_LEAD, get_table, NULL);
}
