/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A colleague who was invited to a contact. */
#include "zx-guest.h"

#include "zx-fields.h"

struct _ZxGuest {
  GObject parent_instance;

  gint64 agent_id, at;
  char *name, *by; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxGuest, zx_guest, G_TYPE_OBJECT)

enum { PROP_AGENT_ID = 1, PROP_NAME, PROP_BY, PROP_AT, N_PROPS };

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxGuest, field)
static const ZxField fields[N_PROPS] = {
    [PROP_AGENT_ID] = {"agent-id", "id", ZX_FIELD_ID, AT (agent_id)},
    [PROP_NAME] = {"name", "name", ZX_FIELD_STRING, AT (name)},
    [PROP_BY] = {"by", "by", ZX_FIELD_STRING, AT (by)},
    [PROP_AT] = {"at", "at", ZX_FIELD_TIME, AT (at)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_guest_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_guest_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_guest_parent_class)->finalize (object);
}

static void
zx_guest_class_init (ZxGuestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_guest_get_property;
  object_class->finalize = zx_guest_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_guest_init (ZxGuest *self)
{
}

ZxGuest *
zx_guest_new (JsonObject *item)
{
  ZxGuest *self = g_object_new (ZX_TYPE_GUEST, NULL);

  zx_fields_apply (self, &table, item, FALSE);
  return self;
}

gboolean
zx_guest_is_same (ZxGuest *self, ZxGuest *other)
{
  return self->agent_id == other->agent_id && self->at == other->at &&
         g_strcmp0 (self->name, other->name) == 0 && g_strcmp0 (self->by, other->by) == 0;
}

#define GETTER(type, name)                                                                         \
  type zx_guest_get_##name (ZxGuest *self)                                                         \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_GUEST (self), 0);                                                  \
    return self->name;                                                                             \
  }

GETTER (gint64, agent_id)
GETTER (const char *, name)
GETTER (const char *, by)
GETTER (gint64, at)
