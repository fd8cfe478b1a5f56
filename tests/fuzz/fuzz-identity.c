/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a page gives as its visitor's signed identity: a token as it is (first byte even), or
 * claims that we sign first (odd), to get behind the signature. What is accepted must keep the
 * limits that the rest relies on. */
#include "fuzz.h"
#include "zxd-identity.h"

#include <string.h>

#define KEY "fuzz"
#define NOW_MS G_GINT64_CONSTANT (1767225600000)

/* base64url without padding; caller frees. */
static char *
encode (const guint8 *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

static char *
sign (const guint8 *claims, gsize length)
{
  static const char header[] = "{\"alg\":\"HS256\",\"kid\":\"k1\"}";
  guint8 mac[32];
  gsize mac_length = sizeof mac;
  g_autofree char *first = encode ((const guint8 *) header, strlen (header));
  g_autofree char *second = encode (claims, length);
  g_autofree char *text = g_strconcat (first, ".", second, NULL), *third = NULL;
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guint8 *) KEY, strlen (KEY));

  g_hmac_update (hmac, (const guint8 *) text, (gssize) strlen (text));
  g_hmac_get_digest (hmac, mac, &mac_length);
  third = encode (mac, mac_length);
  return g_strconcat (text, ".", third, NULL);
}

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || (g_utf8_validate (text, -1, NULL) && *text != '\0' &&
                                  g_utf8_strlen (text, -1) <= 200));
}

static void
check_claims (const ZxdClaims *claims)
{
  g_assert_nonnull (claims->sub);
  check_text (claims->sub);
  check_text (claims->name);
  check_text (claims->company);
  check_text (claims->product);
  check_text (claims->version);
  g_assert_cmpint (claims->exp_ms - claims->iat_ms, <=, ZXD_IDENTITY_LIFE_MS);
  g_assert_cmpint (claims->iat_ms, <=, NOW_MS + ZXD_IDENTITY_SKEW_MS);
  g_assert_cmpint (claims->exp_ms, >=, NOW_MS - ZXD_IDENTITY_SKEW_MS);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gboolean is_signed = size > 0 && data[0] % 2 == 1;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (ZxdClaims) claims = {0};

  if (size == 0)
    return 0;
  token = is_signed ? sign (data + 1, size - 1) : g_strndup ((const char *) data + 1, size - 1);
  if (zxd_identity_verify (token, KEY, "shop", NOW_MS, &claims, &error))
    check_claims (&claims);
  else
    g_assert_nonnull (error);
  return 0;
}
