/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-event.h"

/* A customer's message on its way to disk and back: made by the hub, written in bulk by the store,
 * acknowledged by the hub. */
typedef enum {
  ZXD_POST_STORED,  /* new: `event` is its event */
  ZXD_POST_AGAIN,   /* this uuid was stored before: same seq, no new event */
  ZXD_POST_OVER,    /* the contact is over (or unknown): nothing stored */
  ZXD_POST_REFUSED, /* it can never be stored: `refusal` says why */
} ZxdPostOutcome;

typedef struct _ZxdPost ZxdPost;
struct _ZxdPost {
  ZxdPost *next;
  guint64 connection; /* hub's name of the connection that waits for the answer */
  gint64 number;      /* the client's own number, echoed in the ack */
  gint64 contact_id;
  gint64 visitor_id; /* hub's own, like `is_end`: it is counted among this visitor's; 0 not */
  gboolean is_end;   /* no message: he ends the contact */
  guint8 uuid[16];
  gint64 sent_at_ms;
  char *text; /* owned, UTF-8 */
  gsize text_length;
  char *json; /* owned: the message as agents see it */
  gsize json_length;

  /* What is more than words does not go in bulk. */
  gboolean is_recall; /* takes the message `uuid` back instead */
  gboolean is_left;   /* written for later: nobody waits at its other end */
  char *quote;        /* owned: UUID of what it answers to, or null */
  char **files;       /* owned: UUIDs, or null */

  /* set by the store */
  ZxdPostOutcome outcome;
  gint64 seq;          /* the message's id; 0 when OVER */
  const char *refusal; /* static: the code for the visitor; only when REFUSED */
  ZxdEvent *event;     /* owned; only when STORED */
};

ZxdPost *zxd_post_new (void);
void zxd_post_free (ZxdPost *post); /* this one, not its followers */

enum { ZXD_POSTS_BOUND = 20000 };
