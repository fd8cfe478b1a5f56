/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Visitors' sessions: who they are, and how sure we are of it. */
#include "zxd-store-visitor.h"

#include "zx-clock.h"
#include "zx-json.h"
#include "zxd-bind-private.h"
#include "zxd-identity-value.h"

void
zxd_visitor_clear (ZxdVisitor *visitor)
{
  g_clear_pointer (&visitor->account, g_free);
  g_clear_pointer (&visitor->stated, g_free);
  g_clear_pointer (&visitor->name, g_free);
  g_clear_pointer (&visitor->company, g_free);
  g_clear_pointer (&visitor->lang, g_free);
  g_clear_pointer (&visitor->product, g_free);
  g_clear_pointer (&visitor->version, g_free);
  g_clear_pointer (&visitor->page_title, g_free);
  g_clear_pointer (&visitor->page_url, g_free);
  visitor->id = 0;
}

static void
read_visitor (ZxdStmt *stmt, ZxdVisitor *visitor)
{
  int trust = ZX_IDENTITY_UNKNOWN;

  zxd_visitor_clear (visitor);
  visitor->id = zxd_stmt_int (stmt, 0);
  zxd_stmt_uuid (stmt, 1, visitor->uuid);
  visitor->channel_id = zxd_stmt_int (stmt, 2);
  visitor->customer_id = zxd_stmt_int (stmt, 3);
  visitor->person_id = zxd_stmt_int (stmt, 4);
  zx_enum_from_word (ZX_TYPE_IDENTITY_TRUST, zxd_stmt_text (stmt, 5), &trust);
  visitor->trust = trust;
  visitor->account = g_strdup (zxd_stmt_text (stmt, 6));
  visitor->name = g_strdup (zxd_stmt_text (stmt, 7));
  visitor->company = g_strdup (zxd_stmt_text (stmt, 8));
  visitor->lang = g_strdup (zxd_stmt_text (stmt, 9));
  visitor->product = g_strdup (zxd_stmt_text (stmt, 10));
  visitor->version = g_strdup (zxd_stmt_text (stmt, 11));
  visitor->page_title = g_strdup (zxd_stmt_text (stmt, 12));
  visitor->page_url = g_strdup (zxd_stmt_text (stmt, 13));
  visitor->stated = g_strdup (zxd_stmt_text (stmt, 14));
  visitor->bound_by_id = zxd_stmt_int (stmt, 15);
}

gboolean
zxd_visitor_read (ZxdStmt *stmt, ZxdVisitor *visitor, GError **error)
{
  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_ROW:
    read_visitor (stmt, visitor);
    zxd_stmt_reset (stmt);
    return TRUE;
  case ZXD_STEP_DONE:
    return TRUE;
  case ZXD_STEP_FAILED:
    break;
  }
  return FALSE;
}

#define VISITOR_COLUMNS                                                                            \
  "SELECT id, uuid, channel_id, customer_id, person_id, trust, account, name, company, lang, "     \
  "product, version, page_title, page_url, stated, bound_by_id FROM visitor "

gboolean
zxd_visitor_by_id (ZxdDb *db, gint64 id, ZxdVisitor *visitor, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, VISITOR_COLUMNS "WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, id);
  return zxd_visitor_read (stmt, visitor, error);
}

/* Who was seen last before that is not known by his secret any more. */
static gint64
seen_since (gint64 now_ms)
{
  return now_ms - (gint64) ZXD_VISITOR_DAYS * 24 * 3600 * 1000;
}

ZxdStmt *
zxd_visitor_ask_token (ZxdDb *db,
                       const char *token,
                       gint64 now_ms,
                       guint8 sum[ZXD_SUM_BYTES],
                       GError **error)
{
  ZxdStmt *stmt =
      zxd_db_prepare (db, VISITOR_COLUMNS "WHERE token_hash = ? AND seen_at_ms > ?", error);

  if (stmt == NULL)
    return NULL;
  zxd_visitor_sum ("visitor", token, sum);
  zxd_stmt_bind_bytes (stmt, 1, sum, ZXD_SUM_BYTES);
  zxd_stmt_bind_int (stmt, 2, seen_since (now_ms));
  return zxd_stmt_send_ahead (stmt, error) ? stmt : NULL;
}

gboolean
zxd_visitor_by_token (ZxdDb *db,
                      const char *token,
                      gint64 now_ms,
                      ZxdVisitor *visitor,
                      GError **error)
{
  guint8 sum[ZXD_SUM_BYTES];
  ZxdStmt *stmt = zxd_visitor_ask_token (db, token, now_ms, sum, error);

  return stmt != NULL && zxd_visitor_read (stmt, visitor, error);
}

gboolean
zxd_visitor_id_of (ZxdDb *db,
                   const char *token,
                   const char *key,
                   gint64 now_ms,
                   gint64 *visitor_id,
                   GError **error)
{
  guint8 sum[ZXD_SUM_BYTES];
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT v.id FROM visitor v JOIN channel c ON c.id = "
                                  "v.channel_id WHERE v.token_hash = ? AND c.key = ? AND "
                                  "v.seen_at_ms > ?",
                                  error);

  if (stmt == NULL)
    return FALSE;
  zxd_visitor_sum ("visitor", token, sum);
  zxd_stmt_bind_bytes (stmt, 1, sum, sizeof sum);
  zxd_stmt_bind_text (stmt, 2, key);
  zxd_stmt_bind_int (stmt, 3, seen_since (now_ms));
  return zxd_visitor_read_number (stmt, visitor_id, error);
}

gboolean
zxd_visitor_of_contact (ZxdDb *db, gint64 contact_id, gint64 *visitor_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT visitor_id FROM contact WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, contact_id);
  return zxd_visitor_read_number (stmt, visitor_id, error);
}

gboolean
zxd_visitor_read_number (ZxdStmt *stmt, gint64 *number, GError **error)
{
  *number = 0;
  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_ROW:
    *number = zxd_stmt_int (stmt, 0);
    zxd_stmt_reset (stmt);
    return TRUE;
  case ZXD_STEP_DONE:
    return TRUE;
  case ZXD_STEP_FAILED:
    break;
  }
  return FALSE;
}

gboolean
zxd_visitor_newest_contact (ZxdDb *db, gint64 visitor_id, gint64 *contact_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, "SELECT max(id) FROM contact WHERE visitor_id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, visitor_id);
  return zxd_visitor_read_number (stmt, contact_id, error);
}

/* ---- the session */

/* Whose account this is; leaves 0 when no customer has it. A channel's key vouches for customers of
 * its organisation and of those below, never for a neighbour's. */
static gboolean
find_customer (ZxdDb *db, const ZxdVisitorSession *session, ZxdVisitor *visitor, GError **error)
{
  g_autofree char *account = zxd_identity_normalise ("account", session->account, NULL);
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "SELECT i.customer_id, i.person_id, c.name, p.name FROM identity i "
      "JOIN customer c ON c.id = i.customer_id LEFT JOIN person p ON p.id = i.person_id "
      "JOIN org theirs ON theirs.id = c.org_id JOIN org here ON here.id = ? "
      "WHERE i.kind = 'account' AND i.value = ? AND i.shared = 0 "
      "AND theirs.path LIKE here.path || '%'",
      error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  visitor->customer_id = visitor->person_id = 0;
  zxd_stmt_bind_int (stmt, 1, session->channel->org_id);
  zxd_stmt_bind_text (stmt, 2, account);
  step = zxd_stmt_step (stmt, error);
  if (step == ZXD_STEP_ROW) {
    visitor->customer_id = zxd_stmt_int (stmt, 0);
    visitor->person_id = zxd_stmt_int (stmt, 1);
    /* Our own records know the company better than the vendor's token. */
    g_free (visitor->company);
    visitor->company = g_strdup (zxd_stmt_text (stmt, 2));
    if (visitor->name == NULL)
      visitor->name = g_strdup (zxd_stmt_text (stmt, 3));
    zxd_stmt_reset (stmt);
  }
  return step != ZXD_STEP_FAILED;
}

static void
replace_text (char **text, const char *with)
{
  if (with == NULL)
    return;
  g_free (*text);
  *text = g_strdup (with);
}

/* The page names somebody else than it did before. */
static gboolean
is_somebody_else (const ZxdVisitorSession *session, const ZxdVisitor *visitor)
{
  return (session->name != NULL && visitor->name != NULL &&
          !g_str_equal (session->name, visitor->name)) ||
         (session->stated != NULL && visitor->stated != NULL &&
          !g_str_equal (session->stated, visitor->stated));
}

/* Of a visitor who is not verified: what the page says of him, and how far that goes. An agent's
 * word outlives a page that says nothing new. */
static void
learn_statement (const ZxdVisitorSession *session, ZxdVisitor *visitor)
{
  if (visitor->trust == ZX_IDENTITY_BOUND && is_somebody_else (session, visitor)) {
    visitor->customer_id = visitor->person_id = visitor->bound_by_id = 0;
    visitor->trust = ZX_IDENTITY_STATED;
  }
  replace_text (&visitor->name, session->name);
  replace_text (&visitor->company, session->company);
  replace_text (&visitor->stated, session->stated);
  if (visitor->trust != ZX_IDENTITY_BOUND)
    visitor->trust = zxd_bind_trust_of (visitor);
}

/* What the page said becomes what we know, each at its own degree of trust. */
static gboolean
learn (ZxdDb *db, const ZxdVisitorSession *session, ZxdVisitor *visitor, GError **error)
{
  replace_text (&visitor->lang, session->lang);
  replace_text (&visitor->page_title, session->page_title);
  replace_text (&visitor->page_url, session->page_url);
  if (session->said != ZXD_SAID_ACCOUNT && visitor->account != NULL)
    return TRUE; /* a bare statement does not change what was verified */
  replace_text (&visitor->product, session->product);
  replace_text (&visitor->version, session->version);
  if (session->said != ZXD_SAID_ACCOUNT) {
    learn_statement (session, visitor);
    return TRUE;
  }
  replace_text (&visitor->name, session->name);
  replace_text (&visitor->company, session->company);
  replace_text (&visitor->account, session->account);
  visitor->trust = ZX_IDENTITY_VERIFIED;
  visitor->bound_by_id = 0;
  return find_customer (db, session, visitor, error);
}

/* The browser's visitor, unless the page says that by now somebody else sits there. */
static gboolean
recognise (ZxdDb *db, ZxdVisitorSession *session, ZxdVisitor *visitor, GError **error)
{
  gint64 user = 0;

  if (session->token != NULL &&
      !zxd_visitor_by_token (db, session->token, session->now_ms, visitor, error))
    return FALSE;
  if (visitor->id != 0 && visitor->channel_id != session->channel->id)
    zxd_visitor_clear (visitor);
  if (session->said == ZXD_SAID_ACCOUNT) {
    if (!zxd_ticket_visitor (db, "identity", session->identity, session->now_ms, &user, error))
      return FALSE;
    session->is_replayed = user != 0 && user != visitor->id;
    if (session->is_replayed)
      return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                       "The identity has been used by another browser.");
    if (visitor->id != 0 && visitor->account != NULL &&
        !g_str_equal (visitor->account, session->account))
      zxd_visitor_clear (visitor);
  } else if (session->said == ZXD_SAID_NOBODY && visitor->id != 0 && visitor->account != NULL) {
    zxd_visitor_clear (visitor);
  }
  return TRUE;
}

/* Nothing is known of him yet. */
static void
begin_visitor (const ZxdVisitorSession *session, ZxdVisitor *visitor)
{
  g_autofree char *uuid = g_uuid_string_random ();

  zx_uuid_parse (uuid, visitor->uuid);
  visitor->channel_id = session->channel->id;
  visitor->customer_id = visitor->person_id = visitor->bound_by_id = 0;
  visitor->trust = ZX_IDENTITY_UNKNOWN;
}

/* What was learnt of him, from place 1 on; the same in both statements. */
static int
bind_learnt (ZxdStmt *stmt, const ZxdVisitor *visitor, gint64 now_ms)
{
  zxd_stmt_bind_id (stmt, 1, visitor->customer_id);
  zxd_stmt_bind_id (stmt, 2, visitor->person_id);
  zxd_stmt_bind_text (stmt, 3, zx_enum_word (ZX_TYPE_IDENTITY_TRUST, visitor->trust));
  zxd_stmt_bind_text (stmt, 4, visitor->account);
  zxd_stmt_bind_text (stmt, 5, visitor->name);
  zxd_stmt_bind_text (stmt, 6, visitor->company);
  zxd_stmt_bind_text (stmt, 7, visitor->lang);
  zxd_stmt_bind_text (stmt, 8, visitor->product);
  zxd_stmt_bind_text (stmt, 9, visitor->version);
  zxd_stmt_bind_text (stmt, 10, visitor->page_title);
  zxd_stmt_bind_text (stmt, 11, visitor->page_url);
  zxd_stmt_bind_text (stmt, 12, visitor->stated);
  zxd_stmt_bind_id (stmt, 13, visitor->bound_by_id);
  zxd_stmt_bind_int (stmt, 14, now_ms);
  return 15;
}

static gboolean
insert_visitor (ZxdDb *db, const ZxdVisitorSession *session, ZxdVisitor *visitor, GError **error)
{
  guint8 sum[ZXD_SUM_BYTES];
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "INSERT INTO visitor (customer_id, person_id, trust, account, name, company, lang, product, "
      "version, page_title, page_url, stated, bound_by_id, seen_at_ms, uuid, channel_id, "
      "token_hash, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "RETURNING id",
      error);
  int place;

  if (stmt == NULL)
    return FALSE;
  zxd_visitor_sum ("visitor", session->new_token, sum);
  place = bind_learnt (stmt, visitor, session->now_ms);
  zxd_stmt_bind_uuid (stmt, place++, visitor->uuid);
  zxd_stmt_bind_int (stmt, place++, visitor->channel_id);
  zxd_stmt_bind_bytes (stmt, place++, sum, sizeof sum);
  zxd_stmt_bind_int (stmt, place, session->now_ms);
  return zxd_visitor_read_number (stmt, &visitor->id, error);
}

static gboolean
update_visitor (ZxdDb *db, const ZxdVisitor *visitor, gint64 now_ms, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "UPDATE visitor SET customer_id = ?, person_id = ?, trust = ?, account = ?, name = ?, "
      "company = ?, lang = ?, product = ?, version = ?, page_title = ?, page_url = ?, stated = ?, "
      "bound_by_id = ?, seen_at_ms = ? WHERE id = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, bind_learnt (stmt, visitor, now_ms), visitor->id);
  return zxd_stmt_run (stmt, error);
}

/* Who becomes somebody gets a new secret, and what the old one opened is shut: it may have been put
 * into his browser by somebody else, to read along once he signs in. */
static gboolean
renew_secret (ZxdDb *db, const ZxdVisitorSession *session, GError **error)
{
  guint8 sum[ZXD_SUM_BYTES];
  ZxdStmt *stmt = zxd_db_prepare (db, "UPDATE visitor SET token_hash = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_visitor_sum ("visitor", session->new_token, sum);
  zxd_stmt_bind_bytes (stmt, 1, sum, sizeof sum);
  zxd_stmt_bind_int (stmt, 2, session->visitor_id);
  return zxd_stmt_run (stmt, error) && zxd_ticket_void_bare (db, session->visitor_id, error);
}

gboolean
zxd_visitor_start_session (ZxdTxn *txn, ZxdVisitorSession *session, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_auto (ZxdVisitor) visitor = {0};
  gboolean was_verified;

  session->is_fresh = session->is_renewed = session->is_replayed = FALSE;
  g_string_truncate (session->json, 0);
  if (!recognise (db, session, &visitor, error))
    return FALSE;
  session->is_fresh = visitor.id == 0;
  if (session->is_fresh)
    begin_visitor (session, &visitor);
  was_verified = visitor.trust == ZX_IDENTITY_VERIFIED;
  if (!learn (db, session, &visitor, error) ||
      !(session->is_fresh ? insert_visitor (db, session, &visitor, error)
                          : update_visitor (db, &visitor, session->now_ms, error)))
    return FALSE;
  session->visitor_id = visitor.id;
  session->is_renewed =
      !was_verified && visitor.trust == ZX_IDENTITY_VERIFIED && !session->is_fresh;
  /* He signed in while he was talking to us: the agent is told who he is. */
  if (session->is_renewed &&
      (!renew_secret (db, session, error) || !zxd_visitor_tell_contacts (txn, &visitor, error)))
    return FALSE;
  if (session->said == ZXD_SAID_ACCOUNT &&
      !zxd_ticket_add (db, "identity", session->identity, visitor.id, FALSE,
                       session->identity_until_ms, error))
    return FALSE;
  return zxd_ticket_add (db, "ticket", session->ticket, visitor.id, session->is_bare,
                         session->ticket_until_ms, error) &&
         zxd_visitor_add_answer (db, session, &visitor, error);
}

/* ---- around it */

gboolean
zxd_visitor_prune (ZxdTxn *txn, gint64 now_ms, gint64 before_ms, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  ZxdStmt *stmt = zxd_db_prepare (db, "DELETE FROM ticket WHERE expires_at_ms < ?", error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, now_ms);
  if (!zxd_stmt_run (stmt, error))
    return FALSE;
  stmt = zxd_db_prepare (db,
                         "DELETE FROM visitor WHERE seen_at_ms < ? AND NOT EXISTS "
                         "(SELECT 1 FROM contact c WHERE c.visitor_id = visitor.id)",
                         error);
  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, before_ms);
  return zxd_stmt_run (stmt, error);
}
