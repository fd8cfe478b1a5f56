/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* The course of a contact, as part of ZxClient: main thread, nothing blocks, answers go through the
 * gate (the contact's state, category, summary, guests and agent change there). Ending, inviting
 * and saving are for who has the contact or oversees it; errors with problem "taken" or "over" name
 * what came first. */

/* Over for the customer. @wrap_up: its owner still owes category and summary, the contact stays in
 * the list with state WRAP_UP; else it is closed at once. @category_id 0: none; @summary null or
 * empty: none. BAD_DATA with field "category_id" when the installation wants one. */
void zx_client_end_contact_async (ZxClient *self,
                                  ZxContact *contact,
                                  gboolean wrap_up,
                                  gint64 category_id,
                                  const char *summary,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean zx_client_end_contact_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* What a contact in WRAP_UP was about. @done: closes it. */
void zx_client_wrap_up_async (ZxClient *self,
                              ZxContact *contact,
                              gint64 category_id,
                              const char *summary,
                              gboolean done,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean zx_client_wrap_up_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* More time for wrap-up, once. CONFLICT with problem "extended" or "untimed". */
void zx_client_extend_wrap_up_async (ZxClient *self,
                                     ZxContact *contact,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean zx_client_extend_wrap_up_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* A colleague joins as a guest: at most four. @note (null: none) is read by agents alone. CONFLICT
 * with problem "guest" when he is one already, "full" when there are four. */
void zx_client_invite_async (ZxClient *self,
                             ZxContact *contact,
                             gint64 agent_id,
                             const char *note,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean zx_client_invite_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* A guest goes; oneself may always. */
void zx_client_dismiss_async (ZxClient *self,
                              ZxContact *contact,
                              gint64 agent_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean zx_client_dismiss_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Who oversees makes it his own; the former owner stays as a guest. NOT_ALLOWED for all others. */
void zx_client_take_async (ZxClient *self,
                           ZxContact *contact,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean zx_client_take_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* The public lines of the conversation as plain text. @lang: "en" or "zh-Hans", of the words round
 * them. A new GBytes, or null. */
void zx_client_fetch_transcript_async (ZxClient *self,
                                       ZxContact *contact,
                                       const char *lang,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GBytes *zx_client_fetch_transcript_finish (ZxClient *self, GAsyncResult *result, GError **error);
