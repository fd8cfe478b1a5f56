/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agents' files: sent to a contact that they see, fetched with one. */
#include "zxd-files-private.h"

#include "zxd-store-contact.h"

#include <string.h>

/* ---- POST contacts/{id}/files */

typedef struct {
  ZxdCall *call; /* lent */
  gint64 contact_id;
} Sight;

static gboolean
look_at_contact (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Sight *sight = data;
  g_autoptr (ZxdContact) contact =
      zxd_contact_load_seen (db, zxd_call_rights (sight->call), sight->contact_id, error);

  return contact != NULL;
}

static void
contact_seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Sight *sight = user_data;
  ZxdCall *call = sight->call;
  g_autoptr (GError) error = NULL;

  zxd_store_read_finish (result, &error);
  if (error != NULL) {
    zxd_call_answer_error (call, error);
  } else {
    ZxdFile sender = {.agent_id = zxd_call_rights (call)->agent_id,
                      .contact_id = sight->contact_id};

    zxd_files_take (call, &sender, (gint64) call->server->config->agent_file_most_mb << 20);
  }
}

static void
post_file (ZxdCall *call, gpointer data)
{
  Sight *sight = g_new (Sight, 1);

  *sight = (Sight){call, zxd_call_part_id (call, "id")};
  zxd_store_read (call->server->store, look_at_contact, sight, NULL, contact_seen_cb, sight);
}

/* ---- GET uploads/{uuid} */

static void
get_upload (ZxdCall *call, gpointer data)
{
  ZxdFile sender = {.agent_id = zxd_call_rights (call)->agent_id};

  zxd_files_tell (call, &sender, zxd_call_part (call, "uuid"));
}

/* ---- GET files/{id}, files/{id}/thumb */

typedef struct {
  ZxdCall *call; /* lent */
  gboolean thumb;
  ZxdFile file;
} Ask;

static gboolean
load_file (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  Ask *ask = data;

  return zxd_file_load_for_agent (db, zxd_call_rights (ask->call),
                                  zxd_call_part_id (ask->call, "id"), &ask->file, error);
}

static void
file_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (GError) error = NULL;

  zxd_store_read_finish (result, &error);
  if (error != NULL)
    zxd_call_answer_error (ask->call, error);
  else
    zxd_files_give (ask->call, &ask->file, ask->thumb);
  zxd_file_clear (&ask->file);
  g_free (ask);
}

static void
get_file (ZxdCall *call, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->call = call;
  ask->thumb = GPOINTER_TO_INT (data);
  zxd_store_read (call->server->store, load_file, ask, NULL, file_loaded_cb, ask);
}

void
zxd_file_endpoints_register (ZxdServer *server)
{
  zxd_server_add_upload (server, "POST", "/api/v1/contacts/{id}/files", ZXD_SIGNED_IN, post_file,
                         NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/uploads/{uuid}", ZXD_SIGNED_IN, get_upload,
                           NULL);
  zxd_server_add_endpoint (server, "GET", "/api/v1/files/{id}", ZXD_SIGNED_IN, get_file,
                           GINT_TO_POINTER (FALSE));
  zxd_server_add_endpoint (server, "GET", "/api/v1/files/{id}/thumb", ZXD_SIGNED_IN, get_file,
                           GINT_TO_POINTER (TRUE));
}
