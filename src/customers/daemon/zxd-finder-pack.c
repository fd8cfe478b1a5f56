/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps customers' lines in memory and looks through them. */
#include "zxd-finder-pack.h"

#include <string.h>

typedef struct {
  gint64 id, org_id;
  guint32 from; /* in the pack's text */
  guint8 tier;
  ZxdLetters letters;
} Entry;

struct _ZxdPack {
  gatomicrefcount refs;
  guint n_entries;
  Entry *entries; /* owned, n_entries + 1: the last one says where the text ends */
  char *text;     /* owned */
};

static ZxdPack *
pack_ref (ZxdPack *pack)
{
  g_atomic_ref_count_inc (&pack->refs);
  return pack;
}

static void
pack_unref (gpointer data)
{
  ZxdPack *pack = data;

  if (!g_atomic_ref_count_dec (&pack->refs))
    return;
  g_free (pack->entries);
  g_free (pack->text);
  g_free (pack);
}

GPtrArray *
zxd_packs_new (void)
{
  return g_ptr_array_new_with_free_func (pack_unref);
}

GPtrArray *
zxd_packs_copy (GPtrArray *packs)
{
  GPtrArray *copy = g_ptr_array_new_full (packs->len, pack_unref);

  for (guint i = 0; i < packs->len; i++)
    g_ptr_array_add (copy, pack_ref (g_ptr_array_index (packs, i)));
  return copy;
}

gsize
zxd_packs_count (GPtrArray *packs)
{
  gsize count = 0;

  for (guint i = 0; i < packs->len; i++)
    count += ((const ZxdPack *) g_ptr_array_index (packs, i))->n_entries;
  return count;
}

static gsize
pack_length (const ZxdPack *pack)
{
  return pack->entries[pack->n_entries].from;
}

gsize
zxd_packs_bytes (GPtrArray *packs)
{
  gsize bytes = 0;

  for (guint i = 0; i < packs->len; i++) {
    const ZxdPack *pack = g_ptr_array_index (packs, i);

    bytes += sizeof *pack + (pack->n_entries + 1) * sizeof (Entry) + pack_length (pack);
  }
  return bytes;
}

/* ---- changing */

/* Packs in the making. */
typedef struct {
  GPtrArray *done; /* lent: finished packs go here */
  GArray *entries; /* owned Entry */
  GString *text;   /* owned */
  ZxFoldedText folded;
} Maker;

static void
finish_pack (Maker *maker)
{
  ZxdPack *pack;
  Entry end = {.from = (guint32) maker->text->len};

  if (maker->entries->len == 0)
    return;
  pack = g_new0 (ZxdPack, 1);
  g_atomic_ref_count_init (&pack->refs);
  pack->n_entries = maker->entries->len;
  g_array_append_val (maker->entries, end);
  pack->entries = g_memdup2 (maker->entries->data, maker->entries->len * sizeof (Entry));
  pack->text = g_memdup2 (maker->text->str, maker->text->len);
  g_ptr_array_add (maker->done, pack);
  g_array_set_size (maker->entries, 0);
  g_string_truncate (maker->text, 0);
}

static void
begin_entry (Maker *maker, gint64 id, gint64 org_id, guint tier)
{
  Entry entry = {.id = id, .org_id = org_id, .tier = (guint8) tier};

  if (maker->entries->len == ZXD_PACK_CUSTOMERS)
    finish_pack (maker);
  entry.from = (guint32) maker->text->len;
  g_array_append_val (maker->entries, entry);
}

static Entry *
last_entry (Maker *maker)
{
  return &g_array_index (maker->entries, Entry, maker->entries->len - 1);
}

static void
take_change (Maker *maker, const ZxdPackChange *change)
{
  const ZxdFindTexts *texts = change->texts;
  Entry *entry;

  if (texts == NULL)
    return;
  begin_entry (maker, texts->id, texts->org_id, texts->tier);
  zxd_lines_write (texts, &maker->folded, maker->text);
  entry = last_entry (maker);
  zxd_letters_read (&entry->letters, maker->text->str + entry->from,
                    maker->text->len - entry->from);
}

static void
take_over (Maker *maker, const ZxdPack *pack, guint place)
{
  const Entry *entry = &pack->entries[place];

  begin_entry (maker, entry->id, entry->org_id, entry->tier);
  last_entry (maker)->letters = entry->letters;
  g_string_append_len (maker->text, pack->text + entry->from, entry[1].from - entry->from);
}

/* Everything below @end that changes, from *@at on, and of @pack (may be null) all the rest. */
static void
merge (Maker *maker, const ZxdPack *pack, const GArray *changes, guint *at, gint64 end)
{
  guint place = 0;

  for (; *at < changes->len; (*at)++) {
    const ZxdPackChange *change = &g_array_index (changes, ZxdPackChange, *at);

    if (change->id >= end)
      break;
    while (pack != NULL && place < pack->n_entries && pack->entries[place].id < change->id)
      take_over (maker, pack, place++);
    if (pack != NULL && place < pack->n_entries && pack->entries[place].id == change->id)
      place++;
    take_change (maker, change);
  }
  while (pack != NULL && place < pack->n_entries)
    take_over (maker, pack, place++);
}

void
zxd_packs_change (GPtrArray *packs, const GArray *changes)
{
  GPtrArray *done = zxd_packs_new ();
  Maker maker = {done, g_array_new (FALSE, FALSE, sizeof (Entry)), g_string_new (NULL), {0}};
  guint at = 0;

  for (guint i = 0; i < packs->len; i++) {
    ZxdPack *pack = g_ptr_array_index (packs, i);
    gint64 end = i + 1 < packs->len
                     ? ((const ZxdPack *) g_ptr_array_index (packs, i + 1))->entries[0].id
                     : G_MAXINT64;

    if (at < changes->len && g_array_index (changes, ZxdPackChange, at).id < end) {
      merge (&maker, pack, changes, &at, end);
      finish_pack (&maker);
    } else {
      g_ptr_array_add (done, pack_ref (pack));
    }
  }
  merge (&maker, NULL, changes, &at, G_MAXINT64);
  finish_pack (&maker);
  g_ptr_array_set_size (packs, 0);
  g_ptr_array_extend_and_steal (packs, done);
  g_array_unref (maker.entries);
  g_string_free (maker.text, TRUE);
  g_free (maker.folded.at);
}

/* ---- finding */

typedef struct {
  ZxdFit fit;
  guint tier;
  gint64 id;
} Hit;

/* The best hits so far, best first. */
typedef struct {
  const ZxdQuery *query;
  const ZxRights *rights;
  Hit *hits; /* owned */
  guint n, most;
} Search;

static gboolean
is_better (const Hit *a, const Hit *b)
{
  if (a->fit != b->fit)
    return a->fit < b->fit;
  if (a->tier != b->tier)
    return a->tier > b->tier;
  return a->id > b->id;
}

static void
keep (Search *search, Hit hit)
{
  guint low = 0, high = search->n;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (is_better (&search->hits[middle], &hit))
      low = middle + 1;
    else
      high = middle;
  }
  if (low == search->most)
    return;
  if (search->n < search->most)
    search->n++;
  memmove (search->hits + low + 1, search->hits + low, (search->n - 1 - low) * sizeof (Hit));
  search->hits[low] = hit;
}

/* What a customer of this tier would have to fit better than to be among the best: they are looked
 * at from the newest on, and of equals the newest is the better one. EXACT: nobody of them can be.
 */
static ZxdFit
bound_of (const Search *search, guint tier)
{
  const Hit *last;

  if (search->n < search->most)
    return ZXD_FIT_NOT;
  last = &search->hits[search->n - 1];
  return last->tier < tier ? last->fit + 1 : last->fit;
}

/* Of the customers from @place on the first whom the needle may fit well enough to matter. */
static guint
next_possible (const Search *search,
               const ZxdPack *pack,
               const ZxdNeedle *needle,
               const guint8 *fits,
               guint place)
{
  for (; place < pack->n_entries; place++) {
    const Entry *entry = &pack->entries[place];

    if (zxd_needle_best (needle, &entry->letters) <
        MIN (fits[place], bound_of (search, entry->tier)))
      break;
  }
  return place;
}

/* How well each customer of the pack fits one word, as far as it matters: @fits begins with NOT for
 * all. */
static void
fit_word (const Search *search, const ZxdPack *pack, const ZxdNeedle *needle, guint8 *fits)
{
  guint place = next_possible (search, pack, needle, fits, 0);
  const char *at = pack->text + pack->entries[place].from;
  const char *end = pack->text + pack_length (pack);

  while ((at = zxd_needle_find (needle, at, end)) != NULL) {
    const Entry *entry;
    ZxdFit best;

    while (pack->entries[place + 1].from <= (guint32) (at - pack->text))
      place++;
    entry = &pack->entries[place];
    best = MIN (fits[place], bound_of (search, entry->tier));
    if (zxd_needle_may_beat (needle, at, best)) {
      ZxdFit fit = zxd_needle_fit (needle, pack->text + entry->from, at);

      fits[place] = MIN (fits[place], (guint8) fit);
      best = MIN (best, fit);
    }
    at++;
    if (zxd_needle_best (needle, &entry->letters) >= best) {
      place = next_possible (search, pack, needle, fits, place + 1);
      at = pack->text + pack->entries[place].from;
    }
  }
}

static void
fit_first_word (const Search *search, const ZxdPack *pack, guint8 *fits)
{
  const ZxdWord *word = &search->query->words[0];
  int letter = word->needles[0].length == 1 ? zxd_letter_place (word->needles[0].bytes[0]) : -1;

  if (letter >= 0) {
    for (guint place = 0; place < pack->n_entries; place++)
      fits[place] = (guint8) zxd_letters_fit (&pack->entries[place].letters, letter);
    return;
  }
  memset (fits, ZXD_FIT_NOT, pack->n_entries);
  for (guint i = 0; i < word->n_needles; i++)
    fit_word (search, pack, &word->needles[i], fits);
}

static void
search_pack (Search *search, const ZxdPack *pack)
{
  guint8 fits[ZXD_PACK_CUSTOMERS];

  fit_first_word (search, pack, fits);
  for (guint place = pack->n_entries; place-- > 0;) {
    const Entry *entry = &pack->entries[place];
    ZxdFit bound = bound_of (search, entry->tier);

    if (fits[place] < bound && zx_rights_sees_org (search->rights, entry->org_id)) {
      ZxdFit fit = zxd_query_fit (search->query, pack->text + entry->from,
                                  entry[1].from - entry->from, fits[place], bound);

      if (fit != ZXD_FIT_NOT)
        keep (search, (Hit){fit, entry->tier, entry->id});
    }
  }
}

void
zxd_packs_find (GPtrArray *packs,
                const ZxdQuery *query,
                const ZxRights *rights,
                guint most,
                GArray *ids)
{
  Search search = {query, rights, g_new (Hit, most + 1), 0, most};

  for (guint i = packs->len; i-- > 0 && bound_of (&search, ZX_TIER_SUPER_VIP) > ZXD_FIT_EXACT;)
    search_pack (&search, g_ptr_array_index (packs, i));
  for (guint i = 0; i < search.n; i++)
    g_array_append_val (ids, search.hits[i].id);
  g_free (search.hits);
}
