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

/* The same, until it is closed: what he writes himself and can be had nowhere else. */
void zx_report_until_closed (GtkWidget *widget,
                             const char *text,
                             const char *label,
                             void (*callback) (gpointer user_data),
                             gpointer user_data,
                             GDestroyNotify destroy);
void zx_report_end_lasting (GtkWidget *widget); /* whoever wrote it has gone */
