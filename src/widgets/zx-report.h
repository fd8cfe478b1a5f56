/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Toasts, shown by the ZxToasts of @widget's window; without one they are logged. */
void zx_report_error (GtkWidget *widget, const GError *error); /* silent when null or cancelled */
void zx_report_text (GtkWidget *widget, const char *text);

/* The same with a button ("Undo"), for longer. @callback is called (with @user_data) when it is
 * pressed; @destroy when the toast is gone, also at once when there is no overlay. */
void zx_report_with_button (GtkWidget *widget,
                            const char *text,
                            const char *label,
                            void (*callback) (gpointer user_data),
                            gpointer user_data,
                            GDestroyNotify destroy);
