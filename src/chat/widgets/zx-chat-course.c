/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends a chat, takes it over, lets guests go, and saves it as text. */
#include "zx-chat-course.h"

#include "zx-client-course.h"
#include "zx-closures.h"
#include "zx-report.h"
#include "zx-save.h"

#include <glib/gi18n.h>

/* Under this name a contact knows that it is being ended by this agent, here. */
#define ENDED_HERE "zx-chat-ended-here"

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

  if (!zx_client_end_contact_finish (ZX_CLIENT (source), result, &error)) {
    g_object_set_data (G_OBJECT (matter->contact), ENDED_HERE, NULL);
    zx_report_error (matter->widget, error);
  }
}

static void
end (Matter *matter)
{
  g_object_set_data (G_OBJECT (matter->contact), ENDED_HERE, GINT_TO_POINTER (TRUE));
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

gboolean
zx_chat_is_ended_here (ZxContact *contact)
{
  return g_object_get_data (G_OBJECT (contact), ENDED_HERE) != NULL;
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
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Matter) matter = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = zx_client_fetch_transcript_finish (ZX_CLIENT (source), result, &error);

  if (text != NULL)
    zx_save_bytes (matter->widget, matter->file, text);
  else
    zx_report_error (matter->widget, error);
}

static void
chosen_cb (GFile *place, gpointer user_data)
{
  g_autoptr (Matter) matter = user_data;
  ZxClient *client = matter->client;
  ZxContact *contact = matter->contact;
  const char *lang = g_str_has_prefix (*g_get_language_names (), "zh") ? "zh-Hans" : "en";

  if (!g_set_object (&matter->file, place))
    return;
  zx_client_fetch_transcript_async (client, contact, lang, NULL, fetched_cb,
                                    g_steal_pointer (&matter));
}

void
zx_chat_save_transcript (GtkWidget *widget, ZxClient *client, ZxContact *contact)
{
  g_autofree char *name = dup_name (contact);
  g_autofree char *file = g_strdup_printf ("%s.txt", g_strdelimit (name, "/\\", '-'));

  zx_save_ask (widget, _ ("Save Conversation"), file, chosen_cb,
               matter_new (widget, client, contact));
}
