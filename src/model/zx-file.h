/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"
#include "zx-json.h"

#include <gio/gio.h>

/* Where the bytes of a file are. */
typedef enum {
  ZX_FILE_LOCAL,     /* here only: chosen, not yet sent */
  ZX_FILE_UPLOADING, /* on its way */
  ZX_FILE_STORED,    /* the server has it */
  ZX_FILE_FAILED,    /* refused: see refusal */
} ZxFileState;
#define ZX_TYPE_FILE_STATE (zx_file_state_get_type ())
GType zx_file_state_get_type (void);

/* One file that a message carries, or will. Main thread.
 *
 * Properties, read-only and notifying: id (int64, 0 before the server has a message with it), uuid,
 * name, type (such as "image/png"; of a local one guessed from its name), size (int64 bytes), width
 * and height (int64 pixels, 0 when it is no picture), has-thumb (boolean: the server has a small
 * picture of it), path (of the local bytes, or null), state (ZxFileState), progress (double, 0 to
 * 1, of the upload), refusal (problem code such as "too-large", or null), is-picture (boolean: can
 * be shown in the window). */
#define ZX_TYPE_FILE (zx_file_get_type ())
G_DECLARE_FINAL_TYPE (ZxFile, zx_file, ZX, FILE, GObject)

/* From one of `extra.files` of a message. */
ZxFile *zx_file_new (JsonObject *json);

/* One whose bytes are here only: in the file @path, or in @bytes (one of the two; the other null).
 * @uuid is made anew when null. */
ZxFile *
zx_file_new_here (const char *uuid, const char *name, const char *path, GBytes *bytes, gint64 size);

/* A list of ZxFile from the array; null when @array is null or empty. Caller owns it. */
GListModel *zx_file_list_new (JsonArray *array);

/* For the client: what the server says after the upload, and how far it is. */
void zx_file_apply_json (ZxFile *self, JsonObject *json);
void zx_file_set_state (ZxFile *self, ZxFileState state, const char *refusal);
void zx_file_set_progress (ZxFile *self, double progress);
void zx_file_set_path (ZxFile *self, const char *path); /* the bytes are there now */

gint64 zx_file_get_id (ZxFile *self);
const char *zx_file_get_uuid (ZxFile *self);
const char *zx_file_get_name (ZxFile *self);
const char *zx_file_get_content_type (ZxFile *self); /* the property `type` */
gint64 zx_file_get_size (ZxFile *self);
gint64 zx_file_get_width (ZxFile *self);
gint64 zx_file_get_height (ZxFile *self);
gboolean zx_file_get_has_thumb (ZxFile *self);
gboolean zx_file_get_is_picture (ZxFile *self);
const char *zx_file_get_path (ZxFile *self);
GBytes *zx_file_get_bytes (ZxFile *self); /* lent; null unless it was made from bytes */
ZxFileState zx_file_get_state (ZxFile *self);
double zx_file_get_progress (ZxFile *self);
const char *zx_file_get_refusal (ZxFile *self);
