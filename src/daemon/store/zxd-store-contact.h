/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-id.h"
#include "zxd-contact-place.h"
#include "zxd-store.h"

/* A contact = one call, chat, mail thread or remote session. A copy of its row with the names that
 * go with it; not shared. Texts are owned and may be null; ids and times are 0 when there is none.
 */
typedef struct {
  gint64 id, rev;
  guint8 uuid[ZX_UUID_BYTES];
  char *channel; /* what kind: "web" */
  gint64 channel_id;
  char *channel_name; /* read with the row … */
  char *team;         /* … and what visitors call us there */
  gint64 visitor_id, customer_id, person_id;
  gint64 org_id;
  gint64 agent_id;  /* who owns it; 0 while it is queued */
  char *agent_name; /* read with the row */
  ZxContactState state;
  ZxIdentityTrust trust;
  gint64 bound_by_id; /* BOUND: the agent who said so */
  char *bound_by;     /* his name, read with the row */
  char *name, *company;
  ZxTier tier;
  char *lang, *page_title, *page_url, *product, *version;
  gint64 created_at_ms, accepted_at_ms, closed_at_ms;
  gint64 agent_read_seq, visitor_read_seq, visitor_got_seq;
  gint64 continues_id;
  guint8 continues[ZX_UUID_BYTES]; /* its uuid, read with the row */
  char *summary;
  gint64 guests[ZX_GUESTS_MOST]; /* who was invited, filled up with 0 */
  char *guests_json;             /* an array of them with their names, read with the row */
  gint64 category_id;
  char *category;       /* read with the row */
  char *ended_by;       /* "customer", "agent"; null: it goes on */
  gint64 ended_at_ms;   /* over for the customer; closed_at_ms: for us too */
  gint64 wrap_until_ms; /* in wrap-up: when its time is over */
  gboolean is_extended; /* … and was made longer, which is possible once */
  gint64 rating;        /* 1 to 5 */
  char *rating_reasons; /* a JSON array of words */
  char *rating_comment;
  gint64 rated_at_ms;
  gboolean is_left; /* written for later: nobody waits at the other end */
  char *left_name, *left_reach;
  gint64 queue_id;       /* put there by somebody; 0: its channel's */
  gint64 group_id;       /* only they may have it; 0: who serves the queue */
  gint64 entered_at_ms;  /* when its wait began; 0: when it was made */
  gint64 passed_by_id;   /* who put it there, while it waits … */
  char *passed_note;     /* … and what he wrote to who gets it */
  ZxdContactPlace place; /* read with the row */

  /* How it changes hands when it is saved (words of the table leg), where the change does not tell
   * by itself; literals, else null. */
  const char *came_by, *went_by;
  gint64 was_agent_id; /* as it was loaded … */
  ZxContactState was_state;
} ZxdContact;

ZxdContact *zxd_contact_new (void);
void zxd_contact_free (ZxdContact *contact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdContact, zxd_contact_free)

/* Null with NOT_FOUND when there is none. */
ZxdContact *zxd_contact_load (ZxdDb *db, gint64 id, GError **error);

/* The same, NOT_FOUND also when @rights do not see it. One that is over is seen by its whole
 * organisation, whoever had it: nobody asks the customer twice. */
ZxdContact *zxd_contact_load_seen (ZxdDb *db, const ZxRights *rights, gint64 id, GError **error);

/* Who sees it and its messages. */
ZxAudience zxd_contact_audience (const ZxdContact *contact);

/* As agents see it: the members, into an open object; or the whole object, as in its events. */
void zxd_contact_add_json (const ZxdContact *contact, GString *out);
char *zxd_contact_json (const ZxdContact *contact);

/* Inserts it and logs it. Sets `id` and `rev`; `uuid` and `created_at_ms` when they are zero, and
 * the two names. */
gboolean zxd_contact_create (ZxdTxn *txn, ZxdContact *contact, GError **error);

/* Writes what was changed in a loaded contact and logs it. @was is the audience before the change,
 * null when it is the same. Sets `rev` and the names. */
gboolean zxd_contact_save (ZxdTxn *txn, ZxdContact *contact, const ZxAudience *was, GError **error);

/* ---- what agents do. A refusal is no error: nothing was written, the verdict says why. */

typedef enum {
  ZXD_VERDICT_DONE,
  ZXD_VERDICT_AGAIN,                    /* this very action had been done before */
  ZXD_VERDICT_TAKEN,                    /* another agent owns it: `by` */
  ZXD_VERDICT_RESERVED,                 /* it waits for a group: `by` */
  ZXD_VERDICT_OVER,                     /* the contact is over */
  ZXD_VERDICT_ANSWERED_MEANWHILE,       /* a colleague's message: `by`, `seq`, `sent_at_ms` */
  ZXD_VERDICT_CUSTOMER_WROTE_MEANWHILE, /* the customer's message: the same */
  ZXD_VERDICT_TOO_LATE,                 /* it cannot be taken back any more */
  ZXD_VERDICT_BAD_QUOTE,                /* what it answers to was not said here */
  ZXD_VERDICT_BAD_MENTION,              /* a colleague who does not see the contact is called */
} ZxdVerdictKind;

typedef struct {
  ZxdVerdictKind kind;
  char *by; /* owned, null */
  gint64 seq, sent_at_ms;
} ZxdVerdict;

void zxd_verdict_clear (ZxdVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZxdVerdict, zxd_verdict_clear)

/* The problem's code on the wire: "taken" …; null when it is no refusal. */
const char *zxd_verdict_problem (const ZxdVerdict *verdict);

/* The members by, seq, sent_at, as far as known, into an open object. */
void zxd_verdict_add_json (const ZxdVerdict *verdict, GString *out);

/* Takes a waiting contact: one winner. @request is the client's UUID of this action. */
gboolean zxd_contact_accept (ZxdTxn *txn,
                             const ZxRights *rights,
                             gint64 id,
                             const guint8 request[ZX_UUID_BYTES],
                             ZxdVerdict *verdict,
                             GError **error);

/* The owner, or the visitor, has read up to message @seq. Only forwards; from somebody else it
 * changes nothing. */
gboolean
zxd_contact_read (ZxdTxn *txn, const ZxRights *rights, gint64 id, gint64 seq, GError **error);
/* @got_seq: it has reached his page. */
gboolean zxd_contact_read_by_visitor (ZxdTxn *txn,
                                      gint64 contact_id,
                                      gint64 read_seq,
                                      gint64 got_seq,
                                      GError **error);

/* For zxd_message_send(): makes @contact this agent's, when it waits. */
gboolean
zxd_contact_take (ZxdTxn *txn, const ZxRights *rights, ZxdContact *contact, GError **error);

/* ---- lists. The JSON is the contact with id and rev, and what its messages tell: last_message
 * (public, not of the system), unread (the customer's, not read by the owner), waiting_since (the
 * oldest message of the customer that no agent has answered; null when nobody waits). */

/* Appends {"items":[…],"next":…,"as_of":…}: open or closed ones that @rights see, by id, from
 * behind
 * @after on. */
gboolean zxd_contact_list (ZxdDb *db,
                           gint64 as_of,
                           const ZxRights *rights,
                           gboolean is_open,
                           int limit,
                           gint64 after,
                           GString *json,
                           GError **error);

/* Appends one such object, with as_of unless it is 0 (inside of a transaction); NOT_FOUND when
 * @rights do not see it. @rev may be null. */
gboolean zxd_contact_get (ZxdDb *db,
                          gint64 as_of,
                          const ZxRights *rights,
                          gint64 id,
                          GString *json,
                          gint64 *rev,
                          GError **error);

/* ---- what a visitor sees: UUIDs, never ids */

typedef struct {
  gint64 seq;              /* the object's rev */
  char uuid[ZX_UUID_TEXT]; /* of the contact or message */
  char *json;              /* owned */
  gboolean is_left;        /* of a contact: a left message */
} ZxdVisitorFact;

void zxd_visitor_fact_free (ZxdVisitorFact *fact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdVisitorFact, zxd_visitor_fact_free)

/* The members that its visitor sees, into an open object: state, agent_name, agent_read_seq,
 * visitor_read_seq; as far as there are any: ended_by, ended_at, rating, rated_at, left, unreached
 * (left, and we know neither phone nor mail), continues. */
void zxd_contact_add_visitor_json (const ZxdContact *contact, GString *out);

/* The same as a fact; *@fact is null when there is no such contact. */
gboolean
zxd_contact_for_visitor (ZxdDb *db, gint64 contact_id, ZxdVisitorFact **fact, GError **error);
