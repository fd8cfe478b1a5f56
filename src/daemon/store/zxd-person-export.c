/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is held of one person, as one JSON document. */
#include "zxd-store-person.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-contact-private.h"
#include "zxd-message-private.h"
#include "zxd-person-private.h"
#include "zxd-store-audit.h"

typedef struct {
  const char *name; /* of the member */
  enum { TEXT, ID, TIME, BOOL } kind;
} Member;

/* One row as an object of @members, in the columns' order. */
static void
add_row (ZxdStmt *stmt, const Member *members, gsize n, GString *json)
{
  g_string_append_c (json, '{');
  for (gsize i = 0; i < n; i++) {
    int column = (int) i;

    switch (members[i].kind) {
    case ID:
      zx_json_add_id (json, members[i].name, zxd_stmt_int (stmt, column));
      break;
    case TIME:
      zx_json_add_time (json, members[i].name, zxd_stmt_int (stmt, column));
      break;
    case BOOL:
      zx_json_add_bool (json, members[i].name, zxd_stmt_int (stmt, column) != 0);
      break;
    case TEXT:
    default:
      zx_json_add_string (json, members[i].name, zxd_stmt_text (stmt, column));
    }
  }
  g_string_append_c (json, '}');
}

/* An array of all rows of @stmt; with @words only those in whose first column one of them is. */
static gboolean
add_rows (ZxdStmt *stmt,
          const char *name,
          const Member *members,
          gsize n,
          const ZxdWords *words,
          GString *json,
          GError **error)
{
  gboolean is_first = TRUE;
  ZxdStep step = ZXD_STEP_FAILED;

  zx_json_add_raw (json, name, "[");
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    if (words != NULL && !zxd_words_are_in (words, zxd_stmt_text (stmt, 0)))
      continue;
    if (!is_first)
      g_string_append_c (json, ',');
    add_row (stmt, members, n, json);
    is_first = FALSE;
  }
  g_string_append_c (json, ']');
  return step == ZXD_STEP_DONE;
}

#define MEMBERS(m) m, G_N_ELEMENTS (m)

static ZxdStmt *
about (ZxdTraces *traces, const char *sql, gint64 id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (traces->db, sql, error);

  if (stmt != NULL)
    zxd_stmt_bind_int (stmt, 1, id);
  return stmt;
}

static gboolean
add_person (ZxdTraces *traces, GString *json, GError **error)
{
  static const Member person[] = {
      {"id", ID}, {"name", TEXT}, {"title", TEXT}, {"lang", TEXT}, {"erased_at", TIME}};
  static const Member customer[] = {{"id", ID},       {"name", TEXT},      {"external_id", TEXT},
                                    {"kind", TEXT},   {"tier", TEXT},      {"note", TEXT},
                                    {"fields", TEXT}, {"created_at", TIME}};
  static const Member identity[] = {{"kind", TEXT}, {"value", TEXT}, {"shared", BOOL}};
  ZxdStmt *stmt = about (traces,
                         "SELECT id, name, title, lang, erased_at_ms FROM person "
                         "WHERE id = ?",
                         traces->person_id, error);

  if (!add_rows (stmt, "person", MEMBERS (person), NULL, json, error))
    return FALSE;
  stmt = about (traces,
                "SELECT id, name, external_id, kind, tier, note, fields, created_at_ms "
                "FROM customer WHERE id = ?",
                traces->customer_id, error);
  if (traces->wholes->len == 0) /* a company's own words are not his */
    stmt = about (traces, "SELECT id, name, external_id, kind FROM customer WHERE id = ?",
                  traces->customer_id, error);
  if (!add_rows (stmt, "customer", customer, traces->wholes->len == 0 ? 4 : G_N_ELEMENTS (customer),
                 NULL, json, error))
    return FALSE;
  stmt = about (traces, "SELECT kind, value, shared FROM identity WHERE person_id = ? ORDER BY id",
                traces->person_id, error);
  return add_rows (stmt, "identities", MEMBERS (identity), NULL, json, error);
}

static gboolean
add_visits_and_notes (ZxdTraces *traces, GString *json, GError **error)
{
  static const Member visitor[] = {{"name", TEXT},       {"company", TEXT},    {"account", TEXT},
                                   {"lang", TEXT},       {"page_title", TEXT}, {"page_url", TEXT},
                                   {"created_at", TIME}, {"seen_at", TIME},    {"stated", TEXT}};
  static const Member note[] = {{"text", TEXT}, {"at", TIME}};
  ZxdStmt *stmt = zxd_traces_prepare (
      traces,
      "SELECT name, company, account, lang, page_title, page_url, created_at_ms, "
      "seen_at_ms, stated FROM visitor WHERE %s ORDER BY id",
      "id", traces->visitors, error);

  if (!add_rows (stmt, "visits", MEMBERS (visitor), NULL, json, error))
    return FALSE;
  stmt = about (traces, "SELECT text, at_ms FROM note WHERE customer_id = ? ORDER BY id",
                traces->customer_id, error);
  return add_rows (stmt, "notes", MEMBERS (note), traces->wholes->len == 0 ? &traces->words : NULL,
                   json, error);
}

/* What customer and agents wrote to each other; what agents told each other is told too. */
static gboolean
add_messages (ZxdTraces *traces, gint64 contact_id, GString *json, GError **error)
{
  ZxdStmt *stmt = about (traces,
                         "SELECT " ZXD_MESSAGE_COLUMNS " FROM " ZXD_MESSAGE_TABLES
                         " WHERE m.contact_id = ? ORDER BY m.id",
                         contact_id, error);
  gboolean is_first = TRUE;
  ZxdStep step = ZXD_STEP_FAILED;

  zx_json_add_raw (json, "messages", "[");
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    g_string_append (json, is_first ? "{" : ",{");
    zxd_message_add_row (stmt, TRUE, json);
    g_string_append_c (json, '}');
    is_first = FALSE;
  }
  g_string_append_c (json, ']');
  return step == ZXD_STEP_DONE;
}

/* What agents wrote when they passed a contact on, or did not want it. */
static gboolean
add_offers (ZxdTraces *traces, gint64 contact_id, GString *json, GError **error)
{
  static const Member offer[] = {{"kind", TEXT}, {"note", TEXT}, {"reason", TEXT}, {"at", TIME}};
  ZxdStmt *stmt =
      about (traces,
             "SELECT kind, note, reason, made_at_ms FROM offer WHERE contact_id = ? AND (note IS "
             "NOT NULL OR reason IS NOT NULL) ORDER BY id",
             contact_id, error);

  return add_rows (stmt, "offers", MEMBERS (offer), NULL, json, error);
}

static gboolean
add_contacts (ZxdTraces *traces, GString *json, GError **error)
{
  zx_json_add_raw (json, "contacts", "[");
  for (guint i = 0; i < traces->contacts->len; i++) {
    gint64 id = g_array_index (traces->contacts, gint64, i);
    g_autoptr (ZxdContact) contact = zxd_contact_load (traces->db, id, error);

    if (contact == NULL)
      return FALSE;
    g_string_append (json, i == 0 ? "{" : ",{");
    zx_json_add_id (json, "id", id);
    zxd_contact_add_json (contact, json);
    if (!add_messages (traces, id, json, error) || !add_offers (traces, id, json, error))
      return FALSE;
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
  return TRUE;
}

gboolean
zxd_person_export (ZxdTxn *txn, ZxdPersonDeed *deed, GString *json, GError **error)
{
  g_auto (ZxdTraces) traces = {0};
  g_autofree char *detail =
      g_strdup_printf ("{\"part\":\"person\",\"id\":\"%" G_GINT64_FORMAT "\"}", deed->person_id);
  ZxdAudit audit = {.actor_id = deed->actor_id,
                    .action = "person.export",
                    .noun = "customer",
                    .address = deed->address,
                    .detail = detail};

  if (!zxd_traces_find (&traces, txn, deed, error))
    return FALSE;
  deed->customer_id = audit.obj_id = traces.customer_id;
  g_string_assign (json, "{");
  zx_json_add_time (json, "exported_at", zx_clock_now_ms ());
  if (!add_person (&traces, json, error) || !add_visits_and_notes (&traces, json, error) ||
      !add_contacts (&traces, json, error))
    return FALSE;
  g_string_append_c (json, '}');
  return zxd_audit_add (txn, &audit, error);
}
