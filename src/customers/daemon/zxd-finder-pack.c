/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps customers' lines in memory and looks through them. */
#include "zxd-finder-pack.h"

#include <string.h>

typedef struct {
  gint64 id, org_id;
  guint32 from; /* in the pack's text */
  /* Which letters and digits words in it begin with, and which ones whole lines: start_bit(). */
  guint32 word_starts, line_starts;
  guint32 tier;
} Entry;

struct _ZxdPack {
  gatomicrefcount refs;
  guint n_entries;
  Entry *entries; /* owned, n_entries + 1: the last one says where the text ends */
  char *text;     /* owned */
  /* How often each byte stands in the text: a word is looked for by its rarest. */
  guint32 counts[256];
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

/* A bit for each letter, six for the ten digits, 0 for all else. */
static guint32
start_bit (char c)
{
  if (c >= 'a' && c <= 'z')
    return 1u << (c - 'a');
  return c >= '0' && c <= '9' ? 1u << (26 + (c - '0') % 6) : 0;
}

static void
collect_starts (Entry *entry, const char *text)
{
  for (gsize i = entry->from + 1; i < entry[1].from; i++) {
    if (start_bit (text[i - 1]) == 0)
      entry->word_starts |= start_bit (text[i]);
    if ((guint8) text[i - 1] < ZXD_LINE_KINDS)
      entry->line_starts |= start_bit (text[i]);
  }
}

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
  Entry end = {0, 0, (guint32) maker->text->len, 0, 0, 0};

  if (maker->entries->len == 0)
    return;
  pack = g_new0 (ZxdPack, 1);
  g_atomic_ref_count_init (&pack->refs);
  pack->n_entries = maker->entries->len;
  g_array_append_val (maker->entries, end);
  pack->entries = g_memdup2 (maker->entries->data, maker->entries->len * sizeof (Entry));
  pack->text = g_memdup2 (maker->text->str, maker->text->len);
  for (guint i = 0; i < pack->n_entries; i++)
    collect_starts (&pack->entries[i], pack->text);
  for (gsize i = 0; i < maker->text->len; i++)
    pack->counts[(guint8) maker->text->str[i]]++;
  g_ptr_array_add (maker->done, pack);
  g_array_set_size (maker->entries, 0);
  g_string_truncate (maker->text, 0);
}

static void
begin_entry (Maker *maker, gint64 id, gint64 org_id, guint tier)
{
  Entry entry = {id, org_id, 0, 0, 0, tier};

  if (maker->entries->len == ZXD_PACK_CUSTOMERS)
    finish_pack (maker);
  entry.from = (guint32) maker->text->len;
  g_array_append_val (maker->entries, entry);
}

static void
take_change (Maker *maker, const ZxdPackChange *change)
{
  const ZxdFindTexts *texts = change->texts;

  if (texts == NULL)
    return;
  begin_entry (maker, texts->id, texts->org_id, texts->tier);
  zxd_lines_write (texts, &maker->folded, maker->text);
}

static void
take_over (Maker *maker, const ZxdPack *pack, guint place)
{
  const Entry *entry = &pack->entries[place];

  begin_entry (maker, entry->id, entry->org_id, entry->tier);
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

/* The next place of the needle; only its rarest byte is looked for. */
static const char *
find (const ZxdPack *pack, const ZxdNeedle *needle, const char *at)
{
  const char *end = pack->text + pack_length (pack);
  gsize rarest = 0;

  for (gsize i = 1; i < needle->length; i++)
    if (pack->counts[(guint8) needle->bytes[i]] < pack->counts[(guint8) needle->bytes[rarest]])
      rarest = i;
  for (const char *look = at + rarest; look < end; look++) {
    look = memchr (look, needle->bytes[rarest], (gsize) (end - look));
    if (look == NULL)
      return NULL;
    at = look - rarest;
    if ((gsize) (end - at) >= needle->length && memcmp (at, needle->bytes, needle->length) == 0)
      return at;
  }
  return NULL;
}

/* How well each customer of the pack fits one word: @fits begins with NOT for all. Once the list is
 * full of names that begin so, only those are looked for. */
static void
fit_word (const Search *search, const ZxdPack *pack, const ZxdNeedle *needle, guint8 *fits)
{
  gboolean is_full =
      search->n == search->most && search->hits[search->n - 1].fit < ZXD_FIT_WORD_START;
  const char *at = pack->text;

  for (guint place = 0; (at = find (pack, needle, at)) != NULL; at++) {
    while (pack->entries[place + 1].from <= (guint32) (at - pack->text))
      place++;
    if (zxd_needle_may_beat (needle, at, is_full ? ZXD_FIT_WORD_START : fits[place])) {
      ZxdFit fit = zxd_needle_fit (needle, pack->text + pack->entries[place].from, at);

      fits[place] = MIN (fits[place], (guint8) fit);
    }
  }
}

/* A single letter stands nearly everywhere: those are taken in whom a word begins with it, and of
 * those who would come last for it only whom a name or number does. */
static void
fit_letter (const Search *search, const ZxdPack *pack, char letter, guint8 *fits)
{
  const Hit *last = search->n == search->most ? &search->hits[search->n - 1] : NULL;

  for (guint place = 0; place < pack->n_entries; place++) {
    const Entry *entry = &pack->entries[place];
    gboolean would_do = last == NULL || last->fit > ZXD_FIT_WORD_START ||
                        (last->fit == ZXD_FIT_WORD_START && last->tier < entry->tier);

    if ((would_do ? entry->word_starts : entry->line_starts) & start_bit (letter))
      fits[place] = ZXD_FIT_INSIDE;
  }
}

/* All words of those that have the first; @is_sure: how well that fits is known. */
static ZxdFit
fit_all (const ZxdQuery *query,
         const ZxdPack *pack,
         const Entry *entry,
         ZxdFit first,
         gboolean is_sure)
{
  if (first == ZXD_FIT_NOT || (query->n_words == 1 && is_sure))
    return first;
  return zxd_query_fit (query, pack->text + entry->from, entry[1].from - entry->from);
}

static void
search_pack (Search *search, const ZxdPack *pack)
{
  const ZxdWord *word = &search->query->words[0];
  char letter = word->needles[0].length == 1 ? word->needles[0].bytes[0] : '\0';
  gboolean is_letter = start_bit (letter) != 0;
  guint8 fits[ZXD_PACK_CUSTOMERS];

  memset (fits, ZXD_FIT_NOT, sizeof fits);
  if (is_letter)
    fit_letter (search, pack, letter, fits);
  for (guint i = 0; !is_letter && i < word->n_needles; i++)
    fit_word (search, pack, &word->needles[i], fits);
  for (guint place = pack->n_entries; place-- > 0;) {
    const Entry *entry = &pack->entries[place];

    if (fits[place] != ZXD_FIT_NOT && zx_rights_sees_org (search->rights, entry->org_id)) {
      ZxdFit fit = fit_all (search->query, pack, entry, fits[place], !is_letter);

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

  for (guint i = packs->len; i-- > 0;)
    search_pack (&search, g_ptr_array_index (packs, i));
  for (guint i = 0; i < search.n; i++)
    g_array_append_val (ids, search.hits[i].id);
  g_free (search.hits);
}
