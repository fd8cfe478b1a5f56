/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-record.h"

/* What somebody is about to write into a record, or into a new one: new values by member, each with
 * the one that it replaces. A form's memory while the page is away. Main thread. Signal "changed"
 * comes when a value was set or taken back. */
#define ZX_TYPE_RECORD_DRAFT (zx_record_draft_get_type ())
G_DECLARE_FINAL_TYPE (ZxRecordDraft, zx_record_draft, ZX, RECORD_DRAFT, GObject)

/* @record null: a new one is to be made. */
ZxRecordDraft *zx_record_draft_new (const char *noun, ZxRecord *record);

/* A new record with all members of @record: a deleted one comes back by saving it. */
ZxRecordDraft *zx_record_draft_new_copy (ZxRecord *record);

const char *zx_record_draft_get_noun (ZxRecordDraft *self);
ZxRecord *zx_record_draft_get_record (ZxRecordDraft *self); /* lent; null: a new one */
/* Names the creation, so that sending it twice makes one. */
const char *zx_record_draft_get_request (ZxRecordDraft *self);
/* The record's rev that the values were written over. */
gint64 zx_record_draft_get_rev (ZxRecordDraft *self);

/* Setting a member to what the record holds takes the change back. A text of null or "" empties
 * it. */
void zx_record_draft_set_text (ZxRecordDraft *self, const char *member, const char *text);
void zx_record_draft_set_int (ZxRecordDraft *self, const char *member, gint64 value);
void zx_record_draft_set_bool (ZxRecordDraft *self, const char *member, gboolean value);
/* @json is any value; what is none empties it. */
void zx_record_draft_set_json (ZxRecordDraft *self, const char *member, const char *json);
void zx_record_draft_set_words (ZxRecordDraft *self, const char *member, const char *const *words);

gboolean zx_record_draft_has (ZxRecordDraft *self, const char *member); /* it is to be changed */
gboolean zx_record_draft_is_changed (ZxRecordDraft *self);
/* The value as it will be: the new one, else the record's. As zx_record_dup_plain/json/words. */
char *zx_record_draft_dup_plain (ZxRecordDraft *self, const char *member);
char *zx_record_draft_dup_json (ZxRecordDraft *self, const char *member);
char **zx_record_draft_dup_words (ZxRecordDraft *self, const char *member);
gint64 zx_record_draft_get_ref (ZxRecordDraft *self, const char *member);

/* Forgets all values. */
void zx_record_draft_reset (ZxRecordDraft *self);
/* @body, of zx_record_draft_to_json, was saved: what was written into it since then stays. */
void zx_record_draft_saved (ZxRecordDraft *self, const char *body);
/* What stayed of the draft of a new record is to change @other's, which it has become. */
void zx_record_draft_pass_on (ZxRecordDraft *self, ZxRecordDraft *other);

/* TRUE when nobody has changed, since they were first written over, what the draft changes: then
 * the draft now stands on the record as it is. */
gboolean zx_record_draft_rebase (ZxRecordDraft *self);
/* The same whatever has changed: the draft's values shall win. */
void zx_record_draft_insist (ZxRecordDraft *self);

/* The body of the request that saves it. Caller frees. */
char *zx_record_draft_to_json (ZxRecordDraft *self);
