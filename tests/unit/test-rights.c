/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may see what, cell by cell; and the moves of a contact. */
#include "zx-rights.h"

static void
test_owner_narrows_and_lead_oversees (void)
{
  gint64 orgs[] = {3, 5, 9}, above[] = {1};
  static const struct {
    ZxRole role;
    ZxAudience audience;
    gboolean sees;
  } cases[] = {
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_DESK, 5, 0}, TRUE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_DESK, 5, 70}, TRUE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_DESK, 5, 71}, FALSE},
      {ZX_ROLE_ENGINEER, {ZX_AUDIENCE_DESK, 5, 71}, FALSE},
      {ZX_ROLE_LEAD, {ZX_AUDIENCE_DESK, 5, 71}, TRUE},
      {ZX_ROLE_ADMIN, {ZX_AUDIENCE_DESK, 9, 71}, TRUE},
      {ZX_ROLE_ADMIN, {ZX_AUDIENCE_DESK, 4, 0}, FALSE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_DESK, 4, 70}, FALSE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_EVERYONE, 0, 0}, TRUE},
      {ZX_ROLE_ADMIN, {ZX_AUDIENCE_NOBODY, 5, 0}, FALSE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_AGENT, 0, 70}, TRUE},
      {ZX_ROLE_ADMIN, {ZX_AUDIENCE_AGENT, 0, 71}, FALSE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_BELOW, 5, 0}, TRUE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_BELOW, 1, 0}, TRUE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_DESK, 1, 0}, FALSE},
      {ZX_ROLE_ADMIN, {ZX_AUDIENCE_BELOW, 4, 0}, FALSE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_DESK, 5, 71, {72, 70}}, TRUE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_DESK, 4, 71, {70}}, TRUE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_DESK, 5, 71, {7, 701, 72, 73}}, FALSE},
      {ZX_ROLE_AGENT, {ZX_AUDIENCE_AGENT, 0, 71, {70}}, FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    ZxRights rights = {70,
                       5,
                       cases[i].role,
                       ZX_SCOPE_SUBTREE,
                       orgs,
                       G_N_ELEMENTS (orgs),
                       above,
                       G_N_ELEMENTS (above)};

    g_test_message ("case %zu", i);
    g_assert_cmpint (zx_rights_sees (&rights, &cases[i].audience), ==, cases[i].sees);
  }
}

static void
test_guests_read_back_as_they_were_written (void)
{
  static const struct {
    gint64 guests[ZX_GUESTS_MOST];
    const char *text;
  } cases[] = {{{0}, NULL},
               {{7}, "/7/"},
               {{12, 7}, "/12/7/"},
               {{1, 2, 3, G_MAXINT64}, "/1/2/3/9223372036854775807/"}};
  gint64 guests[ZX_GUESTS_MOST];

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = zx_guests_text (cases[i].guests);

    g_assert_cmpstr (text, ==, cases[i].text);
    zx_guests_parse (text, guests);
    g_assert_cmpmem (guests, sizeof guests, cases[i].guests, sizeof guests);
  }
  zx_guests_parse ("/1/2/3/4/5/", guests);
  g_assert_false (zx_guests_contain (guests, 5));
  zx_guests_parse ("1", guests);
  g_assert_cmpint (guests[0], ==, 0);
}

static void
test_what_is_over_stays_over (void)
{
  for (int from = ZX_CONTACT_QUEUED; from <= ZX_CONTACT_MISSED; from++)
    for (int to = ZX_CONTACT_QUEUED; to <= ZX_CONTACT_MISSED; to++) {
      if (zx_contact_state_is_over (from) || from == to)
        g_assert_false (zx_contact_state_can_move (from, to));
    }
  g_assert_true (zx_contact_state_can_move (ZX_CONTACT_QUEUED, ZX_CONTACT_ACTIVE));
  g_assert_true (zx_contact_state_can_move (ZX_CONTACT_ACTIVE, ZX_CONTACT_QUEUED));
  g_assert_false (zx_contact_state_can_move (ZX_CONTACT_WRAP_UP, ZX_CONTACT_ACTIVE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rights/owner-narrows-and-lead-oversees", test_owner_narrows_and_lead_oversees);
  g_test_add_func ("/rights/guests-read-back-as-they-were-written",
                   test_guests_read_back_as_they_were_written);
  g_test_add_func ("/contact/what-is-over-stays-over", test_what_is_over_stays_over);
  return g_test_run ();
}
