/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* What all of a window stands in, so that short news can be shown over its top, the newest above:
 * at the bottom, where AdwToastOverlay has them, they would lie over the newest message and over
 * what is being written. They take no more of the pointer than their own place, stay while it is
 * over them, and are read out. Property `content` (GtkWidget). Every window of the program has one;
 * zx-report.h finds it. Main thread only. */
#define ZX_TYPE_TOASTS (zx_toasts_get_type ())
G_DECLARE_FINAL_TYPE (ZxToasts, zx_toasts, ZX, TOASTS, AdwBin)

void zx_toasts_set_content (ZxToasts *self, GtkWidget *content); /* nullable */

/* Shows @text for @seconds (0: until it is closed). With @label (nullable) there is a button, which
 * runs @callback with
 * @user_data and ends the toast; @destroy (nullable) is called when it is gone. */
void zx_toasts_show (ZxToasts *self,
                     const char *text,
                     guint seconds,
                     const char *label,
                     void (*callback) (gpointer user_data),
                     gpointer user_data,
                     GDestroyNotify destroy);

/* Those that would stay until they are closed. */
void zx_toasts_end_lasting (ZxToasts *self);
