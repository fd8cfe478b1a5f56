/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for libFuzzer: gives a target each file of its corpus and many mutations of them,
 * always the same ones, so that a failure can be repeated. */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { ROUNDS = 10000, MOST_BYTES = 20000, SEED = 20240229 };

static int
by_name (gconstpointer one, gconstpointer other)
{
  return strcmp (*(char *const *) one, *(char *const *) other);
}

/* Sorted: a folder gives them in any order. */
static GPtrArray *
list_names (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  if (dir == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);
  return names;
}

static GPtrArray *
read_corpus (const char *folder)
{
  GPtrArray *corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) names = list_names (folder);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
    char *text;
    gsize length;

    if (!g_file_get_contents (path, &text, &length, &error))
      g_error ("%s", error->message);
    g_ptr_array_add (corpus, g_bytes_new_take (text, length));
  }
  return corpus;
}

/* One small change: a byte, a piece cut out, a piece of another input put in. */
static void
mutate (GRand *rand, GByteArray *input, GPtrArray *corpus)
{
  guint at = g_rand_int_range (rand, 0, (int) input->len + 1), length;
  GBytes *other = corpus->pdata[g_rand_int_range (rand, 0, (int) corpus->len)];

  switch (g_rand_int_range (rand, 0, 4)) {
  case 0:
    if (at < input->len)
      input->data[at] ^= 1 << g_rand_int_range (rand, 0, 8);
    break;
  case 1:
    if (at < input->len)
      input->data[at] = g_rand_int_range (rand, 0, 256);
    break;
  case 2:
    length = g_rand_int_range (rand, 0, 16);
    length = MIN (length, input->len - at);
    if (length > 0)
      g_byte_array_remove_range (input, at, length);
    break;
  default:
    if (input->len + g_bytes_get_size (other) < MOST_BYTES)
      g_byte_array_append (input, g_bytes_get_data (other, NULL), g_bytes_get_size (other));
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) corpus = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);

  if (argc != 2)
    g_error ("fuzz-NAME CORPUS");
  corpus = read_corpus (argv[1]);
  for (guint i = 0; i < corpus->len; i++) {
    gsize length;
    const guint8 *bytes = g_bytes_get_data (corpus->pdata[i], &length);

    LLVMFuzzerTestOneInput (bytes, length);
  }
  for (int i = 0; i < ROUNDS; i++) {
    GBytes *seed = corpus->pdata[g_rand_int_range (rand, 0, (int) corpus->len)];
    g_autoptr (GByteArray) input = g_byte_array_new ();

    g_byte_array_append (input, g_bytes_get_data (seed, NULL), g_bytes_get_size (seed));
    for (int k = g_rand_int_range (rand, 1, 6); k > 0; k--)
      mutate (rand, input, corpus);
    LLVMFuzzerTestOneInput (input->data, input->len);
  }
  g_print ("%u files of the corpus, %d mutations\n", corpus->len, ROUNDS);
  return 0;
}
