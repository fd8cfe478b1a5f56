/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-audit.h"
#include "zx-client.h"
#include "zx-records.h"

/* What an administrator sets up. Nouns: "group", "queue", "reply", "catalog-product",
 * "catalog-version", "contract-kind", "tier", "field", "category", "calendar"; for administrators
 * also "agent", "org" and "channel". Members have their words of the wire. */

/* Lent, a ZxRecords; it loads itself at the first call and stays up to date. */
GListModel *zx_client_get_records (ZxClient *self, const char *noun);
/* Tries again after an error, or now. */
void zx_client_reload_records (ZxClient *self, const char *noun);

/* What the installation has set for all, from the sign-in: a customer who comes again within so
 * many days about the same product may have the same matter. Also a property of ZxClient. */
guint zx_client_get_repeat_days (ZxClient *self);
/* So long after it was sent a message can be taken back. */
guint zx_client_get_recall_seconds (ZxClient *self);

/* Makes or changes what @draft says. When somebody else has changed the record meanwhile, but
 * nothing that the draft changes, it is sent again over that; otherwise CONFLICT with problem
 * "changed" and by: show both, then zx_record_draft_insist() or zx_record_draft_reset(). A refusal
 * at one member has zx_error_get_field() and zx_error_get_why(). Afterwards the draft is empty. */
void zx_client_save_record_async (ZxClient *self,
                                  ZxRecordDraft *draft,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* The record as it is now, a new reference, or null. */
ZxRecord *zx_client_save_record_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* CONFLICT with problem "in-use" (by: what uses it) or "changed". */
void zx_client_delete_record_async (ZxClient *self,
                                    ZxRecord *record,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean zx_client_delete_record_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* The keys that sign a channel's visitors: records with the members kid and created_at, never the
 * key itself. A new list, or null. */
void zx_client_list_keys_async (ZxClient *self,
                                gint64 channel_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GListModel *zx_client_list_keys_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Makes one under the name @kid. The key is given once and never again; caller frees, and forgets
 * it soon. */
void zx_client_make_key_async (ZxClient *self,
                               gint64 channel_id,
                               const char *kid,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *zx_client_make_key_finish (ZxClient *self, GAsyncResult *result, GError **error);

void zx_client_remove_key_async (ZxClient *self,
                                 gint64 channel_id,
                                 const char *kid,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean zx_client_remove_key_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Gives another agent a new password; all his sessions end. */
void zx_client_set_password_async (ZxClient *self,
                                   gint64 agent_id,
                                   const char *password,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean zx_client_set_password_finish (ZxClient *self, GAsyncResult *result, GError **error);
