/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of the administrator's pages, and what can be told before the server is asked. */
#include "zx-admin-words.h"

#include "zx-brand.h"
#include "zx-closures.h"
#include "zx-skill-list.h"
#include "zx-template.h"

#include <glib/gi18n.h>

#define LEAST_PASSWORD 10

/* --- records --- */

char *
zx_admin_words_title (ZxRecord *record)
{
  const char *title = zx_record_get_title (record), *word = zx_record_get_text (record, "word");
  int tier;

  if (!zx_record_has (record, "name") && zx_enum_from_word (ZX_TYPE_TIER, word, &tier))
    return g_strdup (zx_words_tier (tier));
  return g_strdup (title);
}

static char *
reference_name (ZxClient *client, const char *noun, gint64 id)
{
  ZxRecord *record = client != NULL && id != 0
                         ? zx_records_find (ZX_RECORDS (zx_client_get_records (client, noun)), id)
                         : NULL;

  return g_strdup (record != NULL ? zx_record_get_title (record) : "");
}

/* Few are named, members of a group are counted. */
static char *
references_words (ZxClient *client, const ZxAdminField *field, char **ids)
{
  guint n = g_strv_length (ids);
  g_autoptr (GString) names = g_string_new (NULL);

  if (g_str_equal (field->member, "members"))
    return g_strdup_printf (ngettext ("%u member", "%u members", n), n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name =
        reference_name (client, field->refers, g_ascii_strtoll (ids[i], NULL, 10));

    if (*name != '\0')
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
  }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Null when @word is none of the field's choices. */
static char *
choice_words (const ZxAdminField *field, const char *word)
{
  for (guint i = 0; field != NULL && field->choices != NULL && field->choices[i].label != NULL; i++)
    if (g_strcmp0 (field->choices[i].word, word) == 0) {
      /* "Agent: answers customers" explains itself; under a name the first word will do. */
      g_auto (GStrv) halves = g_strsplit (_ (field->choices[i].label), _ (": "), 2);

      return g_strdup (halves[0]);
    }
  return NULL;
}

char *
zx_admin_words_at_once (const char *json)
{
  g_autoptr (JsonObject) object = zx_json_parse (json, -1, NULL);
  gint64 chats = object != NULL ? zx_json_int (object, "web", 0) : 0;

  return chats > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, chats) : g_strdup ("");
}

/* What is no text on the wire; null: it is. */
static char *
made_words (const ZxAdminField *field, ZxRecord *record)
{
  g_autofree char *json = zx_record_dup_json (record, field->member);

  if (field->kind == ZX_FIELD_ROW_AT_ONCE)
    return zx_admin_words_at_once (json);
  return field->kind == ZX_FIELD_ROW_SKILLS ? zx_skill_words (json) : NULL;
}

char *
zx_admin_words_member (ZxClient *client, ZxRecord *record, const char *member)
{
  const ZxAdminNoun *noun = zx_admin_noun (zx_record_get_noun (record));
  const ZxAdminField *field = noun != NULL ? zx_admin_field (noun, member) : NULL;
  const char *text = zx_record_get_text (record, member);
  char *choice;

  if (field == NULL)
    return zx_record_dup_plain (record, member);
  if (field->kind == ZX_FIELD_ROW_REF)
    return reference_name (client, field->refers, zx_record_get_ref (record, member));
  if (field->kind == ZX_FIELD_ROW_REFS) {
    g_auto (GStrv) ids = zx_record_dup_words (record, member);

    return references_words (client, field, ids);
  }
  choice = made_words (field, record);
  if (choice == NULL)
    choice = choice_words (field, text);
  return choice != NULL ? choice : zx_record_dup_plain (record, member);
}

char *
zx_admin_words_subtitle (ZxClient *client, ZxRecord *record)
{
  const ZxAdminNoun *noun = zx_admin_noun (zx_record_get_noun (record));
  GString *words = g_string_new (NULL);

  for (guint i = 0; noun != NULL && noun->subtitle[i] != NULL; i++) {
    g_autofree char *part = zx_admin_words_member (client, record, noun->subtitle[i]);

    if (*part == '\0')
      continue;
    if (words->len > 0)
      g_string_append (words, " · ");
    if (g_str_equal (noun->subtitle[i], "shortcut"))
      g_string_append_c (words, '/');
    g_string_append (words, part);
  }
  return g_string_free (words, FALSE);
}

/* --- what is wrong --- */

static const struct {
  const char *why, *words;
} refusals[] = {
    {"missing", N_ ("Please fill this in.")},
    {"too-long", N_ ("This is too long. Please shorten it.")},
    {"malformed", N_ ("This is not written as it should be. Please look at the example.")},
    {"unknown", N_ ("This does not exist any more. Please choose something else.")},
    {"taken", N_ ("Something else has this already. Please choose another.")},
    {"too-weak", N_ ("This password is too easy to guess. Please take a longer one.")},
    {"fixed", N_ ("This cannot be changed any more.")},
    {"not-allowed",
     N_ ("You may not choose this. Please choose something within your own rights.")},
};

char *
zx_admin_words_refusal (const char *why, const char *by)
{
  for (guint i = 0; why != NULL && i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].why, why))
      return g_strdup (_ (refusals[i].words));
  return NULL;
}

char *
zx_admin_words_failure (const GError *error)
{
  if (g_error_matches (error, ZX_ERROR, ZX_ERROR_UNAVAILABLE))
    return g_strdup (_ ("There is no connection at the moment. This is loaded as soon as it is "
                        "back."));
  return zx_error_describe (error);
}

static gboolean
is_day (const char *text)
{
  GDate date;
  int year, month, day, end = 0;

  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || text[end] != '\0' ||
      end != 10 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  return TRUE;
}

static gboolean
is_number (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isdigit (*at))
      return FALSE;
  return strlen (text) <= 9;
}

static char *
check_number (const ZxAdminField *field, const char *text)
{
  gint64 number = g_ascii_strtoll (text, NULL, 10);

  if (!is_number (text))
    return g_strdup (_ ("This is not a whole number. Please use digits only."));
  if (field->most == 0 || (number >= field->least && number <= field->most))
    return NULL;
  return g_strdup_printf (_ ("Please take a number from %1$d to %2$d."), field->least, field->most);
}

static gboolean
is_key (const char *text, const char *others)
{
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr (others, *at) == NULL)
      return FALSE;
  return TRUE;
}

static char *
check_origins (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_strstrip (lines[i]);
    g_autoptr (GUri) uri = NULL;

    if (*line == '\0')
      continue;
    uri = g_uri_parse (line, G_URI_FLAGS_NONE, NULL);
    if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
        !(g_str_equal (g_uri_get_scheme (uri), "https") ||
          g_str_equal (g_uri_get_scheme (uri), "http")) ||
        (*g_uri_get_path (uri) != '\0' && !g_str_equal (g_uri_get_path (uri), "/")))
      return g_strdup_printf (_ ("“%s” is not the address of a web site. Please write it like "
                                 "https://www.example.com, without a path."),
                              line);
  }
  return NULL;
}

char *
zx_admin_words_check (const ZxAdminField *field, const char *text)
{
  guint32 colour, on_it;

  if (*text == '\0')
    return field->is_required ? g_strdup (_ ("Please fill this in.")) : NULL;
  switch (field->kind) {
  case ZX_FIELD_ROW_DAY:
    return is_day (text) ? NULL
                         : g_strdup (_ ("This is not a day. Please write it like 2026-03-31."));
  case ZX_FIELD_ROW_NUMBER:
  case ZX_FIELD_ROW_AT_ONCE:
    return check_number (field, text);
  case ZX_FIELD_ROW_COLOUR:
    return zx_brand_parse (text, &colour, &on_it)
               ? NULL
               : g_strdup (_ ("This is not a colour. Please write it like #0b6b5f."));
  case ZX_FIELD_ROW_PASSWORD:
    return g_utf8_strlen (text, -1) >= LEAST_PASSWORD
               ? NULL
               : g_strdup (_ ("This is too short: at least 10 characters, please."));
  case ZX_FIELD_ROW_WORDS:
    return g_str_equal (field->member, "origins") ? check_origins (text) : NULL;
  default:
    if (g_str_equal (field->member, "key") && !is_key (text, "-_"))
      return g_strdup (_ ("Only letters of the English alphabet, digits, - and _ can be used."));
    return NULL;
  }
}

/* --- the brand colour --- */

char *
zx_admin_words_contrast (const char *brand)
{
  guint32 colour, on_it;
  double contrast;

  if (brand == NULL || *brand == '\0')
    return g_strdup (_ ("The usual green of Zuoxi."));
  if (!zx_brand_parse (brand, &colour, &on_it))
    return g_strdup (_ ("This is not a colour. Please write it like #0b6b5f."));
  contrast = zx_colour_contrast (colour, on_it);
  if (contrast < ZX_BRAND_LEAST_CONTRAST)
    return g_strdup_printf (
        _ ("Contrast %.1f:1 is hard to read: it should be at least 4.5:1. Please take a darker "
           "colour, or name dark text too, like #ffd400/#202020."),
        contrast);
  return g_strdup_printf (_ ("Contrast %.1f:1, easy to read."), contrast);
}

/* --- what is pasted and previewed --- */

char *
zx_admin_snippet (const char *server, const char *key)
{
  g_autofree char *escaped = g_markup_escape_text (key != NULL ? key : "", -1);

  return g_strdup_printf ("<script src=\"%s/widget/zuoxi.js\"\n        data-channel=\"%s\" "
                          "defer></script>",
                          server != NULL ? server : "", escaped);
}

static const struct {
  const char *name, *meaning, *example;
} variables[] = {
    {"name", N_ ("the customer’s name"), N_ ("Ms Liu")},
    {"company", N_ ("the customer’s company"), N_ ("Example Ltd")},
    {"agent", N_ ("who answers"), N_ ("Li Na")},
    {"team", N_ ("the channel’s name for visitors"), N_ ("Example Support")},
    {"tier", N_ ("the customer’s tier"), N_ ("VIP")},
    {"product", N_ ("the product that it is about"), N_ ("Accounting")},
    {"version", N_ ("its version"), "12.1"},
};

static const char *
example_of (const char *name, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    if (g_str_equal (variables[i].name, name))
      return _ (variables[i].example);
  return NULL;
}

char *
zx_admin_preview (const char *text)
{
  return zx_template_expand (text, example_of, NULL);
}

char *
zx_admin_words_variables (void)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_string_append_printf (words, "%s{{%s}}  %s", i > 0 ? "\n" : "", variables[i].name,
                            _ (variables[i].meaning));
  return g_string_free (words, FALSE);
}

/* --- the audit trail --- */

static const struct {
  const char *word, *words;
} things[] =
    {
        {"agent", N_ ("Person")},
        {"user", N_ ("Person")},
        {"org", N_ ("Organisation")},
        {"channel", N_ ("Channel")},
        {"group", N_ ("Group")},
        {"queue", N_ ("Contact queue")},
        {"calendar", N_ ("Office hours")},
        {"category", N_ ("Category")},
        {"reply", N_ ("Quick reply")},
        {"catalog-product", N_ ("Product of the catalogue")},
        {"catalog-version", N_ ("Version of the catalogue")},
        {"contract-kind", N_ ("Contract kind")},
        {"tier", N_ ("Tier")},
        {"field", N_ ("Own field")},
        {"customer", N_ ("Customer")},
        {"person", N_ ("Customer’s person")},
        {"identity", N_ ("Identity")},
        {"contract", N_ ("Contract")},
        {"product", N_ ("Customer’s product")},
        {"note", N_ ("Note")},
        {"contact", N_ ("Contact")},
        {"sign-in", N_ ("Sign-in")},
},
  deeds[] = {
      {"add", N_ ("added")},
      {"change", N_ ("changed")},
      {"set", N_ ("changed")},
      {"remove", N_ ("removed")},
      {"delete", N_ ("deleted")},
      {"merge", N_ ("merged")},
      {"merge-undo", N_ ("merge undone")},
      {"undo", N_ ("undone")},
      {"erase", N_ ("erased")},
      {"export", N_ ("exported")},
      {"import", N_ ("imported")},
      {"bind", N_ ("bound to a customer")},
      {"unbind", N_ ("no longer bound")},
      {"transfer", N_ ("passed on")},
      {"consult", N_ ("advice asked for")},
      {"assign", N_ ("assigned")},
      {"withdraw", N_ ("offer taken back")},
      {"take-over", N_ ("taken over")},
      {"key", N_ ("key made")},
      {"key-remove", N_ ("key removed")},
      {"passwd", N_ ("password changed")},
      {"password", N_ ("password changed")},
      {"disable", N_ ("closed")},
      {"enable", N_ ("opened again")},
      {"scope", N_ ("rights changed")},
      {"failed", N_ ("failed")},
};

char *
zx_admin_words_noun (const char *noun)
{
  for (guint i = 0; noun != NULL && i < G_N_ELEMENTS (things); i++)
    if (g_str_equal (things[i].word, noun))
      return g_strdup (_ (things[i].words));
  return g_strdup (noun != NULL ? noun : "");
}

char *
zx_admin_words_action (const char *action)
{
  g_auto (GStrv) halves = g_strsplit (action != NULL ? action : "", ".", 2);
  g_autofree char *thing = zx_admin_words_noun (halves[0]);
  const char *deed = halves[0] != NULL ? halves[1] : NULL;

  for (guint i = 0; deed != NULL && i < G_N_ELEMENTS (deeds); i++)
    if (g_str_equal (deeds[i].word, deed))
      /* translators: %1$s is a thing such as “Group”, %2$s what was done, such as “changed” */
      return g_strdup_printf (_ ("%1$s %2$s"), thing, _ (deeds[i].words));
  return deed == NULL ? g_steal_pointer (&thing) : g_strdup (action);
}

char *
zx_admin_words_deed (ZxClient *client, ZxRecord *deed)
{
  g_autofree char *action = zx_admin_words_action (zx_record_get_text (deed, "action"));
  g_autofree char *id = zx_record_dup_plain (deed, "obj_id"), *name = NULL;
  g_autofree char *detail = zx_record_dup_plain (deed, "detail");
  g_autoptr (JsonObject) json = zx_json_parse (detail, -1, NULL);
  const char *noun = zx_record_get_text (deed, "noun");
  const char *part =
      json != NULL && zx_json_string (json, "part") != NULL ? zx_json_string (json, "title") : NULL;

  if (part != NULL && *part != '\0')
    name = g_strdup (part);
  else if (zx_admin_noun (noun) != NULL)
    name = reference_name (client, noun, zx_record_get_ref (deed, "obj_id"));
  if (name != NULL && *name != '\0')
    /* translators: what was done, such as “Group changed”, and the name of what it was done to */
    return g_strdup_printf (C_ ("deed", "%1$s: %2$s"), action, name);
  return *id != '\0' ? g_strdup_printf ("%s #%s", action, id) : g_steal_pointer (&action);
}

static char *
plain_node (const ZxAdminField *field, JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("—");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING) {
    const char *text = json_node_get_string (node);
    char *choice = choice_words (field, text);

    if (field != NULL && field->kind == ZX_FIELD_ROW_AT_ONCE && g_str_has_prefix (text, "web "))
      return g_strdup (text + strlen ("web "));
    return choice != NULL ? choice : g_strdup (json_node_get_string (node));
  }
  if (field != NULL && field->kind == ZX_FIELD_ROW_SKILLS) {
    g_autofree char *json = zx_json_text (node);

    return zx_skill_words (json);
  }
  return zx_json_text (node);
}

/* Of what no form has. */
static const char *
member_words (const char *member)
{
  if (g_str_equal (member, "from"))
    /* translators: whose a contact was when it was passed on */
    return C_ ("trail", "From");
  if (g_str_equal (member, "to"))
    /* translators: to whom a contact was passed on */
    return C_ ("trail", "To");
  return member;
}

/* A member as the form calls it; one that no form has is itself. */
static void
add_line (GString *lines, const ZxAdminNoun *noun, const char *member, JsonNode *was, JsonNode *now)
{
  const ZxAdminField *field = noun != NULL ? zx_admin_field (noun, member) : NULL;
  const char *label = field != NULL ? _ (field->label) : member_words (member);
  g_autofree char *before = plain_node (field, was), *after = plain_node (field, now);
  g_autofree char *both =
      was != NULL ? g_strdup_printf ("%s → %s", before, after) : g_steal_pointer (&after);

  if (lines->len > 0)
    g_string_append_c (lines, '\n');
  /* translators: a field's name and its value, or its old and new ones */
  g_string_append_printf (lines, C_ ("value", "%1$s: %2$s"), label, both);
}

char *
zx_admin_words_detail (const char *of, const char *detail)
{
  static const char *const elsewhere[] = {"part", "id", "title", NULL};
  /* Their names are told. */
  static const char *const ids[] = {"from_agent", "from_group", "from_queue", "to_agent",
                                    "to_group",   "to_queue",   NULL};
  const ZxAdminNoun *noun = zx_admin_noun (of);
  g_autoptr (JsonObject) json = detail != NULL ? zx_json_parse (detail, -1, NULL) : NULL;
  JsonObject *was = zx_json_object (json, "was"), *now = zx_json_object (json, "now");
  GString *lines = g_string_new (NULL);
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;
  gboolean is_part = zx_json_string (json, "part") != NULL;

  if (json == NULL) {
    g_string_append (lines, detail != NULL ? detail : "");
    return g_string_free (lines, FALSE);
  }
  json_object_iter_init (&iter, json);
  while (json_object_iter_next (&iter, &member, &node)) {
    /* Either {was: {…}, now: {…}}, or a member: [old, new], or simply a member. Which part of a
     * customer it was stands in the deed's own line. */
    if (g_str_equal (member, "was") || g_str_equal (member, "now") ||
        (is_part && g_strv_contains (elsewhere, member)) || g_strv_contains (ids, member))
      continue;
    if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 2)
      add_line (lines, noun, member, json_array_get_element (json_node_get_array (node), 0),
                json_array_get_element (json_node_get_array (node), 1));
    else
      add_line (lines, noun, member, NULL, node);
  }
  if (now != NULL) {
    json_object_iter_init (&iter, now);
    while (json_object_iter_next (&iter, &member, &node))
      add_line (lines, noun, member, was != NULL ? json_object_get_member (was, member) : NULL,
                node);
  }
  return g_string_free (lines, FALSE);
}
