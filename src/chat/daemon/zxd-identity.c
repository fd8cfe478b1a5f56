/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verifies the signed identities that vendors' servers make for their visitors. */
#include "zxd-identity.h"

#include <sodium.h>
#include <string.h>

#include "zx-json.h"

enum { MAC_BYTES = 32, MOST_CLAIM = 200 };

void
zxd_claims_clear (ZxdClaims *claims)
{
  g_clear_pointer (&claims->sub, g_free);
  g_clear_pointer (&claims->name, g_free);
  g_clear_pointer (&claims->company, g_free);
  g_clear_pointer (&claims->product, g_free);
  g_clear_pointer (&claims->version, g_free);
}

/* Strict base64url without padding (RFC 7515, appendix C). Null when @text is anything else. */
static guint8 *
decode (const char *text, gsize text_length, gsize *length)
{
  g_autofree guint8 *bytes = g_malloc (text_length + 1);
  const char *end = NULL;

  if (sodium_base642bin (bytes, text_length + 1, text, text_length, NULL, length, &end,
                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text + text_length)
    return NULL;
  return g_steal_pointer (&bytes);
}

static JsonObject *
decode_object (const char *text, gsize text_length)
{
  gsize length = 0;
  g_autofree guint8 *bytes = decode (text, text_length, &length);

  if (bytes == NULL || !g_utf8_validate ((char *) bytes, (gssize) length, NULL))
    return NULL;
  return zx_json_parse ((char *) bytes, (gssize) length, NULL);
}

/* The two dots of header.payload.signature; FALSE when it has another shape. */
static gboolean
split (const char *jws, const char **first_dot, const char **second_dot)
{
  if (strlen (jws) > ZXD_IDENTITY_BYTES)
    return FALSE;
  *first_dot = strchr (jws, '.');
  *second_dot = *first_dot != NULL ? strchr (*first_dot + 1, '.') : NULL;
  return *second_dot != NULL && strchr (*second_dot + 1, '.') == NULL;
}

char *
zxd_identity_kid (const char *jws, GError **error)
{
  const char *first, *second, *algorithm, *kid;
  g_autoptr (JsonObject) header = NULL;

  if (split (jws, &first, &second))
    header = decode_object (jws, (gsize) (first - jws));
  if (header == NULL) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "The identity is no compact JWS.");
    return NULL;
  }
  algorithm = zx_json_string (header, "alg");
  kid = zx_json_string (header, "kid");
  /* `crit` names extensions that must be understood; we understand none (RFC 7515, 4.1.11). */
  if (g_strcmp0 (algorithm, "HS256") != 0 || json_object_has_member (header, "crit") ||
      kid == NULL) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "The identity needs alg HS256 and a kid.");
    return NULL;
  }
  return g_strdup (kid);
}

static gboolean
is_signed_with (const char *jws, const char *second_dot, const char *key)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guint8 *) key, strlen (key));
  guint8 expected[MAC_BYTES];
  gsize expected_length = sizeof expected, length = 0;
  g_autofree guint8 *given = decode (second_dot + 1, strlen (second_dot + 1), &length);

  g_hmac_update (hmac, (const guint8 *) jws, second_dot - jws);
  g_hmac_get_digest (hmac, expected, &expected_length);
  return given != NULL && length == sizeof expected &&
         sodium_memcmp (given, expected, sizeof expected) == 0;
}

/* Seconds since 1970; -1 when absent or absurd (a claim may be any JSON number). */
static gint64
read_date_ms (JsonObject *payload, const char *name)
{
  double seconds = zx_json_double (payload, name, -1);

  return seconds >= 0 && seconds < 1e11 ? (gint64) (seconds * 1000) : -1;
}

/* False when the claim is there and is no short text. */
static gboolean
read_text (JsonObject *payload, const char *name, char **text)
{
  const char *value = zx_json_string (payload, name);

  if (value == NULL)
    return !json_object_has_member (payload, name) || json_object_get_null_member (payload, name);
  if (g_utf8_strlen (value, -1) > MOST_CLAIM)
    return FALSE;
  *text = *value != '\0' ? g_strdup (value) : NULL;
  return TRUE;
}

gboolean
zxd_identity_verify (const char *jws,
                     const char *key,
                     const char *audience,
                     gint64 now_ms,
                     ZxdClaims *claims,
                     GError **error)
{
  const char *first, *second;
  g_autofree char *kid = zxd_identity_kid (jws, error);
  g_autoptr (JsonObject) payload = NULL;

  if (kid == NULL)
    return FALSE;
  split (jws, &first, &second);
  if (!is_signed_with (jws, second, key))
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED, "The identity's signature is wrong.");
  payload = decode_object (first + 1, (gsize) (second - first - 1));
  if (payload == NULL)
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED, "The identity's claims are no JSON object.");
  claims->iat_ms = read_date_ms (payload, "iat");
  claims->exp_ms = read_date_ms (payload, "exp");
  if (g_strcmp0 (zx_json_string (payload, "aud"), audience) != 0)
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED, "The identity is for another channel.");
  if (claims->iat_ms < 0 || claims->exp_ms < claims->iat_ms ||
      claims->exp_ms - claims->iat_ms > ZXD_IDENTITY_LIFE_MS)
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                     "The identity needs iat and exp at most 10 minutes apart.");
  if (claims->iat_ms > now_ms + ZXD_IDENTITY_SKEW_MS)
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED, "The identity is from the future.");
  if (!read_text (payload, "sub", &claims->sub) || claims->sub == NULL ||
      !read_text (payload, "name", &claims->name) ||
      !read_text (payload, "company", &claims->company) ||
      !read_text (payload, "product", &claims->product) ||
      !read_text (payload, "version", &claims->version))
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                     "The identity needs a sub, and its texts have at most %d characters.",
                     MOST_CLAIM);
  if (claims->exp_ms + ZXD_IDENTITY_SKEW_MS < now_ms)
    return zx_throw (error, ZX_ERROR_TOO_OLD, "The identity has expired.");
  return TRUE;
}
