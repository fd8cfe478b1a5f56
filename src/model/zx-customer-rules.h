/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-contact.h"
#include "zx-customer.h"

/* What the data of a customer means: pure functions, for panel, tab and tests alike. */

/* How a contract stands. */
typedef enum {
  ZX_EXPIRY_NONE,  /* it has no end */
  ZX_EXPIRY_OVER,  /* its last day has passed */
  ZX_EXPIRY_TODAY, /* this is its last day */
  ZX_EXPIRY_SOON,  /* within the warning days: time to speak of a renewal */
  ZX_EXPIRY_FINE,
} ZxExpiry;

#define ZX_WARN_DAYS 30 /* of a contract whose kind says nothing else */

/* @days_left as ZxContract gives it (G_MAXINT: no end). */
ZxExpiry zx_expiry_of (int days_left, int warn_days);

/* That a customer comes again, and what happened the last time. */
typedef struct {
  guint count;            /* contacts in these days, with the one in question */
  gboolean is_product;    /* about the same product; else the contact names none */
  const char *module;     /* both are about this module; lent by @customer, or null */
  ZxPastContact *newest;  /* the last one before; lent by @customer */
  const char *agent_name; /* who had it; lent, null when nobody did */
  const char *outcome;    /* the agent's summary; lent, null when there is none */
  int days_ago;           /* the last one, in days of 24 hours */
} ZxRepeat;

/* Whether @customer has come within @days days before @now_ms about the product that @contact is
 * about (about anything, when it names none); an earlier one that names no product counts when its
 * words speak of the same module. @contact itself does not count. TRUE fills @repeat. */
gboolean zx_customer_repeat (ZxCustomer *customer,
                             ZxContact *contact,
                             int days,
                             gint64 now_ms,
                             ZxRepeat *repeat);

/* The module of @product that @contact is about, judged by the page it comes from and the words of
 * the customer; lent by @product, null when none is named or the product is another one. */
const char *zx_product_module_of (ZxProduct *product, ZxContact *contact);

/* Whether two names mean the same product: without regard to case, and "ERP" is "ERP Cloud"'s
 * beginning. FALSE when one is null or empty. */
gboolean zx_product_is_same (const char *one, const char *other);

/* How an installed version stands against the catalogue. */
typedef enum {
  ZX_STALE_UNKNOWN, /* the catalogue says nothing of it */
  ZX_STALE_CURRENT, /* nothing newer is current */
  ZX_STALE_OLDER,   /* a newer one is current */
  ZX_STALE_ENDED,   /* and this one is no longer supported */
} ZxStaleness;

typedef struct {
  const char *version, *state; /* state: "current", "supported" or "ended" */
} ZxCatalogVersion;

/* @newest (may be null) becomes the newest current version, lent by @versions, or null. A version
 * of the catalogue stands for all that begin with it ("8.2" for "8.2.1"), the longest first. */
ZxStaleness zx_version_staleness (const char *version,
                                  const ZxCatalogVersion *versions,
                                  gsize n_versions,
                                  const char **newest);

/* Negative, 0 or positive like strcmp(): numbers by their value, words by their letters. */
int zx_version_compare (const char *one, const char *other);
