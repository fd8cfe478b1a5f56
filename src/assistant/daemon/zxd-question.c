/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what is asked of the assistant, and by whom. */
#include "zxd-question.h"

#include "zx-clock.h"
#include "zxd-store-contact.h"
#include "zxd-store-customer.h"

#include <string.h>

enum {
  MOST_TYPED = 2000, /* characters */
  RECENT = 5,        /* messages without an answer that make up a question */
  PRODUCTS = 50,     /* of a customer */
};

static void
forget (ZxdQuestion *self)
{
  g_clear_pointer (&self->question, g_free);
  g_clear_pointer (&self->recent, g_free);
  g_clear_pointer (&self->asker, zx_scope_asker_free);
  self->question_id = 0;
}

void
zxd_question_clear (ZxdQuestion *self)
{
  forget (self);
  g_clear_pointer (&self->typed, g_free);
  g_clear_pointer (&self->snapshot, zx_search_snapshot_unref);
  g_clear_pointer (&self->scopes, zxd_scope_table_unref);
}

/* ---- the call */

/* What the agent types: something that he looks up, or the beginning of his answer. FALSE with 400
 * answered when it is no good; *@typed null when there is none. */
static gboolean
take_typed (ZxdCall *call, JsonObject *body, const char **typed)
{
  static const char *const members[] = {"search", "text", "draft"};
  const char *member = NULL;
  gboolean is_for_nobody = zx_json_id (body, "contact_id") == 0;

  *typed = NULL;
  for (gsize i = 0; *typed == NULL && i < G_N_ELEMENTS (members); i++)
    *typed = zx_json_string (body, member = members[i]);
  if (is_for_nobody && (*typed == NULL || **typed == '\0' || g_str_equal (member, "draft"))) {
    zxd_call_problem (call, 400, "bad-data", "Name a contact by contact_id, or give a text.");
    return FALSE;
  }
  if (*typed != NULL && g_utf8_strlen (*typed, -1) > MOST_TYPED) {
    zxd_call_problem (call, 400, "bad-data", "%s has more than %d characters.", member, MOST_TYPED);
    return FALSE;
  }
  return TRUE;
}

gboolean
zxd_question_take (ZxdQuestion *self, ZxdCall *call, JsonObject *body, ZxdArticleIndex *index)
{
  const char *typed;

  if (!take_typed (call, body, &typed))
    return FALSE;
  self->rights = zxd_call_rights (call);
  self->contact_id = zx_json_id (body, "contact_id");
  self->typed = g_strdup (typed);
  self->is_search = self->contact_id == 0 || zx_json_string (body, "search") != NULL;
  self->snapshot = zxd_article_index_get (index, &self->scopes);
  return TRUE;
}

/* ---- the question */

/* The customer's newest message, and with it those before that wait for the same answer. */
static gboolean
read_messages (ZxdQuestion *self, ZxdDb *db, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db,
                      "SELECT id, author, text FROM message WHERE contact_id = ? AND id <= ? AND "
                      "internal = 0 AND author IN ('customer', 'agent') ORDER BY id DESC LIMIT ?",
                      error);
  ZxdStep step = ZXD_STEP_FAILED;
  gboolean is_answered = FALSE;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, self->contact_id);
  zxd_stmt_bind_int (stmt, 2, self->message_id != 0 ? self->message_id : G_MAXINT64);
  zxd_stmt_bind_int (stmt, 3, 4 * RECENT);
  for (guint n = 0; (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW;) {
    gboolean is_customer = g_str_equal (zxd_stmt_text (stmt, 1), "customer");
    const char *text = zxd_stmt_text (stmt, 2);

    if (is_customer && self->question == NULL) {
      self->question_id = zxd_stmt_int (stmt, 0);
      self->question = g_strdup (text);
    } else if (is_customer && !is_answered && n < RECENT) {
      g_autofree char *later = self->recent != NULL ? self->recent : g_strdup (self->question);

      self->recent = g_strdup_printf ("%s\n%s", text, later);
    }
    n += is_customer;
    is_answered = is_answered || (!is_customer && self->question != NULL);
  }
  if (step == ZXD_STEP_DONE && self->message_id != 0 && self->question_id != self->message_id)
    return zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such question in this contact.");
  return step == ZXD_STEP_DONE;
}

/* ---- who asks */

typedef struct {
  ZxScopeAsker *asker; /* lent */
  const char *own;     /* lent: the product that the contact is about; null */
  char *only;          /* owned: the name of the first product */
  guint n;             /* products of the customer */
} Products;

static void
add_product_cb (const ZxdProduct *product, gpointer data)
{
  Products *products = data;

  zx_scope_asker_add (products->asker, product->name, product->version, product->modules, FALSE);
  if (products->n++ == 0)
    products->only = g_strdup (product->name);
}

/* What the contact is about first; who has but one product means that one. */
static gboolean
add_products (ZxdQuestion *self, ZxdDb *db, const ZxdContact *contact, GError **error)
{
  Products products = {.asker = self->asker};
  gboolean is_read =
      contact->customer_id == 0 || zxd_customer_each_product (db, contact->customer_id, PRODUCTS,
                                                              add_product_cb, &products, error);
  const char *own = contact->product;

  if (own == NULL && contact->version != NULL && products.n == 1)
    own = products.only;
  if (own != NULL || contact->version != NULL)
    zx_scope_asker_add (self->asker, own, contact->version, NULL, TRUE);
  g_free (products.only);
  return is_read;
}

/* Today where the daemon runs: articles begin and end to be valid at its midnight. */
static char *
today (void)
{
  gint64 now = zx_clock_now_ms ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (now / 1000);

  return g_date_time_format (time, "%Y-%m-%d");
}

static gboolean
read_asker (ZxdQuestion *self, ZxdDb *db, const ZxdContact *contact, GError **error)
{
  g_autofree char *day = today (), *lang = NULL;

  if (contact != NULL &&
      !zxd_customer_lang (db, contact->customer_id, contact->person_id, &lang, error))
    return FALSE;
  self->asker =
      zx_scope_asker_new (contact != NULL ? zx_enum_word (ZX_TYPE_TIER, contact->tier) : NULL,
                          lang != NULL || contact == NULL ? lang : contact->lang, day);
  if (self->is_search)
    zx_scope_asker_set_agent (self->asker);
  return contact == NULL || add_products (self, db, contact, error);
}

gboolean
zxd_question_read (ZxdQuestion *self, ZxdDb *db, GError **error)
{
  g_autoptr (ZxdContact) contact = NULL;

  forget (self);
  self->org_id = self->rights->org_id;
  if (self->contact_id != 0) {
    contact = zxd_contact_load_seen (db, self->rights, self->contact_id, error);
    if (contact == NULL || !read_messages (self, db, error))
      return FALSE;
    self->org_id = contact->org_id;
  }
  if (self->typed != NULL) {
    g_clear_pointer (&self->recent, g_free);
    g_free (self->question);
    self->question = g_strdup (self->typed);
  }
  return read_asker (self, db, contact, error);
}

void
zxd_question_ask (ZxdQuestion *self, const char *text)
{
  zx_scope_asker_set_question (self->asker, text);
}

void
zxd_question_judge (const ZxdQuestion *self, gint64 article_id, ZxScopeVerdict *verdict)
{
  const ZxScopeArticle *article = zxd_scope_table_get (self->scopes, article_id);

  *verdict = (ZxScopeVerdict){.factor = 1};
  if (article != NULL)
    zx_scope_judge (article, self->asker, verdict);
}

double
zxd_question_scope (gint64 article_id, gpointer data)
{
  ZxScopeVerdict verdict;

  zxd_question_judge (data, article_id, &verdict);
  return verdict.factor;
}

ZxdArticle *
zxd_question_load_article (const ZxdQuestion *self, ZxdDb *db, gint64 id, GError **error)
{
  g_autoptr (ZxdArticle) article = zxd_article_load_for (db, id, self->org_id, error);
  g_autoptr (ZxScopeArticle) scope = article != NULL ? zxd_article_scope (article) : NULL;
  ZxScopeVerdict verdict;

  if (article == NULL)
    return NULL;
  zx_scope_judge (scope, self->asker, &verdict);
  if (verdict.factor > 0)
    return g_steal_pointer (&article);
  zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such article.");
  return NULL;
}
