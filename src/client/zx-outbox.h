/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-file.h"

/* What the agent has written and the server does not have yet, and drafts: one SQLite file per
 * server and login. It survives kill -9 and power cuts; what is deleted is overwritten. All file
 * work is done on a thread of its own, in the order of the calls; the functions themselves are for
 * the main thread and return at once. Private to client/. */
typedef struct _ZxOutbox ZxOutbox;

typedef struct {
  char *uuid; /* owned; made by us, known to the server for ever */
  gint64 contact_id;
  char *text; /* owned */
  gint64 seen_seq;
  gboolean internal;
  char *extra;        /* owned; JSON as a message's `extra`: quote, mentions; null: nothing */
  GPtrArray *sources; /* of ZxFile, null: none. Memory only: what a new row's put copies */
  gboolean withdrawn; /* taken back, but the server may have it: a recall is to be sent */
  gint64 article_id, question_id; /* the suggestion used, or 0 */
  gboolean edited;
  gint64 written_at_ms;
  char *refusal, *refusal_detail; /* owned; null while it waits */
  gint64 refusal_seq;
  gboolean is_kept; /* memory only, for the caller: it is on the disk */
} ZxOutboxRow;

ZxOutboxRow *zx_outbox_row_copy (const ZxOutboxRow *row);
void zx_outbox_row_free (ZxOutboxRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxOutboxRow, zx_outbox_row_free)

typedef struct {
  gint64 key;         /* see zx_draft_key() */
  char *text;         /* owned, nullable */
  GPtrArray *files;   /* owned, nullable; of ZxFile */
  char *summary;      /* owned; of the contact whose id is the key; null: none is kept */
  gint64 category_id; /* with the summary; 0: none */
} ZxDraft;

/* A contact has two drafts. The journal of older versions knows only the answer's, under the
 * contact's id; the note's stands under the negative one. */
static inline gint64
zx_draft_key (gint64 contact_id, gboolean is_note)
{
  return is_note ? -contact_id : contact_id;
}

/* Opens (makes) the file at @path with its folders, readable by this user alone. */
void zx_outbox_open_async (const char *path, GAsyncReadyCallback callback, gpointer user_data);
/* @rows: of ZxOutboxRow in the order of writing; @drafts: of ZxDraft. Both new. */
ZxOutbox *
zx_outbox_open_finish (GAsyncResult *result, GPtrArray **rows, GPtrArray **drafts, GError **error);

/* Adds @row, or changes the one with its uuid. Once the callback runs it is on the disk. A row that
 * @is_new forgets the draft it was, files and all, in the same transaction. */
void zx_outbox_put_async (ZxOutbox *self,
                          const ZxOutboxRow *row,
                          gboolean is_new,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean zx_outbox_put_finish (GAsyncResult *result, GError **error);

/* Where the bytes of the @n-th file of row @uuid are once the row is kept. Caller frees. */
char *zx_outbox_file_path (ZxOutbox *self, const char *uuid, guint n);

/* The row and the bytes of its files. */
void zx_outbox_remove (ZxOutbox *self, const char *uuid);
/* Null or "": forget it. */
void zx_outbox_save_draft (ZxOutbox *self, gint64 key, const char *text);
/* What a contact was about, with its category (0: none); null: forget it. "" is kept: it takes back
 * what the server has. */
void
zx_outbox_save_wrap_up (ZxOutbox *self, gint64 contact_id, gint64 category_id, const char *summary);
/* What is to go with the draft, of ZxFile; null or empty: nothing. Of a file of the agent's the
 * path is kept; of what is in no file, or in the outbox's own, the bytes, which then are where the
 * path of the ZxFile says. */
void zx_outbox_save_draft_files (ZxOutbox *self, gint64 key, GPtrArray *files);

/* Frees @self when all that was asked before is done; @callback runs after that. */
void zx_outbox_close_async (ZxOutbox *self, GAsyncReadyCallback callback, gpointer user_data);
