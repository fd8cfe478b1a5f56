/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-folder.h"
#include "zxd-store-file.h"
#include "zxd-stream.h"

/* What is sent along with messages: takes files in, gives them out, and lets their bytes go when no
 * row names them. Main thread. */
typedef struct _ZxdFiles ZxdFiles;

/* Opens the folder of @config and makes sure that it is the one which the database knows: a
 * database without one takes it; CONFLICT when it has another. Null with @error. Blocks: for the
 * start and for commands. */
ZxdFolder *zxd_files_open_folder (const ZxdConfig *config, ZxdStore *store, GError **error);

/* @folder is taken. Begins to sweep. */
ZxdFiles *zxd_files_new (const ZxdConfig *config, ZxdStore *store, ZxdFolder *folder);
void zxd_files_free (ZxdFiles *files);

/* Makes the server serve them. FALSE with @error when it may not. */
gboolean zxd_server_open_files (ZxdServer *server, GError **error);

/* Receives the body of @call, which sends one file: its headers say name and uuid. @sender is
 * copied: agent_id and contact_id, or visitor_id. Answers in every case. */
void zxd_files_take (ZxdCall *call, const ZxdFile *sender, gint64 most);

/* Answers how much of the file @uuid of @sender is there, so that a cut upload goes on: its bytes
 * may then be sent from there on. Ends an upload of it that is under way here: its sender asks
 * because he has lost it. */
void zxd_files_tell (ZxdCall *call, const ZxdFile *sender, const char *uuid);

/* Answers with the bytes of @file, or of its small picture: headers that make it a picture or a
 * download and nothing else. */
void zxd_files_give (ZxdCall *call, const ZxdFile *file, gboolean thumb);

/* The member `files` of hello and of a visitor's session: what may be sent. */
void zxd_files_add_limits (GString *json, int most_mb);
