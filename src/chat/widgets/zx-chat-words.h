/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "zx-enums.h"

/* What the chat panel says and how it sorts. Pure functions: the time, and who "I" am, are given.
 * Strings that are returned are owned by the caller unless they are const. */

/* Where a contact stands in the list on the left. */
typedef enum {
  ZX_CHAT_WAITING, /* mine, and the customer waits for an answer */
  ZX_CHAT_MINE,    /* mine, nobody waits */
  ZX_CHAT_QUEUE,   /* nobody has it */
  ZX_CHAT_OTHERS,  /* a colleague has it (seen by who oversees) */
  ZX_CHAT_N_SECTIONS,
} ZxChatSectionKind;

ZxChatSectionKind
zx_chat_section_of (ZxContactState state, gint64 agent_id, gint64 waiting_since, gint64 my_id);
const char *zx_chat_section_title (ZxChatSectionKind kind);

/* "Today", "Yesterday", or the date. */
char *zx_chat_day (gint64 at_ms, gint64 now_ms);
gboolean zx_chat_is_same_day (gint64 a_ms, gint64 b_ms);

/* What became of a message that an agent wrote; "" for one that needs no mark. */
const char *zx_chat_mark (ZxMessageState state);
const char *zx_chat_mark_icon (ZxMessageState state);

/* What sending again is called after that refusal (a problem code); null when it cannot help. */
const char *zx_chat_resend_label (const char *code);

/* Where a contact came from and with what, in one line; what is null or empty is left out. */
char *zx_chat_subtitle (const char *trust,
                        const char *channel,
                        const char *page,
                        const char *product,
                        const char *version);

/* A name that people have is shown whole; only a stranger's very long one is cut. */
PangoEllipsizeMode zx_chat_name_cut (const char *name);

/* "" far from the limit, then how many characters are left or too many. */
char *zx_chat_room_left (guint n_characters, guint most);

/* The closures of this folder's .ui files; see also zx_closures_bind(). */
void zx_chat_words_bind (GtkWidgetClass *klass);
