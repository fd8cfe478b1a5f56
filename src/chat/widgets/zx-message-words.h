/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* What a message says besides its own text. All is owned by the caller. */

/* The sentence of a system's line, or null when it is none that has one (then its text is all). */
char *zx_chat_system_line (ZxMessage *message);

/* Whom and what it answers to, in two lines. @client tells who "I" am. */
char *zx_chat_quote (ZxClient *client, ZxMessage *message);

/* Its text and the names of its files. */
char *zx_chat_text_and_files (ZxMessage *message);
