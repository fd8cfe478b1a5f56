/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing that happened with a customer: a contact, a note, or a change of his data. */
#include "zx-timeline-item.h"

#include "zx-fields.h"

struct _ZxTimelineItem {
  GObject parent_instance;

  gint64 at, id;
  char *kind, *by, *text, *action, *detail; /* owned */
  ZxPastContact *contact;                   /* owned, null unless kind is "contact" */
};

G_DEFINE_FINAL_TYPE (ZxTimelineItem, zx_timeline_item, G_TYPE_OBJECT)

enum {
  PROP_AT = 1,
  PROP_ID,
  PROP_KIND,
  PROP_BY,
  PROP_TEXT,
  PROP_ACTION,
  PROP_DETAIL,
  N_FIELDS,
  PROP_CONTACT = N_FIELDS
};

static GParamSpec *props[N_FIELDS];

#define AT(field) G_STRUCT_OFFSET (ZxTimelineItem, field)
static const ZxField fields[N_FIELDS] = {
    [PROP_AT] = {"at", "at", ZX_FIELD_TIME, AT (at)},
    [PROP_ID] = {"id", "id", ZX_FIELD_ID, AT (id)},
    [PROP_KIND] = {"kind", "kind", ZX_FIELD_STRING, AT (kind)},
    [PROP_BY] = {"by", "by", ZX_FIELD_STRING, AT (by)},
    [PROP_TEXT] = {"text", "text", ZX_FIELD_STRING, AT (text)},
    [PROP_ACTION] = {"action", "action", ZX_FIELD_STRING, AT (action)},
    [PROP_DETAIL] = {"detail", NULL, ZX_FIELD_STRING, AT (detail)},
};
static const ZxFieldTable table = {fields, props, N_FIELDS};

static void
zx_timeline_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_CONTACT)
    g_value_set_object (value, ZX_TIMELINE_ITEM (object)->contact);
  else
    zx_fields_get (object, &table, prop_id, value);
}

static void
zx_timeline_item_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  g_clear_object (&ZX_TIMELINE_ITEM (object)->contact);
  G_OBJECT_CLASS (zx_timeline_item_parent_class)->finalize (object);
}

static void
zx_timeline_item_class_init (ZxTimelineItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_timeline_item_get_property;
  object_class->finalize = zx_timeline_item_finalize;
  zx_fields_install (object_class, &table);
  g_object_class_install_property (object_class, PROP_CONTACT,
                                   g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_PAST_CONTACT,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
zx_timeline_item_init (ZxTimelineItem *self)
{
}

/* The trail keeps it as text; an answer may hold it parsed. */
static char *
read_detail (JsonObject *json)
{
  JsonNode *node = json_object_get_member (json, "detail");

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  return JSON_NODE_HOLDS_VALUE (node) ? g_strdup (zx_json_string (json, "detail"))
                                      : zx_json_text (node);
}

ZxTimelineItem *
zx_timeline_item_new (JsonObject *json)
{
  ZxTimelineItem *self = g_object_new (ZX_TYPE_TIMELINE_ITEM, NULL);
  JsonObject *contact = zx_json_object (json, "contact");

  zx_fields_apply (self, &table, json, FALSE);
  self->detail = read_detail (json);
  if (contact != NULL) {
    self->contact = zx_past_contact_new (contact);
    if (self->id == 0)
      self->id = zx_past_contact_get_id (self->contact);
  }
  return self;
}

const char *
zx_timeline_item_get_kind (ZxTimelineItem *self)
{
  g_return_val_if_fail (ZX_IS_TIMELINE_ITEM (self), NULL);
  return self->kind;
}

const char *
zx_timeline_item_get_action (ZxTimelineItem *self)
{
  g_return_val_if_fail (ZX_IS_TIMELINE_ITEM (self), NULL);
  return self->action;
}

ZxPastContact *
zx_timeline_item_get_contact (ZxTimelineItem *self)
{
  g_return_val_if_fail (ZX_IS_TIMELINE_ITEM (self), NULL);
  return self->contact;
}

/* A value as text, lists with commas; null for null and objects. */
static char *
text_of (JsonNode *node)
{
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node)) {
    GString *words = g_string_new (NULL);

    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++) {
      const char *word = zx_json_element_string (json_node_get_array (node), i);

      if (word != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", word);
    }
    return g_string_free (words, words->len == 0);
  }
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_STRING ? g_strdup (json_node_get_string (node))
                                                          : zx_json_text (node);
}

void
zx_timeline_item_each_change (ZxTimelineItem *self, ZxTimelineEach each, gpointer data)
{
  g_autoptr (JsonObject) detail = NULL;
  g_autoptr (GList) before = NULL;
  g_autoptr (GList) after = NULL;
  JsonObject *was, *now;

  g_return_if_fail (ZX_IS_TIMELINE_ITEM (self));

  if (self->detail != NULL)
    detail = zx_json_parse (self->detail, -1, NULL);
  was = zx_json_object (detail, "was");
  now = zx_json_object (detail, "now");
  before = was != NULL ? json_object_get_members (was) : NULL;
  after = now != NULL ? json_object_get_members (now) : NULL;
  for (GList *link = before; link != NULL; link = link->next) {
    g_autofree char *old = text_of (json_object_get_member (was, link->data));
    g_autofree char *new = text_of (now != NULL ? json_object_get_member (now, link->data) : NULL);

    each (link->data, old, new, data);
  }
  for (GList *link = after; link != NULL; link = link->next) {
    g_autofree char *new = text_of (json_object_get_member (now, link->data));

    if (was == NULL || !json_object_has_member (was, link->data))
      each (link->data, NULL, new, data);
  }
}

char *
zx_timeline_item_dup_detail (ZxTimelineItem *self, const char *member)
{
  g_autoptr (JsonObject) detail = NULL;

  g_return_val_if_fail (ZX_IS_TIMELINE_ITEM (self), NULL);

  if (self->detail != NULL)
    detail = zx_json_parse (self->detail, -1, NULL);
  return g_strdup (zx_json_string (detail, member));
}

gboolean
zx_timeline_item_is_same (ZxTimelineItem *self, ZxTimelineItem *other)
{
  gint64 rev = 0, other_rev = 0;

  if (self->contact != NULL)
    g_object_get (self->contact, "rev", &rev, NULL);
  if (other->contact != NULL)
    g_object_get (other->contact, "rev", &other_rev, NULL);
  return self->at == other->at && self->id == other->id && rev == other_rev &&
         g_strcmp0 (self->kind, other->kind) == 0 && g_strcmp0 (self->text, other->text) == 0 &&
         g_strcmp0 (self->action, other->action) == 0 &&
         g_strcmp0 (self->detail, other->detail) == 0;
}
