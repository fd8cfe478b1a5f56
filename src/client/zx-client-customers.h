/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"
#include "zx-customer-hit.h"
#include "zx-timeline-item.h"

/* Changing customers, finding them, and their history. Main thread. All replies go through the
 * client's gate, so who shows the customer need do nothing on success. */

/* What of a customer is edited. */
typedef enum {
  ZX_PART_CUSTOMER, /* its own members */
  ZX_PART_PERSON,
  ZX_PART_IDENTITY,
  ZX_PART_CONTRACT,
  ZX_PART_PRODUCT,
  ZX_PART_NOTE,
} ZxPart;

/* One edit under way: what it is about, as it was when the edit began, and what shall be. Make it
 * when the agent begins to edit; the values that he saw are kept by it, so that a colleague's
 * change in between is noticed, whenever it comes. Members are named as on the wire ("ends_on",
 * "owner_agent_id"); "fields.KEY" is an own field. A plain object; free it with zx_change_free().
 */
typedef struct _ZxChange ZxChange;

/* @customer null: a new customer. @part_id 0: a new part. A new one has its request's UUID from
 * here on: saved twice, it is made once. */
ZxChange *zx_change_new (ZxCustomer *customer, ZxPart part, gint64 part_id);
void zx_change_free (ZxChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxChange, zx_change_free)

/* Null, "" and 0 empty the member. A member that is set again to what it was is not sent. */
void zx_change_set_text (ZxChange *change, const char *member, const char *text);
void zx_change_set_words (ZxChange *change, const char *member, const char *const *words);
void zx_change_set_id (ZxChange *change, const char *member, gint64 id);
void zx_change_set_bool (ZxChange *change, const char *member, gboolean value);

/* What the member was when the edit began, as text (words parted by ", "); free it. Never null. */
char *zx_change_dup_text (ZxChange *change, const char *member);
/* What it is now by all that the client knows: after a conflict, the colleague's value. */
char *zx_change_dup_theirs (ZxChange *change, const char *member);

/* Whether there is anything to save: a new one always is. */
gboolean zx_change_is_any (ZxChange *change);
gint64 zx_change_get_part_id (ZxChange *change);
ZxCustomer *zx_change_get_customer (ZxChange *change); /* lent, null for a new customer */

/* From here on the edit stands on what the client knows now, so that saving it again overwrites
 * the colleague's change ("keep mine"). */
void zx_change_rebase (ZxChange *change);

/* Sends it; @change must live until the callback and not be changed meanwhile. When somebody else
 * has changed the customer since, but none of the members that are set here, it is sent again by
 * itself. Otherwise CONFLICT with problem "changed", by = who; the customer already shows his
 * values then, see zx_change_dup_theirs(). UNAVAILABLE: try again with the same @change. */
void zx_client_save_async (ZxClient *self,
                           ZxChange *change,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* @made (may be null) becomes the id of the new part or customer, 0 when nothing was made. */
gboolean zx_client_save_finish (ZxClient *self, GAsyncResult *result, gint64 *made, GError **error);

/* Takes a part away. One that is gone already is a success; one that was changed since the customer
 * was shown is a CONFLICT as above. */
void zx_client_remove_part_async (ZxClient *self,
                                  ZxCustomer *customer,
                                  ZxPart part,
                                  gint64 part_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean zx_client_remove_part_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* All of the customer with id @from_id becomes @survivor's. */
void zx_client_merge_async (ZxClient *self,
                            ZxCustomer *survivor,
                            gint64 from_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean zx_client_merge_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* @merge_id as in the customer's `merges`. */
void zx_client_undo_merge_async (ZxClient *self,
                                 ZxCustomer *survivor,
                                 gint64 merge_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* @restored (may be null) becomes the id of the customer that is back. */
gboolean zx_client_undo_merge_finish (ZxClient *self,
                                      GAsyncResult *result,
                                      gint64 *restored,
                                      GError **error);

/* Customers that match @text, best first; all in sight, newest first, when it is null or "".
 * @after: null, or what the finish before gave as @next. At most 200 @limit. */
void zx_client_search_customers_async (ZxClient *self,
                                       const char *text,
                                       guint limit,
                                       const char *after,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* A new GListModel of ZxCustomerHit, or null. @next (may be null) becomes where to go on, null at
 * the end; free it. */
GListModel *zx_client_search_customers_finish (ZxClient *self,
                                               GAsyncResult *result,
                                               char **next,
                                               GError **error);

/* A customer's history over every channel, newest first: a GListModel of ZxTimelineItem that loads
 * its first page by itself, further ones when asked, and follows the customer's changes.
 * Properties, read-only and notifying: loading, complete (boolean: there is nothing older), error
 * (string or null: in words for people). */
#define ZX_TYPE_TIMELINE (zx_timeline_get_type ())
G_DECLARE_FINAL_TYPE (ZxTimeline, zx_timeline, ZX, TIMELINE, GObject)

ZxTimeline *zx_timeline_new (ZxClient *client, ZxCustomer *customer);
void zx_timeline_load_more (ZxTimeline *self); /* also: tries again after an error */
gboolean zx_timeline_get_loading (ZxTimeline *self);
gboolean zx_timeline_get_complete (ZxTimeline *self);
const char *zx_timeline_get_error (ZxTimeline *self);
