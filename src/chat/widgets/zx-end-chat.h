/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Asks over @widget's window whether the chat with @contact shall end, and for what it was about;
 * Enter says yes, Escape no. Ends it, and reports an error on @widget. */
void zx_end_chat_ask (GtkWidget *widget, ZxClient *client, ZxContact *contact);
