/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of article files: what is read from them, how mistakes are named, and what is sent. */
#include "zx-error.h"
#include "zxd-front-matter.h"
#include "zxd-plain-text.h"

#include <string.h>

/* 2026-03-01T12:00:00Z */
#define TODAY_MS G_GINT64_CONSTANT (1772366400000)

static void
test_keys_and_text_are_read (void)
{
  const char *text =
      "\xEF\xBB\xBF---\r\nref: KB-1\r\ntitle: 标题: 有冒号\r\nlang: zh-Hans\r\n# a remark\r\n"
      "\r\nversions: 8.0 – 8.2\r\nmodules: 开票, 库存\r\ntiers: vip, super_vip\r\n"
      "valid-from: 2026-01-31\r\nvalid-until: 2026-01-31\r\nupdated-days-ago: 1\r\n---\r\n\r\n"
      "Text\r\n---\r\nmore\r\n";
  g_auto (ZxdArticle) article = {0};
  g_autoptr (GError) error = NULL;

  zxd_front_matter_parse ("f.md", text, strlen (text), TODAY_MS, &article, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (article.ref, ==, "KB-1");
  g_assert_cmpstr (article.title, ==, "标题: 有冒号");
  g_assert_cmpstr (article.lang, ==, "zh-Hans");
  g_assert_cmpstr (article.versions, ==, "8.0 – 8.2");
  g_assert_cmpstr (article.modules, ==, "开票, 库存");
  g_assert_cmpstr (article.tiers, ==, "vip, super_vip");
  g_assert_cmpstr (article.valid_from, ==, "2026-01-31");
  g_assert_cmpstr (article.valid_until, ==, "2026-01-31");
  g_assert_cmpstr (article.updated_on, ==, "2026-02-28");
  g_assert_null (article.product);
  g_assert_cmpstr (article.body, ==, "Text\r\n---\r\nmore");
}

static void
test_a_mistake_is_named_with_file_and_line (void)
{
  static const struct {
    const char *text, *place;
  } cases[] = {
      {"", "f.md:0:"},
      {"Text", "f.md:1:"},
      {"---\nref: A", "f.md:2:"},
      {"---\nref: A\ntitle: B\nlang: en\n---\n", "f.md:5:"},
      {"---\nref: A\nlang: en\n---\nText", "f.md:4:"},
      {"---\nref: A\nref: B\n", "f.md:3:"},
      {"---\nref: A\ncolour: red\n", "f.md:3:"},
      {"---\nref:\n", "f.md:2:"},
      {"---\nnonsense\n", "f.md:2:"},
      {"---\nupdated: yesterday\n", "f.md:2:"},
      {"---\nupdated: 2026-02-30\n", "f.md:2:"},
      {"---\nupdated-days-ago: -1\n", "f.md:2:"},
      {"---\nupdated: 2026-02-03\nupdated-days-ago: 1\n", "f.md:3:"},
      {"---\nref: A\ntitle: \xFF\n", "f.md:3:"},
      {"---\ntiers: vip, gold\n", "f.md:2:"},
      {"---\nvalid-until: 31.12.2026\n", "f.md:2:"},
      {"---\nref: A\ntitle: B\nlang: en\nvalid-from: 2026-02-02\nvalid-until: "
       "2026-02-01\n---\nText",
       "f.md:7:"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (ZxdArticle) article = {0};
    g_autoptr (GError) error = NULL;

    g_assert_false (zxd_front_matter_parse ("f.md", cases[i].text, strlen (cases[i].text), TODAY_MS,
                                            &article, &error));
    g_assert_error (error, ZX_ERROR, ZX_ERROR_BAD_DATA);
    if (!g_str_has_prefix (error->message, cases[i].place))
      g_error ("%s is not at %s", error->message, cases[i].place);
  }
}

static void
test_a_zero_byte_is_refused (void)
{
  const char text[] = "---\nref: A\0B\n---\nText";
  g_auto (ZxdArticle) article = {0};
  g_autoptr (GError) error = NULL;

  g_assert_false (
      zxd_front_matter_parse ("f.md", text, sizeof text - 1, TODAY_MS, &article, &error));
  g_assert_true (g_str_has_prefix (error->message, "f.md:2:"));
}

static void
assert_plain (const char *markdown, gsize most, const char *wanted)
{
  g_autofree char *plain = zxd_plain_text (markdown, most);

  g_assert_cmpstr (plain, ==, wanted);
}

static void
test_what_is_sent_is_plain_text (void)
{
  assert_plain ("## Head\n\nSome *soft*\nand **strong** `code`.", 1000,
                "Head\nSome soft and strong code.");
  assert_plain ("1. One\n2. Two\n\n   More of two\n3. Three\n   - inner", 1000,
                "1. One\n2. Two\n   More of two\n3. Three\n   - inner");
  assert_plain ("7. Seven\n8. Eight", 1000, "7. Seven\n8. Eight");
  assert_plain ("See [the page](https://example.org/a) or <https://example.org/b>.", 1000,
                "See the page (https://example.org/a) or https://example.org/b.");
  assert_plain ("<script>alert(1)</script>\n\nText <b>here</b>", 1000, "Text here");
  assert_plain ("    code\n    more", 1000, "code\nmore");
  assert_plain ("", 1000, "");
}

static void
test_whole_steps_are_kept (void)
{
  assert_plain ("1. 一二三\n2. 四五六\n3. 七八九", 14, "1. 一二三\n2. 四五六");
  assert_plain ("Text.\n\n## Head\n\nA long paragraph.", 12, "Text.");
  assert_plain ("The first line always stays.", 5, "The first line always stays.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/article-file/keys-and-text-are-read", test_keys_and_text_are_read);
  g_test_add_func ("/article-file/a-mistake-is-named-with-file-and-line",
                   test_a_mistake_is_named_with_file_and_line);
  g_test_add_func ("/article-file/a-zero-byte-is-refused", test_a_zero_byte_is_refused);
  g_test_add_func ("/plain-text/what-is-sent-is-plain-text", test_what_is_sent_is_plain_text);
  g_test_add_func ("/plain-text/whole-steps-are-kept", test_whole_steps_are_kept);
  return g_test_run ();
}
