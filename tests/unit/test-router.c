/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets the next contact, case by case. */
#include "zxd-router.h"

#include <string.h>

enum { NOW_MS = 1000000, OFFER_MS = 20000, MINUTE_MS = 60000, MOST = 4 };

static const gint64 group[] = {1};
static const ZxdRoom chat_room[] = {{"web", 4, 1}, {"phone", 1, 3}};

/* The queue of most cases. */
static const ZxdQueueFacts plain_queue = {.id = 1,
                                          .method = ZX_METHOD_LEAST_LOADED,
                                          .groups = group,
                                          .n_groups = 1,
                                          .offer_ms = OFFER_MS,
                                          .age_step_ms = MINUTE_MS};

/* An agent in short: 0 as id is none, `load` is how many chats he has. */
typedef struct {
  gint64 id;
  int load, level; /* of "drives"; 0: none */
  ZxPresence presence;
  gboolean is_missed, is_elsewhere; /* in another group */
  gint64 idle_since_ms, offered_at_ms;
} Agent;

static void
put_agent (ZxdRouter *router, const Agent *agent)
{
  static const gint64 other_group[] = {2};
  ZxdSkill skill = {"drives", agent->level};

  zxd_router_put_agent (router,
                        &(ZxdAgentFacts){.id = agent->id,
                                         .presence = agent->presence,
                                         .is_missed = agent->is_missed,
                                         .capacity = 4,
                                         .idle_since_ms = agent->idle_since_ms,
                                         .offered_at_ms = agent->offered_at_ms,
                                         .groups = agent->is_elsewhere ? other_group : group,
                                         .n_groups = 1,
                                         .skills = &skill,
                                         .n_skills = agent->level > 0,
                                         .rooms = chat_room,
                                         .n_rooms = G_N_ELEMENTS (chat_room)});
  for (int i = 0; i < agent->load; i++)
    zxd_router_put_contact (router, &(ZxdContactFacts){.id = 1000 * agent->id + i,
                                                       .queue_id = 1,
                                                       .agent_id = agent->id,
                                                       .state = ZX_CONTACT_ACTIVE,
                                                       .channel = "web"});
}

static void
put_waiting (ZxdRouter *router, gint64 id, ZxTier tier, gint64 entered_at_ms)
{
  zxd_router_put_contact (
      router,
      &(ZxdContactFacts){
          .id = id, .queue_id = 1, .tier = tier, .channel = "web", .entered_at_ms = entered_at_ms});
}

static ZxdRouter *
new_router (const Agent *agents, gsize n_agents)
{
  ZxdRouter *router = zxd_router_new ();

  zxd_router_put_queue (router, &plain_queue);
  for (gsize i = 0; i < n_agents; i++)
    if (agents[i].id != 0)
      put_agent (router, &agents[i]);
  return router;
}

/* The next decision is this one, and is done. */
static void
expect (ZxdRouter *router, gint64 now_ms, ZxdDecisionKind kind, gint64 contact_id, gint64 agent_id)
{
  ZxdDecision decision;

  g_assert_true (zxd_router_decide (router, now_ms, &decision));
  g_assert_cmpint (decision.kind, ==, kind);
  g_assert_cmpint (decision.contact_id, ==, contact_id);
  g_assert_cmpint (decision.agent_id, ==, agent_id);
  g_assert_cmpint (decision.at_ms, ==, now_ms);
  zxd_router_apply (router, &decision);
}

static void
expect_nothing (ZxdRouter *router, gint64 now_ms)
{
  ZxdDecision decision;

  g_assert_false (zxd_router_decide (router, now_ms, &decision));
}

static void
expect_why (ZxdRouter *router, gint64 contact_id, const char *json)
{
  g_autofree char *found = NULL;
  ZxdReasons reasons;

  zxd_router_why_waiting (router, contact_id, &reasons);
  found = zxd_reasons_to_json (&reasons);
  g_assert_cmpstr (found, ==, json);
}

/* ---- the choice of the agent */

typedef struct {
  const char *what;
  Agent agents[MOST];
  ZxdContactFacts contact; /* id, state and channel are set */
  gint64 chosen;           /* 0: nobody */
  const char *why;         /* of the offer, or of the wait */
  ZxMethod method;         /* PULL: least loaded */
} Case;

static const ZxdSkill drives_2[] = {{"drives", 2}}, chinese[] = {{"lang:zh", 1}};
static const gint64 one[] = {1}, both[] = {1, 2};

#define WAITED "{\"why\":\"waited\",\"n\":5000}]"
#define PLACE "[{\"why\":\"place\",\"n\":1,\"of\":1}"
#define HERE .entered_at_ms = NOW_MS - 5000

static const Case cases[] = {
    {"the least loaded",
     {{1, 2}, {2, 1}, {3, 3}},
     {HERE},
     2,
     "[{\"why\":\"least_loaded\",\"n\":1,\"of\":4}," WAITED},
    {"of two who are loaded alike the one who was idle longer",
     {{1, 1, .idle_since_ms = 900}, {2, 1, .idle_since_ms = 800}},
     {HERE},
     2,
     "[{\"why\":\"least_loaded\",\"n\":1,\"of\":4}," WAITED},
    {"and of two alike in all the lower id",
     {{2, 0}, {1, 0}},
     {HERE},
     1,
     "[{\"why\":\"least_loaded\",\"n\":0,\"of\":4}," WAITED},
    {"the longest idle",
     {{1, .idle_since_ms = NOW_MS - 100}, {2, .idle_since_ms = NOW_MS - 62000}},
     {HERE},
     2,
     "[{\"why\":\"longest_idle\",\"n\":62000}," WAITED,
     ZX_METHOD_LONGEST_IDLE},
    {"who has something in hand is not idle",
     {{1, 1, .idle_since_ms = 100}, {2, .idle_since_ms = NOW_MS - 10}},
     {HERE},
     2,
     "[{\"why\":\"longest_idle\",\"n\":10}," WAITED,
     ZX_METHOD_LONGEST_IDLE},
    {"in turn",
     {{1, 0, .offered_at_ms = NOW_MS - 50}, {2, 3, .offered_at_ms = NOW_MS - 90}},
     {HERE},
     2,
     "[{\"why\":\"round_robin\",\"n\":90}," WAITED,
     ZX_METHOD_ROUND_ROBIN},
    {"a full agent gets nothing", {{1, 4}, {2, 3}}, {HERE}, 2, "[{\"why\":\"only_free\"}," WAITED},
    {"the level counts",
     {{1, 0, 1}, {2, 3, 2}, {3, 1, 1}},
     {HERE, .wants = drives_2, .n_wants = 1},
     2,
     "[{\"why\":\"only_skilled\",\"n\":3}," WAITED},
    {"his own agent though others are less loaded",
     {{1, 3}, {2, 0}},
     {HERE, .last_agent_id = 1},
     1,
     "[{\"why\":\"regular\"}," WAITED},
    {"his own agent is away",
     {{1, .presence = ZX_PRESENCE_OFFLINE}, {2, 3}},
     {HERE, .last_agent_id = 1},
     2,
     "[{\"why\":\"only_free\"}," WAITED},
    {"his own agent no longer serves this queue",
     {{1, .is_elsewhere = TRUE}, {2, 3}},
     {HERE, .last_agent_id = 1},
     2,
     "[{\"why\":\"only_free\"}," WAITED},
    {"his own agent has refused",
     {{1}, {2, 3}},
     {HERE, .last_agent_id = 1, .refused_by = one, .n_refused = 1},
     2,
     "[{\"why\":\"least_loaded\",\"n\":3,\"of\":4},{\"why\":\"refused\",\"n\":1}," WAITED},
    {"who has refused is not asked again",
     {{1}, {2, 3}, {3, 2}},
     {HERE, .refused_by = one, .n_refused = 1},
     3,
     "[{\"why\":\"least_loaded\",\"n\":2,\"of\":4},{\"why\":\"refused\",\"n\":1}," WAITED},
    {"until all have: a new round",
     {{1, 1}, {2, 3}, {3, .presence = ZX_PRESENCE_BREAK}},
     {HERE, .refused_by = both, .n_refused = 2},
     1,
     "[{\"why\":\"new_round\",\"n\":2},{\"why\":\"least_loaded\",\"n\":1,\"of\":4}," WAITED},

    {"who passed it on does not get it back",
     {{1}, {2, 3}},
     {HERE, .passed_by_id = 1, .last_agent_id = 1},
     2,
     "[{\"why\":\"least_loaded\",\"n\":3,\"of\":4}," WAITED},
    {"nor when the others have refused: they are asked anew",
     {{1}, {2, 3}},
     {HERE, .passed_by_id = 1, .refused_by = &both[1], .n_refused = 1},
     2,
     "[{\"why\":\"new_round\",\"n\":1},{\"why\":\"least_loaded\",\"n\":3,\"of\":4}," WAITED},
    {"nor while they are full",
     {{1}, {2, 4}},
     {HERE, .passed_by_id = 1},
     0,
     PLACE ",{\"why\":\"free_refused\",\"n\":1,\"of\":1}]"},
    {"unless he alone is left",
     {{1, 3}, {2, .presence = ZX_PRESENCE_BREAK}},
     {HERE, .passed_by_id = 1, .refused_by = &both[1], .n_refused = 1},
     1,
     "[{\"why\":\"only_free\"},{\"why\":\"refused\",\"n\":1}," WAITED},
    {"a call takes more of an agent than a chat",
     {{1, 2}, {2, 1}},
     {HERE, .channel = "phone"},
     2,
     "[{\"why\":\"only_free\"}," WAITED},
    {"nobody has room for this channel",
     {{1}},
     {HERE, .channel = "mail"},
     0,
     PLACE ",{\"why\":\"nobody_skilled\",\"n\":1}]"},
    {"nobody serves the queue",
     {{1, .is_elsewhere = TRUE}},
     {HERE},
     0,
     PLACE ",{\"why\":\"nobody_serves\"}]"},
    {"nobody is there",
     {{1, .presence = ZX_PRESENCE_BREAK}, {2, .presence = ZX_PRESENCE_OFFLINE}},
     {HERE},
     0,
     PLACE ",{\"why\":\"nobody_online\",\"n\":2}]"},
    {"nobody speaks Chinese",
     {{1}, {2}},
     {HERE, .wants = chinese, .n_wants = 1},
     0,
     PLACE ",{\"why\":\"nobody_skilled\",\"n\":2}]"},
    {"they all missed an offer",
     {{1, .is_missed = TRUE}},
     {HERE},
     0,
     PLACE ",{\"why\":\"all_missed\",\"n\":1}]"},
    {"all are full",
     {{1, 4}, {2, 4}, {3, .is_missed = TRUE}},
     {HERE},
     0,
     PLACE ",{\"why\":\"all_full\",\"n\":2}]"},
    {"who is full may still be willing: no new round",
     {{1}, {2, 4}},
     {HERE, .refused_by = one, .n_refused = 1},
     0,
     PLACE ",{\"why\":\"free_refused\",\"n\":1,\"of\":1}]"},
};

static void
test_the_choice_of_the_agent (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZxdRouter) router = new_router (cases[i].agents, MOST);
    ZxdContactFacts contact = cases[i].contact;
    ZxdQueueFacts queue = plain_queue;
    g_autofree char *why = NULL;
    ZxdDecision decision;

    g_test_message ("%s", cases[i].what);
    queue.method = MAX (cases[i].method, ZX_METHOD_LEAST_LOADED);
    zxd_router_put_queue (router, &queue);
    contact.id = 7;
    contact.queue_id = 1;
    contact.channel = contact.channel != NULL ? contact.channel : "web";
    zxd_router_put_contact (router, &contact);
    g_assert_cmpint (zxd_router_decide (router, NOW_MS, &decision), ==, cases[i].chosen != 0);
    if (cases[i].chosen == 0) {
      expect_why (router, 7, cases[i].why);
      continue;
    }
    g_assert_cmpint (decision.kind, ==, ZXD_DECISION_OFFER);
    g_assert_cmpint (decision.contact_id, ==, 7);
    g_assert_cmpint (decision.agent_id, ==, cases[i].chosen);
    g_assert_cmpint (decision.deadline_ms, ==, NOW_MS + OFFER_MS);
    why = zxd_reasons_to_json (&decision.reasons);
    g_assert_cmpstr (why, ==, cases[i].why);
  }
}

/* ---- the order of the contacts */

static void
test_the_order_of_the_contacts (void)
{
  static const struct {
    const char *what;
    gint64 age_step_ms;
    struct {
      ZxTier tier;
      gint64 entered_at_ms;
    } contacts[MOST]; /* ids are 1, 2, … */
    gint64 order[MOST];
  } orders[] = {
      {"who came first", MINUTE_MS, {{0, 300}, {0, 100}, {0, 200}, {0, 200}}, {2, 3, 4, 1}},
      {"the higher tier",
       MINUTE_MS,
       {{ZX_TIER_REGULAR, 100}, {ZX_TIER_VIP, 200}, {ZX_TIER_SUPER_VIP, 300}, {ZX_TIER_VIP, 50}},
       {3, 4, 2, 1}},
      {"a step of waiting outweighs a tier",
       MINUTE_MS,
       {{ZX_TIER_VIP, MINUTE_MS + 101},
        {ZX_TIER_REGULAR, 100},
        {ZX_TIER_VIP, MINUTE_MS + 99},
        {ZX_TIER_SUPER_VIP, 2 * MINUTE_MS + 100}},
       {3, 2, 4, 1}},
      {"without ageing no wait does",
       0,
       {{ZX_TIER_REGULAR, 0}, {ZX_TIER_VIP, NOW_MS}, {ZX_TIER_SUPER_VIP, NOW_MS}, {ZX_TIER_VIP, 5}},
       {3, 4, 2, 1}},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++) {
    g_autoptr (ZxdRouter) router = new_router (NULL, 0);
    ZxdQueueFacts queue = plain_queue;

    g_test_message ("%s", orders[i].what);
    for (guint k = 0; k < MOST; k++)
      put_waiting (router, k + 1, orders[i].contacts[k].tier, orders[i].contacts[k].entered_at_ms);
    queue.age_step_ms = orders[i].age_step_ms;
    zxd_router_put_queue (router, &queue); /* they are put in order anew */
    for (guint k = 0; k < MOST; k++) {
      ZxdReasons reasons;

      zxd_router_why_waiting (router, orders[i].order[k], &reasons);
      g_assert_cmpint (reasons.items[0].why, ==, ZXD_WHY_PLACE);
      g_assert_cmpint (reasons.items[0].n, ==, k + 1);
      g_assert_cmpint (reasons.items[0].of, ==, MOST);
    }
    put_agent (router, &(Agent){1});
    for (guint k = 0; k < MOST; k++)
      expect (router, NOW_MS, ZXD_DECISION_OFFER, orders[i].order[k], 1);
    expect_nothing (router, NOW_MS);
  }
}

/* ---- what becomes of offers */

static const Agent two_free[] = {{1}, {2, 1}};

static void
decline (ZxdRouter *router, gint64 contact_id, const gint64 *refused_by, guint n_refused)
{
  zxd_router_put_contact (router, &(ZxdContactFacts){.id = contact_id,
                                                     .queue_id = 1,
                                                     .channel = "web",
                                                     .refused_by = refused_by,
                                                     .n_refused = n_refused});
  zxd_router_remove_offer (router, contact_id);
}

static void
test_a_declined_contact_goes_to_the_next (void)
{
  g_autoptr (ZxdRouter) router = new_router (two_free, G_N_ELEMENTS (two_free));

  put_waiting (router, 7, ZX_TIER_REGULAR, 500);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 7, 1);
  expect_nothing (router, NOW_MS);
  expect_why (router, 7,
              "[{\"why\":\"offered\",\"agent\":\"1\",\"until\":\"1970-01-01T00:17:00.000Z\"}]");
  decline (router, 7, one, 1);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 7, 2);
  decline (router, 7, both, 2);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 7, 1); /* a new round */
  decline (router, 7, one, 1);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 7, 2);
}

/* Else it would ring and ring. */
static void
test_a_new_round_begins_after_a_rest (void)
{
  g_autoptr (ZxdRouter) router = new_router (two_free, G_N_ELEMENTS (two_free));
  ZxdContactFacts contact = {.id = 7,
                             .queue_id = 1,
                             .channel = "web",
                             .refused_by = both,
                             .n_refused = 2,
                             .refused_at_ms = NOW_MS};

  zxd_router_put_contact (router, &contact);
  expect_nothing (router, NOW_MS);
  expect_why (
      router, 7,
      "[{\"why\":\"place\",\"n\":1,\"of\":1},{\"why\":\"rest\",\"of\":2,\"until\":\"1970-01-01T00:"
      "16:55.000Z\"}]");
  g_assert_cmpint (zxd_router_next_due (router), ==, NOW_MS + ZXD_REST_MS);
  put_waiting (router, 8, ZX_TIER_REGULAR, 500);
  expect (router, NOW_MS + 1, ZXD_DECISION_OFFER, 8, 1); /* others pass by */
  put_agent (router, &(Agent){3, 3});
  expect (router, NOW_MS + 2, ZXD_DECISION_OFFER, 7, 3); /* who comes has not refused it */
  contact.refused_by = (gint64[]){1, 2, 3};
  contact.n_refused = 3;
  zxd_router_put_contact (router, &contact);
  zxd_router_remove_offer (router, 7);
  expect_nothing (router, NOW_MS + ZXD_REST_MS - 1);
  expect (router, NOW_MS + ZXD_REST_MS, ZXD_DECISION_OFFER, 7, 2);
}

/* Who left a message has gone: who waits comes first, but not for ever. */
static void
test_a_left_message_stands_behind_who_waits (void)
{
  static const Agent busy[] = {{1, 2}};
  const gint64 later_ms = NOW_MS + ZXD_LEFT_STEPS * MINUTE_MS;
  g_autoptr (ZxdRouter) router = new_router (busy, 1);
  ZxdQueueFacts queue = plain_queue;

  queue.most_waiting = 2;
  queue.most_wait_ms = 24 * 60 * MINUTE_MS;
  zxd_router_put_queue (router, &queue);
  zxd_router_put_contact (
      router,
      &(ZxdContactFacts){
          .id = 7, .queue_id = 1, .channel = "web", .entered_at_ms = NOW_MS, .is_left = TRUE});
  put_waiting (router, 8, ZX_TIER_REGULAR, later_ms - 1);
  put_waiting (router, 9, ZX_TIER_REGULAR, later_ms + 1);
  expect (router, later_ms + 1, ZXD_DECISION_OFFER, 8, 1);
  expect (router, later_ms + 1, ZXD_DECISION_OFFER, 7, 1);
  expect_nothing (router, later_ms + 1);
  decline (router, 8, NULL, 0);
  put_agent (router, &(Agent){1, .presence = ZX_PRESENCE_BREAK});
  expect (router, later_ms + 2, ZXD_DECISION_WITHDRAW, 7, 1);
  expect_nothing (router, later_ms + 2); /* it does not count among the two who may wait */
}

/* Nor is it sent away when it waits for the second time. */
static void
test_who_was_served_before_never_overflows (void)
{
  g_autoptr (ZxdRouter) router = new_router (NULL, 0);
  ZxdQueueFacts queue = plain_queue;

  queue.most_waiting = 1;
  queue.most_wait_ms = 10;
  zxd_router_put_queue (router, &queue);
  zxd_router_put_contact (
      router,
      &(ZxdContactFacts){
          .id = 7, .queue_id = 1, .channel = "web", .entered_at_ms = NOW_MS, .has_begun = TRUE});
  put_waiting (router, 8, ZX_TIER_REGULAR, NOW_MS - 1);
  expect_nothing (router, NOW_MS);
  put_waiting (router, 9, ZX_TIER_REGULAR, NOW_MS - 5);
  expect (router, NOW_MS, ZXD_DECISION_OVERFLOW, 8, 0);
  expect (router, NOW_MS + 5, ZXD_DECISION_OVERFLOW, 9, 0);
  expect_nothing (router, NOW_MS + 5);
  g_assert_cmpint (zxd_router_next_due (router), ==, G_MAXINT64);
}

static void
test_who_lets_an_offer_run_out_is_missed (void)
{
  g_autoptr (ZxdRouter) router = new_router (two_free, G_N_ELEMENTS (two_free));
  const gint64 end_ms = NOW_MS + OFFER_MS;

  put_waiting (router, 7, ZX_TIER_REGULAR, 500);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 7, 1);
  g_assert_cmpint (zxd_router_next_due (router), ==, end_ms);
  expect_nothing (router, end_ms - 1);
  expect (router, end_ms, ZXD_DECISION_TIMEOUT, 7, 1);
  expect (router, end_ms, ZXD_DECISION_OFFER, 7, 2);
  put_waiting (router, 8, ZX_TIER_REGULAR, 600);
  expect (router, end_ms, ZXD_DECISION_OFFER, 8, 2); /* though he has more in hand */
  put_agent (router, &(Agent){1});
  put_waiting (router, 9, ZX_TIER_REGULAR, 700);
  expect (router, end_ms, ZXD_DECISION_OFFER, 9, 1);
}

static void
test_an_agent_who_goes_leaves_the_contact_its_place (void)
{
  g_autoptr (ZxdRouter) router = new_router (two_free, 1);

  put_waiting (router, 7, ZX_TIER_REGULAR, 500);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 7, 1);
  put_agent (router, &(Agent){1, .presence = ZX_PRESENCE_OFFLINE});
  put_waiting (router, 5, ZX_TIER_REGULAR, 600);
  expect (router, NOW_MS, ZXD_DECISION_WITHDRAW, 7, 1);
  expect_nothing (router, NOW_MS);
  expect_why (router, 7,
              "[{\"why\":\"place\",\"n\":1,\"of\":2},{\"why\":\"nobody_online\",\"n\":1}]");
  put_agent (router, &(Agent){2, 3});
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 7, 2); /* nobody refused it */
  zxd_router_remove_agent (router, 2);
  expect (router, NOW_MS, ZXD_DECISION_WITHDRAW, 7, 2);
  expect_nothing (router, NOW_MS);
}

static void
test_freed_capacity_takes_the_next_at_once (void)
{
  static const Agent full[] = {{1, 4}};
  g_autoptr (ZxdRouter) router = new_router (full, 1);

  put_waiting (router, 7, ZX_TIER_REGULAR, 500);
  put_waiting (router, 8, ZX_TIER_VIP, 600);
  expect_nothing (router, NOW_MS);
  zxd_router_put_contact (
      router,
      &(ZxdContactFacts){
          .id = 1000, .queue_id = 1, .agent_id = 1, .state = ZX_CONTACT_WRAP_UP, .channel = "web"});
  expect_nothing (router, NOW_MS); /* a wrap-up still holds its place */
  zxd_router_remove_contact (router, 1000);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 8, 1);
  expect_nothing (router, NOW_MS);
  zxd_router_remove_contact (router, 8); /* the visitor left while it rang */
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 7, 1);
}

static void
test_it_waits_for_its_own_agent_for_a_while (void)
{
  static const Agent agents[] = {{1, 4}, {2}};
  g_autoptr (ZxdRouter) router = new_router (agents, 2);
  ZxdContactFacts contact = {
      .id = 7, .queue_id = 1, .last_agent_id = 1, .channel = "web", .entered_at_ms = NOW_MS - 1};
  ZxdQueueFacts queue = plain_queue;

  queue.regular_ms = 30000;
  zxd_router_put_queue (router, &queue);
  zxd_router_put_contact (router, &contact);
  put_waiting (router, 8, ZX_TIER_REGULAR, NOW_MS);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 8, 2); /* others pass by */
  expect_nothing (router, NOW_MS);
  expect_why (router, 7,
              "[{\"why\":\"place\",\"n\":1,\"of\":1},{\"why\":\"regular_until\",\"agent\":\"1\","
              "\"until\":\"1970-01-01T00:17:09.999Z\"}]");
  zxd_router_remove_offer (router, 8);
  zxd_router_remove_contact (router, 8);
  g_assert_cmpint (zxd_router_next_due (router), ==, NOW_MS + 29999);
  expect_nothing (router, NOW_MS + 29998);
  expect (router, NOW_MS + 29999, ZXD_DECISION_OFFER, 7, 2);

  decline (router, 7, NULL, 0);
  contact.entered_at_ms = NOW_MS + 29999;
  zxd_router_put_contact (router, &contact);
  expect_nothing (router, NOW_MS + 29999);
  put_agent (router, &(Agent){1, .presence = ZX_PRESENCE_BREAK});
  expect (router, NOW_MS + 29999, ZXD_DECISION_OFFER, 7, 2); /* nobody to wait for */
  put_agent (router, &(Agent){1});
  zxd_router_remove_offer (router, 7);
  expect_nothing (router, NOW_MS + 29999);
  zxd_router_put_agent (router, &(ZxdAgentFacts){.id = 1, .groups = group, .n_groups = 1});
  expect (router, NOW_MS + 29999, ZXD_DECISION_OFFER, 7, 2); /* he does chats no more */
}

static void
test_who_waits_too_long_or_behind_too_many_overflows (void)
{
  static const Agent full[] = {{1, 4}};
  g_autoptr (ZxdRouter) router = new_router (full, 1);
  ZxdQueueFacts queue = plain_queue;

  queue.most_wait_ms = 5000;
  queue.most_waiting = 2;
  zxd_router_put_queue (router, &queue);
  put_waiting (router, 7, ZX_TIER_REGULAR, NOW_MS);
  put_waiting (router, 8, ZX_TIER_REGULAR, NOW_MS + 1);
  expect_nothing (router, NOW_MS + 1);
  put_waiting (router, 9, ZX_TIER_VIP, NOW_MS + 2);
  expect (router, NOW_MS + 2, ZXD_DECISION_OVERFLOW, 8, 0); /* the last in the order */
  g_assert_cmpint (zxd_router_next_due (router), ==, NOW_MS + 5000);
  expect_nothing (router, NOW_MS + 4999);
  zxd_router_remove_contact (router, 1000);
  put_waiting (router, 10, ZX_TIER_SUPER_VIP, NOW_MS + 5000);
  expect (router, NOW_MS + 5000, ZXD_DECISION_OFFER, 10, 1); /* offers come first */
  expect (router, NOW_MS + 5000, ZXD_DECISION_OVERFLOW, 7, 0);
  expect (router, NOW_MS + 5002, ZXD_DECISION_OVERFLOW, 9, 0);
  expect_nothing (router, NOW_MS + 5002);
}

static void
test_from_a_pull_queue_nothing_is_offered (void)
{
  g_autoptr (ZxdRouter) router = new_router (two_free, G_N_ELEMENTS (two_free));
  ZxdQueueFacts queue = plain_queue;

  queue.method = ZX_METHOD_PULL;
  zxd_router_put_queue (router, &queue);
  put_waiting (router, 7, ZX_TIER_REGULAR, 500);
  put_waiting (router, 8, ZX_TIER_REGULAR, 500);
  expect_nothing (router, NOW_MS);
  g_assert_cmpint (zxd_router_next_due (router), ==, G_MAXINT64);
  expect_why (router, 7, "[{\"why\":\"place\",\"n\":1,\"of\":2},{\"why\":\"pull\"}]");
  queue.most_waiting = 1; /* but nobody waits there for ever */
  queue.most_wait_ms = NOW_MS;
  zxd_router_put_queue (router, &queue);
  put_waiting (router, 9, ZX_TIER_REGULAR, 600);
  expect (router, NOW_MS, ZXD_DECISION_OVERFLOW, 9, 0);
  put_waiting (router, 8, ZX_TIER_VIP, 500);
  expect (router, NOW_MS, ZXD_DECISION_OVERFLOW, 8, 0); /* tiers do not count there */
  g_assert_cmpint (zxd_router_next_due (router), ==, NOW_MS + 500);
  put_waiting (router, 8, ZX_TIER_REGULAR, 500);
  zxd_router_put_queue (router, &plain_queue); /* it is routed from now on */
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 7, 1);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 8, 2);
  zxd_router_remove_queue (router, 1);
  zxd_router_remove_offer (router, 8);
  expect_nothing (router, NOW_MS);
}

/* Asked for a contact that a colleague has: it counts as load, and ends like any offer. */
static void
test_an_offer_of_a_colleague_is_kept_like_any_other (void)
{
  static const Agent agents[] = {{1, 1}, {2, 3}};
  g_autoptr (ZxdRouter) router = new_router (agents, 2);
  ZxdOfferFacts offer = {.contact_id = 1000, .agent_id = 2, .deadline_ms = NOW_MS + 10};

  zxd_router_put_offer (router, &offer);
  for (gint64 id = 7; id < 11; id++)
    put_waiting (router, id, ZX_TIER_REGULAR, id);
  for (gint64 id = 7; id < 10; id++)
    expect (router, NOW_MS, ZXD_DECISION_OFFER, id, 1);
  expect_nothing (router, NOW_MS); /* 2 has three chats and the offer */
  expect (router, NOW_MS + 10, ZXD_DECISION_TIMEOUT, 1000, 2);
  expect_nothing (router, NOW_MS + 10);
  put_agent (router, &(Agent){2});
  expect (router, NOW_MS + 10, ZXD_DECISION_OFFER, 10, 2);
}

/* Agents that two queues share go to whoever came first in either. */
static void
test_queues_that_share_agents_share_one_order (void)
{
  static const Agent busy[] = {{1, 2}};
  g_autoptr (ZxdRouter) router = new_router (busy, 1);
  ZxdQueueFacts other = plain_queue;

  other.id = 2;
  zxd_router_put_queue (router, &other);
  put_waiting (router, 7, ZX_TIER_REGULAR, 700);
  put_waiting (router, 8, ZX_TIER_REGULAR, 500);
  for (gint64 id = 5; id < 7; id++)
    zxd_router_put_contact (
        router,
        &(ZxdContactFacts){.id = id, .queue_id = 2, .channel = "web", .entered_at_ms = 600});
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 8, 1);
  expect (router, NOW_MS, ZXD_DECISION_OFFER, 5, 1);
  expect_nothing (router, NOW_MS);
}

static void
test_time_does_not_run_backwards (void)
{
  g_autoptr (ZxdRouter) router = new_router (two_free, 1);
  ZxdDecision decision;

  expect_nothing (router, NOW_MS);
  put_waiting (router, 7, ZX_TIER_REGULAR, 500);
  g_assert_true (zxd_router_decide (router, NOW_MS - 500, &decision));
  g_assert_cmpint (decision.at_ms, ==, NOW_MS);
  g_assert_cmpint (decision.deadline_ms, ==, NOW_MS + OFFER_MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/router/the-choice-of-the-agent", test_the_choice_of_the_agent);
  g_test_add_func ("/router/the-order-of-the-contacts", test_the_order_of_the_contacts);
  g_test_add_func ("/router/a-declined-contact-goes-to-the-next",
                   test_a_declined_contact_goes_to_the_next);
  g_test_add_func ("/router/a-new-round-begins-after-a-rest", test_a_new_round_begins_after_a_rest);
  g_test_add_func ("/router/a-left-message-stands-behind-who-waits",
                   test_a_left_message_stands_behind_who_waits);
  g_test_add_func ("/router/who-was-served-before-never-overflows",
                   test_who_was_served_before_never_overflows);
  g_test_add_func ("/router/who-lets-an-offer-run-out-is-missed",
                   test_who_lets_an_offer_run_out_is_missed);
  g_test_add_func ("/router/an-agent-who-goes-leaves-the-contact-its-place",
                   test_an_agent_who_goes_leaves_the_contact_its_place);
  g_test_add_func ("/router/freed-capacity-takes-the-next-at-once",
                   test_freed_capacity_takes_the_next_at_once);
  g_test_add_func ("/router/it-waits-for-its-own-agent-for-a-while",
                   test_it_waits_for_its_own_agent_for_a_while);
  g_test_add_func ("/router/who-waits-too-long-or-behind-too-many-overflows",
                   test_who_waits_too_long_or_behind_too_many_overflows);
  g_test_add_func ("/router/from-a-pull-queue-nothing-is-offered",
                   test_from_a_pull_queue_nothing_is_offered);
  g_test_add_func ("/router/an-offer-of-a-colleague-is-kept-like-any-other",
                   test_an_offer_of_a_colleague_is_kept_like_any_other);
  g_test_add_func ("/router/queues-that-share-agents-share-one-order",
                   test_queues_that_share_agents_share_one_order);
  g_test_add_func ("/router/time-does-not-run-backwards", test_time_does_not_run_backwards);
  return g_test_run ();
}
