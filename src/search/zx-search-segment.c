/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the immutable parts of the index: finds keys, walks and jumps along postings. */
#include "zx-search-segment.h"

#include <math.h>
#include <string.h>

static const guint body_steps[8] = {0, 1, 2, 3, 4, 6, 9, 14};
static const guint learnt_steps[8] = {0, 1, 2, 3, 5, 8, 12, 20};

/* The step of each count up to the last one. */
static const guint8 body_step_of[15] = {0, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 6, 7};
static const guint8 learnt_step_of[21] = {0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 5,
                                          5, 6, 6, 6, 6, 6, 6, 6, 6, 7};

ZxCounts
zx_counts_pack (const guint counts[ZX_FIELDS])
{
  return MIN (counts[ZX_FIELD_TITLE], 3) | body_step_of[MIN (counts[ZX_FIELD_BODY], 14)] << 2 |
         learnt_step_of[MIN (counts[ZX_FIELD_LEARNT], 20)] << 5;
}

guint
zx_counts_get (ZxCounts counts, ZxField field)
{
  switch (field) {
  case ZX_FIELD_TITLE:
    return counts & 3;
  case ZX_FIELD_BODY:
    return body_steps[counts >> 2 & 7];
  default:
    return learnt_steps[counts >> 5];
  }
}

guint
zx_size_of (const guint16 lengths[ZX_FIELDS])
{
  double length =
      ZX_TITLE_TIMES * lengths[ZX_FIELD_TITLE] + lengths[ZX_FIELD_BODY] + lengths[ZX_FIELD_LEARNT];

  return MIN ((guint) lround (8 * log2 (1 + length)), ZX_SIZES - 1);
}

double
zx_size_length (guint size)
{
  return exp2 (size / 8.0) - 1;
}

ZxSegment *
zx_segment_ref (ZxSegment *segment)
{
  g_atomic_ref_count_inc (&segment->refs);
  return segment;
}

void
zx_segment_unref (ZxSegment *segment)
{
  if (!g_atomic_ref_count_dec (&segment->refs))
    return;
  g_free (segment->ids);
  g_free (segment->lengths);
  g_free (segment->sizes);
  g_free (segment->keys);
  g_free (segment->offsets);
  g_free (segment->bytes);
  g_free (segment->directory);
  g_free (segment->rows);
  g_free (segment->rare);
  g_free (segment->doc_units);
  g_free (segment->unit_starts);
  g_free (segment->unit_tokens);
  for (guint unit = 0; unit < segment->n_units; unit++)
    if (segment->unit_texts[unit] != NULL)
      g_ref_string_release (segment->unit_texts[unit]);
  g_free (segment->unit_texts);
  g_free (segment);
}

gsize
zx_segment_size (const ZxSegment *segment)
{
  return segment->offsets[segment->n_keys] + (gsize) segment->n_keys * 12 +
         (gsize) segment->n_docs * segment->row_size + (gsize) segment->n_rare * 8 +
         (gsize) segment->n_docs * (12 + ZX_TOKEN_KINDS + 2 * ZX_TOKEN_KINDS * ZX_FIELDS) +
         (gsize) segment->n_units * (4 + sizeof (char *)) +
         (gsize) segment->unit_starts[segment->n_units] * 4;
}

guint
zx_segment_find (const ZxSegment *segment, guint64 key)
{
  guint64 place = key >> segment->directory_shift;
  guint low = segment->directory[place], high = segment->directory[place + 1];
  guint64 wanted = key << 24;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (segment->keys[middle] < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

ZxCounts
zx_segment_rare (const ZxSegment *segment, guint64 cell)
{
  guint low = 0, high = segment->n_rare;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (segment->rare[middle] >> 8 < cell)
      low = middle + 1;
    else
      high = middle;
  }
  return segment->rare[low] & 0xFF;
}

guint
zx_segment_count (const ZxSegment *segment, guint64 from, guint64 to)
{
  guint count = 0;

  for (guint i = zx_segment_find (segment, from);
       i < segment->n_keys && segment->keys[i] >> 24 < to; i++)
    count += zx_segment_df (segment, i);
  return count;
}

void
zx_postings_start (ZxPostings *postings, const ZxSegment *segment, guint at)
{
  guint total = zx_segment_df (segment, at);
  guint jumps = zx_postings_jumps (total, segment->n_docs);

  *postings = (ZxPostings){.left = total, .doc = -1};
  if (zx_postings_are_dense (total, segment->n_docs)) {
    postings->dense = segment;
    postings->column = segment->offsets[at];
    return;
  }
  postings->bytes = segment->bytes + segment->offsets[at];
  if (jumps > 0) {
    postings->table = postings->bytes;
    postings->shift = zx_postings_shift (total, segment->n_docs);
    postings->bytes += (gsize) jumps * ZX_JUMP_SIZE;
  }
}

/* An entry of a jump table; behind the last one are three bytes at least, of postings. */
static inline guint64
read_jump (const guint8 *table, guint at)
{
  guint64 jump;

  memcpy (&jump, table + (gsize) at * ZX_JUMP_SIZE, sizeof jump);
  return GUINT64_FROM_LE (jump);
}

static inline guint
jump_distance (guint64 jump)
{
  return jump >> 16 & 0xFFFFFF;
}

/* Where to read for one article. */
typedef struct {
  const guint8 *bytes, *end;
  int before; /* the article of the posting before */
} Stretch;

static Stretch
find_stretch (const ZxPostings *postings, guint doc)
{
  Stretch found = {postings->bytes, NULL, -1};
  guint at = doc >> postings->shift;

  found.end = postings->bytes + jump_distance (read_jump (postings->table, at));
  if (at > 0) {
    guint64 jump = read_jump (postings->table, at - 1);

    found.before = (int) (jump & 0xFFFF) - 1;
    found.bytes += jump_distance (jump);
  }
  return found;
}

static ZxCounts
look_short (const ZxPostings *postings, guint doc)
{
  const guint8 *bytes = postings->bytes;
  int here = -1;
  ZxCounts counts;

  for (guint left = postings->left; left > 0; left--) {
    bytes = zx_posting_read (bytes, &here, &counts);
    if (here >= (int) doc)
      return here == (int) doc ? counts : 0;
  }
  return 0;
}

static ZxCounts
look_stretch (const Stretch *stretch, guint doc)
{
  const guint8 *bytes = stretch->bytes;
  int here = stretch->before;
  ZxCounts counts;

  while (bytes < stretch->end) {
    bytes = zx_posting_read (bytes, &here, &counts);
    if (here >= (int) doc)
      return here == (int) doc ? counts : 0;
  }
  return 0;
}

void
zx_postings_look (const ZxPostings *postings, const guint16 *docs, guint n, ZxCounts *counts)
{
  Stretch stretches[ZX_LOOK_MOST];

  if (postings->dense != NULL) {
    for (guint i = 0; i < n; i++)
      counts[i] = zx_segment_dense (postings->dense, docs[i], postings->column);
    return;
  }
  if (postings->table == NULL) {
    for (guint i = 0; i < n; i++)
      counts[i] = look_short (postings, docs[i]);
    return;
  }
  for (guint i = 0; i < n; i++) {
    stretches[i] = find_stretch (postings, docs[i]);
    zx_fetch (stretches[i].bytes, 1);
  }
  for (guint i = 0; i < n; i++)
    counts[i] = look_stretch (stretches + i, docs[i]);
}
