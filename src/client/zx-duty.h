/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* What the agent's presence and his contacts come to. */
typedef enum {
  ZX_DUTY_OFFLINE,
  ZX_DUTY_BREAK,
  ZX_DUTY_MISSED,  /* he let an offer run out, and gets nothing until he says that he is back */
  ZX_DUTY_WRAP_UP, /* no customer is with him, but some chat is not wrapped up */
  ZX_DUTY_BUSY,    /* he has as much as he can take */
  ZX_DUTY_READY,
} ZxDutyState;
#define ZX_TYPE_DUTY_STATE (zx_duty_state_get_type ())
GType zx_duty_state_get_type (void);

/* What is known of him. */
typedef struct {
  ZxPresence presence;
  gboolean is_missed;
  guint n_live, n_wrap_up; /* contacts in his hand: going on, and to be wrapped up */
  guint n_offers;          /* open ones before him */
  guint capacity;          /* all of these at once; 0: not known */
} ZxDutyFacts;

ZxDutyState zx_duty_derive (const ZxDutyFacts *facts);

/* Whether the one who is signed in can take more, and since when: follows the client. Properties,
 * notifying: client (at construction), state (ZxDutyState), since (int64 ms of the server's clock,
 * 0: not known), taken and capacity (uint: how much he has in hand or before him, of how much). */
#define ZX_TYPE_DUTY (zx_duty_get_type ())
G_DECLARE_FINAL_TYPE (ZxDuty, zx_duty, ZX, DUTY, GObject)

ZxDuty *zx_duty_new (ZxClient *client);

ZxClient *zx_duty_get_client (ZxDuty *self);
ZxDutyState zx_duty_get_state (ZxDuty *self);
gint64 zx_duty_get_since (ZxDuty *self);
guint zx_duty_get_taken (ZxDuty *self);
guint zx_duty_get_capacity (ZxDuty *self);
