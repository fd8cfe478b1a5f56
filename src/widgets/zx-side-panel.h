/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-panel.h"

/* One section of the right column. The shell makes one of each `zx_<name>_side_get_type`, gives it
 * the client and binds `subject` (contact, ticket, customer or null) to the visible panel's. The
 * shell draws the heading from `title` and `subtitle`, can fold the section, and sets `narrow` in a
 * small window and `crowded` while something else stands at the foot of the column; `terse` (read
 * only) is either: what is not the first thing to read is said on one line. Main thread only. */
#define ZX_TYPE_SIDE_PANEL (zx_side_panel_get_type ())
G_DECLARE_DERIVABLE_TYPE (ZxSidePanel, zx_side_panel, ZX, SIDE_PANEL, AdwBin)

struct _ZxSidePanelClass {
  AdwBinClass parent_class;

  /* Offers suggestions: the one shown at @index is to be used. FALSE when there is none, or when it
   * no longer fits what the customer wrote last. Null: this section offers none. */
  gboolean (*use_suggestion) (ZxSidePanel *self, guint index, gboolean edit);

  /* Its keys, which act on it; ends with a row whose title is null. May be null. */
  const ZxShortcut *shortcuts;

  /* Takes the height that the others leave. */
  gboolean is_tall;

  gpointer padding[5];
};

ZxClient *zx_side_panel_get_client (ZxSidePanel *self);
GObject *zx_side_panel_get_subject (ZxSidePanel *self); /* nullable */
const char *zx_side_panel_get_title (ZxSidePanel *self);
void zx_side_panel_set_subtitle (ZxSidePanel *self, const char *subtitle);

/* FALSE when this section has no such suggestion. */
gboolean zx_side_panel_use_suggestion (ZxSidePanel *self, guint index, gboolean edit);

/* For subclasses: asks the shell to hand @suggestion to the visible panel; see
 * zx_panel_use_suggestion(). Emits `suggestion-used`. */
gboolean zx_side_panel_emit_suggestion (ZxSidePanel *self,
                                        ZxSuggestion *suggestion,
                                        gint64 question_id,
                                        gboolean edit);

/* Tells the agent of @error in a toast; silent when it is null or a cancellation. */
void zx_side_panel_report (ZxSidePanel *self, const GError *error);
