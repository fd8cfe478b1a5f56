/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"
#include "zxd-store-customer.h"

/* What the customers' endpoints share. */

/* The whole customer as the answer, with its rev; @made_id, unless 0, is the part that was made. */
gboolean
zxd_customers_answer (ZxdDb *db, gint64 id, gint64 made_id, ZxdAnswer *answer, GError **error);

void zxd_customers_register_edit (ZxdServer *server);
void zxd_customers_register_person (ZxdServer *server);
