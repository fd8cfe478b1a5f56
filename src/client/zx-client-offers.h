/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"
#include "zx-offer.h"

/* What is offered to me, as part of ZxClient: main thread, nothing blocks. */

/* A live list of ZxOffer, the oldest first: the open ones before me, once all is known that is to
 * be shown of them. Lives as long as the client. */
GListModel *zx_client_get_offers (ZxClient *self);

/* Takes the contact, which the client has then (zx_client_find_contact). CONFLICT with problem
 * "over" when the offer is: it has left the list, too. */
void zx_client_accept_offer_async (ZxClient *self,
                                   ZxOffer *offer,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean zx_client_accept_offer_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Leaves it to the next. @reason: a word or a sentence of at most ZX_OFFER_REASON_MOST characters;
 * null where the offer wants none. */
#define ZX_OFFER_REASON_MOST 200
void zx_client_decline_offer_async (ZxClient *self,
                                    ZxOffer *offer,
                                    const char *reason,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean zx_client_decline_offer_finish (ZxClient *self, GAsyncResult *result, GError **error);
