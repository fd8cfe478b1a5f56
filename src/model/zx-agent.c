/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A colleague, or oneself. */
#include "zx-agent.h"

#include "zx-fields.h"

#include <string.h>

struct _ZxAgent {
  GObject parent_instance;

  gint64 id, rev, org_id, presence_since, missed_at;
  char *name, *login, *org_name, *presence_reason; /* owned */
  int role, presence;
  char **capacity; /* owned, null until it is read: "web=4" */
};

G_DEFINE_FINAL_TYPE (ZxAgent, zx_agent, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_REV,
  PROP_NAME,
  PROP_LOGIN,
  PROP_ORG_ID,
  PROP_ORG_NAME,
  PROP_ROLE,
  PROP_PRESENCE,
  PROP_PRESENCE_REASON,
  PROP_PRESENCE_SINCE,
  PROP_MISSED_AT,
  PROP_CAPACITY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxAgent, field)
static const ZxField fields[N_PROPS] = {
    [PROP_ID] = {"id", NULL, ZX_FIELD_ID, AT (id)},
    [PROP_REV] = {"rev", NULL, ZX_FIELD_INT, AT (rev)},
    [PROP_NAME] = {"name", "name", ZX_FIELD_STRING, AT (name)},
    [PROP_LOGIN] = {"login", "login", ZX_FIELD_STRING, AT (login)},
    [PROP_ORG_ID] = {"org-id", "org_id", ZX_FIELD_ID, AT (org_id)},
    [PROP_ORG_NAME] = {"org-name", "org_name", ZX_FIELD_STRING, AT (org_name), .is_kept = TRUE},
    [PROP_ROLE] = {"role", "role", ZX_FIELD_ENUM, AT (role), zx_role_get_type},
    [PROP_PRESENCE] = {"presence", "presence", ZX_FIELD_ENUM, AT (presence), zx_presence_get_type},
    [PROP_PRESENCE_REASON] = {"presence-reason", "presence_reason", ZX_FIELD_STRING,
                              AT (presence_reason)},
    [PROP_PRESENCE_SINCE] = {"presence-since", "presence_since", ZX_FIELD_TIME,
                             AT (presence_since)},
    [PROP_MISSED_AT] = {"missed-at", "missed_at", ZX_FIELD_TIME, AT (missed_at)},
    [PROP_CAPACITY] = {"capacity", NULL, ZX_FIELD_WORDS, AT (capacity)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_agent_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_agent_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_agent_parent_class)->finalize (object);
}

static void
zx_agent_class_init (ZxAgentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_agent_get_property;
  object_class->finalize = zx_agent_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_agent_init (ZxAgent *self)
{
  self->presence = ZX_PRESENCE_OFFLINE;
}

ZxAgent *
zx_agent_new (gint64 id)
{
  ZxAgent *self = g_object_new (ZX_TYPE_AGENT, NULL);

  self->id = id;
  return self;
}

/* {"web":4} → "web=4". */
static char **
read_capacity (JsonObject *object)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GList) channels = json_object_get_members (object);

  for (GList *channel = channels; channel != NULL; channel = channel->next) {
    gint64 at_once = zx_json_int (object, channel->data, 0);
    g_autofree char *word =
        g_strdup_printf ("%s=%" G_GINT64_FORMAT, (const char *) channel->data, at_once);

    g_strv_builder_add (words, word);
  }
  return g_strv_builder_end (words);
}

gboolean
zx_agent_apply_json (ZxAgent *self, JsonObject *json, gint64 rev)
{
  JsonObject *capacity = zx_json_object (json, "capacity");

  g_return_val_if_fail (ZX_IS_AGENT (self), FALSE);

  if (rev != 0 && rev <= self->rev)
    return FALSE;
  g_object_freeze_notify (G_OBJECT (self));
  zx_fields_apply (self, &table, json, rev == 0);
  if (capacity != NULL) {
    g_auto (GStrv) words = read_capacity (capacity);

    zx_field_set_words (self, &table, PROP_CAPACITY, words);
  }
  if (rev != 0)
    zx_field_set_int (self, &table, PROP_REV, rev);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}

#define GETTER(type, name)                                                                         \
  type zx_agent_get_##name (ZxAgent *self)                                                         \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_AGENT (self), 0);                                                  \
    return self->name;                                                                             \
  }

GETTER (gint64, id)
GETTER (gint64, org_id)
GETTER (const char *, name)
GETTER (const char *, login)
GETTER (const char *, org_name)
GETTER (ZxPresence, presence)
GETTER (const char *, presence_reason)
GETTER (gint64, presence_since)
GETTER (gint64, missed_at)

guint
zx_agent_get_capacity (ZxAgent *self, const char *channel)
{
  gsize length = strlen (channel);

  g_return_val_if_fail (ZX_IS_AGENT (self), 0);

  for (char **word = self->capacity; word != NULL && *word != NULL; word++)
    if (strncmp (*word, channel, length) == 0 && (*word)[length] == '=')
      return (guint) g_ascii_strtoull (*word + length + 1, NULL, 10);
  return 0;
}
