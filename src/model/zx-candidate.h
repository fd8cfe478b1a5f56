/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"
#include "zx-json.h"

/* Why somebody may be whom a contact is from; the words on the wire. */
typedef enum {
  ZX_CANDIDATE_ACCOUNT,
  ZX_CANDIDATE_PHONE,
  ZX_CANDIDATE_MAIL,
  ZX_CANDIDATE_SHARED, /* a switchboard or a common mailbox: one of these people */
  ZX_CANDIDATE_NAME,
  ZX_CANDIDATE_COMPANY,
} ZxCandidateWhy;
#define ZX_TYPE_CANDIDATE_WHY (zx_candidate_why_get_type ())
GType zx_candidate_why_get_type (void);

/* Somebody whom an agent may say a contact is from. Never changes. Properties: customer-id,
 * person-id (int64; 0: nobody in particular of that customer), name (of the person, or null),
 * company (the customer's name, or null for a private person), tier (ZxTier), why (ZxCandidateWhy),
 * value (what was found: the number, the address…; or null). */
#define ZX_TYPE_CANDIDATE (zx_candidate_get_type ())
G_DECLARE_FINAL_TYPE (ZxCandidate, zx_candidate, ZX, CANDIDATE, GObject)

/* From one of `items` of GET contacts/{id}/candidates. */
ZxCandidate *zx_candidate_new (JsonObject *item);

gint64 zx_candidate_get_customer_id (ZxCandidate *self);
gint64 zx_candidate_get_person_id (ZxCandidate *self);
const char *zx_candidate_get_name (ZxCandidate *self);
const char *zx_candidate_get_company (ZxCandidate *self);
ZxTier zx_candidate_get_tier (ZxCandidate *self);
ZxCandidateWhy zx_candidate_get_why (ZxCandidate *self);
const char *zx_candidate_get_value (ZxCandidate *self);
