/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <gtk/gtk.h>

/* Tells an agent who looks elsewhere what needs him: a customer in the queue, a customer who
 * writes to him, a colleague who asks. One notification a contact, taken back as soon as it is
 * seen to. Clicking one brings the contact to the front (`app.show-contact`). On X11 the taskbar
 * says so too, at the window that shows the contact or else at the main one. Nothing is told of the
 * contact that is in front of him. Offers ring as well, wherever he looks, and are told while the
 * main window, which has their card, is not in front (`app.show-offer`). */
#define ZX_TYPE_NOTIFIER (zx_notifier_get_type ())
G_DECLARE_FINAL_TYPE (ZxNotifier, zx_notifier, ZX, NOTIFIER, GObject)

ZxNotifier *zx_notifier_new (GtkApplication *application, ZxClient *client, GSettings *settings);

/* The bell of offers, as loud as it is set. */
void zx_notifier_ring (ZxNotifier *self);

/* The window for whatever has none of its own. */
void zx_notifier_set_main (ZxNotifier *self, GtkWindow *window);

/* What @window shows now; null: nothing. Forgotten when the window goes. */
void zx_notifier_set_subject (ZxNotifier *self, GtkWindow *window, GObject *subject);
