/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Sign-ins of agents. Only the SHA-256 of a token is kept. Each is told to daemons by an event
 * `token`, put when it begins and gone when it ends. */
enum { ZXD_TOKEN_HASH = 32 };

gboolean zxd_token_add (ZxdTxn *txn,
                        gint64 agent_id,
                        const guint8 hash[ZXD_TOKEN_HASH],
                        const char *client,
                        gint64 now_ms,
                        gint64 expires_at_ms,
                        gint64 *id,
                        GError **error);

/* Whose token this is: its row and what its agent may see. Null with NOT_SIGNED_IN when it is
 * unknown, expired or revoked, or the account is disabled. */
ZxRights *zxd_token_find (ZxdDb *db,
                          const guint8 hash[ZXD_TOKEN_HASH],
                          gint64 now_ms,
                          gint64 *id,
                          GError **error);

/* Is the agent signed in anywhere at @now_ms? */
gboolean
zxd_token_is_held (ZxdDb *db, gint64 agent_id, gint64 now_ms, gboolean *is_held, GError **error);

/* Ends one, if it has not ended. */
gboolean zxd_token_revoke (ZxdTxn *txn, gint64 id, GError **error);
gboolean zxd_token_revoke_all (ZxdTxn *txn, gint64 agent_id, GError **error);

/* Ends those whose time is over, so that their sockets close too. *@ended says how many. */
gboolean zxd_token_expire (ZxdTxn *txn, gint64 now_ms, guint *ended, GError **error);
