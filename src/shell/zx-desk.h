/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"
#include "zx-matters.h"

/* Everything that a signed-in agent sees: header, rail, the panels, and the right column whose
 * sections follow the visible panel's subject. Made anew at each sign-in, so nothing of one agent
 * is left for the next. Property `subject`: the visible panel's, or null. */
#define ZX_TYPE_DESK (zx_desk_get_type ())
G_DECLARE_FINAL_TYPE (ZxDesk, zx_desk, ZX, DESK, AdwBin)

ZxDesk *zx_desk_new (ZxClient *client, GSettings *settings, ZxKeymap *keymap, ZxMatters *matters);

/* Puts the actions `desk.*` and `panel.*` on @window, or takes them off when @self is null. */
void zx_desk_bind_actions (ZxDesk *self, GtkWidget *window);

/* The window was laid out @width pixels wide: the right column keeps its own width. */
void zx_desk_laid_out (ZxDesk *self, int width);

/* Alt+@digit shows a page, Ctrl+@digit sends a suggestion, with Shift edits it. FALSE when it means
 * nothing here. */
gboolean zx_desk_press_digit (ZxDesk *self, guint digit, GdkModifierType modifiers);

/* Puts the keyboard where work goes on. */
void zx_desk_open (ZxDesk *self);
