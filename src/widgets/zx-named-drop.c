/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drop-down that a screen reader can name. */
#include "zx-named-drop.h"

#include "zx-record.h"

static void
selected_cb (GtkDropDown *drop)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (drop));
  const char *label = g_object_get_data (G_OBJECT (drop), "label"), *value = NULL;
  gpointer item = gtk_drop_down_get_selected_item (drop);
  g_autofree char *spoken = NULL;

  if (GTK_IS_STRING_OBJECT (item))
    value = gtk_string_object_get_string (item);
  else if (ZX_IS_RECORD (item))
    value = zx_record_get_title (item);
  spoken = g_strjoin (": ", label, value, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

void
zx_named_drop_set (GtkDropDown *drop, const char *label)
{
  g_object_set_data_full (G_OBJECT (drop), "label", g_strdup (label), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (drop, "notify::selected-item", G_CALLBACK (selected_cb), NULL);
  selected_cb (drop);
}
