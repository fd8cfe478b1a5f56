/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-error.h"

/* Who the vendor's server says its visitor is: a compact JWS (RFC 7515), HS256 and nothing else,
 * with header {alg, kid} and claims {sub, aud, iat, exp} and optionally name, company, product,
 * version. A plain value; zero it before the first use. */
typedef struct {
  char *sub;                                /* owned: the account in the vendor's system */
  char *name, *company, *product, *version; /* owned, null when not claimed */
  gint64 iat_ms, exp_ms;
} ZxdClaims;

void zxd_claims_clear (ZxdClaims *claims);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdClaims, zxd_claims_clear)

enum {
  ZXD_IDENTITY_BYTES = 4096,         /* a longer token is none */
  ZXD_IDENTITY_LIFE_MS = 600 * 1000, /* from iat to exp at most */
  ZXD_IDENTITY_SKEW_MS = 60 * 1000,  /* two servers' clocks may differ by this */
};

/* Which key to fetch: the header's kid, without having verified anything. Null with BAD_DATA when
 * @jws is malformed or asks for another algorithm. Caller frees. */
char *zxd_identity_kid (const char *jws, GError **error);

/* TRUE when @jws was signed with @key for @audience and is good at @now_ms; fills @claims.
 * NOT_ALLOWED: wrong signature, audience or claims; TOO_OLD: expired. */
gboolean zxd_identity_verify (const char *jws,
                              const char *key,
                              const char *audience,
                              gint64 now_ms,
                              ZxdClaims *claims,
                              GError **error);
