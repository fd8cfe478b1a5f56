/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"
#include "zx-json.h"

#include <gio/gio.h>

/* What a contact can be given to. */
typedef enum {
  ZX_PASS_AGENT,
  ZX_PASS_GROUP,
  ZX_PASS_QUEUE,
} ZxPassKind;

/* One agent, group or queue that may have a contact, as it was when it was last asked for. Of
 * an agent: presence, missed (he let an offer run out and has
 * not said since that he is there), taken (contacts he has or is offered) and room (how many more
 * he can have; 0: he is full). Of a group or queue: online (its agents who are there), of a group
 * free (those with room), of a queue waiting (its contacts). */
#define ZX_TYPE_PASS_TARGET (zx_pass_target_get_type ())
G_DECLARE_FINAL_TYPE (ZxPassTarget, zx_pass_target, ZX, PASS_TARGET, GObject)

/* From one item of the answer's list of that kind. */
ZxPassTarget *zx_pass_target_new (ZxPassKind kind, JsonObject *item);

/* The same one, asked for again: @self becomes as @newer is. */
void zx_pass_target_follow (ZxPassTarget *self, ZxPassTarget *newer);

/* Whether it could serve the contact now: an agent who is there, a group or queue with one. */
gboolean zx_pass_target_is_there (ZxPassTarget *self);

ZxPassKind zx_pass_target_get_kind (ZxPassTarget *self);
gint64 zx_pass_target_get_id (ZxPassTarget *self);
const char *zx_pass_target_get_name (ZxPassTarget *self); /* never null */
ZxPresence zx_pass_target_get_presence (ZxPassTarget *self);
gboolean zx_pass_target_get_missed (ZxPassTarget *self);
guint zx_pass_target_get_taken (ZxPassTarget *self);
guint zx_pass_target_get_room (ZxPassTarget *self);
guint zx_pass_target_get_online (ZxPassTarget *self);
guint zx_pass_target_get_free (ZxPassTarget *self);
guint zx_pass_target_get_waiting (ZxPassTarget *self);
