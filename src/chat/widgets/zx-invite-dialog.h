/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Asks which colleague shall join a chat, and for a note to him that the customer never sees. */
#define ZX_TYPE_INVITE_DIALOG (zx_invite_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZxInviteDialog, zx_invite_dialog, ZX, INVITE_DIALOG, AdwWindow)

/* Opens it over @widget's window; invites, and reports on @widget what went wrong. */
void zx_invite_dialog_open (GtkWidget *widget, ZxClient *client, ZxContact *contact);
