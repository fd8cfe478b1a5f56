/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for the question who somebody is, and for what may be the answer. */
#include "zx-chat-who.h"

#include <glib/gi18n.h>

static gboolean
has_text (const char *text)
{
  return text != NULL && *text != '\0';
}

char *
zx_chat_who_question (ZxIdentityTrust trust, const char *name, const char *company)
{
  g_autofree char *who = zx_chat_who_is (name, company);

  if (trust == ZX_IDENTITY_VERIFIED && has_text (who))
    /* translators: %s is the name and company of somebody who has signed in on the vendor's site */
    return g_strdup_printf (_ ("%s has signed in, but no customer has this account. Who is it?"),
                            who);
  if (trust == ZX_IDENTITY_UNKNOWN || !has_text (who))
    return g_strdup (_ ("Nobody knows yet who this is. Do you?"));
  /* translators: %s is the name and company that a visitor gave, which nobody has verified */
  return g_strdup_printf (_ ("Stated: %s. Who is it?"), who);
}

char *
zx_chat_who_is (const char *name, const char *company)
{
  if (!has_text (name))
    return g_strdup (has_text (company) ? company : "");
  if (!has_text (company) || g_str_equal (name, company))
    return g_strdup (name);
  return g_strdup_printf ("%s · %s", name, company);
}

static const char *
format_of (ZxCandidateWhy why)
{
  switch (why) {
  case ZX_CANDIDATE_ACCOUNT:
    /* translators: why somebody may be the visitor: this account of the product is his */
    return _ ("Account %s");
  case ZX_CANDIDATE_PHONE:
    /* translators: why somebody may be the visitor: this phone number is his */
    return _ ("Phone %s");
  case ZX_CANDIDATE_MAIL:
    /* translators: why somebody may be the visitor: this e-mail address is his */
    return _ ("Mail %s");
  case ZX_CANDIDATE_SHARED:
    /* translators: why somebody may be the visitor: he is one of those who share this number */
    return _ ("Shared %s");
  case ZX_CANDIDATE_NAME:
  case ZX_CANDIDATE_COMPANY:
  default:
    return NULL;
  }
}

char *
zx_chat_who_why (ZxCandidateWhy why, const char *value)
{
  const char *format = format_of (why);

  if (format != NULL) {
    GString *text = g_string_new (format);

    g_string_replace (text, "%s", value != NULL ? value : "", 1);
    return g_strchomp (g_string_free (text, FALSE));
  }
  /* translators: why somebody may be the visitor */
  return g_strdup (why == ZX_CANDIDATE_COMPANY ? _ ("Same company") : _ ("Same name"));
}
