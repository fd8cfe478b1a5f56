/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of zx_fuzzy_match(): what a few letters find, which find is better, and what is marked. */
#include "zx-search-fuzzy.h"

#include <string.h>

static const struct {
  const char *query, *text;
  const char *marked; /* what was found, in [ ]; null: nothing may be found */
} cases[] = {
    {"keys", "Keyboard Shortcuts", "[Key]board [S]hortcuts"},
    {"key", "Keyboard Shortcuts", "[Key]board Shortcuts"},
    {"KEY", "Keyboard Shortcuts", "[Key]board Shortcuts"},
    {"short", "Keyboard Shortcuts", "Keyboard [Short]cuts"},
    {"ks", "Keyboard Shortcuts", "[K]eyboard [S]hortcuts"},
    {"kesh", "Keyboard Shortcuts", "[Ke]yboard [Sh]ortcuts"},
    {"board", "Keyboard Shortcuts", "Key[board] Shortcuts"},
    {"sh key", "Keyboard Shortcuts", "[Key]board [Sh]ortcuts"},
    {"key no", "Keyboard Shortcuts", NULL},
    {"x", "Keyboard Shortcuts", NULL},
    {"结束", "结束对话", "[结束]对话"},
    {"jsdh", "结束对话", "[结束对话]"},
    {"dh", "结束对话", "结束[对话]"},
    {"duihua", "结束对话", "结束[对话]"},
    {"jie", "结束对话", "[结]束对话"},
    {"ie", "结束对话", NULL},
    {"結束", "结束对话", "[结束]对话"},
    {"chongqing", "重庆分公司", "[重庆]分公司"},
    {"zhongqing", "重庆分公司", "[重庆]分公司"},
    {"", "结束对话", NULL},
    {"   ", "结束对话", NULL},
    {"a", "", NULL},
    {"8.2", "Tianshu ERP 8.2.1", "Tianshu ERP [8.2].1"},
    {"Cafe", "Café Nero", "[Café] Nero"},
};

static char *
put_marks (const char *text, GArray *marks)
{
  GString *out = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; i < marks->len; i++) {
    const ZxSearchMark *mark = &g_array_index (marks, ZxSearchMark, i);

    g_string_append_len (out, text + at, (gssize) (mark->from - at));
    g_string_append_printf (out, "[%.*s]", (int) (mark->to - mark->from), text + mark->from);
    at = mark->to;
  }
  g_string_append (out, text + at);
  return g_string_free (out, FALSE);
}

static void
test_a_few_letters_find_a_name (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ZxSearchMark));
    guint worth = zx_fuzzy_match (cases[i].query, cases[i].text, marks);
    g_autofree char *marked = put_marks (cases[i].text, marks);

    g_test_message ("%s in %s", cases[i].query, cases[i].text);
    g_assert_cmpstr (marked, ==, cases[i].marked != NULL ? cases[i].marked : cases[i].text);
    g_assert_cmpint (worth > 0, ==, cases[i].marked != NULL);
    g_assert_cmpuint (zx_fuzzy_match (cases[i].query, cases[i].text, NULL), ==, worth);
  }
}

/* Each is worth more than the next. */
static void
test_the_nearer_the_better (void)
{
  static const char *const texts[] = {"End the chat", "Chat end", "Bend", "Every new day"};

  for (gsize i = 1; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpuint (zx_fuzzy_match ("end", texts[i - 1], NULL), >,
                      zx_fuzzy_match ("end", texts[i], NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fuzzy/a-few-letters-find-a-name", test_a_few_letters_find_a_name);
  g_test_add_func ("/fuzzy/the-nearer-the-better", test_the_nearer_the_better);
  return g_test_run ();
}
