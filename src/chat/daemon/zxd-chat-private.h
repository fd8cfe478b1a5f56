/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"
#include "zxd-store-channel.h"
#include "zxd-store-desk.h"
#include "zxd-store-secret.h"

/* What the files of this folder share. Lives as long as the process; main thread only, except
 * `store` and `hub`, which any thread may use. */
typedef struct {
  ZxdServer *server;  /* lent */
  ZxdStore *store;    /* lent */
  ZxdHub *hub;        /* lent */
  GHashTable *assets; /* owned: file name → ZxdAsset */
  char *frame;        /* owned: the conversation's HTML; null when its file is missing */
  GHashTable *desks;  /* owned: channel id → what its desk was when last looked */
  GHashTable *places; /* owned: contact id → its place in the queue, as last told */
  guint look_id;
  GArray *begun;         /* owned, of gint64: contacts whose visitors are still to be told */
  gboolean is_following; /* a trip to the store is under way */
} ZxdChat;

/* Each adds its endpoints. */
void zxd_chat_assets_register (ZxdChat *chat);
void zxd_chat_frame_register (ZxdChat *chat);
void zxd_chat_session_register (ZxdChat *chat);
void zxd_chat_files_register (ZxdChat *chat);

/* Only the conversation's frame may make this request; else FALSE, and 403 is answered. */
gboolean zxd_chat_check_origin (ZxdCall *call);

/* The visitor's secret, from the cookie or, where the browser keeps none, from the header
 * Zuoxi-Visitor; null when there is none. Caller frees. */
char *zxd_chat_visitor_token (ZxdCall *call);

/* Tells waiting visitors when the desk opens or closes. */
void zxd_chat_desk_register (ZxdChat *chat);

/* The frame, not a fact, that says whether somebody is there. Caller frees. */
char *zxd_chat_desk_frame (const ZxdDesk *desk);

/* A visitor was told this, before anybody has looked at that channel. */
void zxd_chat_desk_note (ZxdChat *chat, gint64 channel_id, const ZxdDesk *desk);

/* Its place is told again, though it may be the one that was told last. */
void zxd_chat_desk_forget_place (ZxdChat *chat, gint64 contact_id);

/* Visitors' open pages follow them into their next conversation. */
void zxd_chat_follow_register (ZxdChat *chat);

/* Ratings, left messages, transcripts. */
void zxd_chat_course_register (ZxdChat *chat);

/* Reads @name from the folder of web files; null and a warning when it is not there. */
char *zxd_chat_read_file (ZxdChat *chat, const char *name, gsize *length);
