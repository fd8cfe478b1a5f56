/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* The popover over a text view in which what is being typed can be completed: a list whose rows are
 * walked by Up and Down and chosen by Enter, Tab or a click, while the text view keeps the keyboard
 * all the time. A part of the widget that stands in the popover, which decides when it opens and
 * what its rows are. Main thread only. */
typedef struct {
  GtkWidget *popover; /* of the parent, which it leaves in detach */
  GtkTextView *view;  /* lent, null when detached */
  GtkListBox *list;   /* lent, in the popover */
  void (*choose) (gpointer owner, guint position);
  gpointer owner;
} ZxCompletion;

/* Makes the popover over @view, a child of @parent, with @owner in it. @choose is called with the
 * position of the row that was chosen. Undone by zx_completion_detach(), which drops @owner. */
void zx_completion_attach (ZxCompletion *self,
                           GtkWidget *parent,
                           GtkTextView *view,
                           GtkWidget *owner,
                           GtkListBox *list,
                           void (*choose) (gpointer owner, guint position));
void zx_completion_detach (ZxCompletion *self);

gboolean zx_completion_is_open (ZxCompletion *self);
/* At @at of the view's buffer, with the first row selected. */
void zx_completion_open (ZxCompletion *self, const GtkTextIter *at);
void zx_completion_close (ZxCompletion *self);
void zx_completion_select_first (ZxCompletion *self);

/* A key of the text view: TRUE when it was for the open list. */
gboolean zx_completion_press (ZxCompletion *self, guint keyval, GdkModifierType modifiers);
