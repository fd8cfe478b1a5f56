/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one gate: events and replies become objects and lists here and nowhere else. */
#include "zx-client-private.h"

#include "zx-records-private.h"

/* So many outlive their last viewer, for the way back; customers also before they are first viewed,
 * as those who wait are asked for ahead: more than an agent may have. A customer takes some 30 kB.
 */
#define KEEP_TRANSCRIPTS 8
#define KEEP_CUSTOMERS 32
/* What has left is remembered only against late replies; by then many pages have come and gone. */
#define MOST_LEFT 4096

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 one, other;

  g_object_get ((gpointer) a, "id", &one, NULL);
  g_object_get ((gpointer) b, "id", &other, NULL);
  return one < other ? -1 : one > other;
}

static void
remove_from_list (GListStore *list, gpointer item)
{
  guint position;

  if (g_list_store_find (list, item, &position))
    g_list_store_remove (list, position);
}

/* Moves @object to the front of @recent and lets the last one go. */
static void
keep_recent (GQueue *recent, guint most, gpointer object)
{
  GList *link = g_queue_find (recent, object);

  if (link != NULL) {
    g_queue_unlink (recent, link);
    g_queue_push_head_link (recent, link);
    return;
  }
  g_queue_push_head (recent, g_object_ref (object));
  if (recent->length > most)
    g_object_unref (g_queue_pop_tail (recent));
}

static void
drop_recent (GQueue *recent, gpointer object)
{
  if (object != NULL && g_queue_remove (recent, object))
    g_object_unref (object);
}

static gint64
rev_when_left (ZxClient *self, gint64 id)
{
  gint64 *rev = g_hash_table_lookup (self->left, &id);

  return rev != NULL ? *rev : 0;
}

static void
remember_left (ZxClient *self, gint64 id, gint64 rev)
{
  if (g_hash_table_size (self->left) >= MOST_LEFT)
    g_hash_table_remove_all (self->left);
  g_hash_table_replace (self->left, g_memdup2 (&id, sizeof id), g_memdup2 (&rev, sizeof rev));
}

/* It leaves the list; whoever still shows it keeps the object, and the map still finds it. */
static void
leave (ZxClient *self, ZxContact *contact, gint64 rev)
{
  gint64 id = zx_contact_get_id (contact);

  g_object_ref (contact);
  remember_left (self, id, rev);
  remove_from_list (self->open_contacts, contact);
  drop_recent (&self->recent_transcripts, zx_id_map_find (self->transcripts, id));
  g_hash_table_remove (self->read_told, &id);
  if (zx_contact_state_is_over (zx_contact_get_state (contact))) {
    zx_client_forget_draft (self, id);
    zx_client_load_past_contacts (self, zx_contact_get_customer_id (contact));
  } else {
    zx_client_park_draft (self, contact);
  }
  g_object_unref (contact);
}

/* It comes into our sight. Unless it has just been made (its number is that of its event), messages
 * may have come that nobody told us of. */
static void
enter (ZxClient *self, ZxContact *contact, JsonObject *json)
{
  gint64 id = zx_contact_get_id (contact);
  ZxTranscript *transcript = zx_id_map_find (self->transcripts, id);

  zx_client_claim_draft (self, contact);
  g_list_store_insert_sorted (self->open_contacts, contact, compare_ids, NULL);
  if (zx_contact_get_rev (contact) != id && !json_object_has_member (json, "unread"))
    zx_contact_want_summary (contact);
  if (transcript != NULL && g_hash_table_contains (self->left, &id))
    zx_transcript_afresh (transcript);
}

static void
put_contact (ZxClient *self, gint64 id, gint64 rev, JsonObject *json)
{
  g_autoptr (ZxContact) contact = NULL;
  ZxContact *known = zx_id_map_find (self->contacts, id);
  ZxContactState state = zx_json_enum (json, "state", ZX_TYPE_CONTACT_STATE, ZX_CONTACT_QUEUED);

  if (rev <= rev_when_left (self, id))
    return;
  if (known == NULL && zx_contact_state_is_over (state)) {
    remember_left (self, id, rev);
    return;
  }
  contact = known != NULL ? g_object_ref (known) : zx_contact_new (id);
  if (!zx_contact_apply_json (contact, json, rev))
    return;
  zx_client_note_pass (self, contact);
  zx_client_heed_wrap_up (self, contact);
  if (known == NULL)
    zx_id_map_add (self->contacts, id, contact);
  if (zx_contact_state_is_over (state)) {
    leave (self, contact, rev);
    return;
  }
  if (!g_list_store_find (self->open_contacts, contact, NULL))
    enter (self, contact, json);
  if (zx_contact_needs_summary (contact))
    zx_client_load_summary (self, contact);
}

ZxContact *
zx_client_adopt_contact (ZxClient *self, JsonObject *item)
{
  gint64 id = zx_json_id (item, "id");
  ZxContact *known = zx_id_map_find (self->contacts, id);
  g_autoptr (ZxContact) contact = known != NULL ? g_object_ref (known) : NULL;

  if (id == 0)
    return NULL;
  if (contact == NULL) {
    contact = zx_contact_new (id);
    zx_id_map_add (self->contacts, id, contact);
  }
  if (zx_contact_state_is_over (
          zx_json_enum (item, "state", ZX_TYPE_CONTACT_STATE, ZX_CONTACT_QUEUED)))
    zx_contact_apply_json (contact, item, zx_json_int (item, "rev", 0));
  else
    put_contact (self, id, zx_json_int (item, "rev", 0), item);
  return g_steal_pointer (&contact);
}

static void
lose_contact (ZxClient *self, gint64 id, gint64 rev)
{
  ZxContact *contact = zx_id_map_find (self->contacts, id);

  if (contact == NULL)
    remember_left (self, id, MAX (rev, rev_when_left (self, id)));
  else if (rev > zx_contact_get_rev (contact))
    leave (self, contact, rev);
}

ZxMessage *
zx_client_new_message (ZxClient *self, gint64 id)
{
  ZxMessage *message = zx_message_new (id);

  if (self->me != NULL)
    zx_message_set_reader (message, zx_agent_get_id (self->me));
  return message;
}

static void
put_message (ZxClient *self, gint64 id, gint64 rev, JsonObject *json)
{
  gint64 contact_id = zx_json_id (json, "contact_id");
  ZxContact *contact = zx_id_map_find (self->contacts, contact_id);
  ZxTranscript *transcript = zx_id_map_find (self->transcripts, contact_id);
  ZxMessage *waiting = zx_client_find_waiting (self, zx_json_string (json, "uuid"));
  g_autoptr (ZxMessage) message = waiting != NULL ? g_object_ref (waiting) : NULL;

  if (transcript != NULL) {
    ZxMessage *shown = zx_transcript_apply (transcript, id, rev, json, waiting);

    if (shown == NULL)
      return;
    g_set_object (&message, shown);
  } else {
    if (message == NULL)
      message = zx_client_new_message (self, id);
    zx_message_apply_json (message, id, json, rev);
  }
  if (waiting != NULL)
    zx_client_settle (self, waiting);
  if (contact == NULL)
    return;
  zx_contact_note_message (contact, message);
  if (zx_contact_needs_summary (contact) && self->session != NULL)
    zx_client_load_summary (self, contact);
  /* Its number is that of its event: it has just been written, and not changed. */
  if (rev == id && waiting == NULL)
    zx_client_tell_message (self, contact, message);
}

static void
put_agent (ZxClient *self, gint64 id, gint64 rev, JsonObject *json)
{
  g_autoptr (ZxAgent) agent = NULL;
  ZxAgent *known = zx_id_map_find (self->agents, id);

  agent = known != NULL ? g_object_ref (known) : zx_agent_new (id);
  zx_agent_apply_json (agent, json, rev);
  if (known == NULL)
    zx_id_map_add (self->agents, id, agent);
  if (!g_list_store_find (self->colleagues, agent, NULL))
    g_list_store_insert_sorted (self->colleagues, agent, compare_ids, NULL);
}

static void
put_customer (ZxClient *self, gint64 id, gint64 rev, JsonObject *json)
{
  ZxCustomer *customer = zx_id_map_find (self->customers, id);

  if (customer == NULL)
    return;
  if (json_object_has_member (json, "people"))
    zx_customer_apply_json (customer, json, rev);
  else if (rev > zx_customer_get_rev (customer))
    zx_client_load_customer (self, customer);
}

static void
apply_put (ZxClient *self, const char *noun, gint64 id, gint64 rev, JsonObject *json)
{
  ZxRecords *records = g_hash_table_lookup (self->records, noun);

  /* The short form of oneself at sign-in has no rev and is no record. */
  if (records != NULL && !(rev == 0 && g_str_equal (noun, "agent")))
    zx_records_put (records, id, rev, json);
  if (g_str_equal (noun, "message"))
    put_message (self, id, rev, json);
  else if (g_str_equal (noun, "contact"))
    put_contact (self, id, rev, json);
  else if (g_str_equal (noun, "agent"))
    put_agent (self, id, rev, json);
  else if (g_str_equal (noun, "customer"))
    put_customer (self, id, rev, json);
  else if (g_str_equal (noun, "offer")) {
    zx_client_put_offer (self, id, rev, json);
    zx_client_hear_pass (self, id, json);
  } else if (g_str_equal (noun, "rights") && rev > self->rights_rev) {
    zx_client_set_rights (self, json, rev);
    zx_client_load_all_records (self, FALSE); /* more is to be seen now, or less */
  }
}

static void
lose_message (ZxClient *self, gint64 id)
{
  g_autoptr (GPtrArray) all = zx_id_map_all (self->transcripts);

  for (guint i = 0; i < all->len; i++)
    zx_transcript_remove (all->pdata[i], id);
}

static void
apply_gone (ZxClient *self, const char *noun, gint64 id, gint64 rev)
{
  ZxRecords *records = g_hash_table_lookup (self->records, noun);

  if (records != NULL)
    zx_records_lose (records, id, rev);
  if (g_str_equal (noun, "message")) {
    lose_message (self, id);
  } else if (g_str_equal (noun, "contact")) {
    lose_contact (self, id, rev);
  } else if (g_str_equal (noun, "offer")) {
    zx_client_drop_offer (self, id, rev);
  } else if (g_str_equal (noun, "agent")) {
    ZxAgent *agent = zx_id_map_find (self->agents, id);

    if (agent != NULL)
      remove_from_list (self->colleagues, agent);
  } else if (g_str_equal (noun, "customer")) {
    ZxCustomer *customer = zx_id_map_find (self->customers, id);

    /* His organisation is out of our sight, or he is no more; with an open contact of his he can
     * still be asked for. */
    if (customer != NULL && self->session != NULL)
      zx_client_load_customer (self, customer);
    else if (customer != NULL)
      zx_customer_set_state (customer, ZX_LOAD_ERROR);
  }
}

void
zx_client_apply_event (ZxClient *self,
                       const char *noun,
                       gint64 id,
                       gint64 rev,
                       const char *kind,
                       JsonObject *json)
{
  g_return_if_fail (ZX_IS_CLIENT (self));
  g_return_if_fail (noun != NULL && kind != NULL);

  if (id == 0)
    return;
  if (g_str_equal (kind, "gone"))
    apply_gone (self, noun, id, rev);
  else if (json != NULL)
    apply_put (self, noun, id, rev, json);
  zx_client_tell_heard (self, noun);
}

void
zx_client_apply_item (ZxClient *self, const char *noun, JsonObject *item, gint64 as_of)
{
  gint64 id = zx_json_id (item, "id");
  ZxContact *contact;

  zx_client_apply_event (self, noun, id, zx_json_int (item, "rev", 0), "put", item);
  if (!g_str_equal (noun, "contact") || !json_object_has_member (item, "unread"))
    return;
  contact = zx_id_map_find (self->contacts, id);
  if (contact != NULL)
    zx_contact_apply_summary (contact, item, as_of);
}

void
zx_client_keep_only (ZxClient *self, GHashTable *seen, gint64 as_of)
{
  GListModel *list = G_LIST_MODEL (self->open_contacts);

  for (guint i = g_list_model_get_n_items (list); i > 0; i--) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (list, i - 1);
    gint64 id = zx_contact_get_id (contact);

    if (!g_hash_table_contains (seen, &id) && zx_contact_get_rev (contact) <= as_of)
      leave (self, contact, as_of);
  }
}

static void
drop_queue (GQueue *queue)
{
  g_queue_clear_full (queue, g_object_unref);
}

void
zx_client_empty (ZxClient *self)
{
  g_list_store_remove_all (self->open_contacts);
  g_list_store_remove_all (self->colleagues);
  g_list_store_remove_all (self->offers);
  g_hash_table_remove_all (self->offer_revs);
  g_hash_table_remove_all (self->left);
  g_hash_table_remove_all (self->read_told);
  g_hash_table_remove_all (self->passes);
  g_hash_table_remove_all (self->records);
  drop_queue (&self->recent_transcripts);
  drop_queue (&self->recent_customers);
  /* What a widget still holds belongs to the sign-in that is over: the next one makes its own. */
  g_clear_pointer (&self->contacts, zx_id_map_free);
  g_clear_pointer (&self->agents, zx_id_map_free);
  g_clear_pointer (&self->customers, zx_id_map_free);
  g_clear_pointer (&self->transcripts, zx_id_map_free);
  self->contacts = zx_id_map_new ();
  self->agents = zx_id_map_new ();
  self->customers = zx_id_map_new ();
  self->transcripts = zx_id_map_new ();
}

ZxContact *
zx_client_find_contact (ZxClient *self, gint64 id)
{
  g_return_val_if_fail (ZX_IS_CLIENT (self), NULL);
  return zx_id_map_find (self->contacts, id);
}

ZxAgent *
zx_client_find_agent (ZxClient *self, gint64 id)
{
  g_return_val_if_fail (ZX_IS_CLIENT (self), NULL);
  return zx_id_map_find (self->agents, id);
}

ZxCustomer *
zx_client_get_customer (ZxClient *self, gint64 id)
{
  ZxCustomer *customer;

  g_return_val_if_fail (ZX_IS_CLIENT (self), NULL);
  g_return_val_if_fail (id > 0, NULL);

  customer = zx_id_map_find (self->customers, id);
  if (customer == NULL) {
    g_autoptr (ZxCustomer) made = zx_customer_new (id);

    customer = made;
    zx_id_map_add (self->customers, id, made);
    keep_recent (&self->recent_customers, KEEP_CUSTOMERS, made);
    zx_client_load_customer (self, made);
  } else {
    keep_recent (&self->recent_customers, KEEP_CUSTOMERS, customer);
    if (zx_customer_get_state (customer) == ZX_LOAD_ERROR)
      zx_client_load_customer (self, customer);
  }
  return customer;
}

ZxTranscript *
zx_client_get_transcript (ZxClient *self, ZxContact *contact)
{
  ZxTranscript *transcript;
  g_autoptr (ZxTranscript) made = NULL;

  g_return_val_if_fail (ZX_IS_CLIENT (self), NULL);
  g_return_val_if_fail (ZX_IS_CONTACT (contact), NULL);

  transcript = zx_id_map_find (self->transcripts, zx_contact_get_id (contact));
  if (transcript == NULL) {
    made = zx_transcript_new (self, contact);
    transcript = made;
    zx_id_map_add (self->transcripts, zx_contact_get_id (contact), made);
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->waiting)); i++) {
      g_autoptr (ZxMessage) message = g_list_model_get_item (G_LIST_MODEL (self->waiting), i);

      if (zx_message_get_contact_id (message) == zx_contact_get_id (contact))
        zx_transcript_add_waiting (made, message);
    }
    zx_transcript_start (made);
  }
  keep_recent (&self->recent_transcripts, KEEP_TRANSCRIPTS, transcript);
  return transcript;
}

GPtrArray *
zx_client_all_transcripts (ZxClient *self)
{
  return zx_id_map_all (self->transcripts);
}
