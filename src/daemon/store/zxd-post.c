/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What travels between hub and store: posts, committed batches, pages of events. */
#include "zxd-store.h"

ZxdPost *
zxd_post_new (void)
{
  return g_new0 (ZxdPost, 1);
}

void
zxd_post_free (ZxdPost *post)
{
  g_clear_pointer (&post->event, zxd_event_unref);
  g_free (post->text);
  g_free (post->quote);
  g_strfreev (post->files);
  g_free (post->json);
  g_free (post);
}

void
zxd_batch_free (ZxdBatch *batch)
{
  ZxdPost *next;

  for (ZxdPost *post = batch->posts; post != NULL; post = next) {
    next = post->next;
    zxd_post_free (post);
  }
  g_ptr_array_unref (batch->events);
  g_free (batch);
}

void
zxd_page_free (ZxdPage *page)
{
  g_ptr_array_unref (page->events);
  g_free (page);
}
