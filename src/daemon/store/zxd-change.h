/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* What every change by an agent has in common: who does it, and why it may be refused. */

/* Who changes something, and from where; both lent. */
typedef struct {
  const ZxRights *rights;
  const char *address; /* null: the command line */
} ZxdActor;

/* Why a closure failed, beyond its error: what the client can act on. Zero at first. */
typedef struct {
  const char *code; /* a literal: "changed", "belongs"; null: the error says it all */
  guint status;     /* of HTTP, 0: the one of the error's code */
  GString *members; /* owned, null: made by zx_json_add_… */
} ZxdRefusal;

void zxd_refusal_clear (ZxdRefusal *refusal);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdRefusal, zxd_refusal_clear)

/* Empties @refusal, then sets its code; members are added to what comes back, which it owns. */
GString *zxd_refusal_set (ZxdRefusal *refusal, const char *code);

/* TRUE when @seen, what the editor has read, is @rev, what there is now. Else CONFLICT, and
 * @refusal is `changed` with status 412 and who did it last and when, as far as the audit trail
 * knows of @noun @id, and the rev. */
gboolean zxd_change_check_rev (ZxdDb *db,
                               const char *noun,
                               gint64 id,
                               gint64 seen,
                               gint64 rev,
                               ZxdRefusal *refusal,
                               GError **error);
