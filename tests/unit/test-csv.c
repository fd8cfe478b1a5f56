/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of tables: how they are taken apart, what is refused, and how much memory that takes. */
#include "zx-error.h"
#include "zxd-csv.h"

#include <stdio.h>
#include <string.h>

static ZxdCsv *
open_text (const char *text, gssize length)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (
      text, length >= 0 ? length : (gssize) strlen (text), NULL);
  g_autoptr (GError) error = NULL;
  ZxdCsv *csv = zxd_csv_new (stream, NULL, 0, &error);

  g_assert_no_error (error);
  return csv;
}

/* All rows as text: cells in angle brackets, rows with their line, bad ones with their column. */
static char *
read_all (ZxdCsv *csv)
{
  GString *out = g_string_new (NULL);

  for (;;) {
    g_autoptr (GError) error = NULL;
    ZxdCsvStep step = zxd_csv_next (csv, &error);

    if (step == ZXD_CSV_END)
      return g_string_free (out, FALSE);
    g_string_append_printf (out, "%" G_GUINT64_FORMAT ":", zxd_csv_get_line (csv));
    if (step == ZXD_CSV_BAD_ROW) {
      g_assert_error (error, ZX_ERROR, ZX_ERROR_BAD_DATA);
      g_string_append_printf (out, "!%u", zxd_csv_get_bad_column (csv));
      continue;
    }
    for (guint i = 0; i < zxd_csv_get_length (csv); i++)
      g_string_append_printf (out, "<%s>", zxd_csv_get_cell (csv, i));
  }
}

static void
test_quotes_lines_and_delimiters_are_found (void)
{
  static const struct {
    const char *text, *rows;
  } cases[] = {
      {"", ""},
      {"a,b\n", "1:<a><b>"},
      {"a;b,c;d\r\ne;f;g", "1:<a><b,c><d>2:<e><f><g>"},
      {"a\tb\rc\td\r\r\n", "1:<a><b>2:<c><d>"},
      {"\"a;\"\"b\"\"\";\"c\r\nd\"\ne;f", "1:<a;\"b\"><c\nd>3:<e><f>"},
      {"sep=;\r\na;b", "2:<a><b>"},
      {"\n\n a , \n", "3:< a >< >"},
      {"a,\n,b\n,\n", "1:<a><>2:<><b>3:<><>"},
      {"a\"b,c\n", "1:<a\"b><c>"},
      {"\"a\"b,c\nd,e", "1:!02:<d><e>"},
      {"a,\"b\nc,d", "1:!1"},
      {"\"a\" ,b\n", "1:<a><b>"},
      {"\xEF\xBB\xBF\"a\",b", "1:<a><b>"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZxdCsv) csv = open_text (cases[i].text, -1);
    g_autofree char *rows = read_all (csv);

    g_assert_cmpstr (rows, ==, cases[i].rows);
  }
}

static void
test_the_encoding_is_found_out (void)
{
  static const struct {
    const char *bytes;
    gssize length;
    const char *encoding, *rows;
  } cases[] = {
      {"a,b\n", 4, "UTF-8", "1:<a><b>"},
      {"客户,b\n", -1, "UTF-8", "1:<客户><b>"},
      {"\xBF\xCD\xBB\xA7,b\n", -1, "GB18030", "1:<客户><b>"},
      {"\x95\x32\x82\x36,b\n", -1, "GB18030", "1:<\xF0\xA0\x80\x80><b>"},
      {"\xFF\xFE\xA2\x5B,\0\n\0", 8, "UTF-16LE", "1:<客><>"},
      {"\xFE\xFF\x5B\xA2\0,\0\n", 8, "UTF-16BE", "1:<客><>"},
      {"a\0,\0\x40\xD8\x00\xDC", 8, "UTF-16LE", "1:<a><\xF0\xA0\x80\x80>"},
      {"a\0,\0\x40\xD8\n\0b\0", 10, "UTF-16LE", "1:!12:<b>"},
      {"客户客户\n\xFF\n户\n", -1, "UTF-8", "1:<客户客户>2:!03:<户>"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZxdCsv) csv = open_text (cases[i].bytes, cases[i].length);
    g_autofree char *rows = read_all (csv);

    g_assert_cmpstr (rows, ==, cases[i].rows);
    g_assert_cmpstr (zxd_csv_get_encoding (csv), ==, cases[i].encoding);
  }
}

static void
test_what_is_too_long_is_refused_and_the_next_row_read (void)
{
  g_autoptr (GString) text = g_string_new ("a,");
  g_autoptr (ZxdCsv) csv = NULL;
  g_autofree char *rows = NULL;

  for (int i = 0; i < ZXD_CSV_MOST_CELL + 1; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\nb\n");
  for (int i = 0; i < ZXD_CSV_MOST_COLUMNS; i++)
    g_string_append_c (text, ',');
  g_string_append (text, "\nc\n");
  for (int i = 0; i < 20; i++) {
    for (int k = 0; k < ZXD_CSV_MOST_CELL - 1; k++)
      g_string_append_c (text, 'y');
    g_string_append_c (text, ',');
  }
  g_string_append (text, "\nd\n");
  csv = open_text (text->str, (gssize) text->len);
  rows = read_all (csv);
  g_assert_cmpstr (rows, ==, "1:!12:<b>3:!10234:<c>5:!166:<d>");
}

static void
test_a_formula_goes_out_as_text (void)
{
  static const char *const cases[][2] = {
      {"=1+1", "\"'=1+1\""}, {"+8613", "\"'+8613\""}, {"-1", "\"'-1\""},      {"@A", "\"'@A\""},
      {"\tx", "\"'\tx\""},   {"a=1", "\"a=1\""},      {"a\"b", "\"a\"\"b\""}, {"", "\"\""},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) out = g_string_new (NULL);

    zxd_csv_add_cell (out, cases[i][0]);
    g_assert_cmpstr (out->str, ==, cases[i][1]);
  }
}

/* ---- a stream as long as one likes, which is never in memory */

#define TYPE_LONG_STREAM (long_stream_get_type ())
G_DECLARE_FINAL_TYPE (LongStream, long_stream, LONG, STREAM, GInputStream)
struct _LongStream {
  GInputStream parent;
  gsize left;
  gboolean is_open_quote; /* one cell without an end, instead of rows */
};
G_DEFINE_FINAL_TYPE (LongStream, long_stream, G_TYPE_INPUT_STREAM)

static gssize
long_stream_read (GInputStream *stream, void *buffer, gsize count, GCancellable *c, GError **error)
{
  static const char row[] =
      "C-4711;\xBF\xCD\xBB\xA7;\"a \"\"quoted\"\" cell\r\nof two lines\";;\r\n";
  LongStream *self = LONG_STREAM (stream);
  gsize length = MIN (count, self->left);

  for (gsize i = 0; i < length; i++)
    ((char *) buffer)[i] =
        self->is_open_quote ? "\"x"[i > 0] : row[(self->left - i) % (sizeof row - 1)];
  self->left -= length;
  return (gssize) length;
}

static void
long_stream_class_init (LongStreamClass *class)
{
  G_INPUT_STREAM_CLASS (class)->read_fn = long_stream_read;
}

static void
long_stream_init (LongStream *self)
{
}

/* The most memory that this process has had, in KB. */
static gsize
read_peak (void)
{
  g_autofree char *status = NULL;
  gsize kilobytes = 0;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  g_assert_cmpint (sscanf (strstr (status, "VmHWM:"), "VmHWM: %zu", &kilobytes), ==, 1);
  return kilobytes;
}

#ifdef ZX_ADDRESS_SANITIZER /* ten times as slow, and as wrong after a tenth */
enum { LONG = 10 * 1000 * 1000 };
#else
enum { LONG = 100 * 1000 * 1000 };
#endif

static guint64
read_long (gboolean is_open_quote)
{
  g_autoptr (LongStream) stream = g_object_new (TYPE_LONG_STREAM, NULL);
  g_autoptr (ZxdCsv) csv = NULL;
  guint64 rows = 0;
  ZxdCsvStep step;

  stream->left = LONG;
  stream->is_open_quote = is_open_quote;
  csv = zxd_csv_new (G_INPUT_STREAM (stream), NULL, 0, NULL);
  while ((step = zxd_csv_next (csv, NULL)) != ZXD_CSV_END) {
    g_assert_cmpint (step, !=, ZXD_CSV_FAILED);
    rows++;
  }
  g_assert_cmpuint (zxd_csv_get_bytes (csv), ==, LONG);
  return rows;
}

static void
test_a_long_file_takes_two_megabytes (void)
{
  gsize before = read_peak ();

  g_assert_cmpuint (read_long (FALSE), >, LONG / 100);
  g_assert_cmpuint (read_long (TRUE), <=, 2);
  g_assert_cmpuint (read_peak () - before, <, 2048);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/quotes-lines-and-delimiters-are-found",
                   test_quotes_lines_and_delimiters_are_found);
  g_test_add_func ("/csv/the-encoding-is-found-out", test_the_encoding_is_found_out);
  g_test_add_func ("/csv/what-is-too-long-is-refused-and-the-next-row-read",
                   test_what_is_too_long_is_refused_and_the_next_row_read);
  g_test_add_func ("/csv/a-formula-goes-out-as-text", test_a_formula_goes_out_as_text);
  g_test_add_func ("/csv/a-long-file-takes-two-megabytes", test_a_long_file_takes_two_megabytes);
  return g_test_run ();
}
