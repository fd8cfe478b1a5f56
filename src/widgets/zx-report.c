/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the agent in a toast what happened and what to do. */
#include "zx-report.h"

#include "zx-client.h"
#include "zx-toasts.h"

#define TOAST_SECONDS 6 /* two short sentences, read without hurry */
#define UNDO_SECONDS 12 /* and then thought about */

void
zx_report_text (GtkWidget *widget, const char *text)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (widget, ZX_TYPE_TOASTS);

  if (toasts != NULL)
    zx_toasts_show (ZX_TOASTS (toasts), text, TOAST_SECONDS, NULL, NULL, NULL, NULL);
  else
    g_info ("%s", text);
}

static void
show (GtkWidget *widget,
      const char *text,
      guint seconds,
      const char *label,
      void (*callback) (gpointer user_data),
      gpointer user_data,
      GDestroyNotify destroy)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (widget, ZX_TYPE_TOASTS);

  if (toasts != NULL) {
    zx_toasts_show (ZX_TOASTS (toasts), text, seconds, label, callback, user_data, destroy);
    return;
  }
  g_info ("%s", text);
  if (destroy != NULL)
    destroy (user_data);
}

void
zx_report_with_button (GtkWidget *widget,
                       const char *text,
                       const char *label,
                       void (*callback) (gpointer user_data),
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  show (widget, text, UNDO_SECONDS, label, callback, user_data, destroy);
}

void
zx_report_until_closed (GtkWidget *widget,
                        const char *text,
                        const char *label,
                        void (*callback) (gpointer user_data),
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  show (widget, text, 0, label, callback, user_data, destroy);
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

void
zx_report_end_lasting (GtkWidget *widget)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (widget, ZX_TYPE_TOASTS);

  if (toasts != NULL)
    zx_toasts_end_lasting (ZX_TOASTS (toasts));
}
