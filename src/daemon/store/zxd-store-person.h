/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-change.h"

/* What privacy laws ask for: all that is held of one person, and his end in it. Who may ask for it
 * is the caller's to check; NOT_ALLOWED where the person has contacts out of his sight, as part of
 * the answer, or of the deed, would be none. On the writer thread: both leave a row in the audit
 * trail. */

typedef struct {
  gint64 actor_id;        /* 0: the command line */
  const ZxRights *rights; /* lent: his; null: the command line, which sees everything */
  const char *address;
  gint64 customer_id; /* whose he must be, 0: any; set to whose he is */
  gint64 person_id;
  const guint8 *request; /* of an erasure; null: the command line */

  /* set by the call */
  ZxdRefusal refusal;
} ZxdPersonDeed;

/* Appends one JSON object: his rows, contacts and messages. NOT_FOUND when there is none. */
gboolean zxd_person_export (ZxdTxn *txn, ZxdPersonDeed *deed, GString *json, GError **error);

/* Takes his name, identities and words away, wherever they are: rows, messages of his contacts,
 * notes that name him, events, the audit trail. Contacts, their times and figures stay. CONFLICT
 * `in-use` while he is in a conversation. Done again it changes nothing. */
gboolean zxd_person_erase (ZxdTxn *txn, ZxdPersonDeed *deed, GError **error);
