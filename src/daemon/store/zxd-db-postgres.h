/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "zxd-db-private.h"

/* The connection underneath, for the writer's pipeline and for LISTEN. Lent. */
PGconn *zxd_db_postgres_connection (ZxdDb *db);

/* TRUE for what PostgreSQL asks to be tried again: a deadlock or a serialisation failure. */
gboolean zxd_db_postgres_may_retry (const PGresult *result);
