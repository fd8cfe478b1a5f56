/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the agent has typed and not sent, an answer and a note a contact, kept in the journal. */
#include "zx-client-private.h"

/* After the last key: seldom enough for a disk, soon enough for a crash. */
#define DRAFT_PAUSE_MS 500

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
}

static gboolean
draft_pause_cb (gpointer user_data)
{
  ZxClient *self = user_data;

  self->draft_id = 0;
  zx_client_write_drafts (self);
  return G_SOURCE_REMOVE;
}

static void
save (ZxClient *self, ZxContact *contact, gboolean is_note, const char *text)
{
  gint64 key = zx_draft_key (zx_contact_get_id (contact), is_note);

  if (g_strcmp0 (get_text (contact, is_note), text != NULL && *text != '\0' ? text : NULL) == 0)
    return;
  set_text (contact, is_note, text);
  g_hash_table_replace (self->unsaved, g_memdup2 (&key, sizeof key), g_strdup (text));
  g_clear_handle_id (&self->draft_id, g_source_remove);
  self->draft_id = g_timeout_add (DRAFT_PAUSE_MS, draft_pause_cb, self);
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
zx_client_spend_draft (ZxClient *self, ZxContact *contact, gboolean is_note)
{
  gint64 key = zx_draft_key (zx_contact_get_id (contact), is_note);

  g_hash_table_remove (self->unsaved, &key);
  set_text (contact, is_note, NULL);
}

static void
forget (ZxClient *self, gint64 key)
{
  g_hash_table_remove (self->unsaved, &key);
  g_hash_table_remove (self->drafts, &key);
  if (self->outbox != NULL)
    zx_outbox_save_draft (self->outbox, key, NULL);
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
}
