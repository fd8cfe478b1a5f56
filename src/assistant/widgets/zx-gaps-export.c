/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves the questions without an answer as a table for spreadsheets. */
#include "zx-gaps-export.h"

#include "zx-report.h"

#include <glib/gi18n.h>

typedef struct {
  GtkWidget *widget; /* owned */
  ZxClient *client;  /* owned */
  ZxAnswersSpan span;
  GFile *file; /* owned, null until it is chosen */
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->widget);
  g_object_unref (self->client);
  g_clear_object (&self->file);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    /* translators: %s is a file name */
    text = g_strdup_printf (_ ("Saved as %s."), name);
  else
    /* translators: %1$s is a file name, %2$s what the system says */
    text = g_strdup_printf (_ ("%1$s could not be written: %2$s"), name, error->message);
  zx_report_text (self->widget, text);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) table = zx_client_gaps_table_finish (ZX_CLIENT (source), result, &error);
  GFile *file = self->file;

  if (table == NULL) {
    zx_report_error (self->widget, error);
    return;
  }
  g_file_replace_contents_bytes_async (file, table, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL, written_cb, g_steal_pointer (&self));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  ZxAnswersSpan *span = &self->span;
  ZxClient *client = self->client;

  if (response == GTK_RESPONSE_ACCEPT)
    self->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (self->file != NULL)
    zx_client_gaps_table_async (client, span, NULL, fetched_cb, g_steal_pointer (&self));
  g_object_unref (dialog);
}

void
zx_gaps_export (GtkWidget *widget, ZxClient *client, const ZxAnswersSpan *span)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save Questions Without an Answer"), GTK_WINDOW (gtk_widget_get_root (widget)),
      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  Export *self = g_new0 (Export, 1);

  *self = (Export){g_object_ref (widget), g_object_ref (client), *span, NULL};
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "gaps.csv");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
