/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names the parts that GTK and libadwaita leave nameless, and tells labels that had to be
 * shortened. */
#include "zx-inside.h"

#define USUAL_DPI 96

void
zx_name_inside (GtkWidget *root, GType type, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    gtk_accessible_update_property (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    zx_name_inside (child, type, name);
}

int
zx_in_type (GtkWidget *widget, int pixels)
{
  int dpi = -1; /* 1024ths */

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? (int) ((gint64) pixels * dpi / (USUAL_DPI * 1024)) : pixels;
}

static gboolean
is_shortened (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) &&
         pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget)));
}

/* Asked last, after everything between the pointer and the root had nothing to tell. */
static gboolean
query_tooltip_cb (GtkWidget *root, int x, int y, gboolean keyboard_mode, GtkTooltip *tooltip)
{
  GtkWidget *label = keyboard_mode ? NULL : gtk_widget_pick (root, x, y, GTK_PICK_DEFAULT);

  if (label == NULL || !is_shortened (label))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (GTK_LABEL (label)));
  return TRUE;
}

void
zx_tell_shortened (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  gtk_widget_set_has_tooltip (root, TRUE);
  g_signal_connect (root, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}
