/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for what the system wrote into a conversation, and for what a message answers to. */
#include "zx-message-words.h"

#include <glib/gi18n.h>

static const struct {
  const char *code, *line;
  const char *first, *second; /* members of the line that %1$s and %2$s stand for */
} lines[] = {
    /* translators: the first is who invited, the second the colleague who may now read and write */
    {"invited", N_ ("%1$s invited %2$s."), "by", "who"},
    /* translators: the first is a lead, the second the agent who had the chat before */
    {"taken_over", N_ ("%1$s took over from %2$s."), "who", "by"},
    /* translators: the first is an agent; the second an agent, group or queue */
    {"transfer", N_ ("%1$s passes the chat on to %2$s."), "by", "who"},
    /* translators: the first is a lead, the second the agent who shall have the chat */
    {"assign", N_ ("%1$s assigns the chat to %2$s."), "by", "who"},
    /* translators: the first is the agent who has the chat now, the second who had it before */
    {"passed_on", N_ ("%1$s has the chat now, %2$s passed it on."), "who", "by"},
    {"requeued", N_ ("%1$s put the chat back into the queue."), "by", NULL},
    {"left_message", N_ ("%1$s left a message."), "who", NULL},
    /* translators: %1$s is an agent whose window is gone, or whose network */
    {"vanished", N_ ("%1$s was disconnected; the chat waits for somebody else."), "who", NULL},
    {"overflow", N_ ("Nobody was free: the customer was told that we answer later."), NULL, NULL},
    {"came_back", N_ ("%1$s is back in the chat."), "who", NULL},
};

static const char *
get_member (ZxMessage *message, const char *member)
{
  const char *value = member != NULL ? zx_message_get_system (message, member) : NULL;

  return value != NULL ? value : "";
}

static char *
fill (const char *format, const char *first, const char *second)
{
  GString *text = g_string_new (format);

  g_string_replace (text, "%1$s", first, 1);
  g_string_replace (text, "%2$s", second, 1);
  return g_string_free (text, FALSE);
}

static char *
ended_line (ZxMessage *message)
{
  const char *who = get_member (message, "who");

  if (g_str_equal (get_member (message, "by"), "customer"))
    return g_strdup (_ ("The customer ended the chat."));
  if (*who == '\0')
    return g_strdup (_ ("The chat was ended."));
  /* translators: %1$s is an agent */
  return fill (_ ("%1$s ended the chat."), who, "");
}

static char *
left_line (ZxMessage *message)
{
  const char *who = get_member (message, "who"), *by = get_member (message, "by");

  if (*by != '\0' && !g_str_equal (by, who))
    /* translators: the first has removed the second, a guest, from the chat */
    return fill (_ ("%1$s let %2$s go."), by, who);
  return fill (_ ("%1$s left the conversation."), who, "");
}

static char *
with_note (char *line, const char *note)
{
  g_autofree char *bare = line;

  if (*note == '\0')
    return g_steal_pointer (&bare);
  /* translators: what happened, and the note that a colleague wrote to it */
  return fill (_ ("%1$s “%2$s”"), bare, note);
}

char *
zx_chat_system_line (ZxMessage *message)
{
  const char *code = zx_message_get_system_code (message);

  if (code == NULL)
    return NULL;
  if (g_str_equal (code, "ended"))
    return ended_line (message);
  if (g_str_equal (code, "left"))
    return left_line (message);
  if (g_str_equal (code, "rated")) {
    const char *stars = get_member (message, "stars");

    /* translators: %1$s is 1 to 5 */
    return fill (_ ("The customer gave %1$s of 5 stars."), stars, "");
  }
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (g_str_equal (code, lines[i].code)) {
      const char *first = get_member (message, lines[i].first);

      return with_note (fill (_ (lines[i].line), *first != '\0' ? first : _ ("The customer"),
                              get_member (message, lines[i].second)),
                        get_member (message, "note"));
    }
  return NULL;
}

static const char *
quoted_name (ZxClient *client, ZxMessage *message)
{
  ZxAgent *me = zx_client_get_me (client);
  const char *name = zx_message_get_quote_name (message);

  if (zx_message_get_quote_author (message) == ZX_AUTHOR_CUSTOMER)
    return name != NULL && *name != '\0' ? name : _ ("Customer");
  if (me != NULL && g_strcmp0 (name, zx_agent_get_name (me)) == 0)
    /* translators: who wrote a message: the agent who reads this */
    return C_ ("speaker", "Me");
  return name != NULL && *name != '\0' ? name : _ ("Colleague");
}

char *
zx_chat_quote (ZxClient *client, ZxMessage *message)
{
  const char *text = zx_message_get_quote_text (message);

  if (zx_message_get_quote_recalled (message))
    text = _ ("taken back");
  else if (text == NULL || *text == '\0')
    /* translators: a message that was answered to had no words, only files */
    text = _ ("File");
  return g_strdup_printf ("%s:\n%s", quoted_name (client, message), text);
}

char *
zx_chat_text_and_files (ZxMessage *message)
{
  GListModel *files = zx_message_get_files (message);
  guint n = files != NULL ? g_list_model_get_n_items (files) : 0;
  GString *words = g_string_new (zx_message_get_text (message));

  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxFile) file = g_list_model_get_item (files, i);

    g_string_append_printf (words, words->len > 0 ? ", %s" : "%s", zx_file_get_name (file));
  }
  return g_string_free (words, FALSE);
}
