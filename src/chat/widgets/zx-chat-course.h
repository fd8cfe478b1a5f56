/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* What an agent does with a whole chat. Each asks the server and reports an error on @widget. */

/* Over for the customer; the agent then says what it was about. Asks first when the customer still
 * waits for an answer. */
void zx_chat_end (GtkWidget *widget, ZxClient *client, ZxContact *contact);

/* Whether zx_chat_end() was what ended it: anybody else's end comes in the middle of a word. */
gboolean zx_chat_is_ended_here (ZxContact *contact);

/* Who oversees makes it his own. */
void zx_chat_take (GtkWidget *widget, ZxClient *client, ZxContact *contact);

/* A guest goes, or the agent himself leaves. */
void zx_chat_dismiss (GtkWidget *widget, ZxClient *client, ZxContact *contact, gint64 agent_id);

/* Asks for a file and writes what the customer could read into it, as plain text. */
void zx_chat_save_transcript (GtkWidget *widget, ZxClient *client, ZxContact *contact);
