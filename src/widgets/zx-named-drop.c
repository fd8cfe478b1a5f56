/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drop-down that a screen reader can name. */
#include "zx-named-drop.h"

#include "zx-record.h"

static const char *
words_of (gpointer item)
{
  if (GTK_IS_STRING_OBJECT (item))
    return gtk_string_object_get_string (item);
  return ZX_IS_RECORD (item) ? zx_record_get_title (item) : NULL;
}

static void
selected_cb (GtkDropDown *drop)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (drop));
  const char *label = g_object_get_data (G_OBJECT (drop), "label");
  g_autofree char *spoken =
      g_strjoin (": ", label, words_of (gtk_drop_down_get_selected_item (drop)), NULL);

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

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  const char *words = words_of (gtk_list_item_get_item (item));

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), words != NULL ? words : "");
}

void
zx_named_drop_set_slim (GtkDropDown *drop)
{
  g_autoptr (GtkListItemFactory) slim = gtk_signal_list_item_factory_new ();

  g_signal_connect (slim, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (slim, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_drop_down_set_list_factory (drop, gtk_drop_down_get_factory (drop));
  gtk_drop_down_set_factory (drop, slim);
}
