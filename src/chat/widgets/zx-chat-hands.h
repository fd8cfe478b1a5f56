/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* In whose hands a chat is: actions of a widget with the properties `client` and `contact`. They
 * act on the contact shown and report on the widget what went wrong: chat.invite, chat.dismiss (x:
 * agent), chat.take, chat.transfer, chat.assign, chat.hand-over (x: agent), chat.withdraw. */
void zx_chat_hands_install (GtkWidgetClass *klass);

/* Whether this agent may do that with @contact now; TRUE for an action that is none of these. */
gboolean zx_chat_hands_can (ZxClient *client, ZxContact *contact, const char *action);

/* Enables those that can be done with the contact shown; again whenever it has changed. */
void zx_chat_hands_enable (GtkWidget *widget);

/* Takes @contact from the queue, as chat.accept does for the one shown. */
void zx_chat_hands_pull (GtkWidget *widget, ZxClient *client, ZxContact *contact);
