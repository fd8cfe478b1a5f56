/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One edit of a customer: what it is about, what the agent saw, and what shall be. */
#include "zx-change.h"

#include "zx-id.h"

#include <string.h>

struct _ZxChange {
  ZxCustomer *customer; /* owned, null for a new customer */
  ZxPart part;
  gint64 part_id;
  gint64 rev;      /* of `was` */
  JsonObject *was; /* owned, null for a new one: the part as the agent saw it */
  JsonObject *is;  /* owned: the members that are set, "fields.KEY" flat */
  char *request;   /* owned: a UUID */
};

/* Where the parts stand in the customer's JSON, which is also their place in the address. */
static const char *const part_words[] = {
    [ZX_PART_PERSON] = "people",      [ZX_PART_IDENTITY] = "identities",
    [ZX_PART_CONTRACT] = "contracts", [ZX_PART_PRODUCT] = "products",
    [ZX_PART_NOTE] = "notes",
};

static JsonObject *
find_in (JsonArray *items, gint64 id)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);

    if (JSON_NODE_HOLDS_OBJECT (node) && zx_json_id (json_node_get_object (node), "id") == id)
      return json_node_get_object (node);
  }
  return NULL;
}

JsonObject *
zx_part_find (ZxCustomer *customer, ZxPart part, gint64 id)
{
  JsonObject *json = zx_customer_get_json (customer), *found;
  JsonArray *people = zx_json_array (json, "people");

  if (part == ZX_PART_CUSTOMER || json == NULL)
    return json;
  found = find_in (zx_json_array (json, part_words[part]), id);
  for (guint i = 0; part == ZX_PART_IDENTITY && found == NULL && people != NULL &&
                    i < json_array_get_length (people);
       i++) {
    JsonNode *node = json_array_get_element (people, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      found = find_in (zx_json_array (json_node_get_object (node), "identities"), id);
  }
  return found;
}

char *
zx_part_path (ZxCustomer *customer, ZxPart part, gint64 id)
{
  GString *path = g_string_new ("customers");

  if (customer != NULL)
    g_string_append_printf (path, "/%" G_GINT64_FORMAT, zx_customer_get_id (customer));
  if (part != ZX_PART_CUSTOMER)
    g_string_append_printf (path, "/%s", part_words[part]);
  if (part != ZX_PART_CUSTOMER && id != 0)
    g_string_append_printf (path, "/%" G_GINT64_FORMAT, id);
  return g_string_free (path, FALSE);
}

void
zx_change_rebase (ZxChange *change)
{
  JsonObject *now;

  g_return_if_fail (change != NULL);

  if (change->customer == NULL || (change->part != ZX_PART_CUSTOMER && change->part_id == 0))
    return;
  now = zx_part_find (change->customer, change->part, change->part_id);
  g_clear_pointer (&change->was, json_object_unref);
  change->was = now != NULL ? json_object_ref (now) : json_object_new ();
  change->rev = zx_customer_get_rev (change->customer);
}

ZxChange *
zx_change_new (ZxCustomer *customer, ZxPart part, gint64 part_id)
{
  ZxChange *change = g_new0 (ZxChange, 1);

  change->customer = customer != NULL ? g_object_ref (customer) : NULL;
  change->part = part;
  change->part_id = part_id;
  change->is = json_object_new ();
  change->request = g_uuid_string_random ();
  zx_change_rebase (change);
  return change;
}

void
zx_change_free (ZxChange *change)
{
  g_clear_object (&change->customer);
  g_clear_pointer (&change->was, json_object_unref);
  json_object_unref (change->is);
  g_free (change->request);
  g_free (change);
}

/* --- members --- */

/* A member by its name in requests; lent, null when absent. */
static JsonNode *
member_of (JsonObject *object, const char *member)
{
  if (object == NULL)
    return NULL;
  if (g_str_has_prefix (member, "fields.") && !json_object_has_member (object, member))
    return member_of (zx_json_object (object, "fields"), member + strlen ("fields."));
  if (g_str_equal (member, "owner_agent_id") && !json_object_has_member (object, member))
    return member_of (zx_json_object (object, "owner"), "id");
  return json_object_get_member (object, member);
}

/* Absent, null, "" and an empty list are all the same to the agent. */
static gboolean
is_empty (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) == 0;
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
         *json_node_get_string (node) == '\0';
}

static gboolean
is_same (JsonNode *one, JsonNode *other)
{
  if (is_empty (one) || is_empty (other))
    return is_empty (one) && is_empty (other);
  return json_node_equal (one, other);
}

static char *
dup_text (JsonNode *node)
{
  GString *text;
  JsonArray *words;

  if (is_empty (node))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return zx_json_text (node);
  text = g_string_new (NULL);
  words = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (words); i++) {
    const char *word = zx_json_element_string (words, i);

    if (word != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", word);
  }
  return g_string_free (text, FALSE);
}

void
zx_change_set_text (ZxChange *change, const char *member, const char *text)
{
  g_return_if_fail (change != NULL && member != NULL);

  if (text == NULL || *text == '\0')
    json_object_set_null_member (change->is, member);
  else
    json_object_set_string_member (change->is, member, text);
}

void
zx_change_set_words (ZxChange *change, const char *member, const char *const *words)
{
  JsonArray *array = json_array_new ();

  g_return_if_fail (change != NULL && member != NULL);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    json_array_add_string_element (array, words[i]);
  json_object_set_array_member (change->is, member, array);
}

void
zx_change_set_id (ZxChange *change, const char *member, gint64 id)
{
  g_autofree char *text = id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : NULL;

  zx_change_set_text (change, member, text);
}

void
zx_change_set_bool (ZxChange *change, const char *member, gboolean value)
{
  g_return_if_fail (change != NULL && member != NULL);

  json_object_set_boolean_member (change->is, member, value);
}

char *
zx_change_dup_text (ZxChange *change, const char *member)
{
  g_return_val_if_fail (change != NULL && member != NULL, NULL);

  return dup_text (member_of (change->was, member));
}

char *
zx_change_dup_theirs (ZxChange *change, const char *member)
{
  JsonObject *now;

  g_return_val_if_fail (change != NULL && member != NULL, NULL);

  now = change->customer != NULL && !zx_change_is_new (change)
            ? zx_part_find (change->customer, change->part, change->part_id)
            : NULL;
  return dup_text (member_of (now, member));
}

/* --- what is to be sent --- */

gboolean
zx_change_is_new (ZxChange *change)
{
  return change->customer == NULL || (change->part != ZX_PART_CUSTOMER && change->part_id == 0);
}

static gboolean
is_set (ZxChange *change, const char *member)
{
  return !is_same (json_object_get_member (change->is, member), member_of (change->was, member));
}

gboolean
zx_change_is_any (ZxChange *change)
{
  g_autoptr (GList) members = NULL;

  g_return_val_if_fail (change != NULL, FALSE);

  members = json_object_get_members (change->is);
  for (GList *link = members; link != NULL; link = link->next)
    if (is_set (change, link->data))
      return TRUE;
  return zx_change_is_new (change);
}

gboolean
zx_change_is_untouched (ZxChange *change, gboolean *is_gone)
{
  JsonObject *now = zx_part_find (change->customer, change->part, change->part_id);
  g_autoptr (GList) members = json_object_get_members (change->is);

  *is_gone = now == NULL;
  for (GList *link = members; now != NULL && link != NULL; link = link->next) {
    JsonNode *is = member_of (now, link->data);

    if (is_set (change, link->data) && !is_same (is, member_of (change->was, link->data)) &&
        !is_same (is, json_object_get_member (change->is, link->data)))
      return FALSE;
  }
  return now != NULL;
}

char *
zx_change_make_path (ZxChange *change)
{
  return zx_part_path (change->customer, change->part, change->part_id);
}

static void
add_node (GString *out, const char *member, JsonNode *node)
{
  g_autofree char *text = zx_json_text (node);

  zx_json_add_raw (out, member, text);
}

char *
zx_change_make_body (ZxChange *change)
{
  GString *body = g_string_new ("{");
  g_autoptr (GString) fields = g_string_new ("{");
  g_autoptr (GList) members = json_object_get_members (change->is);

  if (zx_change_is_new (change))
    zx_json_add_string (body, "request", change->request);
  for (GList *link = members; link != NULL; link = link->next) {
    const char *member = link->data;
    JsonNode *node = json_object_get_member (change->is, member);

    if (!is_set (change, member))
      continue;
    if (g_str_has_prefix (member, "fields."))
      add_node (fields, member + strlen ("fields."), node);
    else
      add_node (body, member, node);
  }
  if (fields->len > 1) {
    g_string_append_c (fields, '}');
    zx_json_add_raw (body, "fields", fields->str);
  }
  g_string_append_c (body, '}');
  return g_string_free (body, FALSE);
}

gint64
zx_change_get_rev (ZxChange *change)
{
  return change->rev;
}

gint64
zx_change_get_part_id (ZxChange *change)
{
  g_return_val_if_fail (change != NULL, 0);
  return change->part_id;
}

ZxCustomer *
zx_change_get_customer (ZxChange *change)
{
  g_return_val_if_fail (change != NULL, NULL);
  return change->customer;
}
