/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid import sample`: people, customers and past contacts from a JSON file, through the same
 * store functions as the real ones. Dates in it are days from today. What is there already (by
 * name, login or number) is left as it is. */
#include "zxd-verb.h"

#include "zx-clock.h"
#include "zx-id.h"
#include "zx-json.h"
#include "zxd-passwords.h"
#include "zxd-sample.h"
#include "zxd-field-work.h"
#include "zxd-store-agent.h"
#include "zxd-store-customer.h"
#include "zxd-store-message.h"
#include "zxd-store-org.h"
#include "zxd-store-setup.h"

#define DAY_MS ((gint64) 24 * 60 * 60 * 1000)
#define MINUTE_MS ((gint64) 60 * 1000)

typedef struct {
  JsonObject *sample; /* owned */
  char *hash;         /* owned, null: of the agents' password */
  gboolean has_password;
  GHashTable *org_names;     /* owned: key (lent) → name (lent) */
  GHashTable *new_customers; /* owned: external ids (lent) that were not there before */
  guint orgs, agents, customers, contacts, things;
  const char *noun; /* of the setup nouns that are being imported */

  JsonObject *item; /* lent: what is being imported */
} Import;

typedef gboolean (*ItemFunc) (ZxdTxn *txn, gpointer data, GError **error);

/* One transaction an item: a large file does not hold up a daemon that serves meanwhile. */
static gboolean
import_each (ZxdVerb *verb, Import *import, const char *member, ItemFunc fn, GError **error)
{
  JsonArray *items = zx_json_array (import->sample, member);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);

    if (!JSON_NODE_HOLDS_OBJECT (node))
      return zx_throw (error, ZX_ERROR_BAD_DATA, "%s[%u] is no object", member, i);
    import->item = json_node_get_object (node);
    if (!zxd_store_write_sync (verb->store, fn, import, error)) {
      g_prefix_error (error, "%s[%u]: ", member, i);
      return FALSE;
    }
  }
  return TRUE;
}

static const char *
need (JsonObject *item, const char *name, GError **error)
{
  const char *text = zx_json_string (item, name);

  if (text == NULL)
    zx_throw (error, ZX_ERROR_BAD_DATA, "“%s” is missing", name);
  return text;
}

/* The organisation that the item names by its key. */
static gint64
org_of (ZxdTxn *txn, Import *import, const char *member, GError **error)
{
  const char *key = need (import->item, member, error);
  const char *name = key != NULL ? g_hash_table_lookup (import->org_names, key) : NULL;

  if (key != NULL && name == NULL)
    zx_throw (error, ZX_ERROR_BAD_DATA, "there is no organisation with the key “%s”", key);
  return name != NULL ? zxd_org_find (zxd_txn_db (txn), name, error) : 0;
}

static gboolean
import_org (ZxdTxn *txn, gpointer data, GError **error)
{
  Import *import = data;
  const char *name = need (import->item, "name", error), *key = need (import->item, "key", NULL);
  gint64 parent_id = 0, id;

  if (name == NULL)
    return FALSE;
  g_hash_table_insert (import->org_names, (gpointer) (key != NULL ? key : name), (gpointer) name);
  if (zxd_org_find (zxd_txn_db (txn), name, NULL) != 0)
    return TRUE;
  if (zx_json_string (import->item, "parent") != NULL) {
    parent_id = org_of (txn, import, "parent", error);
    if (parent_id == 0)
      return FALSE;
  }
  import->orgs++;
  return zxd_org_add (txn, name, parent_id, &id, error);
}

static gboolean
import_agent (ZxdTxn *txn, gpointer data, GError **error)
{
  Import *import = data;
  const char *login = need (import->item, "login", error);
  g_auto (ZxdAgent) agent = {0};
  const char *why;
  gboolean is_there;

  if (login == NULL)
    return FALSE;
  agent.login = zxd_login_fold (login, error);
  if (agent.login == NULL)
    return FALSE;
  agent.org_id = org_of (txn, import, "org", error);
  if (agent.org_id == 0)
    return FALSE;
  agent.name = g_strdup (zx_json_string (import->item, "name"));
  if (agent.name == NULL)
    agent.name = g_strdup (login);
  agent.role = zx_json_enum (import->item, "role", ZX_TYPE_ROLE, ZX_ROLE_AGENT);
  agent.scope = zx_json_enum (import->item, "scope", ZX_TYPE_SCOPE, ZX_SCOPE_SUBTREE);
  agent.password_hash = g_strdup (import->hash);
  if (!zxd_field_skills ("skills", json_object_get_member (import->item, "skills"), &agent.skills,
                         &why, error))
    return FALSE;
  if (!zxd_agent_exists (zxd_txn_db (txn), agent.login, &is_there, error))
    return FALSE;
  if (is_there)
    return TRUE;
  import->agents++;
  return zxd_agent_add (txn, &agent, error);
}

/* ---- what an administrator sets up */

static gboolean
import_thing (ZxdTxn *txn, gpointer data, GError **error)
{
  Import *import = data;
  gboolean is_new;
  gint64 org_id = 0;

  if (json_object_has_member (import->item, "org")) {
    org_id = org_of (txn, import, "org", error);
    if (org_id == 0)
      return FALSE;
  }
  if (!zxd_sample_set_up (txn, import->noun, import->item, org_id, &is_new, error))
    return FALSE;
  import->things += is_new;
  return TRUE;
}

static gboolean
import_things (ZxdVerb *verb, Import *import, GError **error)
{
  static const struct {
    const char *noun, *member;
  } kinds[] = {
      {"group", "groups"},
      {"reply", "replies"},
      {"category", "categories"},
      {"calendar", "calendars"},
      {"catalog-product", "catalog_products"},
      {"catalog-version", "catalog_versions"},
      {"contract-kind", "contract_kinds"},
      {"field", "fields"},
      {"tier", "tiers"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    import->noun = kinds[i].noun;
    if (!import_each (verb, import, kinds[i].member, import_thing, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- customers */

/* Array of words → the words separated by commas. Caller frees. */
static char *
words_of (JsonObject *item, const char *name)
{
  JsonArray *array = zx_json_array (item, name);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    const char *word = zx_json_element_string (array, i);

    if (word != NULL)
      g_string_append_printf (words, "%s%s", words->len > 0 ? "," : "", word);
  }
  return g_strdup (words->str);
}

typedef gboolean (*PartFunc) (ZxdTxn *txn,
                              const ZxdCustomer *customer,
                              gint64 person_id,
                              JsonObject *part,
                              GError **error);

static gboolean
import_parts (ZxdTxn *txn,
              const ZxdCustomer *customer,
              gint64 person_id,
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
    if (!fn (txn, customer, person_id, json_node_get_object (node), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
import_identity (ZxdTxn *txn,
                 const ZxdCustomer *customer,
                 gint64 person_id,
                 JsonObject *part,
                 GError **error)
{
  return zxd_customer_add_identity (txn, customer, person_id, zx_json_string (part, "kind"),
                                    zx_json_string (part, "value"),
                                    zx_json_bool (part, "shared", FALSE), error);
}

static gboolean
import_person (ZxdTxn *txn,
               const ZxdCustomer *customer,
               gint64 person_id,
               JsonObject *part,
               GError **error)
{
  const char *name = need (part, "name", error);

  return name != NULL &&
         zxd_customer_add_person (txn, customer, name, zx_json_string (part, "title"),
                                  zx_json_string (part, "lang"), &person_id, error) &&
         import_parts (txn, customer, person_id, part, "identities", import_identity, error);
}

static gboolean
import_product (ZxdTxn *txn,
                const ZxdCustomer *customer,
                gint64 person_id,
                JsonObject *part,
                GError **error)
{
  g_autofree char *modules = words_of (part, "modules");
  char installed[16];
  ZxdProduct product = {need (part, "name", error), zx_json_string (part, "version"), modules,
                        zx_json_string (part, "environment"),
                        zxd_sample_day (part, "installed_days", installed)};

  return product.name != NULL && zxd_customer_add_product (txn, customer, &product, error);
}

/* 0 when the item names nobody; -1 with @error when there is no such agent. */
static gint64
agent_of (ZxdTxn *txn, JsonObject *item, const char *member, GError **error)
{
  const char *login = zx_json_string (item, member);
  g_auto (ZxdAgent) agent = {0};

  if (login == NULL)
    return 0;
  return zxd_agent_by_login (zxd_txn_db (txn), login, &agent, error) ? agent.id : -1;
}

static gboolean
import_customer (ZxdTxn *txn, gpointer data, GError **error)
{
  Import *import = data;
  JsonObject *item = import->item;
  const char *number = need (item, "external_id", error);
  gint64 known =
      number != NULL ? zxd_customer_by_external_id (zxd_txn_db (txn), number, error) : -1;
  ZxdCustomer customer = {.external_id = number,
                          .name = zx_json_string (item, "name"),
                          .kind = zx_json_string (item, "kind"),
                          .tier = zx_json_enum (item, "tier", ZX_TYPE_TIER, ZX_TIER_REGULAR),
                          .note = zx_json_string (item, "note")};

  if (known != 0)
    return known > 0;
  customer.org_id = org_of (txn, import, "org", error);
  customer.owner_agent_id = agent_of (txn, item, "owner", error);
  if (customer.org_id == 0 || customer.owner_agent_id < 0 ||
      !zxd_customer_add (txn, &customer, error) ||
      !import_parts (txn, &customer, 0, item, "identities", import_identity, error) ||
      !import_parts (txn, &customer, 0, item, "people", import_person, error) ||
      !import_parts (txn, &customer, 0, item, "products", import_product, error))
    return FALSE;
  g_hash_table_add (import->new_customers, (gpointer) number);
  import->customers++;
  return zxd_customer_tell (txn, customer.id, customer.rev, TRUE, error) &&
         zxd_sample_enrich (txn, &customer, item, error);
}

/* ---- contacts of the past */

static gboolean
import_message (ZxdTxn *txn, const ZxdContact *contact, JsonObject *item, GError **error)
{
  g_autofree char *uuid_text = g_uuid_string_random ();
  g_autoptr (ZxRights) rights = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_auto (ZxdVerdict) verdict = {0};
  ZxdDraft draft = {.contact_id = contact->id, .text = need (item, "text", error)};
  ZxdPostOutcome outcome;
  gint64 seq;

  if (draft.text == NULL || !zx_uuid_parse (uuid_text, draft.uuid))
    return FALSE;
  if (zx_json_enum (item, "author", ZX_TYPE_AUTHOR, ZX_AUTHOR_CUSTOMER) == ZX_AUTHOR_CUSTOMER) {
    ZxdIncoming incoming = {
        .contact_id = contact->id, .text = draft.text, .sent_at_ms = zx_clock_now_ms ()};

    memcpy (incoming.uuid, draft.uuid, sizeof incoming.uuid);
    return zxd_message_receive (txn, &incoming, &outcome, &seq, error);
  }
  draft.seen_seq = G_MAXINT64;
  draft.is_internal = zx_json_bool (item, "internal", FALSE);
  rights = zxd_agent_rights (zxd_txn_db (txn), contact->agent_id, error);
  return rights != NULL && zxd_message_send (txn, rights, &draft, &verdict, json, error);
}

/* The messages at even distances between the contact's beginning and its end. */
static gboolean
import_messages (ZxdTxn *txn,
                 const ZxdContact *contact,
                 JsonArray *messages,
                 gint64 took_ms,
                 GError **error)
{
  guint count = messages != NULL ? json_array_get_length (messages) : 0;

  for (guint i = 0; i < count; i++) {
    JsonNode *node = json_array_get_element (messages, i);

    zx_clock_set_ms (contact->created_at_ms + took_ms * i / count);
    if (!JSON_NODE_HOLDS_OBJECT (node))
      return zx_throw (error, ZX_ERROR_BAD_DATA, "messages[%u] is no object", i);
    if (!import_message (txn, contact, json_node_get_object (node), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
fill_contact (ZxdTxn *txn, ZxdContact *contact, Import *import, const char *number, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  const char *person = zx_json_string (import->item, "person");
  g_autoptr (GString) ignored = g_string_new ("{");
  gint64 rev;

  contact->customer_id = zxd_customer_by_external_id (db, number, error);
  if (contact->customer_id <= 0 ||
      !zxd_customer_add_json (db, contact->customer_id, ignored, &contact->org_id, &rev, error))
    return FALSE;
  contact->person_id =
      person != NULL ? zxd_customer_person (db, contact->customer_id, person, error) : 0;
  contact->agent_id = agent_of (txn, import->item, "agent", error);
  contact->channel = g_strdup ("web");
  contact->name = g_strdup (person);
  contact->trust = ZX_IDENTITY_VERIFIED;
  contact->state = ZX_CONTACT_ACTIVE;
  contact->page_title = g_strdup (zx_json_string (import->item, "page_title"));
  return contact->person_id >= 0 && contact->agent_id >= 0;
}

/* What it was about, when the sample says so. */
static gboolean
fill_category (ZxdTxn *txn, ZxdContact *contact, JsonObject *item, GError **error)
{
  const char *name = zx_json_string (item, "category");

  if (name == NULL)
    return TRUE;
  contact->category_id = zxd_setup_find (zxd_txn_db (txn), "category", name, error);
  return contact->category_id != 0;
}

static gboolean
write_contact (ZxdTxn *txn, Import *import, ZxdContact *contact, GError **error)
{
  gint64 took_ms = zx_json_int (import->item, "minutes", 5) * MINUTE_MS;
  g_autoptr (ZxdContact) closed = NULL;

  zx_clock_set_ms (contact->created_at_ms);
  if (!zxd_contact_create (txn, contact, error) ||
      !import_messages (txn, contact, zx_json_array (import->item, "messages"), took_ms, error))
    return FALSE;
  zx_clock_set_ms (contact->created_at_ms + took_ms);
  closed = zxd_contact_load (zxd_txn_db (txn), contact->id, error);
  if (closed == NULL)
    return FALSE;
  closed->state = ZX_CONTACT_CLOSED;
  closed->closed_at_ms = zx_clock_now_ms ();
  g_free (closed->summary);
  closed->summary = g_strdup (zx_json_string (import->item, "summary"));
  return fill_category (txn, closed, import->item, error) &&
         zxd_contact_save (txn, closed, NULL, error);
}

static gboolean
import_contact (ZxdTxn *txn, gpointer data, GError **error)
{
  Import *import = data;
  const char *number = need (import->item, "customer", error);
  g_autoptr (ZxdContact) contact = zxd_contact_new ();
  gboolean went_well;

  if (number == NULL)
    return FALSE;
  if (!g_hash_table_contains (import->new_customers, number))
    return TRUE;
  contact->created_at_ms = zx_clock_now_ms () - zx_json_int (import->item, "days_ago", 0) * DAY_MS;
  contact->accepted_at_ms = contact->created_at_ms;
  if (!fill_contact (txn, contact, import, number, error))
    return FALSE;
  went_well = write_contact (txn, import, contact, error);
  zx_clock_set_ms (-1);
  import->contacts += went_well;
  return went_well;
}

/* ---- the verb */

static gboolean
read_sample (Import *import, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  import->sample = zx_json_parse (text, (gssize) length, error);
  if (import->sample == NULL) {
    g_prefix_error (error, "%s is ", path);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_password (Import *import, GError **error)
{
  g_autofree char *password = NULL;

  if (!import->has_password)
    return TRUE;
  password = zxd_verb_read_line ("The agents' password", error);
  if (password != NULL)
    import->hash = zxd_passwords_hash (password, error);
  return import->hash != NULL;
}

static gboolean
run_import (ZxdVerb *verb, gpointer data, GError **error)
{
  Import *import = data;

  if (!read_sample (import, verb->words[0], error) || !read_password (import, error) ||
      !zxd_verb_open_store (verb, error) ||
      !import_each (verb, import, "orgs", import_org, error) ||
      !import_each (verb, import, "agents", import_agent, error) ||
      !import_things (verb, import, error) ||
      !import_each (verb, import, "customers", import_customer, error) ||
      !import_each (verb, import, "contacts", import_contact, error))
    return FALSE;
  g_print ("new: %u organisations, %u agents, %u customers, %u past contacts, %u other things\n",
           import->orgs, import->agents, import->customers, import->contacts, import->things);
  return TRUE;
}

int
zxd_verb_import_sample (int argc, char **argv)
{
  Import import = {.org_names = g_hash_table_new (g_str_hash, g_str_equal),
                   .new_customers = g_hash_table_new (g_str_hash, g_str_equal)};
  GOptionEntry options[] = {{"password-stdin", 0, 0, G_OPTION_ARG_NONE, &import.has_password,
                             "Read the new agents' password from standard input", NULL},
                            {NULL}};
  ZxdVerbKind kind = {
      "FILE",  "Imports sample people, customers and past contacts from a JSON file.",
      options, FALSE,
      1,       run_import,
      &import};
  int code = zxd_verb_run (&kind, argc, argv);

  g_clear_pointer (&import.sample, json_object_unref);
  g_hash_table_unref (import.org_names);
  g_hash_table_unref (import.new_customers);
  g_free (import.hash);
  return code;
}
