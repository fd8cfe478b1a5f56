/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in words that a customer comes again, and what happened the last time. */
#include "zx-repeat-words.h"

#include <glib/gi18n.h>

static char *
when_words (int days_ago)
{
  if (days_ago == 0)
    /* translators: begins a sentence: on this day */
    return g_strdup (_ ("Today"));
  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", days_ago), days_ago);
}

static char *
what_happened (const ZxRepeat *repeat)
{
  g_autofree char *when = when_words (repeat->days_ago);

  if (repeat->agent_name != NULL && repeat->outcome != NULL)
    /* translators: 1: "3 days ago", 2: a colleague, 3: how he closed the conversation */
    return g_strdup_printf (_ ("%1$s, %2$s: %3$s"), when, repeat->agent_name, repeat->outcome);
  if (repeat->agent_name != NULL)
    /* translators: 1: "3 days ago", 2: a colleague */
    return g_strdup_printf (_ ("%1$s with %2$s, who noted no result."), when, repeat->agent_name);
  if (repeat->outcome != NULL)
    /* translators: 1: "3 days ago", 2: how the conversation was closed */
    return g_strdup_printf (_ ("%1$s: %2$s"), when, repeat->outcome);
  /* translators: %s: "3 days ago" */
  return g_strdup_printf (_ ("%s, and nobody answered."), when);
}

char *
zx_repeat_markup (const ZxRepeat *repeat, int days, const char *product)
{
  g_autofree char *happened = what_happened (repeat);
  g_autofree char *about = NULL;
  /* translators: 1: which one it is (2, 3, …), 2: days */
  g_autofree char *which =
      g_strdup_printf (ngettext ("Contact %1$u in %2$d day", "Contact %1$u in %2$d days", days),
                       repeat->count, days);

  if (repeat->module != NULL)
    /* translators: %s is a module such as "Invoicing"; follows "Contact 2 in 7 days" */
    about = g_strdup_printf (_ (", %s again. "), repeat->module);
  else if (repeat->is_product)
    /* translators: %s is a product; follows "Contact 2 in 7 days" */
    about = g_strdup_printf (_ (", about %s again. "), product);
  else
    /* translators: the full stop behind "Contact 2 in 7 days" */
    about = g_strdup (_ (". "));
  return g_markup_printf_escaped ("<b>%s</b>%s%s", which, about, happened);
}
