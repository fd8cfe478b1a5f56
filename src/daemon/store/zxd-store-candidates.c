/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a contact may be from: by what its visitor stated and wrote, and by names. */
#include "zxd-store-bind.h"

#include "zx-json.h"
#include "zxd-bind-private.h"
#include "zxd-identity-words.h"

enum { MOST_CANDIDATES = 10, MESSAGES_READ = 20 };

/* The list that is being made. */
typedef struct {
  ZxdDb *db;
  const ZxRights *rights;
  GString *json;
  GHashTable *seen; /* owned: "customer/person" (owned) */
  const char *name; /* lent: what the contact is called, null */
  guint count;
} Search;

static gboolean
is_full (const Search *search)
{
  return search->count >= MOST_CANDIDATES;
}

#define WHO "SELECT c.id, p.id, p.name, c.name, c.kind, c.tier, c.org_id"

/* One row of WHO; @value is what was found. */
static void
add_candidate (Search *search, ZxdStmt *stmt, const char *why, const char *value)
{
  gint64 customer_id = zxd_stmt_int (stmt, 0), person_id = zxd_stmt_int (stmt, 1);
  gboolean is_company = g_strcmp0 (zxd_stmt_text (stmt, 4), "company") == 0;
  const char *person = zxd_stmt_text (stmt, 2), *customer = zxd_stmt_text (stmt, 3);
  GString *json = search->json;

  if (is_full (search) || !zx_rights_sees_org (search->rights, zxd_stmt_int (stmt, 6)) ||
      !g_hash_table_add (search->seen, g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                                        customer_id, person_id)))
    return;
  g_string_append (json, search->count++ > 0 ? ",{" : "{");
  zx_json_add_id (json, "customer_id", customer_id);
  zx_json_add_id (json, "person_id", person_id);
  zx_json_add_string (json, "name", person != NULL || is_company ? person : customer);
  zx_json_add_string (json, "company", is_company ? customer : NULL);
  zx_json_add_string (json, "tier", zxd_stmt_text (stmt, 5));
  zx_json_add_string (json, "why", why);
  zx_json_add_string (json, "value", value);
  g_string_append_c (json, '}');
}

/* ---- by identities */

/* A personal one is its person's, or the company's; a shared one is any of the company's people,
 * before all the one who is called as the contact is. */
static const char personal[] =
    WHO " FROM identity i JOIN customer c ON c.id = i.customer_id "
        "LEFT JOIN person p ON p.id = i.person_id "
        "WHERE i.kind = ? AND i.value = ? AND i.shared = 0 AND c.merged_into_id IS NULL";
static const char shared[] =
    WHO " FROM identity i JOIN customer c ON c.id = i.customer_id "
        "LEFT JOIN person p ON p.customer_id = i.customer_id AND p.erased_at_ms IS NULL "
        "AND (i.person_id IS NULL OR i.person_id = p.id) "
        "WHERE i.kind = ? AND i.value = ? AND i.shared = 1 AND c.merged_into_id IS NULL "
        "ORDER BY CASE WHEN lower(p.name) = lower(?) THEN 0 ELSE 1 END, c.id, p.id LIMIT 50";

static gboolean
search_identity (Search *search,
                 gboolean is_shared,
                 const char *kind,
                 const char *value,
                 const char *why,
                 GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (search->db, is_shared ? shared : personal, error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, kind);
  zxd_stmt_bind_text (stmt, 2, value);
  if (is_shared)
    zxd_stmt_bind_text (stmt, 3, search->name);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    add_candidate (search, stmt, why, value);
  return step == ZXD_STEP_DONE;
}

/* All words of one kind, in every kind of identity that they may be. */
static gboolean
search_kind (Search *search, GPtrArray *words, const char *kind, gboolean is_shared, GError **error)
{
  static const char *const names[] = {"account", "client_id", "external", NULL};
  const char *const one[] = {kind, NULL};
  const char *const *kinds = g_str_equal (kind, "account") ? names : one;

  for (guint i = 0; i < words->len && !is_full (search); i++) {
    const ZxdIdentityWord *word = words->pdata[i];

    for (gsize k = 0; kinds[k] != NULL && g_str_equal (word->kind, kind); k++) {
      if (!search_identity (search, is_shared, kinds[k], word->value, is_shared ? "shared" : kind,
                            error))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
search_words (Search *search, GPtrArray *words, gboolean is_shared, GError **error)
{
  return search_kind (search, words, "account", is_shared, error) &&
         search_kind (search, words, "phone", is_shared, error) &&
         search_kind (search, words, "mail", is_shared, error);
}

/* ---- what there is to go by */

static gboolean
read_messages (ZxdDb *db, gint64 contact_id, GPtrArray *words, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT text FROM message WHERE contact_id = ? AND author = 'customer' ORDER BY id DESC "
      "LIMIT ?",
      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  zxd_stmt_bind_int (stmt, 2, MESSAGES_READ);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    zxd_identity_words_find (words, zxd_stmt_text (stmt, 0));
  return step == ZXD_STEP_DONE;
}

static void
take_stated (const ZxdVisitor *visitor, GPtrArray *words)
{
  static const char *const kinds[] = {"account", "phone", "mail"};
  g_autoptr (JsonObject) stated =
      visitor->stated != NULL ? zx_json_parse (visitor->stated, -1, NULL) : NULL;

  if (visitor->account != NULL)
    zxd_identity_words_add (words, "account", visitor->account);
  for (gsize i = 0; stated != NULL && i < G_N_ELEMENTS (kinds); i++) {
    const char *value = zx_json_string (stated, kinds[i]);

    if (value != NULL)
      zxd_identity_words_add (words, kinds[i], value);
  }
}

/* ---- by names */

static const char by_person[] = WHO " FROM person p JOIN customer c ON c.id = p.customer_id "
                                    "WHERE lower(p.name) = lower(?) AND p.erased_at_ms IS NULL "
                                    "AND c.merged_into_id IS NULL ORDER BY p.id LIMIT 50";
static const char by_customer[] =
    WHO " FROM customer c LEFT JOIN person p ON p.id = 0 WHERE lower(c.name) = lower(?) "
        "AND c.merged_into_id IS NULL ORDER BY c.id LIMIT 50";

static gboolean
search_name (Search *search, const char *sql, const char *name, const char *why, GError **error)
{
  ZxdStmt *stmt;
  ZxdStep step;

  if (name == NULL || is_full (search))
    return TRUE;
  stmt = zxd_db_prepare (search->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_text (stmt, 1, name);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    add_candidate (search, stmt, why, name);
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_bind_candidates (ZxdDb *db,
                     const ZxRights *rights,
                     gint64 contact_id,
                     GString *json,
                     GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_contact_load_seen (db, rights, contact_id, error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) words =
      g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_identity_word_free);
  Search search = {.db = db, .rights = rights, .json = json, .seen = seen};
  g_auto (ZxdVisitor) visitor = {0};

  if (contact == NULL ||
      (contact->visitor_id != 0 && !zxd_visitor_by_id (db, contact->visitor_id, &visitor, error)))
    return FALSE;
  search.name = contact->name;
  take_stated (&visitor, words);
  g_string_append (json, "{\"items\":[");
  if (!read_messages (db, contact_id, words, error) ||
      !search_words (&search, words, FALSE, error) || !search_words (&search, words, TRUE, error) ||
      !search_name (&search, by_person, contact->name, "name", error) ||
      !search_name (&search, by_customer, contact->name, "name", error) ||
      !search_name (&search, by_customer, contact->company, "company", error))
    return FALSE;
  g_string_append (json, "]}");
  return TRUE;
}
