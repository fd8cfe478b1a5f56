/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Agents' accounts: who may sign in, where they belong, whether they are there. A plain value;
 * zero it before the first use. */
typedef struct {
  gint64 id, org_id, rev;
  char *login;    /* owned, folded */
  char *name;     /* owned */
  char *org_name; /* owned */
  ZxRole role;
  ZxScope scope;
  char *password_hash; /* owned, null: cannot sign in */
  ZxPresence presence;
  char *presence_reason; /* owned, null */
  gint64 presence_since_ms;
  gboolean disabled;
} ZxdAgent;

void zxd_agent_clear (ZxdAgent *agent);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdAgent, zxd_agent_clear)

/* The one form of a login: NFC, case-folded, without spaces around. Null with BAD_DATA when it is
 * no login. Caller frees. */
char *zxd_login_fold (const char *login, GError **error);

/* FALSE with NOT_FOUND when there is none. @login is folded. */
gboolean zxd_agent_by_login (ZxdDb *db, const char *login, ZxdAgent *agent, GError **error);
gboolean zxd_agent_by_id (ZxdDb *db, gint64 id, ZxdAgent *agent, GError **error);

/* *@exists: whether the (folded) login is taken. */
gboolean zxd_agent_exists (ZxdDb *db, const char *login, gboolean *exists, GError **error);

/* Those with id > @after, at most @most, by id. */
typedef void (*ZxdAgentRow) (const ZxdAgent *agent, gpointer data);
gboolean
zxd_agent_list (ZxdDb *db, gint64 after, int most, ZxdAgentRow row, gpointer data, GError **error);

/* Members of the agent as colleagues see it, without id and rev, into an open object. */
void zxd_agent_add_json (GString *json, const ZxdAgent *agent);

/* What the agent may see now: role, scope and the tree resolved. Null with NOT_FOUND. */
ZxRights *zxd_agent_rights (ZxdDb *db, gint64 agent_id, GError **error);

/* Read back from what zxd_rights_json() wrote; null when it is none. */
ZxRights *zxd_rights_from_json (gint64 agent_id, const char *json);

/* ---- changes; each tells everyone whom it concerns */

/* @agent: login (folded), name, org_id, role, scope and password_hash are read, id and rev set.
 * CONFLICT when the login is taken. */
gboolean zxd_agent_add (ZxdTxn *txn, ZxdAgent *agent, GError **error);

/* @reason may be null. *@agent (may be null) is the account as it is now; its rev is the change's.
 */
gboolean zxd_agent_set_presence (ZxdTxn *txn,
                                 gint64 id,
                                 ZxPresence presence,
                                 const char *reason,
                                 ZxdAgent *agent,
                                 GError **error);

/* A disabled account signs in no more, and all its sessions end. */
gboolean zxd_agent_set_disabled (ZxdTxn *txn, gint64 id, gboolean disabled, GError **error);

/* All sessions of the account end. */
gboolean zxd_agent_set_password (ZxdTxn *txn, gint64 id, const char *password_hash, GError **error);

/* Role, scope and place in the tree; what comes into sight and what goes out of it is told. */
gboolean zxd_agent_set_rights (ZxdTxn *txn,
                               gint64 id,
                               ZxRole role,
                               ZxScope scope,
                               gint64 org_id,
                               GError **error);

/* The organisation @org_id is new: all whose scope reaches it are told their rights anew. */
gboolean zxd_agent_renew_rights_of_org (ZxdTxn *txn, gint64 org_id, GError **error);
