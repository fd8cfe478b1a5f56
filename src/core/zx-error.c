/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain, and its two translations to and from HTTP status. */
#include "zx-error.h"

typedef struct {
  char *code, *by, *field, *why; /* owned */
  gint64 number;
} ZxErrorPrivate;

static void
zx_error_private_init (ZxErrorPrivate *private)
{
}

static void
zx_error_private_copy (const ZxErrorPrivate *from, ZxErrorPrivate *to)
{
  to->code = g_strdup (from->code);
  to->by = g_strdup (from->by);
  to->field = g_strdup (from->field);
  to->why = g_strdup (from->why);
  to->number = from->number;
}

static void
zx_error_private_clear (ZxErrorPrivate *private)
{
  g_free (private->code);
  g_free (private->by);
  g_free (private->field);
  g_free (private->why);
}

G_DEFINE_EXTENDED_ERROR (ZxError, zx_error)

gboolean
zx_throw (GError **error, ZxErrorCode code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (ZX_ERROR, code, format, args);
  va_end (args);
  return FALSE;
}

guint
zx_error_to_status (const GError *error)
{
  if (error->domain != ZX_ERROR)
    return 500;

  switch ((ZxErrorCode) error->code) {
  case ZX_ERROR_NOT_FOUND:
    return 404;
  case ZX_ERROR_CONFLICT:
    return 409;
  case ZX_ERROR_NOT_ALLOWED:
    return 403;
  case ZX_ERROR_NOT_SIGNED_IN:
    return 401;
  case ZX_ERROR_BAD_DATA:
    return 400;
  case ZX_ERROR_TOO_MANY:
    return 429;
  case ZX_ERROR_TOO_OLD:
    return 410;
  case ZX_ERROR_UNAVAILABLE:
    return 503;
  default:
    return 500;
  }
}

ZxErrorCode
zx_error_from_status (guint status)
{
  switch (status) {
  case 401:
    return ZX_ERROR_NOT_SIGNED_IN;
  case 403:
  case 507: /* a full disk: asking again and again does not empty it */
    return ZX_ERROR_NOT_ALLOWED;
  case 404:
    return ZX_ERROR_NOT_FOUND;
  case 409:
  case 412:
    return ZX_ERROR_CONFLICT;
  case 410:
  case 426:
    return ZX_ERROR_TOO_OLD;
  case 429:
    return ZX_ERROR_TOO_MANY;
  default:
    return status < 500 ? ZX_ERROR_BAD_DATA : ZX_ERROR_UNAVAILABLE;
  }
}

void
zx_error_set_problem (GError *error, const char *code, const char *by, gint64 number)
{
  ZxErrorPrivate *private = zx_error_get_private (error);

  g_return_if_fail (private != NULL);
  g_free (private->code);
  g_free (private->by);
  private->code = g_strdup (code);
  private->by = g_strdup (by);
  private->number = number;
}

const char *
zx_error_get_problem (const GError *error)
{
  return error->domain == ZX_ERROR ? zx_error_get_private (error)->code : NULL;
}

const char *
zx_error_get_by (const GError *error)
{
  return error->domain == ZX_ERROR ? zx_error_get_private (error)->by : NULL;
}

gint64
zx_error_get_number (const GError *error)
{
  return error->domain == ZX_ERROR ? zx_error_get_private (error)->number : 0;
}

void
zx_error_set_field (GError *error, const char *field, const char *why)
{
  ZxErrorPrivate *private = zx_error_get_private (error);

  g_return_if_fail (private != NULL);
  g_free (private->field);
  g_free (private->why);
  private->field = g_strdup (field);
  private->why = g_strdup (why);
}

const char *
zx_error_get_field (const GError *error)
{
  return error->domain == ZX_ERROR ? zx_error_get_private (error)->field : NULL;
}

const char *
zx_error_get_why (const GError *error)
{
  return error->domain == ZX_ERROR ? zx_error_get_private (error)->why : NULL;
}
