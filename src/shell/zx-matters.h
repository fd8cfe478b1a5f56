/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-matter.h"

#define ZX_MATTERS_MOST 4 /* windows of their own: more than that nobody keeps in sight */

/* Which things have a window of their own, and the memory of it: kept in the settings'
 * `own-windows` by account, so that the next sign-in finds them again. Windows are made and raised
 * by who listens, never here. Lives as long as the main window; main thread only.
 *
 * Signals: `raise` (ZxMatter): the agent asked for it, and it is open; `failed` (GError): he asked
 * for it, and it cannot be shown. */
#define ZX_TYPE_MATTERS (zx_matters_get_type ())
G_DECLARE_FINAL_TYPE (ZxMatters, zx_matters, ZX, MATTERS, GObject)

ZxMatters *zx_matters_new (ZxClient *client, GSettings *settings);

/* Live lists, lent: of ZxMatter whose subject was found, and of those subjects. */
GListModel *zx_matters_get_open (ZxMatters *self);
GListModel *zx_matters_get_subjects (ZxMatters *self);

/* Opens it, or raises it. FALSE when there are ZX_MATTERS_MOST others. */
gboolean zx_matters_open (ZxMatters *self, const char *noun, gint64 id);

/* The agent has no window for it any more. */
void zx_matters_close (ZxMatters *self, ZxMatter *matter);

/* Lent; null when it has no window of its own. */
ZxMatter *zx_matters_find (ZxMatters *self, const char *noun, gint64 id);

/* Somebody has signed in: opens what he had open, but for what is over, gone or not his to see. */
void zx_matters_restore (ZxMatters *self);

/* Signed out: nothing is open, and what was is remembered. */
void zx_matters_leave (ZxMatters *self);
