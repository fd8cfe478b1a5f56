/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Asks which customer, and then which of his people, a chat is from. What is chosen goes to the
 * action chat.bind of the widget that opened it, with the chat that it was opened for. */
#define ZX_TYPE_CUSTOMER_PICKER (zx_customer_picker_get_type ())
G_DECLARE_FINAL_TYPE (ZxCustomerPicker, zx_customer_picker, ZX, CUSTOMER_PICKER, AdwWindow)

/* A modal window over @widget's. The search starts with what @contact stated. @remember: how the
 * choice to know the same browser next time begins. */
void zx_customer_picker_open (GtkWidget *widget,
                              ZxClient *client,
                              ZxContact *contact,
                              gboolean remember);
