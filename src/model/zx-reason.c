/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reason why an article is an answer. */
#include "zx-reason.h"

#include "zx-fields.h"

struct _ZxReason {
  GObject parent_instance;

  char *kind, *text;
  gboolean is_factor;
  double value, share, level;
};

G_DEFINE_FINAL_TYPE (ZxReason, zx_reason, G_TYPE_OBJECT)

enum { PROP_KIND = 1, PROP_TEXT, PROP_IS_FACTOR, PROP_VALUE, PROP_SHARE, PROP_LEVEL, N_PROPS };
static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxReason, field)
static const ZxField fields[N_PROPS] = {
    [PROP_KIND] = {"kind", NULL, ZX_FIELD_STRING, AT (kind)},
    [PROP_TEXT] = {"text", NULL, ZX_FIELD_STRING, AT (text)},
    [PROP_IS_FACTOR] = {"is-factor", NULL, ZX_FIELD_BOOL, AT (is_factor)},
    [PROP_VALUE] = {"value", NULL, ZX_FIELD_DOUBLE, AT (value)},
    [PROP_SHARE] = {"share", NULL, ZX_FIELD_DOUBLE, AT (share)},
    [PROP_LEVEL] = {"level", NULL, ZX_FIELD_DOUBLE, AT (level)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_reason_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_reason_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_reason_parent_class)->finalize (object);
}

static void
zx_reason_class_init (ZxReasonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_reason_get_property;
  object_class->finalize = zx_reason_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_reason_init (ZxReason *self)
{
}

/* The one to which a part of this kind is added: single characters and sounds say little each. */
static ZxReason *
find_gathering (GListModel *list, const char *kind)
{
  if (g_strcmp0 (kind, "han") != 0 && g_strcmp0 (kind, "sound") != 0)
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxReason) reason = g_list_model_get_item (list, i); /* the list keeps it */

    if (g_strcmp0 (reason->kind, kind) == 0)
      return reason;
  }
  return NULL;
}

static void
add (GListStore *list, const char *kind, const char *text, double value, gboolean is_factor)
{
  ZxReason *gathering = is_factor ? NULL : find_gathering (G_LIST_MODEL (list), kind);
  g_autoptr (ZxReason) self = NULL;

  if (gathering != NULL) {
    g_autofree char *before = gathering->text;

    gathering->text = g_strjoin (" ", before, text, NULL);
    gathering->value += value;
    return;
  }
  self = g_object_new (ZX_TYPE_REASON, NULL);
  self->kind = g_strdup (kind);
  self->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  self->is_factor = is_factor;
  self->value = value;
  g_list_store_append (list, self);
}

static void
add_all (GListStore *list,
         JsonArray *items,
         const char *kind,
         const char *value,
         gboolean is_factor)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *node = json_array_get_element (items, i);
    JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

    if (item != NULL)
      add (list, zx_json_string (item, kind), zx_json_string (item, "text"),
           zx_json_double (item, value, 0), is_factor);
  }
}

static int
compare_values (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ZxReason *one = a, *other = b;

  return (one->value < other->value) - (one->value > other->value);
}

static void
share_out (GListModel *list)
{
  guint n = g_list_model_get_n_items (list);
  double whole = 0, greatest = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++) {
      g_autoptr (ZxReason) reason = g_list_model_get_item (list, i);

      if (pass == 0) {
        whole += reason->value;
        greatest = MAX (greatest, reason->value);
      } else if (greatest > 0) {
        reason->share = CLAMP (reason->value / whole, 0, 1);
        reason->level = CLAMP (reason->value / greatest, 0, 1);
      }
    }
}

GListModel *
zx_reasons_read (JsonObject *json)
{
  GListStore *list = g_list_store_new (ZX_TYPE_REASON);

  add_all (list, zx_json_array (json, "terms"), "kind", "score", FALSE);
  g_list_store_sort (list, compare_values, NULL);
  share_out (G_LIST_MODEL (list));
  add_all (list, zx_json_array (json, "factors"), "rule", "factor", TRUE);
  return G_LIST_MODEL (list);
}

const char *
zx_reason_get_kind (ZxReason *self)
{
  g_return_val_if_fail (ZX_IS_REASON (self), NULL);

  return self->kind;
}
