/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"
#include "zx-matters.h"
#include "zx-notifier.h"

/* A window that shows one matter alone: its page without the list, customer and assistant beside
 * it. Closing it gives the matter back to the main window. What needs the main window (the palette,
 * other pages) is done there. Property `matter`. */
#define ZX_TYPE_MATTER_WINDOW (zx_matter_window_get_type ())
G_DECLARE_FINAL_TYPE (ZxMatterWindow, zx_matter_window, ZX, MATTER_WINDOW, AdwApplicationWindow)

/* What all such windows share; none of it is copied. */
typedef struct {
  ZxClient *client;
  GSettings *settings;
  ZxKeymap *keymap;
  ZxNotifier *notifier;
  ZxMatters *matters;
  GtkWindow *main; /* outlives the windows */
} ZxMatterSurroundings;

ZxMatterWindow *zx_matter_window_new (ZxMatter *matter, const ZxMatterSurroundings *around);

ZxMatter *zx_matter_window_get_matter (ZxMatterWindow *self);

/* Comes to the front and puts the keyboard where work goes on. */
void zx_matter_window_open (ZxMatterWindow *self);
