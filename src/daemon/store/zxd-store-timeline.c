/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has been with a customer: contacts over every channel, notes and changes, newest first. */
#include "zxd-store-customer.h"

#include "zx-json.h"
#include "zx-line.h"

#include <stdio.h>
#include <string.h>

/* A line of the list: what the customer first said, at most so many characters. */
enum { SUBJECT_CHARACTERS = 80 };

static void
add_subject (GString *json, const char *text)
{
  g_autofree char *line = zx_one_line (text, SUBJECT_CHARACTERS);

  if (text != NULL)
    zx_json_add_string (json, "subject", line);
}

static void
add_past (ZxdStmt *stmt, GString *json)
{
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
  zx_json_add_int (json, "rev", zxd_stmt_int (stmt, 1));
  zx_json_add_string (json, "channel", zxd_stmt_text (stmt, 2));
  zx_json_add_string (json, "state", zxd_stmt_text (stmt, 3));
  zx_json_add_time (json, "created_at", zxd_stmt_int (stmt, 4));
  zx_json_add_time (json, "closed_at", zxd_stmt_int (stmt, 5));
  zx_json_add_string (json, "agent_name", zxd_stmt_text (stmt, 6));
  add_subject (json, zxd_stmt_text (stmt, 7));
  zx_json_add_string (json, "summary", zxd_stmt_text (stmt, 8));
  zx_json_add_string (json, "person_name", zxd_stmt_text (stmt, 9));
  zx_json_add_id (json, "person_id", zxd_stmt_int (stmt, 10));
  zx_json_add_string (json, "product", zxd_stmt_text (stmt, 11));
  zx_json_add_string (json, "version", zxd_stmt_text (stmt, 12));
}

/* What add_past() reads; colleagues' and strangers' contacts are told apart by a predicate. */
#define PAST_COLUMNS                                                                               \
  "c.id, c.rev, c.channel, c.state, c.created_at_ms, c.closed_at_ms, a.name, "                     \
  "(SELECT m.text FROM message m WHERE m.contact_id = c.id AND m.author = 'customer' "             \
  "ORDER BY m.id LIMIT 1), c.summary, coalesce (nullif (p.name, ''), c.name), c.person_id, "       \
  "c.product, c.version"
#define PAST_TABLES                                                                                \
  "contact c LEFT JOIN agent a ON a.id = c.agent_id LEFT JOIN person p ON p.id = c.person_id"

/* What a colleague did for this customer is shown, in the organisations in sight. */
static ZxRights
anybodys (const ZxRights *rights)
{
  ZxRights all = *rights;

  all.role = ZX_ROLE_LEAD;
  return all;
}

static ZxdStmt *
history_of (ZxdDb *db, const ZxRights *rights, gint64 id, gint64 after, int most, GError **error)
{
  ZxRights all = anybodys (rights);
  g_autofree char *sql = NULL;
  ZxdStmt *stmt;
  int place = 1;

  sql = g_strdup_printf (
      "SELECT " PAST_COLUMNS " FROM " PAST_TABLES " "
      "WHERE c.customer_id = ? AND %s AND (CAST (? AS BIGINT) = 0 OR (c.created_at_ms, c.id) < "
      "(SELECT l.created_at_ms, l.id FROM contact l WHERE l.id = ?)) "
      "ORDER BY c.created_at_ms DESC, c.id DESC LIMIT ?",
      zxd_rights_predicate (db, &all, "c.org_id", "c.agent_id"));
  stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, place++, id);
  zxd_rights_bind (stmt, &place, &all);
  zxd_stmt_bind_int (stmt, place++, after);
  zxd_stmt_bind_int (stmt, place++, after);
  zxd_stmt_bind_int (stmt, place++, most + 1);
  return stmt;
}

gboolean
zxd_customer_add_history (ZxdDb *db,
                          gint64 id,
                          const ZxRights *rights,
                          gint64 after,
                          int most,
                          gint64 as_of,
                          GString *json,
                          GError **error)
{
  ZxdStmt *stmt = history_of (db, rights, id, after, most, error);
  gint64 last = 0, next = 0;
  int count = 0;
  ZxdStep step = ZXD_STEP_FAILED;

  g_string_append (json, "{\"items\":[");
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    if (count++ == most) {
      next = last;
      continue;
    }
    g_string_append (json, count > 1 ? ",{" : "{");
    add_past (stmt, json);
    g_string_append_c (json, '}');
    last = zxd_stmt_int (stmt, 0);
  }
  g_string_append_c (json, ']');
  zx_json_add_id (json, "next", next);
  zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
  return step == ZXD_STEP_DONE;
}

/* ---- the timeline: three sources, each in its own order; a place in it is (time, source, id) */

enum { SOURCE_CHANGE = 1, SOURCE_NOTE, SOURCE_CONTACT };

typedef struct {
  gint64 at_ms, id;
  int source;
  char *json; /* owned */
} Item;

static void
item_clear (gpointer data)
{
  g_free (((Item *) data)->json);
}

/* Newest first. */
static int
compare_items (gconstpointer a, gconstpointer b)
{
  const Item *left = a, *right = b;

  if (left->at_ms != right->at_ms)
    return left->at_ms > right->at_ms ? -1 : 1;
  if (left->source != right->source)
    return right->source - left->source;
  return left->id > right->id ? -1 : left->id < right->id;
}

static gboolean
parse_place (const char *text, Item *place)
{
  long long at_ms, id;
  char end;

  *place = (Item){.at_ms = G_MAXINT64, .source = SOURCE_CONTACT + 1};
  if (text == NULL)
    return TRUE;
  if (strlen (text) > 48 || sscanf (text, "%lld-%d-%lld%c", &at_ms, &place->source, &id, &end) != 3)
    return FALSE;
  place->at_ms = at_ms;
  place->id = id;
  return at_ms >= 0 && id > 0;
}

/* Items of @source older than @after: (time, id) below these two. */
static void
bind_after (ZxdStmt *stmt, int *place, int source, const Item *after)
{
  gint64 id = after->id;

  if (source != after->source)
    id = source < after->source ? G_MAXINT64 : 0;
  zxd_stmt_bind_int (stmt, (*place)++, after->at_ms);
  zxd_stmt_bind_int (stmt, (*place)++, id);
}

static void
add_contact_item (ZxdStmt *stmt, GString *json)
{
  zx_json_add_string (json, "kind", "contact");
  zx_json_add_time (json, "at", zxd_stmt_int (stmt, 4));
  zx_json_add_raw (json, "contact", "{");
  add_past (stmt, json);
  g_string_append_c (json, '}');
}

static void
add_note_item (ZxdStmt *stmt, GString *json)
{
  zx_json_add_string (json, "kind", "note");
  zx_json_add_time (json, "at", zxd_stmt_int (stmt, 4));
  zx_json_add_id (json, "id", zxd_stmt_int (stmt, 0));
  zx_json_add_id (json, "by_id", zxd_stmt_int (stmt, 1));
  zx_json_add_string (json, "by", zxd_stmt_text (stmt, 2));
  zx_json_add_string (json, "text", zxd_stmt_text (stmt, 3));
}

static void
add_change_item (ZxdStmt *stmt, GString *json)
{
  const char *detail = zxd_stmt_text (stmt, 3);

  zx_json_add_string (json, "kind", "change");
  zx_json_add_time (json, "at", zxd_stmt_int (stmt, 4));
  zx_json_add_string (json, "by", zxd_stmt_text (stmt, 1));
  zx_json_add_string (json, "action", zxd_stmt_text (stmt, 2));
  if (detail != NULL && *detail == '{')
    zx_json_add_raw (json, "detail", detail);
}

/* All sources have the id in column 0 and the time in column 4. */
static gboolean
collect (ZxdStmt *stmt,
         int source,
         void (*add) (ZxdStmt *stmt, GString *json),
         GArray *items,
         GError **error)
{
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    GString *json = g_string_new ("{");
    Item item = {zxd_stmt_int (stmt, 4), zxd_stmt_int (stmt, 0), source, NULL};

    add (stmt, json);
    g_string_append_c (json, '}');
    item.json = g_string_free (json, FALSE);
    g_array_append_val (items, item);
  }
  return step == ZXD_STEP_DONE;
}

static ZxdStmt *
contacts_before (ZxdDb *db,
                 const ZxRights *rights,
                 gint64 id,
                 const Item *after,
                 int most,
                 GError **error)
{
  ZxRights all = anybodys (rights);
  g_autofree char *sql = g_strdup_printf (
      "SELECT " PAST_COLUMNS " FROM " PAST_TABLES " WHERE c.customer_id = ? AND %s AND "
      "(c.created_at_ms, c.id) < (?, ?) ORDER BY c.created_at_ms DESC, c.id DESC LIMIT ?",
      zxd_rights_predicate (db, &all, "c.org_id", "c.agent_id"));
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  int place = 1;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, place++, id);
  zxd_rights_bind (stmt, &place, &all);
  bind_after (stmt, &place, SOURCE_CONTACT, after);
  zxd_stmt_bind_int (stmt, place, most);
  return stmt;
}

static ZxdStmt *
others_before (ZxdDb *db, int source, gint64 id, const Item *after, int most, GError **error)
{
  static const char notes[] =
      "SELECT n.id, n.agent_id, a.name, n.text, n.at_ms FROM note n LEFT JOIN agent a ON a.id = "
      "n.agent_id WHERE n.customer_id = ? AND (n.at_ms, n.id) < (?, ?) "
      "ORDER BY n.at_ms DESC, n.id DESC LIMIT ?";
  /* A note that was written stands there itself. */
  static const char changes[] =
      "SELECT u.id, a.name, u.action, u.detail, u.at_ms FROM audit u LEFT JOIN agent a ON a.id = "
      "u.actor_id WHERE u.noun = 'customer' AND u.obj_id = ? AND (u.at_ms, u.id) < (?, ?) "
      "AND u.action <> 'note.add' AND u.action <> 'note.change' "
      "ORDER BY u.at_ms DESC, u.id DESC LIMIT ?";
  ZxdStmt *stmt = zxd_db_prepare (db, source == SOURCE_NOTE ? notes : changes, error);
  int place = 1;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, place++, id);
  bind_after (stmt, &place, source, after);
  zxd_stmt_bind_int (stmt, place, most);
  return stmt;
}

static void
add_page (const GArray *items, int most, gint64 as_of, GString *json)
{
  guint n = MIN (items->len, (guint) most);
  const Item *last = n > 0 ? &g_array_index (items, Item, n - 1) : NULL;
  g_autofree char *next = NULL;

  g_string_append (json, "{\"items\":[");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (json, "%s%s", i > 0 ? "," : "", g_array_index (items, Item, i).json);
  g_string_append_c (json, ']');
  if (items->len > n)
    next = g_strdup_printf ("\"%" G_GINT64_FORMAT "-%d-%" G_GINT64_FORMAT "\"", last->at_ms,
                            last->source, last->id);
  zx_json_add_raw (json, "next", next != NULL ? next : "null");
  zx_json_add_int (json, "as_of", as_of);
  g_string_append_c (json, '}');
}

gboolean
zxd_customer_add_timeline (ZxdDb *db,
                           gint64 id,
                           const ZxRights *rights,
                           const char *after,
                           int most,
                           gint64 as_of,
                           GString *json,
                           GError **error)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  Item place;

  g_array_set_clear_func (items, item_clear);
  if (!parse_place (after, &place))
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“after” must be the “next” of an earlier page.");
  if (!collect (contacts_before (db, rights, id, &place, most + 1, error), SOURCE_CONTACT,
                add_contact_item, items, error) ||
      !collect (others_before (db, SOURCE_NOTE, id, &place, most + 1, error), SOURCE_NOTE,
                add_note_item, items, error) ||
      !collect (others_before (db, SOURCE_CHANGE, id, &place, most + 1, error), SOURCE_CHANGE,
                add_change_item, items, error))
    return FALSE;
  g_array_sort (items, compare_items);
  add_page (items, most, as_of, json);
  return TRUE;
}
