/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of one person in the data: his words go, the figures stay. */
#include "zxd-store-person.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-contact-private.h"
#include "zxd-customer-private.h"
#include "zxd-merge-private.h"
#include "zxd-message-private.h"
#include "zxd-person-private.h"
#include "zxd-store-answers.h"
#include "zxd-store-audit.h"
#include "zxd-store-customer.h"
#include "zxd-store-file.h"
#include "zxd-store-offer.h"

#include <sys/random.h>

#define ERASED "{\"erased\":true}"

/* Runs @format (see zxd_traces_prepare()) over @ids. */
static gboolean
run_over (ZxdTraces *traces,
          const char *format,
          const char *column,
          const GArray *ids,
          GError **error)
{
  ZxdStmt *stmt = zxd_traces_prepare (traces, format, column, ids, error);

  return stmt != NULL && zxd_stmt_run (stmt, error);
}

/* ---- free texts that may name him */

typedef struct {
  gint64 id;
  char *text; /* owned */
} Struck;

static void
struck_clear (gpointer data)
{
  g_free (((Struck *) data)->text);
}

/* Strikes his words out of one column of what belongs to his customers. */
static gboolean
strike_column (ZxdTraces *traces,
               const char *table,
               const char *owner,
               const char *column,
               GError **error)
{
  g_autofree char *select =
      g_strdup_printf ("SELECT id, %s FROM %s WHERE %s IS NOT NULL AND %%s", column, table, column);
  g_autofree char *update = g_strdup_printf ("UPDATE %s SET %s = ? WHERE id = ?", table, column);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Struck));
  ZxdStmt *stmt = zxd_traces_prepare (traces, select, owner, traces->customers, error);
  ZxdStep step = ZXD_STEP_FAILED;

  g_array_set_clear_func (all, struck_clear);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    Struck one = {zxd_stmt_int (stmt, 0),
                  zxd_words_strike (&traces->words, zxd_stmt_text (stmt, 1))};

    if (one.text != NULL)
      g_array_append_val (all, one);
  }
  for (guint i = 0; step == ZXD_STEP_DONE && i < all->len; i++) {
    stmt = zxd_db_prepare (traces->db, g_intern_string (update), error);
    if (stmt == NULL)
      return FALSE;
    zxd_stmt_bind_text (stmt, 1, g_array_index (all, Struck, i).text);
    zxd_stmt_bind_int (stmt, 2, g_array_index (all, Struck, i).id);
    if (!zxd_stmt_run (stmt, error))
      return FALSE;
  }
  return step == ZXD_STEP_DONE;
}

static gboolean
strike_texts (ZxdTraces *traces, GError **error)
{
  static const char *const columns[][3] = {
      {"customer", "id", "note"},
      {"customer", "id", "fields"},
      {"contract", "customer_id", "name"},
      {"contract", "customer_id", "note"},
      {"contract", "customer_id", "remaining"},
      {"product", "customer_id", "note"},
      {"product", "customer_id", "environment"},
      {"note", "customer_id", "text"},
      {"merge", "survivor_id", "filled"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (!strike_column (traces, columns[i][0], columns[i][1], columns[i][2], error))
      return FALSE;
  return TRUE;
}

/* ---- his rows */

static gboolean
clear_person (ZxdTraces *traces, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (traces->db,
                                  "UPDATE person SET name = '', title = NULL, lang = NULL, "
                                  "erased_at_ms = ? WHERE id = ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, zx_clock_now_ms ());
  zxd_stmt_bind_int (stmt, 2, traces->person_id);
  return zxd_stmt_run (stmt, error);
}

/* What a company got when a customer who was he alone became part of it is taken out again. */
static gboolean
clear_merge (ZxdTraces *traces, gint64 id, GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (traces->db, "SELECT survivor_id, filled FROM merge WHERE id = ?", error);
  g_autoptr (JsonObject) filled = NULL;
  g_auto (ZxdMerged) survivor = {0};
  gint64 survivor_id;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  survivor_id = zxd_stmt_int (stmt, 0);
  filled = zxd_merge_fields (zxd_stmt_text (stmt, 1));
  zxd_stmt_reset (stmt);
  if (!zxd_merged_load (traces->db, survivor_id, &survivor, error))
    return FALSE;
  zxd_merged_empty (&survivor, filled);
  return zxd_merged_save (traces->db, survivor_id, &survivor, error);
}

static gboolean
clear_merges (ZxdTraces *traces, GError **error)
{
  for (guint i = 0; i < traces->merges->len; i++)
    if (!clear_merge (traces, g_array_index (traces->merges, gint64, i), error))
      return FALSE;
  return run_over (traces, "UPDATE merge SET filled = NULL WHERE %s", "id", traces->merges,
                   error) &&
         run_over (traces,
                   "DELETE FROM note WHERE id IN (SELECT row_id FROM merge_row WHERE noun = 'note' "
                   "AND %s)",
                   "merge_id", traces->merges, error);
}

static gboolean
clear_rows (ZxdTraces *traces, GError **error)
{
  return clear_person (traces, error) && clear_merges (traces, error) &&
         run_over (traces, "DELETE FROM identity WHERE %s", "id", traces->identities, error) &&
         run_over (traces,
                   "UPDATE customer SET name = '', external_id = NULL, note = NULL, fields = NULL, "
                   "lang = NULL WHERE %s",
                   "id", traces->wholes, error) &&
         run_over (traces, "DELETE FROM note WHERE %s", "customer_id", traces->wholes, error) &&
         run_over (traces, "UPDATE binding SET was_name = NULL, was_company = NULL WHERE %s",
                   "contact_id", traces->contacts, error);
}

/* A browser of his is nobody's from now on: its cookie opens nothing, and what is still written in
 * an open page begins a contact of somebody unknown. */
static gboolean
clear_visitors (ZxdTraces *traces, GError **error)
{
  for (guint i = 0; i < traces->visitors->len; i++) {
    ZxdStmt *stmt = zxd_db_prepare (
        traces->db,
        "UPDATE visitor SET name = NULL, company = NULL, account = NULL, stated = NULL, "
        "page_title = NULL, page_url = NULL, customer_id = NULL, person_id = NULL, "
        "bound_by_id = NULL, trust = 'unknown', token_hash = ? WHERE id = ?",
        error);
    guint8 hash[32];

    if (stmt == NULL)
      return FALSE;
    if (getrandom (hash, sizeof hash, 0) != (gssize) sizeof hash)
      return zx_throw (error, ZX_ERROR_UNAVAILABLE, "the kernel gives no random bytes");
    zxd_stmt_bind_bytes (stmt, 1, hash, sizeof hash);
    zxd_stmt_bind_int (stmt, 2, g_array_index (traces->visitors, gint64, i));
    if (!zxd_stmt_run (stmt, error))
      return FALSE;
  }
  return run_over (traces, "DELETE FROM ticket WHERE %s", "visitor_id", traces->visitors, error);
}

/* ---- his contacts and what was said in them; each is told anew */

static void
clear_text (char **text)
{
  g_clear_pointer (text, g_free);
}

static gboolean
clear_contact (ZxdTraces *traces, ZxdContact *contact, GError **error)
{
  gboolean is_whole = zxd_traces_contain (traces->wholes, contact->customer_id);

  clear_text (&contact->name);
  clear_text (&contact->page_title);
  clear_text (&contact->page_url);
  clear_text (&contact->summary);
  clear_text (&contact->rating_comment);
  clear_text (&contact->left_name);
  clear_text (&contact->left_reach);
  clear_text (&contact->passed_note);
  if (is_whole || zxd_words_are_in (&traces->words, contact->company))
    clear_text (&contact->company);
  return zxd_contact_save (traces->txn, contact, NULL, error);
}

static GArray *
list_messages (ZxdTraces *traces, gint64 contact_id, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt =
      zxd_db_prepare (traces->db, "SELECT id FROM message WHERE contact_id = ? ORDER BY id", error);
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt != NULL)
    zxd_stmt_bind_int (stmt, 1, contact_id);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/* The message as agents see it now, the whole object; null with @error. */
static char *
message_json (ZxdTraces *traces, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      traces->db, "SELECT " ZXD_MESSAGE_COLUMNS " FROM " ZXD_MESSAGE_TABLES " WHERE m.id = ?",
      error);
  GString *json;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_int (stmt, 1, id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return NULL;
  json = g_string_new ("{");
  zxd_message_add_row (stmt, FALSE, json);
  zxd_stmt_reset (stmt);
  return g_string_free (g_string_append_c (json, '}'), FALSE);
}

static gboolean
clear_message (ZxdTraces *traces, gint64 id, const ZxdContact *contact, GError **error)
{
  ZxAudience audience = zxd_contact_audience (contact);
  gint64 seq = zxd_txn_next_seq (traces->txn);
  g_autofree char *json = NULL;
  ZxdStmt *stmt = zxd_db_prepare (traces->db,
                                  "UPDATE message SET text = '', extra = '" ERASED
                                  "', quote_id = NULL, rev = ? "
                                  "WHERE id = ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, seq);
  zxd_stmt_bind_int (stmt, 2, id);
  if (!zxd_stmt_run (stmt, error))
    return FALSE;
  json = message_json (traces, id, error);
  return json != NULL && zxd_txn_event (traces->txn, seq, "message", id, contact->id, &audience,
                                        &audience, json, error);
}

static gboolean
clear_contacts (ZxdTraces *traces, GError **error)
{
  for (guint i = 0; i < traces->visitors->len; i++) {
    gint64 id = g_array_index (traces->visitors, gint64, i);

    if (!zxd_file_drop_unsent_of_visitor (traces->txn, id, error) ||
        !zxd_file_drop_sender (traces->txn, id, error))
      return FALSE;
  }
  for (guint i = 0; i < traces->contacts->len; i++) {
    gint64 id = g_array_index (traces->contacts, gint64, i);
    g_autoptr (ZxdContact) contact = zxd_contact_load (traces->db, id, error);
    g_autoptr (GArray) messages = contact != NULL ? list_messages (traces, id, error) : NULL;

    if (messages == NULL || !zxd_file_drop_of_contact (traces->txn, id, error) ||
        !clear_contact (traces, contact, error) || !zxd_asked_erase (traces->txn, id, error) ||
        !zxd_offer_erase (traces->txn, id, error))
      return FALSE;
    for (guint j = 0; j < messages->len; j++)
      if (!clear_message (traces, g_array_index (messages, gint64, j), contact, error))
        return FALSE;
    /* Another person's conversation may go on from this one and quote it. */
    for (guint j = 0; j < messages->len; j++)
      if (!zxd_message_blank_quotes (traces->txn, g_array_index (messages, gint64, j), error))
        return FALSE;
  }
  return TRUE;
}

/* ---- what was written down about the changes */

static gboolean
clear_audit (ZxdTraces *traces, const char *noun, const GArray *objects, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = zxd_traces_prepare (
      traces, "SELECT id, obj_id, detail FROM audit WHERE %s AND noun = ?2 AND detail IS NOT NULL",
      "obj_id", objects, error);
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt != NULL)
    zxd_stmt_bind_text (stmt, 2, noun);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 id = zxd_stmt_int (stmt, 0);

    if (zxd_traces_are_in_audit (traces, noun, zxd_stmt_int (stmt, 1), zxd_stmt_text (stmt, 2)))
      g_array_append_val (ids, id);
  }
  return step == ZXD_STEP_DONE &&
         run_over (traces, "UPDATE audit SET detail = '" ERASED "' WHERE %s", "id", ids, error);
}

/* The event log keeps what the objects were: all of it becomes what they are now, so whoever
 * resumes from long ago hears nothing of him. */
typedef struct {
  gint64 seq, id;
  gboolean is_message, is_contact;
} Old;

static gboolean
list_events (ZxdTraces *traces, const char *column, const GArray *ids, GArray *all, GError **error)
{
  g_autofree char *format =
      g_strdup_printf ("SELECT seq, noun, obj_id FROM event WHERE json IS NOT NULL AND %%s%s",
                       g_str_equal (column, "obj_id") ? " AND noun = 'customer'" : "");
  ZxdStmt *stmt = zxd_traces_prepare (traces, format, column, ids, error);
  ZxdStep step = ZXD_STEP_FAILED;

  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    const char *noun = zxd_stmt_text (stmt, 1);
    Old old = {zxd_stmt_int (stmt, 0), zxd_stmt_int (stmt, 2), g_str_equal (noun, "message"),
               g_str_equal (noun, "contact")};

    g_array_append_val (all, old);
  }
  return step == ZXD_STEP_DONE;
}

static char *
customer_json (ZxdTraces *traces, gint64 id, GError **error)
{
  g_autoptr (GString) json = g_string_new ("{");
  gint64 org_id, rev;

  if (!zxd_customer_add_json (traces->db, id, json, &org_id, &rev, error))
    return NULL;
  return g_string_free (g_string_append_c (g_steal_pointer (&json), '}'), FALSE);
}

static char *
json_now (ZxdTraces *traces, const Old *old, GError **error)
{
  g_autoptr (ZxdContact) contact = NULL;

  if (old->is_message)
    return message_json (traces, old->id, error);
  if (!old->is_contact)
    return customer_json (traces, old->id, error);
  contact = zxd_contact_load (traces->db, old->id, error);
  return contact != NULL ? zxd_contact_json (contact) : NULL;
}

static gboolean
clear_events (ZxdTraces *traces, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Old));

  if (!list_events (traces, "obj_id", traces->customers, all, error) ||
      !list_events (traces, "contact_id", traces->contacts, all, error))
    return FALSE;
  for (guint i = 0; i < all->len; i++) {
    const Old *old = &g_array_index (all, Old, i);
    g_autofree char *json = json_now (traces, old, error);
    ZxdStmt *stmt =
        json != NULL ? zxd_db_prepare (traces->db, "UPDATE event SET json = ? WHERE seq = ?", error)
                     : NULL;

    if (stmt == NULL)
      return FALSE;
    zxd_stmt_bind_text (stmt, 1, json);
    zxd_stmt_bind_int (stmt, 2, old->seq);
    if (!zxd_stmt_run (stmt, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- the whole */

static gboolean
check_over (ZxdTraces *traces, ZxdPersonDeed *deed, GError **error)
{
  ZxdStmt *stmt =
      zxd_traces_prepare (traces, "SELECT count(*) FROM contact WHERE %s AND closed_at_ms IS NULL",
                          "id", traces->contacts, error);
  gint64 open;

  if (stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  open = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  if (open == 0)
    return TRUE;
  zx_json_add_int (zxd_refusal_set (&deed->refusal, "in-use"), "contacts", open);
  return zx_throw (error, ZX_ERROR_CONFLICT,
                   "This person is in a conversation; close it first, then erase.");
}

static gboolean
audit (ZxdTxn *txn, const ZxdPersonDeed *deed, GError **error)
{
  g_autofree char *detail =
      g_strdup_printf ("{\"part\":\"person\",\"id\":\"%" G_GINT64_FORMAT "\"}", deed->person_id);
  ZxdAudit row = {deed->actor_id,    "person.erase", "customer",
                  deed->customer_id, deed->address,  detail};

  return zxd_audit_add (txn, &row, error);
}

gboolean
zxd_person_erase (ZxdTxn *txn, ZxdPersonDeed *deed, GError **error)
{
  g_auto (ZxdTraces) traces = {0};
  gboolean is_again = FALSE;

  if (!zxd_traces_find (&traces, txn, deed, error))
    return FALSE;
  deed->customer_id = traces.customer_id;
  if (deed->request != NULL &&
      !zxd_txn_request (txn, deed->request, deed->actor_id, &is_again, error))
    return FALSE;
  if (is_again || traces.is_erased)
    return TRUE;
  if (!check_over (&traces, deed, error) || !clear_rows (&traces, error) ||
      !clear_visitors (&traces, error) || !strike_texts (&traces, error) ||
      !clear_contacts (&traces, error) ||
      !clear_audit (&traces, "customer", traces.customers, error) ||
      !clear_audit (&traces, "contact", traces.contacts, error) || !audit (txn, deed, error) ||
      !zxd_customer_changed (txn, traces.customer_id, 0, NULL, error) ||
      !clear_events (&traces, error))
    return FALSE;
  zxd_txn_scrub (txn);
  return TRUE;
}
