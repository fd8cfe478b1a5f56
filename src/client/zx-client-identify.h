/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-candidate.h"
#include "zx-client.h"

/* Saying who a contact is from, as part of ZxClient: main thread, nothing blocks, answers go
 * through the gate (the contact's customer, person, trust and tier change there). The server lets
 * only who has the contact, or who oversees it. Nothing here ever binds by itself. */

/* Whom @contact may be from, best first. */
void zx_client_find_candidates_async (ZxClient *self,
                                      ZxContact *contact,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* A new GListModel of ZxCandidate (perhaps empty), or null. */
GListModel *zx_client_find_candidates_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* @contact is from @person_id (0: nobody in particular) of @customer_id. @remember: the same
 * browser comes as him next time, too. CONFLICT with problem "verified": a signed identity stands.
 */
void zx_client_bind_async (ZxClient *self,
                           ZxContact *contact,
                           gint64 customer_id,
                           gint64 person_id,
                           gboolean remember,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean zx_client_bind_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Makes a customer (a company when there is one's name, else a private person) and binds it. @name
 * and @company may be null or empty: what @contact stated; BAD_DATA when nobody is named at all.
 * @remember as above. CONFLICT with problem "belongs": there is one already. */
void zx_client_bind_new_async (ZxClient *self,
                               ZxContact *contact,
                               const char *name,
                               const char *company,
                               gboolean remember,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean zx_client_bind_new_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* It is not who an agent said; stated or unknown again. */
void zx_client_unbind_async (ZxClient *self,
                             ZxContact *contact,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean zx_client_unbind_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Takes back the newest of the above. CONFLICT with problem "changed": somebody has worked on the
 * customer that it made. */
void zx_client_undo_bind_async (ZxClient *self,
                                ZxContact *contact,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean zx_client_undo_bind_finish (ZxClient *self, GAsyncResult *result, GError **error);
