/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before a chat ends. */
#include "zx-end-chat.h"

#include "zx-closures.h"
#include "zx-report.h"

#include <glib/gi18n.h>

#define LONGEST_SUMMARY 200

typedef struct {
  GtkWidget *widget;    /* owned */
  ZxClient *client;     /* owned */
  ZxContact *contact;   /* owned: the choice may change while the question stands */
  GtkEditable *summary; /* of the dialog */
} Ending;

static void
ending_free (gpointer data, GClosure *closure)
{
  Ending *ending = data;

  g_object_unref (ending->contact);
  g_object_unref (ending->client);
  g_object_unref (ending->widget);
  g_free (ending);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_close_contact_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (widget, error);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Ending *ending = user_data;
  const char *summary = gtk_editable_get_text (ending->summary);

  if (!g_str_equal (response, "end"))
    return;
  zx_client_close_contact_async (ending->client, ending->contact, *summary != '\0' ? summary : NULL,
                                 NULL, ended_cb, g_object_ref (ending->widget));
}

static GtkWidget *
summary_new (void)
{
  GtkWidget *entry = gtk_entry_new ();
  const char *what = _ ("What it was about (optional)");

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), what);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), LONGEST_SUMMARY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  return entry;
}

void
zx_end_chat_ask (GtkWidget *widget, ZxClient *client, ZxContact *contact)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *name =
      zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));
  GtkWidget *summary = summary_new ();
  GtkWidget *dialog;
  g_autofree char *heading = NULL;
  Ending *ending;

  g_return_if_fail (GTK_IS_WINDOW (root));

  /* translators: %s is the customer's name */
  heading = g_strdup_printf (_ ("End the chat with %s?"), name);
  dialog = adw_message_dialog_new (
      GTK_WINDOW (root), heading,
      _ ("If the customer writes again, a new chat begins that continues this one."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), summary);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "end",
                                    _ ("_End chat"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "end");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  ending = g_new (Ending, 1);
  *ending = (Ending){g_object_ref (widget), g_object_ref (client), g_object_ref (contact),
                     GTK_EDITABLE (summary)};
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), ending, ending_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
