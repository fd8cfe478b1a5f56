/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

typedef struct {
  guint added, changed, same;
} ZxdImportFigures;

/* Reads every *.md file of @folder (see zxd-front-matter.h) and publishes them in @org_id, all or
 * none; an article that is there already (by its ref) is brought up to date. Waits for the store:
 * for commands only. BAD_DATA names file and line. */
gboolean zxd_import_articles (ZxdStore *store,
                              const char *folder,
                              gint64 org_id,
                              ZxdImportFigures *figures,
                              GError **error);
