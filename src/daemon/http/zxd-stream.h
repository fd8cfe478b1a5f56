/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-server.h"
#include "zxd-workers.h"

/* Bodies that do not fit the memory: in and out of files, a piece at a time. Main thread; the disk
 * is touched by @workers alone. */

/* Receives the body of @call into @fd (lent), for an endpoint of zxd_server_add_upload() that has
 * not answered. What is before it in the file came earlier: @before bytes whose sum so far is
 * @checksum (taken; null: none). @received is called once: with the file's @size and @sum (SHA-256)
 * when all of it is there (not yet on the disk); with null for @sum when it ended early, was
 * answered meanwhile (413 beyond @most bytes, 503 when it cannot be written), or the client is
 * gone. */
typedef void (*ZxdReceived) (ZxdCall *call, gint64 size, const guint8 *sum, gpointer data);
void zxd_call_receive (ZxdCall *call,
                       ZxdWorkers *workers,
                       int fd,
                       gint64 before,
                       GChecksum *checksum,
                       gint64 most,
                       ZxdReceived received,
                       gpointer data);

/* Answers 200 with the @size bytes of @fd (taken), or what a GET wants of them: 206 with one part,
 * 416 when it lies beyond (RFC 9110 §14). If-Range is held against the ETag that the answer has. */
void
zxd_call_answer_file (ZxdCall *call, ZxdWorkers *workers, const char *type, int fd, gint64 size);
