/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends a chat, takes it over, lets guests go, and saves it as text. */
#include "zx-chat-course.h"

#include "zx-client-course.h"
#include "zx-closures.h"
#include "zx-report.h"

#include <glib/gi18n.h>

typedef struct {
  GtkWidget *widget;  /* owned */
  ZxClient *client;   /* owned */
  ZxContact *contact; /* owned: another may be shown when the answer comes */
  GFile *file;        /* owned, nullable */
} Matter;

static Matter *
matter_new (GtkWidget *widget, ZxClient *client, ZxContact *contact)
{
  Matter *matter = g_new0 (Matter, 1);

  matter->widget = g_object_ref (widget);
  matter->client = g_object_ref (client);
  matter->contact = g_object_ref (contact);
  return matter;
}

static void
matter_free (Matter *matter)
{
  g_clear_object (&matter->file);
  g_object_unref (matter->contact);
  g_object_unref (matter->client);
  g_object_unref (matter->widget);
  g_free (matter);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Matter, matter_free)

static char *
dup_name (ZxContact *contact)
{
  return zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));
}

/* Ending */

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Matter) matter = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_end_contact_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (matter->widget, error);
}

static void
end (Matter *matter)
{
  zx_client_end_contact_async (matter->client, matter->contact, TRUE, 0, NULL, NULL, ended_cb,
                               matter);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Matter *matter = user_data;

  if (g_str_equal (response, "end"))
    end (matter);
  else
    matter_free (matter);
}

void
zx_chat_end (GtkWidget *widget, ZxClient *client, ZxContact *contact)
{
  Matter *matter = matter_new (widget, client, contact);
  g_autofree char *name = dup_name (contact);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  if (zx_contact_get_waiting_since (contact) == 0) {
    end (matter);
    return;
  }
  /* translators: %s is the customer's name */
  heading = g_strdup_printf (_ ("End the chat with %s?"), name);
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), heading,
                                   _ ("The customer still waits for an answer. If the customer "
                                      "writes again, a new chat begins that continues this one."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "end",
                                    _ ("_End chat"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "end");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), matter);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Taking over and letting go */

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Matter) matter = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_take_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (matter->widget, error);
}

void
zx_chat_take (GtkWidget *widget, ZxClient *client, ZxContact *contact)
{
  zx_client_take_async (client, contact, NULL, taken_cb, matter_new (widget, client, contact));
}

static void
dismissed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Matter) matter = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_dismiss_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (matter->widget, error);
}

void
zx_chat_dismiss (GtkWidget *widget, ZxClient *client, ZxContact *contact, gint64 agent_id)
{
  zx_client_dismiss_async (client, contact, agent_id, NULL, dismissed_cb,
                           matter_new (widget, client, contact));
}

/* Saving */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Matter) matter = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    /* translators: %s is a file name */
    text = g_strdup_printf (_ ("Saved as %s."), name);
  else
    /* translators: %1$s is a file name, %2$s what the system says */
    text = g_strdup_printf (_ ("%1$s could not be written: %2$s"), name, error->message);
  zx_report_text (matter->widget, text);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Matter *matter = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = zx_client_fetch_transcript_finish (ZX_CLIENT (source), result, &error);

  if (text != NULL) {
    g_file_replace_contents_bytes_async (matter->file, text, NULL, FALSE,
                                         G_FILE_CREATE_REPLACE_DESTINATION, NULL, written_cb,
                                         matter);
    return;
  }
  zx_report_error (matter->widget, error);
  matter_free (matter);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Matter *matter = user_data;
  const char *const *languages = g_get_language_names ();

  matter->file = response == GTK_RESPONSE_ACCEPT
                     ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                     : NULL;
  if (matter->file != NULL)
    zx_client_fetch_transcript_async (matter->client, matter->contact,
                                      g_str_has_prefix (languages[0], "zh") ? "zh-Hans" : "en",
                                      NULL, fetched_cb, matter);
  else
    matter_free (matter);
  g_object_unref (dialog);
}

void
zx_chat_save_transcript (GtkWidget *widget, ZxClient *client, ZxContact *contact)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save Conversation"), window, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  g_autofree char *name = dup_name (contact);
  g_autofree char *file = g_strdup_printf ("%s.txt", g_strdelimit (name, "/\\", '-'));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb),
                    matter_new (widget, client, contact));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
