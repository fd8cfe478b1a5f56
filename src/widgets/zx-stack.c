/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one page of a stack and hides the others from assistive programs too. */
#include "zx-stack.h"

void
zx_stack_show_child (GtkStack *stack, GtkWidget *child)
{
  g_return_if_fail (GTK_IS_STACK (stack));
  g_return_if_fail (GTK_IS_WIDGET (child));

  gtk_widget_set_visible (child, TRUE);
  gtk_stack_set_visible_child (stack, child);
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (stack)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    gtk_widget_set_visible (page, page == child);
}

void
zx_stack_show (GtkStack *stack, const char *name)
{
  zx_stack_show_child (stack, gtk_stack_get_child_by_name (stack, name));
}
