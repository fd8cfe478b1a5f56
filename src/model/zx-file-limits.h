/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-file.h"

/* What may be sent along with a message, as the server says it beforehand. A plain value. */
typedef struct {
  gint64 most;       /* bytes of one file; 0: not said */
  guint count;       /* files of one message */
  char **extensions; /* owned, lower case, without dots; null: not said */
} ZxFileLimits;

/* From the member `files` of hello; @json may be null: nothing is said, then nothing is refused but
 * more than ten. */
ZxFileLimits *zx_file_limits_new (JsonObject *json);
void zx_file_limits_free (ZxFileLimits *limits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxFileLimits, zx_file_limits_free)

/* Why the server would refuse @file, by its name and size alone, in its own code ("too-large",
 * "type-refused", "empty"); null when it may be sent. */
const char *zx_file_limits_refuse (const ZxFileLimits *limits, ZxFile *file);
