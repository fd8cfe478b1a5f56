/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints article files as the lines that `assist` reads, with the text that the daemon would index:
 * articles FILE… */
#include "zx-json.h"
#include "zxd-front-matter.h"
#include "zxd-plain-text.h"

#include <stdio.h>

enum { INDEXED_CHARS = 200000 };

static void
print_line (const ZxdArticle *article)
{
  g_autofree char *body = zxd_plain_text (article->body, INDEXED_CHARS);
  g_autoptr (GString) line = g_string_new ("{");

  zx_json_add_string (line, "id", article->ref);
  zx_json_add_string (line, "lang", article->lang);
  zx_json_add_string (line, "title", article->title);
  zx_json_add_string (line, "body", body);
  printf ("%s}\n", line->str); /* UTF-8 in every locale */
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    g_auto (ZxdArticle) article = {0};
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    gsize length;

    if (!g_file_get_contents (argv[i], &text, &length, &error) ||
        !zxd_front_matter_parse (argv[i], text, length, 0, &article, &error)) {
      g_printerr ("%s\n", error->message);
      return 1;
    }
    print_line (&article);
  }
  return 0;
}
