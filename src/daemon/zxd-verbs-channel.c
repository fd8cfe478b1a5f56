/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `zuoxid channel …`: the web pages through which customers reach us. */
#include "zxd-verb.h"

#include "zxd-store-audit.h"
#include "zxd-store-channel.h"
#include "zxd-store-org.h"
#include "zxd-store-secret.h"

typedef struct {
  ZxdChannel channel; /* owned */
  char *org;          /* owned, null */
  char **origins;     /* owned, null */
  gboolean may_update;
} Wish;

static gboolean
add (ZxdTxn *txn, gpointer data, GError **error)
{
  Wish *wish = data;
  ZxdAudit audit = {.action = "channel.add", .noun = "channel", .detail = wish->channel.key};

  if (wish->org != NULL || !wish->may_update) {
    wish->channel.org_id = zxd_org_find (zxd_txn_db (txn), wish->org, error);
    if (wish->channel.org_id == 0)
      return FALSE;
  }
  if (!zxd_channel_put (txn, &wish->channel, wish->may_update, error))
    return FALSE;
  audit.obj_id = wish->channel.id;
  return zxd_audit_add (txn, &audit, error);
}

static gboolean
run_add (ZxdVerb *verb, gpointer data, GError **error)
{
  Wish *wish = data;

  wish->channel.key = g_strdup (verb->words[0]);
  if (wish->origins != NULL)
    wish->channel.origins = g_strjoinv (" ", wish->origins);
  if (!zxd_verb_open_store (verb, error) || !zxd_store_write_sync (verb->store, add, wish, error))
    return FALSE;
  g_print ("%" G_GINT64_FORMAT "\n", wish->channel.id);
  return TRUE;
}

int
zxd_verb_channel_add (int argc, char **argv)
{
  Wish wish = {0};
  GOptionEntry options[] = {
      {"name", 0, 0, G_OPTION_ARG_STRING, &wish.channel.name, "What agents call it", "NAME"},
      {"team", 0, 0, G_OPTION_ARG_STRING, &wish.channel.team, "What visitors see as its name",
       "NAME"},
      {"org", 0, 0, G_OPTION_ARG_STRING, &wish.org,
       "Whose it is, by name or id (default: the first)", "ORG"},
      {"origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &wish.origins,
       "A site that may show it, like https://shop.example.com; may be repeated", "URL"},
      {"brand", 0, 0, G_OPTION_ARG_STRING, &wish.channel.brand,
       "Its colour, like #0b6b60, or colour and text, like #ffd400/#000000", "COLOUR"},
      {"update", 0, 0, G_OPTION_ARG_NONE, &wish.may_update,
       "When it is there already, change what is given", NULL},
      {NULL}};
  ZxdVerbKind kind = {
      "KEY", "Adds a web page's channel and prints its id.", options, FALSE, 1, run_add, &wish};
  int code = zxd_verb_run (&kind, argc, argv);

  zxd_channel_clear (&wish.channel);
  g_free (wish.org);
  g_strfreev (wish.origins);
  return code;
}

typedef struct {
  const char *channel, *kid; /* lent */
  ZxdMasterKey master;
  char *key; /* owned */
} NewKey;

static gboolean
make_key (ZxdTxn *txn, gpointer data, GError **error)
{
  NewKey *wish = data;
  g_auto (ZxdChannel) channel = {0};
  ZxdAudit audit = {.action = "channel.key", .noun = "channel", .detail = wish->kid};

  if (!zxd_channel_by_key (zxd_txn_db (txn), wish->channel, &channel, error))
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
  if (!zxd_verb_open_store (verb, error) ||
      !zxd_master_key_load (verb->config.key_file, TRUE, &wish->master, error) ||
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

static void
print_channel (const ZxdChannel *channel, gpointer data)
{
  g_print ("%s\t%s\t%s\t%s\n", channel->key, channel->name,
           channel->team != NULL ? channel->team : "", channel->origins);
}

static gboolean
list (ZxdDb *db, gint64 as_of, gpointer data, GError **error)
{
  return zxd_channel_list (db, print_channel, NULL, error);
}

static gboolean
run_list (ZxdVerb *verb, gpointer data, GError **error)
{
  return zxd_verb_open_store (verb, error) && zxd_store_read_sync (verb->store, list, NULL, error);
}

int
zxd_verb_channel_list (int argc, char **argv)
{
  ZxdVerbKind kind = {.about = "Lists the channels: key, name, team, sites.", .run = run_list};

  return zxd_verb_run (&kind, argc, argv);
}
