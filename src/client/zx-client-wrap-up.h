/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"

/* What the agent says of contacts in WRAP_UP, as part of ZxClient: main thread, nothing blocks. It
 * is kept here, and soon in the journal, until the server has it: without a connection, and after a
 * crash. Where the server takes it no more (the contact is closed, or a colleague's),
 * ZxClient::wrap-up-refused hands the words back, and they are forgotten here. */

/* Takes what is chosen (0: nothing) and written (null: nothing) now. It is sent soon after the last
 * change, or once there is a connection. Other states than WRAP_UP are over: nothing happens. */
void zx_client_keep_wrap_up (ZxClient *self,
                             ZxContact *contact,
                             gint64 category_id,
                             const char *summary);

/* What the agent has said last: what is kept here, else what the server has. TRUE when it is kept
 * here. @summary: lent until the next call, never null. Both may be null. */
gboolean zx_client_get_wrap_up (ZxClient *self,
                                ZxContact *contact,
                                gint64 *category_id,
                                const char **summary);

/* At once, what waits for the last change. */
void zx_client_send_wrap_ups (ZxClient *self);
