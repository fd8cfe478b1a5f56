/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Toasts, shown by the nearest AdwToastOverlay above @widget; without one they are logged. */
void zx_report_error (GtkWidget *widget, const GError *error); /* silent when null or cancelled */
void zx_report_text (GtkWidget *widget, const char *text);
