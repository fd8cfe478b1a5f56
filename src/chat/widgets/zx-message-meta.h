/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-message.h"

#include <gtk/gtk.h>

/* The line above a bubble: who and when, and what has become of it. It has a child only for what it
 * says, as most lines of a conversation say nothing. */
#define ZX_TYPE_MESSAGE_META (zx_message_meta_get_type ())
G_DECLARE_FINAL_TYPE (ZxMessageMeta, zx_message_meta, ZX, MESSAGE_META, GtkBox)

GtkWidget *zx_message_meta_new (void);

/* @speaker: null, and who and when are not said. */
void zx_message_meta_set_speaker (ZxMessageMeta *self, const char *speaker, gint64 sent_at_ms);

void zx_message_meta_set_mark (ZxMessageMeta *self, gboolean has_mark, ZxMessageState state);
