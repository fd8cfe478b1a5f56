/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer's side: keeps the articles' texts, cuts them into segments, merges segments, and hands
 * out snapshots. */
#include "zx-search-private.h"
#include "zx-search-texts.h"

#include <malloc.h>
#include <string.h>

enum {
  OWN_PAGES = 512 << 10,  /* bytes from which an array has pages of its own */
  FLUSH_TOKENS = 2000000, /* a segment is made at that many: 16 MB, and as much to sort */
  MERGE_WIDTH = 4,        /* so many parts of like size become one */
  MERGE_BYTES = 32 << 20, /* and larger ones are left: a merge needs their size again */
  TRIM_ABOVE = 2 << 20,   /* bytes of a segment whose making leaves much behind */
  QUESTION_MOST = 1000,   /* bytes of a learnt question that are kept */
  JUDGE_MOST = 300,       /* past questions that are asked again to see what likeness is worth */
};

typedef struct {
  gint64 id;
  ZxSegment *segment; /* lent from a part; null: in the builder, or nowhere yet */
  guint number;       /* in there */
  gboolean is_placed, is_dirty;
  ZxTextPlace text;
  GPtrArray *questions; /* owned GRefString, oldest first; null when none */
} Doc;

struct _ZxSearch {
  GHashTable *docs;          /* owned Doc by its id */
  GPtrArray *dirty;          /* lent Doc whose questions changed since it was indexed */
  GArray *parts;             /* owned ZxPart */
  ZxBuilder *builder;        /* owned */
  GByteArray *dead;          /* owned: bitmap of the builder's articles that were replaced */
  guint n_dead;              /* in the builder */
  ZxTokeniser *tokeniser;    /* owned */
  float likeness;            /* as judged last */
  ZxTexts *texts;            /* owned */
  GHashTable *factors;       /* owned: float by id, of those that are not 1 */
  gboolean are_factors_lent; /* a snapshot has them: a change makes new ones */
};

static void
free_doc (gpointer data)
{
  Doc *doc = data;

  g_free (doc->text.memory);
  g_clear_pointer (&doc->questions, g_ptr_array_unref);
  g_free (doc);
}

static void
clear_part (gpointer data)
{
  ZxPart *part = data;

  zx_segment_unref (part->segment);
  g_clear_pointer (&part->dead, g_atomic_rc_box_release);
  g_clear_pointer (&part->norms, g_atomic_rc_box_release);
}

/* Arrays of many megabytes come and go while a base is built. Glibc would soon take them from its
 * heap, and keep what they leave between smaller ones: a fifth of the peak. */
static void
keep_large_arrays_apart (void)
{
#ifdef __GLIBC__
  static gsize is_set;

  if (g_once_init_enter (&is_set)) {
    mallopt (M_MMAP_THRESHOLD, OWN_PAGES);
    g_once_init_leave (&is_set, 1);
  }
#endif
}

ZxSearch *
zx_search_new (void)
{
  ZxSearch *self = g_new0 (ZxSearch, 1);

  keep_large_arrays_apart ();
  self->docs = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_doc);
  self->dirty = g_ptr_array_new ();
  self->parts = g_array_new (FALSE, TRUE, sizeof (ZxPart));
  g_array_set_clear_func (self->parts, clear_part);
  self->builder = zx_builder_new ();
  self->dead = g_byte_array_new ();
  self->tokeniser = zx_tokeniser_new ();
  self->likeness = ZX_LIKENESS_UNTRIED;
  self->texts = zx_texts_new ();
  self->factors = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
zx_search_free (ZxSearch *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->docs);
  g_ptr_array_unref (self->dirty);
  g_hash_table_unref (self->factors);
  g_array_unref (self->parts);
  zx_builder_free (self->builder);
  g_byte_array_unref (self->dead);
  zx_tokeniser_free (self->tokeniser);
  zx_texts_free (self->texts);
  g_free (self);
}

guint
zx_search_count (ZxSearch *self)
{
  return g_hash_table_size (self->docs);
}

/* ---- texts, kept because a learnt question indexes the article anew */

static void
keep_text (ZxSearch *self, Doc *doc, const char *title, const char *body)
{
  zx_texts_keep (self->texts, title, body, &doc->text);
  if (!zx_texts_are_stale (self->texts))
    return;

  ZxTexts *fresh = zx_texts_new ();
  GHashTableIter iter;
  Doc *each;

  g_hash_table_iter_init (&iter, self->docs);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &each)) {
    g_autofree char *text = zx_texts_dup (self->texts, &each->text);
    ZxTextPlace place = {0};

    if (text == NULL)
      text = g_malloc0 (2);
    zx_texts_keep (fresh, text, text + strlen (text) + 1, &place);
    zx_texts_drop (self->texts, &each->text);
    each->text = place;
  }
  zx_texts_free (self->texts);
  self->texts = fresh;
}

/* ---- placing articles in segments */

static ZxPart *
find_part (ZxSearch *self, const ZxSegment *segment)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (g_array_index (self->parts, ZxPart, i).segment == segment)
      return &g_array_index (self->parts, ZxPart, i);
  g_assert_not_reached ();
}

/* Counts article @number and its tokens in or out. */
static void
count_tokens (ZxPart *part, guint number, int sign)
{
  const guint16 *lengths = zx_segment_lengths (part->segment, number);

  for (ZxScript script = 0; script < ZX_SCRIPTS; script++) {
    if (!zx_script_holds (script, part->segment, number))
      continue;
    part->n_living[script] += sign;
    for (guint i = 0; i < ZX_TOKEN_KINDS * ZX_FIELDS; i++)
      part->totals[script][i] += sign * (gint64) lengths[i];
  }
}

static guint8 *
bitmap_copy (const guint8 *old, guint bits)
{
  gsize size = bits / 8 + 1;

  return old != NULL ? (guint8 *) (g_atomic_rc_box_dup) (size, old)
                     : (guint8 *) g_atomic_rc_box_alloc0 (size);
}

/* The place that the article has so far is dead from now on. */
static void
displace (ZxSearch *self, Doc *doc)
{
  if (!doc->is_placed)
    return;
  doc->is_placed = FALSE;
  if (doc->segment == NULL) {
    self->dead->data[doc->number / 8] |= 1 << (doc->number % 8);
    self->n_dead++;
  } else {
    ZxPart *part = find_part (self, doc->segment);
    guint8 *dead = bitmap_copy (part->dead, part->segment->n_docs);

    dead[doc->number / 8] |= 1 << (doc->number % 8);
    g_clear_pointer (&part->dead, g_atomic_rc_box_release);
    part->dead = dead;
    part->n_dead++;
    count_tokens (part, doc->number, -1);
  }
}

static void
add_text (ZxSearch *self, ZxField field, const char *text, char *kept)
{
  gsize n_tokens;
  const ZxToken *tokens = zx_tokeniser_cut (self->tokeniser, text, strlen (text), &n_tokens);

  zx_builder_add (self->builder, field, tokens, n_tokens, kept);
}

static void flush (ZxSearch *self);

static void
place (ZxSearch *self, Doc *doc, const char *title, const char *body)
{
  displace (self, doc);
  if (zx_builder_n_tokens (self->builder) >= FLUSH_TOKENS ||
      zx_builder_n_docs (self->builder) >= ZX_SEGMENT_DOCS)
    flush (self);
  doc->segment = NULL;
  doc->number = zx_builder_begin (self->builder, doc->id);
  doc->is_placed = TRUE;
  if (doc->number / 8 >= self->dead->len)
    g_byte_array_append (self->dead, (const guint8 *) "\0\0\0\0\0\0\0", 8);
  add_text (self, ZX_FIELD_TITLE, title, NULL);
  add_text (self, ZX_FIELD_BODY, body, NULL);
  for (guint i = 0; doc->questions != NULL && i < doc->questions->len; i++) {
    char *question = g_ptr_array_index (doc->questions, i);

    add_text (self, ZX_FIELD_LEARNT, question, question);
  }
}

/* A new part: its living articles are found there from now on. */
static void
add_part (ZxSearch *self, ZxPart *part)
{
  for (guint number = 0; number < part->segment->n_docs; number++) {
    Doc *doc = zx_bitmap_has (part->dead, number)
                   ? NULL
                   : g_hash_table_lookup (self->docs, &part->segment->ids[number]);

    if (doc != NULL) {
      doc->segment = part->segment;
      doc->number = number;
      count_tokens (part, number, 1);
    }
  }
  g_array_append_vals (self->parts, part, 1);
}

static guint
size_class (const ZxPart *part)
{
  return g_bit_storage (part->segment->n_docs - part->n_dead) / 2;
}

/* Is worth being merged with others: not large, or with many dead. */
static gboolean
is_loose (const ZxPart *part)
{
  return zx_segment_size (part->segment) < MERGE_BYTES / 2 &&
         part->segment->n_docs < ZX_SEGMENT_DOCS / MERGE_WIDTH;
}

static void
merge_parts (ZxSearch *self, const guint *chosen, guint n)
{
  ZxSegment *segments[MERGE_WIDTH];
  const guint8 *dead[MERGE_WIDTH];
  ZxPart merged = {0};

  for (guint i = 0; i < n; i++) {
    segments[i] = g_array_index (self->parts, ZxPart, chosen[i]).segment;
    dead[i] = g_array_index (self->parts, ZxPart, chosen[i]).dead;
  }
  merged.segment = zx_segment_merge (segments, dead, n);
  for (guint i = n; i-- > 0;)
    g_array_remove_index (self->parts, chosen[i]);
  if (merged.segment->n_docs > 0)
    add_part (self, &merged);
  else
    clear_part (&merged);
}

/* Merges once where it is due; FALSE when nothing is. */
static gboolean
merge_some (ZxSearch *self)
{
  guint chosen[16][MERGE_WIDTH], n_chosen[16] = {0};

  for (guint i = 0; i < self->parts->len; i++) {
    ZxPart *part = &g_array_index (self->parts, ZxPart, i);
    guint class = MIN (size_class (part), 15);

    if (part->n_dead * 2 > part->segment->n_docs) {
      merge_parts (self, &i, 1);
      return TRUE;
    }
    if (!is_loose (part))
      continue;
    chosen[class][n_chosen[class]++] = i;
    if (n_chosen[class] == MERGE_WIDTH) {
      merge_parts (self, chosen[class], MERGE_WIDTH);
      return TRUE;
    }
  }
  return FALSE;
}

/* Building leaves large holes between the texts; the allocator gives them back only when asked. */
static void
give_memory_back (void)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

/* What the builder holds becomes a part. */
static void
flush (ZxSearch *self)
{
  ZxPart part = {0};
  gboolean is_large;

  if (zx_builder_n_docs (self->builder) == 0)
    return;
  part.segment = zx_builder_finish (self->builder);
  part.n_dead = self->n_dead;
  if (self->n_dead > 0) {
    part.dead = bitmap_copy (NULL, part.segment->n_docs);
    memcpy (part.dead, self->dead->data, MIN (self->dead->len, part.segment->n_docs / 8 + 1));
  }
  is_large = zx_segment_size (part.segment) > TRIM_ABOVE;
  add_part (self, &part);
  g_byte_array_set_size (self->dead, 0);
  self->n_dead = 0;
  while (merge_some (self))
    ;
  if (is_large)
    give_memory_back ();
}

/* ---- changes */

void
zx_search_put (ZxSearch *self, gint64 id, const char *title, const char *body)
{
  Doc *doc = g_hash_table_lookup (self->docs, &id);

  g_return_if_fail (title != NULL && body != NULL);
  if (doc == NULL) {
    doc = g_new0 (Doc, 1);
    doc->id = id;
    g_hash_table_insert (self->docs, &doc->id, doc);
  }
  keep_text (self, doc, title, body);
  place (self, doc, title, body);
  if (doc->is_dirty)
    g_ptr_array_remove_fast (self->dirty, doc);
  doc->is_dirty = FALSE;
}

void
zx_search_remove (ZxSearch *self, gint64 id)
{
  Doc *doc = g_hash_table_lookup (self->docs, &id);

  if (doc == NULL)
    return;
  displace (self, doc);
  if (doc->is_dirty)
    g_ptr_array_remove_fast (self->dirty, doc);
  zx_texts_drop (self->texts, &doc->text);
  g_hash_table_remove (self->docs, &id);
}

static void
make_dirty (ZxSearch *self, Doc *doc)
{
  if (!doc->is_dirty)
    g_ptr_array_add (self->dirty, doc);
  doc->is_dirty = TRUE;
}

static gboolean
forget (Doc *doc, const char *question)
{
  guint at;

  if (doc->questions == NULL ||
      !g_ptr_array_find_with_equal_func (doc->questions, question, g_str_equal, &at))
    return FALSE;
  g_ptr_array_remove_index (doc->questions, at);
  return TRUE;
}

/* As it is kept: no longer than it is useful, cut between characters. */
static char *
dup_question (const char *question)
{
  gsize length = strlen (question);

  if (length > QUESTION_MOST)
    for (length = QUESTION_MOST; length > 0 && (question[length] & 0xC0) == 0x80;)
      length--;
  return g_strstrip (g_strndup (question, length));
}

void
zx_search_learn (ZxSearch *self, gint64 id, const char *question)
{
  Doc *doc = g_hash_table_lookup (self->docs, &id);
  g_autofree char *kept = NULL;

  if (doc == NULL)
    return;
  kept = dup_question (question);
  if (doc->questions == NULL)
    doc->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  forget (doc, kept);
  if (doc->questions->len == ZX_SEARCH_QUESTIONS)
    g_ptr_array_remove_index (doc->questions, 0);
  g_ptr_array_add (doc->questions, g_ref_string_new (kept));
  make_dirty (self, doc);
}

void
zx_search_unlearn (ZxSearch *self, gint64 id, const char *question)
{
  Doc *doc = g_hash_table_lookup (self->docs, &id);
  g_autofree char *kept = dup_question (question);

  if (doc != NULL && forget (doc, kept))
    make_dirty (self, doc);
}

static void
copy_factor (gpointer id, gpointer factor, gpointer copy)
{
  g_hash_table_insert (copy, g_memdup2 (id, sizeof (gint64)), g_memdup2 (factor, sizeof (float)));
}

void
zx_search_set_factor (ZxSearch *self, gint64 id, float factor)
{
  const float *known = g_hash_table_lookup (self->factors, &id);
  float old = known != NULL ? *known : 1;

  factor = CLAMP (factor, 0.5F, 1);
  if (!(old < factor || old > factor))
    return;
  if (self->are_factors_lent) {
    GHashTable *copy = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

    g_hash_table_foreach (self->factors, copy_factor, copy);
    g_hash_table_unref (self->factors);
    self->factors = copy;
    self->are_factors_lent = FALSE;
  }
  if (factor < 1)
    g_hash_table_insert (self->factors, g_memdup2 (&id, sizeof id),
                         g_memdup2 (&factor, sizeof factor));
  else
    g_hash_table_remove (self->factors, &id);
}

/* ---- snapshots */

static void
index_dirty (ZxSearch *self)
{
  for (guint i = 0; i < self->dirty->len; i++) {
    Doc *doc = g_ptr_array_index (self->dirty, i);
    g_autofree char *text = zx_texts_dup (self->texts, &doc->text);

    doc->is_dirty = FALSE;
    if (text != NULL)
      place (self, doc, text, text + strlen (text) + 1);
  }
  g_ptr_array_set_size (self->dirty, 0);
}

/* Units are weighed by how rare their tokens are in the base; that drifts slowly. */
static void
refresh_norms (ZxSearch *self, guint n_docs)
{
  ZxPart *parts = (ZxPart *) (gpointer) self->parts->data;

  for (guint i = 0; i < self->parts->len; i++) {
    double drift = parts[i].norms_of - n_docs;

    if (parts[i].norms == NULL || ABS (drift) * 8 > n_docs) {
      g_clear_pointer (&parts[i].norms, g_atomic_rc_box_release);
      zx_part_make_norms (parts, self->parts->len, i, n_docs);
    }
  }
}

/* What is usual in the articles of @script. */
static void
sum_up (const ZxSearchSnapshot *snapshot, ZxScript script, ZxBaseStats *stats)
{
  for (guint i = 0; i < snapshot->n_parts; i++)
    stats->n_docs += (double) snapshot->parts[i].n_living[script];
  for (guint i = 0; i < snapshot->n_parts; i++)
    for (guint j = 0; j < ZX_TOKEN_KINDS * ZX_FIELDS; j++)
      stats->mean[j / ZX_FIELDS][j % ZX_FIELDS] +=
          (double) snapshot->parts[i].totals[script][j] / MAX (stats->n_docs, 1);
}

ZxSearchSnapshot *
zx_search_snapshot (ZxSearch *self)
{
  ZxSearchSnapshot *snapshot = g_new0 (ZxSearchSnapshot, 1);

  index_dirty (self);
  flush (self);
  g_atomic_ref_count_init (&snapshot->refs);
  snapshot->n_docs = g_hash_table_size (self->docs);
  snapshot->likeness = self->likeness;
  snapshot->factors = g_hash_table_ref (self->factors);
  self->are_factors_lent = TRUE;
  refresh_norms (self, snapshot->n_docs);
  for (guint size = 0; size < ZX_SIZES; size++)
    snapshot->size_lengths[size] = zx_size_length (size);
  snapshot->n_parts = self->parts->len;
  snapshot->parts = g_memdup2 (self->parts->data, sizeof (ZxPart) * self->parts->len);
  for (guint i = 0; i < snapshot->n_parts; i++) {
    ZxPart *part = snapshot->parts + i;

    zx_segment_ref (part->segment);
    if (part->dead != NULL)
      g_atomic_rc_box_acquire (part->dead);
    g_atomic_rc_box_acquire (part->norms);
  }
  for (ZxScript script = 0; script < ZX_SCRIPTS; script++)
    sum_up (snapshot, script, snapshot->stats + script);
  return snapshot;
}

/* ---- what was learnt, judged */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const ZxSearchPast *x = a, *y = b;

  return x->id < y->id ? -1 : x->id > y->id;
}

/* All past questions, by article and age (ZxSearchPast). */
static GArray *
list_past (ZxSearch *self)
{
  GArray *past = g_array_new (FALSE, FALSE, sizeof (ZxSearchPast));
  GHashTableIter iter;
  Doc *doc;

  g_hash_table_iter_init (&iter, self->docs);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &doc))
    for (guint i = 0; doc->questions != NULL && i < doc->questions->len; i++) {
      ZxSearchPast one = {doc->id, g_ptr_array_index (doc->questions, i)};

      g_array_append_val (past, one);
    }
  g_array_sort (past, compare_ids);
  return past;
}

void
zx_search_judge (ZxSearch *self)
{
  g_autoptr (ZxSearchSnapshot) snapshot = zx_search_snapshot (self);
  g_autoptr (GArray) past = list_past (self);
  guint step = past->len / JUDGE_MOST + 1, kept = 0;

  for (guint i = 0; i < past->len; i += step)
    g_array_index (past, ZxSearchPast, kept++) = g_array_index (past, ZxSearchPast, i);
  self->likeness = zx_search_judge_likeness (snapshot, (gpointer) past->data, kept);
}

ZxSearchSnapshot *
zx_search_snapshot_ref (ZxSearchSnapshot *snapshot)
{
  g_atomic_ref_count_inc (&snapshot->refs);
  return snapshot;
}

void
zx_search_snapshot_unref (ZxSearchSnapshot *snapshot)
{
  if (!g_atomic_ref_count_dec (&snapshot->refs))
    return;
  for (guint i = 0; i < snapshot->n_parts; i++)
    clear_part (snapshot->parts + i);
  g_hash_table_unref (snapshot->factors);
  g_free (snapshot->parts);
  g_free (snapshot);
}
