/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the agent that he missed an offer, and how he gets work again. */
#include "zx-missed-strip.h"

struct _ZxMissedStrip {
  AdwBin parent_instance;

  GtkLabel *key; /* of the template */

  ZxDuty *duty; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxMissedStrip, zx_missed_strip, ADW_TYPE_BIN)

static void
refresh (ZxMissedStrip *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), zx_duty_get_state (self->duty) == ZX_DUTY_MISSED);
}

static void
zx_missed_strip_dispose (GObject *object)
{
  g_clear_object (&ZX_MISSED_STRIP (object)->duty);

  G_OBJECT_CLASS (zx_missed_strip_parent_class)->dispose (object);
}

static void
zx_missed_strip_class_init (ZxMissedStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_missed_strip_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-missed-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxMissedStrip, key);
}

static void
zx_missed_strip_init (ZxMissedStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
zx_missed_strip_set_up (ZxMissedStrip *self, ZxDuty *duty, ZxKeymap *keymap)
{
  g_return_if_fail (ZX_IS_MISSED_STRIP (self));
  g_return_if_fail (self->duty == NULL);

  self->duty = g_object_ref (duty);
  zx_keymap_bind_label (keymap, "desk.back", self->key);
  g_signal_connect_object (duty, "notify::state", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}
