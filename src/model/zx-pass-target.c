/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody, or some queue, that a contact can be given to. */
#include "zx-pass-target.h"

struct _ZxPassTarget {
  GObject parent_instance;

  ZxPassKind kind;
  gint64 id;
  char *name; /* owned, never null */
  ZxPresence presence;
  gboolean missed;
  guint taken, room, online, free, waiting;
};

G_DEFINE_FINAL_TYPE (ZxPassTarget, zx_pass_target, G_TYPE_OBJECT)

static void
zx_pass_target_finalize (GObject *object)
{
  ZxPassTarget *self = ZX_PASS_TARGET (object);

  g_free (self->name);
  G_OBJECT_CLASS (zx_pass_target_parent_class)->finalize (object);
}

static void
zx_pass_target_class_init (ZxPassTargetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zx_pass_target_finalize;
}

static void
zx_pass_target_init (ZxPassTarget *self)
{
}

static guint
count (JsonObject *item, const char *member)
{
  return (guint) CLAMP (zx_json_int (item, member, 0), 0, G_MAXINT);
}

ZxPassTarget *
zx_pass_target_new (ZxPassKind kind, JsonObject *item)
{
  ZxPassTarget *self = g_object_new (ZX_TYPE_PASS_TARGET, NULL);
  const char *name = zx_json_string (item, "name");

  self->kind = kind;
  self->id = zx_json_id (item, "id");
  self->name = g_strdup (name != NULL ? name : "");
  self->presence = zx_json_enum (item, "presence", ZX_TYPE_PRESENCE, ZX_PRESENCE_OFFLINE);
  self->missed = zx_json_bool (item, "missed", FALSE);
  self->taken = count (item, "taken");
  self->room = count (item, "room");
  self->online = count (item, "online");
  self->free = count (item, "free");
  self->waiting = count (item, "waiting");
  return self;
}

void
zx_pass_target_follow (ZxPassTarget *self, ZxPassTarget *newer)
{
  g_return_if_fail (ZX_IS_PASS_TARGET (self) && ZX_IS_PASS_TARGET (newer));
  g_return_if_fail (self->kind == newer->kind && self->id == newer->id);

  g_free (self->name);
  self->name = g_strdup (newer->name);
  self->presence = newer->presence;
  self->missed = newer->missed;
  self->taken = newer->taken;
  self->room = newer->room;
  self->online = newer->online;
  self->free = newer->free;
  self->waiting = newer->waiting;
}

gboolean
zx_pass_target_is_there (ZxPassTarget *self)
{
  g_return_val_if_fail (ZX_IS_PASS_TARGET (self), FALSE);

  return self->kind == ZX_PASS_AGENT ? self->presence == ZX_PRESENCE_ONLINE && !self->missed
                                     : self->online > 0;
}

#define GETTER(type, name)                                                                         \
  type zx_pass_target_get_##name (ZxPassTarget *self)                                              \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_PASS_TARGET (self), 0);                                            \
    return self->name;                                                                             \
  }

GETTER (ZxPassKind, kind)
GETTER (gint64, id)
GETTER (const char *, name)
GETTER (ZxPresence, presence)
GETTER (gboolean, missed)
GETTER (guint, taken)
GETTER (guint, room)
GETTER (guint, online)
GETTER (guint, free)
GETTER (guint, waiting)
