/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that name a person are found as people write them, and no others. */
#include "zxd-words.h"

static void
test_struck_where_they_stand_alone (void)
{
  static const char *const cases[][2] = {
      {"Call Ida today", "Call ███ today"},
      {"IDA's phone", "███'s phone"},
      {"Idaho is no person", NULL},
      {"from Frida", NULL},
      {"问王小明本人", "问███本人"},
      {"王小", NULL},
      {"mail ida@ost.example, or ring 138 no 13800002046.", "mail ███, or ring 138 no ███."},
      {"+8613800002046", "███"},
      {"8613800002046", "███"},
      {"113800002046", NULL},
      {"Ida Ost and Ida", "███ and ███"},
      {"", NULL},
  };
  g_auto (ZxdWords) words = {0};

  zxd_words_init (&words);
  zxd_words_add (&words, "Ida");
  zxd_words_add (&words, " Ida Ost ");
  zxd_words_add (&words, "王小明");
  zxd_words_add (&words, "ida@ost.example");
  zxd_words_add (&words, "+8613800002046");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *struck = zxd_words_strike (&words, cases[i][0]);

    g_assert_cmpstr (struck, ==, cases[i][1]);
    g_assert_cmpint (zxd_words_are_in (&words, cases[i][0]), ==, cases[i][1] != NULL);
  }
}

static void
test_one_letter_tells_nothing (void)
{
  g_auto (ZxdWords) words = {0};

  zxd_words_init (&words);
  zxd_words_add (&words, NULL);
  zxd_words_add (&words, "");
  zxd_words_add (&words, "李");
  zxd_words_add (&words, " x ");
  g_assert_false (zxd_words_are_in (&words, "李 x"));
  g_assert_null (zxd_words_strike (&words, NULL));
  zxd_words_add (&words, "李四");
  g_assert_true (zxd_words_has (&words, "李四"));
  g_assert_false (zxd_words_has (&words, "李"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/struck-where-they-stand-alone", test_struck_where_they_stand_alone);
  g_test_add_func ("/words/one-letter-tells-nothing", test_one_letter_tells_nothing);
  return g_test_run ();
}
