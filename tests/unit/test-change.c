/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An edit of a customer: what is sent, and when a colleague's change is in its way. */
#include "zx-change.h"

static JsonObject *
json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = zx_json_parse (text, -1, &error);

  g_assert_no_error (error);
  return object;
}

static void
apply (ZxCustomer *customer, gint64 rev, const char *phone, const char *level)
{
  g_autofree char *text = g_strdup_printf (
      "{\"name\":\"Tiancheng\",\"owner\":{\"id\":\"3\",\"name\":\"Li\"},\"tier\":\"vip\","
      "\"fields\":{\"region\":\"east\"},"
      "\"people\":[{\"id\":\"8\",\"name\":\"Liu\",\"identities\":[{\"id\":\"11\","
      "\"kind\":\"phone\",\"value\":\"%s\"}]}],\"contracts\":[{\"id\":\"20\",\"level\":\"%s\","
      "\"modules\":[\"finance\",\"stock\"]}]}",
      phone, level);
  g_autoptr (JsonObject) object = json (text);

  g_assert_true (zx_customer_apply_json (customer, object, rev));
}

static void
test_only_what_differs_is_sent (void)
{
  g_autoptr (ZxCustomer) customer = zx_customer_new (5);
  g_autoptr (ZxChange) change = NULL;
  g_autofree char *path = NULL;
  g_autofree char *body = NULL;
  g_autofree char *was = NULL;

  apply (customer, 7, "+8613800138000", "A");
  change = zx_change_new (customer, ZX_PART_CUSTOMER, 0);
  g_assert_false (zx_change_is_any (change));
  zx_change_set_text (change, "name", "Tiancheng");
  zx_change_set_text (change, "note", "");
  zx_change_set_id (change, "owner_agent_id", 3);
  zx_change_set_text (change, "fields.region", "east");
  g_assert_false (zx_change_is_any (change));
  zx_change_set_text (change, "fields.size", "80");
  zx_change_set_text (change, "fields.region", NULL);
  zx_change_set_id (change, "owner_agent_id", 0);
  zx_change_set_text (change, "tier", "super_vip");
  g_assert_true (zx_change_is_any (change));
  path = zx_change_make_path (change);
  body = zx_change_make_body (change);
  was = zx_change_dup_text (change, "tier");
  g_assert_cmpstr (path, ==, "customers/5");
  g_assert_cmpstr (body, ==,
                   "{\"owner_agent_id\":null,\"tier\":\"super_vip\","
                   "\"fields\":{\"region\":null,\"size\":\"80\"}}");
  g_assert_cmpstr (was, ==, "vip");
  g_assert_cmpint (zx_change_get_rev (change), ==, 7);
}

static void
test_a_new_part_names_its_request (void)
{
  g_autoptr (ZxCustomer) customer = zx_customer_new (5);
  g_autoptr (ZxChange) change = zx_change_new (customer, ZX_PART_NOTE, 0);
  g_autofree char *path = zx_change_make_path (change);
  g_autofree char *one = zx_change_make_body (change);
  g_autofree char *again = zx_change_make_body (change);

  g_assert_true (zx_change_is_new (change));
  g_assert_cmpstr (path, ==, "customers/5/notes");
  g_assert_nonnull (strstr (one, "\"request\":\""));
  g_assert_cmpstr (one, ==, again);
}

static void
test_another_member_is_in_nobodys_way (void)
{
  g_autoptr (ZxCustomer) customer = zx_customer_new (5);
  g_autoptr (ZxChange) phone = NULL;
  g_autoptr (ZxChange) level = NULL;
  g_autofree char *theirs = NULL;
  gboolean is_gone;

  apply (customer, 7, "+8613800138000", "A");
  phone = zx_change_new (customer, ZX_PART_IDENTITY, 11);
  level = zx_change_new (customer, ZX_PART_CONTRACT, 20);
  zx_change_set_text (phone, "value", "+8613900139000");
  zx_change_set_text (level, "level", "C");
  zx_change_set_words (level, "modules", (const char *[]){"finance", "stock", NULL});

  apply (customer, 8, "+8613800138000", "B"); /* a colleague changes the level */
  g_assert_true (zx_change_is_untouched (phone, &is_gone));
  g_assert_false (zx_change_is_untouched (level, &is_gone));
  g_assert_false (is_gone);
  theirs = zx_change_dup_theirs (level, "level");
  g_assert_cmpstr (theirs, ==, "B");

  zx_change_rebase (level); /* "keep mine" */
  g_assert_true (zx_change_is_untouched (level, &is_gone));
  g_assert_cmpint (zx_change_get_rev (level), ==, 8);

  apply (customer, 9, "+8613800138000", "C"); /* he had the same idea */
  g_assert_true (zx_change_is_untouched (level, &is_gone));
}

static void
test_a_part_that_is_gone_is_told (void)
{
  g_autoptr (ZxCustomer) customer = zx_customer_new (5);
  g_autoptr (JsonObject) none = json ("{\"name\":\"Tiancheng\"}");
  g_autoptr (ZxChange) change = NULL;
  gboolean is_gone;

  apply (customer, 7, "+8613800138000", "A");
  change = zx_change_new (customer, ZX_PART_CONTRACT, 20);
  zx_change_set_text (change, "level", "B");
  zx_customer_apply_json (customer, none, 8);
  g_assert_false (zx_change_is_untouched (change, &is_gone));
  g_assert_true (is_gone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change/only-what-differs-is-sent", test_only_what_differs_is_sent);
  g_test_add_func ("/change/a-new-part-names-its-request", test_a_new_part_names_its_request);
  g_test_add_func ("/change/another-member-is-in-nobodys-way",
                   test_another_member_is_in_nobodys_way);
  g_test_add_func ("/change/a-part-that-is-gone-is-told", test_a_part_that_is_gone_is_told);
  return g_test_run ();
}
