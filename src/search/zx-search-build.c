/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes segments: from articles that are being added, and from older segments. */
#include "zx-search-segment.h"

#include <string.h>

/* Every token of every article is one number: key above bit 24, article above bit 8, field. They
 * come in the order of articles, so a stable sort by key is all there is to inverting. */
enum { ENTRY_KEY_SHIFT = 24, ENTRY_DOC_SHIFT = 8 };

struct _ZxBuilder {
  GArray *entries;     /* owned guint64 */
  GArray *ids;         /* owned gint64 */
  GArray *lengths;     /* owned guint16, as in a segment */
  GArray *doc_units;   /* owned guint32 */
  GArray *unit_starts; /* owned guint32 */
  GArray *unit_tokens; /* owned guint32 */
  GArray *unit_texts;  /* owned GRefString or null */
};

ZxBuilder *
zx_builder_new (void)
{
  ZxBuilder *self = g_new0 (ZxBuilder, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->lengths = g_array_new (FALSE, TRUE, sizeof (guint16));
  self->doc_units = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->unit_starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->unit_tokens = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->unit_texts = g_array_new (FALSE, FALSE, sizeof (char *));
  return self;
}

void
zx_builder_free (ZxBuilder *self)
{
  g_array_unref (self->entries);
  g_array_unref (self->ids);
  g_array_unref (self->lengths);
  g_array_unref (self->doc_units);
  g_array_unref (self->unit_starts);
  g_array_unref (self->unit_tokens);
  for (guint unit = 0; unit < self->unit_texts->len; unit++)
    if (g_array_index (self->unit_texts, char *, unit) != NULL)
      g_ref_string_release (g_array_index (self->unit_texts, char *, unit));
  g_array_unref (self->unit_texts);
  g_free (self);
}

guint
zx_builder_n_docs (const ZxBuilder *self)
{
  return self->ids->len;
}

gsize
zx_builder_n_tokens (const ZxBuilder *self)
{
  return self->entries->len;
}

guint
zx_builder_begin (ZxBuilder *self, gint64 id)
{
  guint32 unit = self->unit_starts->len;

  g_array_append_val (self->ids, id);
  g_array_append_val (self->doc_units, unit);
  g_array_set_size (self->lengths, self->lengths->len + ZX_TOKEN_KINDS * ZX_FIELDS);
  return self->ids->len - 1;
}

static int
compare_u32 (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

static void
begin_unit (ZxBuilder *self, char *text)
{
  guint32 start = self->unit_tokens->len;
  char *kept = text != NULL ? g_ref_string_acquire (text) : NULL;

  g_array_append_val (self->unit_starts, start);
  g_array_append_val (self->unit_texts, kept);
}

/* The tokens once more, as a unit: sorted, each once. */
static void
add_unit (ZxBuilder *self, const ZxToken *tokens, gsize n_tokens, char *text)
{
  guint32 start = self->unit_tokens->len, kept = start;
  guint32 *all;

  begin_unit (self, text);
  for (gsize i = 0; i < n_tokens; i++) {
    guint32 token = (guint32) (tokens[i].key >> ZX_UNIT_KEY_SHIFT);

    g_array_append_val (self->unit_tokens, token);
  }
  all = (guint32 *) (gpointer) self->unit_tokens->data;
  if (n_tokens > 0)
    qsort (all + start, n_tokens, sizeof *all, compare_u32);
  for (guint32 i = start; i < self->unit_tokens->len; i++)
    if (kept == start || all[kept - 1] != all[i])
      all[kept++] = all[i];
  g_array_set_size (self->unit_tokens, kept);
}

void
zx_builder_add (ZxBuilder *self, ZxField field, const ZxToken *tokens, gsize n_tokens, char *text)
{
  guint64 doc = self->ids->len - 1;
  guint16 *lengths = &g_array_index (self->lengths, guint16, doc * ZX_TOKEN_KINDS * ZX_FIELDS);
  gsize at = self->entries->len;
  guint64 *entries;

  g_array_set_size (self->entries, at + n_tokens);
  entries = &g_array_index (self->entries, guint64, at);
  for (gsize i = 0; i < n_tokens; i++) {
    guint16 *length = lengths + zx_key_kind (tokens[i].key) * ZX_FIELDS + field;

    entries[i] = tokens[i].key << ENTRY_KEY_SHIFT | doc << ENTRY_DOC_SHIFT | field;
    if (*length < G_MAXUINT16)
      (*length)++;
  }
  if (field != ZX_FIELD_BODY)
    add_unit (self, tokens, n_tokens, text);
}

enum {
  SORT_PASSES = 4,
  SORT_BITS = ZX_KEY_BITS / SORT_PASSES
}; /* even: the result ends in place */

/* Sorts by key, keeping the order within a key. */
static void
sort_entries (guint64 *entries, guint64 *spare, gsize n)
{
  g_autofree gsize *starts = g_new0 (gsize, SORT_PASSES << SORT_BITS);
  const guint mask = (1 << SORT_BITS) - 1;

  for (gsize i = 0; i < n; i++)
    for (guint pass = 0; pass < SORT_PASSES; pass++)
      starts[(pass << SORT_BITS) + (entries[i] >> (ENTRY_KEY_SHIFT + pass * SORT_BITS) & mask)]++;
  for (guint pass = 0; pass < SORT_PASSES; pass++) {
    guint shift = ENTRY_KEY_SHIFT + pass * SORT_BITS;
    gsize *start = starts + (pass << SORT_BITS), sum = 0;
    guint64 *swap = entries;

    for (guint i = 0; i <= mask; i++) {
      gsize count = start[i];

      start[i] = sum;
      sum += count;
    }
    for (gsize i = 0; i < n; i++)
      spare[start[entries[i] >> shift & mask]++] = entries[i];
    entries = spare;
    spare = swap;
  }
}

/* Writes the postings of one segment, key by key, articles ascending. */
typedef struct {
  GArray *keys, *offsets; /* owned guint64, guint32 */
  GByteArray *bytes;      /* owned */
  GByteArray *columns;    /* owned: of each dense key, a byte for each article */
  guint n_docs, n_columns;
  guint count;      /* postings of the key at hand … */
  guint16 *docs;    /* owned, n_docs of them */
  ZxCounts *counts; /* owned, the same */
} Writer;

static void
writer_start (Writer *writer, guint n_docs)
{
  writer->keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  writer->offsets = g_array_new (FALSE, FALSE, sizeof (guint32));
  writer->bytes = g_byte_array_new ();
  writer->columns = g_byte_array_new ();
  writer->n_columns = 0;
  writer->docs = g_new (guint16, n_docs);
  writer->counts = g_new (ZxCounts, n_docs);
  writer->n_docs = n_docs;
  writer->count = 0;
}

static inline void
write_posting (Writer *writer, guint doc, ZxCounts counts)
{
  writer->docs[writer->count] = (guint16) doc;
  writer->counts[writer->count++] = counts;
}

static void
write_dense (Writer *writer)
{
  gsize at = writer->columns->len;

  g_byte_array_set_size (writer->columns, at + writer->n_docs);
  memset (writer->columns->data + at, 0, writer->n_docs);
  for (guint i = 0; i < writer->count; i++)
    writer->columns->data[at + writer->docs[i]] = writer->counts[i];
  writer->n_columns++;
}

static inline guint
write_varint (guint8 *to, guint32 value)
{
  guint n = 0;

  for (; value >= 0x80; value >>= 7)
    to[n++] = 0x80 | (value & 0x7F);
  to[n++] = (guint8) value;
  return n;
}

static void
write_jump (guint8 *table, int before, gsize distance)
{
  guint64 jump = GUINT64_TO_LE ((guint64) distance << 16 | (guint) (before + 1));

  memcpy (table, &jump, ZX_JUMP_SIZE);
}

static void
write_sparse (Writer *writer)
{
  guint jumps = zx_postings_jumps (writer->count, writer->n_docs), stretch = 0;
  guint shift = jumps > 0 ? zx_postings_shift (writer->count, writer->n_docs) : 0;
  gsize start = writer->bytes->len;
  guint8 *table, *data, *to;
  int before = -1;

  g_byte_array_set_size (writer->bytes,
                         start + (gsize) jumps * ZX_JUMP_SIZE + (gsize) writer->count * 4);
  table = writer->bytes->data + start;
  data = to = table + (gsize) jumps * ZX_JUMP_SIZE;
  for (guint i = 0; i < writer->count; i++) {
    gboolean is_rich = writer->counts[i] != ZX_COUNTS_BODY_ONCE;

    for (; jumps > 0 && stretch < (guint) writer->docs[i] >> shift; stretch++)
      write_jump (table + (gsize) stretch * ZX_JUMP_SIZE, before, to - data);
    to += write_varint (to, (guint32) (writer->docs[i] - before - 1) << 1 | is_rich);
    if (is_rich)
      *to++ = writer->counts[i];
    before = writer->docs[i];
  }
  for (; stretch < jumps; stretch++)
    write_jump (table + (gsize) stretch * ZX_JUMP_SIZE, before, to - data);
  g_byte_array_set_size (writer->bytes, to - writer->bytes->data);
}

static void
end_key (Writer *writer, guint64 key)
{
  gboolean is_dense = zx_postings_are_dense (writer->count, writer->n_docs);
  guint32 offset = is_dense ? writer->n_columns : writer->bytes->len;

  if (writer->count == 0)
    return;
  key = key << 24 | writer->count;
  g_array_append_val (writer->keys, key);
  g_array_append_val (writer->offsets, offset);
  if (is_dense)
    write_dense (writer);
  else
    write_sparse (writer);
  writer->count = 0;
}

/* The array's memory, cut to what is used; the array is gone. */
static gpointer
take_array (GArray *array)
{
  gsize size = (gsize) array->len * g_array_get_element_size (array);

  return g_realloc (g_array_free (array, FALSE), MAX (size, 1));
}

/* Which key to start searching at, by the upper bits of what is sought. */
static void
make_directory (ZxSegment *segment)
{
  guint bits = 3, places;

  while (bits < 18 && 1u << bits < segment->n_keys)
    bits++;
  places = 1u << bits;
  segment->directory_shift = ZX_KEY_BITS - bits;
  segment->directory = g_new (guint32, places + 2);
  for (guint place = 0, at = 0; place < places + 2; place++) {
    while (at < segment->n_keys && segment->keys[at] >> 24 < (guint64) place
                                                                 << segment->directory_shift)
      at++;
    segment->directory[place] = at;
  }
}

/* Gives the most usual counts a code each; @code_of gets them, by counts. */
static void
choose_codes (ZxSegment *segment, const GByteArray *columns, guint8 code_of[256])
{
  gsize times[256] = {0};

  for (guint i = 0; i < columns->len; i++)
    times[columns->data[i]]++;
  memset (code_of, ZX_CODE_RARE, 256);
  code_of[0] = 0;
  times[0] = 0;
  for (guint code = 1; code < ZX_CODE_RARE; code++) {
    guint most = 0;

    for (guint counts = 1; counts < 256; counts++)
      if (times[counts] > times[most])
        most = counts;
    if (times[most] == 0)
      return;
    times[most] = 0;
    segment->codes[code] = (ZxCounts) most;
    code_of[most] = (guint8) code;
  }
}

static int
compare_u64 (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

/* What turns the columns into rows. */
typedef struct {
  const Writer *writer;
  guint8 code_of[256]; /* by counts */
  GArray *rare;        /* owned guint64 */
} Turner;

static guint8
turn_cell (Turner *self, guint doc, guint column)
{
  ZxCounts counts = self->writer->columns->data[(gsize) column * self->writer->n_docs + doc];
  guint8 code = self->code_of[counts];
  guint64 cell = ((guint64) doc * self->writer->n_columns + column) << 8 | counts;

  if (G_UNLIKELY (code == ZX_CODE_RARE))
    g_array_append_val (self->rare, cell);
  return code;
}

enum { TURN_DOCS = 64 }; /* articles turned at a time: what is written stays near */

/* Turns the columns into rows, some articles at a time, two columns at a time. */
static void
make_rows (Writer *writer, ZxSegment *segment)
{
  Turner turner = {.writer = writer};

  turner.rare = g_array_new (FALSE, FALSE, sizeof (guint64));
  choose_codes (segment, writer->columns, turner.code_of);
  segment->n_columns = writer->n_columns;
  segment->row_size = (writer->n_columns + 1) / 2;
  segment->rows = g_malloc ((gsize) segment->row_size * writer->n_docs + 1);
  for (guint first = 0; first < writer->n_docs; first += TURN_DOCS) {
    guint end = MIN (first + TURN_DOCS, writer->n_docs), before = turner.rare->len;

    for (guint column = 0; column < writer->n_columns; column += 2)
      for (guint doc = first; doc < end; doc++) {
        guint8 two = turn_cell (&turner, doc, column);

        if (column + 1 < writer->n_columns)
          two |= (guint8) (turn_cell (&turner, doc, column + 1) << 4);
        segment->rows[(gsize) doc * segment->row_size + column / 2] = two;
      }
    if (turner.rare->len > before)
      qsort (&g_array_index (turner.rare, guint64, before), turner.rare->len - before,
             sizeof (guint64), compare_u64);
  }
  segment->n_rare = turner.rare->len;
  segment->rare = take_array (turner.rare);
  g_byte_array_unref (writer->columns);
}

static void
writer_finish (Writer *writer, ZxSegment *segment)
{
  guint32 end = writer->bytes->len;

  g_array_append_val (writer->offsets, end);
  segment->n_keys = writer->keys->len;
  segment->keys = take_array (writer->keys);
  segment->offsets = take_array (writer->offsets);
  segment->bytes = g_realloc (g_byte_array_free (writer->bytes, FALSE), end + 1);
  g_free (writer->docs);
  g_free (writer->counts);
  make_rows (writer, segment);
  make_directory (segment);
}

/* Hands the arrays that are no postings over to @segment and leaves the builder empty. */
static void
hand_over (ZxBuilder *self, ZxSegment *segment)
{
  guint32 end_unit = self->unit_starts->len, end_token = self->unit_tokens->len;

  segment->n_docs = self->ids->len;
  segment->n_units = end_unit;
  g_array_append_val (self->doc_units, end_unit);
  g_array_append_val (self->unit_starts, end_token);
  segment->sizes = g_new (guint8, (gsize) segment->n_docs * ZX_TOKEN_KINDS + 1);
  for (guint doc = 0; doc < segment->n_docs; doc++)
    for (guint kind = 0; kind < ZX_TOKEN_KINDS; kind++)
      segment->sizes[(gsize) kind * segment->n_docs + doc] = zx_size_of (&g_array_index (
          self->lengths, guint16, ((gsize) doc * ZX_TOKEN_KINDS + kind) * ZX_FIELDS));
  segment->ids = take_array (self->ids);
  segment->lengths = take_array (self->lengths);
  segment->doc_units = take_array (self->doc_units);
  segment->unit_starts = take_array (self->unit_starts);
  segment->unit_tokens = take_array (self->unit_tokens);
  segment->unit_texts = take_array (self->unit_texts);
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->lengths = g_array_new (FALSE, TRUE, sizeof (guint16));
  self->doc_units = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->unit_starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->unit_tokens = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->unit_texts = g_array_new (FALSE, FALSE, sizeof (char *));
}

ZxSegment *
zx_builder_finish (ZxBuilder *self)
{
  ZxSegment *segment = g_new0 (ZxSegment, 1);
  gsize n = self->entries->len;
  guint64 *entries = (guint64 *) (gpointer) self->entries->data;
  g_autofree guint64 *spare = g_new (guint64, n);
  const ZxCounts once[ZX_FIELDS] = {zx_counts_pack ((const guint[]){1, 0, 0}),
                                    zx_counts_pack ((const guint[]){0, 1, 0}),
                                    zx_counts_pack ((const guint[]){0, 0, 1})};
  Writer writer;

  g_atomic_ref_count_init (&segment->refs);
  sort_entries (entries, spare, n);
  g_clear_pointer (&spare, g_free);
  writer_start (&writer, self->ids->len);
  for (gsize i = 0; i < n;) {
    guint64 key = entries[i] >> ENTRY_KEY_SHIFT;

    while (i < n && entries[i] >> ENTRY_KEY_SHIFT == key) {
      guint64 place = entries[i] >> ENTRY_DOC_SHIFT;
      guint counts[ZX_FIELDS] = {0};

      if (i + 1 == n || entries[i + 1] >> ENTRY_DOC_SHIFT != place) {
        write_posting (&writer, place & 0xFFFF, once[entries[i++] & 0xFF]);
        continue;
      }
      for (; i < n && entries[i] >> ENTRY_DOC_SHIFT == place; i++)
        counts[entries[i] & 0xFF]++;
      write_posting (&writer, place & 0xFFFF, zx_counts_pack (counts));
    }
    end_key (&writer, key);
  }
  g_array_unref (self->entries);
  self->entries = g_array_new (FALSE, FALSE, sizeof (guint64));
  writer_finish (&writer, segment);
  hand_over (self, segment);
  return segment;
}

/* Copies what is no posting of the living articles; *map gets their new numbers (-1: dead). */
static void
copy_docs (ZxBuilder *into, const ZxSegment *segment, const guint8 *dead, int *map)
{
  for (guint doc = 0; doc < segment->n_docs; doc++) {
    map[doc] = -1;
    if (zx_bitmap_has (dead, doc))
      continue;
    map[doc] = (int) zx_builder_begin (into, segment->ids[doc]);
    memcpy (&g_array_index (into->lengths, guint16, (gsize) map[doc] * ZX_TOKEN_KINDS * ZX_FIELDS),
            zx_segment_lengths (segment, doc), sizeof (guint16) * ZX_TOKEN_KINDS * ZX_FIELDS);
    for (guint unit = segment->doc_units[doc]; unit < segment->doc_units[doc + 1]; unit++) {
      guint32 from = segment->unit_starts[unit];

      begin_unit (into, segment->unit_texts[unit]);
      g_array_append_vals (into->unit_tokens, segment->unit_tokens + from,
                           segment->unit_starts[unit + 1] - from);
    }
  }
}

static void
copy_postings (Writer *writer, const ZxSegment *segment, guint at, const int *map)
{
  ZxPostings postings;
  ZxCounts counts;

  zx_postings_start (&postings, segment, at);
  if (postings.dense == NULL) {
    while (zx_postings_next (&postings))
      if (map[postings.doc] >= 0)
        write_posting (writer, (guint) map[postings.doc], postings.counts);
    return;
  }
  for (guint doc = 0; doc < segment->n_docs; doc++)
    if (map[doc] >= 0 && (counts = zx_segment_dense (segment, doc, postings.column)) != 0)
      write_posting (writer, (guint) map[doc], counts);
}

ZxSegment *
zx_segment_merge (ZxSegment **segments, const guint8 **dead, guint n_segments)
{
  ZxSegment *merged = g_new0 (ZxSegment, 1);
  ZxBuilder *docs = zx_builder_new ();
  g_autofree int **maps = g_new0 (int *, n_segments);
  g_autofree guint *at = g_new0 (guint, n_segments);
  Writer writer;

  g_atomic_ref_count_init (&merged->refs);
  for (guint i = 0; i < n_segments; i++) {
    maps[i] = g_new (int, segments[i]->n_docs + 1);
    copy_docs (docs, segments[i], dead[i], maps[i]);
  }
  writer_start (&writer, docs->ids->len);
  for (;;) {
    guint64 key = G_MAXUINT64;

    for (guint i = 0; i < n_segments; i++)
      if (at[i] < segments[i]->n_keys)
        key = MIN (key, segments[i]->keys[at[i]] >> 24);
    if (key == G_MAXUINT64)
      break;
    for (guint i = 0; i < n_segments; i++)
      if (at[i] < segments[i]->n_keys && segments[i]->keys[at[i]] >> 24 == key)
        copy_postings (&writer, segments[i], at[i]++, maps[i]);
    end_key (&writer, key);
  }
  writer_finish (&writer, merged);
  hand_over (docs, merged);
  zx_builder_free (docs);
  for (guint i = 0; i < n_segments; i++)
    g_free (maps[i]);
  return merged;
}
