/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-backoff.h"
#include "zx-client-files.h"
#include "zx-client-talk.h"
#include "zx-file-limits.h"
#include "zx-http.h"
#include "zx-id-map.h"
#include "zx-outbox.h"
#include "zx-stream.h"

/* The inside of ZxClient, shared by its parts:
 *   zx-client.c          properties, making and ending
 *   zx-client-session.c  signing in and out, the keyring, who the client is
 *   zx-client-gate.c     the one place where events and replies become objects and lists
 *   zx-client-load.c     fetching: open contacts, colleagues, customers
 *   zx-client-send.c     the outbox: what is written becomes sent
 *   zx-client-talk.c     taking back, and who is writing
 *   zx-client-files.c    the outbox's files, and fetching others
 *   zx-client-upload.c   bringing one to the server
 *   zx-client-save-file.c  fetching one to the disk
 *   zx-client-act.c      the other actions
 *   zx-client-answers.c  the assistant: its answers, and what they are worth
 *   zx-client-figures.c what became of them, for who oversees
 *   zx-client-customers.c, zx-change.c, zx-timeline.c   changing customers, their history
 *   zx-client-identify.c who a contact is from
 *   zx-client-course.c   ending contacts, wrapping them up, guests
 *   zx-client-wrap-up.c  what is said of contacts that are over, until the server has it
 *   zx-client-offers.c   what is offered to me
 *   zx-client-pass.c     giving contacts to colleagues, groups and queues
 *   zx-client-records.c  what an administrator sets up */
struct _ZxClient {
  GObject parent_instance;

  char *profile; /* owned, never null */
  char *login;   /* owned, null when signed out */
  ZxClientState state;
  gboolean session_only;
  ZxAgent *me;           /* owned, null when signed out */
  ZxRights *rights;      /* owned, null when signed out */
  gint64 rights_rev;     /* of `rights`; 0: from the sign-in */
  gint64 clock_ahead_ms; /* the server's clock against ours */

  ZxHttp *http;          /* owned */
  ZxStream *stream;      /* owned, null when signed out */
  GCancellable *session; /* owned; cancelled when this sign-in ends; null when signed out */
  ZxLight light;
  guint behind;
  gint64 offline_since;
  guint fetch_retry_id; /* fetching afresh is tried again */
  ZxBackoff fetch_backoff;

  /* gate */
  ZxIdMap *contacts, *agents, *customers, *transcripts; /* owned; hold nobody alive */
  GHashTable *left; /* owned: contact id → rev of the event that took it from our sight */
  GListStore *open_contacts; /* owned, of ZxContact, by id */
  GListStore *colleagues;    /* owned, of ZxAgent, by id */
  GListStore *offers;        /* owned, of ZxOffer: open, before me */
  GHashTable *offer_revs;    /* owned: offer id → newest rev that we heard of */
  GQueue recent_transcripts; /* owned refs, newest first; keeps few alive between two visits */
  GQueue recent_customers;   /* likewise */
  GHashTable *read_told;     /* owned: contact id → seq last told by mark_read */
  GHashTable *passes;        /* owned: offer id → ZxContact that this agent has offered */
  GHashTable *records;       /* owned: noun → ZxRecords, of those that were asked for */
  guint repeat_days, recall_seconds; /* what is set for all; 0 before the sign-in */

  /* outbox */
  ZxOutbox *outbox;        /* owned, null until open */
  GListStore *waiting;     /* owned, of ZxMessage, in the order of writing */
  GHashTable *rows;        /* owned: uuid → ZxOutboxRow */
  GHashTable *withdrawn;   /* owned: uuid → ZxOutboxRow whose recall is to be sent */
  GHashTable *typing_told; /* owned: contact id → when (monotonic ms) it was told that I write */
  GHashTable *sending;     /* owned: contact ids that have a request under way */
  GHashTable *drafts;      /* owned: zx_draft_key() → text, not yet claimed by a contact */
  GHashTable *unsaved;     /* owned: contact id → text, to be written by the timer */
  GHashTable *draft_files; /* owned: zx_draft_key() → GListStore of ZxFile */
  GHashTable *wrap_ups; /* owned: contact id → what is said of it, and the server does not have */
  guint draft_id, send_id, wrap_up_id;
  ZxBackoff send_backoff, wrap_up_backoff;
  guint pending, refused;

  ZxFileLimits *file_limits; /* owned, never null: as the server said at the sign-in */
  GQueue file_cache;         /* owned: what was fetched last, newest first */
  gsize file_cache_bytes;
};

/* zx-client.c */
void zx_client_set_state (ZxClient *self, ZxClientState state);
void zx_client_set_me (ZxClient *self, ZxAgent *me);
void zx_client_set_rights (ZxClient *self, JsonObject *json, gint64 rev);
void zx_client_set_light (ZxClient *self, ZxLight light, guint behind);
void zx_client_set_session_only (ZxClient *self, gboolean session_only);
void zx_client_set_counts (ZxClient *self, guint pending, guint refused);
void zx_client_set_settings (ZxClient *self, JsonObject *json); /* as in /me; null: none */
void zx_client_notify_server (ZxClient *self);
void zx_client_emit_signed_out (ZxClient *self, const char *reason);

/* zx-client-session.c: this sign-in is over; @reason as in signed-out, @forget: the token too. */
void zx_client_end_session (ZxClient *self, const char *reason, gboolean forget);
/* {agent, rights} as in /me. */
void zx_client_apply_me (ZxClient *self, JsonObject *json);
/* Every reply's error goes here: a 401 ends the session. */
void zx_client_heed_error (ZxClient *self, const GError *error);

/* zx-client-act.c */
/* The answer of zx_http_call_async(), owned; null when @task has returned the error instead. */
JsonObject *zx_client_take_answer (GTask *task, GObject *http, GAsyncResult *result);
/* @task returns what zx_http_fetch_async() has brought (GBytes), or its error. */
void zx_client_return_bytes (GTask *task, GObject *http, GAsyncResult *result);
/* What @make makes of each object of @json's `items`; it may make none. New, of @type. */
typedef gpointer (*ZxMakeItem) (JsonObject *item);
GListStore *zx_client_list_items (JsonObject *json, GType type, ZxMakeItem make);
/* The endpoint @rest of @contact. New. */
char *zx_client_contact_path (ZxContact *contact, const char *rest);
/* A new body that names this very action, so that a repeated request does nothing twice. It is
 * still open: add members. */
GString *zx_client_new_request (void);
/* An action whose answer is one object of @noun, which goes through the gate; @task returns TRUE.
 * Takes @body (open) and @task. */
void zx_client_act (ZxClient *self,
                    GTask *task,
                    const char *noun,
                    const char *method,
                    const char *path,
                    GString *body);

/* zx-client-course.c: a new body, still open. */
GString *zx_client_new_wrap_up (gint64 category_id, const char *summary, gboolean done);

/* zx-client-gate.c */
/* An item of a list or an answer that is one object: {id, rev, …} true at @as_of (0: unknown). */
void zx_client_apply_item (ZxClient *self, const char *noun, JsonObject *item, gint64 as_of);
void zx_client_keep_only (ZxClient *self, GHashTable *seen, gint64 as_of);
/* The contact that @item is, though no list may have it; null when it is none. A new reference. */
ZxContact *zx_client_adopt_contact (ZxClient *self, JsonObject *item);
void zx_client_empty (ZxClient *self);
GPtrArray *zx_client_all_transcripts (ZxClient *self);

/* A new message of ours or of the server's, made for the reader that I am. */
ZxMessage *zx_client_new_message (ZxClient *self, gint64 id);

/* zx-outgoing.c */
ZxOutboxRow *zx_outgoing_row (ZxContact *contact, const ZxOutgoing *outgoing, gint64 written_at_ms);
char *zx_outgoing_body (const ZxOutboxRow *row); /* of POST …/messages */

/* zx-client-offers.c */
void zx_client_put_offer (ZxClient *self, gint64 id, gint64 rev, JsonObject *json);
void zx_client_drop_offer (ZxClient *self, gint64 id, gint64 rev);
void zx_client_load_offers (ZxClient *self);

/* zx-client-talk.c: a frame that is no fact. */
void zx_client_apply_frame (ZxClient *self, JsonObject *frame);

/* zx-records.c: loads all lists again, or those that could not be loaded. */
void zx_client_load_all_records (ZxClient *self, gboolean only_failed);

/* zx-client-load.c */
/* Fetches contacts and colleagues and starts the stream from there. */
void zx_client_fetch_async (ZxClient *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean zx_client_fetch_finish (ZxClient *self, GAsyncResult *result, GError **error);
void zx_client_fetch_again (ZxClient *self); /* now, and until it succeeds */
void zx_client_load_customer (ZxClient *self, ZxCustomer *customer);
void zx_client_load_past_contacts (ZxClient *self, gint64 customer_id);
void zx_client_load_summary (ZxClient *self, ZxContact *contact);
/* What failed while the server was away is loaded now. */
void zx_client_load_missed (ZxClient *self);

/* zx-client-send.c */
void zx_client_open_outbox_async (ZxClient *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean zx_client_open_outbox_finish (ZxClient *self, GAsyncResult *result, GError **error);
void zx_client_close_outbox_async (ZxClient *self, GAsyncReadyCallback callback, gpointer data);
/* The server has the message with this uuid: its row is done. Returns the message that waited, or
 * null; lent. */
ZxMessage *zx_client_find_waiting (ZxClient *self, const char *uuid);
void zx_client_settle (ZxClient *self, ZxMessage *message);
void zx_client_send_waiting (ZxClient *self);
/* TRUE when the server has looked at it and said no. All else may pass if tried again. */
gboolean zx_client_is_refusal (const GError *error);
/* Takes back @message, which the outbox holds: it is shown nowhere any more, and the server, which
 * may have it, is asked to recall it. @task (taken) returns TRUE when that wish is on the disk. */
void zx_client_withdraw (ZxClient *self, ZxMessage *message, GTask *task);

/* zx-client-drafts.c */
void zx_client_write_drafts_soon (ZxClient *self); /* after the pause that drafts have */
void zx_client_write_drafts (ZxClient *self);      /* at once, what still waits for the pause */
void zx_client_put_draft (ZxClient *self, ZxDraft *draft); /* from the journal; takes from it */
void zx_client_claim_draft (ZxClient *self, ZxContact *contact);
void zx_client_park_draft (ZxClient *self, ZxContact *contact); /* it leaves, and may come back */
void zx_client_spend_draft (ZxClient *self, ZxContact *contact, gboolean is_note); /* it is sent */
void zx_client_forget_strays (ZxClient *self); /* drafts of contacts that are over by now */
void zx_client_forget_draft (ZxClient *self, gint64 contact_id);

/* zx-client-wrap-up.c */
GHashTable *zx_client_new_wrap_ups (void);
void zx_client_put_wrap_up (ZxClient *self, const ZxDraft *draft); /* from the journal */
void zx_client_write_wrap_ups (ZxClient *self);                    /* into it, at once */
void zx_client_resume_wrap_ups (ZxClient *self);                   /* there is a connection again */
void zx_client_heed_wrap_up (ZxClient *self, ZxContact *contact);  /* which has changed */

/* zx-client-files.c */
/* A row of the outbox from the disk: its files are there too. */
void zx_client_restore_files (ZxClient *self, ZxMessage *message, const ZxOutboxRow *row);
/* The files that a new row brings. */
void zx_client_set_sources (ZxMessage *message, const ZxOutboxRow *row);
/* The row is kept: from now on the copies of its files are what is sent. */
void zx_client_move_files (ZxClient *self, ZxMessage *message, ZxOutboxRow *row);
/* The next file that the server does not have; null: all are there. Lent. */
ZxFile *zx_client_next_upload (ZxMessage *message);
void zx_client_forget_files (ZxClient *self); /* what was fetched */

/* zx-client-upload.c */
/* Brings @file for a message in the contact; the rest of it, when it was cut before. */
void zx_client_upload_async (ZxClient *self,
                             ZxFile *file,
                             gint64 contact_id,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean zx_client_upload_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* zx-transcript.c */
ZxTranscript *zx_transcript_new (ZxClient *client, ZxContact *contact);
/* An event or an item of a page. @waiting: the message of the outbox that it settles, or null.
 * Returns the message, lent, or null when nothing changed. */
ZxMessage *zx_transcript_apply (ZxTranscript *self,
                                gint64 id,
                                gint64 rev,
                                JsonObject *json,
                                ZxMessage *waiting);
void zx_transcript_remove (ZxTranscript *self, gint64 id);
void zx_transcript_add_waiting (ZxTranscript *self, ZxMessage *message);
void zx_transcript_drop_waiting (ZxTranscript *self, ZxMessage *message);
void zx_transcript_start (ZxTranscript *self);  /* loads the newest page */
void zx_transcript_afresh (ZxTranscript *self); /* the log has a hole: begins again */
void zx_transcript_retry (ZxTranscript *self);  /* the server is back */

/* zx-client-pass.c */
/* POSTs @deed with whom it names: @to is a member of the body, @id its value; @note may be null.
 * Takes
 * @task. */
void zx_client_give (GTask *task,
                     ZxContact *contact,
                     const char *deed,
                     const char *to,
                     gint64 id,
                     const char *note);

/* @contact has changed: what this agent offers of it is remembered. */
void zx_client_note_pass (ZxClient *self, ZxContact *contact);
/* An offer has changed: if this agent made it and it is over, he is told. */
void zx_client_hear_pass (ZxClient *self, gint64 id, JsonObject *json);

/* Emits pass-ended. */
void zx_client_tell_pass (ZxClient *self,
                          ZxContact *contact,
                          const char *kind,
                          const char *agent,
                          const char *outcome,
                          const char *reason);

/* Emits wrap-up-refused. FALSE: nobody was there. */
gboolean
zx_client_tell_wrap_up (ZxClient *self, const char *name, const char *uuid, const char *summary);

/* Emits heard. */
void zx_client_tell_heard (ZxClient *self, const char *noun);

/* Emits message-came. */
void zx_client_tell_message (ZxClient *self, ZxContact *contact, ZxMessage *message);
