/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a folder of article files into the knowledge base. */
#include "zxd-import-articles.h"

#include "zx-clock.h"
#include "zxd-front-matter.h"

typedef struct {
  GPtrArray *articles; /* owned ZxdArticle */
  GHashTable *refs;    /* owned: those of `articles`, lent */
  ZxdImportFigures figures;
} Import;

static ZxdArticle *
read_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (ZxdArticle) article = g_new0 (ZxdArticle, 1);
  g_autoptr (GError) failed = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &failed)) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "%s", failed->message);
    return NULL;
  }
  if (!zxd_front_matter_parse (path, text, length, zx_clock_now_ms (), article, error))
    return NULL;
  return g_steal_pointer (&article);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list_files (const char *folder, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &failed);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "%s", failed->message);
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".md"))
      g_ptr_array_add (names, g_strdup (name));
  if (names->len == 0) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "%s: there is no *.md file", folder);
    return NULL;
  }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static gboolean
read_folder (Import *import, const char *folder, gint64 org_id, GError **error)
{
  g_autoptr (GPtrArray) names = list_files (folder, error);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    ZxdArticle *article = read_file (folder, name, error);

    if (article == NULL)
      return FALSE;
    g_ptr_array_add (import->articles, article);
    article->org_id = org_id;
    if (!g_hash_table_add (import->refs, article->ref))
      return zx_throw (error, ZX_ERROR_BAD_DATA, "%s/%s: another file has the same ref “%s”",
                       folder, name, article->ref);
  }
  return names != NULL;
}

static gboolean
write_articles (ZxdTxn *txn, gpointer data, GError **error)
{
  Import *import = data;

  import->figures = (ZxdImportFigures){0};
  for (guint i = 0; i < import->articles->len; i++) {
    ZxdArticleChange change;

    if (!zxd_article_put (txn, g_ptr_array_index (import->articles, i), &change, error))
      return FALSE;
    import->figures.added += change == ZXD_ARTICLE_ADDED;
    import->figures.changed += change == ZXD_ARTICLE_CHANGED;
    import->figures.same += change == ZXD_ARTICLE_SAME;
  }
  return TRUE;
}

gboolean
zxd_import_articles (ZxdStore *store,
                     const char *folder,
                     gint64 org_id,
                     ZxdImportFigures *figures,
                     GError **error)
{
  Import import = {g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_article_free),
                   g_hash_table_new (g_str_hash, g_str_equal),
                   {0}};
  gboolean done = read_folder (&import, folder, org_id, error) &&
                  zxd_store_write_sync (store, write_articles, &import, error);

  if (done && figures != NULL)
    *figures = import.figures;
  g_hash_table_unref (import.refs);
  g_ptr_array_unref (import.articles);
  return done;
}
