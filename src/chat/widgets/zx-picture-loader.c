/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetches and decodes pictures without holding up the window, and keeps the latest. */
#include "zx-picture-loader.h"

#define KEPT "zx-pictures-kept"
#define MOST_BYTES (48 * 1024 * 1024)

/* What a client keeps: textures by name, the latest at the head of `order`. */
typedef struct {
  GHashTable *textures; /* owned: name → GdkTexture */
  GQueue order;         /* of names, lent from the table */
  gsize bytes;
} Cache;

typedef struct {
  ZxClient *client; /* owned */
  char *name;       /* owned */
  GBytes *bytes;    /* owned, nullable */
} Load;

static void
cache_free (gpointer data)
{
  Cache *cache = data;

  g_queue_clear (&cache->order);
  g_hash_table_unref (cache->textures);
  g_free (cache);
}

static Cache *
get_cache (ZxClient *client)
{
  Cache *cache = g_object_get_data (G_OBJECT (client), KEPT);

  if (cache == NULL) {
    cache = g_new0 (Cache, 1);
    cache->textures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
    g_object_set_data_full (G_OBJECT (client), KEPT, cache, cache_free);
  }
  return cache;
}

static gsize
measure (GdkTexture *texture)
{
  return (gsize) gdk_texture_get_width (texture) * gdk_texture_get_height (texture) * 4;
}

static GdkTexture *
find_kept (ZxClient *client, const char *name)
{
  Cache *cache = get_cache (client);
  GdkTexture *texture = g_hash_table_lookup (cache->textures, name);
  GList *link =
      texture != NULL ? g_queue_find_custom (&cache->order, name, (GCompareFunc) strcmp) : NULL;

  if (link != NULL) {
    g_queue_unlink (&cache->order, link);
    g_queue_push_head_link (&cache->order, link);
  }
  return texture;
}

static void
keep (ZxClient *client, const char *name, GdkTexture *texture)
{
  Cache *cache = get_cache (client);
  char *key;

  if (g_hash_table_contains (cache->textures, name) || measure (texture) > MOST_BYTES / 2)
    return;
  key = g_strdup (name);
  g_hash_table_insert (cache->textures, key, g_object_ref (texture));
  g_queue_push_head (&cache->order, key);
  cache->bytes += measure (texture);
  while (cache->bytes > MOST_BYTES) {
    const char *oldest = g_queue_pop_tail (&cache->order);

    cache->bytes -= measure (g_hash_table_lookup (cache->textures, oldest));
    g_hash_table_remove (cache->textures, oldest);
  }
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->bytes, g_bytes_unref);
  g_object_unref (load->client);
  g_free (load->name);
  g_free (load);
}

/* On a thread. */
static void
decode (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Load *load = task_data;
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_bytes (load->bytes, &error);

  if (texture == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, texture, g_object_unref);
}

static void
decode_bytes (GTask *task, GBytes *bytes)
{
  Load *load = g_task_get_task_data (task);

  load->bytes = g_bytes_ref (bytes);
  g_task_run_in_thread (task, decode);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = zx_client_fetch_file_finish (ZX_CLIENT (source), result, &error);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    decode_bytes (task, bytes);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    decode_bytes (task, bytes);
}

void
zx_picture_load_async (ZxClient *client,
                       ZxFile *file,
                       gboolean thumb,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);
  GdkTexture *kept;

  g_task_set_source_tag (task, zx_picture_load_async);
  load->client = g_object_ref (client);
  load->name = g_strdup_printf ("%s%s", zx_file_get_uuid (file), thumb ? " small" : "");
  g_task_set_task_data (task, load, load_free);
  kept = find_kept (client, load->name);
  if (kept != NULL) {
    g_task_return_pointer (task, g_object_ref (kept), g_object_unref);
  } else if (zx_file_get_bytes (file) != NULL) {
    decode_bytes (task, zx_file_get_bytes (file));
  } else if (zx_file_get_path (file) != NULL) {
    g_autoptr (GFile) here = g_file_new_for_path (zx_file_get_path (file));

    g_file_load_bytes_async (here, cancellable, read_cb, g_steal_pointer (&task));
  } else {
    zx_client_fetch_file_async (client, file, thumb && zx_file_get_has_thumb (file), cancellable,
                                fetched_cb, g_steal_pointer (&task));
  }
}

GdkTexture *
zx_picture_load_finish (GAsyncResult *result, GError **error)
{
  Load *load = g_task_get_task_data (G_TASK (result));
  GdkTexture *texture = g_task_propagate_pointer (G_TASK (result), error);

  if (texture != NULL)
    keep (load->client, load->name, texture);
  return texture;
}

void
zx_picture_fit (gint64 width,
                gint64 height,
                int most_width,
                int most_height,
                int *shown_width,
                int *shown_height)
{
  double scale = 1;

  if (width <= 0 || height <= 0) {
    *shown_width = most_width / 2;
    *shown_height = most_height / 2;
    return;
  }
  scale = MIN (scale, (double) most_width / (double) width);
  scale = MIN (scale, (double) most_height / (double) height);
  *shown_width = MAX (1, (int) (scale * (double) width));
  *shown_height = MAX (1, (int) (scale * (double) height));
}
