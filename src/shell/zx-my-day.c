/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what the agent has done today. */
#include "zx-my-day.h"

#include "zx-closures.h"

#include <glib/gi18n.h>

struct _ZxMyDay {
  AdwBin parent_instance;

  GtkLabel *work; /* these of the template */
  GtkLabel *time;
  GtkLabel *passed;
  GtkLabel *rated;

  GCancellable *loading; /* owned, null */
};

G_DEFINE_FINAL_TYPE (ZxMyDay, zx_my_day, ADW_TYPE_BIN)

char *
zx_my_day_work (const ZxDay *day)
{
  g_autofree char *handled = g_strdup_printf (
      ngettext ("%d chat handled", "%d chats handled", (gulong) day->handled), (int) day->handled);
  g_autofree char *mean = zx_words_elapsed (day->mean_handle_ms);

  if (day->handled == 0)
    return g_steal_pointer (&handled);
  /* translators: "12 chats handled · 4:32 on average" */
  return g_strdup_printf (_ ("%1$s · %2$s on average"), handled, mean);
}

char *
zx_my_day_time (const ZxDay *day)
{
  g_autofree char *online = zx_words_elapsed (day->online_ms);
  g_autofree char *away = zx_words_elapsed (day->break_ms);
  g_autofree char *wrap = zx_words_elapsed (day->wrap_ms);

  /* translators: how long the agent was there, on a break, and with wrapping up, today */
  return g_strdup_printf (_ ("Online %1$s · break %2$s · wrap-up %3$s"), online, away, wrap);
}

char *
zx_my_day_passed (const ZxDay *day)
{
  const int missed = (int) day->missed, declined = (int) day->declined;
  const int passed_on = (int) day->passed_on;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (missed > 0)
    g_ptr_array_add (
        parts, g_strdup_printf (ngettext ("%d missed", "%d missed", (gulong) missed), missed));
  if (declined > 0)
    g_ptr_array_add (
        parts,
        g_strdup_printf (ngettext ("%d declined", "%d declined", (gulong) declined), declined));
  if (passed_on > 0)
    g_ptr_array_add (
        parts,
        g_strdup_printf (ngettext ("%d passed on", "%d passed on", (gulong) passed_on), passed_on));
  if (parts->len == 0)
    return NULL;
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

char *
zx_my_day_rated (const ZxDay *day)
{
  if (day->ratings == 0)
    return NULL;
  /* translators: the mean of customers' stars, and how many customers */
  return g_strdup_printf (ngettext ("★ %1$.1f from %2$d customer", "★ %1$.1f from %2$d customers",
                                    (gulong) day->ratings),
                          day->rating_mean, (int) day->ratings);
}

/* Takes @text; a line without one is not there. */
static void
show_line (GtkLabel *label, char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  g_free (text);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxMyDay) self = user_data;
  g_autoptr (GError) error = NULL;
  ZxDay day;

  if (!zx_client_day_finish (ZX_CLIENT (source), result, &day, &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->work != NULL) {
      show_line (self->work, zx_error_describe (error));
      show_line (self->time, NULL);
      show_line (self->passed, NULL);
      show_line (self->rated, NULL);
    }
    return;
  }
  if (self->work == NULL)
    return;
  show_line (self->work, zx_my_day_work (&day));
  show_line (self->time, zx_my_day_time (&day));
  show_line (self->passed, zx_my_day_passed (&day));
  show_line (self->rated, zx_my_day_rated (&day));
}

void
zx_my_day_load (ZxMyDay *self, ZxClient *client)
{
  g_return_if_fail (ZX_IS_MY_DAY (self));

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  zx_client_day_async (client, self->loading, loaded_cb, g_object_ref (self));
}

static void
zx_my_day_dispose (GObject *object)
{
  ZxMyDay *self = ZX_MY_DAY (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_MY_DAY);

  G_OBJECT_CLASS (zx_my_day_parent_class)->dispose (object);
}

static void
zx_my_day_class_init (ZxMyDayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_my_day_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/zuoxi/Zuoxi/shell/zx-my-day.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxMyDay, work);
  gtk_widget_class_bind_template_child (widget_class, ZxMyDay, time);
  gtk_widget_class_bind_template_child (widget_class, ZxMyDay, passed);
  gtk_widget_class_bind_template_child (widget_class, ZxMyDay, rated);
}

static void
zx_my_day_init (ZxMyDay *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

ZxMyDay *
zx_my_day_new (void)
{
  return g_object_new (ZX_TYPE_MY_DAY, NULL);
}
