/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers questions over src/search by a line protocol, so that any scorer can judge it:
 * `assist --kb FILE --learn FILE` reads articles ({"id","title","body"} a line) and past questions
 * ({"text","gold_ids":[…]} a line), prints READY, then for each line of input one JSON array of
 * [id, fit], best first. At the end of its input it changes --edits articles, each until it is
 * found by its new text, and prints {"name":[p50,p99,longest]} in microseconds: the questions'
 * processor time, the edits' time and processor time. */
#include "zx-search.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ANSWERS = 10 };

static char *kb_path, *learn_path;
static int n_edits;
static const GOptionEntry options[] = {
    {"kb", 0, 0, G_OPTION_ARG_FILENAME, &kb_path, "Articles", "FILE"},
    {"learn", 0, 0, G_OPTION_ARG_FILENAME, &learn_path, "Past questions and their articles",
     "FILE"},
    {"edits", 0, 0, G_OPTION_ARG_INT, &n_edits, "Articles to change at the end", "N"},
    {NULL}};

/* Microseconds of this thread's processor time. */
static double
cpu_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

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
answer (ZxSearchSnapshot *snapshot, const char *question, const GPtrArray *ids, GArray *taken)
{
  ZxSearchHit hits[ANSWERS];
  double start = cpu_now (), took;
  gsize n = zx_search_ask (snapshot, question, hits, ANSWERS);

  took = cpu_now () - start;
  g_array_append_val (taken, took);

  putchar ('[');
  for (gsize i = 0; i < n; i++)
    printf ("%s[\"%s\",%.5f]", i > 0 ? "," : "",
            (const char *) g_ptr_array_index (ids, hits[i].id - 1), hits[i].fit);
  puts ("]");
  fflush (stdout);
}

/* Gives article @number a new word and asks for it; the snapshot is replaced. */
static void
edit (ZxSearch *search, ZxSearchSnapshot **snapshot, guint number, const char *line)
{
  g_autofree char *title = read_member (line, "title"), *body = read_member (line, "body");
  g_autofree char *word =
      g_strdup_printf ("newword%c%c%c%c", 'a' + number % 26, 'a' + number / 26 % 26,
                       'a' + number / 676 % 26, 'a' + number / 17576 % 26);
  g_autofree char *text = g_strconcat (body, " ", word, NULL);
  ZxSearchSnapshot *old = *snapshot;
  ZxSearchHit hit;

  zx_search_put (search, number, title, text);
  *snapshot = zx_search_snapshot (search);
  zx_search_snapshot_unref (old);
  if (zx_search_ask (*snapshot, word, &hit, 1) == 0 || hit.id != number)
    g_error ("article %u is not found by its new text", number);
}

static void
edit_some (ZxSearch *search,
           ZxSearchSnapshot **snapshot,
           guint n_articles,
           GArray *taken,
           GArray *cpu)
{
  guint step = n_edits > 0 ? MAX (n_articles / (guint) n_edits, 1) : 0, number = 0;
  FILE *file = n_edits > 0 ? fopen (kb_path, "r") : NULL;
  char *line = NULL;
  size_t room = 0;

  while (file != NULL && getline (&line, &room, file) > 0) {
    if (++number % step != 0)
      continue;
    double start = (double) g_get_monotonic_time (), cpu_start = cpu_now (), took;

    edit (search, snapshot, number, line);
    took = (double) g_get_monotonic_time () - start;
    g_array_append_val (taken, took);
    took = cpu_now () - cpu_start;
    g_array_append_val (cpu, took);
  }
  free (line);
  g_clear_pointer (&file, fclose);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
print_figures (const char *name, GArray *taken, const char *behind)
{
  const double *at = (const double *) (gpointer) taken->data;

  g_array_sort (taken, compare_doubles);
  if (taken->len == 0)
    printf ("\"%s\":[0,0,0]%s", name, behind);
  else
    printf ("\"%s\":[%.0f,%.0f,%.0f]%s", name, at[taken->len / 2],
            at[(gsize) taken->len * 99 / 100], at[taken->len - 1], behind);
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
  g_autoptr (GArray) asked = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) edited = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) edited_cpu = g_array_new (FALSE, FALSE, sizeof (double));
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
    answer (snapshot, line, ids, asked);
  free (line);
  edit_some (search, &snapshot, ids->len, edited, edited_cpu);
  putchar ('{');
  print_figures ("question_cpu", asked, ",");
  print_figures ("edit", edited, ",");
  print_figures ("edit_cpu", edited_cpu, "}\n");
  return 0;
}
