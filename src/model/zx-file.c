/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file that a message carries, from the agent's disk to the server. */
#include "zx-file.h"

#include "zx-fields.h"
#include "zx-id.h"

struct _ZxFile {
  GObject parent_instance;

  gint64 id, size, width, height;
  char *uuid, *name, *type, *path, *refusal; /* owned */
  GBytes *bytes;                             /* owned, nullable */
  int state;
  double progress;
  gboolean has_thumb, is_picture;
};

G_DEFINE_ENUM_TYPE (ZxFileState,
                    zx_file_state,
                    G_DEFINE_ENUM_VALUE (ZX_FILE_LOCAL, "local"),
                    G_DEFINE_ENUM_VALUE (ZX_FILE_UPLOADING, "uploading"),
                    G_DEFINE_ENUM_VALUE (ZX_FILE_STORED, "stored"),
                    G_DEFINE_ENUM_VALUE (ZX_FILE_FAILED, "failed"))

G_DEFINE_FINAL_TYPE (ZxFile, zx_file, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_UUID,
  PROP_NAME,
  PROP_TYPE,
  PROP_SIZE,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_HAS_THUMB,
  PROP_PATH,
  PROP_STATE,
  PROP_PROGRESS,
  PROP_REFUSAL,
  PROP_IS_PICTURE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxFile, field)
static const ZxField fields[N_PROPS] = {
    [PROP_ID] = {"id", "id", ZX_FIELD_ID, AT (id), NULL, TRUE},
    [PROP_UUID] = {"uuid", "uuid", ZX_FIELD_STRING, AT (uuid), NULL, TRUE},
    [PROP_NAME] = {"name", "name", ZX_FIELD_STRING, AT (name), NULL, TRUE},
    [PROP_TYPE] = {"type", "type", ZX_FIELD_STRING, AT (type), NULL, TRUE},
    [PROP_SIZE] = {"size", "size", ZX_FIELD_INT, AT (size), NULL, TRUE},
    [PROP_WIDTH] = {"width", "width", ZX_FIELD_INT, AT (width), NULL, TRUE},
    [PROP_HEIGHT] = {"height", "height", ZX_FIELD_INT, AT (height), NULL, TRUE},
    [PROP_HAS_THUMB] = {"has-thumb", "thumb", ZX_FIELD_BOOL, AT (has_thumb), NULL, TRUE},
    [PROP_PATH] = {"path", NULL, ZX_FIELD_STRING, AT (path)},
    [PROP_STATE] = {"state", NULL, ZX_FIELD_ENUM, AT (state), zx_file_state_get_type},
    [PROP_PROGRESS] = {"progress", NULL, ZX_FIELD_DOUBLE, AT (progress)},
    [PROP_REFUSAL] = {"refusal", NULL, ZX_FIELD_STRING, AT (refusal)},
    [PROP_IS_PICTURE] = {"is-picture", NULL, ZX_FIELD_BOOL, AT (is_picture)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_file_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_file_finalize (GObject *object)
{
  g_clear_pointer (&ZX_FILE (object)->bytes, g_bytes_unref);
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_file_parent_class)->finalize (object);
}

static void
zx_file_class_init (ZxFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_file_get_property;
  object_class->finalize = zx_file_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_file_init (ZxFile *self)
{
}

static void
judge_picture (ZxFile *self)
{
  static const char *const types[] = {"image/png", "image/jpeg", "image/gif", "image/webp", NULL};

  zx_field_set_int (self, &table, PROP_IS_PICTURE,
                    self->type != NULL && g_strv_contains (types, self->type));
}

ZxFile *
zx_file_new (JsonObject *json)
{
  ZxFile *self = g_object_new (ZX_TYPE_FILE, NULL);

  zx_file_apply_json (self, json);
  return self;
}

ZxFile *
zx_file_new_here (const char *uuid, const char *name, const char *path, GBytes *bytes, gint64 size)
{
  ZxFile *self = g_object_new (ZX_TYPE_FILE, NULL);
  g_autofree char *content = g_content_type_guess (name, NULL, 0, NULL);

  self->uuid = uuid != NULL ? g_strdup (uuid) : g_uuid_string_random ();
  self->name = g_strdup (name);
  self->type = g_content_type_get_mime_type (content);
  self->path = g_strdup (path);
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  self->size = bytes != NULL ? (gint64) g_bytes_get_size (bytes) : size;
  judge_picture (self);
  return self;
}

GListModel *
zx_file_list_new (JsonArray *array)
{
  guint length = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GListStore) files = g_list_store_new (ZX_TYPE_FILE);

  for (guint i = 0; i < length; i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_OBJECT (node)) {
      g_autoptr (ZxFile) file = zx_file_new (json_node_get_object (node));

      g_list_store_append (files, file);
    }
  }
  if (g_list_model_get_n_items (G_LIST_MODEL (files)) == 0)
    return NULL;
  return G_LIST_MODEL (g_steal_pointer (&files));
}

void
zx_file_apply_json (ZxFile *self, JsonObject *json)
{
  g_return_if_fail (ZX_IS_FILE (self));

  g_object_freeze_notify (G_OBJECT (self));
  zx_fields_apply (self, &table, json, FALSE);
  zx_file_set_state (self, ZX_FILE_STORED, NULL);
  zx_file_set_progress (self, 1);
  judge_picture (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
zx_file_set_state (ZxFile *self, ZxFileState state, const char *refusal)
{
  zx_field_set_int (self, &table, PROP_STATE, state);
  zx_field_set_string (self, &table, PROP_REFUSAL, refusal);
}

void
zx_file_set_progress (ZxFile *self, double progress)
{
  zx_field_set_double (self, &table, PROP_PROGRESS, progress);
}

void
zx_file_set_path (ZxFile *self, const char *path)
{
  zx_field_set_string (self, &table, PROP_PATH, path);
}

#define GETTER(type, name, field)                                                                  \
  type zx_file_get_##name (ZxFile *self)                                                           \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_FILE (self), 0);                                                   \
    return self->field;                                                                            \
  }

GETTER (gint64, id, id)
GETTER (const char *, uuid, uuid)
GETTER (const char *, name, name)
GETTER (const char *, content_type, type)
GETTER (gint64, size, size)
GETTER (gint64, width, width)
GETTER (gint64, height, height)
GETTER (gboolean, has_thumb, has_thumb)
GETTER (gboolean, is_picture, is_picture)
GETTER (const char *, path, path)
GETTER (GBytes *, bytes, bytes)
GETTER (ZxFileState, state, state)
GETTER (double, progress, progress)
GETTER (const char *, refusal, refusal)
