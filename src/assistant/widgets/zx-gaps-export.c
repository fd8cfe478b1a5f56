/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves the questions without an answer as a table for spreadsheets. */
#include "zx-gaps-export.h"

#include "zx-report.h"
#include "zx-save.h"

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
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) table = zx_client_gaps_table_finish (ZX_CLIENT (source), result, &error);

  if (table != NULL)
    zx_save_bytes (self->widget, self->file, table);
  else
    zx_report_error (self->widget, error);
}

static void
chosen_cb (GFile *place, gpointer user_data)
{
  g_autoptr (Export) self = user_data;
  ZxClient *client = self->client;
  ZxAnswersSpan *span = &self->span;

  if (!g_set_object (&self->file, place))
    return;
  zx_client_gaps_table_async (client, span, NULL, fetched_cb, g_steal_pointer (&self));
}

void
zx_gaps_export (GtkWidget *widget, ZxClient *client, const ZxAnswersSpan *span)
{
  Export *self = g_new0 (Export, 1);

  *self = (Export){g_object_ref (widget), g_object_ref (client), *span, NULL};
  zx_save_ask (widget, _ ("Save Questions Without an Answer"), "gaps.csv", chosen_cb, self);
}
