/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"

#include <glib-object.h>

/* One thing that an administrator sets up: a group, a quick reply, a product of the catalogue, a
 * channel, … All nouns share this class, because nothing in the workstation rules over them: they
 * are named, listed, chosen from and edited. Members are asked for by their word on the wire.
 * One object an id and noun; written only by the client's gate; main thread. Properties, read-only
 * and notifying: noun (never changes), id, rev (int64; it notifies when any member has changed),
 * title (what it is called in a list). */
#define ZX_TYPE_RECORD (zx_record_get_type ())
G_DECLARE_FINAL_TYPE (ZxRecord, zx_record, ZX, RECORD, GObject)

ZxRecord *zx_record_new (const char *noun, gint64 id);

/* The gate. FALSE, and nothing changes, when @rev is not newer than what is known. Members that
 * @json lacks stay as they are when @is_partial. */
gboolean zx_record_apply_json (ZxRecord *self, JsonObject *json, gint64 rev, gboolean is_partial);

const char *zx_record_get_noun (ZxRecord *self);
gint64 zx_record_get_id (ZxRecord *self);
gint64 zx_record_get_rev (ZxRecord *self);
const char *zx_record_get_title (ZxRecord *self); /* never null */

gboolean zx_record_has (ZxRecord *self, const char *member);         /* there, and not null */
const char *zx_record_get_text (ZxRecord *self, const char *member); /* null when absent */
gint64 zx_record_get_int (ZxRecord *self, const char *member, gint64 fallback);
gboolean zx_record_get_bool (ZxRecord *self, const char *member);
gint64 zx_record_get_ref (ZxRecord *self, const char *member); /* an id; 0 when absent */
gint64 zx_record_get_time (ZxRecord *self, const char *member);
/* A list of words or of ids as decimal text; empty when absent. Caller frees. */
char **zx_record_dup_words (ZxRecord *self, const char *member);
/* Any member as JSON; "null" when absent. Caller frees. */
char *zx_record_dup_json (ZxRecord *self, const char *member);
/* Any member as one text: numbers in digits, lists joined by ", ", "" when absent. Caller frees. */
char *zx_record_dup_plain (ZxRecord *self, const char *member);
