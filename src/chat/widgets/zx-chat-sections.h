/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-chat-words.h"
#include "zx-client.h"

/* One heading of the chat list: `title` (string) and `count` (uint) of the contacts under it. */
#define ZX_TYPE_CHAT_SECTION (zx_chat_section_get_type ())
G_DECLARE_FINAL_TYPE (ZxChatSection, zx_chat_section, ZX, CHAT_SECTION, GObject)

/* The open contacts, divided and sorted for one agent: waiting for me (highest tier, then longest
 * wait), mine (first taken first, so that nothing moves under the pointer), queue (highest tier,
 * then first come), colleagues. A contact that changes moves alone; the others stay, and so do
 * their rows. Property has-several-queues (bool, read-only): who waits, waits in several. Main
 * thread. */
#define ZX_TYPE_CHAT_SECTIONS (zx_chat_sections_get_type ())
G_DECLARE_FINAL_TYPE (ZxChatSections, zx_chat_sections, ZX, CHAT_SECTIONS, GObject)

/* @contacts: ZxContact, open ones. */
ZxChatSections *zx_chat_sections_new (GListModel *contacts);

/* Whose list it is; 0 = nobody's. */
void zx_chat_sections_set_me (ZxChatSections *self, gint64 agent_id);

/* Headings (ZxChatSection) and contacts (ZxContact) in the order of the list. Lent. */
GListModel *zx_chat_sections_get_items (ZxChatSections *self);

/* The contacts of one section. Lent. */
GListModel *zx_chat_sections_get_section (ZxChatSections *self, ZxChatSectionKind kind);

/* Who is to be served after @current (nullable): the next that waits for me, else the head of the
 * queue; null when nobody waits but @current. Lent. */
ZxContact *zx_chat_sections_next_waiting (ZxChatSections *self, ZxContact *current);

/* The first of the queue whom who has @rights may take; null when there is none. Lent. */
ZxContact *zx_chat_sections_next_queued (ZxChatSections *self, const ZxRights *rights);
