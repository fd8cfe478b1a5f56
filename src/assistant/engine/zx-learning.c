/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides what the verdicts of agents teach about an article. */
#include "zx-learning.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

/* When so large a share of what became of it was rejection, the factor is at its lowest. */
#define REJECTED_MOST 0.5
/* Shown and left alone tells little: another one may have been better still. */
#define IGNORED_WEIGHT 0.25
#define EDITED_WEIGHT 0.5

/* Ways of asking the same. */
typedef struct {
  char *key;                     /* owned: normalised */
  const ZxLearningVerdict *last; /* the newest that accepted it */
  gint64 agent_id;               /* who accepted it; 0: several */
  gboolean is_taken;             /* by somebody without editing */
} Wording;

static void
free_wording (gpointer data)
{
  Wording *wording = data;

  g_free (wording->key);
  g_free (wording);
}

char *
zx_learning_normalise (const char *question)
{
  g_autofree char *wide = g_utf8_normalize (question, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = wide != NULL ? g_utf8_casefold (wide, -1) : NULL;
  GString *key = g_string_new (NULL);

  for (const char *p = folded; p != NULL && *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isalnum (c) || g_unichar_ismark (c))
      g_string_append_unichar (key, c);
  }
  return g_string_free (key, FALSE);
}

gint64
zx_learning_since (gint64 now_ms)
{
  return now_ms - now_ms % DAY_MS - ZX_LEARNING_DAYS * DAY_MS;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const ZxLearningVerdict *x = a, *y = b;

  return x->id < y->id ? -1 : x->id > y->id;
}

static GArray *
sort_verdicts (const ZxLearningVerdict *verdicts, gsize n, gint64 since)
{
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof *verdicts);

  for (gsize i = 0; i < n; i++)
    if (verdicts[i].at_ms >= since)
      g_array_append_val (sorted, verdicts[i]);
  g_array_sort (sorted, compare_ids);
  if (sorted->len > ZX_LEARNING_ROWS)
    g_array_remove_range (sorted, 0, sorted->len - ZX_LEARNING_ROWS);
  return sorted;
}

/* ---- which questions */

/* The messages for which somebody said that it is no answer. */
static GHashTable *
list_denied (const GArray *verdicts)
{
  GHashTable *denied = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < verdicts->len; i++) {
    ZxLearningVerdict *verdict = &g_array_index (verdicts, ZxLearningVerdict, i);

    if (verdict->kind == ZX_LEARNING_DOWN)
      g_hash_table_add (denied, &verdict->question_id);
  }
  return denied;
}

static void
accept (GHashTable *wordings, char *key, const ZxLearningVerdict *verdict)
{
  Wording *wording = g_hash_table_lookup (wordings, key);

  if (wording == NULL) {
    wording = g_new0 (Wording, 1);
    wording->key = g_strdup (key);
    wording->agent_id = verdict->agent_id;
    g_hash_table_insert (wordings, wording->key, wording);
  }
  wording->last = verdict;
  wording->is_taken = wording->is_taken || verdict->kind != ZX_LEARNING_EDITED;
  if (wording->agent_id != verdict->agent_id)
    wording->agent_id = 0;
}

/* What was accepted and not denied, by its words (Wording). */
static GHashTable *
gather (const GArray *verdicts)
{
  GHashTable *wordings = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_wording);
  g_autoptr (GHashTable) denied = list_denied (verdicts);

  for (guint i = 0; i < verdicts->len; i++) {
    const ZxLearningVerdict *verdict = &g_array_index (verdicts, ZxLearningVerdict, i);
    g_autofree char *key = zx_learning_normalise (verdict->question);

    if (*key == '\0')
      continue;
    if (verdict->kind == ZX_LEARNING_DOWN)
      g_hash_table_remove (wordings, key);
    else if (!g_hash_table_contains (denied, &verdict->question_id))
      accept (wordings, key, verdict);
  }
  return wordings;
}

/* Those that go first when there are too many stand last. */
static int
compare_worth (gconstpointer a, gconstpointer b)
{
  const Wording *x = *(Wording *const *) a, *y = *(Wording *const *) b;

  if (x->is_taken != y->is_taken)
    return x->is_taken ? -1 : 1;
  return x->last->id > y->last->id ? -1 : x->last->id < y->last->id;
}

static guint
count_of (const GPtrArray *chosen, gint64 agent_id)
{
  guint count = 0;

  for (guint i = 0; i < chosen->len; i++)
    count += ((Wording *) chosen->pdata[i])->agent_id == agent_id;
  return count;
}

/* Leaves one agent's own questions no more than the others have; never below those that he may
 * teach alone. */
static void
bound_agents (GPtrArray *chosen)
{
  for (guint i = chosen->len; i-- > 0;) {
    gint64 agent_id = ((Wording *) chosen->pdata[i])->agent_id;
    guint own = agent_id != 0 ? count_of (chosen, agent_id) : 0;

    if (own > MAX (ZX_LEARNING_ALONE, chosen->len - own))
      g_ptr_array_remove_index (chosen, i);
  }
}

static GPtrArray *
choose (GHashTable *wordings)
{
  GPtrArray *all = g_ptr_array_new (), *chosen = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer wording;

  g_hash_table_iter_init (&iter, wordings);
  while (g_hash_table_iter_next (&iter, NULL, &wording))
    g_ptr_array_add (all, wording);
  g_ptr_array_sort (all, compare_worth);
  for (guint i = 0; i < all->len && chosen->len < ZX_LEARNING_QUESTIONS; i++) {
    gint64 agent_id = ((Wording *) all->pdata[i])->agent_id;

    if (agent_id == 0 || count_of (chosen, agent_id) < ZX_LEARNING_QUESTIONS / 2)
      g_ptr_array_add (chosen, all->pdata[i]);
  }
  g_ptr_array_unref (all);
  bound_agents (chosen);
  return chosen;
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const Wording *x = *(Wording *const *) a, *y = *(Wording *const *) b;

  return x->last->id < y->last->id ? -1 : x->last->id > y->last->id;
}

static void
clear_question (gpointer data)
{
  g_free (((ZxLearntQuestion *) data)->question);
}

static GArray *
list_questions (const GArray *verdicts)
{
  GArray *questions = g_array_new (FALSE, FALSE, sizeof (ZxLearntQuestion));
  g_autoptr (GHashTable) wordings = gather (verdicts);
  g_autoptr (GPtrArray) chosen = choose (wordings);

  g_array_set_clear_func (questions, clear_question);
  g_ptr_array_sort (chosen, compare_age);
  for (guint i = 0; i < chosen->len; i++) {
    const Wording *wording = chosen->pdata[i];
    ZxLearntQuestion question = {wording->last->question_id, g_strdup (wording->last->question)};

    g_array_append_val (questions, question);
  }
  return questions;
}

/* ---- how far down */

/* The weights of rejections by agent (double). */
static GHashTable *
sum_rejections (const GArray *verdicts)
{
  GHashTable *sums = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);

  for (guint i = 0; i < verdicts->len; i++) {
    ZxLearningVerdict *verdict = &g_array_index (verdicts, ZxLearningVerdict, i);
    double weight = verdict->kind == ZX_LEARNING_DOWN     ? 1
                    : verdict->kind == ZX_LEARNING_EDITED ? EDITED_WEIGHT
                                                          : 0;
    double *sum = g_hash_table_lookup (sums, &verdict->agent_id);

    if (sum != NULL)
      *sum += weight;
    else if (weight > 0)
      g_hash_table_insert (sums, &verdict->agent_id, g_memdup2 (&weight, sizeof weight));
  }
  return sums;
}

/* In all; of the agent who rejected most, no more than of all the others. */
static double
bound_rejections (GHashTable *sums)
{
  double all = 0, most = 0;
  GHashTableIter iter;
  double *sum;

  g_hash_table_iter_init (&iter, sums);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &sum)) {
    all += *sum;
    most = MAX (most, *sum);
  }
  return MIN (all, 2 * (all - most));
}

static float
find_factor (const GArray *verdicts, gint64 n_shown)
{
  g_autoptr (GHashTable) sums = sum_rejections (verdicts);
  double rejected = bound_rejections (sums), accepted = 0, ignored, share;

  for (guint i = 0; i < verdicts->len; i++) {
    ZxLearningKind kind = g_array_index (verdicts, ZxLearningVerdict, i).kind;

    accepted += kind == ZX_LEARNING_EDITED ? EDITED_WEIGHT : kind != ZX_LEARNING_DOWN ? 1 : 0;
  }
  ignored = MAX (0, (double) n_shown - verdicts->len);
  share = rejected / MAX (1, rejected + accepted + IGNORED_WEIGHT * ignored);
  return (float) (1 - (1 - ZX_LEARNING_LOWEST) * MIN (1, share / REJECTED_MOST));
}

/* ---- both */

ZxLearnt *
zx_learning_make (const ZxLearningVerdict *verdicts, gsize n, gint64 n_shown, gint64 now_ms)
{
  g_autoptr (GArray) sorted = sort_verdicts (verdicts, n, zx_learning_since (now_ms));
  ZxLearnt *learnt = g_new (ZxLearnt, 1);

  learnt->questions = list_questions (sorted);
  learnt->factor = find_factor (sorted, n_shown);
  return learnt;
}

void
zx_learnt_free (ZxLearnt *learnt)
{
  g_array_unref (learnt->questions);
  g_free (learnt);
}

gboolean
zx_learnt_equal (const ZxLearnt *a, const ZxLearnt *b)
{
  if (a->questions->len != b->questions->len || a->factor < b->factor || a->factor > b->factor)
    return FALSE;
  for (guint i = 0; i < a->questions->len; i++) {
    const ZxLearntQuestion *x = &g_array_index (a->questions, ZxLearntQuestion, i);
    const ZxLearntQuestion *y = &g_array_index (b->questions, ZxLearntQuestion, i);

    if (x->question_id != y->question_id || strcmp (x->question, y->question) != 0)
      return FALSE;
  }
  return TRUE;
}
