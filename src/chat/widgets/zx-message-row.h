/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* One message of a transcript: a bubble with who and when above it, a line in the middle for what
 * no person wrote, and under a refused message why and what to do. Its buttons are the actions
 * `transcript.resend`, `transcript.edit` and `transcript.drop` (s: uuid) of whom it stands in.
 * Properties: `client`, `message` (both set once), `find` (words to be marked in it, or null). */
#define ZX_TYPE_MESSAGE_ROW (zx_message_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxMessageRow, zx_message_row, ZX, MESSAGE_ROW, GtkBox)

GtkWidget *zx_message_row_new (ZxClient *client, ZxMessage *message);

ZxMessage *zx_message_row_get_message (ZxMessageRow *self);

/* The pointer is over it: its words can be selected from now on. */
void zx_message_row_wake (ZxMessageRow *self);

/* What can be done with it, beside a place in the row. */
void zx_message_row_open_menu (ZxMessageRow *self, int x, int y);

/* The messages above and below, or null: a new day gets a heading, and messages of one person
 * within five minutes are one group. */
void zx_message_row_set_neighbours (ZxMessageRow *self, ZxMessage *previous, ZxMessage *next);

/* A line above it says that from here on all is new. */
void zx_message_row_set_first_new (ZxMessageRow *self, gboolean is_first);
