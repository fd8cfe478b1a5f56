/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* One contact in a list: channel, name, company, how long somebody waits (or when something was
 * last said), tier, the last line, and how much is unread; of one that waits also its queue, when
 * `shows-queue` is set, and a button that takes it: action `chat.pull` (x: contact) of whom it
 * stands in. Properties: `client`, `contact`, `shows-queue`. */
#define ZX_TYPE_CONTACT_ROW (zx_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (ZxContactRow, zx_contact_row, ZX, CONTACT_ROW, GtkBox)

GtkWidget *zx_contact_row_new (ZxClient *client);
void zx_contact_row_set_contact (ZxContactRow *self, ZxContact *contact);

ZxContact *zx_contact_row_get_contact (ZxContactRow *self); /* nullable */

/* @holder is what takes the keyboard, a list's own row: it is named after the contact, too. */
void zx_contact_row_set_holder (ZxContactRow *self, GtkWidget *holder);

/* The row in one sentence, for those who hear it. Owned by the caller. */
char *zx_contact_row_describe (ZxContact *contact, gboolean with_queue);
