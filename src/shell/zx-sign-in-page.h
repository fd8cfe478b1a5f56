/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

#include <adwaita.h>

/* Asks for server, login and password, and says in words why it did not work. Emits `signed-in`. */
#define ZX_TYPE_SIGN_IN_PAGE (zx_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (ZxSignInPage, zx_sign_in_page, ZX, SIGN_IN_PAGE, AdwBin)

/* Once, before it is shown. @server and @login (nullable) come before what was used last. */
void zx_sign_in_page_set_up (ZxSignInPage *self,
                             ZxClient *client,
                             GSettings *settings,
                             const char *server,
                             const char *login);

/* The page is shown, because of @notice (nullable): puts the keyboard into the first empty row. */
void zx_sign_in_page_open (ZxSignInPage *self, const char *notice);
