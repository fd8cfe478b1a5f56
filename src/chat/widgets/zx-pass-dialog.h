/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Asks who shall have a chat: one search over agents, groups and queues with their state, what was
 * used lately on top, and a note that the customer never sees. Stays open with what was typed when
 * the server refuses. */
#define ZX_TYPE_PASS_DIALOG (zx_pass_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZxPassDialog, zx_pass_dialog, ZX, PASS_DIALOG, AdwWindow)

/* Opens it over @widget's window. @is_assigned: by who oversees; only agents are asked. */
void
zx_pass_dialog_open (GtkWidget *widget, ZxClient *client, ZxContact *contact, gboolean is_assigned);

/* Closes a @dialog about a contact that @owner_id (0: nobody) had when it was opened, once that
 * agent has it no more or it has ended, and tells @opener (nullable) why. */
void zx_pass_close_lost (GtkWindow *dialog, ZxContact *contact, gint64 owner_id, GtkWidget *opener);
