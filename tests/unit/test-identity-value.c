/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One phone or mail address, however it is written, is one value. */
#include "zxd-identity-value.h"

#include <string.h>

typedef struct {
  int country;
  const char *text, *value; /* null: refused … */
  const char *says;         /* … with these words */
} Case;

static const Case phones[] = {
    /* mobile ones */
    {86, "13800002046", "+8613800002046", NULL},
    {86, " 138-0000-2046 ", "+8613800002046", NULL},
    {86, "013800002046", "+8613800002046", NULL},
    {86, "+86 138 0000 2046", "+8613800002046", NULL},
    {86, "0086 138 0000 2046", "+8613800002046", NULL},
    {86, "86 138 0000 2046", "+8613800002046", NULL},
    {86, "１３８００００２０４６", "+8613800002046", NULL},
    {86, "＋８６　１３８（００００）２０４６", "+8613800002046", NULL},
    {86, "138·0000·2046", "+8613800002046", NULL},
    {86, "138–0000—2046", "+8613800002046", NULL},
    {86, "tel:+86-138-0000-2046", "+8613800002046", NULL},
    {49, "+86 138 0000 2046", "+8613800002046", NULL},
    {86, "1380000204", NULL, "11 digits"},
    {86, "138000020466", NULL, "11 digits"},
    {86, "12800002046", NULL, "11 digits"},
    /* landlines */
    {86, "010-62345678", "+861062345678", NULL},
    {86, "(010) 6234 5678", "+861062345678", NULL},
    {86, "1062345678", "+861062345678", NULL},
    {86, "+86 (0)10 6234 5678", "+861062345678", NULL},
    {86, "+86 010 6234 5678", "+861062345678", NULL},
    {86, "021-55501000", "+862155501000", NULL},
    {86, "0755-83765678", "+8675583765678", NULL},
    {86, "0996 2345678", "+869962345678", NULL},
    {86, "400-820-8820", "+864008208820", NULL},
    {86, "8008208820", "+868008208820", NULL},
    {86, "62345678", NULL, "area code"},
    {86, "6234567", NULL, "area code"},
    {86, "010-6234567", NULL, "area code"},
    {86, "010-162345678", NULL, "area code"},
    {86, "10086", NULL, "11 digits"},
    {86, "+86 62345678", NULL, "area code"},
    /* extensions belong to desks */
    {86, "010-62345678 转 801", NULL, "without its extension"},
    {86, "010-62345678分机801", NULL, "without its extension"},
    {86, "010-62345678-801 ext 2", NULL, "without its extension"},
    {86, "+49 30 123456 x12", NULL, "without its extension"},
    {86, "+49 30 123456#12", NULL, "without its extension"},
    {86, "tel:+49-30-123456;ext=12", NULL, "without its extension"},
    /* the world */
    {86, "+49 (0)30 12345-6", "+4930123456", NULL},
    {86, "0049 30 123456", "+4930123456", NULL},
    {86, "+1 (212) 555-0100", "+12125550100", NULL},
    {49, "030 123456", "+4930123456", NULL},
    {49, "0049 30 123456", "+4930123456", NULL},
    {49, "030/12 34 56", "+4930123456", NULL},
    {1, "(212) 555-0100", "+12125550100", NULL},
    {1, "1 212 555 0100", "+12125550100", NULL},
    {1, "011 49 30 123456", "+4930123456", NULL},
    {7, "8 495 123-45-67", "+74951234567", NULL},
    {39, "06 1234 5678", "+390612345678", NULL},
    {852, "2345 6789", "+85223456789", NULL},
    {852, "001 86 138 0000 2046", "+8613800002046", NULL},
    {86, "+123456", NULL, "7 to 15 digits"},
    {86, "+1234567", "+1234567", NULL},
    {86, "+123456789012345", "+123456789012345", NULL},
    {86, "+1234567890123456", NULL, "7 to 15 digits"},
    {86, "+0 12345678", NULL, "7 to 15 digits"},
    {86, "", NULL, "11 digits"},
    {86, "   ", NULL, "11 digits"},
    {86, "+", NULL, "7 to 15 digits"},
    {86, "call me", NULL, "only digits"},
    {86, "138+00002046", NULL, "only digits"},
    {86, "++8613800002046", NULL, "only digits"},
    {86, "\xff", NULL, "UTF-8"},
};

static const struct {
  const char *kind, *text, *value, *says;
} others[] = {
    {"mail", " Ida@OSTWERK.example ", "ida@ostwerk.example", NULL},
    {"mail", "li.ming+work@mail.example.com", "li.ming+work@mail.example.com", NULL},
    {"mail", "JOSE\xcc\x81@example.com", "jos\xc3\xa9@example.com", NULL},
    {"mail", "jos\xc3\x89@example.com", "jos\xc3\xa9@example.com", NULL},
    {"mail", "\xe1\x8f\xb3@example.com", "\xe1\x8f\xbb@example.com", NULL}, /* Cherokee, large … */
    {"mail", "\xe1\x8f\xbb@example.com", "\xe1\x8f\xbb@example.com", NULL}, /* … and small */
    {"mail", "\xea\xad\xb0@example.com", "\xea\xad\xb0@example.com", NULL},
    {"mail", "ida", NULL, "li.ming@example.com"},
    {"mail", "Ida <ida@ostwerk.example>", NULL, "li.ming@example.com"},
    {"mail", "ida@host", NULL, "li.ming@example.com"},
    {"mail", "ida@.example", NULL, "li.ming@example.com"},
    {"mail", "ida@example.", NULL, "li.ming@example.com"},
    {"mail", "ida@a..b", NULL, "li.ming@example.com"},
    {"mail", "ida@a@b.example", NULL, "li.ming@example.com"},
    {"mail", "i da@b.example", NULL, "li.ming@example.com"},
    {"mail", "\xff@b.example", NULL, "li.ming@example.com"},
    {"account", "\t LiuYang@tiancheng ", "LiuYang@tiancheng", NULL},
    {"client_id", " 8a7f ", "8a7f", NULL},
    {"external", "C 12", "C 12", NULL},
    {"external", "  ", NULL, "1 to 200"},
    {"external", "a\nb", NULL, "on one line"},
    {"fax", "1", NULL, "phone, mail, client_id, account or external"},
    {NULL, "1", NULL, "phone, mail, client_id, account or external"},
    {"phone", NULL, NULL, "and a value"},
};

static void
expect (const char *text, const char *value, const char *says, const char *got, const GError *error)
{
  g_autofree char *shown = NULL;

  if (value != NULL) {
    g_assert_no_error (error);
    g_assert_cmpstr (got, ==, value);
    return;
  }
  shown = text != NULL ? g_strescape (text, NULL) : NULL;
  g_test_message ("%s: %s", shown, got != NULL ? got : error->message);
  g_assert_null (got);
  g_assert_error (error, ZX_ERROR, ZX_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_phones (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (phones); i++) {
    const Case *phone = &phones[i];
    g_autoptr (GError) error = NULL;
    g_autofree char *got = zxd_phone_normalise (phone->text, phone->country, &error);

    expect (phone->text, phone->value, phone->says, got, error);
  }
}

static void
test_others (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *got = zxd_identity_normalise (others[i].kind, others[i].text, &error);

    expect (others[i].text, others[i].value, others[i].says, got, error);
  }
}

/* Every letter of the two planes that have letters with a case. */
static void
test_what_is_normal_stays (void)
{
  for (gunichar c = 0x80; c < 0x20000; c++) {
    g_autofree char *text = NULL, *value = NULL, *again = NULL;
    char letter[8] = "";

    if (!g_unichar_isalpha (c))
      continue;
    g_unichar_to_utf8 (c, letter);
    text = g_strconcat (letter, "@example.com", NULL);
    value = zxd_identity_normalise ("mail", text, NULL);
    if (value == NULL)
      continue;
    again = zxd_identity_normalise ("mail", value, NULL);
    g_assert_cmpstr (again, ==, value);
  }
}

static void
test_country (void)
{
  g_autofree char *home = zxd_identity_normalise ("phone", "010-62345678", NULL), *abroad = NULL;

  g_assert_cmpstr (home, ==, "+861062345678");
  zxd_identity_set_country (49);
  abroad = zxd_identity_normalise ("phone", "030 123456", NULL);
  zxd_identity_set_country (ZXD_PHONE_COUNTRY);
  g_assert_cmpstr (abroad, ==, "+4930123456");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity-value/one-phone-is-one-value", test_phones);
  g_test_add_func ("/identity-value/mail-and-names-have-one-form", test_others);
  g_test_add_func ("/identity-value/the-country-is-configured", test_country);
  g_test_add_func ("/identity-value/what-is-normal-stays", test_what_is_normal_stays);
  return g_test_run ();
}
