/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing that an administrator sets up, its members by name. */
#include "zx-record.h"

#include "zx-record-value.h"

struct _ZxRecord {
  GObject parent_instance;

  const char *noun; /* interned */
  gint64 id, rev;
  JsonObject *json; /* owned, never null, ours alone */
  char *title;      /* owned */
};

G_DEFINE_FINAL_TYPE (ZxRecord, zx_record, G_TYPE_OBJECT)

enum { PROP_NOUN = 1, PROP_ID, PROP_REV, PROP_TITLE, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
zx_record_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ZxRecord *self = ZX_RECORD (object);

  switch (prop_id) {
  case PROP_NOUN:
    g_value_set_static_string (value, self->noun);
    break;
  case PROP_ID:
    g_value_set_int64 (value, self->id);
    break;
  case PROP_REV:
    g_value_set_int64 (value, self->rev);
    break;
  case PROP_TITLE:
    g_value_set_string (value, zx_record_get_title (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
zx_record_finalize (GObject *object)
{
  ZxRecord *self = ZX_RECORD (object);

  json_object_unref (self->json);
  g_free (self->title);
  G_OBJECT_CLASS (zx_record_parent_class)->finalize (object);
}

static void
zx_record_class_init (ZxRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_record_get_property;
  object_class->finalize = zx_record_finalize;
  props[PROP_NOUN] = g_param_spec_string ("noun", NULL, NULL, NULL, flags);
  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_REV] = g_param_spec_int64 ("rev", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_record_init (ZxRecord *self)
{
  self->json = json_object_new ();
}

ZxRecord *
zx_record_new (const char *noun, gint64 id)
{
  ZxRecord *self = g_object_new (ZX_TYPE_RECORD, NULL);

  self->noun = g_intern_string (noun);
  self->id = id;
  return self;
}

/* The first of these that it has is what it is called. */
static char *
find_title (ZxRecord *self)
{
  static const char *const members[] = {"name", "title", "label", "version",
                                        "word", "login", "key"};

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    const char *text = zx_record_get_text (self, members[i]);

    if (text != NULL && *text != '\0')
      return g_strdup (text);
  }
  return g_strdup ("");
}

gboolean
zx_record_apply_json (ZxRecord *self, JsonObject *json, gint64 rev, gboolean is_partial)
{
  g_autoptr (JsonObject) old = NULL;
  g_autofree char *title = NULL;
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  g_return_val_if_fail (ZX_IS_RECORD (self), FALSE);

  /* What was there from the beginning (the three tiers) has rev 0. */
  if (rev < self->rev || (rev == self->rev && json_object_get_size (self->json) > 0))
    return FALSE;
  if (!is_partial) {
    old = g_steal_pointer (&self->json);
    self->json = json_object_new ();
  }
  json_object_iter_init (&iter, json);
  while (json_object_iter_next (&iter, &member, &node))
    json_object_set_member (self->json, member, json_node_copy (node));
  g_object_freeze_notify (G_OBJECT (self));
  self->rev = rev;
  title = find_title (self);
  if (g_strcmp0 (title, self->title) != 0) {
    g_free (self->title);
    self->title = g_steal_pointer (&title);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REV]);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}

#define GETTER(type, name, from)                                                                   \
  type zx_record_get_##name (ZxRecord *self)                                                       \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_RECORD (self), 0);                                                 \
    return self->from;                                                                             \
  }

GETTER (const char *, noun, noun)
GETTER (gint64, id, id)
GETTER (gint64, rev, rev)

const char *
zx_record_get_title (ZxRecord *self)
{
  g_return_val_if_fail (ZX_IS_RECORD (self), "");
  return self->title != NULL ? self->title : "";
}

JsonNode *
zx_record_lend_node (ZxRecord *self, const char *member)
{
  return json_object_get_member (self->json, member);
}

GList *
zx_record_list_members (ZxRecord *self)
{
  return json_object_get_members (self->json);
}

gboolean
zx_record_has (ZxRecord *self, const char *member)
{
  JsonNode *node = zx_record_lend_node (self, member);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

const char *
zx_record_get_text (ZxRecord *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_RECORD (self), NULL);
  return zx_json_string (self->json, member);
}

gint64
zx_record_get_int (ZxRecord *self, const char *member, gint64 fallback)
{
  g_return_val_if_fail (ZX_IS_RECORD (self), fallback);
  return zx_json_int (self->json, member, fallback);
}

gboolean
zx_record_get_bool (ZxRecord *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_RECORD (self), FALSE);
  return zx_json_bool (self->json, member, FALSE);
}

gint64
zx_record_get_ref (ZxRecord *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_RECORD (self), 0);
  return zx_json_id (self->json, member);
}

gint64
zx_record_get_time (ZxRecord *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_RECORD (self), 0);
  return zx_json_time (self->json, member);
}

char **
zx_record_dup_words (ZxRecord *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_RECORD (self), NULL);
  return zx_value_to_words (zx_record_lend_node (self, member));
}

char *
zx_record_dup_plain (ZxRecord *self, const char *member)
{
  g_return_val_if_fail (ZX_IS_RECORD (self), NULL);
  return zx_value_to_plain (zx_record_lend_node (self, member));
}

char *
zx_record_dup_json (ZxRecord *self, const char *member)
{
  JsonNode *node;

  g_return_val_if_fail (ZX_IS_RECORD (self), NULL);

  node = zx_record_lend_node (self, member);
  return node != NULL ? zx_json_text (node) : g_strdup ("null");
}
