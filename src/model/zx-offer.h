/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"
#include "zx-json.h"

/* A contact that is put before an agent, who takes it, declines it, or lets it run out. Written
 * only by the client's gate; main thread. Properties, read-only and notifying: id, contact-id,
 * agent-id (int64), made-at, deadline, entered-at (int64 ms), kind (string: "new", "transfer",
 * "consult", "assign"), by-name and note (of who passes it on; null), wants-reason (boolean: who
 * declines says why), and of the contact: uuid, name, company, tier (ZxTier), channel,
 * channel-name, product, text (what the customer wrote last). */
#define ZX_TYPE_OFFER (zx_offer_get_type ())
G_DECLARE_FINAL_TYPE (ZxOffer, zx_offer, ZX, OFFER, GObject)

/* One reason why it is put before this agent: a word of the router's and its figures. */
typedef struct {
  char *why; /* owned */
  gint64 n, of;
} ZxOfferReason;

ZxOffer *zx_offer_new (gint64 id);

/* The gate. Without `contact`, as in events, what is known of the contact stays. */
void zx_offer_apply_json (ZxOffer *self, JsonObject *json);

gint64 zx_offer_get_id (ZxOffer *self);
gint64 zx_offer_get_contact_id (ZxOffer *self);
gint64 zx_offer_get_made_at (ZxOffer *self);
gint64 zx_offer_get_deadline (ZxOffer *self);
const char *zx_offer_get_kind (ZxOffer *self);
const char *zx_offer_get_by_name (ZxOffer *self);
const char *zx_offer_get_note (ZxOffer *self);
gboolean zx_offer_get_wants_reason (ZxOffer *self);
const char *zx_offer_get_uuid (ZxOffer *self);
const char *zx_offer_get_name (ZxOffer *self);
const char *zx_offer_get_company (ZxOffer *self);
ZxTier zx_offer_get_tier (ZxOffer *self);
const char *zx_offer_get_channel (ZxOffer *self);
const char *zx_offer_get_channel_name (ZxOffer *self);
const char *zx_offer_get_product (ZxOffer *self);
const char *zx_offer_get_text (ZxOffer *self);

/* The weightiest first; lent. */
const ZxOfferReason *zx_offer_get_reasons (ZxOffer *self, guint *n);
