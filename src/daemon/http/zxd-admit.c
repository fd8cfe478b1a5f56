/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks, and may he? */
#include "zxd-server-private.h"

#include "zx-clock.h"
#include "zx-error.h"

#include <string.h>

/* Tokens are 256 bits as hexadecimal text. */
enum { TOKEN_CHARACTERS = 64 };

gboolean
zxd_token_hash (const char *token, guint8 hash[ZXD_TOKEN_HASH])
{
  g_autoptr (GChecksum) checksum = NULL;
  gsize length = ZXD_TOKEN_HASH;

  if (token == NULL || strlen (token) != TOKEN_CHARACTERS)
    return FALSE;
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const guchar *) token, TOKEN_CHARACTERS);
  g_checksum_get_digest (checksum, hash, &length);
  return TRUE;
}

typedef struct {
  ZxdCall *call; /* owned */
  guint8 hash[ZXD_TOKEN_HASH];
  gint64 session_id, as_of;
  ZxRights *rights; /* owned */
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  zxd_call_unref (lookup->call);
  g_clear_pointer (&lookup->rights, zx_rights_free);
  g_free (lookup);
}

static gboolean
look_up (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Lookup *lookup = data;

  g_clear_pointer (&lookup->rights, zx_rights_free);
  lookup->as_of = as_of;
  lookup->rights =
      zxd_token_find (db, lookup->hash, zx_clock_now_ms (), &lookup->session_id, error);
  return lookup->rights != NULL;
}

static gboolean
may (ZxdAccess access, const ZxRights *rights)
{
  switch (access) {
  case ZXD_OPEN:
  case ZXD_SIGNED_IN:
    return TRUE;
  case ZXD_LEAD:
    return zx_rights_can (rights, ZX_RIGHT_OVERSEE);
  case ZXD_ADMIN:
    return zx_rights_can (rights, ZX_RIGHT_ADMINISTER);
  default:
    return FALSE;
  }
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxdCall) call = user_data;
  g_autoptr (GError) error = NULL;
  Lookup *lookup = zxd_store_read_finish (result, &error);

  if (lookup == NULL) {
    zxd_call_answer_error (call, error);
    return;
  }
  call->rights = g_steal_pointer (&lookup->rights);
  call->session_id = lookup->session_id;
  call->as_of = lookup->as_of;
  lookup_free (lookup);
  if (may (call->endpoint->access, call->rights))
    call->endpoint->fn (call, call->endpoint->data);
  else
    zxd_call_problem (call, 403, "not-allowed", "Your role does not permit this.");
}

void
zxd_call_admit (ZxdCall *call)
{
  ZxdEndpoint *endpoint = call->endpoint;
  const char *token = zxd_call_bearer (call);
  Lookup *lookup;

  if (endpoint->access == ZXD_OPEN) {
    g_autofree char *block = zxd_address_block (call->address);
    g_autofree char *key = g_strconcat ("open ", block, NULL);

    if (zxd_call_limit (call, key, call->server->config->open_requests))
      endpoint->fn (call, endpoint->data);
    return;
  }
  lookup = g_new0 (Lookup, 1);
  lookup->call = zxd_call_ref (call);
  if (!zxd_token_hash (token, lookup->hash)) {
    lookup_free (lookup);
    zxd_call_problem (call, 401, "not-signed-in", "Sign in first.");
    return;
  }
  zxd_store_read (call->server->store, look_up, lookup, lookup_free, looked_up_cb,
                  zxd_call_ref (call));
}
