/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random days: whatever happens, the router does what its rules say, looked at naively. */
#include "router-naive.h"

static const DeskSize sizes[] = {
    {.n_queues = 1, .n_agents = 2, .n_waiting = 6, .step_ms = 400},
    {.n_queues = 2, .n_agents = 4, .n_waiting = 12, .step_ms = 1000, .is_restless = TRUE},
    {.n_queues = 3, .n_agents = 6, .n_waiting = 30, .step_ms = 2000, .is_restless = TRUE},
    {.n_queues = 5, .n_agents = 12, .n_waiting = 40, .step_ms = 500, .is_restless = TRUE},
};

enum { SEEDS = 12, STEPS = 600 };

/* How often each reason was given: what never happened was not tested. */
static guint64 given[ZXD_WHY_FREE_REFUSED + 1];

static void
count_reasons (const ZxdReasons *reasons)
{
  for (guint i = 0; i < reasons->length; i++)
    given[reasons->items[i].why]++;
}

static DeskContact *
contact_of (Desk *desk, const ZxdDecision *decision)
{
  return g_hash_table_lookup (desk->contacts, &decision->contact_id);
}

static void
assert_same (const ZxdDecision *found, const ZxdDecision *right)
{
  g_assert_cmpint (found->kind, ==, right->kind);
  g_assert_cmpint (found->contact_id, ==, right->contact_id);
  g_assert_cmpint (found->agent_id, ==, right->agent_id);
  g_assert_cmpint (found->deadline_ms, ==, right->deadline_ms);
}

/* Another daemon that takes over reads the same facts, and decides the same. */
static void
assert_taken_over (Desk *desk, gboolean has_decision, const ZxdDecision *decision)
{
  g_autoptr (ZxdRouter) other = desk_fill_router (desk);
  g_autofree char *reasons = NULL, *same_reasons = NULL;
  ZxdDecision same;

  g_assert_cmpint (zxd_router_decide (other, desk->now_ms, &same), ==, has_decision);
  if (!has_decision)
    return;
  assert_same (&same, decision);
  reasons = zxd_reasons_to_json (&decision->reasons);
  same_reasons = zxd_reasons_to_json (&same.reasons);
  g_assert_cmpstr (same_reasons, ==, reasons);
}

static void
assert_offer_may_be_made (Desk *desk, const ZxdDecision *decision)
{
  DeskContact *contact = contact_of (desk, decision);
  DeskAgent *agent = desk_agent (desk, decision->agent_id);

  g_assert_cmpint (contact->place, ==, DESK_WAITING); /* none is offered twice */
  g_assert_cmpint (contact->offer.contact_id, ==, 0);
  g_assert_cmpint (agent->facts.presence, ==, ZX_PRESENCE_ONLINE);
  g_assert_false (agent->facts.is_missed);
  g_assert_true (naive_has_room (desk, agent, contact->facts.channel));
  g_assert_cmpint (decision->reasons.length, >, 0);
}

/* No contact without a place: each who waits has one, and knows why he waits. */
static void
assert_places (Desk *desk)
{
  for (guint i = 0; i < desk->lists[DESK_WAITING]->len; i++) {
    DeskContact *contact = desk->lists[DESK_WAITING]->pdata[i];
    ZxdReasons reasons;

    zxd_router_why_waiting (desk->router, contact->facts.id, &reasons);
    count_reasons (&reasons);
    g_assert_cmpint (reasons.length, ==, 2); /* a place, and what stands in the way */
    if (desk_queue (desk, contact->facts.queue_id)->facts.method == ZX_METHOD_PULL)
      g_assert_cmpint (reasons.items[1].why, ==, ZXD_WHY_PULL);
    g_assert_cmpint (reasons.items[0].why, ==, ZXD_WHY_PLACE);
    g_assert_cmpint (reasons.items[0].n, ==, 1 + naive_ahead (desk, contact));
  }
}

static void
decide_all (Desk *desk)
{
  for (;;) {
    ZxdDecision decision, right;
    gboolean has_decision = zxd_router_decide (desk->router, desk->now_ms, &decision);

    g_assert_cmpint (has_decision, ==, naive_decide (desk, &right));
    if (g_rand_int_range (desk->rand, 0, 8) == 0)
      assert_taken_over (desk, has_decision, &decision);
    if (!has_decision)
      break;
    assert_same (&decision, &right);
    count_reasons (&decision.reasons);
    if (decision.kind == ZXD_DECISION_OFFER)
      assert_offer_may_be_made (desk, &decision);
    desk_do (desk, &decision, g_rand_boolean (desk->rand));
  }
  assert_places (desk);
}

/* Nothing is to be done before the instant that the router names: asking a moment before it brings
 * nothing. */
static void
assert_sleeps_well (Desk *desk)
{
  gint64 due_ms = zxd_router_next_due (desk->router);
  gint64 then_ms = desk->now_ms;
  ZxdDecision decision;

  g_assert_cmpint (due_ms, >, desk->now_ms);
  if (due_ms == G_MAXINT64)
    due_ms = desk->now_ms + 24 * 3600 * 1000;
  desk->now_ms = due_ms - 1;
  g_assert_false (naive_decide (desk, &decision));
  desk->now_ms = then_ms;
}

static void
test_the_fast_way_decides_as_the_plain_one (void)
{
  for (gsize size = 0; size < G_N_ELEMENTS (sizes); size++)
    for (guint32 seed = 1; seed <= SEEDS; seed++) {
      g_autoptr (Desk) desk = desk_new (seed, &sizes[size]);

      for (guint step = 0; step < STEPS; step++) {
        desk_step (desk);
        decide_all (desk);
        if (step % 8 == 0)
          assert_sleeps_well (desk);
      }
    }
  for (guint why = 0; why < G_N_ELEMENTS (given); why++) {
    g_test_message ("reason %u: %" G_GUINT64_FORMAT " times", why, given[why]);
    g_assert_true (given[why] > 0 || why == ZXD_WHY_OFFERED); /* asked of those who wait alone */
  }
}

/* With everybody at work each who waits is served, and nobody is sent away. */
static void
test_nobody_starves (void)
{
  for (gsize size = 0; size < G_N_ELEMENTS (sizes); size++)
    for (guint32 seed = 1; seed <= SEEDS; seed++) {
      g_autoptr (Desk) desk = desk_new (seed, &sizes[size]);
      guint64 n_overflows;
      guint n_steps;

      for (guint step = 0; step < STEPS / 4; step++) {
        desk_step (desk);
        decide_all (desk);
      }
      desk_all_hands (desk);
      n_overflows = desk->n_overflows;
      n_steps = 4 * g_hash_table_size (desk->contacts); /* accept, wrap up, end; rest */
      for (; n_steps > 0 && g_hash_table_size (desk->contacts) > 0; n_steps--) {
        decide_all (desk);
        desk_serve_one (desk);
      }
      g_assert_cmpint (g_hash_table_size (desk->contacts), ==, 0);
      g_assert_cmpint (desk->n_overflows, ==, n_overflows);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/router/the-fast-way-decides-as-the-plain-one",
                   test_the_fast_way_decides_as_the_plain_one);
  g_test_add_func ("/router/nobody-starves", test_nobody_starves);
  return g_test_run ();
}
