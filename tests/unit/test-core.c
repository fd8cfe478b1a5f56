/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of core/: ids, times, JSON, waiting times. */
#include "zx-backoff.h"
#include "zx-byte-range.h"
#include "zx-clock.h"
#include "zx-error.h"
#include "zx-id.h"
#include "zx-json.h"
#include "zx-line.h"
#include "zx-template.h"

#include <string.h>

static void
test_id_is_a_positive_decimal (void)
{
  gint64 id;

  g_assert_true (zx_id_parse ("9223372036854775807", &id));
  g_assert_cmpint (id, ==, G_MAXINT64);
  g_assert_false (zx_id_parse ("0", &id));
  g_assert_false (zx_id_parse ("-1", &id));
  g_assert_false (zx_id_parse ("9223372036854775808", &id));
  g_assert_false (zx_id_parse ("12x", &id));
  g_assert_false (zx_id_parse ("", &id));
  g_assert_false (zx_id_parse (NULL, &id));
}

static void
test_uuid_goes_both_ways (void)
{
  guint8 uuid[ZX_UUID_BYTES];
  char text[ZX_UUID_TEXT];

  g_assert_true (zx_uuid_parse ("00112233-4455-6677-8899-AABBCCDDEEFF", uuid));
  zx_uuid_format (uuid, text);
  g_assert_cmpstr (text, ==, "00112233-4455-6677-8899-aabbccddeeff");
  g_assert_false (zx_uuid_parse ("00112233445566778899aabbccddeeff", uuid));
  g_assert_false (zx_uuid_parse ("00112233-4455-6677-8899-aabbccddeefg", uuid));
}

static void
test_time_keeps_milliseconds (void)
{
  gint64 ms;

  for (gint64 want = 1795300000000; want < 1795300002000; want += 333) {
    g_autofree char *text = zx_clock_format (want);

    g_assert_true (zx_clock_parse (text, &ms));
    g_assert_cmpint (ms, ==, want);
  }
  g_assert_true (zx_clock_parse ("2026-11-21T10:00:00+08:00", &ms));
  g_assert_cmpint (ms, ==, 1795226400000);
  g_assert_false (zx_clock_parse ("yesterday", &ms));
}

static void
test_json_text_survives (void)
{
  static const char *texts[] = {"", "退款 \"q\"\n\t\\", "\x01\x1f\x7f", "😀", "</script>"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GString) out = g_string_new ("{");
    g_autoptr (JsonObject) object = NULL;
    g_autoptr (GError) error = NULL;

    zx_json_add_string (out, "text", texts[i]);
    zx_json_add_id (out, "id", 42);
    g_string_append_c (out, '}');
    object = zx_json_parse (out->str, -1, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (zx_json_string (object, "text"), ==, texts[i]);
    g_assert_cmpint (zx_json_id (object, "id"), ==, 42);
  }
}

static void
test_json_of_the_wrong_type_is_absent (void)
{
  g_autoptr (JsonObject) object =
      zx_json_parse ("{\"a\":1,\"b\":\"2\",\"c\":null,\"d\":[],\"e\":{}}", -1, NULL);

  g_assert_null (zx_json_string (object, "a"));
  g_assert_cmpint (zx_json_int (object, "b", 7), ==, 7);
  g_assert_cmpint (zx_json_id (object, "a"), ==, 0);
  g_assert_null (zx_json_object (object, "d"));
  g_assert_null (zx_json_array (object, "e"));
  g_assert_null (zx_json_string (object, "c"));
  g_assert_null (zx_json_parse ("[1]", -1, NULL));
  g_assert_null (zx_json_parse ("{", -1, NULL));
}

static void
test_json_half_a_surrogate_pair_is_absent (void)
{
  static const char *texts[] = {"{\"a\":\"\\ude00\"}", "{\"a\":\"\\ud83d\"}",
                                "{\"a\":\"\\ud83dx\"}", "{\"a\":\"\\ud41d\\ude00\"}"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (JsonObject) object = zx_json_parse (texts[i], -1, NULL);
    const char *text = object != NULL ? zx_json_string (object, "a") : NULL;

    g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  }
}

/* A list in a list in a list …, @depth brackets with the object's own. */
static char *
nest (int depth)
{
  g_autofree char *open = g_strnfill (depth - 1, '[');
  g_autofree char *shut = g_strnfill (depth - 1, ']');

  return g_strconcat ("{\"a\":", open, shut, "}", NULL);
}

static void
test_json_is_not_nested_without_end (void)
{
  static const struct {
    int depth;
    gboolean is_taken;
  } nests[] = {{2, TRUE}, {64, TRUE}, {65, FALSE}, {100000, FALSE}, {3000000, FALSE}};
  static const char *const tricks[] = {"{/*\"*/\"a\":1}", "{\"a\":'\"'}", "{\"a\"://\"\n1}",
                                       "{\"a\":1}\\"};
  g_autoptr (GString) text = g_string_new ("{\"a\":\"\\\"");
  g_autoptr (JsonObject) object = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (nests); i++) {
    g_autofree char *nested = nest (nests[i].depth);
    g_autoptr (JsonObject) got = zx_json_parse (nested, -1, NULL);

    g_assert_cmpint (got != NULL, ==, nests[i].is_taken);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (tricks); i++)
    g_assert_null (zx_json_parse (tricks[i], -1, NULL));
  for (int i = 0; i < 1000; i++) /* what people write is text */
    g_string_append (text, "[{'/");
  g_string_append (text, "\\\\\",\"b\":-1.5e+3}");
  object = zx_json_parse (text->str, (gssize) text->len, NULL);
  g_assert_nonnull (object);
  g_assert_cmpint (strlen (zx_json_string (object, "a")), ==, 4002);
  g_assert_cmpfloat (zx_json_double (object, "b", 0), ==, -1500);
}

static void
test_wait_doubles_up_to_its_most (void)
{
  ZxBackoff backoff = {.first_ms = 100, .most_ms = 1000};

  for (guint i = 0, want = 100; i < 40; i++, want = MIN (want * 2, 1000)) {
    guint wait = zx_backoff_next_ms (&backoff);

    g_assert_cmpuint (wait, >=, want * 3 / 4 - 1);
    g_assert_cmpuint (wait, <=, want * 5 / 4 + 1);
  }
}

static void
test_status_and_code_agree (void)
{
  for (int code = ZX_ERROR_NOT_FOUND; code <= ZX_ERROR_UNAVAILABLE; code++) {
    g_autoptr (GError) error = g_error_new (ZX_ERROR, code, "x");

    g_assert_cmpint (zx_error_from_status (zx_error_to_status (error)), ==, code);
  }
}

static const char *
look_up (const char *name, gpointer data)
{
  if (g_str_equal (name, "name"))
    return data;
  if (g_str_equal (name, "agent"))
    return "{{name}}";
  return g_str_equal (name, "company") ? "" : NULL;
}

static void
test_template_leaves_nothing_odd_behind (void)
{
  static const struct {
    const char *text, *name, *want;
  } cells[] = {
      {"{{name}}，您好！", "刘洋", "刘洋，您好！"},
      {"{{name}}，您好！", "", "您好！"},
      {"Hello {{ name }}, I am here.", "Liu Yang", "Hello Liu Yang, I am here."},
      {"Hello {{name}}, I am here.", "", "Hello, I am here."},
      {"Thanks.\n{{name}}, good bye", "", "Thanks.\ngood bye"},
      {"{{name}}{{name}}", "a", "aa"},
      {"of {{company}} and {{compnay}}", "", "of and {{compnay}}"},
      {"by {{agent}}", "x", "by {{name}}"},
      {"{{}} {{ }} {{name {name}} {{na me}} {{", "x", "{{}} {{ }} {{name {name}} {{na me}} {{"},
      {"{{{name}}}", "x", "{x}"},
      {"{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}", "x",
       "{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}"},
      {"", "x", ""},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++) {
    g_autofree char *got = zx_template_expand (cells[i].text, look_up, (gpointer) cells[i].name);

    g_assert_cmpstr (got, ==, cells[i].want);
  }
}

static void
test_range_is_one_part_or_nothing (void)
{
  static const struct {
    const char *header;
    gint64 size;
    ZxBytes want;
    gint64 first, length;
  } cells[] = {
      {NULL, 10, ZX_BYTES_ALL, 0, 10},
      {"bytes=0-", 10, ZX_BYTES_PART, 0, 10},
      {"bytes=0-0", 10, ZX_BYTES_PART, 0, 1},
      {"Bytes=3-5", 10, ZX_BYTES_PART, 3, 3},
      {"bytes=3-99", 10, ZX_BYTES_PART, 3, 7},
      {"bytes=9-", 10, ZX_BYTES_PART, 9, 1},
      {"bytes=10-", 10, ZX_BYTES_BEYOND, 0, 10},
      {"bytes=10-12", 10, ZX_BYTES_BEYOND, 0, 10},
      {"bytes=-4", 10, ZX_BYTES_PART, 6, 4},
      {"bytes=-40", 10, ZX_BYTES_PART, 0, 10},
      {"bytes=-0", 10, ZX_BYTES_BEYOND, 0, 10},
      {"bytes=0-", 0, ZX_BYTES_BEYOND, 0, 0},
      {"bytes=5-3", 10, ZX_BYTES_ALL, 0, 10},
      {"bytes=0-1,4-5", 10, ZX_BYTES_ALL, 0, 10},
      {"bytes=-", 10, ZX_BYTES_ALL, 0, 10},
      {"bytes=", 10, ZX_BYTES_ALL, 0, 10},
      {"bytes=a-b", 10, ZX_BYTES_ALL, 0, 10},
      {"bytes=+1-2", 10, ZX_BYTES_ALL, 0, 10},
      {"bytes=1-2x", 10, ZX_BYTES_ALL, 0, 10},
      {"bytes=99999999999999999999-", 10, ZX_BYTES_ALL, 0, 10},
      {"lines=1-2", 10, ZX_BYTES_ALL, 0, 10},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++) {
    gint64 first, length;

    g_test_message ("%s of %d", cells[i].header, (int) cells[i].size);
    g_assert_cmpint (zx_byte_range_parse (cells[i].header, cells[i].size, &first, &length), ==,
                     cells[i].want);
    g_assert_cmpint (first, ==, cells[i].first);
    g_assert_cmpint (length, ==, cells[i].length);
  }
  g_assert_cmpint (zx_byte_range_begin ("bytes 7-9/10"), ==, 7);
  g_assert_cmpint (zx_byte_range_begin ("bytes */10"), ==, -1);
  g_assert_cmpint (zx_byte_range_begin (NULL), ==, -1);
}

static void
test_one_line_has_no_breaks (void)
{
  const struct {
    const char *text;
    guint most;
    const char *line;
  } cases[] = {
      {"  a\n\n b\t c ", 200, "a b c"}, {NULL, 200, ""},         {" \r\n", 200, ""},
      {"库存　盘点", 5, "库存 盘点"}, /* an ideographic space */
      {"库存　盘点", 4, "库存 …"},      {"abcdef", 6, "abcdef"}, {"abcdef  ", 6, "abcdef"},
      {"abcdefg", 6, "abcde…"},         {"ab", 1, "…"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *line = zx_one_line (cases[i].text, cases[i].most);

    g_assert_cmpstr (line, ==, cases[i].line);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id/is-a-positive-decimal", test_id_is_a_positive_decimal);
  g_test_add_func ("/uuid/goes-both-ways", test_uuid_goes_both_ways);
  g_test_add_func ("/clock/keeps-milliseconds", test_time_keeps_milliseconds);
  g_test_add_func ("/json/text-survives", test_json_text_survives);
  g_test_add_func ("/json/of-the-wrong-type-is-absent", test_json_of_the_wrong_type_is_absent);
  g_test_add_func ("/json/it-is-not-nested-without-end", test_json_is_not_nested_without_end);
  g_test_add_func ("/json/half-a-surrogate-pair-is-absent",
                   test_json_half_a_surrogate_pair_is_absent);
  g_test_add_func ("/backoff/doubles-up-to-its-most", test_wait_doubles_up_to_its_most);
  g_test_add_func ("/error/status-and-code-agree", test_status_and_code_agree);
  g_test_add_func ("/range/is-one-part-or-nothing", test_range_is_one_part_or_nothing);
  g_test_add_func ("/line/has-no-breaks", test_one_line_has_no_breaks);
  g_test_add_func ("/template/leaves-nothing-odd-behind", test_template_leaves_nothing_odd_behind);
  return g_test_run ();
}
