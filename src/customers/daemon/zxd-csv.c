/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes comma-separated values apart. Quotes, delimiters and line ends are looked for among the
 * bytes, which is right for UTF-8 and for GB18030, whose second bytes are none of them; UTF-16 is
 * turned into UTF-8 first. Each cell is then decoded by itself, so bad bytes cost one row. */
#include "zxd-csv.h"

#include "zx-error.h"

#include <string.h>

enum { BLOCK = 64 * 1024 };
enum { END = -1, FAILED = -2 };

typedef enum {
  UNDECIDED, /* only ASCII until now */
  UTF8,
  UTF16_LE,
  UTF16_BE,
  OTHER, /* the converter knows */
} Encoding;

struct _ZxdCsv {
  GInputStream *stream; /* owned */
  Encoding encoding;
  GIConv converter; /* owned, (GIConv) -1 */
  char *name;       /* owned: of the encoding */
  char delimiter;
  guint8 raw[BLOCK];
  GByteArray *block; /* owned: what is being read, after UTF-16 */
  gsize at;          /* in it */
  gboolean has_ended;
  guint16 surrogate; /* the first half at a block's end, 0: none */
  guint64 bytes, line;

  GString *cells;   /* owned: the row's cells as they came, each ended by a zero byte */
  GArray *starts;   /* owned gsize */
  GString *decoded; /* owned: the same in UTF-8, when it was something else */
  GArray *decoded_starts;
  gboolean is_decoded;
  guint64 row_line;
  const char *problem; /* static: what is wrong with the row */
  guint bad_column;
};

/* ---- bytes */

/* Half a pair of surrogates becomes a byte that is no UTF-8, and so its row is refused. */
static void
add_unit (ZxdCsv *csv, guint16 unit)
{
  gboolean is_low = unit >= 0xDC00 && unit <= 0xDFFF;
  guint16 high = csv->surrogate;
  char text[6];
  gunichar c = unit;

  csv->surrogate = 0;
  if (high != 0 && is_low)
    c = 0x10000 + (((gunichar) high - 0xD800) << 10) + (unit - 0xDC00);
  else if (high != 0 || is_low)
    g_byte_array_append (csv->block, (const guint8 *) "\xFF", 1);
  if (is_low && high == 0)
    return;
  if (unit >= 0xD800 && unit <= 0xDBFF)
    csv->surrogate = unit;
  else
    g_byte_array_append (csv->block, (guint8 *) text, (guint) g_unichar_to_utf8 (c, text));
}

static void
add_utf16 (ZxdCsv *csv, const guint8 *raw, gsize length)
{
  int low = csv->encoding == UTF16_LE ? 0 : 1;

  for (gsize i = 0; i + 1 < length; i += 2)
    add_unit (csv, (guint16) (raw[i + low] | raw[i + 1 - low] << 8));
  if (length % 2 != 0 || (csv->has_ended && csv->surrogate != 0))
    g_byte_array_append (csv->block, (const guint8 *) "\xFF", 1);
}

/* The first bytes tell UTF-16, with or without a mark; how many of them are the mark. */
static gsize
look_at_beginning (ZxdCsv *csv, gsize length)
{
  const guint8 *raw = csv->raw;
  gboolean is_open = csv->encoding == UNDECIDED;

  if (length >= 3 && memcmp (raw, "\xEF\xBB\xBF", 3) == 0 && (is_open || csv->encoding == UTF8)) {
    csv->encoding = UTF8;
    return 3;
  }
  if (length >= 4 && memcmp (raw, "\x84\x31\x95\x33", 4) == 0 && csv->encoding == OTHER)
    return 4;
  if (length >= 2 && csv->encoding != UTF8 && csv->encoding != OTHER) {
    gboolean is_little = raw[0] == 0xFF && raw[1] == 0xFE;

    if (is_little || (raw[0] == 0xFE && raw[1] == 0xFF)) {
      csv->encoding = is_little ? UTF16_LE : UTF16_BE;
      return 2;
    }
  }
  if (length >= 4 && is_open && raw[0] != 0 && raw[1] == 0 && raw[3] == 0)
    csv->encoding = UTF16_LE;
  else if (length >= 4 && is_open && raw[0] == 0 && raw[1] != 0 && raw[2] == 0)
    csv->encoding = UTF16_BE;
  return 0;
}

static gboolean
read_block (ZxdCsv *csv, GError **error)
{
  gsize length, mark = 0;

  g_byte_array_set_size (csv->block, 0);
  csv->at = 0;
  if (csv->has_ended)
    return TRUE;
  if (!g_input_stream_read_all (csv->stream, csv->raw, BLOCK, &length, NULL, error))
    return FALSE;
  if (csv->bytes == 0)
    mark = look_at_beginning (csv, length);
  csv->bytes += length;
  csv->has_ended = length < BLOCK;
  if (csv->encoding == UTF16_LE || csv->encoding == UTF16_BE)
    add_utf16 (csv, csv->raw + mark, length - mark);
  else
    g_byte_array_append (csv->block, csv->raw + mark, (guint) (length - mark));
  return TRUE;
}

static int
peek (ZxdCsv *csv, GError **error)
{
  while (csv->at == csv->block->len) {
    gboolean was_last = csv->has_ended;

    if (!read_block (csv, error))
      return FAILED;
    if (was_last)
      return END;
  }
  return csv->block->data[csv->at];
}

static int
take (ZxdCsv *csv, GError **error)
{
  int byte = peek (csv, error);

  csv->at += byte >= 0;
  return byte;
}

/* A line ends with LF, CR or both. */
static int
take_line_end (ZxdCsv *csv, int byte, GError **error)
{
  csv->line++;
  if (byte != '\r')
    return byte;
  byte = peek (csv, error);
  if (byte == '\n')
    csv->at++;
  return byte == FAILED ? FAILED : '\n';
}

/* ---- rows */

static void
blame (ZxdCsv *csv, const char *problem)
{
  if (csv->problem != NULL)
    return;
  csv->problem = problem;
  csv->bad_column = csv->starts->len - 1;
}

static void
begin_cell (ZxdCsv *csv)
{
  gsize start = csv->cells->len;

  if (csv->starts->len == ZXD_CSV_MOST_COLUMNS) {
    blame (csv, "there are more than 1024 columns");
    return;
  }
  g_array_append_val (csv->starts, start);
}

static void
end_cell (ZxdCsv *csv)
{
  if (csv->problem == NULL)
    g_string_append_c (csv->cells, '\0');
}

static void
put (ZxdCsv *csv, int byte)
{
  gsize start = g_array_index (csv->starts, gsize, csv->starts->len - 1);

  if (byte == 0)
    blame (csv, "it has a zero byte; is this a text file?");
  else if (csv->cells->len - start >= ZXD_CSV_MOST_CELL)
    blame (csv, "it is longer than 64 KB; perhaps a quote is not closed");
  else if (csv->cells->len >= ZXD_CSV_MOST_ROW)
    blame (csv, "the row is longer than 1 MB; perhaps a quote is not closed");
  if (csv->problem == NULL)
    g_string_append_c (csv->cells, (char) byte);
}

/* Behind the opening quote; up to behind the closing one. */
static int
read_quoted (ZxdCsv *csv, GError **error)
{
  for (;;) {
    int byte = take (csv, error);

    if (byte == '"') {
      if (peek (csv, error) != '"')
        return '"';
      csv->at++;
    } else if (byte == '\r' || byte == '\n') {
      byte = take_line_end (csv, byte, error);
    } else if (byte == END) {
      blame (csv, "its quote is never closed");
    }
    if (byte < 0)
      return byte;
    put (csv, byte);
  }
}

/* One cell; what ended it: the delimiter, a line end, END or FAILED. */
static int
read_cell (ZxdCsv *csv, GError **error)
{
  gboolean was_quoted = FALSE, is_first = TRUE;

  for (;; is_first = FALSE) {
    int byte = take (csv, error);

    if (byte == '"' && is_first) {
      byte = read_quoted (csv, error);
      if (byte < 0)
        return byte;
      was_quoted = TRUE;
      continue;
    }
    if (byte == csv->delimiter || byte < 0)
      return byte;
    if (byte == '\r' || byte == '\n')
      return take_line_end (csv, byte, error);
    if (was_quoted && byte != ' ')
      blame (csv, "text stands behind its closing quote; a quote inside is written twice");
    else if (!was_quoted)
      put (csv, byte);
  }
}

/* END only when nothing came before it. */
static int
read_row (ZxdCsv *csv, GError **error)
{
  gboolean is_empty;
  int byte;

  do {
    g_string_truncate (csv->cells, 0);
    g_array_set_size (csv->starts, 0);
    csv->problem = NULL;
    csv->row_line = csv->line;
    do {
      begin_cell (csv);
      byte = read_cell (csv, error);
      end_cell (csv);
    } while (byte == csv->delimiter);
    is_empty = csv->starts->len == 1 && csv->cells->len == 1 && csv->problem == NULL;
  } while (is_empty && byte >= 0);
  return is_empty || byte == FAILED ? byte : '\n';
}

/* ---- decoding */

static gboolean
open_converter (ZxdCsv *csv, const char *encoding, GError **error)
{
  csv->converter = g_iconv_open ("UTF-8", encoding);
  if (csv->converter == (GIConv) -1)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "the encoding %s is not known here", encoding);
  csv->encoding = OTHER;
  g_free (csv->name);
  csv->name = g_strdup (encoding);
  return TRUE;
}

static const char *
raw_cell (ZxdCsv *csv, guint column)
{
  return csv->cells->str + g_array_index (csv->starts, gsize, column);
}

static gboolean
is_ascii (ZxdCsv *csv)
{
  for (gsize i = 0; i < csv->cells->len; i++)
    if ((guint8) csv->cells->str[i] >= 0x80)
      return FALSE;
  return TRUE;
}

/* Counts in @text what is a character of UTF-8 beyond ASCII, and bytes that belong to none. */
static void
count_utf8 (const char *text, gsize length, gsize *good, gsize *bad)
{
  const char *end = text + length;

  while (text < end) {
    gunichar c = (guint8) *text < 0x80 ? 0 : g_utf8_get_char_validated (text, end - text);

    if (c == (gunichar) -2) /* cut off by the end */
      return;
    *good += c > 0 && c != (gunichar) -1;
    *bad += c == (gunichar) -1;
    text += c == 0 || c == (gunichar) -1 ? 1 : g_unichar_to_utf8 (c, NULL);
  }
}

/* The first bytes that are no ASCII decide, with all that is at hand behind them. A damaged byte
 * here and there must not turn UTF-8 into something else. */
static gboolean
decide (ZxdCsv *csv, GError **error)
{
  gsize good = 0, bad = 0;

  count_utf8 (csv->cells->str, csv->cells->len, &good, &bad);
  count_utf8 ((const char *) csv->block->data + csv->at, csv->block->len - csv->at, &good, &bad);
  csv->encoding = UTF8;
  return good > bad || open_converter (csv, "GB18030", error);
}

static gboolean
convert_cell (ZxdCsv *csv, const char *cell)
{
  gsize left = strlen (cell), start = csv->decoded->len;
  char *in = (char *) cell, piece[1024];

  g_array_append_val (csv->decoded_starts, start);
  g_iconv (csv->converter, NULL, NULL, NULL, NULL);
  while (left > 0) {
    char *out = piece;
    gsize room = sizeof piece, before = left;
    gsize done = g_iconv (csv->converter, &in, &left, &out, &room);

    g_string_append_len (csv->decoded, piece, out - piece);
    if (done == (gsize) -1 && left == before)
      return FALSE;
  }
  g_string_append_c (csv->decoded, '\0');
  return g_utf8_validate (csv->decoded->str + start, -1, NULL);
}

/* Bad bytes are a problem of the row, nothing more. */
static void
decode (ZxdCsv *csv)
{
  csv->is_decoded = csv->encoding == OTHER;
  g_string_truncate (csv->decoded, 0);
  g_array_set_size (csv->decoded_starts, 0);
  for (guint i = 0; i < csv->starts->len && csv->problem == NULL; i++) {
    const char *cell = raw_cell (csv, i);

    if (csv->is_decoded ? convert_cell (csv, cell) : g_utf8_validate (cell, -1, NULL))
      continue;
    csv->problem = "its bytes are no text in this encoding; say --encoding";
    csv->bad_column = i;
  }
}

/* ---- the beginning */

/* The most frequent one in the first line, outside of quotes. */
static char
find_delimiter (ZxdCsv *csv)
{
  static const char marks[] = ",;\t";
  guint counts[3] = {0}, best = 0;
  gboolean is_quoted = FALSE;

  for (gsize i = csv->at; i < csv->block->len; i++) {
    char byte = (char) csv->block->data[i];
    const char *mark = byte != '\0' ? strchr (marks, byte) : NULL;

    is_quoted ^= byte == '"';
    if (is_quoted)
      continue;
    if (byte == '\n' || byte == '\r')
      break;
    if (mark != NULL)
      counts[mark - marks]++;
  }
  for (guint i = 1; i < 3; i++)
    if (counts[i] > counts[best])
      best = i;
  return marks[best];
}

/* Spreadsheets write `sep=;` into a first line of its own. */
static gboolean
begin (ZxdCsv *csv, GError **error)
{
  int byte = peek (csv, error);
  const char *text = byte >= 0 ? (const char *) csv->block->data + csv->at : "";

  if (csv->block->len - csv->at > 5 && memcmp (text, "sep=", 4) == 0 &&
      strchr (",;\t", text[4]) != NULL && strchr ("\r\n", text[5]) != NULL) {
    if (csv->delimiter == 0)
      csv->delimiter = text[4];
    csv->at += 5;
    byte = take_line_end (csv, take (csv, error), error);
  }
  if (csv->delimiter == 0)
    csv->delimiter = find_delimiter (csv);
  return byte != FAILED;
}

static gboolean
set_encoding (ZxdCsv *csv, const char *encoding, GError **error)
{
  /* Only those in which , ; tab, quote and line end are no part of another character. */
  static const char *const fitting[] = {"GB18030",    "GBK",          "GB2312",
                                        "ISO-8859-1", "WINDOWS-1252", NULL};
  g_autofree char *name = g_ascii_strup (encoding, -1);

  if (g_str_equal (name, "UTF-8") || g_str_equal (name, "UTF8"))
    csv->encoding = UTF8;
  else if (g_str_equal (name, "UTF-16") || g_str_equal (name, "UTF-16LE"))
    csv->encoding = UTF16_LE;
  else if (g_str_equal (name, "UTF-16BE"))
    csv->encoding = UTF16_BE;
  else if (g_strv_contains (fitting, name))
    return open_converter (csv, name, error);
  else
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“%s” is none of: UTF-8, UTF-16, GB18030, GBK, GB2312, ISO-8859-1, "
                     "WINDOWS-1252",
                     encoding);
  return TRUE;
}

/* ---- public */

ZxdCsv *
zxd_csv_new (GInputStream *stream, const char *encoding, char delimiter, GError **error)
{
  g_autoptr (ZxdCsv) csv = g_new0 (ZxdCsv, 1);

  csv->stream = g_object_ref (stream);
  csv->converter = (GIConv) -1;
  csv->delimiter = delimiter;
  csv->line = 1;
  csv->block = g_byte_array_new ();
  csv->cells = g_string_new (NULL);
  csv->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  csv->decoded = g_string_new (NULL);
  csv->decoded_starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (encoding != NULL && !set_encoding (csv, encoding, error))
    return NULL;
  return begin (csv, error) ? g_steal_pointer (&csv) : NULL;
}

void
zxd_csv_free (ZxdCsv *csv)
{
  if (csv == NULL)
    return;
  g_object_unref (csv->stream);
  if (csv->converter != (GIConv) -1)
    g_iconv_close (csv->converter);
  g_byte_array_unref (csv->block);
  g_string_free (csv->cells, TRUE);
  g_array_unref (csv->starts);
  g_string_free (csv->decoded, TRUE);
  g_array_unref (csv->decoded_starts);
  g_free (csv->name);
  g_free (csv);
}

ZxdCsvStep
zxd_csv_next (ZxdCsv *csv, GError **error)
{
  int byte = read_row (csv, error);

  if (byte == FAILED)
    return ZXD_CSV_FAILED;
  if (byte == END)
    return ZXD_CSV_END;
  if (csv->encoding == UNDECIDED && !is_ascii (csv) && !decide (csv, error))
    return ZXD_CSV_FAILED;
  decode (csv);
  if (csv->problem == NULL)
    return ZXD_CSV_ROW;
  zx_throw (error, ZX_ERROR_BAD_DATA, "%s", csv->problem);
  return ZXD_CSV_BAD_ROW;
}

guint64
zxd_csv_get_line (ZxdCsv *csv)
{
  return csv->row_line;
}

guint
zxd_csv_get_length (ZxdCsv *csv)
{
  return csv->starts->len;
}

const char *
zxd_csv_get_cell (ZxdCsv *csv, guint column)
{
  g_return_val_if_fail (csv->problem == NULL && column < csv->starts->len, NULL);
  return csv->is_decoded ? csv->decoded->str + g_array_index (csv->decoded_starts, gsize, column)
                         : raw_cell (csv, column);
}

guint
zxd_csv_get_bad_column (ZxdCsv *csv)
{
  return csv->bad_column;
}

const char *
zxd_csv_get_encoding (ZxdCsv *csv)
{
  static const char *const names[] = {"UTF-8", "UTF-8", "UTF-16LE", "UTF-16BE", NULL};

  return csv->encoding == OTHER ? csv->name : names[csv->encoding];
}

char
zxd_csv_get_delimiter (ZxdCsv *csv)
{
  return csv->delimiter;
}

guint64
zxd_csv_get_bytes (ZxdCsv *csv)
{
  return csv->bytes;
}

void
zxd_csv_add_cell (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  if (*text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (out, '\'');
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *at);
  }
  g_string_append_c (out, '"');
}
