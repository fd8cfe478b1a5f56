/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row that agents edit: from JSON to the database, and what differs. */
#include "zxd-row.h"

#include "zx-json.h"
#include "zxd-field.h"

#include <string.h>

enum { MOST_TEXT = 200, MOST_LONG = 4000, MOST_LANG = 35, MOST_WORDS = 100 };

void
zxd_row_clear (ZxdRow *row)
{
  for (guint i = 0; i < ZXD_MOST_COLUMNS; i++) {
    g_clear_pointer (&row->was[i], g_free);
    g_clear_pointer (&row->now[i], g_free);
  }
}

static guint
place_of (const ZxdRow *row, const char *name)
{
  for (guint i = 0; i < row->n_columns; i++)
    if (g_str_equal (row->columns[i].name, name))
      return i;
  g_assert_not_reached ();
}

const char *
zxd_row_get (const ZxdRow *row, const char *name)
{
  return row->now[place_of (row, name)];
}

static void
take (ZxdRow *row, guint place, char *value)
{
  g_free (row->now[place]);
  row->now[place] = value;
}

void
zxd_row_set (ZxdRow *row, const char *name, const char *value)
{
  take (row, place_of (row, name), g_strdup (value));
}

static gboolean
differs (const ZxdRow *row, guint place)
{
  return g_strcmp0 (row->was[place], row->now[place]) != 0;
}

gboolean
zxd_row_is_changed (const ZxdRow *row)
{
  for (guint i = 0; i < row->n_columns; i++)
    if (differs (row, i))
      return TRUE;
  return FALSE;
}

/* ---- from the database */

/* "a, b, c", each with @suffix. */
static char *
column_names (const ZxdRow *row, const char *suffix)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < row->n_columns; i++)
    g_string_append_printf (names, "%s%s%s", i > 0 ? ", " : "", row->columns[i].name, suffix);
  return g_string_free (names, FALSE);
}

gboolean
zxd_row_load (ZxdRow *row, ZxdDb *db, gint64 id, gint64 customer_id, GError **error)
{
  g_autofree char *names = column_names (row, "");
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE id = ?%s", names, row->table,
                                          customer_id != 0 ? " AND customer_id = ?" : "");
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (customer_id != 0)
    zxd_stmt_bind_int (stmt, 2, customer_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_DONE)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such %s; read the customer again.",
                     row->table);
  if (step == ZXD_STEP_FAILED)
    return FALSE;
  zxd_row_clear (row);
  for (guint i = 0; i < row->n_columns; i++) {
    row->was[i] = g_strdup (zxd_stmt_text (stmt, (int) i));
    row->now[i] = g_strdup (row->was[i]);
  }
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* ---- from JSON: each gives the value (owned), null for an empty one; or FALSE with @error, and
 * in @why one word for it when it is not `malformed` */

static gboolean
read_lang (const ZxdColumn *column, const char *text, char **value, GError **error)
{
  gsize length = text != NULL ? strlen (text) : MOST_LANG + 1;

  if (length > MOST_LANG || strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-") != length)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” must be a language tag such as zh-Hans.",
                     column->name);
  *value = length > 0 ? g_strdup (text) : NULL;
  return TRUE;
}

/* What row @id of @table is called: owned, null when there is none. */
static gboolean
read_name (ZxdDb *db, const char *table, const char *id, char **name, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM %s WHERE id = ?", table);
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  ZxdStep step;

  *name = NULL;
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, g_ascii_strtoll (id, NULL, 10));
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    *name = g_strdup (zxd_stmt_text (stmt, 0));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static gboolean
read_reference (const ZxdColumn *column,
                ZxdDb *db,
                JsonObject *body,
                char **value,
                const char **why,
                GError **error)
{
  gint64 id = zx_json_id (body, column->name);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autofree char *name = NULL;

  if (id != 0 && !read_name (db, column->of, text, &name, error))
    return FALSE;
  if (name == NULL)
    *why = "unknown";
  if (name == NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” names nothing that is there.", column->name);
  *value = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_bool (const ZxdColumn *column, JsonNode *node, char **value, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” must be true or false.", column->name);
  *value = g_strdup (json_node_get_boolean (node) ? "1" : "0");
  return TRUE;
}

static gboolean
read_value (const ZxdColumn *column,
            ZxdDb *db,
            JsonObject *body,
            char **value,
            const char **why,
            GError **error)
{
  const char *name = column->name, *text = zx_json_string (body, name);
  gboolean is_long = column->kind == ZXD_COLUMN_LONG;

  switch (column->kind) {
  case ZXD_COLUMN_LANG:
    return read_lang (column, text, value, error);
  case ZXD_COLUMN_DAY:
    return zxd_field_day (name, text, value, why, error);
  case ZXD_COLUMN_WORDS:
    return zxd_field_words (name, zx_json_array (body, name), ",", MOST_WORDS, value, why, error);
  case ZXD_COLUMN_CHOICE:
    return zxd_field_choice (name, text, column->of, value, why, error);
  case ZXD_COLUMN_BOOL:
    return read_bool (column, json_object_get_member (body, name), value, error);
  case ZXD_COLUMN_REF:
    return read_reference (column, db, body, value, why, error);
  case ZXD_COLUMN_TEXT:
  case ZXD_COLUMN_LONG:
  case ZXD_COLUMN_JSON:
  case ZXD_COLUMN_OURS:
  default:
    return zxd_field_text (name, text, is_long ? MOST_LONG : MOST_TEXT, is_long, value, why, error);
  }
}

/* Names the field and what is wrong with it, for who shows it there. */
gboolean
zxd_row_refuse (ZxdRefusal *refusal, const char *field, const char *why)
{
  GString *members = zxd_refusal_set (refusal, "bad-field");

  zx_json_add_string (members, "field", field);
  zx_json_add_string (members, "why", why);
  return FALSE;
}

static gboolean
read_column (ZxdRow *row,
             guint place,
             ZxdDb *db,
             JsonObject *body,
             ZxdRefusal *refusal,
             GError **error)
{
  const ZxdColumn *column = &row->columns[place];
  const char *why = "malformed";
  char *value = NULL;

  if (column->kind >= ZXD_COLUMN_JSON || !json_object_has_member (body, column->name))
    return TRUE;
  if (!json_object_get_null_member (body, column->name) &&
      !read_value (column, db, body, &value, &why, error))
    return zxd_row_refuse (refusal, column->name, why);
  take (row, place, value);
  return TRUE;
}

gboolean
zxd_row_read (ZxdRow *row, ZxdDb *db, JsonObject *body, ZxdRefusal *refusal, GError **error)
{
  for (guint i = 0; i < row->n_columns; i++) {
    const ZxdColumn *column = &row->columns[i];

    if (!read_column (row, i, db, body, refusal, error))
      return FALSE;
    if (column->is_needed && row->now[i] == NULL) {
      zxd_row_refuse (refusal, column->name, "missing");
      return zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” is needed.", column->name);
    }
  }
  return TRUE;
}

/* ---- to the database. Numbers are bound as text too: both databases take them for what they are.
 */

static void
bind_values (const ZxdRow *row, ZxdStmt *stmt)
{
  for (guint i = 0; i < row->n_columns; i++)
    zxd_stmt_bind_text (stmt, (int) i + 1, row->now[i]);
}

gboolean
zxd_row_insert (const ZxdRow *row,
                ZxdDb *db,
                gint64 customer_id,
                gint64 rev,
                gint64 *id,
                GError **error)
{
  g_autofree char *names = column_names (row, "");
  g_autoptr (GString) sql = g_string_new (NULL);
  int place = (int) row->n_columns + 1;
  ZxdStmt *stmt;

  g_string_printf (sql, "INSERT INTO %s (%s, customer_id%s) VALUES (", row->table, names,
                   rev != 0 ? ", rev" : "");
  for (guint i = 0; i < row->n_columns; i++)
    g_string_append (sql, "?, ");
  g_string_append_printf (sql, "%s) RETURNING id", rev != 0 ? "?, ?" : "?");
  stmt = zxd_db_prepare (db, g_intern_string (sql->str), error);
  if (stmt == NULL)
    return FALSE;
  bind_values (row, stmt);
  zxd_stmt_bind_int (stmt, place++, customer_id);
  if (rev != 0)
    zxd_stmt_bind_int (stmt, place++, rev);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *id = zxd_stmt_int (stmt, 0);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_row_update (const ZxdRow *row, ZxdDb *db, gint64 id, gint64 rev, GError **error)
{
  g_autofree char *names = column_names (row, " = ?");
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET %s%s WHERE id = ?", row->table, names,
                                          rev != 0 ? ", rev = ?" : "");
  ZxdStmt *stmt = zxd_db_prepare (db, g_intern_string (sql), error);
  int place = (int) row->n_columns + 1;

  if (stmt == NULL)
    return FALSE;
  bind_values (row, stmt);
  if (rev != 0)
    zxd_stmt_bind_int (stmt, place++, rev);
  zxd_stmt_bind_int (stmt, place, id);
  return zxd_stmt_run (stmt, error);
}

/* ---- for the audit trail */

static gboolean
add_value (ZxdDb *db, const ZxdColumn *column, const char *value, GString *json, GError **error)
{
  g_autofree char *name = NULL;

  if (value == NULL) {
    zx_json_add_raw (json, column->name, "null");
    return TRUE;
  }
  switch (column->kind) {
  case ZXD_COLUMN_LONG:
    zx_json_add_bool (json, column->name, TRUE);
    return TRUE;
  case ZXD_COLUMN_BOOL:
    zx_json_add_bool (json, column->name, *value == '1');
    return TRUE;
  case ZXD_COLUMN_JSON:
    zx_json_add_raw (json, column->name, value);
    return TRUE;
  case ZXD_COLUMN_REF:
    if (!read_name (db, column->of, value, &name, error))
      return FALSE;
    zx_json_add_string (json, column->name, name != NULL ? name : value);
    return TRUE;
  default:
    zx_json_add_string (json, column->name, value);
    return TRUE;
  }
}

static gboolean
add_side (const ZxdRow *row,
          ZxdDb *db,
          const char *name,
          char *const *values,
          GString *json,
          GError **error)
{
  zx_json_add_raw (json, name, "{");
  for (guint i = 0; i < row->n_columns; i++) {
    if (row->columns[i].kind != ZXD_COLUMN_OURS && differs (row, i) &&
        !add_value (db, &row->columns[i], values[i], json, error))
      return FALSE;
  }
  g_string_append_c (json, '}');
  return TRUE;
}

gboolean
zxd_row_add_difference (const ZxdRow *row,
                        ZxdDb *db,
                        gboolean is_new,
                        gboolean is_gone,
                        GString *json,
                        GError **error)
{
  return (is_new || add_side (row, db, "was", row->was, json, error)) &&
         (is_gone || add_side (row, db, "now", row->now, json, error));
}
