/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps apart what is written to the customer and what to colleagues, and sends each. */
#include "zx-writing.h"

#include "zx-chat-words.h"
#include "zx-closures.h"
#include "zx-line.h"
#include "zx-report.h"

#include <glib/gi18n.h>

/* Under this name a contact carries what its drafts carry along. */
#define KEPT "zx-writing-kept"

struct _ZxWriting {
  GObject parent_instance;

  ZxComposer *composer;     /* not owned */
  ZxClient *client;         /* owned */
  ZxContact *contact;       /* owned, nullable */
  ZxTranscript *transcript; /* owned, nullable */
  GSignalGroup *signals;    /* owned; of the contact */
  gboolean is_restoring;    /* the composer changes by our own hand */
};

G_DEFINE_FINAL_TYPE (ZxWriting, zx_writing, G_TYPE_OBJECT)

static guint sent_signal;

typedef struct {
  gboolean is_note;     /* this side was open */
  ZxSuggestion *source; /* owned, nullable: where the answer's draft came from */
  ZxMessage *quote;     /* owned, nullable: what the next message answers to */
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_clear_object (&kept->source);
  g_clear_object (&kept->quote);
  g_free (kept);
}

static Kept *
get_kept (ZxWriting *self)
{
  Kept *kept = g_object_get_data (G_OBJECT (self->contact), KEPT);

  if (kept == NULL) {
    kept = g_new0 (Kept, 1);
    g_object_set_data_full (G_OBJECT (self->contact), KEPT, kept, kept_free);
  }
  return kept;
}

static gboolean
is_blank (const char *text)
{
  g_autofree char *line = zx_one_line (text, ZX_LINE_CHARACTERS);

  return *line == '\0';
}

static const char *
get_draft (ZxWriting *self)
{
  return get_kept (self)->is_note ? zx_contact_get_note_draft (self->contact)
                                  : zx_contact_get_draft (self->contact);
}

static void
save_draft (ZxWriting *self, const char *text)
{
  if (get_kept (self)->is_note)
    zx_client_save_note_draft (self->client, self->contact, text);
  else
    zx_client_save_draft (self->client, self->contact, text);
}

static GListStore *
get_files (ZxWriting *self)
{
  return zx_client_get_draft_files (self->client, self->contact, get_kept (self)->is_note);
}

static void
show_quote (ZxWriting *self)
{
  ZxMessage *quote = self->contact != NULL ? get_kept (self)->quote : NULL;
  g_autofree char *line =
      quote != NULL ? zx_one_line (zx_message_get_text (quote), ZX_LINE_CHARACTERS) : NULL;
  g_autofree char *who = NULL;

  if (quote != NULL && zx_message_get_author (quote) == ZX_AUTHOR_CUSTOMER)
    who = zx_words_name (zx_contact_get_name (self->contact), zx_contact_get_uuid (self->contact));
  else if (quote != NULL)
    who = g_strdup (zx_message_get_agent_name (quote));
  zx_composer_set_quote (self->composer, who, line);
}

static void
restore (ZxWriting *self)
{
  self->is_restoring = TRUE;
  zx_composer_set_is_note (self->composer, self->contact != NULL && get_kept (self)->is_note);
  zx_composer_set_text (self->composer, self->contact != NULL ? get_draft (self) : NULL);
  zx_composer_set_files (self->composer, self->client,
                         self->contact != NULL ? get_files (self) : NULL);
  show_quote (self);
  self->is_restoring = FALSE;
}

/* What the composer tells */

static void
text_changed_cb (ZxWriting *self)
{
  g_autofree char *text = NULL;

  if (self->is_restoring || self->contact == NULL)
    return;
  text = zx_composer_dup_text (self->composer);
  if (!get_kept (self)->is_note && *text == '\0')
    g_clear_object (&get_kept (self)->source);
  if (!get_kept (self)->is_note && *text != '\0')
    zx_client_note_typing (self->client, self->contact);
  save_draft (self, text);
}

/* The other side has its own words. */
static void
side_changed_cb (ZxWriting *self)
{
  if (self->is_restoring || self->contact == NULL)
    return;
  get_kept (self)->is_note = zx_composer_get_is_note (self->composer);
  restore (self);
}

static void
quote_closed_cb (ZxWriting *self)
{
  zx_writing_quote (self, NULL);
}

/* A draft may change elsewhere: a refused answer comes back. */
static void
draft_changed_cb (ZxWriting *self)
{
  g_autofree char *text = zx_composer_dup_text (self->composer);
  const char *draft = get_draft (self);

  if (!g_str_equal (text, draft != NULL ? draft : ""))
    restore (self);
}

/* Sending */

/* An answer that was chosen before the customer wrote on is not sent: it becomes the draft. */
static void
message_state_cb (ZxWriting *self, GParamSpec *pspec, ZxMessage *message)
{
  ZxContact *contact;

  if (zx_message_get_state (message) != ZX_MESSAGE_FAILED ||
      g_strcmp0 (zx_message_get_refusal (message), "customer-wrote-meanwhile") != 0)
    return;
  contact = zx_client_find_contact (self->client, zx_message_get_contact_id (message));
  if (contact == NULL || !is_blank (zx_contact_get_draft (contact)))
    return; /* it stays in the transcript, with its buttons */
  zx_client_save_draft (self->client, contact, zx_message_get_text (message));
  zx_client_drop (self->client, message);
  zx_report_text (GTK_WIDGET (self->composer),
                  _ ("The customer wrote meanwhile. The answer was not sent and "
                     "is kept as your draft."));
}

static void
send_outgoing (ZxWriting *self, const ZxOutgoing *outgoing)
{
  ZxMessage *message = zx_client_send_outgoing (self->client, self->contact, outgoing);

  if (message == NULL)
    return;
  g_signal_connect_object (message, "notify::state", G_CALLBACK (message_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_emit (self, sent_signal, 0);
}

void
zx_writing_send (ZxWriting *self)
{
  g_autofree char *text = NULL;
  g_autoptr (ZxSuggestion) source = NULL;
  g_autoptr (ZxMessage) quote = NULL;
  g_autoptr (GArray) called = NULL;
  GListModel *files;
  ZxOutgoing outgoing;
  Kept *kept;

  g_return_if_fail (ZX_IS_WRITING (self));

  if (self->contact == NULL || zx_contact_state_is_over (zx_contact_get_state (self->contact)))
    return;
  kept = get_kept (self);
  text = g_strchomp (zx_composer_dup_text (self->composer));
  quote = g_steal_pointer (&kept->quote);
  if (!kept->is_note)
    source = g_steal_pointer (&kept->source);
  called = zx_mentions_in (kept->is_note ? zx_client_get_agents (self->client) : NULL, text);
  files = G_LIST_MODEL (get_files (self)); /* emptied when it is sent */
  outgoing = (ZxOutgoing){
      .text = text,
      .internal = kept->is_note,
      .quote = quote,
      .files = g_list_model_get_n_items (files) > 0 ? files : NULL,
      .mentions = (const gint64 *) called->data,
      .n_mentions = called->len,
      .seen_seq = zx_transcript_get_last_seq (self->transcript),
      .suggestion = source,
      .edited = source != NULL && g_strcmp0 (text, zx_suggestion_get_answer (source)) != 0,
  };
  self->is_restoring = TRUE;
  zx_composer_set_text (self->composer, NULL);
  show_quote (self);
  self->is_restoring = FALSE;
  send_outgoing (self, &outgoing);
}

gboolean
zx_writing_use_suggestion (ZxWriting *self, ZxSuggestion *suggestion, gboolean edit)
{
  const char *answer = zx_suggestion_get_answer (suggestion);

  g_return_val_if_fail (ZX_IS_WRITING (self) && self->contact != NULL, FALSE);

  if (!edit && get_kept (self)->is_note) {
    zx_report_text (GTK_WIDGET (self->composer),
                    _ ("You are writing an internal note, so nothing was sent to the customer. "
                       "Change to the reply first."));
    return FALSE;
  }
  if (!edit) {
    send_outgoing (self, &(ZxOutgoing){.text = answer,
                                       .seen_seq = zx_transcript_get_last_seq (self->transcript),
                                       .suggestion = suggestion,
                                       .keeps_draft = TRUE});
  } else {
    zx_composer_set_is_note (self->composer, FALSE);
    zx_composer_insert_text (self->composer, answer);
    g_set_object (&get_kept (self)->source, suggestion);
    zx_composer_take_focus (self->composer);
  }
  return TRUE;
}

void
zx_writing_quote (ZxWriting *self, ZxMessage *message)
{
  g_return_if_fail (ZX_IS_WRITING (self));

  if (self->contact == NULL)
    return;
  g_set_object (&get_kept (self)->quote, message);
  show_quote (self);
  zx_composer_take_focus (self->composer);
}

void
zx_writing_edit (ZxWriting *self, ZxMessage *message)
{
  gboolean is_recalled = zx_message_get_recalled (message);
  g_autofree char *typed = NULL;

  g_return_if_fail (ZX_IS_WRITING (self) && self->contact != NULL);

  zx_composer_set_is_note (self->composer, zx_message_get_internal (message));
  typed = zx_composer_dup_text (self->composer);
  if (!is_blank (typed))
    zx_composer_insert_text (self->composer, "\n");
  zx_composer_insert_text (self->composer, is_recalled ? zx_message_get_recalled_text (message)
                                                       : zx_message_get_text (message));
  if (!is_recalled) {
    zx_client_take_back_files (self->client, self->contact, message);
    zx_client_drop (self->client, message);
  }
  zx_composer_take_focus (self->composer);
}

/* Object */

static void
zx_writing_dispose (GObject *object)
{
  ZxWriting *self = ZX_WRITING (object);

  g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->contact);
  g_clear_object (&self->transcript);

  G_OBJECT_CLASS (zx_writing_parent_class)->dispose (object);
}

static void
zx_writing_finalize (GObject *object)
{
  ZxWriting *self = ZX_WRITING (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_writing_parent_class)->finalize (object);
}

static void
zx_writing_class_init (ZxWritingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = zx_writing_dispose;
  object_class->finalize = zx_writing_finalize;
  sent_signal = g_signal_new ("sent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
}

static void
zx_writing_init (ZxWriting *self)
{
  self->signals = g_signal_group_new (ZX_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->signals, "notify::draft", G_CALLBACK (draft_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->signals, "notify::note-draft",
                                  G_CALLBACK (draft_changed_cb), self);
}

ZxWriting *
zx_writing_new (ZxComposer *composer, ZxClient *client)
{
  ZxWriting *self = g_object_new (ZX_TYPE_WRITING, NULL);

  self->composer = composer;
  self->client = g_object_ref (client);
  g_signal_connect_object (composer, "notify::text", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (composer, "notify::is-note", G_CALLBACK (side_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (composer, "quote-closed", G_CALLBACK (quote_closed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
zx_writing_set_contact (ZxWriting *self, ZxContact *contact, ZxTranscript *transcript)
{
  g_return_if_fail (ZX_IS_WRITING (self));

  g_set_object (&self->transcript, transcript);
  if (!g_set_object (&self->contact, contact))
    return;
  g_signal_group_set_target (self->signals, contact);
  restore (self);
}
