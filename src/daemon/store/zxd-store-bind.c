/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives a contact to a customer, known or new, because an agent says so; or to nobody. */
#include "zxd-store-bind.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-bind-private.h"
#include "zxd-course-private.h"
#include "zxd-store-audit.h"
#include "zxd-store-customer.h"

#include <string.h>

void
zxd_binding_clear (ZxdBinding *binding)
{
  g_clear_pointer (&binding->was_name, g_free);
  g_clear_pointer (&binding->was_company, g_free);
}

/* ---- what all have in common */

ZxdContact *
zxd_bind_begin (ZxdTxn *txn, ZxdBind *bind, GError **error)
{
  const ZxRights *rights = bind->actor->rights;
  g_autoptr (ZxdContact) contact =
      zxd_contact_load_seen (zxd_txn_db (txn), rights, bind->contact_id, error);
  gint64 made;

  zxd_refusal_clear (&bind->refusal);
  if (contact == NULL ||
      !zxd_txn_request_result (txn, bind->request, rights->agent_id, &bind->again, &made, error))
    return NULL;
  if (bind->again)
    return NULL;
  if (contact->agent_id != rights->agent_id && !zxd_course_oversees (rights, contact)) {
    zx_throw (error, ZX_ERROR_NOT_ALLOWED, "Accept this contact first, then say whose it is.");
    return NULL;
  }
  return g_steal_pointer (&contact);
}

gboolean
zxd_bind_note (ZxdTxn *txn,
               const ZxdBind *bind,
               const char *action,
               gint64 was_customer_id,
               gint64 now_customer_id,
               GError **error)
{
  g_autoptr (GString) detail = g_string_new ("{");
  ZxdAudit audit = {.actor_id = bind->actor->rights->agent_id,
                    .action = action,
                    .noun = "contact",
                    .obj_id = bind->contact_id,
                    .address = bind->actor->address};

  zx_json_add_raw (detail, "was", "{");
  zx_json_add_id (detail, "customer_id", was_customer_id);
  g_string_append_c (detail, '}');
  zx_json_add_raw (detail, "now", "{");
  zx_json_add_id (detail, "customer_id", now_customer_id);
  g_string_append (detail, "}}");
  audit.detail = detail->str;
  return zxd_audit_add (txn, &audit, error);
}

ZxIdentityTrust
zxd_bind_trust_of (const ZxdVisitor *visitor)
{
  return visitor->name != NULL || visitor->company != NULL || visitor->stated != NULL
             ? ZX_IDENTITY_STATED
             : ZX_IDENTITY_UNKNOWN;
}

gboolean
zxd_bind_save_visitor (ZxdDb *db, const ZxdVisitor *visitor, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "UPDATE visitor SET customer_id = ?, person_id = ?, trust = ?, "
                                  "bound_by_id = ? WHERE id = ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_id (stmt, 1, visitor->customer_id);
  zxd_stmt_bind_id (stmt, 2, visitor->person_id);
  zxd_stmt_bind_text (stmt, 3, zx_enum_word (ZX_TYPE_IDENTITY_TRUST, visitor->trust));
  zxd_stmt_bind_id (stmt, 4, visitor->bound_by_id);
  zxd_stmt_bind_int (stmt, 5, visitor->id);
  return zxd_stmt_run (stmt, error);
}

gboolean
zxd_customer_tier (ZxdDb *db, gint64 customer_id, ZxTier *tier, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT tier FROM customer WHERE id = ?", error);
  int value = ZX_TIER_REGULAR;
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, customer_id);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    zx_enum_from_word (ZX_TYPE_TIER, zxd_stmt_text (stmt, 0), &value);
    zxd_stmt_reset (stmt);
  }
  *tier = value;
  return step != ZXD_STEP_FAILED;
}

static ZxdBinding
remember_contact (const ZxdContact *contact)
{
  return (ZxdBinding){.was_customer_id = contact->customer_id,
                      .was_person_id = contact->person_id,
                      .was_bound_by_id = contact->bound_by_id,
                      .was_trust = contact->trust,
                      .was_name = g_strdup (contact->name),
                      .was_company = g_strdup (contact->company)};
}

static void
remember_visitor (ZxdBinding *binding, const ZxdVisitor *visitor)
{
  binding->visitor_id = visitor->id;
  binding->visitor_customer_id = visitor->customer_id;
  binding->visitor_person_id = visitor->person_id;
  binding->visitor_bound_by_id = visitor->bound_by_id;
  binding->visitor_trust = visitor->trust;
}

static gboolean
insert_binding (ZxdTxn *txn, const ZxdBind *bind, const ZxdBinding *binding, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO binding (contact_id, agent_id, at_ms, was_customer_id, was_person_id, "
      "was_trust, was_name, was_company, was_bound_by_id, visitor_id, visitor_customer_id, "
      "visitor_person_id, visitor_trust, visitor_bound_by_id, made_customer_id, made_identity_id) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, bind->contact_id);
  zxd_stmt_bind_int (stmt, 2, bind->actor->rights->agent_id);
  zxd_stmt_bind_int (stmt, 3, zx_clock_now_ms ());
  zxd_stmt_bind_id (stmt, 4, binding->was_customer_id);
  zxd_stmt_bind_id (stmt, 5, binding->was_person_id);
  zxd_stmt_bind_text (stmt, 6, zx_enum_word (ZX_TYPE_IDENTITY_TRUST, binding->was_trust));
  zxd_stmt_bind_text (stmt, 7, binding->was_name);
  zxd_stmt_bind_text (stmt, 8, binding->was_company);
  zxd_stmt_bind_id (stmt, 9, binding->was_bound_by_id);
  zxd_stmt_bind_id (stmt, 10, binding->visitor_id);
  zxd_stmt_bind_id (stmt, 11, binding->visitor_customer_id);
  zxd_stmt_bind_id (stmt, 12, binding->visitor_person_id);
  zxd_stmt_bind_text (stmt, 13, zx_enum_word (ZX_TYPE_IDENTITY_TRUST, binding->visitor_trust));
  zxd_stmt_bind_id (stmt, 14, binding->visitor_bound_by_id);
  zxd_stmt_bind_id (stmt, 15, binding->made_customer_id);
  zxd_stmt_bind_id (stmt, 16, binding->made_identity_id);
  return zxd_stmt_run (stmt, error);
}

/* ---- to somebody */

/* Who it is, in words. */
typedef struct {
  char *customer, *kind, *person; /* owned, null when there is none */
  gboolean is_theirs;             /* the person, if one was named, is one of this customer */
} Names;

static void
names_clear (Names *names)
{
  g_free (names->customer);
  g_free (names->kind);
  g_free (names->person);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

static gboolean
read_names (ZxdDb *db, gint64 customer_id, gint64 person_id, Names *names, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT c.name, c.kind, p.name, p.id FROM customer c LEFT JOIN person p "
      "ON p.customer_id = c.id AND p.id = ? AND p.erased_at_ms IS NULL WHERE c.id = ?",
      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, person_id);
  zxd_stmt_bind_int (stmt, 2, customer_id);
  step = zxd_stmt_step (stmt, error);
  if (step != ZXD_STEP_ROW)
    return step == ZXD_STEP_DONE;
  names->customer = g_strdup (zxd_stmt_text (stmt, 0));
  names->kind = g_strdup (zxd_stmt_text (stmt, 1));
  names->person = g_strdup (zxd_stmt_text (stmt, 2));
  names->is_theirs = zxd_stmt_int (stmt, 3) == person_id;
  zxd_stmt_reset (stmt);
  return TRUE;
}

/* An account that the vendor's server vouched for and that is nobody's yet becomes this one's. */
static gboolean
give_account (ZxdTxn *txn,
              ZxdBind *bind,
              const char *account,
              ZxdBinding *binding,
              const Names *names,
              GError **error)
{
  ZxdCustomer customer = {.id = bind->customer_id, .name = names->customer};
  ZxdStmt *stmt;

  if (!zxd_customer_add_identity (txn, &customer, bind->person_id, "account", account, FALSE,
                                  error)) {
    if (error != NULL && g_error_matches (*error, ZX_ERROR, ZX_ERROR_CONFLICT))
      zxd_refusal_set (&bind->refusal, "belongs");
    return FALSE;
  }
  stmt = zxd_db_prepare (zxd_txn_db (txn),
                         "SELECT max(id) FROM identity WHERE customer_id = ? AND kind = 'account'",
                         error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, bind->customer_id);
  return zxd_visitor_read_number (stmt, &binding->made_identity_id, error) &&
         (binding->made_customer_id != 0 ||
          zxd_customer_changed (txn, bind->customer_id, 0, NULL, error));
}

/* The visitor comes as this customer from now on. */
static gboolean
bind_visitor (ZxdDb *db, const ZxdBind *bind, ZxdVisitor *visitor, GError **error)
{
  visitor->customer_id = bind->customer_id;
  visitor->person_id = bind->person_id;
  if (visitor->trust != ZX_IDENTITY_VERIFIED) {
    visitor->trust = ZX_IDENTITY_BOUND;
    visitor->bound_by_id = bind->actor->rights->agent_id;
  }
  return zxd_bind_save_visitor (db, visitor, error);
}

static void
fill_names (ZxdContact *contact, const Names *names)
{
  if (contact->name == NULL)
    contact->name = g_strdup (names->person);
  if (contact->name == NULL && g_strcmp0 (names->kind, "person") == 0)
    contact->name = g_strdup (names->customer);
  if (contact->company == NULL && g_strcmp0 (names->kind, "company") == 0)
    contact->company = g_strdup (names->customer);
}

gboolean
zxd_bind_fill_names (ZxdDb *db, ZxdContact *contact, GError **error)
{
  g_auto (Names) names = {0};

  if (!read_names (db, contact->customer_id, contact->person_id, &names, error))
    return FALSE;
  if (!names.is_theirs) /* he left that customer since */
    contact->person_id = 0;
  fill_names (contact, &names);
  return TRUE;
}

/* The contact gets its customer, and the names that it lacks. */
static gboolean
bind_contact (ZxdTxn *txn,
              const ZxdBind *bind,
              ZxdContact *contact,
              const Names *names,
              GError **error)
{
  contact->customer_id = bind->customer_id;
  contact->person_id = bind->person_id;
  if (contact->trust != ZX_IDENTITY_VERIFIED) {
    contact->trust = ZX_IDENTITY_BOUND;
    contact->bound_by_id = bind->actor->rights->agent_id;
  }
  fill_names (contact, names);
  return zxd_customer_tier (zxd_txn_db (txn), bind->customer_id, &contact->tier, error) &&
         zxd_contact_save (txn, contact, NULL, error);
}

/* @binding says what was made for it so far. */
static gboolean
give (ZxdTxn *txn, ZxdBind *bind, ZxdContact *contact, ZxdBinding *binding, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  gint64 was_customer_id = contact->customer_id;
  g_auto (ZxdVisitor) visitor = {0};
  g_auto (Names) names = {0};
  gboolean is_verified = contact->trust == ZX_IDENTITY_VERIFIED;

  if (!read_names (db, bind->customer_id, bind->person_id, &names, error) ||
      (contact->visitor_id != 0 && !zxd_visitor_by_id (db, contact->visitor_id, &visitor, error)))
    return FALSE;
  if (!names.is_theirs)
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "“person_id” must be one of this customer's people.");
  if (is_verified && visitor.account != NULL &&
      !give_account (txn, bind, visitor.account, binding, &names, error))
    return FALSE;
  if (binding->made_customer_id != 0 &&
      !zxd_customer_tell (txn, bind->customer_id, bind->customer_id, TRUE, error))
    return FALSE;
  if (visitor.id != 0 &&
      (is_verified || (bind->remember && visitor.trust != ZX_IDENTITY_VERIFIED))) {
    remember_visitor (binding, &visitor);
    if (!bind_visitor (db, bind, &visitor, error))
      return FALSE;
  }
  return insert_binding (txn, bind, binding, error) &&
         bind_contact (txn, bind, contact, &names, error) &&
         zxd_bind_note (txn, bind, "contact.bind", was_customer_id, bind->customer_id, error);
}

static gboolean
check_verified (const ZxdContact *contact, ZxdBind *bind, GError **error)
{
  if (contact->trust != ZX_IDENTITY_VERIFIED || contact->customer_id == 0)
    return TRUE;
  zxd_refusal_set (&bind->refusal, "verified");
  return zx_throw (error, ZX_ERROR_CONFLICT,
                   "The vendor's own server says whose this contact is. If that is wrong, change "
                   "who has this account.");
}

gboolean
zxd_bind_known (ZxdTxn *txn, ZxdBind *bind, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_bind_begin (txn, bind, error);
  g_auto (ZxdBinding) binding = {0};
  gboolean is_there;

  if (contact == NULL)
    return bind->again;
  is_there = contact->customer_id == bind->customer_id && contact->person_id == bind->person_id;
  if (is_there && contact->trust == ZX_IDENTITY_VERIFIED)
    return TRUE;
  if (!check_verified (contact, bind, error) ||
      !zxd_customer_check (zxd_txn_db (txn), bind->customer_id, bind->actor->rights,
                           contact->trust == ZX_IDENTITY_VERIFIED, NULL, NULL, &bind->refusal,
                           error))
    return FALSE;
  binding = remember_contact (contact);
  return give (txn, bind, contact, &binding, error);
}

/* ---- to somebody new */

/* Null when there is nothing but blanks. */
static const char *
some (const char *text)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));

  return *bare != '\0' ? text : NULL;
}

static gboolean
note_new (ZxdTxn *txn, const ZxdBind *bind, const ZxdCustomer *customer, GError **error)
{
  g_autoptr (GString) detail = g_string_new ("{");
  ZxdAudit audit = {.actor_id = bind->actor->rights->agent_id,
                    .action = "customer.add",
                    .noun = "customer",
                    .obj_id = customer->id,
                    .address = bind->actor->address};

  zx_json_add_string (detail, "title", customer->name);
  zx_json_add_id (detail, "contact_id", bind->contact_id);
  g_string_append_c (detail, '}');
  audit.detail = detail->str;
  return zxd_audit_add (txn, &audit, error);
}

/* The customer with its person and product, as far as the contact tells. */
static gboolean
make_customer (ZxdTxn *txn,
               const ZxdBind *bind,
               const ZxdContact *contact,
               gint64 ids[2],
               GError **error)
{
  const char *name = bind->name != NULL ? some (bind->name) : contact->name;
  const char *company = bind->company != NULL ? some (bind->company) : contact->company;
  gboolean is_company = bind->kind != NULL ? g_str_equal (bind->kind, "company") : company != NULL;
  ZxdCustomer customer = {.org_id = contact->org_id,
                          .kind = is_company ? "company" : "person",
                          .name = is_company ? company : name,
                          .tier = ZX_TIER_REGULAR};
  ZxdProduct product = {.name = contact->product, .version = contact->version};

  if (customer.name == NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "Say in “%s” what the new customer is called.",
                     is_company ? "company" : "name");
  if (!zxd_customer_add (txn, &customer, error) ||
      (name != NULL &&
       !zxd_customer_add_person (txn, &customer, name, NULL, contact->lang, &ids[1], error)) ||
      (product.name != NULL && !zxd_customer_add_product (txn, &customer, &product, error)))
    return FALSE;
  ids[0] = customer.id;
  return note_new (txn, bind, &customer, error);
}

gboolean
zxd_bind_new (ZxdTxn *txn, ZxdBind *bind, GError **error)
{
  g_autoptr (ZxdContact) contact = zxd_bind_begin (txn, bind, error);
  g_auto (ZxdBinding) binding = {0};
  gint64 ids[2] = {0, 0};

  if (contact == NULL)
    return bind->again;
  if (!check_verified (contact, bind, error) || !make_customer (txn, bind, contact, ids, error))
    return FALSE;
  binding = remember_contact (contact);
  binding.made_customer_id = bind->customer_id = ids[0];
  bind->person_id = ids[1];
  return give (txn, bind, contact, &binding, error);
}

/* ---- to nobody */

/* The visitor is forgotten when he came as this contact's customer by an agent's word. */
static gboolean
forget_visitor (ZxdDb *db,
                const ZxdContact *contact,
                ZxdVisitor *visitor,
                ZxdBinding *binding,
                GError **error)
{
  if (visitor->trust != ZX_IDENTITY_BOUND || visitor->customer_id != contact->customer_id)
    return TRUE;
  remember_visitor (binding, visitor);
  visitor->customer_id = visitor->person_id = visitor->bound_by_id = 0;
  visitor->trust = zxd_bind_trust_of (visitor);
  return zxd_bind_save_visitor (db, visitor, error);
}

static void
be_as_stated (ZxdContact *contact, const ZxdVisitor *visitor)
{
  contact->customer_id = contact->person_id = contact->bound_by_id = 0;
  contact->tier = ZX_TIER_REGULAR;
  contact->trust = zxd_bind_trust_of (visitor);
  g_free (contact->name);
  g_free (contact->company);
  contact->name = g_strdup (visitor->name);
  contact->company = g_strdup (visitor->company);
}

gboolean
zxd_bind_nobody (ZxdTxn *txn, ZxdBind *bind, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (ZxdContact) contact = zxd_bind_begin (txn, bind, error);
  g_auto (ZxdBinding) binding = {0};
  g_auto (ZxdVisitor) visitor = {0};
  gint64 was_customer_id;

  if (contact == NULL)
    return bind->again;
  if (contact->customer_id == 0)
    return TRUE;
  was_customer_id = contact->customer_id;
  binding = remember_contact (contact);
  if (!check_verified (contact, bind, error) ||
      (contact->visitor_id != 0 && !zxd_visitor_by_id (db, contact->visitor_id, &visitor, error)) ||
      !forget_visitor (db, contact, &visitor, &binding, error))
    return FALSE;
  be_as_stated (contact, &visitor);
  return insert_binding (txn, bind, &binding, error) &&
         zxd_contact_save (txn, contact, NULL, error) &&
         zxd_bind_note (txn, bind, "contact.unbind", was_customer_id, 0, error);
}
