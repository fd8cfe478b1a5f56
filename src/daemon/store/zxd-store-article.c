/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The articles of the knowledge base. */
#include "zxd-store-article.h"

#include "zx-json.h"

#define COLUMNS                                                                                    \
  "a.id, a.org_id, a.rev, a.ref, a.title, a.body, a.lang, a.product, a.versions, "                 \
  "a.updated_on, a.modules, a.tiers, a.valid_from, a.valid_until"

void
zxd_article_clear (ZxdArticle *article)
{
  g_clear_pointer (&article->ref, g_free);
  g_clear_pointer (&article->title, g_free);
  g_clear_pointer (&article->body, g_free);
  g_clear_pointer (&article->lang, g_free);
  g_clear_pointer (&article->product, g_free);
  g_clear_pointer (&article->modules, g_free);
  g_clear_pointer (&article->versions, g_free);
  g_clear_pointer (&article->tiers, g_free);
  g_clear_pointer (&article->valid_from, g_free);
  g_clear_pointer (&article->valid_until, g_free);
  g_clear_pointer (&article->updated_on, g_free);
}

void
zxd_article_free (ZxdArticle *article)
{
  zxd_article_clear (article);
  g_free (article);
}

static ZxdArticle *
read_row (ZxdStmt *stmt)
{
  ZxdArticle *article = g_new0 (ZxdArticle, 1);

  article->id = zxd_stmt_int (stmt, 0);
  article->org_id = zxd_stmt_int (stmt, 1);
  article->rev = zxd_stmt_int (stmt, 2);
  article->ref = g_strdup (zxd_stmt_text (stmt, 3));
  article->title = g_strdup (zxd_stmt_text (stmt, 4));
  article->body = g_strdup (zxd_stmt_text (stmt, 5));
  article->lang = g_strdup (zxd_stmt_text (stmt, 6));
  article->product = g_strdup (zxd_stmt_text (stmt, 7));
  article->versions = g_strdup (zxd_stmt_text (stmt, 8));
  article->updated_on = g_strdup (zxd_stmt_text (stmt, 9));
  article->modules = g_strdup (zxd_stmt_text (stmt, 10));
  article->tiers = g_strdup (zxd_stmt_text (stmt, 11));
  article->valid_from = g_strdup (zxd_stmt_text (stmt, 12));
  article->valid_until = g_strdup (zxd_stmt_text (stmt, 13));
  return article;
}

/* The first row of @stmt, or null; *@error only when something failed. */
static ZxdArticle *
read_one (ZxdStmt *stmt, GError **error)
{
  ZxdArticle *article;

  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return NULL;
  article = read_row (stmt);
  zxd_stmt_reset (stmt);
  return article;
}

static ZxdArticle *
or_not_found (ZxdArticle *article, GError **error)
{
  if (article == NULL && (error == NULL || *error == NULL))
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such article.");
  return article;
}

ZxdArticle *
zxd_article_load (ZxdDb *db, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT " COLUMNS " FROM article a WHERE a.id = ? AND a.state = 'published'", error);

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, id);
  return or_not_found (read_one (stmt, error), error);
}

ZxdArticle *
zxd_article_load_for (ZxdDb *db, gint64 id, gint64 org_id, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "SELECT " COLUMNS " FROM article a JOIN org o ON o.id = a.org_id "
                      "JOIN org h ON h.id = ? AND substr (h.path, 1, length (o.path)) = o.path "
                      "WHERE a.id = ? AND a.state = 'published'",
                      error);

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, org_id);
  zxd_stmt_bind_int (stmt, 2, id);
  return or_not_found (read_one (stmt, error), error);
}

gboolean
zxd_article_list (ZxdDb *db, gint64 after, int limit, GPtrArray *articles, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT " COLUMNS " FROM article a "
                                  "WHERE a.id > ? AND a.state = 'published' ORDER BY a.id LIMIT ?",
                                  error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, after);
  zxd_stmt_bind_int (stmt, 2, limit);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    g_ptr_array_add (articles, read_row (stmt));
  return step == ZXD_STEP_DONE;
}

static ZxdArticle *
find_by_ref (ZxdDb *db, const char *ref, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT " COLUMNS " FROM article a WHERE a.ref = ?", error);

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_text (stmt, 1, ref);
  return read_one (stmt, error);
}

static gboolean
is_same (const ZxdArticle *a, const ZxdArticle *b)
{
  return a->org_id == b->org_id && g_strcmp0 (a->title, b->title) == 0 &&
         g_strcmp0 (a->body, b->body) == 0 && g_strcmp0 (a->lang, b->lang) == 0 &&
         g_strcmp0 (a->product, b->product) == 0 && g_strcmp0 (a->modules, b->modules) == 0 &&
         g_strcmp0 (a->versions, b->versions) == 0 && g_strcmp0 (a->tiers, b->tiers) == 0 &&
         g_strcmp0 (a->valid_from, b->valid_from) == 0 &&
         g_strcmp0 (a->valid_until, b->valid_until) == 0 &&
         g_strcmp0 (a->updated_on, b->updated_on) == 0;
}

static gboolean
write_row (ZxdDb *db, const ZxdArticle *article, gboolean is_new, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      is_new
          ? "INSERT INTO article (org_id, title, body, lang, product, versions, updated_on, "
            "modules, tiers, valid_from, valid_until, rev, ref, id, state) VALUES (?, ?, ?, ?, ?, "
            "?, ?, ?, ?, ?, ?, ?, ?, ?, 'published')"
          : "UPDATE article SET org_id = ?, title = ?, body = ?, lang = ?, product = ?, "
            "versions = ?, updated_on = ?, modules = ?, tiers = ?, valid_from = ?, valid_until = "
            "?, rev = ?, ref = ? WHERE id = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, article->org_id);
  zxd_stmt_bind_text (stmt, 2, article->title);
  zxd_stmt_bind_text (stmt, 3, article->body);
  zxd_stmt_bind_text (stmt, 4, article->lang);
  zxd_stmt_bind_text (stmt, 5, article->product);
  zxd_stmt_bind_text (stmt, 6, article->versions);
  zxd_stmt_bind_text (stmt, 7, article->updated_on);
  zxd_stmt_bind_text (stmt, 8, article->modules);
  zxd_stmt_bind_text (stmt, 9, article->tiers);
  zxd_stmt_bind_text (stmt, 10, article->valid_from);
  zxd_stmt_bind_text (stmt, 11, article->valid_until);
  zxd_stmt_bind_int (stmt, 12, article->rev);
  zxd_stmt_bind_text (stmt, 13, article->ref);
  zxd_stmt_bind_int (stmt, 14, article->id);
  return zxd_stmt_run (stmt, error);
}

/* Its event is for daemons, whose indexes read the body anew. */
static char *
make_json (const ZxdArticle *article)
{
  GString *json = g_string_new ("{");

  zx_json_add_id (json, "org_id", article->org_id);
  zx_json_add_string (json, "ref", article->ref);
  zx_json_add_string (json, "title", article->title);
  zx_json_add_string (json, "lang", article->lang);
  zx_json_add_string (json, "product", article->product);
  zx_json_add_string (json, "versions", article->versions);
  zx_json_add_string (json, "modules", article->modules);
  zx_json_add_string (json, "tiers", article->tiers);
  zx_json_add_string (json, "valid_from", article->valid_from);
  zx_json_add_string (json, "valid_until", article->valid_until);
  zx_json_add_string (json, "updated_on", article->updated_on);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

gboolean
zxd_article_put (ZxdTxn *txn, ZxdArticle *article, ZxdArticleChange *change, GError **error)
{
  static const ZxAudience nobody = {.kind = ZX_AUDIENCE_NOBODY};
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GError) failed = NULL;
  g_autoptr (ZxdArticle) before = find_by_ref (db, article->ref, &failed);
  g_autofree char *json = make_json (article);

  if (failed != NULL) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }
  if (before != NULL && is_same (before, article)) {
    article->id = before->id;
    article->rev = before->rev;
    *change = ZXD_ARTICLE_SAME;
    return TRUE;
  }
  *change = before == NULL ? ZXD_ARTICLE_ADDED : ZXD_ARTICLE_CHANGED;
  article->rev = zxd_txn_next_seq (txn);
  article->id = before == NULL ? article->rev : before->id;
  return write_row (db, article, before == NULL, error) &&
         zxd_txn_event (txn, article->rev, "article", article->id, 0, &nobody, &nobody, json,
                        error);
}
