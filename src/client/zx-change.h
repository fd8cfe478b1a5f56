/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-customers.h"

/* What sending a ZxChange needs to know of it. Private to client/. */

/* The request: its method is POST for a new one, else PATCH. Free both. */
char *zx_change_make_path (ZxChange *change);
char *zx_change_make_body (ZxChange *change);
gboolean zx_change_is_new (ZxChange *change);
gint64 zx_change_get_rev (ZxChange *change); /* of what the agent saw */

/* Whether the customer as now known still has, in all members that are set, what the agent saw, or
 * already what he wants. FALSE also when the part is gone: @is_gone. */
gboolean zx_change_is_untouched (ZxChange *change, gboolean *is_gone);

/* The part's object in what is known of @customer; lent, null when it is not there. */
JsonObject *zx_part_find (ZxCustomer *customer, ZxPart part, gint64 id);
/* "customers/5/people/8"; free it. */
char *zx_part_path (ZxCustomer *customer, ZxPart part, gint64 id);
