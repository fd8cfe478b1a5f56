/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chat panel's words: sections, days, marks, refusals, and text made safe to show. */
#include "zx-chat-words.h"

#include <glib/gi18n.h>

#define ROOM_SHOWN 200              /* from so many characters left on, the agent is told */
#define QUARTER_MS (15 * 60 * 1000) /* in no time zone does a day begin within one */
#define NAME_WIDTH 18               /* columns; a Han character takes two */

ZxChatSectionKind
zx_chat_section_of (ZxContactState state, gint64 agent_id, gint64 waiting_since, gint64 my_id)
{
  if (agent_id == 0 || state == ZX_CONTACT_QUEUED)
    return ZX_CHAT_QUEUE;
  if (agent_id != my_id)
    return ZX_CHAT_OTHERS;
  return waiting_since > 0 ? ZX_CHAT_WAITING : ZX_CHAT_MINE;
}

const char *
zx_chat_section_title (ZxChatSectionKind kind)
{
  switch (kind) {
  case ZX_CHAT_WAITING:
    return _ ("Waiting for me");
  case ZX_CHAT_MINE:
    /* translators: heading over the chats that the agent has */
    return _ ("Mine");
  case ZX_CHAT_QUEUE:
    /* translators: heading over the chats that nobody has taken yet */
    return _ ("Queue");
  case ZX_CHAT_OTHERS:
  case ZX_CHAT_N_SECTIONS:
  default:
    /* translators: heading over the chats that other agents have */
    return _ ("Colleagues");
  }
}

static GDateTime *
local_day (gint64 ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  if (local == NULL)
    return NULL;
  return g_date_time_new_local (g_date_time_get_year (local), g_date_time_get_month (local),
                                g_date_time_get_day_of_month (local), 0, 0, 0);
}

gboolean
zx_chat_is_same_day (gint64 a_ms, gint64 b_ms)
{
  g_autoptr (GDateTime) a = NULL;
  g_autoptr (GDateTime) b = NULL;

  if (a_ms / QUARTER_MS == b_ms / QUARTER_MS)
    return TRUE;
  a = local_day (a_ms);
  b = local_day (b_ms);
  return a != NULL && b != NULL && g_date_time_equal (a, b);
}

char *
zx_chat_day (gint64 at_ms, gint64 now_ms)
{
  g_autoptr (GDateTime) day = local_day (at_ms);
  g_autoptr (GDateTime) today = local_day (now_ms);
  g_autoptr (GDateTime) next = day != NULL ? g_date_time_add_days (day, 1) : NULL;

  if (day == NULL || today == NULL || next == NULL)
    return g_strdup ("");
  if (g_date_time_equal (day, today))
    return g_strdup (_ ("Today"));
  if (g_date_time_equal (next, today))
    return g_strdup (_ ("Yesterday"));
  if (g_date_time_get_year (day) == g_date_time_get_year (today))
    /* translators: a day of this year, see g_date_time_format() */
    return g_date_time_format (day, _ ("%A, %-d %B"));
  /* translators: a day of another year, see g_date_time_format() */
  return g_date_time_format (day, _ ("%-d %B %Y"));
}

const char *
zx_chat_mark (ZxMessageState state)
{
  switch (state) {
  case ZX_MESSAGE_PENDING:
    /* translators: mark beside a message that still waits to be sent */
    return _ ("Waiting to be sent");
  case ZX_MESSAGE_SENT:
    /* translators: mark beside a message that the server has */
    return _ ("Sent");
  case ZX_MESSAGE_DELIVERED:
    /* translators: mark beside a message that the customer's page has */
    return _ ("Delivered");
  case ZX_MESSAGE_READ:
    /* translators: mark beside a message that the customer has seen */
    return _ ("Read");
  case ZX_MESSAGE_FAILED:
    /* translators: mark beside a message that the server refused */
    return _ ("Not sent");
  default:
    return "";
  }
}

const char *
zx_chat_mark_icon (ZxMessageState state)
{
  switch (state) {
  case ZX_MESSAGE_PENDING:
    return "preferences-system-time-symbolic";
  case ZX_MESSAGE_FAILED:
    return "emblem-important-symbolic";
  case ZX_MESSAGE_READ:
    return "emblem-ok-symbolic";
  case ZX_MESSAGE_SENT:
  case ZX_MESSAGE_DELIVERED:
  default:
    return "object-select-symbolic";
  }
}

const char *
zx_chat_resend_label (const char *code)
{
  if (g_strcmp0 (code, "over") == 0 || g_strcmp0 (code, "taken") == 0 ||
      g_strcmp0 (code, "reserved") == 0)
    return NULL;
  if (g_strcmp0 (code, "answered-meanwhile") == 0 ||
      g_strcmp0 (code, "customer-wrote-meanwhile") == 0)
    return _ ("Send anyway");
  return _ ("Send again");
}

static void
append_part (GString *line, const char *separator, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (line->len > 0)
    g_string_append (line, separator);
  g_string_append (line, part);
}

char *
zx_chat_subtitle (const char *trust,
                  const char *channel,
                  const char *page,
                  const char *product,
                  const char *version)
{
  GString *line = g_string_new (NULL);
  gboolean has_product = product != NULL && *product != '\0';

  append_part (line, " · ", trust);
  append_part (line, " · ", channel);
  append_part (line, " · ", page);
  append_part (line, " · ", product);
  append_part (line, has_product ? " " : " · ", version);
  return g_string_free (line, FALSE);
}

PangoEllipsizeMode
zx_chat_name_cut (const char *name)
{
  guint width = 0;

  for (const char *at = name; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    width += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
  return width > NAME_WIDTH ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE;
}

char *
zx_chat_room_left (guint n_characters, guint most)
{
  if (n_characters > most)
    return g_strdup_printf (
        ngettext ("%u character too many", "%u characters too many", n_characters - most),
        n_characters - most);
  if (most - n_characters <= ROOM_SHOWN)
    return g_strdup_printf (
        ngettext ("%u character left", "%u characters left", most - n_characters),
        most - n_characters);
  return g_strdup ("");
}

static PangoEllipsizeMode
name_cut_of (gpointer self, const char *name)
{
  return zx_chat_name_cut (name);
}

static char *
mark_of (gpointer self, ZxMessageState state)
{
  return g_strdup (zx_chat_mark (state));
}

static char *
mark_icon_of (gpointer self, ZxMessageState state)
{
  return g_strdup (zx_chat_mark_icon (state));
}

static char *
resend_label_of (gpointer self, const char *code)
{
  return g_strdup (zx_chat_resend_label (code));
}

static gboolean
can_resend (gpointer self, const char *code)
{
  return zx_chat_resend_label (code) != NULL;
}

static gboolean
is_state_queued (gpointer self, ZxContactState state)
{
  return state == ZX_CONTACT_QUEUED || state == ZX_CONTACT_OFFERED;
}

static char *
count_of (gpointer self, guint n)
{
  return n > 99 ? g_strdup ("99+") : g_strdup_printf ("%u", n);
}

void
zx_chat_words_bind (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback_full (klass, "zx_chat_name_cut",
                                                G_CALLBACK (name_cut_of));
  gtk_widget_class_bind_template_callback_full (klass, "zx_chat_mark", G_CALLBACK (mark_of));
  gtk_widget_class_bind_template_callback_full (klass, "zx_chat_mark_icon",
                                                G_CALLBACK (mark_icon_of));
  gtk_widget_class_bind_template_callback_full (klass, "zx_chat_resend_label",
                                                G_CALLBACK (resend_label_of));
  gtk_widget_class_bind_template_callback_full (klass, "zx_chat_can_resend",
                                                G_CALLBACK (can_resend));
  gtk_widget_class_bind_template_callback_full (klass, "zx_chat_is_queued",
                                                G_CALLBACK (is_state_queued));
  gtk_widget_class_bind_template_callback_full (klass, "zx_chat_count", G_CALLBACK (count_of));
}
