/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-change.h"
#include "zxd-store-contact.h"

/* What people do with a contact's owner, in the audit trail: who, which contact, from whom to whom.
 * Not what they say about it: notes are the customer's matter, and go with him. */

/* Who has a contact, or shall have it: an agent, a group or a queue. */
typedef struct {
  const char *noun; /* a literal: "agent" …; null: nobody */
  gint64 id;
  char *name; /* owned, null */
} ZxdPassEnd;

void zxd_pass_end_clear (ZxdPassEnd *end);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdPassEnd, zxd_pass_end_clear)

ZxdPassEnd zxd_pass_end_new (const char *noun, gint64 id, const char *name);

/* Who has @contact at this moment: its owner, else the group or queue where it waits. */
ZxdPassEnd zxd_pass_end_of (const ZxdContact *contact);

/* In the transaction of the deed. @action is "contact.transfer" … */
gboolean zxd_pass_note (ZxdTxn *txn,
                        const ZxdActor *actor,
                        const char *action,
                        gint64 contact_id,
                        const ZxdPassEnd *from,
                        const ZxdPassEnd *to,
                        GError **error);
