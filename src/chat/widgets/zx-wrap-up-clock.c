/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts down to a moment, and on from there. */
#include "zx-wrap-up-clock.h"

#include "zx-closures.h"
#include "zx-digits.h"

#include <glib/gi18n.h>

enum {
  WARNING_MS = 15000,
  ON_ITS_WAY_MS = 250, /* what the server's clock needed to get here is no second more */
};

struct _ZxWrapUpClock {
  AdwBin parent_instance;

  GtkWidget *chip; /* these of the template */
  GtkImage *icon;
  GtkInscription *label;

  ZxClient *client; /* owned, nullable */
  gint64 until_ms;  /* 0: nothing is counted */
  guint timer;
};

G_DEFINE_FINAL_TYPE (ZxWrapUpClock, zx_wrap_up_clock, ADW_TYPE_BIN)

enum { SECOND_PASSED, N_SIGNALS };
static guint signals[N_SIGNALS];

char *
zx_wrap_up_clock_words (gint64 left_ms)
{
  g_autofree char *text = zx_words_elapsed (left_ms > 0 ? left_ms + 999 - ON_ITS_WAY_MS : -left_ms);

  return left_ms > 0 ? g_steal_pointer (&text) : g_strconcat ("-", text, NULL);
}

static void
show_time (ZxWrapUpClock *self)
{
  gint64 left_ms = self->until_ms - zx_client_now_ms (self->client);
  const char *css = left_ms <= 0 ? "breached" : left_ms <= WARNING_MS ? "warning" : "running";
  g_autofree char *text = zx_wrap_up_clock_words (left_ms);
  /* translators: %s is a time such as 0:42 */
  g_autofree char *spoken = g_strdup_printf (
      left_ms > 0 ? _ ("Time left to wrap up: %s") : _ ("Time to wrap up is over: %s"), text);

  zx_digits_show (self->label, text);
  gtk_widget_set_css_classes (self->chip, (const char *[]){"chip", css, NULL});
  gtk_image_set_from_icon_name (self->icon, left_ms <= 0 ? "emblem-important-symbolic"
                                            : left_ms <= WARNING_MS
                                                ? "alarm-symbolic"
                                                : "preferences-system-time-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

static gboolean
second_passed_cb (gpointer user_data)
{
  ZxWrapUpClock *self = user_data;

  show_time (self);
  g_signal_emit (self, signals[SECOND_PASSED], 0);
  return G_SOURCE_CONTINUE;
}

/* Nothing ticks unseen. */
static void
refresh (ZxWrapUpClock *self)
{
  gboolean counts = self->until_ms != 0 && self->client != NULL;

  if (counts)
    show_time (self);
  counts = counts && gtk_widget_get_mapped (GTK_WIDGET (self));
  if (counts && self->timer == 0)
    self->timer = g_timeout_add_seconds (1, second_passed_cb, self);
  else if (!counts)
    g_clear_handle_id (&self->timer, g_source_remove);
}

static void
zx_wrap_up_clock_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_wrap_up_clock_parent_class)->map (widget);

  refresh (ZX_WRAP_UP_CLOCK (widget));
}

static void
zx_wrap_up_clock_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_wrap_up_clock_parent_class)->unmap (widget);

  refresh (ZX_WRAP_UP_CLOCK (widget));
}

static void
zx_wrap_up_clock_dispose (GObject *object)
{
  ZxWrapUpClock *self = ZX_WRAP_UP_CLOCK (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_wrap_up_clock_parent_class)->dispose (object);
}

static void
zx_wrap_up_clock_class_init (ZxWrapUpClockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_wrap_up_clock_dispose;
  widget_class->map = zx_wrap_up_clock_map;
  widget_class->unmap = zx_wrap_up_clock_unmap;

  signals[SECOND_PASSED] = g_signal_new ("second-passed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-wrap-up-clock.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpClock, chip);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpClock, icon);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpClock, label);
}

static void
zx_wrap_up_clock_init (ZxWrapUpClock *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
zx_wrap_up_clock_set_client (ZxWrapUpClock *self, ZxClient *client)
{
  g_return_if_fail (ZX_IS_WRAP_UP_CLOCK (self));

  if (g_set_object (&self->client, client))
    refresh (self);
}

void
zx_wrap_up_clock_set_until (ZxWrapUpClock *self, gint64 until_ms)
{
  g_return_if_fail (ZX_IS_WRAP_UP_CLOCK (self));

  self->until_ms = until_ms;
  refresh (self);
}
