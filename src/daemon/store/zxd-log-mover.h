/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Moves what SQLite's log holds into the database file, on a thread and a connection of its own:
 * the writer, and so everybody who waits for a commit, does not wait for it. */
typedef struct _ZxdLogMover ZxdLogMover;

/* @path: of the database. Its thread begins at once. */
ZxdLogMover *zxd_log_mover_new (const char *path);

/* Any thread: there is something to move. Returns at once; what comes too soon after the last time,
 * or in the middle of it, is forgotten, for there will be a next commit. */
void zxd_log_mover_wake (ZxdLogMover *self);

/* Waits for the end of what it is doing. Null is fine. */
void zxd_log_mover_free (ZxdLogMover *self);
