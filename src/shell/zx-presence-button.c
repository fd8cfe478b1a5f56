/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows who I am and in what state, and opens the menu that changes it. */
#include "zx-presence-button.h"

#include "zx-closures.h"
#include "zx-digits.h"
#include "zx-keys.h"
#include "zx-my-day.h"

#include <glib/gi18n.h>

enum { MOST_OWN_REASONS = 3 };

struct _ZxPresenceButton {
  AdwBin parent_instance;

  GtkMenuButton *button; /* these of the template */
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *word;
  GtkInscription *time;
  GMenu *own_reasons;

  ZxDuty *duty;          /* owned, nullable */
  GSettings *settings;   /* owned, nullable */
  ZxMyDay *day;          /* of the menu */
  GSignalGroup *changes; /* owned; of the agent */
  guint timer;
};

G_DEFINE_FINAL_TYPE (ZxPresenceButton, zx_presence_button, ADW_TYPE_BIN)

static const struct {
  const char *reason, *word;
} reasons[] = {
    {"rest", N_ ("Rest")},
    {"meal", N_ ("Meal")},
    {"meeting", N_ ("Meeting")},
    {"training", N_ ("Training")},
};

char *
zx_presence_words (ZxPresence presence, const char *reason)
{
  switch (presence) {
  case ZX_PRESENCE_ONLINE:
    return g_strdup (_ ("Online"));
  case ZX_PRESENCE_BREAK:
    for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
      if (g_strcmp0 (reason, reasons[i].reason) == 0)
        /* translators: an agent's state; %s is the reason of the break, such as "Meal" */
        return g_strdup_printf (_ ("Break: %s"), _ (reasons[i].word));
    if (reason != NULL && *reason != '\0')
      return g_strdup_printf (_ ("Break: %s"), reason);
    return g_strdup (_ ("Break"));
  case ZX_PRESENCE_OFFLINE:
  default:
    return g_strdup (_ ("Offline"));
  }
}

char *
zx_presence_to_target (ZxPresence presence, const char *reason)
{
  if (presence == ZX_PRESENCE_BREAK)
    return g_strconcat ("break/", reason != NULL ? reason : "", NULL);
  return g_strdup (presence == ZX_PRESENCE_ONLINE ? "online" : "offline");
}

gboolean
zx_presence_from_target (const char *target, ZxPresence *presence, char **reason)
{
  *reason = NULL;
  if (g_str_equal (target, "online"))
    *presence = ZX_PRESENCE_ONLINE;
  else if (g_str_equal (target, "offline"))
    *presence = ZX_PRESENCE_OFFLINE;
  else if (g_str_has_prefix (target, "break/"))
    *presence = ZX_PRESENCE_BREAK, *reason = g_strdup (target + strlen ("break/"));
  else
    return FALSE;
  return TRUE;
}

static ZxAgent *
get_me (ZxPresenceButton *self)
{
  return self->duty != NULL ? zx_client_get_me (zx_duty_get_client (self->duty)) : NULL;
}

/* What the agent is told of his own state. New. */
static char *
duty_words (ZxDutyState state, ZxAgent *me)
{
  switch (state) {
  case ZX_DUTY_READY:
    /* translators: my state: I can take another chat */
    return g_strdup (C_ ("state", "Ready"));
  case ZX_DUTY_BUSY:
    /* translators: my state: I have as many chats as I can take */
    return g_strdup (C_ ("state", "Busy"));
  case ZX_DUTY_WRAP_UP:
    /* translators: my state: I only have to say what my last chats were about */
    return g_strdup (C_ ("state", "Wrap-up"));
  case ZX_DUTY_MISSED:
    /* translators: my state: I did not answer an offer */
    return g_strdup (C_ ("state", "Missed"));
  case ZX_DUTY_BREAK:
  case ZX_DUTY_OFFLINE:
  default:
    return zx_presence_words (zx_agent_get_presence (me), zx_agent_get_presence_reason (me));
  }
}

static void
show_time (ZxPresenceButton *self)
{
  gint64 since = self->duty != NULL ? zx_duty_get_since (self->duty) : 0;
  g_autofree char *text =
      since > 0 ? zx_words_elapsed (zx_client_now_ms (zx_duty_get_client (self->duty)) - since)
                : g_strdup ("");

  zx_digits_show (self->time, text);
}

static gboolean
second_passed_cb (gpointer user_data)
{
  show_time (user_data);
  return G_SOURCE_CONTINUE;
}

static void
refresh (ZxPresenceButton *self)
{
  static const struct {
    const char *icon, *css;
  } looks[] = {
      [ZX_DUTY_OFFLINE] = {"user-offline-symbolic", "dim-label"},
      [ZX_DUTY_BREAK] = {"user-away-symbolic", "warn-text"},
      [ZX_DUTY_MISSED] = {"alarm-symbolic", "warn-text"},
      [ZX_DUTY_WRAP_UP] = {"document-edit-symbolic", "warn-text"},
      [ZX_DUTY_BUSY] = {"user-busy-symbolic", "bad-text"},
      [ZX_DUTY_READY] = {"emblem-default-symbolic", "good-text"},
  };
  ZxAgent *me = get_me (self);
  g_autofree char *word = NULL;
  g_autofree char *spoken = NULL;
  ZxDutyState state;

  if (me == NULL)
    return;
  state = zx_duty_get_state (self->duty);
  word = duty_words (state, me);
  spoken = g_strdup_printf ("%s, %s", zx_agent_get_name (me), word);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char *[]){looks[state].css, NULL});
  gtk_image_set_from_icon_name (self->icon, looks[state].icon);
  gtk_label_set_label (self->name, zx_agent_get_name (me));
  gtk_label_set_label (self->word, word);
  if (state == ZX_DUTY_MISSED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "missed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "missed");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  show_time (self);
}

static void
me_changed_cb (ZxPresenceButton *self)
{
  g_signal_group_set_target (self->changes, get_me (self));
  refresh (self);
}

/* ---- its menu */

/* The reasons in the agent's own words, newest first. */
static void
fill_own_reasons (ZxPresenceButton *self)
{
  g_auto (GStrv) own = g_settings_get_strv (self->settings, "break-reasons");

  g_menu_remove_all (self->own_reasons);
  for (guint i = 0; own[i] != NULL && i < MOST_OWN_REASONS; i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (own[i], NULL);
    g_autofree char *target = zx_presence_to_target (ZX_PRESENCE_BREAK, own[i]);

    g_menu_item_set_action_and_target (item, "desk.presence", "s", target);
    g_menu_append_item (self->own_reasons, item);
  }
}

void
zx_presence_keep_reason (GSettings *settings, const char *reason)
{
  g_auto (GStrv) known = g_settings_get_strv (settings, "break-reasons");
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  guint n = 1;

  g_strv_builder_add (kept, reason);
  for (guint i = 0; known[i] != NULL && n < MOST_OWN_REASONS; i++) {
    if (g_str_equal (known[i], reason))
      continue;
    g_strv_builder_add (kept, known[i]);
    n++;
  }
  words = g_strv_builder_end (kept);
  g_settings_set_strv (settings, "break-reasons", (const char *const *) words);
}

static void
menu_opened_cb (ZxPresenceButton *self)
{
  if (self->duty != NULL)
    zx_my_day_load (self->day, zx_duty_get_client (self->duty));
}

static void
zx_presence_button_map (GtkWidget *widget)
{
  ZxPresenceButton *self = ZX_PRESENCE_BUTTON (widget);

  GTK_WIDGET_CLASS (zx_presence_button_parent_class)->map (widget);
  show_time (self);
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (1, second_passed_cb, self);
}

static void
zx_presence_button_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&ZX_PRESENCE_BUTTON (widget)->timer, g_source_remove);

  GTK_WIDGET_CLASS (zx_presence_button_parent_class)->unmap (widget);
}

static void
zx_presence_button_dispose (GObject *object)
{
  ZxPresenceButton *self = ZX_PRESENCE_BUTTON (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->changes);
  g_clear_object (&self->duty);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (zx_presence_button_parent_class)->dispose (object);
}

static void
zx_presence_button_class_init (ZxPresenceButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = zx_presence_button_dispose;
  widget_class->map = zx_presence_button_map;
  widget_class->unmap = zx_presence_button_unmap;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-presence-button.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, button);
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, icon);
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, name);
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, word);
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, time);
  gtk_widget_class_bind_template_child (widget_class, ZxPresenceButton, own_reasons);
}

static void
zx_presence_button_init (ZxPresenceButton *self)
{
  static const char *const watched[] = {
      "notify::name",
      "notify::presence",
      "notify::presence-reason",
  };
  GtkWidget *popover;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->day = zx_my_day_new ();
  popover = GTK_WIDGET (gtk_menu_button_get_popover (self->button));
  gtk_popover_menu_add_child (GTK_POPOVER_MENU (popover), GTK_WIDGET (self->day), "day");
  g_signal_connect_object (popover, "show", G_CALLBACK (menu_opened_cb), self, G_CONNECT_SWAPPED);
  zx_keys_mark (GTK_WIDGET (self->button), "desk.presence-menu");
  self->changes = g_signal_group_new (ZX_TYPE_AGENT);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->changes, watched[i], G_CALLBACK (refresh), self);
}

void
zx_presence_button_set_up (ZxPresenceButton *self, ZxDuty *duty, GSettings *settings)
{
  g_return_if_fail (ZX_IS_PRESENCE_BUTTON (self));
  g_return_if_fail (self->duty == NULL);

  self->duty = g_object_ref (duty);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (zx_duty_get_client (duty), "notify::me", G_CALLBACK (me_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (duty, "notify::state", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (duty, "notify::since", G_CALLBACK (show_time), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::break-reasons", G_CALLBACK (fill_own_reasons), self,
                           G_CONNECT_SWAPPED);
  fill_own_reasons (self);
  me_changed_cb (self);
}

void
zx_presence_button_popup (ZxPresenceButton *self)
{
  g_return_if_fail (ZX_IS_PRESENCE_BUTTON (self));

  gtk_menu_button_popup (self->button);
}
