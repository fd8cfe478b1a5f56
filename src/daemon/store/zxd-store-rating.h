/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-change.h"
#include "zxd-store-contact.h"

/* What visitors do besides talking: they rate, leave a message, and take the conversation with
 * them. Texts are lent. */

typedef struct {
  guint8 contact[ZX_UUID_BYTES];
  gint64 stars;        /* 1 to 5 */
  const char *reasons; /* a JSON array of words, null: none */
  const char *comment; /* null: none */
} ZxdRating;

/* Of his own contact that has ended; changed for ten minutes, then `too-late`. @contact_id is whose
 * it is. */
gboolean zxd_visitor_rate (ZxdTxn *txn,
                           gint64 visitor_id,
                           const ZxdRating *rating,
                           gint64 now_ms,
                           ZxdRefusal *refusal,
                           GError **error);

typedef struct {
  const char *name;  /* null: unknown */
  const char *reach; /* as zxd_reach_normalise() gave it */
} ZxdLeft;

/* A message for later: @post (see zxd_visitor_first_post()) goes into the open contact of who still
 * waits, else into a new one; nobody waits at its other end from now on. */
gboolean zxd_visitor_leave (ZxdTxn *txn,
                            gint64 visitor_id,
                            ZxdPost *post,
                            const ZxdLeft *left,
                            guint8 contact[ZX_UUID_BYTES],
                            GError **error);

/* A mail address or a phone number in its one form; null with BAD_DATA that says how a good one
 * looks. Caller frees. */
char *zxd_reach_normalise (const char *reach, GError **error);

/* The contact of this uuid, when it is this visitor's; 0 when it is not. */
gboolean zxd_visitor_contact (ZxdDb *db,
                              gint64 visitor_id,
                              const guint8 uuid[ZX_UUID_BYTES],
                              gint64 *contact_id,
                              GError **error);

/* Appends the public lines of a contact as plain text. @you: who the customer is called there.
 * @recalled lines and what happened are left out. */
gboolean
zxd_transcript_add (ZxdDb *db, gint64 contact_id, const char *you, GString *out, GError **error);
