/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the agent in a toast what happened and what to do. */
#include "zx-report.h"

#include "zx-client.h"

#define TOAST_SECONDS 6 /* two short sentences, read without hurry */
#define UNDO_SECONDS 12 /* and then thought about */

typedef struct {
  GCallback callback;
  gpointer user_data;
  GDestroyNotify destroy; /* nullable */
} Button;

static void
button_free (gpointer data, GClosure *closure)
{
  Button *button = data;

  if (button->destroy != NULL)
    button->destroy (button->user_data);
  g_free (button);
}

static void
clicked_cb (AdwToast *toast, Button *button)
{
  ((void (*) (gpointer)) button->callback) (button->user_data);
}

/* A new toast, or null (then it is logged) when nothing shows toasts. */
static AdwToast *
make_toast (GtkWidget *overlay, const char *text, guint seconds)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1); /* 1.2 reads titles as markup */
  AdwToast *toast;

  if (overlay == NULL) {
    g_info ("%s", text);
    return NULL;
  }
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, seconds);
  return toast;
}

void
zx_report_text (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast = make_toast (overlay, text, TOAST_SECONDS);

  if (toast != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

void
zx_report_with_button (GtkWidget *widget,
                       const char *text,
                       const char *label,
                       GCallback callback,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast = make_toast (overlay, text, UNDO_SECONDS);
  Button *button;

  if (toast == NULL) {
    if (destroy != NULL)
      destroy (user_data);
    return;
  }
  button = g_new (Button, 1);
  *button = (Button){callback, user_data, destroy};
  adw_toast_set_button_label (toast, label);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (clicked_cb), button, button_free, 0);
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
