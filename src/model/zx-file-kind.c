/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is by its first bytes, whatever its name says. */
#include "zx-file-kind.h"

#include <string.h>

enum {
  KIND_PNG,
  KIND_JPEG,
  KIND_GIF,
  KIND_WEBP,
  KIND_PDF,
  KIND_DOCX,
  KIND_XLSX,
  KIND_PPTX,
  KIND_DOC,
  KIND_XLS,
  KIND_PPT,
  KIND_ZIP,
  KIND_7Z,
  KIND_RAR,
  KIND_GZIP,
  KIND_MP4,
  KIND_WEBM,
  KIND_MP3,
  KIND_CSV,
  KIND_TEXT,
  N_KINDS,
};

#define OFFICE "application/vnd.openxmlformats-officedocument."

static const ZxFileKind kinds[N_KINDS] = {
    [KIND_PNG] = {"image/png", "png", TRUE},
    [KIND_JPEG] = {"image/jpeg", "jpg jpeg jpe jfif", TRUE},
    [KIND_GIF] = {"image/gif", "gif", TRUE},
    [KIND_WEBP] = {"image/webp", "webp", TRUE},
    [KIND_PDF] = {"application/pdf", "pdf"},
    [KIND_DOCX] = {OFFICE "wordprocessingml.document", "docx"},
    [KIND_XLSX] = {OFFICE "spreadsheetml.sheet", "xlsx"},
    [KIND_PPTX] = {OFFICE "presentationml.presentation", "pptx"},
    [KIND_DOC] = {"application/msword", "doc wps"},
    [KIND_XLS] = {"application/vnd.ms-excel", "xls et"},
    [KIND_PPT] = {"application/vnd.ms-powerpoint", "ppt dps"},
    [KIND_ZIP] = {"application/zip", "zip"},
    [KIND_7Z] = {"application/x-7z-compressed", "7z"},
    [KIND_RAR] = {"application/vnd.rar", "rar"},
    [KIND_GZIP] = {"application/gzip", "gz tgz"},
    [KIND_MP4] = {"video/mp4", "mp4 m4v mov m4a"},
    [KIND_WEBM] = {"video/webm", "webm mkv"},
    [KIND_MP3] = {"audio/mpeg", "mp3"},
    [KIND_CSV] = {"text/csv", "csv tsv"},
    [KIND_TEXT] = {"text/plain", "txt log md json xml ini conf sql yaml yml trc"},
};

const ZxFileKind *
zx_file_kinds (gsize *n)
{
  *n = N_KINDS;
  return kinds;
}

/* ---- names */

/* The extension, without its dot; "" when there is none. Lent. */
static const char *
extension_of (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot != name ? dot + 1 : "";
}

static gboolean
has_extension (const ZxFileKind *kind, const char *extension)
{
  gsize length = strlen (extension);

  if (length == 0)
    return FALSE;
  for (const char *at = kind->extensions; *at != '\0';) {
    gsize word = strcspn (at, " ");

    if (word == length && g_ascii_strncasecmp (at, extension, length) == 0)
      return TRUE;
    at += word;
    at += *at == ' ';
  }
  return FALSE;
}

const ZxFileKind *
zx_file_kind_of_name (const char *name)
{
  const char *extension = extension_of (name);

  for (gsize i = 0; i < N_KINDS; i++)
    if (has_extension (&kinds[i], extension))
      return &kinds[i];
  return NULL;
}

enum { MOST_NAME = 200, MOST_ENDING = 20 };

/* Separators of either system, what Windows forbids, and what turns the reading direction round
 * (an “exe” that looks like a “txt”). */
static gboolean
may_be_in_name (gunichar c)
{
  if (c < 0x20 || c == 0x7f || (c < 0x80 && strchr ("/\\:*?\"<>|", (int) c) != NULL))
    return FALSE;
  return !(c >= 0x80 && c < 0xa0) && !(c >= 0x200b && c <= 0x200f) &&
         !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2060 && c <= 0x206f) && c != 0xfeff;
}

/* The middle goes, whole characters of it: the extension says what it is. */
static void
shorten (GString *name)
{
  gsize ending = strlen (extension_of (name->str)), keep;

  ending = ending > 0 && ending < MOST_ENDING ? ending + 1 : 0;
  if (name->len <= MOST_NAME)
    return;
  keep = MOST_NAME - ending;
  while (keep > 0 && (name->str[keep] & 0xc0) == 0x80)
    keep--;
  g_string_erase (name, (gssize) keep, (gssize) (name->len - keep - ending));
}

char *
zx_file_clean_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  const char *base = valid;
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at++)
    if (*at == '/' || *at == '\\')
      base = at + 1;
  for (const char *at = base; *at != '\0'; at = g_utf8_next_char (at))
    if (may_be_in_name (g_utf8_get_char (at)))
      g_string_append_unichar (clean, g_utf8_get_char (at));
  g_strstrip (clean->str);
  clean->len = strlen (clean->str);
  while (clean->len > 0 && (clean->str[0] == '.' || clean->str[0] == ' '))
    g_string_erase (clean, 0, 1);
  shorten (clean);
  return clean->len > 0 ? g_string_free (g_steal_pointer (&clean), FALSE) : g_strdup ("file");
}

/* ---- the first bytes */

typedef struct {
  const guint8 *bytes;
  gsize length;
} Head;

static gboolean
has_at (const Head *head, gsize place, const char *bytes, gsize length)
{
  return head->length >= place && head->length - place >= length &&
         memcmp (head->bytes + place, bytes, length) == 0;
}

#define HAS(head, place, literal) has_at (head, place, literal, sizeof (literal) - 1)

static guint32
big16 (const guint8 *at)
{
  return (guint32) at[0] << 8 | at[1];
}

static guint32
big32 (const guint8 *at)
{
  return big16 (at) << 16 | big16 (at + 2);
}

static guint32
little16 (const guint8 *at)
{
  return (guint32) at[1] << 8 | at[0];
}

static guint32
little24 (const guint8 *at)
{
  return (guint32) at[2] << 16 | little16 (at);
}

static guint32
little32 (const guint8 *at)
{
  return little16 (at + 2) << 16 | little16 (at);
}

typedef struct {
  guint32 width, height;
} Size;

/* Each of these says whether it is such a file; a picture without a readable size is none. */

static gboolean
is_png (const Head *head, Size *size)
{
  if (!HAS (head, 0, "\x89PNG\r\n\x1a\n") || !HAS (head, 12, "IHDR") || head->length < 24)
    return FALSE;
  *size = (Size){big32 (head->bytes + 16), big32 (head->bytes + 20)};
  return TRUE;
}

static gboolean
is_gif (const Head *head, Size *size)
{
  if ((!HAS (head, 0, "GIF87a") && !HAS (head, 0, "GIF89a")) || head->length < 13)
    return FALSE;
  *size = (Size){little16 (head->bytes + 6), little16 (head->bytes + 8)};
  return TRUE;
}

/* Frame headers but the tables that share their row: ITU T.81, table B.1. */
static gboolean
is_frame_header (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean
is_jpeg (const Head *head, Size *size)
{
  gsize at = 2;

  if (!HAS (head, 0, "\xff\xd8\xff"))
    return FALSE;
  while (head->length >= 10 && at < head->length - 9) {
    guint8 marker = head->bytes[at + 1];

    if (head->bytes[at] != 0xff)
      return FALSE;
    if (marker == 0xff) {
      at++;
    } else if (is_frame_header (marker)) {
      *size = (Size){big16 (head->bytes + at + 7), big16 (head->bytes + at + 5)};
      return TRUE;
    } else {
      guint32 length = big16 (head->bytes + at + 2);

      if (length < 2)
        return FALSE;
      at += 2 + length;
    }
  }
  return FALSE;
}

static gboolean
is_webp (const Head *head, Size *size)
{
  const guint8 *at = head->bytes;

  if (!HAS (head, 0, "RIFF") || !HAS (head, 8, "WEBP") || head->length < 30)
    return FALSE;
  if (HAS (head, 12, "VP8X"))
    *size = (Size){little24 (at + 24) + 1, little24 (at + 27) + 1};
  else if (HAS (head, 12, "VP8L") && at[20] == 0x2f)
    *size = (Size){(little32 (at + 21) & 0x3fff) + 1, (little32 (at + 21) >> 14 & 0x3fff) + 1};
  else if (HAS (head, 12, "VP8 ") && HAS (head, 23, "\x9d\x01\x2a"))
    *size = (Size){little16 (at + 26) & 0x3fff, little16 (at + 28) & 0x3fff};
  else
    return FALSE;
  return TRUE;
}

/* The office formats are ZIP files whose first entries tell which. Walks the entries that say how
 * long they are, as far as the head reaches. */
static int
zip_kind (const Head *head)
{
  gsize at = 0;

  while (HAS (head, at, "PK\x03\x04") && head->length - at >= 30) {
    const guint8 *entry = head->bytes + at;
    gsize name = little16 (entry + 26), rest = little16 (entry + 28);
    gsize length = little32 (entry + 18);

    if (HAS (head, at + 30, "word/"))
      return KIND_DOCX;
    if (HAS (head, at + 30, "xl/"))
      return KIND_XLSX;
    if (HAS (head, at + 30, "ppt/"))
      return KIND_PPTX;
    if ((little16 (entry + 6) & 8) != 0 && length == 0) { /* its length comes behind it */
      const guint8 *next;
      gsize from = at + 30 + name + rest;

      if (from >= head->length)
        return KIND_ZIP;
      next = memmem (head->bytes + from, head->length - from, "PK\x03\x04", 4);
      if (next == NULL)
        return KIND_ZIP;
      at = (gsize) (next - head->bytes);
    } else {
      at += 30 + name + rest + length;
    }
    if (at >= head->length)
      break;
  }
  return KIND_ZIP;
}

static gboolean
is_zip (const Head *head)
{
  return HAS (head, 0, "PK\x03\x04") || HAS (head, 0, "PK\x05\x06");
}

static gboolean
is_mp3 (const Head *head)
{
  return HAS (head, 0, "ID3") ||
         (head->length >= 4 && head->bytes[0] == 0xff && (head->bytes[1] & 0xe0) == 0xe0 &&
          (head->bytes[1] & 0x06) == 0x02);
}

/* ---- text: no binary bytes, and nothing that a browser or a shell might run */

static gboolean
begins_with (const Head *head, gsize at, const char *word)
{
  gsize length = strlen (word);

  return head->length - at >= length &&
         g_ascii_strncasecmp ((const char *) head->bytes + at, word, length) == 0;
}

static gboolean
is_markup_or_script (const Head *head)
{
  static const char *const words[] = {"<!doctype html", "<html",   "<head", "<body",
                                      "<script",        "<iframe", "<svg",  "#!"};
  gsize at = HAS (head, 0, "\xef\xbb\xbf") ? 3 : 0;

  while (at < head->length && g_ascii_isspace (head->bytes[at]))
    at++;
  if (at < head->length && begins_with (head, at, "<?xml") &&
      g_strstr_len ((const char *) head->bytes, (gssize) MIN (head->length, 1024), "<svg") != NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (at < head->length && begins_with (head, at, words[i]))
      return TRUE;
  return FALSE;
}

/* In any encoding that Chinese or Western systems write: bytes above 127 may be anything; control
 * characters but the usual ones are none. With a mark of 16-bit text zero bytes are right. */
static gboolean
is_text (const Head *head)
{
  gboolean is_wide = HAS (head, 0, "\xff\xfe") || HAS (head, 0, "\xfe\xff");

  if (is_markup_or_script (head) || HAS (head, 0, "MZ") ||
      HAS (head, 0,
           "\x7f"
           "ELF"))
    return FALSE;
  for (gsize i = 0; i < head->length && !is_wide; i++)
    if (head->bytes[i] < 0x20 && strchr ("\t\n\v\f\r\x1b", head->bytes[i]) == NULL)
      return FALSE;
    else if (head->bytes[i] == '\0')
      return FALSE;
  return TRUE;
}

/* ---- all together */

/* -1 when it is none; texts and office files of the old kind are told apart by their names. */
static int
sniff (const Head *head, const char *extension, Size *size)
{
  if (is_png (head, size))
    return KIND_PNG;
  if (is_jpeg (head, size))
    return KIND_JPEG;
  if (is_gif (head, size))
    return KIND_GIF;
  if (is_webp (head, size))
    return KIND_WEBP;
  if (HAS (head, 0, "%PDF-"))
    return KIND_PDF;
  if (is_zip (head))
    return zip_kind (head);
  if (HAS (head, 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
    for (int kind = KIND_DOC; kind <= KIND_PPT; kind++)
      if (has_extension (&kinds[kind], extension))
        return kind;
    return -1;
  }
  if (HAS (head, 0, "7z\xbc\xaf\x27\x1c"))
    return KIND_7Z;
  if (HAS (head, 0, "Rar!\x1a\x07"))
    return KIND_RAR;
  if (HAS (head, 0, "\x1f\x8b\x08"))
    return KIND_GZIP;
  if (HAS (head, 4, "ftyp"))
    return KIND_MP4;
  if (HAS (head, 0, "\x1a\x45\xdf\xa3"))
    return KIND_WEBM;
  if (has_extension (&kinds[KIND_MP3], extension))
    return is_mp3 (head) ? KIND_MP3 : -1;
  if (is_text (head))
    return has_extension (&kinds[KIND_CSV], extension) ? KIND_CSV : KIND_TEXT;
  return -1;
}

const ZxFileKind *
zx_file_kind_of (const guint8 *head,
                 gsize length,
                 const char *name,
                 guint32 *width,
                 guint32 *height)
{
  const Head all = {head, length};
  Size size = {0, 0};
  const char *extension = extension_of (name);
  int kind = length > 0 ? sniff (&all, extension, &size) : -1;

  *width = size.width;
  *height = size.height;
  if (kind < 0 || !has_extension (&kinds[kind], extension))
    return NULL;
  if (kinds[kind].is_picture && (size.width == 0 || size.height == 0))
    return NULL;
  return &kinds[kind];
}
