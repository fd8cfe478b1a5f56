/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for times and enums, and the closures that .ui files share. */
#include "zx-closures.h"

#include "zx-line.h"
#include "zx-tip.h"

#include <glib/gi18n.h>

#define SECOND 1000
#define MINUTE (60 * SECOND)
#define HOUR (60 * (gint64) MINUTE)
#define DAY (24 * HOUR)

static GDateTime *
local_time (gint64 ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);

  return utc == NULL ? NULL : g_date_time_to_local (utc);
}

static char *
format_local (gint64 ms, const char *format)
{
  g_autoptr (GDateTime) time = local_time (ms);

  return time == NULL ? g_strdup ("") : g_date_time_format (time, format);
}

char *
zx_words_ago (gint64 at_ms, gint64 now_ms)
{
  gint64 ago = now_ms - at_ms;

  if (at_ms <= 0)
    return g_strdup ("");
  if (ago < MINUTE)
    /* translators: a message that arrived less than a minute ago */
    return g_strdup (_ ("now"));
  if (ago < HOUR)
    /* translators: so many minutes ago, as short as it can be */
    return g_strdup_printf (ngettext ("%d min", "%d min", ago / MINUTE), (int) (ago / MINUTE));
  if (ago < DAY)
    /* translators: so many hours ago, as short as it can be */
    return g_strdup_printf (ngettext ("%d h", "%d h", ago / HOUR), (int) (ago / HOUR));
  if (ago < 30 * DAY)
    /* translators: so many days ago, as short as it can be */
    return g_strdup_printf (ngettext ("%d d", "%d d", ago / DAY), (int) (ago / DAY));
  /* translators: a day of the last twelve months, see g_date_time_format() */
  if (ago < 365 * DAY)
    return format_local (at_ms, _ ("%b %-d"));
  /* translators: a day long ago, see g_date_time_format() */
  return format_local (at_ms, _ ("%b %-d, %Y"));
}

char *
zx_words_exact (gint64 at_ms)
{
  return at_ms <= 0
             ? g_strdup ("")
             : format_local (at_ms, /* translators: exact day and time */ _ ("%b %-d, %Y %H:%M"));
}

char *
zx_words_clock (gint64 at_ms, gint64 now_ms)
{
  g_autofree char *day = format_local (at_ms, "%F");
  g_autofree char *today = format_local (now_ms, "%F");

  if (at_ms <= 0)
    return g_strdup ("");
  if (g_str_equal (day, today))
    return format_local (at_ms, "%H:%M");
  /* translators: a day of another date and its time, see g_date_time_format() */
  return format_local (at_ms, _ ("%b %-d %H:%M"));
}

char *
zx_words_elapsed (gint64 elapsed_ms)
{
  gint64 seconds = MAX (elapsed_ms, 0) / SECOND;

  if (seconds < 3600)
    return g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
  if (seconds < 24 * 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60),
                            (int) (seconds % 60));
  return g_strdup_printf (ngettext ("%d d", "%d d", seconds / 86400), (int) (seconds / 86400));
}

const char *
zx_words_tier (ZxTier tier)
{
  switch (tier) {
  case ZX_TIER_SUPER_VIP:
    return _ ("Super VIP");
  case ZX_TIER_VIP:
    return _ ("VIP");
  case ZX_TIER_REGULAR:
  default:
    /* translators: the ordinary class of customers, beside VIP and super VIP */
    return _ ("Regular");
  }
}

const char *
zx_words_trust (ZxIdentityTrust trust)
{
  switch (trust) {
  case ZX_IDENTITY_VERIFIED:
    return _ ("Identity verified");
  case ZX_IDENTITY_BOUND:
    return _ ("Identified by an agent");
  case ZX_IDENTITY_STATED:
    return _ ("Stated by the visitor, not verified");
  case ZX_IDENTITY_UNKNOWN:
  default:
    return _ ("Unknown visitor");
  }
}

char *
zx_words_sure (ZxIdentityTrust trust, const char *by)
{
  if (trust == ZX_IDENTITY_BOUND && by != NULL)
    /* translators: %s is the agent who said who the customer is */
    return g_strdup_printf (_ ("Confirmed by %s"), by);
  return g_strdup (zx_words_trust (trust));
}

static const struct {
  const char *channel, *icon, *word;
} channels[] = {
    {"web", "zx-web-symbolic", N_ ("Web")},
};

const char *
zx_words_channel (const char *channel)
{
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    if (g_strcmp0 (channel, channels[i].channel) == 0)
      return _ (channels[i].word);
  return channel != NULL ? channel : "";
}

char *
zx_words_name (const char *name, const char *uuid)
{
  g_autofree char *mark = NULL;

  if (name != NULL && *name != '\0')
    return g_strdup (name);
  mark = g_ascii_strup (uuid != NULL ? uuid : "", 4);
  /* translators: a visitor who gave no name; %s is a short mark such as 7F2C */
  return g_strdup_printf (_ ("Visitor %s"), mark);
}

const char *
zx_icon_of_channel (const char *channel)
{
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    if (g_strcmp0 (channel, channels[i].channel) == 0)
      return channels[i].icon;
  return "user-available-symbolic";
}

static gboolean
has_text (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
is_not (gpointer self, gboolean value)
{
  return !value;
}

static gboolean
is_positive (gpointer self, guint value)
{
  return value > 0;
}

static gboolean
has_object (gpointer self, GObject *object)
{
  return object != NULL;
}

static char *
exact (gpointer self, gint64 at_ms)
{
  return zx_words_exact (at_ms);
}

static char *
tier_word (gpointer self, ZxTier tier)
{
  return g_strdup (zx_words_tier (tier));
}

static char *
channel_word (gpointer self, const char *channel)
{
  return g_strdup (zx_words_channel (channel));
}

static char *
channel_icon (gpointer self, const char *channel)
{
  return g_strdup (zx_icon_of_channel (channel));
}

static char *
name_of (gpointer self, const char *name, const char *uuid)
{
  return zx_words_name (name, uuid);
}

static char *
one_line (gpointer self, const char *text)
{
  return zx_one_line (text, ZX_LINE_CHARACTERS);
}

static char *
joined (gpointer self, const char *first, const char *second)
{
  if (!has_text (self, first))
    return g_strdup (second);
  if (!has_text (self, second))
    return g_strdup (first);
  return g_strconcat (first, " · ", second, NULL);
}

void
zx_closures_bind (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback_full (klass, "zx_has_text", G_CALLBACK (has_text));
  gtk_widget_class_bind_template_callback_full (klass, "zx_not", G_CALLBACK (is_not));
  gtk_widget_class_bind_template_callback_full (klass, "zx_is_positive", G_CALLBACK (is_positive));
  gtk_widget_class_bind_template_callback_full (klass, "zx_has_object", G_CALLBACK (has_object));
  gtk_widget_class_bind_template_callback_full (klass, "zx_exact", G_CALLBACK (exact));
  gtk_widget_class_bind_template_callback_full (klass, "zx_tier", G_CALLBACK (tier_word));
  gtk_widget_class_bind_template_callback_full (klass, "zx_channel", G_CALLBACK (channel_word));
  gtk_widget_class_bind_template_callback_full (klass, "zx_channel_icon",
                                                G_CALLBACK (channel_icon));
  gtk_widget_class_bind_template_callback_full (klass, "zx_name", G_CALLBACK (name_of));
  gtk_widget_class_bind_template_callback_full (klass, "zx_one_line", G_CALLBACK (one_line));
  gtk_widget_class_bind_template_callback_full (klass, "zx_joined", G_CALLBACK (joined));
  gtk_widget_class_bind_template_callback_full (klass, "zx_own_words",
                                                G_CALLBACK (zx_tip_own_words_cb));
}
