/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Offers colleagues while the agent writes `@` in a note, and knows whom a text calls: those who
 * see the contact, and before them who is in the conversation; of another one it says that he must
 * be invited. The text that stands for somebody is "@" and his name. Main thread only; lives as
 * long as the widget that it is attached to, until zx_mentions_detach(). */
#define ZX_TYPE_MENTIONS (zx_mentions_get_type ())
G_DECLARE_FINAL_TYPE (ZxMentions, zx_mentions, ZX, MENTIONS, GtkBox)

/* Pops up over @parent at the cursor of @view. */
ZxMentions *zx_mentions_attach (GtkWidget *parent, GtkTextView *view);
void zx_mentions_detach (ZxMentions *self);

/* What the notes are about; nullable. */
void zx_mentions_set_contact (ZxMentions *self, ZxClient *client, ZxContact *contact);

/* Nothing is offered while an answer to the customer is written. */
void zx_mentions_set_active (ZxMentions *self, gboolean is_active);

/* A key of the text view: TRUE when it was for the list. */
gboolean zx_mentions_press (ZxMentions *self, guint keyval, GdkModifierType modifiers);

/* The ids (gint64) of those whom @text calls, each once, as they come. Free it. */
GArray *zx_mentions_in (GListModel *agents, const char *text);
