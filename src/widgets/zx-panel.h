/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* One key of a feature, for the window's keyboard and for the sheet that lists them all. */
typedef struct {
  const char *action;      /* a detailed action name of the panel; null = listed only */
  const char *accelerator; /* as gtk_accelerator_parse() reads it */
  const char *title;       /* translated with _() when it is shown: mark with N_() */
} ZxShortcut;

/* One feature's page. The shell makes one of each `zx_<name>_panel_get_type`, gives it the client,
 * shows it under a tab of the rail and binds `subject` to every side panel. Main thread only.
 *
 * A page whose class names a `noun` can also be made `alone` (a property, set once when it is
 * made): it is then the whole of another window, shows the one thing that it is told to open, and
 * no list of others. What is open in such windows is `elsewhere` for the page in the main window:
 * it shows a ZxElsewherePage in the thing's place and has no subject, so that nothing is written in
 * two places.
 *
 * The window offers actions everywhere, so that side panels need not know their neighbours:
 * `panel.insert-text` (s), `panel.open` ((sx): noun, id), which goes to the panel that shows such a
 * thing, `panel.pop-out` ((sx)), which gives it a window of its own, `panel.bring-back` ((sx)),
 * which takes that away again, and `panel.act` (s), which does an action of this page in the main
 * window. */
#define ZX_TYPE_PANEL (zx_panel_get_type ())
G_DECLARE_DERIVABLE_TYPE (ZxPanel, zx_panel, ZX, PANEL, AdwBin)

struct _ZxPanelClass {
  AdwBinClass parent_class;

  /* Keys of this feature; ends with a row whose title is null. May be null. */
  const ZxShortcut *shortcuts;

  /* Put @text into what the agent is writing, at the cursor, and the keyboard there ("": that
   * alone). */
  void (*insert_text) (ZxPanel *self, const char *text);

  /* Send @suggestion as the answer to message @question_id, or (@edit) put it where the agent
   * can change it first. FALSE when there is nothing it could be sent to. */
  gboolean (*use_suggestion) (ZxPanel *self,
                              ZxSuggestion *suggestion,
                              gint64 question_id,
                              gboolean edit);

  /* The panel has become the visible one: put the keyboard where work goes on. */
  void (*shown) (ZxPanel *self);

  /* Whether a page of this kind exists for who has @rights: it comes and goes with them. Null: for
   * everybody. */
  gboolean (*is_for) (const ZxRights *rights);

  /* Show the thing @id of @noun ("contact", "customer", …). FALSE when this panel cannot. Null: it
   * shows nothing by number. */
  gboolean (*open) (ZxPanel *self, const char *noun, gint64 id);

  /* Whether the action of one of its shortcuts can be done now. Null: all can, always. */
  gboolean (*can) (ZxPanel *self, const char *action);

  /* It has no subject and takes the right column's place too. */
  gboolean is_wide;

  /* What a subject of this page is called ("contact"), when a page that is `alone` can show one.
   * Such a subject has a property `id`. Null: no window of its own for anything here. */
  const char *noun;

  /* What zx_panel_is_elsewhere() says has changed. */
  void (*elsewhere_changed) (ZxPanel *self);
};

/* Whether a page of this type exists for who has @rights. */
gboolean zx_panel_type_is_for (GType type, const ZxRights *rights);

ZxClient *zx_panel_get_client (ZxPanel *self);
const char *zx_panel_get_title (ZxPanel *self);
const char *zx_panel_get_icon_name (ZxPanel *self);
guint zx_panel_get_badge (ZxPanel *self);
gboolean zx_panel_get_alone (ZxPanel *self);

/* Of the things in the live list @subjects each has a window of its own. Once, by the shell. */
void zx_panel_set_elsewhere (ZxPanel *self, GListModel *subjects);
gboolean zx_panel_is_elsewhere (ZxPanel *self, gpointer subject); /* FALSE for null */

/* For subclasses: what waits for the agent here (0 hides the badge), and what is selected. */
void zx_panel_set_badge (ZxPanel *self, guint badge);
void zx_panel_set_subject (ZxPanel *self, gpointer subject);

void zx_panel_insert_text (ZxPanel *self, const char *text);
gboolean zx_panel_use_suggestion (ZxPanel *self,
                                  ZxSuggestion *suggestion,
                                  gint64 question_id,
                                  gboolean edit);
gboolean zx_panel_open (ZxPanel *self, const char *noun, gint64 id);
gboolean zx_panel_can (ZxPanel *self, const char *action);
void zx_panel_shown (ZxPanel *self);

/* Tells the agent of @error in a toast; silent when it is null or a cancellation. */
void zx_panel_report (ZxPanel *self, const GError *error);
