/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties of model objects from one table. */
#include "zx-fields.h"

#define AT(self, field, type) (*(type *) ((char *) (self) + (field)->offset))

static GParamSpec *
make_spec (const ZxField *field)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  switch (field->kind) {
  case ZX_FIELD_STRING:
    return g_param_spec_string (field->property, NULL, NULL, NULL, flags);
  case ZX_FIELD_WORDS:
    return g_param_spec_boxed (field->property, NULL, NULL, G_TYPE_STRV, flags);
  case ZX_FIELD_ID:
  case ZX_FIELD_INT:
  case ZX_FIELD_TIME:
    return g_param_spec_int64 (field->property, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  case ZX_FIELD_COUNT:
    return g_param_spec_uint (field->property, NULL, NULL, 0, G_MAXUINT, 0, flags);
  case ZX_FIELD_BOOL:
    return g_param_spec_boolean (field->property, NULL, NULL, FALSE, flags);
  case ZX_FIELD_DOUBLE:
    return g_param_spec_double (field->property, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  case ZX_FIELD_ENUM:
    return g_param_spec_enum (field->property, NULL, NULL, field->type (), 0, flags);
  default:
    g_assert_not_reached ();
  }
}

void
zx_fields_install (GObjectClass *class, const ZxFieldTable *table)
{
  for (guint i = 1; i < table->n; i++)
    table->props[i] = make_spec (&table->fields[i]);
  g_object_class_install_properties (class, table->n, table->props);
}

void
zx_fields_get (gpointer self, const ZxFieldTable *table, guint prop, GValue *value)
{
  const ZxField *field = &table->fields[prop];

  switch (field->kind) {
  case ZX_FIELD_STRING:
    g_value_set_string (value, AT (self, field, char *));
    break;
  case ZX_FIELD_WORDS:
    g_value_set_boxed (value, AT (self, field, char **));
    break;
  case ZX_FIELD_ID:
  case ZX_FIELD_INT:
  case ZX_FIELD_TIME:
    g_value_set_int64 (value, AT (self, field, gint64));
    break;
  case ZX_FIELD_COUNT:
    g_value_set_uint (value, AT (self, field, guint));
    break;
  case ZX_FIELD_BOOL:
    g_value_set_boolean (value, AT (self, field, gboolean));
    break;
  case ZX_FIELD_DOUBLE:
    g_value_set_double (value, AT (self, field, double));
    break;
  case ZX_FIELD_ENUM:
    g_value_set_enum (value, AT (self, field, int));
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
apply_field (gpointer self, const ZxFieldTable *table, guint prop, JsonObject *json)
{
  const ZxField *field = &table->fields[prop];

  switch (field->kind) {
  case ZX_FIELD_STRING:
    zx_field_set_string (self, table, prop, zx_json_string (json, field->member));
    break;
  case ZX_FIELD_WORDS: {
    g_auto (GStrv) words = zx_fields_dup_words (json, field->member);

    zx_field_set_words (self, table, prop, words);
    break;
  }
  case ZX_FIELD_ID:
    zx_field_set_int (self, table, prop, zx_json_id (json, field->member));
    break;
  case ZX_FIELD_TIME:
    zx_field_set_int (self, table, prop, zx_json_time (json, field->member));
    break;
  case ZX_FIELD_INT:
  case ZX_FIELD_COUNT:
    zx_field_set_int (self, table, prop, zx_json_int (json, field->member, 0));
    break;
  case ZX_FIELD_BOOL:
    zx_field_set_int (self, table, prop, zx_json_bool (json, field->member, FALSE));
    break;
  case ZX_FIELD_DOUBLE:
    zx_field_set_double (self, table, prop, zx_json_double (json, field->member, 0));
    break;
  case ZX_FIELD_ENUM:
    zx_field_set_int (self, table, prop, zx_json_enum (json, field->member, field->type (), 0));
    break;
  default:
    g_assert_not_reached ();
  }
}

void
zx_fields_apply (gpointer self, const ZxFieldTable *table, JsonObject *json, gboolean is_partial)
{
  g_object_freeze_notify (self);
  for (guint i = 1; i < table->n; i++) {
    const ZxField *field = &table->fields[i];

    if (field->member == NULL)
      continue;
    if ((is_partial || field->is_kept) && !json_object_has_member (json, field->member))
      continue;
    apply_field (self, table, i, json);
  }
  g_object_thaw_notify (self);
}

void
zx_fields_free (gpointer self, const ZxFieldTable *table)
{
  for (guint i = 1; i < table->n; i++) {
    const ZxField *field = &table->fields[i];

    if (field->kind == ZX_FIELD_STRING)
      g_clear_pointer (&AT (self, field, char *), g_free);
    else if (field->kind == ZX_FIELD_WORDS)
      g_clear_pointer (&AT (self, field, char **), g_strfreev);
  }
}

void
zx_field_set_string (gpointer self, const ZxFieldTable *table, guint prop, const char *value)
{
  char **at = &AT (self, &table->fields[prop], char *);

  if (g_strcmp0 (*at, value) == 0)
    return;
  g_free (*at);
  *at = g_strdup (value);
  g_object_notify_by_pspec (self, table->props[prop]);
}

void
zx_field_set_int (gpointer self, const ZxFieldTable *table, guint prop, gint64 value)
{
  const ZxField *field = &table->fields[prop];

  switch (field->kind) {
  case ZX_FIELD_COUNT:
    value = CLAMP (value, 0, G_MAXUINT);
    if (AT (self, field, guint) == value)
      return;
    AT (self, field, guint) = (guint) value;
    break;
  case ZX_FIELD_BOOL:
  case ZX_FIELD_ENUM:
    if (AT (self, field, int) == value)
      return;
    AT (self, field, int) = (int) value;
    break;
  default:
    if (AT (self, field, gint64) == value)
      return;
    AT (self, field, gint64) = value;
  }
  g_object_notify_by_pspec (self, table->props[prop]);
}

void
zx_field_set_double (gpointer self, const ZxFieldTable *table, guint prop, double value)
{
  double *at = &AT (self, &table->fields[prop], double);

  if (!(*at < value) && !(*at > value))
    return;
  *at = value;
  g_object_notify_by_pspec (self, table->props[prop]);
}

void
zx_field_set_words (gpointer self, const ZxFieldTable *table, guint prop, char **value)
{
  char ***at = &AT (self, &table->fields[prop], char **);

  if (*at != NULL && g_strv_equal ((const char *const *) *at, (const char *const *) value))
    return;
  g_strfreev (*at);
  *at = g_strdupv (value);
  g_object_notify_by_pspec (self, table->props[prop]);
}

char **
zx_fields_dup_words (JsonObject *json, const char *member)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = zx_json_array (json, member);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
      g_strv_builder_add (builder, json_node_get_string (node));
  }
  return g_strv_builder_end (builder);
}
