/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes widgets that are shown no more apart when the window has time for it. */
#include "zx-retire.h"

#define RETIRED "zx-retired"         /* of a widget: it only waits to be taken out */
#define TIMER "zx-retirement"        /* of its parent: GUINT_TO_POINTER (source id) */
#define REST_MS 400                  /* by then what took its place is painted */
#define IDLE G_PRIORITY_DEFAULT_IDLE /* after whatever comes in, and after painting */

static gboolean
is_retired (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), RETIRED) != NULL;
}

static void
stop (gpointer id)
{
  g_source_remove (GPOINTER_TO_UINT (id));
}

/* Ends the one before, and this one with the parent. 0: none. */
static void
set_source (GtkWidget *parent, guint id)
{
  g_object_set_data_full (G_OBJECT (parent), TIMER, GUINT_TO_POINTER (id), stop);
}

static GtkWidget *
find_retired (GtkWidget *parent)
{
  GtkWidget *child = gtk_widget_get_first_child (parent);

  while (child != NULL && !is_retired (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* One at a time: a key that is pressed meanwhile does not wait for all of them. */
static gboolean
take_out_cb (gpointer user_data)
{
  GtkWidget *parent = user_data, *child = find_retired (parent);

  if (child != NULL)
    gtk_widget_unparent (child);
  if (find_retired (parent) != NULL)
    return G_SOURCE_CONTINUE;
  set_source (parent, 0);
  return G_SOURCE_REMOVE;
}

static gboolean
rested_cb (gpointer user_data)
{
  GtkWidget *parent = user_data;

  set_source (parent, g_idle_add_full (IDLE, take_out_cb, parent, NULL));
  return G_SOURCE_REMOVE;
}

void
zx_retire (GtkWidget *widget)
{
  GtkWidget *parent;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  parent = gtk_widget_get_parent (widget);
  g_return_if_fail (parent != NULL);

  if (!gtk_widget_get_mapped (parent)) {
    gtk_widget_unparent (widget); /* nobody waits for what takes its place */
    return;
  }
  gtk_widget_set_visible (widget, FALSE);
  g_object_set_data (G_OBJECT (widget), RETIRED, GUINT_TO_POINTER (1));
  if (g_object_get_data (G_OBJECT (parent), TIMER) == NULL)
    set_source (parent, g_timeout_add_full (IDLE, REST_MS, rested_cb, parent, NULL));
}

void
zx_retire_finish (GtkWidget *parent)
{
  GtkWidget *child;

  set_source (parent, 0);
  while ((child = find_retired (parent)) != NULL)
    gtk_widget_unparent (child);
}
