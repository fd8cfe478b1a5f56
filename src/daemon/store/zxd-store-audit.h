/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Who did what to the installation itself: sign-ins, accounts, organisations, channels; and who
 * gave which contact to whom. Written in the transaction of the deed. Never holds passwords,
 * tokens, or what an unknown person typed as a login (it may be a password). */
typedef struct {
  gint64 actor_id;     /* 0: nobody signed in, or the command line */
  const char *action;  /* "sign-in", "user.disable" … */
  const char *noun;    /* of what it was done to, may be null */
  gint64 obj_id;       /* 0: none */
  const char *address; /* null: the command line */
  const char *detail;  /* may be null */
} ZxdAudit;

gboolean zxd_audit_add (ZxdTxn *txn, const ZxdAudit *audit, GError **error);

/* What of the trail is asked for; texts are lent and may be null, numbers 0: all. An action that
 * begins with a dot is the end of many: ".add" of whatever was added. */
typedef struct {
  gint64 actor_id, since_ms;
  const char *noun, *action;
  gint64 after; /* continues behind this one, to older ones */
  int limit;
} ZxdAuditQuestion;

/* {"items":[…],"next":…,"as_of":…}, newest first: what was done by whom or to what @rights have in
 * sight; with the scope `all` everything. */
gboolean zxd_audit_page (ZxdDb *db,
                         gint64 as_of,
                         const ZxRights *rights,
                         const ZxdAuditQuestion *question,
                         GString *json,
                         GError **error);
