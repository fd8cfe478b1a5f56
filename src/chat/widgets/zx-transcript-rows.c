/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes and drops the rows of a transcript as its list and the reader's place change. */
#include "zx-transcript-rows.h"

#include "zx-chat-words.h"
#include "zx-retire.h"
#include "zx-row-window.h"

#define FIRST_ROWS 8 /* few windows show less; the view adds what it has room for */

void
zx_transcript_rows_init (ZxTranscriptRows *self, GtkWidget *view)
{
  *self = (ZxTranscriptRows){.view = view, .rows = g_ptr_array_new ()};
}

void
zx_transcript_rows_clear (ZxTranscriptRows *self)
{
  if (self->rows == NULL)
    return;
  zx_transcript_rows_remove_all (self);
  zx_retire_finish (self->view);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->find, g_free);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
}

guint
zx_transcript_rows_count_items (ZxTranscriptRows *self)
{
  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

guint
zx_transcript_rows_get_end (ZxTranscriptRows *self)
{
  return self->first + self->rows->len;
}

/* The first message that came after those that were read; not one that the reader wrote himself. */
static gboolean
is_first_new (ZxTranscriptRows *self, ZxMessage *message, ZxMessage *before)
{
  ZxAgent *me = self->client != NULL ? zx_client_get_me (self->client) : NULL;

  return self->new_after > 0 && before != NULL && zx_message_get_id (message) > self->new_after &&
         zx_message_get_id (before) > 0 && zx_message_get_id (before) <= self->new_after &&
         (me == NULL || zx_message_get_agent_id (message) != zx_agent_get_id (me));
}

static void
show_place (ZxTranscriptRows *self, guint index)
{
  ZxMessageRow *row = g_ptr_array_index (self->rows, index);
  guint position = self->first + index;
  g_autoptr (ZxMessage) before =
      position > 0 ? g_list_model_get_item (self->model, position - 1) : NULL;
  g_autoptr (ZxMessage) after = g_list_model_get_item (self->model, position + 1);

  zx_message_row_set_neighbours (row, before, after);
  zx_message_row_set_first_new (row, is_first_new (self, zx_message_row_get_message (row), before));
}

static void
show_places_round (ZxTranscriptRows *self, guint position)
{
  for (guint i = position > 0 ? position - 1 : 0; i <= position; i++)
    if (i >= self->first && i < zx_transcript_rows_get_end (self))
      show_place (self, i - self->first);
}

static void
add_row (ZxTranscriptRows *self, guint index)
{
  g_autoptr (ZxMessage) message = g_list_model_get_item (self->model, self->first + index);
  GtkWidget *row = zx_message_row_new (self->client, message);
  GtkWidget *before = index > 0 ? g_ptr_array_index (self->rows, index - 1) : self->header;

  gtk_widget_insert_after (row, self->view, before);
  g_ptr_array_insert (self->rows, (int) index, row);
  if (self->find != NULL)
    g_object_set (row, "find", self->find, NULL);
  show_place (self, index);
}

static void
remove_row (ZxTranscriptRows *self, guint index)
{
  GtkWidget *row = g_ptr_array_index (self->rows, index);

  /* What stays in place is then the next row, where this one was. */
  if (ZX_MESSAGE_ROW (row) == self->anchor)
    self->anchor = index + 1 < self->rows->len ? g_ptr_array_index (self->rows, index + 1)
                   : index > 0                 ? g_ptr_array_index (self->rows, index - 1)
                                               : NULL;
  g_ptr_array_remove_index (self->rows, index);
  gtk_widget_unparent (row);
}

void
zx_transcript_rows_remove_all (ZxTranscriptRows *self)
{
  self->anchor = NULL;
  for (guint i = 0; i < self->rows->len; i++)
    zx_retire (g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

void
zx_transcript_rows_look_at_day (ZxTranscriptRows *self)
{
  gint64 now = self->client != NULL ? zx_client_now_ms (self->client) : 0;

  if (zx_chat_is_same_day (now, self->shown_day_ms))
    return;
  self->shown_day_ms = now;
  for (guint i = 0; i < self->rows->len; i++)
    show_place (self, i);
}

void
zx_transcript_rows_add_older (ZxTranscriptRows *self)
{
  self->first--;
  add_row (self, 0);
}

void
zx_transcript_rows_add_newer (ZxTranscriptRows *self)
{
  add_row (self, self->rows->len);
}

void
zx_transcript_rows_drop_oldest (ZxTranscriptRows *self)
{
  remove_row (self, 0);
  self->first++;
}

void
zx_transcript_rows_drop_newest (ZxTranscriptRows *self)
{
  remove_row (self, self->rows->len - 1);
}

static void
show_from (ZxTranscriptRows *self, guint first, guint end)
{
  zx_transcript_rows_remove_all (self);
  self->first = first;
  for (guint i = 0; first + i < end; i++)
    add_row (self, i);
  gtk_widget_queue_resize (self->view);
}

void
zx_transcript_rows_show_end (ZxTranscriptRows *self)
{
  guint n = zx_transcript_rows_count_items (self);

  show_from (self, n > FIRST_ROWS ? n - FIRST_ROWS : 0, n);
}

void
zx_transcript_rows_show_round (ZxTranscriptRows *self, guint position)
{
  guint n = zx_transcript_rows_count_items (self);

  show_from (self, position > FIRST_ROWS / 2 ? position - FIRST_ROWS / 2 : 0,
             MIN (n, position + FIRST_ROWS));
}

void
zx_transcript_rows_follow (ZxTranscriptRows *self,
                           guint position,
                           guint removed,
                           guint added,
                           gboolean at_newest)
{
  ZxRowWindow window = {self->first, self->rows->len};
  ZxRowPlan plan = zx_row_window_change (&window, position, removed, added,
                                         zx_transcript_rows_count_items (self),
                                         ZX_TRANSCRIPT_MOST_ROWS / 2, at_newest);

  if (plan.restart) {
    zx_transcript_rows_show_end (self);
    return;
  }
  for (guint i = 0; i < plan.n_drop; i++)
    remove_row (self, plan.drop_at);
  self->first = window.first;
  for (guint i = 0; i < plan.n_add; i++)
    add_row (self, plan.add_at + i);
  /* The rows beside the change have other neighbours now. */
  show_places_round (self, position);
  show_places_round (self, position + added);
  while (self->rows->len > ZX_TRANSCRIPT_MOST_ROWS && at_newest)
    zx_transcript_rows_drop_oldest (self);
  while (self->rows->len > ZX_TRANSCRIPT_MOST_ROWS)
    zx_transcript_rows_drop_newest (self);
  zx_transcript_rows_look_at_day (self);
  gtk_widget_queue_resize (self->view);
}

void
zx_transcript_rows_set_new_after (ZxTranscriptRows *self, gint64 id)
{
  if (self->new_after == id)
    return;
  self->new_after = id;
  for (guint i = 0; i < self->rows->len; i++)
    show_place (self, i);
}

void
zx_transcript_rows_set_find (ZxTranscriptRows *self, const char *text)
{
  if (g_strcmp0 (self->find, text) == 0)
    return;
  g_free (self->find);
  self->find = g_strdup (text);
  for (guint i = 0; i < self->rows->len; i++)
    g_object_set (g_ptr_array_index (self->rows, i), "find", text, NULL);
}

int
zx_transcript_rows_find (ZxTranscriptRows *self, ZxMessage *message)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (zx_message_row_get_message (g_ptr_array_index (self->rows, i)) == message)
      return (int) i;
  return -1;
}
