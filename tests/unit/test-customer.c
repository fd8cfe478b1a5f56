/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer's data means: contracts that end, contacts that repeat, stale versions; and the
 * items of search and history. */
#include "zx-clock.h"
#include "zx-customer-hit.h"
#include "zx-customer-rules.h"
#include "zx-timeline-item.h"

#define DAY (24 * 3600 * (gint64) 1000)
#define NOW (1795255200000 + 12 * 3600 * (gint64) 1000)

static JsonObject *
json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = zx_json_parse (text, -1, &error);

  g_assert_no_error (error);
  return object;
}

static void
test_expiry_follows_the_days_left (void)
{
  static const struct {
    int days_left, warn_days;
    ZxExpiry expiry;
  } rows[] = {
      {G_MAXINT, 30, ZX_EXPIRY_NONE}, {-1, 30, ZX_EXPIRY_OVER}, {0, 30, ZX_EXPIRY_TODAY},
      {1, 30, ZX_EXPIRY_SOON},        {30, 30, ZX_EXPIRY_SOON}, {31, 30, ZX_EXPIRY_FINE},
      {1, 0, ZX_EXPIRY_FINE},         {90, 90, ZX_EXPIRY_SOON}, {0, 0, ZX_EXPIRY_TODAY},
      {-400, 0, ZX_EXPIRY_OVER},      {3, -5, ZX_EXPIRY_FINE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (zx_expiry_of (rows[i].days_left, rows[i].warn_days), ==, rows[i].expiry);
}

/* A past contact @days_ago; @product may be null. */
static void
add_past (JsonArray *items, int id, double days_ago, const char *product, const char *summary)
{
  g_autofree char *at = zx_clock_format (NOW - (gint64) (days_ago * (double) DAY));
  g_autoptr (GString) text = g_string_new ("{");
  JsonNode *node;

  zx_json_add_id (text, "id", id);
  zx_json_add_string (text, "created_at", at);
  zx_json_add_string (text, "product", product);
  zx_json_add_string (text, "summary", summary);
  zx_json_add_string (text, "agent_name", id == 2 ? "Li Qian" : "Zhou");
  g_string_append_c (text, '}');
  node = json_from_string (text->str, NULL);
  json_array_add_element (items, node);
}

static ZxContact *
make_contact (const char *product, const char *page)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (JsonObject) object = NULL;
  ZxContact *contact = zx_contact_new (9);

  zx_json_add_string (text, "product", product);
  zx_json_add_string (text, "page_title", page);
  g_string_append_c (text, '}');
  object = json (text->str);
  zx_contact_apply_json (contact, object, 1);
  return contact;
}

static ZxCustomer *
make_customer (void)
{
  ZxCustomer *customer = zx_customer_new (4);
  g_autoptr (JsonObject) object =
      json ("{\"name\":\"Tiancheng\",\"products\":[{\"id\":\"1\",\"name\":\"Tianshu ERP\","
            "\"version\":\"8.2.1\",\"modules\":[\"财务\",\"开票\"]},"
            "{\"id\":\"2\",\"name\":\"HR\",\"version\":\"5\",\"modules\":[\"考勤\"]}]}");
  g_autoptr (JsonArray) items = json_array_new ();

  zx_customer_apply_json (customer, object, 1);
  add_past (items, 9, 0, "Tianshu ERP", "this one");
  add_past (items, 1, 6.9, "tianshu erp", "升级");
  add_past (items, 2, 3.2, "Tianshu ERP 8.2", "重启开票服务恢复");
  add_past (items, 3, 1, "HR", "考勤");
  add_past (items, 4, 7.1, "Tianshu ERP", "too long ago");
  add_past (items, 5, 2, NULL, "");
  add_past (items, 7, 5, NULL, "开票权限");
  add_past (items, 6, -1, "Tianshu ERP", "of a clock that is ahead");
  zx_customer_apply_contacts (customer, items);
  return customer;
}

static void
test_a_repeat_is_the_same_product_within_the_days (void)
{
  g_autoptr (ZxCustomer) customer = make_customer ();
  g_autoptr (ZxContact) erp = make_contact ("Tianshu ERP", "帮助中心 开票管理");
  g_autoptr (ZxContact) crm = make_contact ("CRM", NULL);
  g_autoptr (ZxContact) none = make_contact (NULL, NULL);
  ZxRepeat repeat;

  g_assert_true (zx_customer_repeat (customer, erp, 7, NOW, &repeat));
  g_assert_cmpuint (repeat.count, ==, 4);
  g_assert_true (repeat.is_product);
  g_assert_cmpint (zx_past_contact_get_id (repeat.newest), ==, 2);
  g_assert_cmpint (repeat.days_ago, ==, 3);
  g_assert_cmpstr (repeat.agent_name, ==, "Li Qian");
  g_assert_cmpstr (repeat.outcome, ==, "重启开票服务恢复");
  g_assert_cmpstr (repeat.module, ==, "开票");

  g_assert_true (zx_customer_repeat (customer, erp, 4, NOW, &repeat));
  g_assert_cmpuint (repeat.count, ==, 2);
  g_assert_false (zx_customer_repeat (customer, erp, 3, NOW, &repeat));
  g_assert_false (zx_customer_repeat (customer, crm, 7, NOW, &repeat));

  g_assert_true (zx_customer_repeat (customer, none, 7, NOW, &repeat));
  g_assert_cmpuint (repeat.count, ==, 6);
  g_assert_false (repeat.is_product);
  g_assert_cmpint (zx_past_contact_get_id (repeat.newest), ==, 3);
  g_assert_null (repeat.module);
}

static void
test_the_module_is_the_one_that_is_spoken_of (void)
{
  g_autoptr (ZxCustomer) customer = make_customer ();
  g_autoptr (ZxProduct) erp = g_list_model_get_item (zx_customer_get_products (customer), 0);
  g_autoptr (ZxProduct) hr = g_list_model_get_item (zx_customer_get_products (customer), 1);
  g_autoptr (ZxContact) billing = make_contact ("Tianshu ERP", "开票管理");
  g_autoptr (ZxContact) leave = make_contact (NULL, "考勤与请假");
  g_autoptr (ZxContact) wrong = make_contact ("HR", "开票管理");

  g_assert_cmpstr (zx_product_module_of (erp, billing), ==, "开票");
  g_assert_null (zx_product_module_of (hr, billing));
  g_assert_null (zx_product_module_of (erp, leave));
  g_assert_cmpstr (zx_product_module_of (hr, leave), ==, "考勤");
  g_assert_null (zx_product_module_of (erp, wrong));
}

static void
test_versions_are_ordered_by_their_numbers (void)
{
  static const struct {
    const char *one, *other;
    int order;
  } rows[] = {
      {"8.2", "8.10", -1}, {"8.2.1", "8.2", 1},       {"8.2", "8.2", 0},
      {"08.2", "8.2", 0},  {"8.2", "8-2", 0},         {"9", "10.1", -1},
      {"8.2b", "8.2a", 1}, {"8.2.1", "8.2.1-p3", -1}, {"V8", "v8", 0},
      {"", "1", -1},       {"20261121", "9", 1},      {"1.99999999999999999999", "1.2", 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    int order = zx_version_compare (rows[i].one, rows[i].other);
    int back = zx_version_compare (rows[i].other, rows[i].one);

    g_assert_cmpint ((order > 0) - (order < 0), ==, rows[i].order);
    g_assert_cmpint ((back > 0) - (back < 0), ==, -rows[i].order);
  }
}

static void
test_staleness_is_what_the_catalogue_says (void)
{
  static const ZxCatalogVersion versions[] = {
      {"8.1", "ended"},   {"8.2", "supported"}, {"8.3", "current"}, {"8.4-beta", "supported"},
      {"8.2.0", "ended"}, {"8.3.1", "current"}, {NULL, NULL},
  };
  static const struct {
    const char *version;
    ZxStaleness staleness;
  } rows[] = {
      {"8.1", ZX_STALE_ENDED},   {"8.1.7", ZX_STALE_ENDED},   {"8.2.1", ZX_STALE_OLDER},
      {"8.2.0", ZX_STALE_ENDED}, {"8.3.1", ZX_STALE_CURRENT}, {"8.3", ZX_STALE_OLDER},
      {"8.4", ZX_STALE_CURRENT}, {"8.21", ZX_STALE_CURRENT},  {"7", ZX_STALE_OLDER},
      {"", ZX_STALE_UNKNOWN},    {NULL, ZX_STALE_UNKNOWN},    {"9.0", ZX_STALE_CURRENT},
  };
  const char *newest = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    ZxStaleness staleness =
        zx_version_staleness (rows[i].version, versions, G_N_ELEMENTS (versions), &newest);

    g_assert_cmpint (staleness, ==, rows[i].staleness);
    g_assert_cmpstr (newest, ==, "8.3.1");
  }
  g_assert_cmpint (zx_version_staleness ("8.2", NULL, 0, &newest), ==, ZX_STALE_UNKNOWN);
  g_assert_null (newest);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_own_fields_notify_when_they_change (void)
{
  g_autoptr (ZxCustomer) customer = zx_customer_new (4);
  g_autoptr (JsonObject) first = json ("{\"name\":\"A\",\"fields\":{\"region\":\"east\"}}");
  g_autoptr (JsonObject) same = json ("{\"name\":\"B\",\"fields\":{\"region\":\"east\"}}");
  g_autoptr (JsonObject) other = json ("{\"name\":\"B\",\"fields\":{\"region\":\"west\"}}");
  g_autoptr (JsonObject) none = json ("{\"name\":\"B\"}");
  guint changes = 0;

  g_signal_connect (customer, "notify::fields", G_CALLBACK (count_cb), &changes);
  zx_customer_apply_json (customer, first, 1);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpstr (zx_customer_get_field (customer, "region"), ==, "east");
  g_assert_null (zx_customer_get_field (customer, "size"));
  zx_customer_apply_json (customer, same, 2);
  g_assert_cmpuint (changes, ==, 1);
  zx_customer_apply_json (customer, other, 3);
  g_assert_cmpuint (changes, ==, 2);
  zx_customer_apply_json (customer, none, 4);
  g_assert_cmpuint (changes, ==, 3);
  g_assert_null (zx_customer_get_field (customer, "region"));
}

static void
test_a_hit_shows_what_matched (void)
{
  g_autoptr (JsonObject) object =
      json ("{\"id\":\"7\",\"rev\":3,\"name\":\"A & B\",\"tier\":\"vip\",\"people_count\":2,"
            "\"match\":{\"what\":\"person\",\"text\":\"刘洋 <x>\",\"marks\":[[0,2]]}}");
  g_autoptr (ZxCustomerHit) hit = zx_customer_hit_new (object);
  g_autofree char *markup = NULL;
  guint people;

  g_object_get (hit, "match-markup", &markup, "people-count", &people, NULL);
  g_assert_cmpstr (markup, ==, "<b>刘洋</b> &lt;x&gt;");
  g_assert_cmpuint (people, ==, 2);
  g_assert_cmpint (zx_customer_hit_get_id (hit), ==, 7);
}

static void
note_change (const char *member, const char *was, const char *is, gpointer data)
{
  g_string_append_printf (data, "%s: %s → %s; ", member, was ? was : "-", is ? is : "-");
}

static void
test_a_change_tells_old_and_new (void)
{
  g_autoptr (JsonObject) text =
      json ("{\"kind\":\"change\",\"at\":\"2026-11-22T02:00:00.000Z\",\"by\":\"Li\","
            "\"action\":\"contract.change\",\"detail\":\"{\\\"title\\\":\\\"7×24\\\","
            "\\\"was\\\":{\\\"name\\\":\\\"A\\\"},"
            "\\\"now\\\":{\\\"name\\\":\\\"B\\\",\\\"modules\\\":[\\\"x\\\",\\\"y\\\"]}}\"}");
  g_autoptr (JsonObject) parsed = json (
      "{\"kind\":\"change\",\"at\":\"2026-11-22T02:00:00.000Z\",\"by\":\"Li\","
      "\"action\":\"contract.change\",\"detail\":{\"title\":\"7×24\",\"was\":{\"name\":\"A\"},"
      "\"now\":{\"name\":\"B\",\"modules\":[\"x\",\"y\"]}}}");
  g_autoptr (JsonObject) odd = json ("{\"kind\":\"change\",\"detail\":\"not json\"}");
  g_autoptr (ZxTimelineItem) one = zx_timeline_item_new (text);
  g_autoptr (ZxTimelineItem) other = zx_timeline_item_new (parsed);
  g_autoptr (ZxTimelineItem) strange = zx_timeline_item_new (odd);
  g_autoptr (GString) told = g_string_new (NULL);
  g_autofree char *title = zx_timeline_item_dup_detail (one, "title");

  g_assert_cmpstr (title, ==, "7×24");
  zx_timeline_item_each_change (one, note_change, told);
  g_assert_cmpstr (told->str, ==, "name: A → B; modules: - → x, y; ");
  g_string_truncate (told, 0);
  zx_timeline_item_each_change (other, note_change, told);
  g_assert_cmpstr (told->str, ==, "name: A → B; modules: - → x, y; ");
  g_assert_true (zx_timeline_item_is_same (one, other));
  g_string_truncate (told, 0);
  zx_timeline_item_each_change (strange, note_change, told);
  g_assert_cmpstr (told->str, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/expiry-follows-the-days-left", test_expiry_follows_the_days_left);
  g_test_add_func ("/customer/a-repeat-is-the-same-product-within-the-days",
                   test_a_repeat_is_the_same_product_within_the_days);
  g_test_add_func ("/product/the-module-is-the-one-that-is-spoken-of",
                   test_the_module_is_the_one_that_is_spoken_of);
  g_test_add_func ("/version/ordered-by-numbers", test_versions_are_ordered_by_their_numbers);
  g_test_add_func ("/version/staleness-is-what-the-catalogue-says",
                   test_staleness_is_what_the_catalogue_says);
  g_test_add_func ("/customer/own-fields-notify-when-they-change",
                   test_own_fields_notify_when_they_change);
  g_test_add_func ("/hit/shows-what-matched", test_a_hit_shows_what_matched);
  g_test_add_func ("/timeline/a-change-tells-old-and-new", test_a_change_tells_old_and_new);
  return g_test_run ();
}
