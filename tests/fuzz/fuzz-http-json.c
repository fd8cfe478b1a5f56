/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a request, read as the endpoints read it; and what was read is written again and
 * means the same. */
#include "fuzz.h"
#include "zxd-server.h"

#include "zx-clock.h"
#include "zx-id.h"
#include "zxd-store-agent.h"
#include "zxd-identity-value.h"
#include "zxd-identity-words.h"

#include <string.h>

/* What is normalised is normal, and as good as it says. */
static void
read_identity (const char *kind, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = zxd_identity_normalise (kind, text, &error);
  g_autofree char *again = NULL;

  if (value == NULL) {
    g_assert_error (error, ZX_ERROR, ZX_ERROR_BAD_DATA);
    return;
  }
  again = zxd_identity_normalise (kind, value, NULL);
  g_assert_cmpstr (again, ==, value);
  g_assert_true (g_utf8_validate (value, -1, NULL));
  if (g_str_equal (kind, "phone")) {
    g_assert_cmpint (strspn (value + 1, "0123456789"), ==, strlen (value) - 1);
    g_assert_true (value[0] == '+' && value[1] != '0' && strlen (value) <= 16);
  }
}

/* What is found in a text is normal, and not without end. */
static void
find_identities (const char *text)
{
  g_autoptr (GPtrArray) words =
      g_ptr_array_new_with_free_func ((GDestroyNotify) zxd_identity_word_free);

  zxd_identity_words_find (words, text);
  g_assert_cmpint (words->len, <=, ZXD_IDENTITY_WORDS);
  for (guint i = 0; i < words->len; i++) {
    const ZxdIdentityWord *word = words->pdata[i];
    g_autofree char *again = zxd_identity_normalise (word->kind, word->value, NULL);

    g_assert_cmpstr (again, ==, word->value);
  }
}

static void
read_text (const char *name, const char *text)
{
  g_autofree char *login = zxd_login_fold (text, NULL);
  g_autoptr (GString) again = g_string_new ("{");
  g_autoptr (JsonObject) object = NULL;
  guint8 uuid[ZX_UUID_BYTES];
  gint64 id, ms;

  if (zx_uuid_parse (text, uuid)) {
    char formatted[ZX_UUID_TEXT];

    zx_uuid_format (uuid, formatted);
    g_assert_cmpint (g_ascii_strcasecmp (formatted, text), ==, 0);
  }
  if (zx_id_parse (text, &id))
    g_assert_cmpint (id, >, 0);
  if (login != NULL)
    g_assert_null (strchr (login, '|'));
  zx_clock_parse (text, &ms);
  find_identities (text);
  read_identity ("phone", text);
  read_identity ("mail", text);
  read_identity ("account", text);
  zx_json_add_string (again, "text", text);
  g_string_append_c (again, '}');
  object = zxd_body_parse (again->str, again->len, NULL);
  g_assert_nonnull (object);
  g_assert_cmpstr (zx_json_string (object, "text"), ==, text);
}

static void
read_members (JsonObject *object, int depth)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *at = names; at != NULL; at = at->next) {
    const char *name = at->data, *text = zx_json_string (object, name);
    JsonObject *inner = zx_json_object (object, name);

    if (text != NULL)
      read_text (name, text);
    zx_json_id (object, name);
    zx_json_int (object, name, 0);
    zx_json_double (object, name, 0);
    zx_json_bool (object, name, FALSE);
    zx_json_time (object, name);
    zx_json_array (object, name);
    zx_json_enum (object, name, ZX_TYPE_PRESENCE, 0);
    if (inner != NULL && depth < 50)
      read_members (inner, depth + 1);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t length)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *text = g_strndup ((const char *) data, length);
  ZxRights *rights;

  if (length > 64 * 1024)
    return 0;
  object = zxd_body_parse ((const char *) data, length, NULL);
  if (object != NULL)
    read_members (object, 0);
  rights = zxd_rights_from_json (1, text);
  g_clear_pointer (&rights, zx_rights_free);
  return 0;
}
