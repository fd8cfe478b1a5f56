/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether an agent can do what a contact needs, whoever typed the names of the skills. */
#include "zx-skill.h"
#include "zxd-router.h"

static void
test_names_that_people_take_for_one_are_one (void)
{
  static const struct {
    const char *one, *other;
    gboolean is_same;
  } rows[] = {
      {"ERP", "erp", TRUE},
      {"ERP", " Erp ", TRUE},
      {"ERP", "ＥＲＰ", TRUE},
      {"财务", "　财务", TRUE},
      {"Straße", "STRASSE", TRUE},
      {"Übersee",
       "U\xcc\x88"
       "BERSEE",
       TRUE},
      {"ERP", "ERP 2", FALSE},
      {"E RP", "ERP", FALSE},
      {"财务", "财务云", FALSE},
      {"lang:en", "lang:zh", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *one = zx_skill_key (rows[i].one), *other = zx_skill_key (rows[i].other);

    g_assert_cmpint (g_str_equal (one, other), ==, rows[i].is_same);
  }
}

/* Whom a contact that needs @wanted is offered to: there is one agent, who has @skills. */
static gint64
choose (const ZxdSkill *skills, guint n_skills, const ZxdSkill *wanted)
{
  static const gint64 group[] = {1};
  static const ZxdRoom room[] = {{"web", 4, 1}};
  g_autoptr (ZxdRouter) router = zxd_router_new ();
  ZxdDecision decision;

  zxd_router_put_queue (router, &(ZxdQueueFacts){.id = 1,
                                                 .method = ZX_METHOD_LEAST_LOADED,
                                                 .groups = group,
                                                 .n_groups = 1,
                                                 .offer_ms = 1000,
                                                 .age_step_ms = 1000});
  zxd_router_put_agent (router, &(ZxdAgentFacts){.id = 5,
                                                 .presence = ZX_PRESENCE_ONLINE,
                                                 .capacity = 4,
                                                 .groups = group,
                                                 .n_groups = 1,
                                                 .skills = skills,
                                                 .n_skills = n_skills,
                                                 .rooms = room,
                                                 .n_rooms = 1});
  zxd_router_put_contact (router, &(ZxdContactFacts){.id = 7,
                                                     .queue_id = 1,
                                                     .channel = "web",
                                                     .wants = wanted,
                                                     .n_wants = 1,
                                                     .entered_at_ms = 1});
  return zxd_router_decide (router, 10, &decision) ? decision.agent_id : 0;
}

static void
test_a_skill_is_the_same_in_any_case (void)
{
  static const ZxdSkill skills[] = {{"sap", 5}, {"Erp ", 3}}, twice[] = {{"ERP", 2}, {"erp", 4}};

  g_assert_cmpint (choose (skills, 2, &(ZxdSkill){"ERP", 3}), ==, 5);
  g_assert_cmpint (choose (skills, 2, &(ZxdSkill){"ＥＲＰ", 3}), ==, 5);
  g_assert_cmpint (choose (skills, 2, &(ZxdSkill){"ERP", 4}), ==, 0);
  g_assert_cmpint (choose (skills, 2, &(ZxdSkill){"CRM", 1}), ==, 0);
  /* Kept twice before they were one: the better counts. */
  g_assert_cmpint (choose (twice, 2, &(ZxdSkill){"Erp", 4}), ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/skill/names-that-people-take-for-one-are-one",
                   test_names_that_people_take_for_one_are_one);
  g_test_add_func ("/router/a-skill-is-the-same-in-any-case", test_a_skill_is_the_same_in_any_case);
  return g_test_run ();
}
