/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What verdicts teach: the same in any order, bounded, and taken back with what taught it. */
#include "zx-learning.h"
#include "zx-threshold.h"

#define DAY_MS (G_GINT64_CONSTANT (86400000))
#define NOW_MS (G_GINT64_CONSTANT (1000) * DAY_MS + 12345)

/* Verdicts with questions of their own. */
typedef struct {
  GArray *rows;     /* owned ZxLearningVerdict */
  GPtrArray *texts; /* owned */
} World;

static World
world_new (void)
{
  return (World){g_array_new (FALSE, FALSE, sizeof (ZxLearningVerdict)),
                 g_ptr_array_new_with_free_func (g_free)};
}

static void
world_clear (World *world)
{
  g_array_unref (world->rows);
  g_ptr_array_unref (world->texts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

/* Agent @agent says @kind to question @question, whose words are made of @wording. */
static void
say (World *world, gint64 agent, ZxLearningKind kind, gint64 question, int wording)
{
  char *text = g_strdup_printf ("Question No. %d?", wording);
  ZxLearningVerdict row = {.id = world->rows->len + 1,
                           .question_id = question,
                           .agent_id = agent,
                           .at_ms = NOW_MS - DAY_MS + world->rows->len,
                           .kind = kind,
                           .question = text};

  g_ptr_array_add (world->texts, text);
  g_array_append_val (world->rows, row);
}

static ZxLearnt *
learn (const World *world, gint64 shown)
{
  return zx_learning_make ((ZxLearningVerdict *) (gpointer) world->rows->data, world->rows->len,
                           shown, NOW_MS);
}

static gboolean
has (const ZxLearnt *learnt, int wording)
{
  g_autofree char *text = g_strdup_printf ("Question No. %d?", wording);

  for (guint i = 0; i < learnt->questions->len; i++)
    if (g_str_equal (g_array_index (learnt->questions, ZxLearntQuestion, i).question, text))
      return TRUE;
  return FALSE;
}

static void
random_verdicts (World *world, guint n)
{
  for (guint i = 0; i < n; i++) {
    gint64 question = g_test_rand_int_range (1, 80);

    say (world, g_test_rand_int_range (1, 5), (ZxLearningKind) g_test_rand_int_range (0, 4),
         question, (int) question % 60);
  }
}

static void
shuffle (GArray *rows)
{
  for (guint i = rows->len; i > 1; i--) {
    guint other = (guint) g_test_rand_int_range (0, (int) i);
    ZxLearningVerdict *a = &g_array_index (rows, ZxLearningVerdict, i - 1);
    ZxLearningVerdict *b = &g_array_index (rows, ZxLearningVerdict, other), kept = *a;

    *a = *b;
    *b = kept;
  }
}

static void
any_order (void)
{
  for (guint round = 0; round < 200; round++) {
    g_auto (World) world = world_new ();
    g_autoptr (ZxLearnt) first = NULL, second = NULL;

    random_verdicts (&world, 1 + (guint) g_test_rand_int_range (0, 300));
    first = learn (&world, 500);
    shuffle (world.rows);
    second = learn (&world, 500);
    g_assert_true (zx_learnt_equal (first, second));
  }
}

/* How many questions of the whole are accepted by @agent alone. */
static guint
own_of (const World *world, const ZxLearnt *learnt, gint64 agent)
{
  guint own = 0;

  for (guint i = 0; i < learnt->questions->len; i++) {
    const ZxLearntQuestion *question = &g_array_index (learnt->questions, ZxLearntQuestion, i);
    gboolean by_agent = FALSE, by_other = FALSE;

    for (guint k = 0; k < world->rows->len; k++) {
      const ZxLearningVerdict *row = &g_array_index (world->rows, ZxLearningVerdict, k);

      if (row->kind == ZX_LEARNING_DOWN || !g_str_equal (row->question, question->question))
        continue;
      by_agent = by_agent || row->agent_id == agent;
      by_other = by_other || row->agent_id != agent;
    }
    own += by_agent && !by_other;
  }
  return own;
}

static void
nobody_teaches_alone (void)
{
  g_auto (World) world = world_new ();
  g_autoptr (ZxLearnt) alone = NULL, both = NULL;

  for (int i = 0; i < 40; i++)
    say (&world, 1, i % 2 == 0 ? ZX_LEARNING_SENT : ZX_LEARNING_UP, i + 1, i);
  alone = learn (&world, 100);
  g_assert_cmpuint (alone->questions->len, ==, ZX_LEARNING_ALONE);
  g_assert_true (has (alone, 39) && has (alone, 35) && !has (alone, 34)); /* the newest */
  for (int i = 0; i < 12; i++)
    say (&world, 2, ZX_LEARNING_SENT, 100 + i, 100 + i);
  both = learn (&world, 100);
  g_assert_cmpuint (both->questions->len, ==, 24);
  for (guint round = 0; round < 200; round++) {
    g_auto (World) any = world_new ();
    g_autoptr (ZxLearnt) learnt = NULL;

    random_verdicts (&any, 1 + (guint) g_test_rand_int_range (0, 200));
    learnt = learn (&any, 0);
    g_assert_cmpuint (learnt->questions->len, <=, ZX_LEARNING_QUESTIONS);
    for (gint64 agent = 1; agent < 5; agent++) {
      guint own = own_of (&any, learnt, agent);

      g_assert_cmpuint (own, <=, MAX (ZX_LEARNING_ALONE, learnt->questions->len - own));
    }
  }
}

static void
newest_of_two_agents (void)
{
  g_auto (World) world = world_new ();
  g_autoptr (ZxLearnt) learnt = NULL;

  for (int i = 0; i < 200; i++)
    say (&world, 1 + i % 2, i < 100 ? ZX_LEARNING_SENT : ZX_LEARNING_EDITED, i + 1, i);
  learnt = learn (&world, 0);
  g_assert_cmpuint (learnt->questions->len, ==, ZX_LEARNING_QUESTIONS);
  g_assert_true (has (learnt, 99) && has (learnt, 50) && !has (learnt, 49));
  g_assert_false (has (learnt, 199)); /* only edited: gives way */
}

static void
old_is_forgotten (void)
{
  g_auto (World) world = world_new ();
  g_autoptr (ZxLearnt) learnt = NULL;

  say (&world, 1, ZX_LEARNING_SENT, 1, 1);
  say (&world, 1, ZX_LEARNING_SENT, 2, 2);
  g_array_index (world.rows, ZxLearningVerdict, 0).at_ms = NOW_MS - 402 * DAY_MS;
  learnt = learn (&world, 0);
  g_assert_false (has (learnt, 1));
  g_assert_true (has (learnt, 2));
}

static void
wordless_teaches_nothing (void)
{
  g_auto (World) world = world_new ();
  g_autoptr (ZxLearnt) learnt = NULL;
  g_autofree char *one = zx_learning_normalise ("Ｅ－3107 怎么办？"),
                  *two = zx_learning_normalise ("e 3107，怎么办");

  say (&world, 1, ZX_LEARNING_SENT, 1, 1);
  g_array_index (world.rows, ZxLearningVerdict, 0).question = "";
  learnt = learn (&world, 0);
  g_assert_cmpuint (learnt->questions->len, ==, 0);
  g_assert_cmpstr (one, ==, two);
}

static void
down_takes_out (void)
{
  g_auto (World) world = world_new ();
  g_autoptr (ZxLearnt) with = NULL, without = NULL, again = NULL, undone = NULL;

  say (&world, 1, ZX_LEARNING_SENT, 1, 7);
  with = learn (&world, 0);
  g_assert_true (has (with, 7));
  say (&world, 2, ZX_LEARNING_DOWN, 1, 7);
  without = learn (&world, 0);
  g_assert_false (has (without, 7));
  say (&world, 1, ZX_LEARNING_UP, 2, 7); /* the same words of another customer */
  again = learn (&world, 0);
  g_assert_true (has (again, 7));
  g_array_set_size (world.rows, 1); /* the thumbs are taken back */
  undone = learn (&world, 0);
  g_assert_true (zx_learnt_equal (with, undone));
}

static void
factor_falls_and_recovers (void)
{
  g_auto (World) world = world_new ();
  g_autoptr (ZxLearnt) alone = NULL;
  float before = 1;

  for (int i = 0; i < 30; i++)
    say (&world, 1, ZX_LEARNING_DOWN, i + 1, i);
  alone = learn (&world, 30);
  g_assert_cmpfloat (alone->factor, ==, 1);
  for (int i = 0; i < 30; i++) {
    g_autoptr (ZxLearnt) learnt = NULL;

    say (&world, 2, ZX_LEARNING_DOWN, 100 + i, 100 + i);
    learnt = learn (&world, 60);
    g_assert_cmpfloat (learnt->factor, <=, before);
    before = learnt->factor;
  }
  g_assert_cmpfloat_with_epsilon (before, ZX_LEARNING_LOWEST, 0.001);
  for (int i = 0; i < 300; i++) {
    g_autoptr (ZxLearnt) learnt = NULL;

    say (&world, 3, ZX_LEARNING_SENT, 200 + i, 200 + i);
    learnt = learn (&world, 60 + i);
    g_assert_cmpfloat (learnt->factor, >=, before);
    before = learnt->factor;
  }
  g_assert_cmpfloat (before, >, 0.9);
}

/* ---- the threshold */

/* Adds @n pairs of @agents agents from @first on; they accept from a fit of @from on, so often. */
static void
look (GArray *pairs, gsize n, gint64 first, gint64 agents, double from, double habit)
{
  for (gsize i = 0; i < n; i++) {
    double fit = 0.25 + 0.75 * (double) i / (double) n;
    ZxThresholdPair pair = {
        .fit = fit,
        .agent_id = first + (gint64) i % agents,
        .is_accepted = fit >= from && (double) ((i * 37) % 100) < habit * 100,
    };

    g_array_append_val (pairs, pair);
  }
}

static double
find_of (const GArray *pairs)
{
  return zx_threshold_find ((ZxThresholdPair *) (gpointer) pairs->data, pairs->len);
}

static double
find (gsize n, double accepted_from, double habit)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (ZxThresholdPair));

  look (pairs, n, 1, 3, accepted_from, habit);
  return find_of (pairs);
}

static void
threshold_follows (void)
{
  g_assert_cmpfloat (find (ZX_THRESHOLD_LEAST - 1, 0.9, 1), ==, ZX_THRESHOLD_DEFAULT);
  g_assert_cmpfloat (find (1000, 2, 1), ==, ZX_THRESHOLD_DEFAULT); /* nobody accepts anything */
  g_assert_cmpfloat (find (1000, 0, 1), ==, ZX_THRESHOLD_LOWEST);
  g_assert_cmpfloat (find (1000, 0.95, 1), ==, ZX_THRESHOLD_HIGHEST);
  g_assert_cmpfloat (find (1000, 0.55, 1), >, find (1000, 0.45, 1));
  g_assert_cmpfloat (ABS (find (1000, 0.5, 1) - find (1000, 0.5, 0.3)), <, 0.12);
}

static void
nobody_moves_it_alone (void)
{
  g_autoptr (GArray) alone = g_array_new (FALSE, FALSE, sizeof (ZxThresholdPair));
  g_autoptr (GArray) few = g_array_new (FALSE, FALSE, sizeof (ZxThresholdPair));
  g_autoptr (GArray) many = g_array_new (FALSE, FALSE, sizeof (ZxThresholdPair));

  look (alone, 1900, 1, 1, 0.9, 1);
  g_assert_cmpfloat (find_of (alone), ==, ZX_THRESHOLD_DEFAULT);
  look (few, 90, 2, 3, 0, 1);
  look (many, 90, 2, 3, 0, 1);
  look (few, 90, 1, 1, 0.9, 1);
  look (many, 1800, 1, 1, 0.9, 1); /* twenty times as many say no more */
  g_assert_cmpfloat_with_epsilon (find_of (many), find_of (few), 0.011);
  g_assert_cmpfloat (find_of (many), <, find (1000, 0.9, 1) - 0.1);
  for (guint i = 0; i < many->len; i++) /* but as many agents do */
    if (g_array_index (many, ZxThresholdPair, i).agent_id == 1)
      g_array_index (many, ZxThresholdPair, i).agent_id = 10 + i % 5;
  g_assert_cmpfloat (find_of (many), >, find_of (few) + 0.1);
}

static void
threshold_knows_no_order (void)
{
  ZxThresholdPair pairs[200], turned[200];

  for (guint i = 0; i < 200; i++) {
    pairs[i].fit = g_test_rand_double_range (0.2, 1);
    pairs[i].is_accepted = g_test_rand_double () < pairs[i].fit;
    pairs[i].agent_id = i % 4 == 0 ? g_test_rand_int_range (0, 4) : 7;
    turned[199 - i] = pairs[i];
  }
  g_assert_cmpfloat (zx_threshold_find (pairs, 200), ==, zx_threshold_find (turned, 200));
}

static void
next_needs_a_chance (void)
{
  static const struct {
    double first, least;
  } rows[] = {{0.25, 0.02}, {0.4, 0.02},   {0.6, 0.02},   {0.8, 0.038},
              {0.9, 0.083}, {0.97, 0.244}, {0.99, 0.497}, {1, 0.5}};
  double last = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpfloat_with_epsilon (zx_threshold_next (rows[i].first), rows[i].least, 0.001);
  for (int fit = 0; fit <= 1000; fit++) { /* the surer the first one, the more the next one needs */
    double least = zx_threshold_next (fit / 1000.0);

    g_assert_cmpfloat (least, >=, last);
    last = least;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learning/the-same-verdicts-in-any-order-teach-the-same", any_order);
  g_test_add_func ("/learning/no-agent-teaches-an-article-alone", nobody_teaches_alone);
  g_test_add_func ("/learning/the-newest-fifty-count-and-edited-ones-give-way",
                   newest_of_two_agents);
  g_test_add_func ("/learning/what-is-older-than-400-days-is-forgotten", old_is_forgotten);
  g_test_add_func ("/learning/a-question-without-words-teaches-nothing", wordless_teaches_nothing);
  g_test_add_func ("/learning/a-thumb-down-takes-the-question-out-until-it-is-undone",
                   down_takes_out);
  g_test_add_func ("/learning/two-agents-lower-an-article-and-accepting-lifts-it-again",
                   factor_falls_and_recovers);
  g_test_add_func ("/threshold/it-follows-what-is-accepted-within-its-bounds", threshold_follows);
  g_test_add_func ("/threshold/nobody-moves-it-alone", nobody_moves_it_alone);
  g_test_add_func ("/threshold/the-order-of-the-pairs-does-not-matter", threshold_knows_no_order);
  g_test_add_func ("/threshold/a-next-one-needs-a-chance-beside-the-first", next_needs_a_chance);
  return g_test_run ();
}
