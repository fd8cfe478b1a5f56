/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-contact.h"

/* Nobody is free for @contact_id, which waits. What its customer wrote becomes a message that is
 * answered later, and he is told so; where he wrote nothing it is ABANDONED. CONFLICT when it no
 * longer waits, or may not be sent away. */
gboolean zxd_contact_overflow (ZxdTxn *txn, gint64 contact_id, GError **error);
