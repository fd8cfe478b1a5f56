/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* Secrets that we must be able to read again (signing keys of channels …), sealed in the database
 * by a master key that lives in a file beside it, readable by its owner alone. */
typedef struct {
  guint8 bytes[32];
} ZxdMasterKey;

/* Reads the key. When the file does not exist it is made, unless @db has secrets already: those
 * were sealed by the key of another machine or of a lost disk, which has to be brought
 * (UNAVAILABLE). NOT_ALLOWED when others may read the file, BAD_DATA when it is no key. */
gboolean zxd_master_key_load (ZxdDb *db, const char *file, ZxdMasterKey *key, GError **error);

/* Sealed under (noun, id, kid); an older one of the same kid is replaced. */
gboolean zxd_secret_put (ZxdTxn *txn,
                         const ZxdMasterKey *master,
                         const char *owner_noun,
                         gint64 owner_id,
                         const char *kid,
                         const char *secret,
                         GError **error);

/* Null with NOT_FOUND when there is none, BAD_DATA when it was sealed by another master key. Caller
 * frees. */
char *zxd_secret_get (ZxdDb *db,
                      const ZxdMasterKey *master,
                      const char *owner_noun,
                      gint64 owner_id,
                      const char *kid,
                      GError **error);

/* A new random signing key for the visitors of a channel: 43 characters whose bytes are the HMAC
 * key. At most two live at a time, so that a vendor can change over: the oldest but one goes. Null
 * on failure; the caller shows it once and frees it. */
char *zxd_channel_new_key (ZxdTxn *txn,
                           const ZxdMasterKey *master,
                           gint64 channel_id,
                           const char *kid,
                           GError **error);

/* The keys of a channel, oldest first, without the keys themselves. @created_at_ms is 0 when it is
 * not known. */
typedef void (*ZxdKeyFunc) (const char *kid, gint64 created_at_ms, gpointer data);
gboolean
zxd_channel_list_keys (ZxdDb *db, gint64 channel_id, ZxdKeyFunc row, gpointer data, GError **error);

gboolean zxd_channel_has_key (ZxdDb *db,
                              gint64 channel_id,
                              const char *kid,
                              gboolean *exists,
                              GError **error);

/* NOT_FOUND when there is none of this name. */
gboolean zxd_channel_remove_key (ZxdTxn *txn, gint64 channel_id, const char *kid, GError **error);
