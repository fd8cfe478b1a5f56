/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the agent in a toast what happened and what to do. */
#include "zx-report.h"

#include "zx-client.h"

#define TOAST_SECONDS 6 /* two short sentences, read without hurry */

void
zx_report_text (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *escaped = g_markup_escape_text (text, -1); /* 1.2 reads titles as markup */
  AdwToast *toast;

  if (overlay == NULL) {
    g_info ("%s", text);
    return;
  }
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

void
zx_report_error (GtkWidget *widget, const GError *error)
{
  g_autofree char *text = NULL;

  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = zx_error_describe (error);
  zx_report_text (widget, text);
}
