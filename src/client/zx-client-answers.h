/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* The assistant, as part of ZxClient beside zx_client_suggest_async(): main thread, nothing blocks.
 */

/* What the agent looks up with @words while he answers @contact (null: for nobody): up to six
 * answers, weak ones too, for him to judge. Ends with zx_client_suggest_finish(); its question id
 * is the customer's newest message. */
void zx_client_look_up_async (ZxClient *self,
                              ZxContact *contact,
                              const char *words,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/* What fits the reply that the agent has begun to write. Ends with zx_client_suggest_finish(). */
void zx_client_suggest_for_draft_async (ZxClient *self,
                                        ZxContact *contact,
                                        const char *draft,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* As zx_client_suggest_async() without a text, but ahead: nobody sees the answers yet, so the
 * server does not count them as shown. Ends with zx_client_suggest_finish(). */
void zx_client_suggest_ahead_async (ZxClient *self,
                                    ZxContact *contact,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* Closed contacts in which nearly the same was asked as in @contact: a new GListModel of ZxSimilar
 * (zx-similar.h), at most three, the likest first, or null. */
void zx_client_similar_async (ZxClient *self,
                              ZxContact *contact,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GListModel *zx_client_similar_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Why @suggestion was found: for its question, or for what the agent looked up (@search) or began
 * to write (@draft) while he answers @contact, the others null. A new list of ZxReason
 * (zx-reason.h), or null; NOT_FOUND when it is no answer to that, or not any more. */
void zx_client_explain_async (ZxClient *self,
                              ZxContact *contact,
                              ZxSuggestion *suggestion,
                              const char *search,
                              const char *draft,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GListModel *zx_client_explain_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Whether @suggestion answers its question: "up", "down", or null to take that back. When the
 * server knows it, it is suggestion:verdict. NOT_FOUND when question or article is gone. */
void zx_client_give_verdict_async (ZxClient *self,
                                   ZxSuggestion *suggestion,
                                   const char *verdict,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean zx_client_give_verdict_finish (ZxClient *self, GAsyncResult *result, GError **error);
