/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out which short texts are about the same: the cosine of their tokens, weighed by kind, by
 * whether they say anything, and by how rare they are among the texts. */
#include "zx-search-group.h"

#include "zx-search-empty.h"

#include <math.h>
#include <string.h>

enum {
  TEXT_BYTES = 1000, /* of each text that count */
  TOKENS = 80,       /* distinct ones of a text that count */
  SPEAKERS = 4,      /* texts that stand for a group */
  COMMON = 400,      /* a token of so many speakers does not tell them apart */
};

#define LIKE 0.34F /* from there on two texts ask the same */

static const float kind_weights[ZX_TOKEN_KINDS] = {[ZX_TOKEN_STEM] = 1,
                                                   [ZX_TOKEN_PAIR] = 0.25F,
                                                   [ZX_TOKEN_TRIPLE] = 0.08F,
                                                   [ZX_TOKEN_HAN] = 1,
                                                   [ZX_TOKEN_HAN2] = 1};
#define EMPTY_WEIGHT 0.1F

/* A token of a text: which, by number, and how much it counts in the text's vector. */
typedef struct {
  guint number;
  float weight;
} Part;

/* The texts as vectors. Zero it before the first use. */
typedef struct {
  ZxTokeniser *tokeniser; /* owned */
  GHashTable *numbers;    /* owned: 1 + the number of each token by its key */
  GArray *counts;         /* owned guint: texts that have the token */
  GArray *weights;        /* owned float: of its kind */
  GPtrArray *texts;       /* owned GArray of Part */
} Vectors;

static void
vectors_init (Vectors *self)
{
  self->tokeniser = zx_tokeniser_new ();
  self->numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->counts = g_array_new (FALSE, TRUE, sizeof (guint));
  self->weights = g_array_new (FALSE, TRUE, sizeof (float));
  self->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
}

static void
vectors_clear (Vectors *self)
{
  zx_tokeniser_free (self->tokeniser);
  g_hash_table_unref (self->numbers);
  g_array_unref (self->counts);
  g_array_unref (self->weights);
  g_ptr_array_unref (self->texts);
}

static guint
number_of (Vectors *self, guint64 key)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, &key)), none = 0;
  float weight = kind_weights[zx_key_kind (key)] * (zx_key_is_empty (key) ? EMPTY_WEIGHT : 1);

  if (number > 0)
    return number - 1;
  number = self->counts->len;
  g_hash_table_insert (self->numbers, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (number + 1));
  g_array_append_val (self->counts, none);
  g_array_append_val (self->weights, weight);
  return number;
}

static gsize
length_of (const char *text)
{
  gsize length = strlen (text);

  return length <= TEXT_BYTES ? length
                              : (gsize) (g_utf8_find_prev_char (text, text + TEXT_BYTES) - text);
}

static gboolean
has_part (const GArray *parts, guint number)
{
  for (guint i = 0; i < parts->len; i++)
    if (g_array_index (parts, Part, i).number == number)
      return TRUE;
  return FALSE;
}

static void
add_text (Vectors *self, const char *text)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (Part));
  gsize n;
  const ZxToken *tokens = zx_tokeniser_cut (self->tokeniser, text, length_of (text), &n);

  for (gsize i = 0; i < n && parts->len < TOKENS; i++) {
    Part part = {number_of (self, tokens[i].key), 0};

    if (has_part (parts, part.number))
      continue;
    g_array_append_val (parts, part);
    g_array_index (self->counts, guint, part.number)++;
  }
  g_ptr_array_add (self->texts, parts);
}

/* A token of one text in so many, or in more, counts most: about twice what one of all texts does.
 * More would keep apart what nearly all ask. */
#define RARE 6.0F

/* Gives each token its weight and each vector the length 1. @by_rarity: among what others ask, a
 * token that few have tells more. */
static void
weigh (Vectors *self, gboolean by_rarity)
{
  for (guint i = 0; i < self->texts->len; i++) {
    GArray *parts = self->texts->pdata[i];
    float squares = 0;

    for (guint k = 0; k < parts->len; k++) {
      Part *part = &g_array_index (parts, Part, k);
      float count = (float) g_array_index (self->counts, guint, part->number);

      part->weight = g_array_index (self->weights, float, part->number);
      if (by_rarity)
        part->weight *= logf (2 + MIN ((float) self->texts->len / count, RARE));
      squares += part->weight * part->weight;
    }
    for (guint k = 0; k < parts->len; k++)
      g_array_index (parts, Part, k).weight /= MAX (sqrtf (squares), 1e-6F);
  }
}

void
zx_search_compare (const char *question, const char *const *texts, gsize n, float *likeness)
{
  Vectors vectors = {0};
  g_autofree float *mine = NULL;
  const GArray *own;

  vectors_init (&vectors);
  add_text (&vectors, question);
  for (gsize i = 0; i < n; i++)
    add_text (&vectors, texts[i]);
  weigh (&vectors, FALSE);
  mine = g_new0 (float, vectors.counts->len + 1);
  own = vectors.texts->pdata[0];
  for (guint k = 0; k < own->len; k++)
    mine[g_array_index (own, Part, k).number] = g_array_index (own, Part, k).weight;
  for (gsize i = 0; i < n; i++) {
    const GArray *parts = vectors.texts->pdata[i + 1];

    likeness[i] = 0;
    for (guint k = 0; k < parts->len; k++)
      likeness[i] +=
          g_array_index (parts, Part, k).weight * mine[g_array_index (parts, Part, k).number];
  }
  vectors_clear (&vectors);
}

/* ---- groups */

/* A text that stands for its group, under one of its tokens. */
typedef struct {
  guint text;
  float weight;
} Speaker;

typedef struct {
  const Vectors *vectors;
  GArray **speakers; /* owned: by token, of Speaker; null when none */
  float *likeness;   /* owned, by text; all 0 between texts */
  guint *n_speakers; /* owned, by the group's first text */
} Grouping;

/* The group of the likest speaker; the text's own place when none is like enough. */
static guint
find_group (Grouping *self, guint text, const guint *groups)
{
  const GArray *parts = self->vectors->texts->pdata[text];
  g_autoptr (GArray) touched = g_array_new (FALSE, FALSE, sizeof (guint));
  guint best = text;
  float best_likeness = LIKE;

  for (guint k = 0; k < parts->len; k++) {
    const Part *part = &g_array_index (parts, Part, k);
    const GArray *speakers = self->speakers[part->number];

    for (guint i = 0; speakers != NULL && i < speakers->len; i++) {
      const Speaker *speaker = &g_array_index (speakers, Speaker, i);

      if (self->likeness[speaker->text] <= 0)
        g_array_append_val (touched, speaker->text);
      self->likeness[speaker->text] += part->weight * speaker->weight;
    }
  }
  for (guint i = 0; i < touched->len; i++) {
    guint other = g_array_index (touched, guint, i);

    if (self->likeness[other] > best_likeness) {
      best_likeness = self->likeness[other];
      best = groups[other];
    }
    self->likeness[other] = 0;
  }
  return best;
}

static void
let_speak (Grouping *self, guint text)
{
  const GArray *parts = self->vectors->texts->pdata[text];

  for (guint k = 0; k < parts->len; k++) {
    const Part *part = &g_array_index (parts, Part, k);
    GArray **speakers = &self->speakers[part->number];
    Speaker speaker = {text, part->weight};

    if (*speakers == NULL)
      *speakers = g_array_new (FALSE, FALSE, sizeof (Speaker));
    if ((*speakers)->len < COMMON && part->weight > 0)
      g_array_append_val (*speakers, speaker);
  }
}

void
zx_search_group (const char *const *texts, gsize n, guint *groups)
{
  gsize n_compared = MIN (n, ZX_SEARCH_GROUP_MOST);
  Vectors vectors = {0};
  Grouping grouping = {.vectors = &vectors};

  vectors_init (&vectors);
  for (gsize i = 0; i < n_compared; i++)
    add_text (&vectors, texts[i]);
  weigh (&vectors, TRUE);
  grouping.speakers = g_new0 (GArray *, vectors.counts->len + 1);
  grouping.likeness = g_new0 (float, n_compared + 1);
  grouping.n_speakers = g_new0 (guint, n_compared + 1);
  for (guint i = 0; i < n; i++) {
    groups[i] = i < n_compared ? find_group (&grouping, i, groups) : i;
    if (i < n_compared && grouping.n_speakers[groups[i]]++ < SPEAKERS)
      let_speak (&grouping, i);
  }
  for (guint i = 0; i < vectors.counts->len; i++)
    g_clear_pointer (&grouping.speakers[i], g_array_unref);
  g_free (grouping.speakers);
  g_free (grouping.likeness);
  g_free (grouping.n_speakers);
  vectors_clear (&vectors);
}

/* ---- matter */

gboolean
zx_search_has_matter (const char *text)
{
  g_autoptr (ZxTokeniser) tokeniser = zx_tokeniser_new ();
  guint64 first = 0;
  gsize n;
  const ZxToken *tokens = zx_tokeniser_cut (tokeniser, text, length_of (text), &n);

  for (gsize i = 0; i < n; i++) {
    ZxTokenKind kind = zx_key_kind (tokens[i].key);

    if ((kind != ZX_TOKEN_STEM && kind != ZX_TOKEN_HAN) || zx_key_is_empty (tokens[i].key) ||
        tokens[i].key == first)
      continue;
    if (first != 0) /* a second word */
      return TRUE;
    first = tokens[i].key;
  }
  return FALSE;
}
