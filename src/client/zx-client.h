/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-agent.h"
#include "zx-contact.h"
#include "zx-customer.h"
#include "zx-error.h"
#include "zx-rights.h"
#include "zx-suggestion.h"
#include "zx-transcript.h"

/* Where this workstation is between nobody and somebody. */
typedef enum {
  ZX_CLIENT_SIGNED_OUT,
  ZX_CLIENT_SIGNING_IN,
  ZX_CLIENT_SIGNED_IN,
} ZxClientState;
#define ZX_TYPE_CLIENT_STATE (zx_client_state_get_type ())
GType zx_client_state_get_type (void);

/* Whether what is on the screen is what the server has: by cursor against head, not by socket. */
typedef enum {
  ZX_LIGHT_OFFLINE,     /* no connection, or nothing heard for 12 s */
  ZX_LIGHT_CATCHING_UP, /* `behind` events are still to come */
  ZX_LIGHT_LIVE,
} ZxLight;
#define ZX_TYPE_LIGHT (zx_light_get_type ())
GType zx_light_get_type (void);

/* The workstation's side of the server: sign-in and its token (keyring), requests, the event
 * stream, one object an id (identity map), live lists, and the durable outbox. All events and all
 * replies change objects at one place, the gate (zx_client_apply_event), which drops what is not
 * newer than what is known. Nothing here blocks; everything is on the main thread but the outbox's
 * file, which has its own.
 *
 * Properties, read-only and notifying:
 *   server (string or null: the normalised address), me (ZxAgent or null), rights (ZxRights boxed
 * or null), state (ZxClientState), light (ZxLight), behind (uint), offline-since (int64 local ms; 0
 *   when not offline), pending (uint: messages that wait to be sent), refused (uint: messages that
 *   the server refused and that wait for the agent's decision), session-only (boolean: there is no
 *   keyring, so this sign-in ends with the program).
 * Signal:
 *   signed-out (const char *reason): state has become SIGNED_OUT; reason is a translated sentence,
 * or null when the agent asked for it. All objects have left the lists.
 *   heard::NOUN (): something of this kind was, or may have been, changed or lost just now.
 *   message-came (ZxContact *, ZxMessage *): somebody else has written it just now.
 *   pass-ended (ZxContact *, const char *kind, const char *agent, const char *outcome, const char
 * *reason): what this agent asked a colleague to do, "transfer", "consult" or "assign", is over:
 * "accepted", "declined" (with a reason or null), "timeout" or "withdrawn".
 *   wrap-up-refused (const char *name, const char *uuid, const char *summary): what this agent said
 * of a contact came too late; of it, name and uuid as far as they are known, and the words, never
 * null. Without a handler it is said again later. */
#define ZX_TYPE_CLIENT (zx_client_get_type ())
G_DECLARE_FINAL_TYPE (ZxClient, zx_client, ZX, CLIENT, GObject)

/* @profile names a second instance's own data and keyring entry; null or "" is the usual one. */
ZxClient *zx_client_new (const char *profile);

/* Also trusts the certificates in the PEM file @path (an own CA). Before signing in. */
gboolean zx_client_trust_file (ZxClient *self, const char *path, GError **error);

/* Ends the stream and requests and writes what the journal still holds. The client must not be used
 * afterwards; the sign-in stays. Never fails. */
void zx_client_close_async (ZxClient *self, GAsyncReadyCallback callback, gpointer user_data);
void zx_client_close_finish (ZxClient *self, GAsyncResult *result);

/* --- signing in --- */

/* An address as typed ("desk.example", "https://desk.example:7700/") as an origin without a final
 * slash, or null with BAD_DATA. Without a scheme: https, on this very machine http. http:// to any
 * other machine is refused (problem "not-encrypted"). */
char *zx_client_parse_server (const char *text, GError **error);

/* Uses the token in the keyring (of @server, or the last one used when null). FALSE without error:
 * there is none, or it is no longer good. With UNAVAILABLE the token stays: try again. */
void zx_client_restore_async (ZxClient *self,
                              const char *server,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean zx_client_restore_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Succeeds when contacts and colleagues are loaded and the stream is starting. @remember: keep the
 * token in the keyring; where there is none, session-only becomes true. Errors carry problems
 * ("wrong-password", "locked", "tls-…"); show them by zx_error_describe(). */
void zx_client_sign_in_async (ZxClient *self,
                              const char *server,
                              const char *login,
                              const char *password,
                              gboolean remember,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean zx_client_sign_in_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Revokes the token at the server and forgets it here, also when the server cannot be reached (then
 * FALSE with UNAVAILABLE: signed out here, the token lives on there until it expires). What waits
 * in the outbox stays for the next sign-in of the same person. */
void zx_client_sign_out_async (ZxClient *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean zx_client_sign_out_finish (ZxClient *self, GAsyncResult *result, GError **error);

const char *zx_client_get_server (ZxClient *self);
const char *zx_client_get_login (ZxClient *self);
ZxAgent *zx_client_get_me (ZxClient *self);
const ZxRights *zx_client_get_rights (ZxClient *self);
ZxClientState zx_client_get_state (ZxClient *self);
ZxLight zx_client_get_light (ZxClient *self);
guint zx_client_get_behind (ZxClient *self);
gint64 zx_client_get_offline_since (ZxClient *self);
guint zx_client_get_pending (ZxClient *self);
guint zx_client_get_refused (ZxClient *self);
gboolean zx_client_get_session_only (ZxClient *self);

/* The server's clock: local time and the offset that the last frame showed. */
gint64 zx_client_now_ms (ZxClient *self);

/* --- what there is --- */

/* The one gate. @kind is "put" or "gone"; @json may be null when gone. Public so that tests and
 * screenshots can fill lists without a server. Unknown nouns are ignored. */
void zx_client_apply_event (ZxClient *self,
                            const char *noun,
                            gint64 id,
                            gint64 rev,
                            const char *kind,
                            JsonObject *json);

/* Live lists that live as long as the client: open contacts (ZxContact, by id), colleagues
 * (ZxAgent), and what waits in the outbox in the order of writing (ZxMessage, pending or failed).
 */
GListModel *zx_client_get_contacts (ZxClient *self);
GListModel *zx_client_get_agents (ZxClient *self);
GListModel *zx_client_get_outbox (ZxClient *self);

ZxContact *zx_client_find_contact (ZxClient *self, gint64 id); /* lent; null when not known */
ZxAgent *zx_client_find_agent (ZxClient *self, gint64 id);     /* lent; null when not known */

/* One that may be over, and then stands in no list: as it is known, or fetched. Gives a new
 * reference; NOT_FOUND when it is not in our sight. */
void zx_client_open_contact_async (ZxClient *self,
                                   gint64 id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
ZxContact *zx_client_open_contact_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Lent; loads itself and stays up to date. Asking again for one in state error loads it again. */
ZxCustomer *zx_client_get_customer (ZxClient *self, gint64 id);

/* Lent: take a reference while it is shown. The same object for the same contact. */
ZxTranscript *zx_client_get_transcript (ZxClient *self, ZxContact *contact);

/* --- acting --- */

/* Writes to the customer. The message is pending at once, then kept in the outbox's file, then
 * sent, in order per contact, exactly once however often the connection breaks. @seen_seq: the
 * newest message that the agent had seen (zx_transcript_get_last_seq). @suggestion: the answer that
 * was used, or null; @edited: its text was changed. Lent. */
ZxMessage *zx_client_send (ZxClient *self,
                           ZxContact *contact,
                           const char *text,
                           gint64 seen_seq,
                           ZxSuggestion *suggestion,
                           gboolean edited);

/* For a failed (refused) one: send it anyway, as having seen everything that is known now; or
 * forget it. zx_message_get_refusal() tells why. */
void zx_client_resend (ZxClient *self, ZxMessage *message);
void zx_client_drop (ZxClient *self, ZxMessage *message);

/* Takes a queued contact. CONFLICT with problem "taken" and by = the colleague's name. */
void zx_client_accept_async (ZxClient *self,
                             ZxContact *contact,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean zx_client_accept_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* @summary may be null. */
void zx_client_close_contact_async (ZxClient *self,
                                    ZxContact *contact,
                                    const char *summary,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean zx_client_close_contact_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* The agent has seen everything that is known of @contact. Cheap: call it whenever that is so. */
void zx_client_mark_read (ZxClient *self, ZxContact *contact);

/* @reason may be null. */
void zx_client_set_presence_async (ZxClient *self,
                                   ZxPresence presence,
                                   const char *reason,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean zx_client_set_presence_finish (ZxClient *self, GAsyncResult *result, GError **error);

/* Sets contact:draft and keeps it in the journal, debounced; "" or null forgets it. It is there
 * again after a crash. */
void zx_client_save_draft (ZxClient *self, ZxContact *contact, const char *text);

/* The same for contact:note-draft, the internal note that is being written. */
void zx_client_save_note_draft (ZxClient *self, ZxContact *contact, const char *text);

/* Answers to @text, or to the customer's last message when null. */
void zx_client_suggest_async (ZxClient *self,
                              ZxContact *contact,
                              const char *text,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* A new GListModel of ZxSuggestion, best first, or null. @question_id (0: none) and @question
 * (transfer full) tell which message was answered; both may be null. */
GListModel *zx_client_suggest_finish (ZxClient *self,
                                      GAsyncResult *result,
                                      gint64 *question_id,
                                      char **question,
                                      GError **error);

/* What happened and what to do about it: whole translated sentences for people. */
char *zx_error_describe (const GError *error);

/* The same for a problem's code alone, such as a file's refusal. */
char *zx_client_describe_problem (const char *problem);

/* The same for a message's refusal. */
char *zx_client_describe_refusal (ZxMessage *message);
