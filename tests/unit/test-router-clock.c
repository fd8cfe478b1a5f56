/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers, when the daemon was away or its clock was set. */
#include "zxd-router.h"

enum { NOW_MS = 1000000, OFFER_MS = 20000 };

/* A queue, an agent and a contact. */
static ZxdRouter *
new_desk (void)
{
  static const gint64 group[] = {1};
  static const ZxdRoom room[] = {{"web", 4, 1}};
  ZxdRouter *router = zxd_router_new ();

  zxd_router_put_queue (router, &(ZxdQueueFacts){.id = 1,
                                                 .method = ZX_METHOD_LEAST_LOADED,
                                                 .groups = group,
                                                 .n_groups = 1,
                                                 .offer_ms = OFFER_MS,
                                                 .age_step_ms = 1000});
  zxd_router_put_agent (router, &(ZxdAgentFacts){.id = 5,
                                                 .presence = ZX_PRESENCE_ONLINE,
                                                 .capacity = 4,
                                                 .groups = group,
                                                 .n_groups = 1,
                                                 .rooms = room,
                                                 .n_rooms = 1});
  zxd_router_put_contact (
      router,
      &(ZxdContactFacts){.id = 7, .queue_id = 1, .channel = "web", .entered_at_ms = NOW_MS});
  return router;
}

/* The contact is offered to him at NOW_MS. */
static ZxdRouter *
new_offer (void)
{
  ZxdRouter *router = new_desk ();
  ZxdDecision decision;

  g_assert_true (zxd_router_decide (router, NOW_MS, &decision));
  g_assert_cmpint (decision.kind, ==, ZXD_DECISION_OFFER);
  zxd_router_apply (router, &decision);
  return router;
}

static void
test_nobody_is_missed_while_the_daemon_was_away (void)
{
  const gint64 end_ms = NOW_MS + OFFER_MS;
  g_autoptr (ZxdRouter) soon = new_offer (), late = new_offer ();
  ZxdDecision decision;

  g_assert_true (zxd_router_decide (soon, end_ms + ZXD_LATE_MS, &decision));
  g_assert_cmpint (decision.kind, ==, ZXD_DECISION_TIMEOUT);
  /* A moment later: who looks now was not there when it ended. */
  g_assert_true (zxd_router_decide (late, end_ms + ZXD_LATE_MS + 1, &decision));
  g_assert_cmpint (decision.kind, ==, ZXD_DECISION_WITHDRAW);
  zxd_router_apply (late, &decision);
  g_assert_true (zxd_router_decide (late, end_ms + ZXD_LATE_MS + 1, &decision));
  g_assert_cmpint (decision.kind, ==, ZXD_DECISION_OFFER);
  g_assert_cmpint (decision.agent_id, ==, 5); /* who is there as before */
  g_assert_cmpint (decision.deadline_ms, ==, end_ms + ZXD_LATE_MS + 1 + OFFER_MS);
}

static void
test_an_offer_from_before_the_clock_went_back_is_made_anew (void)
{
  const ZxdOfferFacts near = {7, 5, NOW_MS + OFFER_MS + ZXD_AHEAD_MS, NOW_MS + ZXD_AHEAD_MS};
  const ZxdOfferFacts far = {7, 5, near.deadline_ms + 1, near.made_at_ms + 1};
  g_autoptr (ZxdRouter) other_machine = new_desk (), back = new_desk ();
  ZxdDecision decision;

  zxd_router_put_offer (other_machine, &near);
  g_assert_false (zxd_router_decide (other_machine, NOW_MS, &decision));
  zxd_router_put_offer (back, &far);
  g_assert_true (zxd_router_decide (back, NOW_MS, &decision));
  g_assert_cmpint (decision.kind, ==, ZXD_DECISION_WITHDRAW);
  zxd_router_apply (back, &decision);
  g_assert_true (zxd_router_decide (back, NOW_MS, &decision));
  g_assert_cmpint (decision.kind, ==, ZXD_DECISION_OFFER);
  g_assert_cmpint (decision.deadline_ms, ==, NOW_MS + OFFER_MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/router/nobody-is-missed-while-the-daemon-was-away",
                   test_nobody_is_missed_while_the_daemon_was_away);
  g_test_add_func ("/router/an-offer-from-before-the-clock-went-back-is-made-anew",
                   test_an_offer_from_before_the_clock_went_back_is_made_anew);
  return g_test_run ();
}
