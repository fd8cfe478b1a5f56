/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a list one stop for the Tab key. */
#include "zx-tab-stop.h"

struct _ZxTabStop {
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxTabStop, zx_tab_stop, ADW_TYPE_BIN)

static gboolean
zx_tab_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (is_tab && gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (zx_tab_stop_parent_class)->focus (widget, direction);
}

static void
zx_tab_stop_class_init (ZxTabStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = zx_tab_stop_focus;
}

static void
zx_tab_stop_init (ZxTabStop *self)
{
}
