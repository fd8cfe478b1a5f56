/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "zx-id.h"
#include "zxd-change.h"

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
  gint64 missed_at_ms; /* let an offer run out, and has not said that he is back; else 0 */
  char *capacity;      /* owned, null: what is usual; see zxd-field-work.h */
  char *skills;        /* owned, never null once it is read */
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

/* The ids of all who see @audience and can sign in, as a JSON array of strings. */
gboolean
zxd_agent_add_readers (ZxdDb *db, const ZxAudience *audience, GString *json, GError **error);

/* The same for an account that would be like this. */
ZxRights *zxd_rights_resolve (ZxdDb *db,
                              gint64 agent_id,
                              gint64 org_id,
                              ZxRole role,
                              ZxScope scope,
                              GError **error);

/* Read back from what zxd_rights_json() wrote; null when it is none. */
ZxRights *zxd_rights_from_json (gint64 agent_id, const char *json);

/* ---- changes; each tells everyone whom it concerns */

/* @agent: login (folded), name, org_id, role, scope, password_hash, capacity and skills are read,
 * id and rev set.
 * CONFLICT when the login is taken. */
gboolean zxd_agent_add (ZxdTxn *txn, ZxdAgent *agent, GError **error);

/* @reason may be null; @cause is self, lead, system or network. *@agent (may be null) is the
 * account as it is now; its rev is the change's. Who says himself that he is there has no longer
 * missed anything. */
gboolean zxd_agent_set_presence (ZxdTxn *txn,
                                 gint64 id,
                                 ZxPresence presence,
                                 const char *reason,
                                 const char *cause,
                                 ZxdAgent *agent,
                                 GError **error);

/* Who is signed in nowhere any more has gone, and is offline by @cause: nothing is offered to him
 * from here on. The chats that he has wait for him as long as for one who vanishes. */
gboolean zxd_agent_sign_off (ZxdTxn *txn, gint64 id, const char *cause, GError **error);

/* He let an offer run out: nothing is offered to him until he says that he is back. */
gboolean zxd_agent_set_missed (ZxdTxn *txn, gint64 id, gint64 at_ms, GError **error);

/* He took or finished something: not idle until now. Nobody is told. */
gboolean zxd_agent_note_work (ZxdTxn *txn, gint64 id, gint64 at_ms, GError **error);

/* What he can do at once (null: what is usual) and what he knows, both as kept. */
gboolean zxd_agent_set_work (ZxdTxn *txn,
                             gint64 id,
                             const char *capacity,
                             const char *skills,
                             GError **error);

gboolean zxd_agent_set_name (ZxdTxn *txn, gint64 id, const char *name, GError **error);

/* A disabled account signs in no more, and all its sessions end; he is offline. */
gboolean zxd_agent_set_disabled (ZxdTxn *txn, gint64 id, gboolean disabled, GError **error);

/* All sessions of the account end; he is offline. */
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

/* ---- accounts as an administrator manages them: within what he sees, and nobody is given more
 * than he has. An actor without rights is the command line. Each is written into the audit trail;
 * refusals are `bad-field`, `exists`, `changed`, `last-admin`, `not-allowed`. */

/* @values: login, name (else the login), role (else agent), scope (else subtree, or own when the
 * actor has no more), org_id (else the actor's), capacity and skills. @password_hash may be null:
 * nobody can sign in yet. *@again: this @request (may be null) has added it before. */
gboolean zxd_agent_create (ZxdTxn *txn,
                           const ZxdActor *actor,
                           const guint8 request[ZX_UUID_BYTES],
                           JsonObject *values,
                           const char *password_hash,
                           gint64 *id,
                           gboolean *again,
                           ZxdRefusal *refusal,
                           GError **error);

/* @values: name, role, scope, org_id, disabled, capacity and skills, those that change. @seen: the
 * rev that the editor has read, or 0 to change whatever there is. */
gboolean zxd_agent_change (ZxdTxn *txn,
                           const ZxdActor *actor,
                           gint64 id,
                           gint64 seen,
                           JsonObject *values,
                           ZxdRefusal *refusal,
                           GError **error);

gboolean zxd_agent_change_password (ZxdTxn *txn,
                                    const ZxdActor *actor,
                                    gint64 id,
                                    const char *password_hash,
                                    GError **error);

/* *@is_needed: nobody can sign in as an administrator. */
gboolean zxd_agent_needs_first (ZxdDb *db, gboolean *is_needed, GError **error);
