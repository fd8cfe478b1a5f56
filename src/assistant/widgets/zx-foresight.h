/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* The answers to what the customers of an agent's contacts asked last, here before he turns to
 * them. Asked ahead for his own contacts, those that are offered to him and the head of the queue:
 * a few at once, once for each question; the server counts them as shown only when they are asked
 * for in earnest. Forgotten when the contact leaves, when rights change and at the end of the
 * session. One for each client, made at the first use; main thread. */
#define ZX_TYPE_FORESIGHT (zx_foresight_get_type ())
G_DECLARE_FINAL_TYPE (ZxForesight, zx_foresight, ZX, FORESIGHT, GObject)

/* Lent; it lives as long as @client. */
ZxForesight *zx_foresight_get (ZxClient *client);

/* The answers (ZxSuggestion) to the newest question of @contact, as far as we have heard of it;
 * null when they are not known. All lent, until the next turn of the main loop. */
GListModel *zx_foresight_find (ZxForesight *self,
                               ZxContact *contact,
                               gint64 *question_id,
                               const char **question);

/* They are asked for in earnest now: not ahead as well. */
void zx_foresight_expect (ZxForesight *self, ZxContact *contact);

/* What was asked for in earnest is known as well. @question: null, the server did not say. */
void zx_foresight_keep (ZxForesight *self,
                        ZxContact *contact,
                        gint64 question_id,
                        const char *question,
                        GListModel *answers);
