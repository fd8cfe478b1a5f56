/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the agent has typed and attached and not sent, an answer and a note a contact, kept in the
 * journal. */
#include "zx-client-private.h"

/* After the last key: seldom enough for a disk, soon enough for a crash. */
#define DRAFT_PAUSE_MS 500

/* Under this name a list of files knows whose draft it goes with. */
#define DRAFT_KEY "zx-draft-key"

static const char *
get_text (ZxContact *contact, gboolean is_note)
{
  return is_note ? zx_contact_get_note_draft (contact) : zx_contact_get_draft (contact);
}

static void
set_text (ZxContact *contact, gboolean is_note, const char *text)
{
  if (is_note)
    zx_contact_set_note_draft (contact, text);
  else
    zx_contact_set_draft (contact, text);
}

/* What a contact that comes back is to find, or nothing. */
static void
park (ZxClient *self, ZxContact *contact, gboolean is_note)
{
  gint64 key = zx_draft_key (zx_contact_get_id (contact), is_note);
  const char *text = get_text (contact, is_note);

  if (text != NULL)
    g_hash_table_replace (self->drafts, g_memdup2 (&key, sizeof key), g_strdup (text));
  else
    g_hash_table_remove (self->drafts, &key);
}

void
zx_client_write_drafts (ZxClient *self)
{
  GHashTableIter iter;
  gpointer key, text;

  g_clear_handle_id (&self->draft_id, g_source_remove);
  g_hash_table_iter_init (&iter, self->unsaved);
  while (self->outbox != NULL && g_hash_table_iter_next (&iter, &key, &text))
    zx_outbox_save_draft (self->outbox, *(gint64 *) key, text);
  g_hash_table_remove_all (self->unsaved);
  zx_client_write_wrap_ups (self);
}

static gboolean
draft_pause_cb (gpointer user_data)
{
  ZxClient *self = user_data;

  self->draft_id = 0;
  zx_client_write_drafts (self);
  return G_SOURCE_REMOVE;
}

void
zx_client_write_drafts_soon (ZxClient *self)
{
  g_clear_handle_id (&self->draft_id, g_source_remove);
  self->draft_id = g_timeout_add (DRAFT_PAUSE_MS, draft_pause_cb, self);
}

static void
save (ZxClient *self, ZxContact *contact, gboolean is_note, const char *text)
{
  gint64 key = zx_draft_key (zx_contact_get_id (contact), is_note);

  if (g_strcmp0 (get_text (contact, is_note), text != NULL && *text != '\0' ? text : NULL) == 0)
    return;
  set_text (contact, is_note, text);
  if (g_hash_table_contains (self->drafts, &key))
    park (self, contact, is_note); /* it has left, and is still written at */
  g_hash_table_replace (self->unsaved, g_memdup2 (&key, sizeof key), g_strdup (text));
  zx_client_write_drafts_soon (self);
}

void
zx_client_save_draft (ZxClient *self, ZxContact *contact, const char *text)
{
  g_return_if_fail (ZX_IS_CLIENT (self));

  save (self, contact, FALSE, text);
}

void
zx_client_save_note_draft (ZxClient *self, ZxContact *contact, const char *text)
{
  g_return_if_fail (ZX_IS_CLIENT (self));

  save (self, contact, TRUE, text);
}

/* --- what is attached --- */

static void
files_changed_cb (ZxClient *self, guint position, guint removed, guint added, GListModel *list)
{
  gint64 *key = g_object_get_data (G_OBJECT (list), DRAFT_KEY);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->outbox == NULL || g_hash_table_lookup (self->draft_files, key) != list)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (list, i);

    if (zx_file_get_state (file) != ZX_FILE_FAILED)
      g_ptr_array_add (kept, g_steal_pointer (&file));
  }
  zx_outbox_save_draft_files (self->outbox, *key, kept);
}

static GListStore *
get_files (ZxClient *self, gint64 key)
{
  GListStore *list = g_hash_table_lookup (self->draft_files, &key);

  if (list != NULL)
    return list;
  list = g_list_store_new (ZX_TYPE_FILE);
  g_object_set_data_full (G_OBJECT (list), DRAFT_KEY, g_memdup2 (&key, sizeof key), g_free);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (files_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_hash_table_replace (self->draft_files, g_memdup2 (&key, sizeof key), list);
  return list;
}

GListStore *
zx_client_get_draft_files (ZxClient *self, ZxContact *contact, gboolean is_note)
{
  g_return_val_if_fail (ZX_IS_CLIENT (self) && ZX_IS_CONTACT (contact), NULL);

  return get_files (self, zx_draft_key (zx_contact_get_id (contact), is_note));
}

void
zx_client_take_back_files (ZxClient *self, ZxContact *contact, ZxMessage *message)
{
  GListModel *files = zx_message_get_files (message);
  GListStore *list = zx_client_get_draft_files (self, contact, zx_message_get_internal (message));

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files) &&
                    g_list_model_get_n_items (G_LIST_MODEL (list)) < self->file_limits->count;
       i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (files, i);
    const char *path = zx_file_get_path (file);
    GBytes *bytes = path == NULL ? zx_file_get_bytes (file) : NULL;
    g_autoptr (ZxFile) again =
        zx_file_new_here (NULL, zx_file_get_name (file), path, bytes, zx_file_get_size (file));

    if (path != NULL || bytes != NULL)
      g_list_store_append (list, again);
  }
}

void
zx_client_put_draft (ZxClient *self, ZxDraft *draft)
{
  if (draft->summary != NULL)
    zx_client_put_wrap_up (self, draft);
  if (draft->text != NULL)
    g_hash_table_replace (self->drafts, g_memdup2 (&draft->key, sizeof draft->key),
                          g_steal_pointer (&draft->text));
  if (draft->files != NULL) {
    GListStore *list = get_files (self, draft->key);

    g_signal_handlers_block_by_func (list, files_changed_cb, self);
    g_list_store_splice (list, 0, 0, draft->files->pdata, draft->files->len);
    g_signal_handlers_unblock_by_func (list, files_changed_cb, self);
  }
}

static void
claim (ZxClient *self, ZxContact *contact, gboolean is_note)
{
  gint64 key = zx_draft_key (zx_contact_get_id (contact), is_note);
  const char *text = g_hash_table_lookup (self->drafts, &key);

  if (text == NULL)
    return;
  set_text (contact, is_note, text);
  g_hash_table_remove (self->drafts, &key);
}

void
zx_client_claim_draft (ZxClient *self, ZxContact *contact)
{
  claim (self, contact, FALSE);
  claim (self, contact, TRUE);
}

void
zx_client_park_draft (ZxClient *self, ZxContact *contact)
{
  park (self, contact, FALSE);
  park (self, contact, TRUE);
}

void
zx_client_spend_draft (ZxClient *self, ZxContact *contact, gboolean is_note)
{
  gint64 key = zx_draft_key (zx_contact_get_id (contact), is_note);

  GListStore *list = g_hash_table_lookup (self->draft_files, &key);

  g_hash_table_remove (self->unsaved, &key);
  g_hash_table_remove (self->drafts, &key);
  set_text (contact, is_note, NULL);
  if (list == NULL)
    return;
  g_signal_handlers_block_by_func (list, files_changed_cb, self); /* the row's put forgets them */
  g_list_store_remove_all (list);
  g_signal_handlers_unblock_by_func (list, files_changed_cb, self);
}

static void
forget (ZxClient *self, gint64 key)
{
  g_hash_table_remove (self->unsaved, &key);
  g_hash_table_remove (self->drafts, &key);
  if (self->outbox != NULL)
    zx_outbox_save_draft (self->outbox, key, NULL);
  if (self->outbox != NULL && g_hash_table_remove (self->draft_files, &key))
    zx_outbox_save_draft_files (self->outbox, key, NULL);
}

void
zx_client_forget_draft (ZxClient *self, gint64 contact_id)
{
  forget (self, zx_draft_key (contact_id, FALSE));
  forget (self, zx_draft_key (contact_id, TRUE));
}

void
zx_client_forget_strays (ZxClient *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->drafts);
  while (self->outbox != NULL && g_hash_table_iter_next (&iter, &key, NULL))
    zx_outbox_save_draft (self->outbox, *(gint64 *) key, NULL);
  g_hash_table_remove_all (self->drafts);
  g_hash_table_iter_init (&iter, self->draft_files);
  while (self->outbox != NULL && g_hash_table_iter_next (&iter, &key, NULL)) {
    gint64 draft_key = *(gint64 *) key;

    if (zx_id_map_find (self->contacts, ABS (draft_key)) != NULL)
      continue;
    zx_outbox_save_draft_files (self->outbox, draft_key, NULL);
    g_hash_table_iter_remove (&iter);
  }
}
