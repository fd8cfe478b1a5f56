/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET customers: the newest page by page, or those that fit what was looked for, best first. */
#include "zxd-customer-list.h"

#include "zxd-finder.h"

enum { MOST_QUERY = 200 }; /* characters */

typedef struct {
  GString *json;
  ZxdCall *call;     /* lent: it lives until it is answered */
  ZxdFinder *finder; /* lent */
  ZxRights *rights;  /* owned */
  ZxdQuery *query;   /* owned, null: the newest */
  gint64 after;
  int limit;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question->json != NULL)
    g_string_free (question->json, TRUE);
  zx_rights_free (question->rights);
  g_clear_pointer (&question->query, zxd_query_free);
  g_free (question);
}

static void
add_item (GString *json, const ZxdCustomerLine *line, const char *match)
{
  g_string_append_printf (json, "%s{%s", json->str[json->len - 1] == '[' ? "" : ",", line->members);
  zx_json_add_raw (json, "match", match);
  g_string_append_c (json, '}');
}

static void
finish (GString *json, gint64 next, gint64 as_of)
{
  g_string_append_c (json, ']');
  zx_json_add_id (json, "next", next);
  zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
}

/* ---- the newest */

static gboolean
read_newest (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Question *question = data;
  g_autoptr (GArray) lines = zxd_customer_lines_new ();
  guint most = (guint) question->limit;

  if (!zxd_customer_list_newest (db, question->rights, question->after, question->limit + 1, lines,
                                 error))
    return FALSE;
  g_string_assign (question->json, "{\"items\":[");
  for (guint i = 0; i < MIN (lines->len, most); i++)
    add_item (question->json, &g_array_index (lines, ZxdCustomerLine, i), "null");
  finish (question->json,
          lines->len > most ? g_array_index (lines, ZxdCustomerLine, most - 1).id : 0, as_of);
  return TRUE;
}

/* ---- those that fit */

/* By id; null when it is out of sight, merged or gone since. */
static const ZxdCustomerLine *
line_of (const GArray *lines, gint64 id)
{
  for (guint i = 0; i < lines->len; i++)
    if (g_array_index (lines, ZxdCustomerLine, i).id == id)
      return &g_array_index (lines, ZxdCustomerLine, i);
  return NULL;
}

static const ZxdFindTexts *
texts_of (const GPtrArray *texts, gint64 id)
{
  for (guint i = 0; i < texts->len; i++)
    if (((const ZxdFindTexts *) g_ptr_array_index (texts, i))->id == id)
      return g_ptr_array_index (texts, i);
  return NULL;
}

static gboolean
read_found (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Question *question = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) lines = zxd_customer_lines_new ();
  g_autoptr (GPtrArray) texts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_find_texts_free);

  zxd_finder_ask (question->finder, question->query, question->rights, (guint) question->limit,
                  ids);
  if (ids->len > 0 && (!zxd_customer_list_of (db, question->rights, ids, lines, error) ||
                       !zxd_customer_list_texts (db, ids, texts, error)))
    return FALSE;
  g_string_assign (question->json, "{\"items\":[");
  for (guint i = 0; i < ids->len; i++) {
    gint64 id = g_array_index (ids, gint64, i);
    const ZxdCustomerLine *line = line_of (lines, id);
    const ZxdFindTexts *parts = texts_of (texts, id);
    g_autoptr (GString) match = g_string_new (NULL);

    if (line == NULL || parts == NULL)
      continue;
    zxd_query_explain (question->query, parts, match);
    add_item (question->json, line, match->str);
  }
  finish (question->json, 0, as_of);
  return TRUE;
}

static void
ready_cb (gpointer data)
{
  Question *question = data;

  zxd_call_read (question->call, read_found, question, question_free);
}

/* The daemon ends, and they have not been read yet. */
static void
ended_cb (gpointer data)
{
  Question *question = data;

  zxd_call_problem (question->call, 503, "unavailable", "The server is stopping; ask again.");
  question_free (question);
}

static void
get_customers (ZxdCall *call, gpointer data)
{
  const char *text = zxd_call_query (call, "q");
  Question *question;
  gint64 after;
  int limit;

  if (!zxd_call_page (call, &limit, &after))
    return;
  if (text != NULL && g_utf8_strlen (text, -1) > MOST_QUERY) {
    zxd_call_problem (call, 400, "bad-data", "q has more than %d characters: look for fewer words.",
                      MOST_QUERY);
    return;
  }
  question = g_new0 (Question, 1);
  question->json = g_string_new (NULL);
  question->call = call;
  question->finder = data;
  question->rights = zx_rights_copy (zxd_call_rights (call));
  question->query = text != NULL ? zxd_query_new (text) : NULL;
  question->after = after;
  question->limit = limit;
  if (question->query == NULL)
    zxd_call_read (call, read_newest, question, question_free);
  else
    zxd_finder_when_ready (question->finder, ready_cb, ended_cb, question);
}

void
zxd_customer_list_register (ZxdServer *server)
{
  zxd_server_add_endpoint (server, "GET", "/api/v1/customers", ZXD_SIGNED_IN, get_customers,
                           zxd_finder_new (server));
}
