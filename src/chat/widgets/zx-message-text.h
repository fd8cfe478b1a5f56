/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What somebody wrote, in as many lines as it needs.
 *
 * A conversation shows many of these at once, so one is no more than a laid-out text until somebody
 * comes near it: then it becomes a label in which words can be selected. A text with links or
 * marked words is a label from the start. */
#define ZX_TYPE_MESSAGE_TEXT (zx_message_text_get_type ())
G_DECLARE_FINAL_TYPE (ZxMessageText, zx_message_text, ZX, MESSAGE_TEXT, GtkWidget)

GtkWidget *zx_message_text_new (void);

/* @markup: as a GtkLabel takes it. */
void zx_message_text_set_markup (ZxMessageText *self, const char *markup);

/* The pointer is near: words can be selected from now on. */
void zx_message_text_wake (ZxMessageText *self);

/* The selected words; null: none are. */
char *zx_message_text_dup_selection (ZxMessageText *self);
