/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* One error domain for both programs. A code says what the caller can do about it; the message is
 * English and meant for logs. */
typedef enum {
  ZX_ERROR_NOT_FOUND,     /* the thing does not exist, or the caller may not know that it does */
  ZX_ERROR_CONFLICT,      /* somebody was faster: look again, then decide */
  ZX_ERROR_NOT_ALLOWED,   /* the caller's role or organisation does not permit it */
  ZX_ERROR_NOT_SIGNED_IN, /* no token, or one that is no longer good: sign in again */
  ZX_ERROR_BAD_DATA,      /* the request or file is wrong; the message says where */
  ZX_ERROR_TOO_MANY,      /* a rate limit; wait and try again */
  ZX_ERROR_TOO_OLD,       /* this program or cursor is too old: upgrade or fetch afresh */
  ZX_ERROR_UNAVAILABLE,   /* network, database or peer is away; trying again may help */
} ZxErrorCode;

#define ZX_ERROR (zx_error_quark ())
GQuark zx_error_quark (void);

/* Sets @error (which may be null) and returns FALSE, so that `return zx_throw (…)` reads well. */
gboolean zx_throw (GError **error, ZxErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* What a problem answer said besides: its code ("taken"), whom it names, and a number (a seq, or
 * the seconds to wait). They travel with the error through copies. Null and 0 when absent. */
void zx_error_set_problem (GError *error, const char *code, const char *by, gint64 number);
const char *zx_error_get_problem (const GError *error);
const char *zx_error_get_by (const GError *error);
gint64 zx_error_get_number (const GError *error);

/* Which member of what was sent is refused ("name"), and why in one word ("taken"). Null when the
 * problem is about no single member. */
void zx_error_set_field (GError *error, const char *field, const char *why);
const char *zx_error_get_field (const GError *error);
const char *zx_error_get_why (const GError *error);

/* The only two places where HTTP status and error code meet. A status that is no error (below 400)
 * is a programmer's mistake. */
guint zx_error_to_status (const GError *error);
ZxErrorCode zx_error_from_status (guint status);
