/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-contact.h"

/* A quick reply's text with its variables filled in for @contact: {{name}}, {{company}}, {{agent}},
 * {{team}}, {{tier}}, {{product}}, {{version}}. @agent is who writes; @tier what the contact's tier
 * is called, "" for one that is not spoken of. Caller frees. */
char *zx_reply_text (const char *text, ZxContact *contact, const char *agent, const char *tier);
