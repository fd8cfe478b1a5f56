/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"
#include "zx-pass-target.h"

/* Giving a contact to somebody else, as part of ZxClient: main thread, nothing blocks, answers go
 * through the gate. Whoever is named is asked first (contact:offer-id and its like tell so); what
 * he says comes as the signal `pass-ended`. Errors are CONFLICT with problem "away" (he is not
 * there), "offered" (somebody is being asked already), "same" (he has it), "unseen" (he may not see
 * it), "over" and "taken"; `by` names him. @note may be null; the customer never sees it. */

/* Who may have @contact: a new GListModel of ZxPassTarget, agents first, then groups, then queues;
 * or null. */
void zx_client_find_targets_async (ZxClient *self,
                                   ZxContact *contact,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GListModel *zx_client_find_targets_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* To an agent: he is asked, and until he accepts it stays where it is; a guest has it at once. To a
 * group or queue: it waits there, at once. */
void zx_client_transfer_async (ZxClient *self,
                               ZxContact *contact,
                               ZxPassKind kind,
                               gint64 target_id,
                               const char *note,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean zx_client_transfer_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* An agent is asked to join as a guest. */
void zx_client_consult_async (ZxClient *self,
                              ZxContact *contact,
                              gint64 agent_id,
                              const char *note,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean zx_client_consult_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* By who oversees: an agent is asked to take what waits, or what a colleague has. */
void zx_client_assign_async (ZxClient *self,
                             ZxContact *contact,
                             gint64 agent_id,
                             const char *note,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean zx_client_assign_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* The contact's open offer ends: by who made it, or who oversees. */
void zx_client_withdraw_offer_async (ZxClient *self,
                                     ZxContact *contact,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean zx_client_withdraw_offer_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* One thing that keeps a contact waiting, or that brought it to its agent. @why is a word of the
 * router's; figures that it has not are 0. Durations are in ms. */
typedef struct {
  char *why;        /* owned */
  char *agent_name; /* owned, null */
  gint64 n, of, until_ms;
} ZxWaitReason;

/* Why @contact still waits: a new GPtrArray of ZxWaitReason, the weightiest first, or null. *@queue
 * (may be null; transfer full, null when it has none) is the name of its queue. */
void zx_client_ask_why_async (ZxClient *self,
                              ZxContact *contact,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *
zx_client_ask_why_finish (ZxClient *self, GAsyncResult *result, char **queue, GError **error);
