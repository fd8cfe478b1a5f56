/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* The base of a list's row widget: property `item` is the object it shows; its .ui file looks
 * everything up through it. A subclass only sets its template and closures. */
#define ZX_TYPE_ITEM_ROW (zx_item_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (ZxItemRow, zx_item_row, ZX, ITEM_ROW, AdwBin)

struct _ZxItemRowClass {
  AdwBinClass parent_class;
};

gpointer zx_item_row_get_item (ZxItemRow *self); /* lent, nullable */

/* All that can be read in @widget, for a row's name; free it. */
char *zx_item_row_words (GtkWidget *widget);

/* The same with rows that open something: they take the keyboard and the box emits row-activated,
 * see zx_item_row_of(). */
void zx_item_row_fill_links (GtkListBox *box, GListModel *model, GType row_type);

/* The item that a row of such a box shows; lent. */
gpointer zx_item_row_of (GtkListBoxRow *row);
