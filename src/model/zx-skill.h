/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What two names of a skill have in common that people take for one: “ERP”, “erp ” and “ＥＲＰ”
 * give the same. What they typed stays as it is. Caller frees. Any thread. */
char *zx_skill_key (const char *name);
