/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a thing that is set up, member by member: checked, and kept as it is stored. */
#include "zxd-setup-private.h"

#include "zx-json.h"
#include "zxd-field-work.h"
#include "zxd-field.h"
#include "zxd-row.h"

#include <string.h>

/* What is being read, to be handed from check to check. */
typedef struct {
  ZxdDb *db;
  const ZxdSetupNoun *noun;
  const ZxdSetupColumn *column;
  const ZxRights *rights; /* null: all is permitted */
  JsonNode *node;         /* lent; null: the member is null */
  const ZxdSetupRow *was; /* null: it is new */
  ZxdRefusal *refusal;
} Reading;

void
zxd_setup_row_clear (ZxdSetupRow *row)
{
  for (int i = 0; i < ZXD_SETUP_COLUMNS; i++)
    g_free (row->texts[i]);
  *row = (ZxdSetupRow){0};
}

gboolean
zxd_setup_is_number (ZxdSetupKind kind)
{
  return kind == ZXD_SETUP_NUMBER || kind == ZXD_SETUP_ORG || kind == ZXD_SETUP_REF;
}

gboolean
zxd_refuse_field (ZxdRefusal *refusal,
                  const char *field,
                  const char *why,
                  GError **error,
                  const char *format,
                  ...)
{
  GString *members = zxd_refusal_set (refusal, "bad-field");
  g_autofree char *message = NULL;
  va_list args;

  zx_json_add_string (members, "field", field);
  zx_json_add_string (members, "why", why);
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  return zx_throw (error, ZX_ERROR_BAD_DATA, "%s", message);
}

gboolean
zxd_refuse_taken (ZxdRefusal *refusal, const char *field, GError **error, const char *format, ...)
{
  GString *members = zxd_refusal_set (refusal, "exists");
  g_autofree char *message = NULL;
  va_list args;

  zx_json_add_string (members, "field", field);
  zx_json_add_string (members, "why", "taken");
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  return zx_throw (error, ZX_ERROR_CONFLICT, "%s", message);
}

static gboolean
refuse_missing (const Reading *reading, GError **error)
{
  return zxd_refuse_field (reading->refusal, reading->column->name, "missing", error,
                           "Say the “%s” of %s.", reading->column->name, reading->noun->one);
}

static gboolean
refuse_shape (const Reading *reading, const char *shape, GError **error)
{
  return zxd_refuse_field (reading->refusal, reading->column->name, "malformed", error,
                           "“%s” must be %s.", reading->column->name, shape);
}

/* ---- texts */

static const char *
node_text (JsonNode *node)
{
  const char *text = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_get_string (node);
  return text != NULL && g_utf8_validate (text, -1, NULL) ? text : NULL;
}

static gboolean
refuse_key (const Reading *reading, GError **error)
{
  g_autofree char *shape = g_strdup_printf ("made of the characters %s", reading->column->of);

  return refuse_shape (reading, shape, error);
}

static gboolean
check_text (const Reading *reading, const char *text, char **out, GError **error)
{
  const ZxdSetupColumn *column = reading->column;
  const char *why;
  gboolean is_good;

  if (column->kind == ZXD_SETUP_KEY && strspn (text, column->of) != strlen (text))
    return refuse_key (reading, error);
  switch (column->kind) {
  case ZXD_SETUP_DAY:
    is_good = zxd_field_day (column->name, text, out, &why, error);
    break;
  case ZXD_SETUP_WORD:
    is_good = zxd_field_choice (column->name, text, column->of, out, &why, error);
    break;
  default:
    is_good = zxd_field_text (column->name, text, (int) column->most,
                              column->kind == ZXD_SETUP_LONG, out, &why, error);
    break;
  }
  return is_good || zxd_row_refuse (reading->refusal, column->name, why);
}

static gboolean
take_text (const Reading *reading, char **out, GError **error)
{
  const char *text = reading->node != NULL ? node_text (reading->node) : NULL;
  g_autofree char *plain = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (text == NULL && reading->node != NULL)
    return refuse_shape (reading, "text", error);
  if (*plain == '\0')
    return reading->column->least == 0 || refuse_missing (reading, error);
  return check_text (reading, plain, out, error);
}

/* ["a","b"] is kept as "a,b". */
static gboolean
take_words (const Reading *reading, char **out, GError **error)
{
  const ZxdSetupColumn *column = reading->column;
  JsonNode *node = reading->node;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const char *why;

  if (node != NULL &&
      !zxd_field_words (column->name, array, column->of, (guint) column->most, out, &why, error))
    return zxd_row_refuse (reading->refusal, column->name, why);
  if (*out == NULL && column->usual != NULL)
    *out = g_strdup ("");
  return TRUE;
}

static gboolean
take_skills (const Reading *reading, char **out, GError **error)
{
  const char *why;

  return zxd_field_skills (reading->column->name, reading->node, out, &why, error) ||
         zxd_row_refuse (reading->refusal, reading->column->name, why);
}

/* ---- numbers and references */

static gboolean
take_number (const Reading *reading, gint64 *number, gboolean *has, GError **error)
{
  const ZxdSetupColumn *column = reading->column;
  g_autofree char *shape = g_strdup_printf (
      "a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, column->least, column->most);

  *has = reading->node != NULL;
  if (!*has)
    return column->usual == NULL || refuse_missing (reading, error);
  if (!JSON_NODE_HOLDS_VALUE (reading->node) ||
      json_node_get_value_type (reading->node) != G_TYPE_INT64)
    return refuse_shape (reading, shape, error);
  *number = json_node_get_int (reading->node);
  return (*number >= column->least && *number <= column->most) ||
         refuse_shape (reading, shape, error);
}

/* What ids may lead to: an organisation's things only where that one is in sight. */
static const struct {
  const char *table, *sql;
} targets[] = {
    {"org", "SELECT id FROM org WHERE id = ?"},
    {"agent", "SELECT org_id FROM agent WHERE id = ?"},
    {"agent_group", "SELECT org_id FROM agent_group WHERE id = ?"},
    {"calendar", "SELECT org_id FROM calendar WHERE id = ?"},
    {"channel", "SELECT org_id FROM channel WHERE id = ?"},
    {"catalog_product", "SELECT 0 FROM catalog_product WHERE id = ?"},
};

static gboolean
find_target (ZxdDb *db,
             const char *table,
             gint64 id,
             gboolean *is_there,
             gint64 *org_id,
             GError **error)
{
  const char *sql = NULL;
  ZxdStmt *stmt;
  ZxdStep step;

  for (gsize i = 0; sql == NULL && i < G_N_ELEMENTS (targets); i++)
    if (g_str_equal (targets[i].table, table))
      sql = targets[i].sql;
  g_return_val_if_fail (sql != NULL, FALSE);
  stmt = zxd_db_prepare (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  step = zxd_stmt_step (stmt, error);
  *is_there = step == ZXD_STEP_ROW;
  *org_id = *is_there ? zxd_stmt_int (stmt, 0) : 0;
  if (*is_there)
    zxd_stmt_reset (stmt);
  return step != ZXD_STEP_FAILED;
}

/* Out of sight is as good as not there. */
static gboolean
check_target (const Reading *reading, gint64 id, GError **error)
{
  const ZxdSetupColumn *column = reading->column;
  gboolean is_there = FALSE;
  gint64 org_id = 0;

  if (id != 0 && !find_target (reading->db, column->of, id, &is_there, &org_id, error))
    return FALSE;
  /* Office hours are used by those below, too. */
  if (is_there && org_id != 0 && reading->rights != NULL)
    is_there = g_str_equal (column->of, "calendar")
                   ? zx_rights_sees (reading->rights, &(ZxAudience){ZX_AUDIENCE_BELOW, org_id})
                   : zx_rights_sees_org (reading->rights, org_id);
  return is_there || zxd_refuse_field (reading->refusal, column->name, "unknown", error,
                                       "“%s” names something that is not there (or not in your "
                                       "organisations): choose another.",
                                       column->name);
}

static gint64
node_id (JsonNode *node)
{
  const char *text = node_text (node);
  gint64 id;

  return text != NULL && zx_id_parse (text, &id) ? id : 0;
}

static gboolean
take_ref (const Reading *reading, gint64 was, gint64 *id, GError **error)
{
  *id = reading->node != NULL ? node_id (reading->node) : 0;
  if (reading->node == NULL)
    return reading->column->least == 0 || refuse_missing (reading, error);
  return (was != 0 && *id == was) || check_target (reading, *id, error);
}

/* @list is "[1,2]", as stored. */
static gboolean
list_has (const char *list, gint64 id)
{
  g_autofree char *middle = g_strdup_printf (",%" G_GINT64_FORMAT ",", id);
  g_autofree char *all = list != NULL ? g_strdup (list) : NULL;

  if (all == NULL || strlen (all) < 3)
    return FALSE;
  all[0] = all[strlen (all) - 1] = ',';
  return strstr (all, middle) != NULL;
}

static gboolean
take_refs (const Reading *reading, const char *was, char **out, GError **error)
{
  JsonArray *array = reading->node != NULL && JSON_NODE_HOLDS_ARRAY (reading->node)
                         ? json_node_get_array (reading->node)
                         : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GString) all = g_string_new ("[");

  if ((array == NULL && reading->node != NULL) || n > reading->column->most)
    return refuse_shape (reading, "a list of ids", error);
  for (guint i = 0; i < n; i++) {
    gint64 id = node_id (json_array_get_element (array, i));

    if (!list_has (was, id) && !check_target (reading, id, error))
      return FALSE;
    if (all->len > 1)
      g_string_append_c (all, ',');
    g_string_append_printf (all, "%" G_GINT64_FORMAT, id);
  }
  g_string_append_c (all, ']');
  *out = g_string_free (g_steal_pointer (&all), FALSE);
  return TRUE;
}

/* ---- a whole row */

static gboolean
take_column (const Reading *reading, int place, ZxdSetupRow *row, GError **error)
{
  const ZxdSetupRow *was = reading->was;

  switch (reading->column->kind) {
  case ZXD_SETUP_NUMBER:
    return take_number (reading, &row->numbers[place], &row->has[place], error);
  case ZXD_SETUP_ORG:
  case ZXD_SETUP_REF:
    return take_ref (reading, was != NULL ? was->numbers[place] : 0, &row->numbers[place], error);
  case ZXD_SETUP_REFS:
    return take_refs (reading, was != NULL ? was->texts[place] : NULL, &row->texts[place], error);
  case ZXD_SETUP_WORDS:
    return take_words (reading, &row->texts[place], error);
  case ZXD_SETUP_SKILLS:
    return take_skills (reading, &row->texts[place], error);
  default:
    return take_text (reading, &row->texts[place], error);
  }
}

static void
keep_column (const ZxdSetupRow *was, int place, ZxdSetupRow *row)
{
  row->texts[place] = g_strdup (was->texts[place]);
  row->numbers[place] = was->numbers[place];
  row->has[place] = was->has[place];
}

/* What stands for a member that nobody gave. */
static gboolean
take_usual (const Reading *reading, int place, ZxdSetupRow *row, GError **error)
{
  const ZxdSetupColumn *column = reading->column;

  if (column->kind == ZXD_SETUP_ORG && reading->rights != NULL) {
    row->numbers[place] = reading->rights->org_id;
    return TRUE;
  }
  if (column->usual == NULL)
    return take_column (reading, place, row, error);
  if (column->kind == ZXD_SETUP_NUMBER) {
    row->numbers[place] = g_ascii_strtoll (column->usual, NULL, 10);
    row->has[place] = TRUE;
  } else {
    row->texts[place] = g_strdup (column->usual);
  }
  return TRUE;
}

static gboolean
is_same (const ZxdSetupRow *a, const ZxdSetupRow *b, int place)
{
  return g_strcmp0 (a->texts[place], b->texts[place]) == 0 &&
         a->numbers[place] == b->numbers[place];
}

gboolean
zxd_setup_take (ZxdDb *db,
                const ZxdSetupNoun *noun,
                const ZxRights *rights,
                JsonObject *values,
                const ZxdSetupRow *was,
                ZxdSetupRow *row,
                ZxdRefusal *refusal,
                GError **error)
{
  Reading reading = {.db = db, .noun = noun, .rights = rights, .was = was, .refusal = refusal};

  for (int i = 0; i < ZXD_SETUP_COLUMNS && noun->columns[i].name != NULL; i++) {
    JsonNode *node = json_object_get_member (values, noun->columns[i].name);
    gboolean is_good = TRUE;

    reading.column = &noun->columns[i];
    reading.node = node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
    if (node != NULL)
      is_good = take_column (&reading, i, row, error);
    else if (was != NULL)
      keep_column (was, i, row);
    else
      is_good = take_usual (&reading, i, row, error);
    if (!is_good)
      return FALSE;
    if (was != NULL && reading.column->is_fixed && !is_same (was, row, i))
      return zxd_refuse_field (refusal, reading.column->name, "fixed", error,
                               "“%s” stays as it was when it was added; add another instead.",
                               reading.column->name);
  }
  return noun->check == NULL || noun->check (row->texts, refusal, error);
}

/* ---- out again */

static void
add_list (GString *json, const char *name, const char *text, const char *separator)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", separator, -1);
  g_autoptr (GString) list = g_string_new ("[");

  for (char **part = parts; *part != NULL; part++) {
    if (*g_strstrip (*part) == '\0')
      continue;
    if (list->len > 1)
      g_string_append_c (list, ',');
    zx_json_quote (list, *part, -1);
  }
  g_string_append_c (list, ']');
  zx_json_add_raw (json, name, list->str);
}

void
zxd_setup_add_member (GString *json, const ZxdSetupNoun *noun, int place, const ZxdSetupRow *row)
{
  const ZxdSetupColumn *column = &noun->columns[place];
  const char *text = row->texts[place];

  if (column->kind == ZXD_SETUP_ORG || column->kind == ZXD_SETUP_REF) {
    zx_json_add_id (json, column->name, row->numbers[place]);
  } else if (column->kind == ZXD_SETUP_REFS) {
    g_autofree char *ids =
        g_strndup (text != NULL ? text + 1 : "", text != NULL ? strlen (text) - 2 : 0);

    add_list (json, column->name, ids, ",");
  } else if (column->kind == ZXD_SETUP_WORDS) {
    add_list (json, column->name, text, column->of);
  } else if (column->kind == ZXD_SETUP_SKILLS) {
    zx_json_add_raw (json, column->name, text);
  } else if (column->kind == ZXD_SETUP_NUMBER && row->has[place]) {
    zx_json_add_int (json, column->name, row->numbers[place]);
  } else if (column->kind != ZXD_SETUP_NUMBER && text != NULL) {
    zx_json_add_string (json, column->name, text);
  } else {
    zx_json_add_raw (json, column->name, "null");
  }
}
