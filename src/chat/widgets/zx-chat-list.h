/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* The list on the left: waiting for me, mine, queue (and colleagues', for who may see them), each
 * under its heading with a count. Properties: `client` (set once), `selected` (ZxContact or null; a
 * contact that moves to another section stays selected), `waiting` (uint, read-only: how many wait
 * for me). Signal `activated`: Enter or a double click on a row. */
#define ZX_TYPE_CHAT_LIST (zx_chat_list_get_type ())
G_DECLARE_FINAL_TYPE (ZxChatList, zx_chat_list, ZX, CHAT_LIST, AdwBin)

void zx_chat_list_set_client (ZxChatList *self, ZxClient *client);

ZxContact *zx_chat_list_get_selected (ZxChatList *self);
void zx_chat_list_select (ZxChatList *self, ZxContact *contact);

/* Selects who is to be served next; FALSE when nobody else waits. */
gboolean zx_chat_list_select_next_waiting (ZxChatList *self);

/* The first of the queue whom this agent may take; null when there is none. Lent. */
ZxContact *zx_chat_list_get_head (ZxChatList *self);

/* Puts the keyboard on the chosen row, or on the first. */
void zx_chat_list_take_focus (ZxChatList *self);

guint zx_chat_list_get_waiting (ZxChatList *self);
