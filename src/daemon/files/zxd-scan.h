/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Asks clamd whether the file open at @fd (read from its beginning) carries a virus. @where is
 * unix:/path or host:port. Blocks, at most for some minutes; any thread. FALSE with UNAVAILABLE
 * when no clear word came: then the file is not to be trusted either. *@virus (owned) is its name,
 * null when the file is clean. */
gboolean zxd_scan (const char *where, int fd, char **virus, GError **error);

/* What is wrong with @where, before anything is scanned. */
gboolean zxd_scan_check_address (const char *where, GError **error);
