/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid channel key`: what signs the identities of a channel's visitors. */
#include "zxd-verb.h"

#include "zxd-store-audit.h"
#include "zxd-store-channel.h"
#include "zxd-store-secret.h"

typedef struct {
  const char *channel, *kid, *key_file; /* lent */
  ZxdMasterKey master;
  char *key; /* owned */
} NewKey;

static gboolean
make_key (ZxdTxn *txn, gpointer data, GError **error)
{
  NewKey *wish = data;
  g_auto (ZxdChannel) channel = {0};
  ZxdAudit audit = {.action = "channel.key", .noun = "channel", .detail = wish->kid};

  if (!zxd_channel_by_key (zxd_txn_db (txn), wish->channel, &channel, error) ||
      !zxd_master_key_load (zxd_txn_db (txn), wish->key_file, &wish->master, error))
    return FALSE;
  g_free (wish->key);
  wish->key = zxd_channel_new_key (txn, &wish->master, channel.id, wish->kid, error);
  audit.obj_id = channel.id;
  return wish->key != NULL && zxd_audit_add (txn, &audit, error);
}

static gboolean
run_key (ZxdVerb *verb, gpointer data, GError **error)
{
  NewKey *wish = data;

  wish->channel = verb->words[0];
  wish->kid = verb->words[1];
  wish->key_file = verb->config.key_file;
  if (!zxd_verb_open_store (verb, error) ||
      !zxd_store_write_sync (verb->store, make_key, wish, error))
    return FALSE;
  g_print ("%s\n", wish->key);
  return TRUE;
}

int
zxd_verb_channel_key (int argc, char **argv)
{
  NewKey wish = {0};
  ZxdVerbKind kind = {"KEY KID",
                      "Makes a key named KID for signing visitors' identities and prints it, once. "
                      "The two newest of a channel are good.",
                      NULL,
                      FALSE,
                      2,
                      run_key,
                      &wish};
  int code = zxd_verb_run (&kind, argc, argv);

  g_free (wish.key);
  return code;
}
