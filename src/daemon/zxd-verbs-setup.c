/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid group|queue|reply|… add|set|remove|list`: whatever stands in the store's table. */
#include "zxd-verb.h"

#include "zx-json.h"
#include "zxd-field-work.h"
#include "zxd-store-org.h"
#include "zxd-store-setup.h"

#include <string.h>

/* What the command line says of one column; which member is used depends on its kind. */
typedef union {
  char *text;   /* owned, null: not said */
  char **texts; /* owned, null: not said */
} Said;

typedef struct {
  const ZxdSetupNoun *noun;
  const char *word; /* lent: what it is called, or its id */
  Said said[ZXD_SETUP_COLUMNS];
  gboolean is_new, may_update;
  gint64 id;
  GString *lines; /* of a list */
} Wish;

static gboolean
takes_many (const ZxdSetupColumn *column)
{
  return column->kind == ZXD_SETUP_REFS || column->kind == ZXD_SETUP_WORDS ||
         column->kind == ZXD_SETUP_SKILLS;
}

/* ---- from words to the members of its JSON; an empty word empties */

static gboolean
add_ref (ZxdDb *db, const ZxdSetupColumn *column, const char *word, GString *json, GError **error)
{
  gint64 id = column->kind == ZXD_SETUP_ORG ? zxd_org_find (db, word, error)
                                            : zxd_setup_find (db, column->of, word, error);

  g_string_append_printf (json, "\"%" G_GINT64_FORMAT "\"", id);
  return id != 0;
}

static gboolean
add_many (ZxdDb *db, const ZxdSetupColumn *column, char **words, GString *json, GError **error)
{
  gboolean is_first = TRUE;

  if (column->kind == ZXD_SETUP_SKILLS) {
    g_autofree char *skills = zxd_field_skills_from_words (words);

    g_string_append (json, skills);
    return TRUE;
  }
  g_string_append_c (json, '[');
  for (char **word = words; *word != NULL; word++) {
    if (**word == '\0')
      continue;
    g_string_append (json, is_first ? "" : ",");
    is_first = FALSE;
    if (column->kind == ZXD_SETUP_WORDS)
      zx_json_quote (json, *word, -1);
    else if (!add_ref (db, column, *word, json, error))
      return FALSE;
  }
  g_string_append_c (json, ']');
  return TRUE;
}

static gboolean
add_one (ZxdDb *db, const ZxdSetupColumn *column, const char *word, GString *json, GError **error)
{
  gint64 number;

  if (*word == '\0') {
    g_string_append (json, "null");
    return TRUE;
  }
  if (column->kind == ZXD_SETUP_ORG || column->kind == ZXD_SETUP_REF)
    return add_ref (db, column, word, json, error);
  if (column->kind == ZXD_SETUP_NUMBER &&
      g_ascii_string_to_signed (word, 10, 0, G_MAXINT, &number, NULL))
    g_string_append_printf (json, "%" G_GINT64_FORMAT, number);
  else
    zx_json_quote (json, word, -1);
  return TRUE;
}

static JsonObject *
read_values (ZxdDb *db, const Wish *wish, GError **error)
{
  const ZxdSetupNoun *noun = wish->noun;
  g_autoptr (GString) json = g_string_new ("{");

  for (int i = 0; i < ZXD_SETUP_COLUMNS && noun->columns[i].name != NULL; i++) {
    const ZxdSetupColumn *column = &noun->columns[i];
    g_autoptr (GString) value = g_string_new (NULL);
    gboolean is_key = g_str_equal (column->name, noun->key);
    gboolean is_good = TRUE;

    if (takes_many (column) && wish->said[i].texts != NULL)
      is_good = add_many (db, column, wish->said[i].texts, value, error);
    else if (!takes_many (column) && wish->said[i].text != NULL)
      is_good = add_one (db, column, wish->said[i].text, value, error);
    else if (is_key && wish->is_new)
      zx_json_quote (value, wish->word, -1);
    else if (column->kind == ZXD_SETUP_ORG && wish->is_new)
      g_string_append_printf (value, "\"%" G_GINT64_FORMAT "\"", zxd_org_find (db, NULL, NULL));
    if (!is_good)
      return NULL;
    if (value->len > 0)
      zx_json_add_raw (json, column->name, value->str);
  }
  g_string_append_c (json, '}');
  return zx_json_parse (json->str, -1, error);
}

/* ---- add, set, remove */

static gboolean
change (ZxdTxn *txn, Wish *wish, GError **error)
{
  g_autoptr (JsonObject) values = NULL;
  g_auto (ZxdRefusal) refusal = {0};
  ZxdActor actor = {0};

  wish->is_new = FALSE;
  values = read_values (zxd_txn_db (txn), wish, error);
  return values != NULL &&
         zxd_setup_change (txn, wish->noun, &actor, wish->id, 0, values, &refusal, error);
}

static gboolean
add (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_autoptr (JsonObject) values = NULL;
  g_auto (ZxdRefusal) refusal = {0};
  ZxdActor actor = {0};
  gboolean again;

  if (wish->may_update) {
    wish->id = zxd_setup_find (zxd_txn_db (txn), wish->noun->table, wish->word, NULL);
    if (wish->id != 0)
      return change (txn, wish, error);
  }
  wish->is_new = TRUE;
  values = read_values (zxd_txn_db (txn), wish, error);
  return values != NULL &&
         zxd_setup_add (txn, wish->noun, &actor, NULL, values, &wish->id, &again, &refusal, error);
}

static gboolean
set (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->id = zxd_setup_find (zxd_txn_db (txn), wish->noun->table, wish->word, error);
  return wish->id != 0 && change (txn, wish, error);
}

static gboolean
remove_one (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  g_auto (ZxdRefusal) refusal = {0};
  ZxdActor actor = {0};

  wish->id = zxd_setup_find (zxd_txn_db (txn), wish->noun->table, wish->word, error);
  return wish->id != 0 && zxd_setup_remove (txn, wish->noun, &actor, wish->id, 0, &refusal, error);
}

static gboolean
run_write (ZxdVerb *verb, Wish *wish, ZxdWriteFunc fn, GError **error)
{
  wish->word = verb->words[0];
  return zxd_verb_open_store (verb, error) && zxd_store_write_sync (verb->store, fn, wish, error);
}

static gboolean
run_add (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  if (!run_write (verb, wish, add, error))
    return FALSE;
  g_print ("%" G_GINT64_FORMAT "\n", wish->id);
  return TRUE;
}

static gboolean
run_set (ZxdVerb *verb, gpointer data, GError **error)
{
  return run_write (verb, data, set, error);
}

static gboolean
run_remove (ZxdVerb *verb, gpointer data, GError **error)
{
  return run_write (verb, data, remove_one, error);
}

/* ---- list: a line each, columns between tabs, the key first */

static void
add_name (ZxdDb *db, const ZxdSetupColumn *column, const char *id, GString *line)
{
  g_autofree char *name = zxd_setup_called (db, column->of, g_ascii_strtoll (id, NULL, 10));

  g_string_append (line, name != NULL ? name : id);
}

static void
add_column (ZxdDb *db, const ZxdSetupColumn *column, JsonObject *item, GString *line)
{
  JsonArray *array = column->kind != ZXD_SETUP_SKILLS ? zx_json_array (item, column->name) : NULL;
  const char *text = zx_json_string (item, column->name);

  if (column->kind == ZXD_SETUP_SKILLS) {
    g_autofree char *kept = zx_json_text (json_object_get_member (item, column->name));
    g_autofree char *words = zxd_field_skills_words (kept);

    g_string_append (line, words);
  }

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    const char *one = zx_json_element_string (array, i);

    g_string_append (line, i > 0 ? "," : "");
    if (column->kind == ZXD_SETUP_REFS)
      add_name (db, column, one, line);
    else
      g_string_append (line, one);
  }
  if (text != NULL && (column->kind == ZXD_SETUP_ORG || column->kind == ZXD_SETUP_REF))
    add_name (db, column, text, line);
  else if (text != NULL)
    g_string_append (line, text);
  else if (column->kind == ZXD_SETUP_NUMBER && zx_json_int (item, column->name, -1) >= 0)
    g_string_append_printf (line, "%" G_GINT64_FORMAT, zx_json_int (item, column->name, -1));
}

static gboolean
read_lines (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Wish *wish = data;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (JsonObject) list = NULL;
  JsonArray *items;

  if (!zxd_setup_list (db, as_of, wish->noun, NULL, G_MAXINT - 1, 0, json, error))
    return FALSE;
  list = zx_json_parse (json->str, -1, error);
  items = list != NULL ? zx_json_array (list, "items") : NULL;
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    g_autoptr (GString) line = g_string_new (NULL);

    for (int c = 0; c < ZXD_SETUP_COLUMNS && wish->noun->columns[c].name != NULL; c++) {
      g_string_append (line, c > 0 ? "\t" : "");
      add_column (db, &wish->noun->columns[c], json_array_get_object_element (items, i), line);
    }
    g_strdelimit (line->str, "\n\r", ' ');
    g_string_append_printf (wish->lines, "%s\n", line->str);
  }
  return items != NULL;
}

static gboolean
run_list (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;
  gboolean went_well;

  wish->lines = g_string_new (NULL);
  went_well = zxd_verb_open_store (verb, error) &&
              zxd_store_read_sync (verb->store, read_lines, wish, error);
  g_print ("%s", wish->lines->str);
  g_string_free (wish->lines, TRUE);
  return went_well;
}

/* ---- the command line */

/* One option a column, as the table says; the names are owned by the entries. */
static GOptionEntry *
make_options (Wish *wish, gboolean is_new)
{
  GOptionEntry *entries = g_new0 (GOptionEntry, ZXD_SETUP_COLUMNS + 2);
  int n = 0;

  for (int i = 0; i < ZXD_SETUP_COLUMNS && wish->noun->columns[i].name != NULL; i++) {
    const ZxdSetupColumn *column = &wish->noun->columns[i];
    gboolean is_key = g_str_equal (column->name, wish->noun->key);

    if (is_new ? is_key : column->is_fixed)
      continue;
    entries[n++] = (GOptionEntry){
        .long_name = g_strdelimit (
            g_strdup (column->option != NULL ? column->option : column->name), "_", '-'),
        .arg = takes_many (column) ? G_OPTION_ARG_STRING_ARRAY : G_OPTION_ARG_STRING,
        .arg_data =
            takes_many (column) ? (gpointer) &wish->said[i].texts : (gpointer) &wish->said[i].text,
        .description = column->help,
        .arg_description = column->value};
  }
  if (is_new)
    entries[n++] = (GOptionEntry){.long_name = g_strdup ("update"),
                                  .arg = G_OPTION_ARG_NONE,
                                  .arg_data = &wish->may_update,
                                  .description = "When it is there already, change what is given"};
  return entries;
}

static void
free_options (GOptionEntry *entries)
{
  for (GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
    g_free ((char *) entry->long_name);
  g_free (entries);
}

static void
wish_clear (Wish *wish)
{
  for (int i = 0; i < ZXD_SETUP_COLUMNS && wish->noun->columns[i].name != NULL; i++) {
    if (takes_many (&wish->noun->columns[i]))
      g_strfreev (wish->said[i].texts);
    else
      g_free (wish->said[i].text);
  }
}

/* "NAME", as the key's column says it. */
static const char *
usage_of (const ZxdSetupNoun *noun)
{
  return noun->columns[zxd_setup_place (noun, noun->key)].value;
}

static gboolean
can (const ZxdSetupNoun *noun, const char *verb)
{
  if (g_str_equal (verb, "add"))
    return (noun->flags & ZXD_SETUP_ADDS) != 0;
  if (g_str_equal (verb, "remove"))
    return (noun->flags & ZXD_SETUP_REMOVES) != 0;
  return g_str_equal (verb, "set") || g_str_equal (verb, "list");
}

char *
zxd_verb_setup_help (const ZxdSetupNoun *noun, const char *verb)
{
  if (!can (noun, verb))
    return NULL;
  if (g_str_equal (verb, "list"))
    return g_strconcat ("list the ", noun->path, NULL);
  return g_strconcat (g_str_equal (verb, "set") ? "change" : verb, " ", noun->one, NULL);
}

int
zxd_verb_setup (const ZxdSetupNoun *noun, const char *verb, int argc, char **argv)
{
  Wish wish = {.noun = noun};
  gboolean is_new = g_str_equal (verb, "add"), is_set = g_str_equal (verb, "set");
  GOptionEntry *options = is_new || is_set ? make_options (&wish, is_new) : NULL;
  g_autofree char *about = NULL, *usage = NULL;
  ZxdVerbKind kind = {.options = options, .words = 1, .data = &wish};
  int code;

  if (is_new) {
    about = g_strdup_printf ("Adds %s and prints its id.", noun->one);
    kind.run = run_add;
  } else if (is_set) {
    about =
        g_strdup_printf ("Changes %s; what is not given stays, an empty text empties.", noun->one);
    kind.run = run_set;
  } else if (g_str_equal (verb, "remove")) {
    about = g_strdup_printf ("Removes %s that nothing uses.", noun->one);
    kind.run = run_remove;
  } else {
    about = g_strdup_printf ("Lists the %s, a line each with tabs between.", noun->path);
    kind.run = run_list;
    kind.words = 0;
  }
  usage = g_strconcat (usage_of (noun), is_new ? "" : "|ID", NULL);
  kind.about = about;
  kind.usage = kind.words > 0 ? usage : NULL;
  code = zxd_verb_run (&kind, argc, argv);
  wish_clear (&wish);
  g_clear_pointer (&options, free_options);
  return code;
}
