/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Saving something where somebody chooses. Main thread only. */

/* @place is lent; null when nobody wants it saved. Called once. */
typedef void (*ZxSaveFunc) (GFile *place, gpointer user_data);

/* Asks under @title where to save what is proposed to be called @name; null: in which folder. */
void zx_save_ask (GtkWidget *widget,
                  const char *title,
                  const char *name,
                  ZxSaveFunc chosen,
                  gpointer user_data);

/* Writes @bytes to @place, instead of what is there, and says in @widget's window how it went. */
void zx_save_bytes (GtkWidget *widget, GFile *place, GBytes *bytes);

/* Says in @widget's window that something is saved. */
void zx_save_say (GtkWidget *widget, const char *name);
