/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* The quick replies that fit what is being typed, in a popover over a text view. `/` or `、` at the
 * start of a line opens it; what is typed behind it narrows the list; Up, Down and Enter choose;
 * Escape closes and leaves what was typed. The text view keeps the keyboard all the time, and keys
 * that belong to an input method are never looked at (whoever owns the view sees to that). */
#define ZX_TYPE_QUICK_REPLIES (zx_quick_replies_get_type ())
G_DECLARE_FINAL_TYPE (ZxQuickReplies, zx_quick_replies, ZX, QUICK_REPLIES, GtkBox)

/* The text of a reply with its variables filled in; caller frees. */
typedef char *(*ZxReplyExpand) (const char *text, gpointer user_data);

/* Makes the popover over @view, a child of @parent, which lays it out. Undone by _detach(). */
ZxQuickReplies *zx_quick_replies_attach (GtkWidget *parent, GtkTextView *view);
void zx_quick_replies_detach (ZxQuickReplies *self);

/* @records: of ZxRecord with the members shortcut, title and text; null: none, nothing opens. */
void zx_quick_replies_set_records (ZxQuickReplies *self,
                                   GListModel *records,
                                   ZxReplyExpand expand,
                                   gpointer user_data);

/* The customer's, such as "zh-Hans" or "en": replies in it come first. Null: nobody knows. */
void zx_quick_replies_set_language (ZxQuickReplies *self, const char *language);

/* Opens it at the cursor without anything typed. */
void zx_quick_replies_open (ZxQuickReplies *self);
void zx_quick_replies_close (ZxQuickReplies *self);

/* Whether the key was meant for the open list. */
gboolean zx_quick_replies_press (ZxQuickReplies *self, guint keyval, GdkModifierType modifiers);
