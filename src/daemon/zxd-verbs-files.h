/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-files.h"

/* What the commands do with the bytes of files. All of it blocks. */
typedef struct {
  gint64 files, copied, missing, damaged;
} ZxdFileFigures;

/* Copies into @to whatever @db names and @to has not, from @from; counts what is missing there or
 * damaged, and says so on standard error. Marks as used now what is named. */
gboolean zxd_verb_copy_files (ZxdDb *db,
                              ZxdFolder *from,
                              ZxdFolder *to,
                              ZxdFileFigures *figures,
                              GError **error);

/* Looks whether the bytes of all rows are in @folder, with @wants_bytes whether they are the right
 * ones too, and removes those that no row names; how many in *@swept. */
gboolean zxd_verb_check_files (ZxdStore *store,
                               ZxdFolder *folder,
                               gboolean wants_bytes,
                               ZxdFileFigures *figures,
                               gint64 *swept,
                               GError **error);
