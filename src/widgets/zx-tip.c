/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what a tooltip says until somebody points at its widget. */
#include "zx-tip.h"

#define TEXT "zx-tip"

static gboolean
query_cb (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  const char *text = g_object_get_data (G_OBJECT (widget), TEXT);

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

gboolean
zx_tip_own_words_cb (GtkLabel *label, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  const char *text = gtk_label_get_text (label);

  gtk_tooltip_set_text (tooltip, text);
  return *text != '\0';
}

void
zx_tip_set (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (g_strcmp0 (g_object_get_data (G_OBJECT (widget), TEXT), text) == 0)
    return;
  if (!gtk_widget_get_has_tooltip (widget))
    g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_cb), NULL);
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_object_set_data_full (G_OBJECT (widget), TEXT, g_strdup (text), g_free);
}
