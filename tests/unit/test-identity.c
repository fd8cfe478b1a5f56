/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed identities against the published vectors in data/identity/vectors.json. */
#include "zxd-identity.h"

#include "zx-json.h"

static JsonObject *vectors;

static JsonObject *
read_vectors (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "vectors.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return zx_json_parse (text, (gssize) length, &error);
}

static void
assert_claims (JsonObject *expected, const ZxdClaims *claims)
{
  g_assert_cmpstr (claims->sub, ==, zx_json_string (expected, "sub"));
  g_assert_cmpstr (claims->name, ==, zx_json_string (expected, "name"));
  g_assert_cmpstr (claims->company, ==, zx_json_string (expected, "company"));
  g_assert_cmpstr (claims->product, ==, zx_json_string (expected, "product"));
  g_assert_cmpstr (claims->version, ==, zx_json_string (expected, "version"));
}

static void
test_vector (gconstpointer data)
{
  JsonObject *vector = (JsonObject *) data;
  const char *token = zx_json_string (vector, "token");
  const char *result = zx_json_string (vector, "result");
  g_autoptr (GError) error = NULL;
  g_auto (ZxdClaims) claims = {0};
  gboolean is_good = zxd_identity_verify (token, zx_json_string (vectors, "key"),
                                          zx_json_string (vectors, "channel"),
                                          zx_json_int (vector, "now", 0) * 1000, &claims, &error);

  if (g_str_equal (result, "good")) {
    g_assert_no_error (error);
    g_assert_true (is_good);
    assert_claims (zx_json_object (vector, "claims"), &claims);
  } else {
    g_assert_false (is_good);
    g_assert_nonnull (error);
    g_assert_cmpint (g_error_matches (error, ZX_ERROR, ZX_ERROR_TOO_OLD), ==,
                     g_str_equal (result, "expired"));
  }
}

static void
test_kid (void)
{
  JsonArray *list = zx_json_array (vectors, "vectors");
  const char *token = zx_json_string (json_array_get_object_element (list, 0), "token");
  g_autofree char *kid = zxd_identity_kid (token, NULL);

  g_assert_cmpstr (kid, ==, "k1");
}

int
main (int argc, char **argv)
{
  JsonArray *list;
  int status;

  g_test_init (&argc, &argv, NULL);
  vectors = read_vectors ();
  list = zx_json_array (vectors, "vectors");
  g_test_add_func ("/identity/names-its-key", test_kid);
  for (guint i = 0; i < json_array_get_length (list); i++) {
    JsonObject *vector = json_array_get_object_element (list, i);
    g_autofree char *name = g_strdup (zx_json_string (vector, "name"));
    g_autofree char *path = NULL;

    path = g_strdup_printf ("/identity/%s", g_strdelimit (name, " /", '-'));
    g_test_add_data_func (path, vector, test_vector);
  }
  status = g_test_run ();
  json_object_unref (vectors);
  return status;
}
