/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes sentences of what is offered, why, and why it is declined. */
#include "zx-offer-words.h"

#include "zx-closures.h"

#include <glib/gi18n.h>

/* More do not fit on the card. */
enum { MOST_REASONS = 2 };

/* A shorter wait is no reason. */
enum { WORTH_SAYING_MS = 10 * 1000 };

const char *const zx_decline_reasons[] = {"busy", "not_mine", "break", "language", NULL};

static char *
after_time (const char *format, gint64 ms)
{
  g_autofree char *time = zx_words_elapsed (ms);
  g_autoptr (GString) words = g_string_new (format);

  g_string_replace (words, "%s", time, 1);
  return g_strdup (words->str);
}

/* Null for a word that says nothing to the agent. */
static char *
say_reason (const ZxOfferReason *reason)
{
  const int n = (int) CLAMP (reason->n, 0, G_MAXINT), of = (int) CLAMP (reason->of, 0, G_MAXINT);

  if (g_str_equal (reason->why, "regular"))
    return g_strdup (_ ("you helped last time"));
  if (g_str_equal (reason->why, "only_skilled"))
    return g_strdup (_ ("you alone have the skills for it"));
  if (g_str_equal (reason->why, "only_free"))
    return g_strdup (_ ("you alone have room"));
  if (g_str_equal (reason->why, "least_loaded"))
    /* translators: why an agent is chosen: of %2$d chats that he can have at once, he has %1$d */
    return g_strdup_printf (_ ("you have the most room (%1$d of %2$d)"), n, of);
  if (g_str_equal (reason->why, "longest_idle"))
    /* translators: why an agent is chosen; %s is a time such as 2:41 */
    return after_time (_ ("you were free the longest (%s)"), reason->n);
  if (g_str_equal (reason->why, "round_robin"))
    return g_strdup (_ ("it is your turn"));
  if (g_str_equal (reason->why, "new_round"))
    return g_strdup (_ ("asked once more, nobody took it"));
  if (g_str_equal (reason->why, "refused"))
    return g_strdup_printf (
        ngettext ("%d colleague did not take it", "%d colleagues did not take it", n), n);
  if (g_str_equal (reason->why, "waited") && reason->n >= WORTH_SAYING_MS)
    /* translators: a customer waits; %s is a time such as 2:41 */
    return after_time (_ ("has waited %s"), reason->n);
  return NULL;
}

char *
zx_words_offer_why (ZxOffer *offer)
{
  g_autoptr (GString) words = g_string_new (NULL);
  guint n, said = 0;
  const ZxOfferReason *reasons = zx_offer_get_reasons (offer, &n);

  for (guint i = 0; i < n && said < MOST_REASONS; i++) {
    g_autofree char *one = say_reason (&reasons[i]);

    if (one == NULL)
      continue;
    if (said++ > 0)
      g_string_append (words, " · ");
    g_string_append (words, one);
  }
  if (said == 0)
    return NULL;
  /* translators: why a customer is offered to the agent; %s is one reason or two */
  return g_strdup_printf (_ ("For you: %s"), words->str);
}

char *
zx_words_offer_kind (ZxOffer *offer)
{
  const char *kind = zx_offer_get_kind (offer), *by = zx_offer_get_by_name (offer);

  if (by == NULL)
    by = _ ("a colleague");
  if (g_strcmp0 (kind, "transfer") == 0)
    /* translators: a colleague passes a customer on */
    return g_strdup_printf (_ ("Transfer from %s"), by);
  if (g_strcmp0 (kind, "consult") == 0)
    /* translators: a colleague wants an opinion */
    return g_strdup_printf (_ ("%s asks for your advice"), by);
  if (g_strcmp0 (kind, "assign") == 0)
    /* translators: a lead gives a customer to the agent */
    return g_strdup_printf (_ ("%s gives you this customer"), by);
  return NULL;
}

char *
zx_words_offer_text (ZxOffer *offer)
{
  const char *text = zx_offer_get_text (offer), *product = zx_offer_get_product (offer);
  g_autoptr (GString) line = NULL;

  if (text != NULL && *text != '\0') {
    line = g_string_new (text);
    g_string_replace (line, "\n", " ", 0);
    return g_strdup (line->str);
  }
  if (product != NULL && *product != '\0')
    return g_strdup (product);
  return g_strdup (zx_words_channel (zx_offer_get_channel (offer)));
}

char *
zx_words_offer_who (ZxOffer *offer)
{
  g_autofree char *name = zx_words_name (zx_offer_get_name (offer), zx_offer_get_uuid (offer));

  return g_strjoin (" · ", name, zx_offer_get_company (offer), NULL);
}

char *
zx_words_decline (const char *reason)
{
  static const struct {
    const char *reason, *words;
  } all[] = {
      {"busy", N_ ("I have enough to do")},
      {"not_mine", N_ ("Not my subject")},
      {"break", N_ ("I am about to take a break")},
      {"language", N_ ("I do not speak the language")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_strcmp0 (reason, all[i].reason) == 0)
      return g_strdup (_ (all[i].words));
  return g_strdup (reason != NULL ? reason : "");
}
