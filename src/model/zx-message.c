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
  N_PROPS
};

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
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_message_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_message_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_message_parent_class)->finalize (object);
}

static void
zx_message_class_init (ZxMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_message_get_property;
  object_class->finalize = zx_message_finalize;
  zx_fields_install (object_class, &table);
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

gboolean
zx_message_apply_json (ZxMessage *self, gint64 id, JsonObject *json, gint64 rev)
{
  g_return_val_if_fail (ZX_IS_MESSAGE (self), FALSE);

  if (rev <= self->rev)
    return FALSE;
  g_object_freeze_notify (G_OBJECT (self));
  zx_fields_apply (self, &table, json, FALSE);
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
