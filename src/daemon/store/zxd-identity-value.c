/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings phones, mail addresses and account names into the one form that they are compared in. */
#include "zxd-identity-value.h"

#include "zx-fold.h"

#include <string.h>

enum {
  E164_DIGITS = 15,      /* with the country, without the plus (ITU-T E.164, 6.1) */
  E164_LEAST_DIGITS = 7, /* the shortest subscriber numbers of the world, with their country */
  MAIL_OCTETS = 254,     /* RFC 5321, 4.5.3.1.3, without the angle brackets */
  MAIL_LOCAL_OCTETS = 64,
  CHINA = 86,
};

static int home_country = ZXD_PHONE_COUNTRY;

void
zxd_identity_set_country (int country)
{
  home_country = country;
}

/* ---- phones */

/* What is dialled before a number abroad, and before one of another area at home; where a country
 * is not listed: 00 and 0. */
typedef struct {
  int country;
  const char *abroad, *trunk;
} Dialling;

static const Dialling dialling[] = {
    {1, "011", "1"}, {7, "810", "8"},  {39, "00", ""},   {61, "0011", "0"},
    {65, "001", ""}, {66, "001", "0"}, {81, "010", "0"}, {82, "001", "0"},
    {225, "00", ""}, {242, "00", ""},  {378, "00", ""},  {852, "001", ""},
};

static const Dialling *
dialling_of (int country)
{
  static const Dialling usual = {0, "00", "0"};

  for (gsize i = 0; i < G_N_ELEMENTS (dialling); i++) {
    if (dialling[i].country == country)
      return &dialling[i];
  }
  return &usual;
}

static gboolean
is_separator (gunichar c)
{
  static const gunichar more[] = {'(',    ')',    '-',    '.',    '/',    0x00b7,
                                  0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212};

  if (g_unichar_isspace (c))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (more); i++) {
    if (more[i] == c)
      return TRUE;
  }
  return FALSE;
}

/* "ext 12", "x12", "#12", "转12", "分机12": a desk behind the number. */
static gboolean
is_extension (const char *at)
{
  static const char *const marks[] = {"ext", "x", "#", "*", ",", ";", "转", "轉", "分机", "分機"};

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++) {
    if (g_ascii_strncasecmp (at, marks[i], strlen (marks[i])) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The digits of @plain, with a + before them when it has one. */
static gboolean
read_digits (const char *plain, GString *digits, GError **error)
{
  const char *at = plain;

  while (*at != '\0') {
    gunichar c = g_utf8_get_char (at);
    gboolean is_abroad = digits->str[0] == '+' || g_str_has_prefix (digits->str, "00");

    /* "+49 (0)30 …": the zero is for callers at home. */
    if (is_abroad && g_str_has_prefix (at, "(0)")) {
      at += strlen ("(0)");
      continue;
    }
    if (g_ascii_isdigit (*at) || (*at == '+' && digits->len == 0))
      g_string_append_c (digits, *at);
    else if (digits->len > 0 && is_extension (at))
      return zx_throw (error, ZX_ERROR_BAD_DATA,
                       "Give the phone number without its extension: many desks share it.");
    else if (!is_separator (c))
      return zx_throw (error, ZX_ERROR_BAD_DATA,
                       "A phone number has only digits, such as +86 138 0000 2046.");
    at = g_utf8_next_char (at);
  }
  return TRUE;
}

static gboolean
is_chinese (const char *national)
{
  gsize length = strlen (national), area;

  if (national[0] == '1' && national[1] >= '3') /* a mobile one */
    return length == 11;
  if (g_str_has_prefix (national, "400") || g_str_has_prefix (national, "800"))
    return length == 10;
  if (national[0] < '1' || (national[0] == '1' && national[1] != '0'))
    return FALSE;
  area = national[0] <= '2' ? 2 : 3; /* 10 Beijing, 2x the largest cities */
  return length >= 10 && length <= area + 8 && national[area] >= '2';
}

/* Chinese numbers are known well enough to see what is missing. @digits are those behind +86. */
static char *
check_chinese (const char *digits, GError **error)
{
  const char *national = *digits == '0' ? digits + 1 : digits;
  gsize length = strlen (national);

  if (is_chinese (national))
    return g_strconcat ("+86", national, NULL);
  if (*digits != '0' && (length == 7 || length == 8) && national[0] >= '2')
    zx_throw (error, ZX_ERROR_BAD_DATA,
              "The area code is missing: give the number as 010-%.4s%s or +86 10 %.4s%s.", national,
              national + 4, national, national + 4);
  else
    zx_throw (error, ZX_ERROR_BAD_DATA,
              "This is no Chinese number: a mobile one has 11 digits (138 0000 2046), another one "
              "its area code (010-6234 5678), a foreign one its country (+49 30 123456).");
  return NULL;
}

/* @digits with the country first. */
static char *
check_international (const char *digits, GError **error)
{
  gsize length = strlen (digits);

  if (g_str_has_prefix (digits, "86"))
    return check_chinese (digits + 2, error);
  if (*digits != '0' && length >= E164_LEAST_DIGITS && length <= E164_DIGITS)
    return g_strconcat ("+", digits, NULL);
  zx_throw (error, ZX_ERROR_BAD_DATA,
            "A phone number has %d to %d digits with its country, such as +49 30 123456.",
            E164_LEAST_DIGITS, E164_DIGITS);
  return NULL;
}

char *
zxd_phone_normalise (const char *text, int country, GError **error)
{
  const Dialling *habit = dialling_of (country);
  /* Full-width digits and signs become the plain ones. */
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *whole = NULL;
  g_autoptr (GString) digits = g_string_new (NULL);
  const char *number;

  if (plain == NULL) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "A phone number is UTF-8 text.");
    return NULL;
  }
  number = g_strchug (plain);
  if (g_ascii_strncasecmp (number, "tel:", 4) == 0)
    number += 4;
  if (!read_digits (number, digits, error))
    return NULL;
  if (digits->str[0] == '+')
    return check_international (digits->str + 1, error);
  if (g_str_has_prefix (digits->str, habit->abroad))
    return check_international (digits->str + strlen (habit->abroad), error);
  if (g_str_has_prefix (digits->str, "00"))
    return check_international (digits->str + 2, error);
  /* Nobody at home has so many digits: the plus was forgotten. */
  if (country == CHINA && digits->len > 11 && g_str_has_prefix (digits->str, "86"))
    return check_chinese (digits->str + 2, error);
  if (country == CHINA)
    return check_chinese (digits->str, error);
  number = digits->str;
  if (g_str_has_prefix (number, habit->trunk))
    number += strlen (habit->trunk);
  whole = g_strdup_printf ("%d%s", country, number);
  return check_international (whole, error);
}

/* ---- mail */

static gboolean
is_mail (const char *mail)
{
  const char *at = strchr (mail, '@'), *dot;

  if (at == NULL || at == mail || at - mail > MAIL_LOCAL_OCTETS || strchr (at + 1, '@') != NULL ||
      strlen (mail) > MAIL_OCTETS || strpbrk (mail, "<>()[]\\,;:\"") != NULL)
    return FALSE;
  dot = strrchr (at, '.');
  if (dot == NULL || dot == at + 1 || dot[1] == '\0' || at[1] == '.' || strstr (at, "..") != NULL)
    return FALSE;
  for (const char *c = mail; *c != '\0'; c = g_utf8_next_char (c)) {
    if (!g_unichar_isgraph (g_utf8_get_char (c)))
      return FALSE;
  }
  return TRUE;
}

static char *
normalise_mail (const char *text, GError **error)
{
  /* Folding what is composed would leave two forms of one letter (Unicode, 3.13, D145). */
  g_autofree char *apart = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT);
  g_autofree char *folded = apart != NULL ? zx_fold (apart) : NULL;
  g_autofree char *mail =
      folded != NULL ? g_utf8_normalize (folded, -1, G_NORMALIZE_DEFAULT_COMPOSE) : NULL;

  if (mail != NULL && is_mail (g_strstrip (mail)))
    return g_steal_pointer (&mail);
  zx_throw (error, ZX_ERROR_BAD_DATA, "A mail address looks like li.ming@example.com.");
  return NULL;
}

/* ---- names in other systems */

static char *
normalise_name (const char *kind, const char *text, GError **error)
{
  g_autofree char *name = g_utf8_make_valid (text, -1);
  glong length = g_utf8_strlen (g_strstrip (name), -1);

  for (const char *c = name; *c != '\0'; c = g_utf8_next_char (c)) {
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      length = 0;
  }
  if (length >= 1 && length <= ZXD_IDENTITY_CHARACTERS)
    return g_steal_pointer (&name);
  zx_throw (error, ZX_ERROR_BAD_DATA,
            "The value of “%s” has 1 to %d characters on one line, such as liuyang@tiancheng.",
            kind, ZXD_IDENTITY_CHARACTERS);
  return NULL;
}

char *
zxd_identity_normalise (const char *kind, const char *value, GError **error)
{
  static const char *const names[] = {"client_id", "account", "external", NULL};

  if (kind != NULL && value != NULL) {
    if (g_str_equal (kind, "phone"))
      return zxd_phone_normalise (value, home_country, error);
    if (g_str_equal (kind, "mail"))
      return normalise_mail (value, error);
    if (g_strv_contains (names, kind))
      return normalise_name (kind, value, error);
  }
  zx_throw (error, ZX_ERROR_BAD_DATA,
            "An identity has a kind (phone, mail, client_id, account or external) and a value.");
  return NULL;
}
