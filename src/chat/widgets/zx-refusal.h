/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Under a message that was not sent: why, and the buttons to send it anyway, edit or drop it. They
 * are the actions `transcript.resend`, `transcript.edit` and `transcript.drop` (s: uuid) of whom it
 * stands in. Property: `message` (set once). */
#define ZX_TYPE_REFUSAL (zx_refusal_get_type ())
G_DECLARE_FINAL_TYPE (ZxRefusal, zx_refusal, ZX, REFUSAL, GtkBox)

GtkWidget *zx_refusal_new (ZxMessage *message);
