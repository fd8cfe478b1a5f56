/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-contact.h"

#include <adwaita.h>

/* Asks how the new customer is called, of whom nothing is known yet; the answer goes to @widget's
 * action chat.create, with @contact and @remember as they are now. */
void zx_new_customer_ask (GtkWidget *widget, ZxContact *contact, gboolean remember);
