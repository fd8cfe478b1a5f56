/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"
#include "zx-json.h"

/* A colleague, or oneself (ZxClient:me). One object an id; written only by the client's gate; main
 * thread. Properties, read-only and notifying: id, rev, org-id (int64), name, login, org-name
 * (only of oneself), presence (ZxPresence), presence-reason, presence-since (int64 ms), missed-at
 * (int64 ms: he let an offer run out; 0 when he is back), role (ZxRole), capacity (words like
 * "web=4"; see zx_agent_get_capacity()). */
#define ZX_TYPE_AGENT (zx_agent_get_type ())
G_DECLARE_FINAL_TYPE (ZxAgent, zx_agent, ZX, AGENT, GObject)

ZxAgent *zx_agent_new (gint64 id);

/* The gate. FALSE, and nothing changes, when @rev is not newer than what is known. A @rev of 0
 * means the short form in answers to sign-in: what it does not name stays as it is. */
gboolean zx_agent_apply_json (ZxAgent *self, JsonObject *json, gint64 rev);

gint64 zx_agent_get_id (ZxAgent *self);
gint64 zx_agent_get_org_id (ZxAgent *self);
const char *zx_agent_get_name (ZxAgent *self);
const char *zx_agent_get_login (ZxAgent *self);
const char *zx_agent_get_org_name (ZxAgent *self);
ZxPresence zx_agent_get_presence (ZxAgent *self);
const char *zx_agent_get_presence_reason (ZxAgent *self);
gint64 zx_agent_get_presence_since (ZxAgent *self);
gint64 zx_agent_get_missed_at (ZxAgent *self);
/* How many contacts of this kind of channel ("web") he has at once; 0 when he has none of it. */
guint zx_agent_get_capacity (ZxAgent *self, const char *channel);
