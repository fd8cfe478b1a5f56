/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Why a decision was taken, and why a contact still waits: words and figures for the store, of
 * which the window makes sentences. */
typedef enum {
  /* Why this agent. */
  ZXD_WHY_REGULAR,      /* the customer had him last */
  ZXD_WHY_ONLY_SKILLED, /* of `n` with room, he alone has the skills */
  ZXD_WHY_ONLY_FREE,    /* he alone had room */
  ZXD_WHY_LEAST_LOADED, /* `n` of his capacity `of` were taken */
  ZXD_WHY_LONGEST_IDLE, /* he was idle for `n` ms */
  ZXD_WHY_ROUND_ROBIN,  /* his last offer was `n` ms ago; 0: he had none yet */
  ZXD_WHY_NEW_ROUND,    /* all `n` who were ready had refused: asked once more */
  ZXD_WHY_REFUSED,      /* `n` had refused it before */
  ZXD_WHY_WAITED,       /* it waited for `n` ms */
  /* Why no longer. */
  ZXD_WHY_NO_ANSWER,    /* within `n` ms after the deadline */
  ZXD_WHY_GONE,         /* the agent is no longer online */
  ZXD_WHY_MOST_WAIT,    /* it waited for `n` ms, `of` are the most */
  ZXD_WHY_MOST_WAITING, /* `n` wait, `of` are the most */
  /* Why still waiting. */
  ZXD_WHY_PLACE,          /* number `n` of the `of` that wait in the queue */
  ZXD_WHY_OFFERED,        /* to agent `id`, until instant `n` */
  ZXD_WHY_PULL,           /* agents take from this queue themselves */
  ZXD_WHY_NOBODY_SERVES,  /* no agent is in a group of the queue */
  ZXD_WHY_NOBODY_ONLINE,  /* of its `n` agents */
  ZXD_WHY_NOBODY_SKILLED, /* of the `n` online */
  ZXD_WHY_ALL_MISSED,     /* the `n` who could have let an offer run out */
  ZXD_WHY_REGULAR_UNTIL,  /* waits for agent `id`, until instant `n` */
  ZXD_WHY_ALL_FULL,       /* the `n` who could */
  ZXD_WHY_REST,           /* all `of` who are ready refused it; asked anew at instant `n` */
  ZXD_WHY_FREE_REFUSED, /* the `n` who have room refused it; it waits for `of` others, who are full
                         */
} ZxdWhy;

typedef struct {
  ZxdWhy why;
  gint64 n, of, id; /* as said above; else 0 */
} ZxdReason;

/* A few of them, the weightiest first. */
typedef struct {
  guint length;
  ZxdReason items[6];
} ZxdReasons;

/* A JSON array of objects: {"why":"least_loaded","n":1,"of":4}; ids are strings and named `agent`,
 * instants RFC 3339 and named `until`. */
char *zxd_reasons_to_json (const ZxdReasons *reasons);

/* Appends one of these objects. */
void zxd_reason_add_json (const ZxdReason *reason, GString *json);
