/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-keymap.h"
#include "zx-notifier.h"

/* The running program: its options, its client, its settings and the actions that need no window.
 * `--profile NAME` makes a second instance beside the first one. */
#define ZX_TYPE_APPLICATION (zx_application_get_type ())
G_DECLARE_FINAL_TYPE (ZxApplication, zx_application, ZX, APPLICATION, AdwApplication)

ZxApplication *zx_application_new (void);

ZxClient *zx_application_get_client (ZxApplication *self);
GSettings *zx_application_get_settings (ZxApplication *self);
ZxKeymap *zx_application_get_keymap (ZxApplication *self);
ZxNotifier *zx_application_get_notifier (ZxApplication *self);

/* From the command line, for the sign-in page; null when not given. */
const char *zx_application_get_server (ZxApplication *self);
const char *zx_application_get_login (ZxApplication *self);
