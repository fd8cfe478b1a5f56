/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers questions over src/search by a line protocol, so that any scorer can judge it:
 * `assist --kb FILE --learn FILE` reads articles ({"id","title","body"} a line) and past questions
 * ({"text","gold_ids":[…]} a line), prints READY, then for each line of input one JSON array of
 * [id, fit], best first. */
#include "zx-search.h"

#include <stdio.h>
#include <string.h>

enum { ANSWERS = 10 };

static char *kb_path, *learn_path;
static const GOptionEntry options[] = {
    {"kb", 0, 0, G_OPTION_ARG_FILENAME, &kb_path, "Articles", "FILE"},
    {"learn", 0, 0, G_OPTION_ARG_FILENAME, &learn_path, "Past questions and their articles",
     "FILE"},
    {NULL}};

static guint
read_hex (const char *at)
{
  guint value = 0;

  for (guint i = 0; i < 4 && g_ascii_isxdigit (at[i]); i++)
    value = value << 4 | (guint) g_ascii_xdigit_value (at[i]);
  return value;
}

/* One JSON string; *at is behind its opening quote, and behind its closing one afterwards. */
static char *
read_string (const char **at)
{
  GString *out = g_string_new (NULL);
  const char *p = *at;

  for (; *p != '"' && *p != '\0'; p++) {
    const char *run = p;

    while (*p != '"' && *p != '\\' && *p != '\0')
      p++;
    g_string_append_len (out, run, p - run);
    if (*p != '\\') {
      p--;
      continue;
    }
    p++;
    if (*p == 'u') {
      gunichar c = read_hex (p + 1);

      p += 4;
      if ((c & 0xFC00) == 0xD800 && p[1] == '\\' && p[2] == 'u') {
        c = 0x10000 + ((c & 0x3FF) << 10) + (read_hex (p + 3) & 0x3FF);
        p += 6;
      }
      g_string_append_unichar (out, c != 0 ? c : ' ');
    } else {
      g_string_append_c (out, *p == 'n' || *p == 't' || *p == 'r' ? ' ' : *p);
    }
  }
  *at = *p == '"' ? p + 1 : p;
  return g_string_free (out, FALSE);
}

/* The string value of a member of the flat object in @line; for lists, its first string. */
static char *
read_member (const char *line, const char *name)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\":", name);
  const char *at = strstr (line, quoted);

  if (at == NULL)
    return g_strdup ("");
  at += strlen (quoted);
  at += strspn (at, " [");
  if (*at++ != '"')
    return g_strdup ("");
  return read_string (&at);
}

static void
load_articles (ZxSearch *search, GPtrArray *ids, GHashTable *numbers)
{
  FILE *file = fopen (kb_path, "r");
  char *line = NULL;
  size_t room = 0;

  if (file == NULL)
    g_error ("cannot read %s", kb_path);
  while (getline (&line, &room, file) > 0) {
    char *id = read_member (line, "id");
    g_autofree char *title = read_member (line, "title"), *body = read_member (line, "body");

    g_ptr_array_add (ids, id);
    g_hash_table_insert (numbers, id, GUINT_TO_POINTER (ids->len));
    zx_search_put (search, ids->len, title, body);
  }
  free (line);
  fclose (file);
}

static void
load_questions (ZxSearch *search, GHashTable *numbers)
{
  FILE *file = fopen (learn_path, "r");
  char *line = NULL;
  size_t room = 0;

  if (file == NULL)
    g_error ("cannot read %s", learn_path);
  while (getline (&line, &room, file) > 0) {
    g_autofree char *text = read_member (line, "text");
    const char *at = strstr (line, "\"gold_ids\":");

    at = at != NULL ? strchr (at, '[') : NULL;
    while (at != NULL && *at != ']' && *at != '\0') {
      if (*at++ != '"')
        continue;
      g_autofree char *id = read_string (&at);
      zx_search_learn (search, GPOINTER_TO_UINT (g_hash_table_lookup (numbers, id)), text);
    }
  }
  free (line);
  fclose (file);
}

static void
answer (ZxSearchSnapshot *snapshot, const char *question, const GPtrArray *ids)
{
  ZxSearchHit hits[ANSWERS];
  gsize n = zx_search_ask (snapshot, question, hits, ANSWERS);

  putchar ('[');
  for (gsize i = 0; i < n; i++)
    printf ("%s[\"%s\",%.5f]", i > 0 ? "," : "",
            (const char *) g_ptr_array_index (ids, hits[i].id - 1), hits[i].fit);
  puts ("]");
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxSearch) search = zx_search_new ();
  g_autoptr (ZxSearchSnapshot) snapshot = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  char *line = NULL;
  size_t room = 0;
  gint64 start = g_get_monotonic_time ();

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || kb_path == NULL) {
    g_printerr ("%s\n", error != NULL ? error->message : "--kb FILE is needed");
    return 2;
  }
  load_articles (search, ids, numbers);
  if (learn_path != NULL)
    load_questions (search, numbers);
  zx_search_judge (search);
  snapshot = zx_search_snapshot (search);
  printf ("READY {\"articles\":%u,\"build_ms\":%" G_GINT64_FORMAT "}\n", ids->len,
          (g_get_monotonic_time () - start) / 1000);
  fflush (stdout);
  while (getline (&line, &room, stdin) > 0)
    answer (snapshot, line, ids);
  free (line);
  return 0;
}
