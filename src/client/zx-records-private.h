/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client.h"
#include "zx-records.h"

/* The gate's and the loader's side of ZxRecords. Private to client/. */
const char *zx_records_path (const char *noun); /* of its list; null: no such noun */
void zx_records_put (ZxRecords *self, gint64 id, gint64 rev, JsonObject *json);
void zx_records_lose (ZxRecords *self, gint64 id, gint64 rev);
/* Loads all pages; once more afterwards when it is under way already. */
void zx_records_load (ZxRecords *self, ZxClient *client);
