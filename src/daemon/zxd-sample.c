/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sample data that is made as agents and administrators make it. */
#include "zxd-sample.h"

#include "zx-clock.h"
#include "zx-id.h"
#include "zx-json.h"
#include "zxd-store-agent.h"
#include "zxd-store-customer-edit.h"
#include "zxd-store-setup.h"

#define DAY_MS ((gint64) 24 * 60 * 60 * 1000)
#define ENTERED_DAYS 90 /* so long ago a customer's own fields and contracts were entered */

const char *
zxd_sample_day (JsonObject *item, const char *name, char day[16])
{
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();
  g_autoptr (GDateTime) that = NULL;
  g_autofree char *text = NULL;

  if (!json_object_has_member (item, name))
    return NULL;
  that = g_date_time_add_days (today, (int) zx_json_int (item, name, 0));
  text = g_date_time_format (that, "%Y-%m-%d");
  g_strlcpy (day, text, 16);
  return day;
}

static void
set_id (JsonObject *object, const char *name, gint64 id)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  json_object_set_string_member (object, name, text);
}

/* A copy that may be changed; the values are shared. */
static JsonObject *
copy_of (JsonObject *item)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter at;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&at, item);
  while (json_object_iter_next (&at, &name, &node))
    json_object_set_member (copy, name, json_node_copy (node));
  return copy;
}

/* Member @from, the name of a row of @table, becomes @to, its id. */
static gboolean
resolve (ZxdDb *db,
         JsonObject *values,
         const char *from,
         const char *to,
         const char *table,
         GError **error)
{
  const char *name = zx_json_string (values, from);
  gint64 id;

  if (name == NULL)
    return TRUE;
  id = zxd_setup_find (db, table, name, error);
  if (id == 0)
    return FALSE;
  json_object_remove_member (values, from);
  set_id (values, to, id);
  return TRUE;
}

/* Logins become ids. */
static gboolean
resolve_members (ZxdDb *db, JsonObject *values, GError **error)
{
  JsonArray *logins = zx_json_array (values, "members");
  JsonArray *ids;

  if (logins == NULL)
    return TRUE;
  ids = json_array_new ();
  for (guint i = 0; i < json_array_get_length (logins); i++) {
    g_auto (ZxdAgent) agent = {0};
    g_autofree char *text = NULL;
    const char *login = zx_json_element_string (logins, i);

    if (!zxd_agent_by_login (db, login != NULL ? login : "", &agent, error)) {
      json_array_unref (ids);
      return FALSE;
    }
    text = g_strdup_printf ("%" G_GINT64_FORMAT, agent.id);
    json_array_add_string_element (ids, text);
  }
  json_object_set_array_member (values, "members", ids);
  return TRUE;
}

/* There are three tiers, which nobody adds: one that nobody has touched gets its greeting. */
static gboolean
greet_tier (ZxdTxn *txn,
            const ZxdSetupNoun *noun,
            const ZxdActor *actor,
            JsonObject *values,
            GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  const char *word = zx_json_string (values, "word");
  g_auto (ZxdRefusal) refusal = {0};
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (JsonObject) there = NULL;
  gint64 id = zxd_setup_find (db, "tier", word != NULL ? word : "", error), rev;

  if (id == 0 || !zxd_setup_get (db, noun, NULL, id, json, &rev, error))
    return FALSE;
  there = zx_json_parse (json->str, (gssize) json->len, error);
  if (there == NULL)
    return FALSE;
  if (zx_json_string (there, "greeting") != NULL)
    return TRUE;
  json_object_remove_member (values, "word");
  return zxd_setup_change (txn, noun, actor, id, 0, values, &refusal, error);
}

gboolean
zxd_sample_set_up (ZxdTxn *txn,
                   const char *noun_word,
                   JsonObject *item,
                   gint64 org_id,
                   gboolean *is_new,
                   GError **error)
{
  const ZxdSetupNoun *noun = zxd_setup_noun (noun_word);
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (JsonObject) values = copy_of (item);
  g_auto (ZxdRefusal) refusal = {0};
  g_autoptr (GError) cause = NULL;
  ZxdActor actor = {0};
  char day[16];
  gboolean again;
  gint64 id;

  *is_new = FALSE;
  json_object_remove_member (values, "org");
  if (org_id != 0)
    set_id (values, "org_id", org_id);
  if (zxd_sample_day (values, "released_days", day) != NULL) {
    json_object_remove_member (values, "released_days");
    json_object_set_string_member (values, "released_on", day);
  }
  if (!resolve (db, values, "product", "product_id", "catalog_product", error) ||
      !resolve_members (db, values, error))
    return FALSE;
  if ((noun->flags & ZXD_SETUP_ADDS) == 0)
    return greet_tier (txn, noun, &actor, values, error);
  *is_new = zxd_setup_add (txn, noun, &actor, NULL, values, &id, &again, &refusal, &cause);
  if (*is_new || g_strcmp0 (refusal.code, "exists") == 0)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* ---- customers */

/* As agent @login; null: as the command line, which may do everything with this customer. The
 * rights are @edit's. */
static ZxRights *
act_as (ZxdDb *db, const char *login, const ZxdCustomer *customer, ZxdEdit *edit, GError **error)
{
  ZxRights all = {.org_id = customer->org_id,
                  .role = ZX_ROLE_ADMIN,
                  .scope = ZX_SCOPE_ALL,
                  .orgs = (gint64 *) &customer->org_id,
                  .n_orgs = 1};
  g_auto (ZxdAgent) agent = {0};
  ZxRights *rights = NULL;

  if (login == NULL)
    rights = zx_rights_copy (&all);
  else if (zxd_agent_by_login (db, login, &agent, error))
    rights = zxd_agent_rights (db, agent.id, error);
  edit->actor = (ZxdActor){.rights = rights};
  return rights;
}

static gboolean
add_part (ZxdTxn *txn,
          const ZxdCustomer *customer,
          ZxdPart part,
          const char *login,
          JsonObject *values,
          GError **error)
{
  guint8 request[ZX_UUID_BYTES];
  g_autofree char *uuid = g_uuid_string_random ();
  ZxdEdit edit = {.body = values, .request = request, .customer_id = customer->id};
  g_autoptr (ZxRights) rights = act_as (zxd_txn_db (txn), login, customer, &edit, error);
  gboolean went_well;

  if (rights == NULL || !zx_uuid_parse (uuid, request))
    return FALSE;
  went_well = zxd_customer_add_part (txn, part, &edit, error);
  zxd_refusal_clear (&edit.refusal);
  return went_well;
}

static gboolean
add_contract (ZxdTxn *txn, const ZxdCustomer *customer, JsonObject *item, GError **error)
{
  g_autoptr (JsonObject) values = copy_of (item);
  char starts[16], ends[16];

  if (zxd_sample_day (item, "starts_days", starts) != NULL)
    json_object_set_string_member (values, "starts_on", starts);
  if (zxd_sample_day (item, "ends_days", ends) != NULL)
    json_object_set_string_member (values, "ends_on", ends);
  json_object_remove_member (values, "starts_days");
  json_object_remove_member (values, "ends_days");
  return resolve (zxd_txn_db (txn), values, "kind", "kind_id", "contract_kind", error) &&
         add_part (txn, customer, ZXD_PART_CONTRACT, NULL, values, error);
}

static gboolean
add_note (ZxdTxn *txn, const ZxdCustomer *customer, JsonObject *item, GError **error)
{
  g_autoptr (JsonObject) values = json_object_new ();
  const char *author = zx_json_string (item, "agent"), *text = zx_json_string (item, "text");
  gboolean went_well;

  json_object_set_string_member (values, "text", text != NULL ? text : "");
  zx_clock_set_ms (zx_clock_now_ms () - zx_json_int (item, "days_ago", 0) * DAY_MS);
  went_well = add_part (txn, customer, ZXD_PART_NOTE, author, values, error);
  zx_clock_set_ms (-1);
  return went_well;
}

typedef gboolean (*PartFunc) (ZxdTxn *txn,
                              const ZxdCustomer *customer,
                              JsonObject *item,
                              GError **error);

static gboolean
add_parts (ZxdTxn *txn,
           const ZxdCustomer *customer,
           JsonObject *item,
           const char *member,
           PartFunc fn,
           GError **error)
{
  JsonArray *parts = zx_json_array (item, member);

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++) {
    JsonNode *node = json_array_get_element (parts, i);

    if (!JSON_NODE_HOLDS_OBJECT (node))
      return zx_throw (error, ZX_ERROR_BAD_DATA, "%s[%u] is no object", member, i);
    if (!fn (txn, customer, json_node_get_object (node), error)) {
      g_prefix_error (error, "%s[%u]: ", member, i);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
set_fields (ZxdTxn *txn, const ZxdCustomer *customer, JsonObject *item, GError **error)
{
  JsonObject *fields = zx_json_object (item, "fields");
  g_autoptr (JsonObject) values = json_object_new ();
  ZxdEdit edit = {.body = values, .seen_rev = customer->rev, .customer_id = customer->id};
  g_autoptr (ZxRights) rights = NULL;
  gboolean went_well;

  if (fields == NULL)
    return TRUE;
  json_object_set_object_member (values, "fields", json_object_ref (fields));
  rights = act_as (zxd_txn_db (txn), NULL, customer, &edit, error);
  if (rights == NULL)
    return FALSE;
  went_well = zxd_customer_edit (txn, &edit, error);
  zxd_refusal_clear (&edit.refusal);
  return went_well;
}

gboolean
zxd_sample_enrich (ZxdTxn *txn, const ZxdCustomer *customer, JsonObject *item, GError **error)
{
  gboolean went_well;

  zx_clock_set_ms (zx_clock_now_ms () - ENTERED_DAYS * DAY_MS);
  went_well = set_fields (txn, customer, item, error) &&
              add_parts (txn, customer, item, "contracts", add_contract, error);
  zx_clock_set_ms (-1);
  return went_well && add_parts (txn, customer, item, "notes", add_note, error);
}
