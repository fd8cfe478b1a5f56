/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the immutable parts of the index: finds keys, walks and jumps along postings. */
#include "zx-search-segment.h"

#include <math.h>
#include <string.h>

static const guint body_steps[8] = {0, 1, 2, 3, 4, 6, 9, 14};
static const guint learnt_steps[8] = {0, 1, 2, 3, 5, 8, 12, 20};

static guint
step_below (const guint steps[8], guint count)
{
  guint step = 7;

  while (steps[step] > count)
    step--;
  return step;
}

ZxCounts
zx_counts_pack (const guint counts[ZX_FIELDS])
{
  return MIN (counts[ZX_FIELD_TITLE], 3) | step_below (body_steps, counts[ZX_FIELD_BODY]) << 2 |
         step_below (learnt_steps, counts[ZX_FIELD_LEARNT]) << 5;
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

/* The jump table: for each block but the first the article before it (16 bits) and the distance of
 * its bytes from the end of the table (32 bits). */
enum { JUMP_SIZE = 6 };

void
zx_postings_start (ZxPostings *postings, const ZxSegment *segment, guint at)
{
  guint total = zx_segment_df (segment, at);

  *postings = (ZxPostings){.total = total, .left = total, .doc = -1};
  if (zx_postings_are_dense (total, segment->n_docs)) {
    postings->dense = segment;
    postings->column = segment->offsets[at];
    return;
  }
  postings->bytes = segment->bytes + segment->offsets[at];
  postings->blocks = (total + ZX_POSTINGS_BLOCK - 1) / ZX_POSTINGS_BLOCK;
  if (postings->blocks > 1) {
    postings->table = postings->bytes;
    postings->bytes += (gsize) (postings->blocks - 1) * JUMP_SIZE;
  }
}

static int
doc_before_block (const ZxPostings *postings, guint block)
{
  guint16 before;

  memcpy (&before, postings->table + (gsize) (block - 1) * JUMP_SIZE, sizeof before);
  return before;
}

/* Into the last block that starts before @doc, when that is ahead. */
static void
jump (ZxPostings *postings, int doc)
{
  guint block = postings->block, beyond = postings->blocks;
  guint32 distance;

  while (block + 1 < beyond) {
    guint middle = block + (beyond - block) / 2;

    if (doc_before_block (postings, middle) < doc)
      block = middle;
    else
      beyond = middle;
  }
  if (block == postings->block || doc_before_block (postings, block) <= postings->doc)
    return;
  memcpy (&distance, postings->table + (gsize) (block - 1) * JUMP_SIZE + 2, sizeof distance);
  postings->block = block;
  postings->doc = doc_before_block (postings, block);
  postings->left = postings->total - block * ZX_POSTINGS_BLOCK;
  postings->bytes = postings->table + (gsize) (postings->blocks - 1) * JUMP_SIZE + distance;
}

ZxCounts
zx_postings_look (ZxPostings *postings, int doc)
{
  if (postings->dense != NULL)
    return zx_segment_dense (postings->dense, (guint) doc, postings->column);
  if (postings->table != NULL && postings->doc < doc)
    jump (postings, doc);
  while (postings->doc < doc)
    if (!zx_postings_next (postings))
      return 0;
  return postings->doc == doc ? postings->counts : 0;
}
