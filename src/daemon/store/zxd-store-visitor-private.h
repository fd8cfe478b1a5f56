/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-visitor.h"

/* A visitor's row, for the two files that work on it. A plain value; zero it before the first use;
 * id 0 = none. */
typedef struct {
  gint64 id, channel_id, customer_id, person_id;
  guint8 uuid[ZX_UUID_BYTES];
  ZxIdentityTrust trust;
  gint64 bound_by_id; /* BOUND: the agent who said so */
  char *account;      /* owned, null: the verified sub */
  char *stated;       /* owned, null: a JSON object of what the page says, unsigned */
  char *name, *company, *lang, *product, *version, *page_title, *page_url; /* owned, null unknown */
} ZxdVisitor;

void zxd_visitor_clear (ZxdVisitor *visitor);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdVisitor, zxd_visitor_clear)

/* `id` is 0 afterwards when there is none. */
gboolean zxd_visitor_by_id (ZxdDb *db, gint64 id, ZxdVisitor *visitor, GError **error);

/* The same by his secret, in two steps, for who has something else to ask at the same time. @sum is
 * written, and lives until it was read. */
ZxdStmt *zxd_visitor_ask_token (ZxdDb *db,
                                const char *token,
                                gint64 now_ms,
                                guint8 sum[ZXD_SUM_BYTES],
                                GError **error);
gboolean zxd_visitor_read (ZxdStmt *stmt, ZxdVisitor *visitor, GError **error);

gboolean zxd_visitor_by_token (ZxdDb *db,
                               const char *token,
                               gint64 now_ms,
                               ZxdVisitor *visitor,
                               GError **error);

/* 0 when there is none. */
gboolean
zxd_visitor_newest_contact (ZxdDb *db, gint64 visitor_id, gint64 *contact_id, GError **error);

/* The first column of the first row, 0 when there is no row. */
gboolean zxd_visitor_read_number (ZxdStmt *stmt, gint64 *number, GError **error);

/* The members of the session's answer into its json: visitor, contact, messages, cursor. */
gboolean zxd_visitor_add_answer (ZxdDb *db,
                                 const ZxdVisitorSession *session,
                                 const ZxdVisitor *visitor,
                                 GError **error);

/* The visitor's open contacts get his identity, and whoever sees them is told. */
gboolean zxd_visitor_tell_contacts (ZxdTxn *txn, const ZxdVisitor *visitor, GError **error);

/* A secret that belongs to a visitor until @until_ms, for @purpose "ticket" or "identity". Nothing
 * is changed when it is there already. */
gboolean zxd_ticket_add (ZxdDb *db,
                         const char *purpose,
                         const char *secret,
                         gint64 visitor_id,
                         gboolean is_bare,
                         gint64 until_ms,
                         GError **error);

/* Forgets the visitor's tickets that would open a socket without his secret. */
gboolean zxd_ticket_void_bare (ZxdDb *db, gint64 visitor_id, GError **error);

/* Whose it is; 0 when it is unknown or too old. */
gboolean zxd_ticket_visitor (ZxdDb *db,
                             const char *purpose,
                             const char *secret,
                             gint64 now_ms,
                             gint64 *visitor_id,
                             GError **error);
