/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks where something is to be saved, writes it there, and says so. */
#include "zx-save.h"

#include "zx-report.h"

#include <glib/gi18n.h>

typedef struct {
  ZxSaveFunc chosen;
  gpointer user_data;
} Question;

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GFile) place = response == GTK_RESPONSE_ACCEPT
                                ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                                : NULL;

  question->chosen (place, question->user_data);
  g_object_unref (dialog);
}

void
zx_save_ask (GtkWidget *widget,
             const char *title,
             const char *name,
             ZxSaveFunc chosen,
             gpointer user_data)
{
  GtkFileChooserAction action =
      name != NULL ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      title, GTK_WINDOW (gtk_widget_get_root (widget)), action, _ ("_Save"), _ ("_Cancel"));
  Question *question = g_new (Question, 1);

  *question = (Question){chosen, user_data};
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), question);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
zx_save_say (GtkWidget *widget, const char *name)
{
  /* translators: %s is a file name */
  g_autofree char *text = g_strdup_printf (_ ("Saved as %s."), name);

  zx_report_text (widget, text);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error)) {
    zx_save_say (widget, name);
    return;
  }
  /* translators: %1$s is a file name, %2$s what the system says */
  text = g_strdup_printf (_ ("%1$s could not be written: %2$s"), name, error->message);
  zx_report_text (widget, text);
}

void
zx_save_bytes (GtkWidget *widget, GFile *place, GBytes *bytes)
{
  g_file_replace_contents_bytes_async (place, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL, written_cb, g_object_ref (widget));
}
