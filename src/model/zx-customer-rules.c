/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the data of a customer means: contracts that end, contacts that repeat, stale versions. */
#include "zx-customer-rules.h"

#include "zx-fold.h"

#include <string.h>

#define DAY_MS (24 * 3600 * (gint64) 1000)

ZxExpiry
zx_expiry_of (int days_left, int warn_days)
{
  if (days_left == G_MAXINT)
    return ZX_EXPIRY_NONE;
  if (days_left < 0)
    return ZX_EXPIRY_OVER;
  if (days_left == 0)
    return ZX_EXPIRY_TODAY;
  return days_left <= warn_days ? ZX_EXPIRY_SOON : ZX_EXPIRY_FINE;
}

/* Whether @text speaks of @word, in any case of letters. */
static gboolean
speaks_of (const char *text, const char *word)
{
  g_autofree char *folded = NULL;
  g_autofree char *folded_word = NULL;

  if (text == NULL || word == NULL || *word == '\0')
    return FALSE;
  folded = zx_fold (text);
  folded_word = zx_fold (word);
  return strstr (folded, folded_word) != NULL;
}

gboolean
zx_product_is_same (const char *one, const char *other)
{
  g_autofree char *folded_one = NULL;
  g_autofree char *folded_other = NULL;

  if (one == NULL || other == NULL || *one == '\0' || *other == '\0')
    return FALSE;
  folded_one = zx_fold (one);
  folded_other = zx_fold (other);
  return g_str_has_prefix (folded_one, folded_other) || g_str_has_prefix (folded_other, folded_one);
}

const char *
zx_product_module_of (ZxProduct *product, ZxContact *contact)
{
  const char *said = zx_contact_get_last_author (contact) == ZX_AUTHOR_CUSTOMER
                         ? zx_contact_get_last_text (contact)
                         : NULL;
  const char *texts[] = {zx_contact_get_page_title (contact), zx_contact_get_product (contact),
                         said};
  const char *about = zx_contact_get_product (contact);
  const char *const *modules = zx_product_get_modules (product);

  if (about != NULL && *about != '\0' && !zx_product_is_same (zx_product_get_name (product), about))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint j = 0; modules != NULL && modules[j] != NULL; j++)
      if (speaks_of (texts[i], modules[j]))
        return modules[j];
  return NULL;
}

/* The module that both @contact and @past are about. */
static const char *
shared_module (ZxCustomer *customer, ZxContact *contact, ZxPastContact *past)
{
  GListModel *products = zx_customer_get_products (customer);

  for (guint i = 0; i < g_list_model_get_n_items (products); i++) {
    g_autoptr (ZxProduct) product = g_list_model_get_item (products, i);
    const char *module = zx_product_module_of (product, contact);

    if (module != NULL && (speaks_of (zx_past_contact_get_summary (past), module) ||
                           speaks_of (zx_past_contact_get_subject (past), module)))
      return module;
  }
  return NULL;
}

/* Of a contact that names no product, its words tell what it was about. */
static gboolean
is_about (ZxCustomer *customer, ZxContact *contact, ZxPastContact *past)
{
  const char *product = zx_contact_get_product (contact), *was = zx_past_contact_get_product (past);

  if (product == NULL || *product == '\0')
    return TRUE;
  if (was != NULL && *was != '\0')
    return zx_product_is_same (was, product);
  return shared_module (customer, contact, past) != NULL;
}

gboolean
zx_customer_repeat (ZxCustomer *customer,
                    ZxContact *contact,
                    int days,
                    gint64 now_ms,
                    ZxRepeat *repeat)
{
  GListModel *contacts = zx_customer_get_recent_contacts (customer);
  const char *product = zx_contact_get_product (contact);
  gint64 newest_at = 0;

  *repeat = (ZxRepeat){.count = 1, .is_product = product != NULL && *product != '\0'};
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++) {
    g_autoptr (ZxPastContact) past = g_list_model_get_item (contacts, i);
    gint64 at = zx_past_contact_get_at (past);

    if (zx_past_contact_get_id (past) == zx_contact_get_id (contact) ||
        at <= now_ms - days * DAY_MS || at > now_ms || !is_about (customer, contact, past))
      continue;
    repeat->count++;
    if (repeat->newest == NULL || at > newest_at) {
      newest_at = at;
      repeat->newest = past; /* the customer's list keeps it */
    }
  }
  if (repeat->newest == NULL)
    return FALSE;
  repeat->days_ago = (int) ((now_ms - newest_at) / DAY_MS);
  repeat->agent_name = zx_past_contact_get_agent_name (repeat->newest);
  repeat->outcome = zx_past_contact_get_summary (repeat->newest);
  if (repeat->outcome != NULL && *repeat->outcome == '\0')
    repeat->outcome = NULL;
  repeat->module = shared_module (customer, contact, repeat->newest);
  return TRUE;
}

/* --- versions --- */

/* The next run of digits or of other characters but separators; its length. */
static gsize
next_part (const char **text, gboolean *is_number)
{
  gsize length = 0;

  while (**text == '.' || **text == '-' || **text == '_' || **text == ' ')
    ++*text;
  *is_number = g_ascii_isdigit (**text);
  while ((*text)[length] != '\0' && strchr (".-_ ", (*text)[length]) == NULL &&
         (g_ascii_isdigit ((*text)[length]) != 0) == *is_number)
    length++;
  return length;
}

static int
compare_numbers (const char *one, gsize one_length, const char *other, gsize other_length)
{
  while (one_length > 1 && *one == '0')
    one++, one_length--;
  while (other_length > 1 && *other == '0')
    other++, other_length--;
  if (one_length != other_length)
    return one_length < other_length ? -1 : 1;
  return strncmp (one, other, one_length);
}

int
zx_version_compare (const char *one, const char *other)
{
  g_return_val_if_fail (one != NULL && other != NULL, 0);

  for (;;) {
    gboolean is_number, is_other_number;
    gsize length = next_part (&one, &is_number),
          other_length = next_part (&other, &is_other_number);
    int order;

    if (length == 0 || other_length == 0)
      return (length > 0) - (other_length > 0);
    if (is_number && is_other_number)
      order = compare_numbers (one, length, other, other_length);
    else {
      order = g_ascii_strncasecmp (one, other, MIN (length, other_length));
      if (order == 0)
        order = (length > other_length) - (length < other_length);
    }
    if (order != 0)
      return order;
    one += length;
    other += other_length;
  }
}

/* "8.2" stands for "8.2" and "8.2.1", not for "8.21". */
static gboolean
stands_for (const char *entry, const char *version)
{
  gsize length = strlen (entry);

  return length > 0 && g_ascii_strncasecmp (entry, version, length) == 0 &&
         (version[length] == '\0' || strchr (".-_ ", version[length]) != NULL);
}

ZxStaleness
zx_version_staleness (const char *version,
                      const ZxCatalogVersion *versions,
                      gsize n_versions,
                      const char **newest)
{
  const ZxCatalogVersion *mine = NULL;
  const char *current = NULL;

  for (gsize i = 0; i < n_versions; i++) {
    const char *entry = versions[i].version;

    if (entry == NULL)
      continue;
    if (g_strcmp0 (versions[i].state, "current") == 0 &&
        (current == NULL || zx_version_compare (entry, current) > 0))
      current = entry;
    if (version != NULL && stands_for (entry, version) &&
        (mine == NULL || strlen (entry) > strlen (mine->version)))
      mine = &versions[i];
  }
  if (newest != NULL)
    *newest = current;
  if (version == NULL || *version == '\0')
    return ZX_STALE_UNKNOWN;
  if (mine != NULL && g_strcmp0 (mine->state, "ended") == 0)
    return ZX_STALE_ENDED;
  if (mine != NULL && mine->version == current)
    return ZX_STALE_CURRENT;
  if (current != NULL && zx_version_compare (version, current) < 0)
    return ZX_STALE_OLDER;
  return mine != NULL || current != NULL ? ZX_STALE_CURRENT : ZX_STALE_UNKNOWN;
}
