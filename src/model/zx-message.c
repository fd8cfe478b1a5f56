/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message of a contact, from the outbox to sent. */
#include "zx-message.h"

#include "zx-fields.h"

struct _ZxMessage {
  GObject parent_instance;

  gint64 id, rev, contact_id, agent_id, sent_at, refusal_seq;
  char *uuid, *agent_name, *text, *refusal, *refusal_detail; /* owned */
  int author, state;
  gboolean internal;

  gboolean recalled, quote_recalled, mentions_me;
  char *recalled_text, *quote_name, *quote_text, *system_code; /* owned */
  gint64 quote_id, reader_id;
  int quote_author;
  char **mentions;    /* owned: ids of agents, or null */
  GListModel *files;  /* owned: of ZxFile, or null */
  JsonObject *system; /* owned, or null */
};

G_DEFINE_FINAL_TYPE (ZxMessage, zx_message, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_REV,
  PROP_UUID,
  PROP_CONTACT_ID,
  PROP_AUTHOR,
  PROP_AGENT_ID,
  PROP_AGENT_NAME,
  PROP_TEXT,
  PROP_INTERNAL,
  PROP_SENT_AT,
  PROP_STATE,
  PROP_REFUSAL,
  PROP_REFUSAL_DETAIL,
  PROP_REFUSAL_SEQ,
  PROP_RECALLED,
  PROP_RECALLED_TEXT,
  PROP_QUOTE_ID,
  PROP_QUOTE_AUTHOR,
  PROP_QUOTE_NAME,
  PROP_QUOTE_TEXT,
  PROP_QUOTE_RECALLED,
  PROP_MENTIONS_ME,
  PROP_SYSTEM_CODE,
  N_PROPS
};

/* Not read by the table: objects live in it. */
#define PROP_FILES N_PROPS

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxMessage, field)
static const ZxField fields[N_PROPS] = {
    [PROP_ID] = {"id", NULL, ZX_FIELD_ID, AT (id)},
    [PROP_REV] = {"rev", NULL, ZX_FIELD_INT, AT (rev)},
    [PROP_UUID] = {"uuid", "uuid", ZX_FIELD_STRING, AT (uuid)},
    [PROP_CONTACT_ID] = {"contact-id", "contact_id", ZX_FIELD_ID, AT (contact_id)},
    [PROP_AUTHOR] = {"author", "author", ZX_FIELD_ENUM, AT (author), zx_author_get_type},
    [PROP_AGENT_ID] = {"agent-id", "agent_id", ZX_FIELD_ID, AT (agent_id)},
    [PROP_AGENT_NAME] = {"agent-name", "agent_name", ZX_FIELD_STRING, AT (agent_name)},
    [PROP_TEXT] = {"text", "text", ZX_FIELD_STRING, AT (text)},
    [PROP_INTERNAL] = {"internal", "internal", ZX_FIELD_BOOL, AT (internal)},
    [PROP_SENT_AT] = {"sent-at", "sent_at", ZX_FIELD_TIME, AT (sent_at)},
    [PROP_STATE] = {"state", NULL, ZX_FIELD_ENUM, AT (state), zx_message_state_get_type},
    [PROP_REFUSAL] = {"refusal", NULL, ZX_FIELD_STRING, AT (refusal)},
    [PROP_REFUSAL_DETAIL] = {"refusal-detail", NULL, ZX_FIELD_STRING, AT (refusal_detail)},
    [PROP_REFUSAL_SEQ] = {"refusal-seq", NULL, ZX_FIELD_INT, AT (refusal_seq)},
    [PROP_RECALLED] = {"recalled", NULL, ZX_FIELD_BOOL, AT (recalled)},
    [PROP_RECALLED_TEXT] = {"recalled-text", NULL, ZX_FIELD_STRING, AT (recalled_text)},
    [PROP_QUOTE_ID] = {"quote-id", NULL, ZX_FIELD_ID, AT (quote_id)},
    [PROP_QUOTE_AUTHOR] = {"quote-author", NULL, ZX_FIELD_ENUM, AT (quote_author),
                           zx_author_get_type},
    [PROP_QUOTE_NAME] = {"quote-name", NULL, ZX_FIELD_STRING, AT (quote_name)},
    [PROP_QUOTE_TEXT] = {"quote-text", NULL, ZX_FIELD_STRING, AT (quote_text)},
    [PROP_QUOTE_RECALLED] = {"quote-recalled", NULL, ZX_FIELD_BOOL, AT (quote_recalled)},
    [PROP_MENTIONS_ME] = {"mentions-me", NULL, ZX_FIELD_BOOL, AT (mentions_me)},
    [PROP_SYSTEM_CODE] = {"system-code", NULL, ZX_FIELD_STRING, AT (system_code)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_message_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_FILES)
    g_value_set_object (value, ZX_MESSAGE (object)->files);
  else
    zx_fields_get (object, &table, prop_id, value);
}

static void
zx_message_finalize (GObject *object)
{
  ZxMessage *self = ZX_MESSAGE (object);

  zx_fields_free (object, &table);
  g_strfreev (self->mentions);
  g_clear_object (&self->files);
  g_clear_pointer (&self->system, json_object_unref);
  G_OBJECT_CLASS (zx_message_parent_class)->finalize (object);
}

static void
zx_message_class_init (ZxMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_message_get_property;
  object_class->finalize = zx_message_finalize;
  zx_fields_install (object_class, &table);
  g_object_class_install_property (
      object_class, PROP_FILES,
      g_param_spec_object ("files", NULL, NULL, G_TYPE_LIST_MODEL,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
}

static void
zx_message_init (ZxMessage *self)
{
}

ZxMessage *
zx_message_new (gint64 id)
{
  ZxMessage *self = g_object_new (ZX_TYPE_MESSAGE, NULL);

  self->id = id;
  self->state = ZX_MESSAGE_SENT;
  return self;
}

ZxMessage *
zx_message_new_pending (const char *uuid,
                        gint64 contact_id,
                        const char *text,
                        gboolean internal,
                        gint64 written_at_ms)
{
  ZxMessage *self = g_object_new (ZX_TYPE_MESSAGE, NULL);

  self->uuid = g_strdup (uuid);
  self->contact_id = contact_id;
  self->text = g_strdup (text);
  self->internal = internal;
  self->sent_at = written_at_ms;
  self->author = ZX_AUTHOR_AGENT;
  self->state = ZX_MESSAGE_PENDING;
  return self;
}

static void
apply_quote (ZxMessage *self, JsonObject *quote)
{
  zx_field_set_int (self, &table, PROP_QUOTE_ID, zx_json_id (quote, "id"));
  zx_field_set_int (self, &table, PROP_QUOTE_AUTHOR,
                    zx_json_enum (quote, "author", ZX_TYPE_AUTHOR, ZX_AUTHOR_CUSTOMER));
  zx_field_set_string (self, &table, PROP_QUOTE_NAME, zx_json_string (quote, "name"));
  zx_field_set_string (self, &table, PROP_QUOTE_TEXT, zx_json_string (quote, "text"));
  zx_field_set_int (self, &table, PROP_QUOTE_RECALLED, zx_json_bool (quote, "recalled", FALSE));
}

static void
derive_mentions_me (ZxMessage *self)
{
  g_autofree char *reader = g_strdup_printf ("%" G_GINT64_FORMAT, self->reader_id);

  zx_field_set_int (self, &table, PROP_MENTIONS_ME,
                    self->mentions != NULL &&
                        g_strv_contains ((const char *const *) self->mentions, reader));
}

void
zx_message_set_files (ZxMessage *self, GListModel *files)
{
  g_return_if_fail (ZX_IS_MESSAGE (self));

  if (g_set_object (&self->files, files))
    g_object_notify (G_OBJECT (self), "files");
}

GListModel *
zx_message_get_files (ZxMessage *self)
{
  g_return_val_if_fail (ZX_IS_MESSAGE (self), NULL);
  return self->files;
}

/* Those that are known stay the same objects: one that was just uploaded becomes stored. */
static void
apply_files (ZxMessage *self, JsonArray *array)
{
  guint n = array != NULL ? json_array_get_length (array) : 0;
  gboolean is_same = n > 0 && self->files != NULL && g_list_model_get_n_items (self->files) == n;
  g_autoptr (GListModel) files = NULL;

  for (guint i = 0; is_same && i < n; i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (self->files, i);
    JsonNode *node = json_array_get_element (array, i);

    is_same = JSON_NODE_HOLDS_OBJECT (node) &&
              g_strcmp0 (zx_json_string (json_node_get_object (node), "uuid"),
                         zx_file_get_uuid (file)) == 0;
    if (is_same)
      zx_file_apply_json (file, json_node_get_object (node));
  }
  if (is_same)
    return;
  files = zx_file_list_new (array);
  zx_message_set_files (self, files);
}

/* All of it as words: it is only ever shown. */
static JsonObject *
words_of (JsonObject *system)
{
  JsonObject *words = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, system);
  while (json_object_iter_next (&iter, &member, &node)) {
    g_autofree char *number = NULL;

    if (!JSON_NODE_HOLDS_VALUE (node))
      continue;
    if (json_node_get_value_type (node) == G_TYPE_INT64)
      number = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    json_object_set_string_member (words, member,
                                   number != NULL ? number : json_node_get_string (node));
  }
  return words;
}

void
zx_message_apply_extra (ZxMessage *self, JsonObject *extra)
{
  JsonObject *system = zx_json_object (extra, "system");

  g_return_if_fail (ZX_IS_MESSAGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  apply_quote (self, zx_json_object (extra, "quote"));
  apply_files (self, extra != NULL ? zx_json_array (extra, "files") : NULL);
  g_strfreev (self->mentions);
  self->mentions = extra != NULL ? zx_fields_dup_words (extra, "mentions") : NULL;
  derive_mentions_me (self);
  g_clear_pointer (&self->system, json_object_unref);
  self->system = system != NULL ? words_of (system) : NULL;
  zx_field_set_string (self, &table, PROP_SYSTEM_CODE, zx_json_string (system, "code"));
  g_object_thaw_notify (G_OBJECT (self));
}

void
zx_message_set_reader (ZxMessage *self, gint64 agent_id)
{
  g_return_if_fail (ZX_IS_MESSAGE (self));

  self->reader_id = agent_id;
  derive_mentions_me (self);
}

/* Before its text is overwritten: I may want to write it better. */
static void
keep_text (ZxMessage *self)
{
  if (self->text != NULL && self->text[0] != '\0' && self->author == ZX_AUTHOR_AGENT &&
      self->agent_id == self->reader_id)
    zx_field_set_string (self, &table, PROP_RECALLED_TEXT, self->text);
}

void
zx_message_set_withdrawn (ZxMessage *self)
{
  g_return_if_fail (ZX_IS_MESSAGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  keep_text (self);
  zx_field_set_string (self, &table, PROP_TEXT, "");
  zx_message_apply_extra (self, NULL);
  zx_field_set_int (self, &table, PROP_RECALLED, TRUE);
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
zx_message_apply_json (ZxMessage *self, gint64 id, JsonObject *json, gint64 rev)
{
  gboolean is_recalled;

  g_return_val_if_fail (ZX_IS_MESSAGE (self), FALSE);

  if (rev <= self->rev)
    return FALSE;
  g_object_freeze_notify (G_OBJECT (self));
  is_recalled = zx_json_time (json, "recalled_at") != 0;
  if (is_recalled)
    keep_text (self);
  zx_fields_apply (self, &table, json, FALSE);
  zx_message_apply_extra (self, zx_json_object (json, "extra"));
  zx_field_set_int (self, &table, PROP_RECALLED, is_recalled);
  zx_field_set_int (self, &table, PROP_ID, id);
  zx_field_set_int (self, &table, PROP_REV, rev);
  if (self->state == ZX_MESSAGE_PENDING || self->state == ZX_MESSAGE_FAILED)
    zx_message_set_state (self, ZX_MESSAGE_SENT);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}

void
zx_message_set_state (ZxMessage *self, ZxMessageState state)
{
  g_object_freeze_notify (G_OBJECT (self));
  zx_field_set_int (self, &table, PROP_STATE, state);
  zx_field_set_string (self, &table, PROP_REFUSAL, NULL);
  zx_field_set_string (self, &table, PROP_REFUSAL_DETAIL, NULL);
  zx_field_set_int (self, &table, PROP_REFUSAL_SEQ, 0);
  g_object_thaw_notify (G_OBJECT (self));
}

void
zx_message_set_refused (ZxMessage *self, const char *refusal, const char *detail, gint64 seq)
{
  g_object_freeze_notify (G_OBJECT (self));
  zx_field_set_int (self, &table, PROP_STATE, ZX_MESSAGE_FAILED);
  zx_field_set_string (self, &table, PROP_REFUSAL, refusal);
  zx_field_set_string (self, &table, PROP_REFUSAL_DETAIL, detail);
  zx_field_set_int (self, &table, PROP_REFUSAL_SEQ, seq);
  g_object_thaw_notify (G_OBJECT (self));
}

void
zx_message_set_sender (ZxMessage *self, gint64 agent_id, const char *agent_name)
{
  zx_field_set_int (self, &table, PROP_AGENT_ID, agent_id);
  zx_field_set_string (self, &table, PROP_AGENT_NAME, agent_name);
}

#define GETTER(type, name)                                                                         \
  type zx_message_get_##name (ZxMessage *self)                                                     \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_MESSAGE (self), 0);                                                \
    return self->name;                                                                             \
  }

GETTER (gint64, id)
GETTER (gint64, rev)
GETTER (gint64, contact_id)
GETTER (gint64, agent_id)
GETTER (gint64, sent_at)
GETTER (ZxAuthor, author)
GETTER (ZxMessageState, state)
GETTER (gboolean, internal)
GETTER (const char *, uuid)
GETTER (const char *, text)
GETTER (const char *, agent_name)
GETTER (const char *, refusal)
GETTER (const char *, refusal_detail)
GETTER (gboolean, recalled)
GETTER (const char *, recalled_text)
GETTER (gint64, quote_id)
GETTER (ZxAuthor, quote_author)
GETTER (const char *, quote_name)
GETTER (const char *, quote_text)
GETTER (gboolean, quote_recalled)
GETTER (gboolean, mentions_me)
GETTER (const char *, system_code)

const char *
zx_message_get_system (ZxMessage *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_MESSAGE (self), NULL);
  return zx_json_string (self->system, member);
}
