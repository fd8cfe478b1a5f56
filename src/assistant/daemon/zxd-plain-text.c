/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns Markdown into plain text, by the syntax tree and not by search and replace. */
#include "zxd-plain-text.h"

#include <cmark.h>
#include <string.h>

typedef struct {
  GString *out; /* owned */
  gsize most;   /* characters */
  gsize whole;  /* bytes of what ends with a whole line that fits */
  gboolean is_full;
} Writer;

static int
item_depth (cmark_node *node)
{
  int depth = 0;

  for (; node != NULL; node = cmark_node_parent (node))
    depth += cmark_node_get_type (node) == CMARK_NODE_ITEM;
  return depth;
}

static int
item_number (cmark_node *item)
{
  int number = cmark_node_get_list_start (cmark_node_parent (item));

  while ((item = cmark_node_previous (item)) != NULL)
    number++;
  return number;
}

/* What stands before the first line of an item. */
static void
begin_item (Writer *writer, cmark_node *item)
{
  g_string_append_printf (writer->out, "%*s", (item_depth (item) - 1) * 3, "");
  if (cmark_node_get_list_type (cmark_node_parent (item)) == CMARK_ORDERED_LIST)
    g_string_append_printf (writer->out, "%d. ", item_number (item));
  else
    g_string_append (writer->out, "- ");
}

static void
begin_line (Writer *writer, cmark_node *block)
{
  cmark_node *parent = cmark_node_parent (block);

  if (parent == NULL || cmark_node_get_type (parent) != CMARK_NODE_ITEM)
    return;
  if (cmark_node_previous (block) == NULL)
    begin_item (writer, parent);
  else
    g_string_append_printf (writer->out, "%*s", item_depth (block) * 3, "");
}

static void
end_line (Writer *writer)
{
  GString *out = writer->out;

  while (out->len > 0 && out->str[out->len - 1] == '\n')
    g_string_truncate (out, out->len - 1);
  if (writer->whole > 0 && (gsize) g_utf8_strlen (out->str, (gssize) out->len) > writer->most) {
    writer->is_full = TRUE;
    return;
  }
  writer->whole = out->len;
  g_string_append_c (out, '\n');
}

static void
write_inline (Writer *writer, cmark_node *node, cmark_event_type event)
{
  const char *url;

  switch (cmark_node_get_type (node)) {
  case CMARK_NODE_TEXT:
  case CMARK_NODE_CODE:
    g_string_append (writer->out, cmark_node_get_literal (node));
    break;
  case CMARK_NODE_SOFTBREAK:
  case CMARK_NODE_LINEBREAK:
    g_string_append_c (writer->out, ' ');
    break;
  case CMARK_NODE_LINK:
    url = cmark_node_get_url (node);
    if (event == CMARK_EVENT_EXIT && url != NULL && !g_str_has_suffix (writer->out->str, url))
      g_string_append_printf (writer->out, " (%s)", url);
    break;
  default:
    break;
  }
}

static void
write_block (Writer *writer, cmark_node *node, cmark_event_type event)
{
  switch (cmark_node_get_type (node)) {
  case CMARK_NODE_PARAGRAPH:
  case CMARK_NODE_HEADING:
    if (event == CMARK_EVENT_ENTER)
      begin_line (writer, node);
    else
      end_line (writer);
    break;
  case CMARK_NODE_CODE_BLOCK:
    begin_line (writer, node);
    g_string_append (writer->out, cmark_node_get_literal (node));
    end_line (writer);
    break;
  default:
    write_inline (writer, node, event);
  }
}

/* A heading whose text did not fit any more says nothing. */
static gboolean
ends_with_heading (cmark_node *last)
{
  return last != NULL && cmark_node_get_type (last) == CMARK_NODE_HEADING;
}

char *
zxd_plain_text (const char *markdown, gsize most)
{
  cmark_node *root = cmark_parse_document (markdown, strlen (markdown), CMARK_OPT_DEFAULT);
  cmark_iter *iter = cmark_iter_new (root);
  Writer writer = {g_string_new (NULL), most, 0, FALSE};
  gsize before_last = 0;
  cmark_node *last = NULL;
  cmark_event_type event;

  while (!writer.is_full && (event = cmark_iter_next (iter)) != CMARK_EVENT_DONE) {
    gsize whole = writer.whole;

    write_block (&writer, cmark_iter_get_node (iter), event);
    if (writer.whole != whole) {
      before_last = whole;
      last = cmark_iter_get_node (iter);
    }
  }
  if (ends_with_heading (last) && before_last > 0)
    writer.whole = before_last;
  g_string_truncate (writer.out, writer.whole);
  cmark_iter_free (iter);
  cmark_node_free (root);
  return g_string_free (writer.out, FALSE);
}
