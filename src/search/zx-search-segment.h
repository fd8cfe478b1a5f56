/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search-tokens.h"

/* Where in an article a token stands. */
typedef enum { ZX_FIELD_TITLE, ZX_FIELD_BODY, ZX_FIELD_LEARNT, ZX_FIELDS } ZxField;

/* How many times a token stands in each field, packed into a byte: title 2 bits, body 3, learnt 3.
 * Above three (title) and two (others) the steps grow; BM25 is flat there. Never 0. */
typedef guint8 ZxCounts;
enum { ZX_COUNTS_BODY_ONCE = 1 << 2 };
ZxCounts zx_counts_pack (const guint counts[ZX_FIELDS]);
guint zx_counts_get (ZxCounts counts, ZxField field);

enum { ZX_SEGMENT_DOCS = 65535 };

/* An immutable part of the index: the postings of up to ZX_SEGMENT_DOCS articles, which are
 * numbered from 0 here. Counted by reference, read by any thread.
 *
 * `keys` is sorted; each holds the token's key above bit 24 and the number of articles below. What
 * offsets[i] is depends on that number. A token of every fourth article or more
 * (zx_postings_are_dense) is a column of `rows`: each article's counts of all such tokens lie side
 * by side, half a byte each, because the close look asks one article for many of them. Others stand
 * at bytes + offsets[i]: when they are more than ZX_POSTINGS_BLOCK, first a jump table; then for
 * each article the distance from the one before, shifted by one, as a varint whose lowest bit says
 * that a ZxCounts byte follows (otherwise: once in the body). */
enum { ZX_CODE_RARE = 15 };
typedef struct {
  gatomicrefcount refs;
  guint n_docs, n_keys, n_units;
  gint64 *ids;        /* owned, by article */
  guint16 *lengths;   /* owned, [article][kind][field]: tokens, capped */
  guint8 *sizes;      /* owned, [kind][article]: zx_size_of() of all its tokens */
  guint64 *keys;      /* owned */
  guint32 *offsets;   /* owned, n_keys + 1; the last one is the end of `bytes` */
  guint8 *bytes;      /* owned */
  guint32 *directory; /* owned: first key whose upper bits reach the place */
  guint directory_shift;
  guint n_columns, row_size;
  guint8 *rows;                 /* owned, [article][column]: half a byte each */
  ZxCounts codes[ZX_CODE_RARE]; /* what a half byte stands for: the most usual; 0 is none */
  guint64 *rare;                /* owned, sorted: cell above bit 8, its ZxCounts */
  guint n_rare;
  /* Titles and learnt questions again, as units to be compared whole with a question. */
  guint32 *doc_units;   /* owned, n_docs + 1: first unit of an article */
  guint32 *unit_starts; /* owned, n_units + 1 */
  guint32 *unit_tokens; /* owned: keys without their lowest 8 bits, sorted within a unit */
  char **unit_texts;    /* owned GRefString of each learnt question, null for titles */
} ZxSegment;

enum { ZX_POSTINGS_BLOCK = 64, ZX_UNIT_KEY_SHIFT = 8 };

static inline gboolean
zx_postings_are_dense (guint df, guint n_docs)
{
  return df >= 16 && df * 4 >= n_docs;
}

/* The length of an article's text in steps of an eighth of an octave, below ZX_SIZES; and back. A
 * title's tokens count ZX_TITLE_TIMES. */
enum { ZX_TITLE_TIMES = 3, ZX_SIZES = 160 };
guint zx_size_of (const guint16 lengths[ZX_FIELDS]);
double zx_size_length (guint size);

ZxSegment *zx_segment_ref (ZxSegment *segment);
void zx_segment_unref (ZxSegment *segment);
gsize zx_segment_size (const ZxSegment *segment); /* bytes held */

static inline guint16 *
zx_segment_lengths (const ZxSegment *segment, guint doc)
{
  return segment->lengths + (gsize) doc * ZX_TOKEN_KINDS * ZX_FIELDS;
}

static inline guint
zx_segment_df (const ZxSegment *segment, guint at)
{
  return segment->keys[at] & 0xFFFFFF;
}

/* The first key that is not below @key; n_keys when there is none. */
guint zx_segment_find (const ZxSegment *segment, guint64 key);

/* The counts of a cell of `rows` that is ZX_CODE_RARE. */
ZxCounts zx_segment_rare (const ZxSegment *segment, guint64 cell);

static inline ZxCounts
zx_segment_dense (const ZxSegment *segment, guint doc, guint column)
{
  guint two = segment->rows[(gsize) doc * segment->row_size + column / 2];
  guint code = column % 2 == 0 ? two & 15 : two >> 4;

  return G_LIKELY (code != ZX_CODE_RARE)
             ? segment->codes[code]
             : zx_segment_rare (segment, (guint64) doc * segment->n_columns + column);
}

/* How many articles hold a key in [@from, @to); a homophone counts for each way of writing. */
guint zx_segment_count (const ZxSegment *segment, guint64 from, guint64 to);

/* Walks the postings of one key. */
typedef struct {
  const ZxSegment *dense; /* lent; null for a token that is no column */
  guint column;
  const guint8 *bytes;
  const guint8 *table; /* null when there is none */
  guint total, left, blocks, block;
  int doc; /* of the last posting; -1 before the first */
  ZxCounts counts;
} ZxPostings;

void zx_postings_start (ZxPostings *postings, const ZxSegment *segment, guint at);
/* What is counted for @doc, 0 when it is not there. Only forwards. */
ZxCounts zx_postings_look (ZxPostings *postings, int doc);

static inline gboolean
zx_postings_next (ZxPostings *postings)
{
  guint32 value, byte;
  guint shift = 0;

  if (postings->left == 0)
    return FALSE;
  postings->left--;
  if (postings->dense != NULL) {
    do
      postings->counts =
          zx_segment_dense (postings->dense, (guint) ++postings->doc, postings->column);
    while (postings->counts == 0);
    return TRUE;
  }
  value = byte = *postings->bytes++;
  if (G_UNLIKELY (byte & 0x80)) {
    value &= 0x7F;
    do {
      byte = *postings->bytes++;
      shift += 7;
      value |= (byte & 0x7F) << shift;
    } while (byte & 0x80);
  }
  postings->doc += (int) (value >> 1) + 1;
  postings->counts = value & 1 ? *postings->bytes++ : ZX_COUNTS_BODY_ONCE;
  return TRUE;
}

/* Collects articles and makes a segment of them. */
typedef struct _ZxBuilder ZxBuilder;
ZxBuilder *zx_builder_new (void);
void zx_builder_free (ZxBuilder *builder);
guint zx_builder_n_docs (const ZxBuilder *builder);
gsize zx_builder_n_tokens (const ZxBuilder *builder);

/* Opens the next article and returns its number; then its texts are added, title first. @text, a
 * GRefString, is kept for a learnt question; otherwise null. */
guint zx_builder_begin (ZxBuilder *builder, gint64 id);
void zx_builder_add (ZxBuilder *builder,
                     ZxField field,
                     const ZxToken *tokens,
                     gsize n_tokens,
                     char *text);

/* What was collected, as a segment; the builder is empty afterwards. */
ZxSegment *zx_builder_finish (ZxBuilder *builder);

/* One segment of the living articles of several; @dead holds a bitmap (or null) for each. */
ZxSegment *zx_segment_merge (ZxSegment **segments, const guint8 **dead, guint n_segments);

static inline gboolean
zx_bitmap_has (const guint8 *bitmap, guint bit)
{
  return bitmap != NULL && (bitmap[bit / 8] >> (bit % 8) & 1);
}
