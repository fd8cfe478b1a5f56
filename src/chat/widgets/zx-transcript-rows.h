/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-message-row.h"

#define ZX_TRANSCRIPT_MOST_ROWS 200 /* widgets kept; more are dropped at the edge farther away */

/* Which messages of a transcript have a row: a window on the list, as children of the view that it
 * belongs to. Knows nothing of places and scrolling. Private to ZxTranscriptView. */
typedef struct {
  GtkWidget *view;      /* not owned: the rows' parent */
  GtkWidget *header;    /* not owned, nullable: the child before the first row */
  ZxClient *client;     /* owned, nullable */
  GListModel *model;    /* owned, nullable */
  GPtrArray *rows;      /* owned; of ZxMessageRow, oldest first */
  guint first;          /* position of rows[0] in the model */
  ZxMessageRow *anchor; /* one of rows, or null: what stays in place when others come and go */
  gint64 shown_day_ms;  /* a time of the day for which the headings say "Today" */
  gint64 new_after;     /* behind this message lies what is new; 0: nothing is marked */
  char *find;           /* owned, nullable: words that are marked in the rows */
} ZxTranscriptRows;

void zx_transcript_rows_init (ZxTranscriptRows *self, GtkWidget *view);
void zx_transcript_rows_clear (ZxTranscriptRows *self); /* in dispose; may run twice */

guint zx_transcript_rows_count_items (ZxTranscriptRows *self);
guint zx_transcript_rows_get_end (ZxTranscriptRows *self); /* the position behind the last row */

/* Rows come and go at the edges. */
void zx_transcript_rows_add_older (ZxTranscriptRows *self);
void zx_transcript_rows_add_newer (ZxTranscriptRows *self);
void zx_transcript_rows_drop_oldest (ZxTranscriptRows *self);
void zx_transcript_rows_drop_newest (ZxTranscriptRows *self);

/* Starts afresh: with the newest messages, or with those round @position. */
void zx_transcript_rows_show_end (ZxTranscriptRows *self);
void zx_transcript_rows_show_round (ZxTranscriptRows *self, guint position);
void zx_transcript_rows_remove_all (ZxTranscriptRows *self);

/* The list has changed, see GListModel::items-changed. @at_newest: the newest must stay shown. */
void zx_transcript_rows_follow (ZxTranscriptRows *self,
                                guint position,
                                guint removed,
                                guint added,
                                gboolean at_newest);

/* Over midnight "Today" becomes "Yesterday". */
void zx_transcript_rows_look_at_day (ZxTranscriptRows *self);

/* What is new, and what is looked for, is shown in every row that there is or will be. */
void zx_transcript_rows_set_new_after (ZxTranscriptRows *self, gint64 id);
void zx_transcript_rows_set_find (ZxTranscriptRows *self, const char *text);

/* Index of the row of @message, or -1. */
int zx_transcript_rows_find (ZxTranscriptRows *self, ZxMessage *message);
