/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Markdown as plain text that can be sent in a chat: a line a paragraph or step, numbers kept, a
 * link's address behind its words. Raw HTML is left out. At most @most characters, cut between
 * lines; the first line always stays. */
char *zxd_plain_text (const char *markdown, gsize most);
