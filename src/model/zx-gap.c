/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions without an answer that are like each other. */
#include "zx-gap.h"

#include "zx-fields.h"

struct _ZxGap {
  GObject parent_instance;

  char *text; /* owned */
  guint count;
  gint64 last_at;
  GListStore *questions; /* owned, of ZxGapQuestion */
};

G_DEFINE_FINAL_TYPE (ZxGap, zx_gap, G_TYPE_OBJECT)

enum { PROP_TEXT = 1, PROP_COUNT, PROP_LAST_AT, N_PROPS };

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxGap, field)
static const ZxField fields[N_PROPS] = {
    [PROP_TEXT] = {"text", "text", ZX_FIELD_STRING, AT (text)},
    [PROP_COUNT] = {"count", "count", ZX_FIELD_COUNT, AT (count)},
    [PROP_LAST_AT] = {"last-at", "last_at", ZX_FIELD_TIME, AT (last_at)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_gap_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_gap_finalize (GObject *object)
{
  g_object_unref (ZX_GAP (object)->questions);
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_gap_parent_class)->finalize (object);
}

static void
zx_gap_class_init (ZxGapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_gap_get_property;
  object_class->finalize = zx_gap_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_gap_init (ZxGap *self)
{
  self->questions = g_list_store_new (ZX_TYPE_GAP_QUESTION);
}

ZxGap *
zx_gap_new (JsonObject *json)
{
  ZxGap *self = g_object_new (ZX_TYPE_GAP, NULL);
  JsonArray *questions = zx_json_array (json, "questions");

  zx_fields_apply (self, &table, json, FALSE);
  for (guint i = 0; questions != NULL && i < json_array_get_length (questions); i++) {
    JsonNode *node = json_array_get_element (questions, i);
    g_autoptr (ZxGapQuestion) question =
        JSON_NODE_HOLDS_OBJECT (node) ? zx_gap_question_new (json_node_get_object (node)) : NULL;

    if (question != NULL)
      g_list_store_append (self->questions, question);
  }
  return self;
}

const char *
zx_gap_get_text (ZxGap *self)
{
  g_return_val_if_fail (ZX_IS_GAP (self), "");

  return self->text != NULL ? self->text : "";
}

guint
zx_gap_get_count (ZxGap *self)
{
  g_return_val_if_fail (ZX_IS_GAP (self), 0);

  return self->count;
}

gint64
zx_gap_get_last_at (ZxGap *self)
{
  g_return_val_if_fail (ZX_IS_GAP (self), 0);

  return self->last_at;
}

GListModel *
zx_gap_get_questions (ZxGap *self)
{
  g_return_val_if_fail (ZX_IS_GAP (self), NULL);

  return G_LIST_MODEL (self->questions);
}

char *
zx_gap_dup_wordings (ZxGap *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *words = g_string_new (NULL);

  g_return_val_if_fail (ZX_IS_GAP (self), g_string_free (words, FALSE));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->questions)); i++) {
    g_autoptr (ZxGapQuestion) question = g_list_model_get_item (G_LIST_MODEL (self->questions), i);
    const char *text = zx_gap_question_get_text (question); /* the list keeps it */

    if (g_hash_table_add (seen, (char *) text))
      g_string_append_printf (words, "%s%s", words->len > 0 ? "\n" : "", text);
  }
  return g_string_free (words, FALSE);
}
