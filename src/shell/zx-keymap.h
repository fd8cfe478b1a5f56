/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* One key and what it does. Properties: group, title (translated), accelerator (as
 * gtk_accelerator_parse() reads it, "" for none; notifies when the agent takes another). */
#define ZX_TYPE_KEY (zx_key_get_type ())
G_DECLARE_FINAL_TYPE (ZxKey, zx_key, ZX, KEY, GObject)

const char *zx_key_get_group (ZxKey *self);
const char *zx_key_get_title (ZxKey *self);
const char *zx_key_get_accelerator (ZxKey *self);
const char *zx_key_get_default (ZxKey *self);
const char *zx_key_get_action (ZxKey *self); /* null: fixed where it is handled, only listed */
GtkWidget *zx_key_get_scope (ZxKey *self);   /* whose action it is; null: the window's */

/* All keys of the window and of its pages: the table behind the keyboard, the sheet, the palette
 * and the preferences. What the agent has changed is kept in the settings' `own-keys`, by action.
 */
#define ZX_TYPE_KEYMAP (zx_keymap_get_type ())
G_DECLARE_FINAL_TYPE (ZxKeymap, zx_keymap, ZX, KEYMAP, GObject)

ZxKeymap *zx_keymap_new (GtkApplication *application, GSettings *settings);

/* Of ZxKey: groups together, in the order in which they were added. */
GListModel *zx_keymap_get_keys (ZxKeymap *self);

/* Adds @rows (static; ending with one whose title is null) under the translated heading @group.
 * With a @scope the keys work wherever the keyboard is in its window, and act on it; without one
 * they are the application's. */
void zx_keymap_add (ZxKeymap *self, const char *group, const ZxShortcut *rows, GtkWidget *scope);
void zx_keymap_remove (ZxKeymap *self, GtkWidget *scope);

/* The keys of the scope that is of the same type as @twin work in the window of @twin as well, on
 * it. They are listed once. */
void zx_keymap_add_twin (ZxKeymap *self, GtkWidget *twin);

/* The action that the key press @event has on @scope, or its twin; null: none. Lent. */
const char *zx_keymap_find_action (ZxKeymap *self, GtkWidget *scope, GdkEvent *event);

/* @label shows the key of @action from now on, and nothing while it has none. */
void zx_keymap_bind_label (ZxKeymap *self, const char *action, GtkLabel *label);

typedef enum {
  ZX_KEY_FREE,
  ZX_KEY_TAKEN,    /* another one's */
  ZX_KEY_UNUSABLE, /* it would be written into a text, or is the system's or the digits' */
} ZxKeyRefusal;

/* Gives @key another accelerator ("": none; null: its own again), or says why not; *@taken_by is
 * then the one that has it (lent), else null. */
ZxKeyRefusal zx_keymap_set (ZxKeymap *self, ZxKey *key, const char *accelerator, ZxKey **taken_by);

/* Every key its own again. */
void zx_keymap_reset (ZxKeymap *self);
