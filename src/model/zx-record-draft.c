/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody is about to write into a record, kept until it is saved or given up. */
#include "zx-record-draft.h"

#include "zx-id.h"
#include "zx-record-value.h"

struct _ZxRecordDraft {
  GObject parent_instance;

  const char *noun; /* interned */
  ZxRecord *record; /* owned, null: a new one */
  char *request;    /* owned */
  gint64 rev;       /* of the record, under the values */
  JsonObject *now;  /* owned: member → new value */
  JsonObject *was;  /* owned: member → the value it was written over (null node: none) */
};

G_DEFINE_FINAL_TYPE (ZxRecordDraft, zx_record_draft, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
zx_record_draft_finalize (GObject *object)
{
  ZxRecordDraft *self = ZX_RECORD_DRAFT (object);

  g_clear_object (&self->record);
  g_free (self->request);
  json_object_unref (self->now);
  json_object_unref (self->was);
  G_OBJECT_CLASS (zx_record_draft_parent_class)->finalize (object);
}

static void
zx_record_draft_class_init (ZxRecordDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zx_record_draft_finalize;
  signals[CHANGED] = g_signal_new ("changed", ZX_TYPE_RECORD_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
zx_record_draft_init (ZxRecordDraft *self)
{
  self->request = g_uuid_string_random ();
  self->now = json_object_new ();
  self->was = json_object_new ();
}

ZxRecordDraft *
zx_record_draft_new (const char *noun, ZxRecord *record)
{
  ZxRecordDraft *self = g_object_new (ZX_TYPE_RECORD_DRAFT, NULL);

  self->noun = g_intern_string (noun);
  self->record = record != NULL ? g_object_ref (record) : NULL;
  self->rev = record != NULL ? zx_record_get_rev (record) : 0;
  return self;
}

ZxRecordDraft *
zx_record_draft_new_copy (ZxRecord *record)
{
  ZxRecordDraft *self = zx_record_draft_new (zx_record_get_noun (record), NULL);
  g_autoptr (GList) members = zx_record_list_members (record);

  for (GList *link = members; link != NULL; link = link->next) {
    const char *member = link->data;
    JsonNode *node = zx_record_lend_node (record, member);

    if (!g_str_equal (member, "id") && !g_str_equal (member, "rev") && !JSON_NODE_HOLDS_NULL (node))
      json_object_set_member (self->now, member, json_node_copy (node));
  }
  return self;
}

const char *
zx_record_draft_get_noun (ZxRecordDraft *self)
{
  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), NULL);
  return self->noun;
}

ZxRecord *
zx_record_draft_get_record (ZxRecordDraft *self)
{
  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), NULL);
  return self->record;
}

const char *
zx_record_draft_get_request (ZxRecordDraft *self)
{
  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), NULL);
  return self->request;
}

gint64
zx_record_draft_get_rev (ZxRecordDraft *self)
{
  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), 0);
  return self->rev;
}

static JsonNode *
current (ZxRecordDraft *self, const char *member)
{
  return self->record != NULL ? zx_record_lend_node (self->record, member) : NULL;
}

/* Takes @node. */
static void
set_node (ZxRecordDraft *self, const char *member, JsonNode *node)
{
  g_autoptr (JsonNode) owned = node;
  JsonNode *base = json_object_get_member (self->was, member), *now = current (self, member);

  if (!zx_record_draft_is_changed (self) && self->record != NULL)
    self->rev = zx_record_get_rev (self->record);
  if (zx_value_equal (base != NULL ? base : now, node)) {
    json_object_remove_member (self->now, member);
    json_object_remove_member (self->was, member);
  } else {
    if (base == NULL)
      json_object_set_member (self->was, member,
                              now != NULL ? json_node_copy (now) : json_node_new (JSON_NODE_NULL));
    json_object_set_member (self->now, member, g_steal_pointer (&owned));
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
zx_record_draft_set_text (ZxRecordDraft *self, const char *member, const char *text)
{
  g_return_if_fail (ZX_IS_RECORD_DRAFT (self));

  if (text == NULL || *text == '\0')
    set_node (self, member, json_node_new (JSON_NODE_NULL));
  else
    set_node (self, member, json_node_init_string (json_node_alloc (), text));
}

void
zx_record_draft_set_int (ZxRecordDraft *self, const char *member, gint64 value)
{
  g_return_if_fail (ZX_IS_RECORD_DRAFT (self));
  set_node (self, member, json_node_init_int (json_node_alloc (), value));
}

void
zx_record_draft_set_bool (ZxRecordDraft *self, const char *member, gboolean value)
{
  g_return_if_fail (ZX_IS_RECORD_DRAFT (self));
  set_node (self, member, json_node_init_boolean (json_node_alloc (), value));
}

void
zx_record_draft_set_words (ZxRecordDraft *self, const char *member, const char *const *words)
{
  g_autoptr (JsonArray) array = json_array_new ();

  g_return_if_fail (ZX_IS_RECORD_DRAFT (self));
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    json_array_add_string_element (array, words[i]);
  set_node (self, member, json_node_init_array (json_node_alloc (), array));
}

void
zx_record_draft_set_json (ZxRecordDraft *self, const char *member, const char *json)
{
  JsonNode *node = json_from_string (json, NULL);

  g_return_if_fail (ZX_IS_RECORD_DRAFT (self));
  set_node (self, member, node != NULL ? node : json_node_new (JSON_NODE_NULL));
}

gboolean
zx_record_draft_has (ZxRecordDraft *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), FALSE);
  return json_object_has_member (self->now, member);
}

gboolean
zx_record_draft_is_changed (ZxRecordDraft *self)
{
  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), FALSE);
  return json_object_get_size (self->now) > 0;
}

static JsonNode *
value_of (ZxRecordDraft *self, const char *member)
{
  JsonNode *node = json_object_get_member (self->now, member);

  return node != NULL ? node : current (self, member);
}

char *
zx_record_draft_dup_plain (ZxRecordDraft *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), NULL);
  return zx_value_to_plain (value_of (self, member));
}

char *
zx_record_draft_dup_json (ZxRecordDraft *self, const char *member)
{
  JsonNode *node;

  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), NULL);

  node = value_of (self, member);
  return node != NULL ? zx_json_text (node) : g_strdup ("null");
}

char **
zx_record_draft_dup_words (ZxRecordDraft *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), NULL);
  return zx_value_to_words (value_of (self, member));
}

gint64
zx_record_draft_get_ref (ZxRecordDraft *self, const char *member)
{
  g_autofree char *plain = zx_record_draft_dup_plain (self, member);
  gint64 id;

  return zx_id_parse (plain, &id) ? id : 0;
}

void
zx_record_draft_reset (ZxRecordDraft *self)
{
  g_return_if_fail (ZX_IS_RECORD_DRAFT (self));

  g_clear_pointer (&self->now, json_object_unref);
  g_clear_pointer (&self->was, json_object_unref);
  self->now = json_object_new ();
  self->was = json_object_new ();
  g_free (self->request);
  self->request = g_uuid_string_random ();
  if (self->record != NULL)
    self->rev = zx_record_get_rev (self->record);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
zx_record_draft_saved (ZxRecordDraft *self, const char *body)
{
  g_autoptr (JsonNode) sent = json_from_string (body, NULL);
  g_autoptr (JsonObject) now = NULL;
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  g_return_if_fail (ZX_IS_RECORD_DRAFT (self));
  g_return_if_fail (sent != NULL && JSON_NODE_HOLDS_OBJECT (sent));

  now = json_object_ref (self->now);
  zx_record_draft_reset (self);
  json_object_iter_init (&iter, now);
  while (json_object_iter_next (&iter, &member, &value)) {
    JsonNode *was = json_object_get_member (json_node_get_object (sent), member);

    if (was == NULL || !zx_value_equal (was, value))
      set_node (self, member, json_node_copy (value));
  }
}

void
zx_record_draft_pass_on (ZxRecordDraft *self, ZxRecordDraft *other)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  g_return_if_fail (ZX_IS_RECORD_DRAFT (self));
  g_return_if_fail (ZX_IS_RECORD_DRAFT (other));

  json_object_iter_init (&iter, self->now);
  while (json_object_iter_next (&iter, &member, &value))
    set_node (other, member, json_node_copy (value));
  zx_record_draft_reset (self);
}

gboolean
zx_record_draft_rebase (ZxRecordDraft *self)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *was;

  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), FALSE);

  if (self->record == NULL)
    return FALSE;
  json_object_iter_init (&iter, self->was);
  while (json_object_iter_next (&iter, &member, &was))
    if (!zx_value_equal (was, current (self, member)))
      return FALSE;
  self->rev = zx_record_get_rev (self->record);
  return TRUE;
}

void
zx_record_draft_insist (ZxRecordDraft *self)
{
  g_autoptr (GList) members = NULL;

  g_return_if_fail (ZX_IS_RECORD_DRAFT (self));

  if (self->record == NULL)
    return;
  self->rev = zx_record_get_rev (self->record);
  members = json_object_get_members (self->was);
  for (GList *link = members; link != NULL; link = link->next) {
    JsonNode *now = current (self, link->data);

    json_object_set_member (self->was, link->data,
                            now != NULL ? json_node_copy (now) : json_node_new (JSON_NODE_NULL));
  }
}

char *
zx_record_draft_to_json (ZxRecordDraft *self)
{
  g_autoptr (GString) body = g_string_new ("{");
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  g_return_val_if_fail (ZX_IS_RECORD_DRAFT (self), NULL);

  if (self->record == NULL)
    zx_json_add_string (body, "request", self->request);
  json_object_iter_init (&iter, self->now);
  while (json_object_iter_next (&iter, &member, &node)) {
    g_autofree char *text = zx_json_text (node);

    zx_json_add_raw (body, member, text);
  }
  g_string_append_c (body, '}');
  return g_string_free (g_steal_pointer (&body), FALSE);
}
