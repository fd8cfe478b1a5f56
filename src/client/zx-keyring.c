/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-in tokens in the desktop's keyring. */
#include "zx-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

static const SecretSchema schema = {
    .name = "org.zuoxi.Zuoxi.Token",
    .flags = SECRET_SCHEMA_NONE,
    .attributes = {{"profile", SECRET_SCHEMA_ATTRIBUTE_STRING},
                   {"server", SECRET_SCHEMA_ATTRIBUTE_STRING},
                   {"login", SECRET_SCHEMA_ATTRIBUTE_STRING},
                   {NULL, 0}},
};

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
zx_keyring_store_async (const char *profile,
                        const char *server,
                        const char *login,
                        const char *token,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  /* translators: the entry's name in the keyring: who at which server */
  g_autofree char *label = g_strdup_printf (_ ("Zuoxi sign-in of %1$s at %2$s"), login, server);

  g_task_set_source_tag (task, zx_keyring_store_async);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, token, cancellable, stored_cb,
                         task, "profile", profile, "server", server, "login", login, NULL);
}

gboolean
zx_keyring_store_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zx_keyring_item_free (ZxKeyringItem *item)
{
  g_free (item->server);
  g_free (item->login);
  g_free (item->token);
  g_free (item);
}

static void
retrieved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SecretRetrievable *found = SECRET_RETRIEVABLE (source);
  GError *error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_finish (found, result, &error);
  g_autoptr (GHashTable) attributes = NULL;
  ZxKeyringItem *item;

  if (value == NULL) {
    if (error != NULL)
      g_task_return_error (task, error);
    else
      g_task_return_pointer (task, NULL, NULL);
    return;
  }
  attributes = secret_retrievable_get_attributes (found);
  item = g_new0 (ZxKeyringItem, 1);
  item->server = g_strdup (g_hash_table_lookup (attributes, "server"));
  item->login = g_strdup (g_hash_table_lookup (attributes, "login"));
  item->token = g_strdup (secret_value_get_text (value));
  secret_value_unref (value);
  g_task_return_pointer (task, item, (GDestroyNotify) zx_keyring_item_free);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *all = secret_password_search_finish (result, &error);
  SecretRetrievable *newest = NULL;

  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  for (GList *link = all; link != NULL; link = link->next)
    if (newest == NULL ||
        secret_retrievable_get_modified (link->data) > secret_retrievable_get_modified (newest))
      newest = link->data;
  if (newest == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    secret_retrievable_retrieve_secret (newest, g_task_get_cancellable (task), retrieved_cb,
                                        g_object_ref (task));
  g_list_free_full (all, g_object_unref);
}

void
zx_keyring_find_async (const char *profile,
                       const char *server,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  SecretSearchFlags flags = SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS;

  g_task_set_source_tag (task, zx_keyring_find_async);
  /* A null attribute name ends the list: without a server all of the profile are found. */
  secret_password_search (&schema, flags, cancellable, found_cb, task, "profile", profile,
                          server != NULL ? "server" : NULL, server, NULL);
}

ZxKeyringItem *
zx_keyring_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_info ("keyring: %s", error->message);
}

void
zx_keyring_forget (const char *profile, const char *server, const char *login)
{
  secret_password_clear (&schema, NULL, forgotten_cb, NULL, "profile", profile, "server", server,
                         "login", login, NULL);
}
