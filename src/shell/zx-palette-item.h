/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* In the order in which they stand; the first two are known at once, the others come from the
 * server. */
typedef enum {
  ZX_PALETTE_CHATS,
  ZX_PALETTE_ACTIONS,
  ZX_PALETTE_CUSTOMERS,
  ZX_PALETTE_ARTICLES,
} ZxPaletteSection;

/* One thing that the palette offers: what it shows, and what choosing it does. Never changes.
 * Properties, read-only: title (Pango markup), subtitle (plain or null), icon-name, keys (a label
 * such as "Ctrl+J", or null). */
#define ZX_TYPE_PALETTE_ITEM (zx_palette_item_get_type ())
G_DECLARE_FINAL_TYPE (ZxPaletteItem, zx_palette_item, ZX, PALETTE_ITEM, GObject)

/* All texts are copied; @worth orders it in its section, more first. */
ZxPaletteItem *zx_palette_item_new (ZxPaletteSection section,
                                    guint worth,
                                    const char *icon_name,
                                    const char *title_markup,
                                    const char *subtitle,
                                    const char *accelerator);

/* Choosing it activates @action of @scope (null: of the window) with @target (floating or null). */
void zx_palette_item_set_action (ZxPaletteItem *self,
                                 GtkWidget *scope,
                                 const char *action,
                                 GVariant *target);
/* Or shows @object, which is no page's. */
void zx_palette_item_set_object (ZxPaletteItem *self, gpointer object);

ZxPaletteSection zx_palette_item_get_section (ZxPaletteItem *self);
guint zx_palette_item_get_worth (ZxPaletteItem *self);
gpointer zx_palette_item_get_object (ZxPaletteItem *self); /* null */

/* Activates its action; @window is the window's widget. */
void zx_palette_item_activate (ZxPaletteItem *self, GtkWidget *window);
