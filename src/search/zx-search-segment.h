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

/* Stands in the title or in a learnt question. */
static inline gboolean
zx_counts_are_short (ZxCounts counts)
{
  return (counts & 0xE3) != 0;
}

enum { ZX_SEGMENT_DOCS = 65535 };

/* An immutable part of the index: the postings of up to ZX_SEGMENT_DOCS articles, which are
 * numbered from 0 here. Counted by reference, read by any thread.
 *
 * `keys` is sorted; each holds the token's key above bit 24 and the number of articles below. What
 * offsets[i] is depends on that number. A token of every fourth article or more
 * (zx_postings_are_dense) is a column of `rows`: each article's counts of all such tokens lie side
 * by side, half a byte each, because the close look asks one article for many of them. Others stand
 * at bytes + offsets[i]: when they are more than ZX_POSTINGS_LONG, first a jump table; then for
 * each article the distance from the one before, shifted by one, as a varint whose lowest bit says
 * that a ZxCounts byte follows (otherwise: once in the body).
 *
 * The jump table parts the articles into stretches of 1 << zx_postings_shift(): for the second
 * stretch and each that follows, and for the end, one more than the article of the last posting
 * before it (16 bits) and where its first one stands behind the table (24 bits). */
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

enum {
  ZX_POSTINGS_LONG = 256,   /* more have a jump table */
  ZX_POSTINGS_STRETCH = 12, /* at least so many in one of its stretches, on average */
  ZX_JUMP_SIZE = 5,         /* bytes of an entry */
  ZX_UNIT_KEY_SHIFT = 8,
};

static inline gboolean
zx_postings_are_dense (guint df, guint n_docs)
{
  return df >= 16 && df * 4 >= n_docs;
}

/* How many articles are a stretch of the jump table, as a power of two. */
static inline guint
zx_postings_shift (guint df, guint n_docs)
{
  return g_bit_storage (n_docs * ZX_POSTINGS_STRETCH / df);
}

/* The entries of the jump table: 0 for a short list, which has none. */
static inline guint
zx_postings_jumps (guint df, guint n_docs)
{
  return df > ZX_POSTINGS_LONG ? ((n_docs - 1) >> zx_postings_shift (df, n_docs)) + 1 : 0;
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

/* Asks for memory that is read soon: what an index of many megabytes is asked for is seldom in a
 * cache, and it is quicker to wait for many pieces at once than for one after the other. */
static inline void
zx_fetch (gconstpointer from, gsize size)
{
  for (gsize at = 0; at < size; at += 64)
    __builtin_prefetch ((const char *) from + at, 0, 2);
}

/* The first key that is not below @key; n_keys when there is none. */
guint zx_segment_find (const ZxSegment *segment, guint64 key);
/* For many keys that are to be found soon: the first step for each, then the second for each. */
static inline void
zx_segment_fetch (const ZxSegment *segment, guint64 key, gboolean is_second)
{
  const guint32 *place = segment->directory + (key >> segment->directory_shift);

  if (is_second)
    zx_fetch (segment->keys + place[0], MIN (place[1] - place[0], 32) * sizeof (guint64) + 1);
  else
    zx_fetch (place, 1);
}

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

/* Looks up or walks the postings of one key. */
typedef struct {
  const ZxSegment *dense; /* lent; null for a token that is no column */
  guint column;
  const guint8 *bytes; /* of the next posting */
  const guint8 *table; /* null when there is none */
  guint shift;         /* of the table */
  guint left;
  int doc; /* of the last posting; -1 before the first */
  ZxCounts counts;
} ZxPostings;

void zx_postings_start (ZxPostings *postings, const ZxSegment *segment, guint at);
/* What is counted for each of the @n articles @docs: 0 when it is not there. Not after
 * zx_postings_next(). */
enum { ZX_LOOK_MOST = 256 };
void zx_postings_look (const ZxPostings *postings, const guint16 *docs, guint n, ZxCounts *counts);

/* Reads one posting at @bytes behind article *doc, and returns what follows it. */
static inline const guint8 *
zx_posting_read (const guint8 *bytes, int *doc, ZxCounts *counts)
{
  guint32 byte = *bytes++, value = byte;
  guint shift = 0;

  if (G_UNLIKELY (byte & 0x80)) {
    value &= 0x7F;
    do {
      byte = *bytes++;
      shift += 7;
      value |= (byte & 0x7F) << shift;
    } while (byte & 0x80);
  }
  *doc += (int) (value >> 1) + 1;
  *counts = value & 1 ? *bytes++ : ZX_COUNTS_BODY_ONCE;
  return bytes;
}

/* The next posting of a token that is no column. */
static inline gboolean
zx_postings_next (ZxPostings *postings)
{
  if (postings->left == 0)
    return FALSE;
  postings->left--;
  postings->bytes = zx_posting_read (postings->bytes, &postings->doc, &postings->counts);
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
