/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an agent does about himself: his state, and signing out. */
#include "zx-session-actions.h"

#include "zx-presence-button.h"
#include "zx-report.h"

#include <glib/gi18n.h>

/* What the server takes. */
enum { MOST_REASON = 60 };

#define SESSION "zx-session-actions" /* the desk keeps it by this name */

/* Lives as long as the desk. */
typedef struct {
  GtkWidget *desk;           /* lent */
  ZxDuty *duty;              /* owned */
  ZxClient *client;          /* owned */
  GSettings *settings;       /* owned */
  GCancellable *cancellable; /* owned */
  GSimpleAction *presence;   /* owned */
  GSimpleAction *back;       /* of the map */
  ZxAgent *me;               /* owned, null */
  gulong handler;
} Session;

static void
session_free (gpointer data)
{
  Session *self = data;

  g_clear_signal_handler (&self->handler, self->me);
  g_clear_object (&self->me);
  g_signal_handlers_disconnect_by_data (self->duty, self);
  g_object_unref (self->duty);
  g_object_unref (self->client);
  g_object_unref (self->settings);
  g_object_unref (self->cancellable);
  g_object_unref (self->presence);
  g_free (self);
}

static void
presence_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) desk = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_set_presence_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (desk, error);
}

/* The radio items follow the server's answer, never the click alone. */
static void
presence_chosen_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  Session *self = user_data;
  g_autofree char *reason = NULL;
  ZxPresence presence;

  if (zx_presence_from_target (g_variant_get_string (value, NULL), &presence, &reason))
    zx_client_set_presence_async (self->client, presence, reason, self->cancellable,
                                  presence_set_cb, g_object_ref (self->desk));
}

static void
show_presence (Session *self)
{
  ZxAgent *me = zx_client_get_me (self->client);
  g_autofree char *target = NULL;

  if (me == NULL)
    return;
  target = zx_presence_to_target (zx_agent_get_presence (me), zx_agent_get_presence_reason (me));
  g_simple_action_set_state (self->presence, g_variant_new_string (target));
}

/* ---- a break for a reason in one's own words */

static void
reason_answered_cb (GtkWidget *dialog, const char *response, GObject *desk)
{
  Session *self = g_object_get_data (desk, SESSION);
  GtkEditable *entry =
      GTK_EDITABLE (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog)));
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (!g_str_equal (response, "break") || *reason == '\0')
    return;
  zx_presence_keep_reason (self->settings, reason);
  zx_client_set_presence_async (self->client, ZX_PRESENCE_BREAK, reason, self->cancellable,
                                presence_set_cb, g_object_ref (self->desk));
}

static void
reason_typed_cb (GtkWidget *dialog, GtkEditable *entry)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "break", *reason != '\0');
}

static void
break_for_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Session *self = user_data;
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (self->desk)),
                                              _ ("Break"), _ ("Your colleagues see the reason."));
  GtkWidget *entry = gtk_entry_new ();

  gtk_window_set_title (GTK_WINDOW (dialog), _ ("Break"));
  gtk_entry_set_max_length (GTK_ENTRY (entry), MOST_REASON);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Reason of the break"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason of the break"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "break",
                                    _ ("_Take a Break"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "break",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "break", FALSE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "break");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (reason_typed_cb), dialog);
  g_signal_connect_object (dialog, "response", G_CALLBACK (reason_answered_cb), self->desk, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/* ---- back again */

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Session *self = user_data;

  zx_client_set_presence_async (self->client, ZX_PRESENCE_ONLINE, NULL, self->cancellable,
                                presence_set_cb, g_object_ref (self->desk));
}

static void
show_duty (Session *self)
{
  g_simple_action_set_enabled (self->back, zx_duty_get_state (self->duty) <= ZX_DUTY_MISSED);
}

/* Who signs in is there, unless he has a break under way. */
static void
go_online (Session *self)
{
  ZxAgent *me = zx_client_get_me (self->client);

  if (me != NULL && zx_agent_get_presence (me) == ZX_PRESENCE_OFFLINE)
    zx_client_set_presence_async (self->client, ZX_PRESENCE_ONLINE, NULL, self->cancellable,
                                  presence_set_cb, g_object_ref (self->desk));
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The window has changed pages by the client's signal; a token that could not be revoked is all
   * that may have gone wrong. */
  if (!zx_client_sign_out_finish (ZX_CLIENT (source), result, &error))
    g_info ("signing out: %s", error->message);
}

static void
sign_out (ZxClient *client)
{
  zx_client_sign_out_async (client, NULL, signed_out_cb, NULL);
}

static void
sign_out_answered_cb (GtkWidget *dialog, const char *response, ZxClient *client)
{
  if (g_str_equal (response, "sign-out"))
    sign_out (client);
}

static void
sign_out_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Session *self = user_data;
  guint pending = zx_client_get_pending (self->client);
  GtkWidget *dialog;

  if (pending == 0) {
    sign_out (self->client);
    return;
  }
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (self->desk)),
                                   _ ("Sign out with unsent messages?"), NULL);
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      ngettext ("%u message has not been sent. It stays on this computer and goes out when you "
                "sign in here again.",
                "%u messages have not been sent. They stay on this computer and go out when you "
                "sign in here again.",
                pending),
      pending);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"),
                                    "sign-out", _ ("_Sign Out"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign-out",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (sign_out_answered_cb), self->client, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
zx_session_actions_add (GActionMap *map,
                        ZxDuty *duty,
                        GSettings *settings,
                        GtkWidget *desk,
                        GCancellable *cancellable)
{
  static const GActionEntry entries[] = {
      {"sign-out", sign_out_cb}, {"break-for", break_for_cb}, {"back", back_cb}};
  ZxClient *client = zx_duty_get_client (duty);
  Session *self = g_new0 (Session, 1);

  self->desk = desk;
  self->duty = g_object_ref (duty);
  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  self->cancellable = g_object_ref (cancellable);
  self->presence = g_simple_action_new_stateful ("presence", G_VARIANT_TYPE_STRING,
                                                 g_variant_new_string ("offline"));
  g_object_set_data_full (G_OBJECT (desk), SESSION, self, session_free);
  g_signal_connect (self->presence, "change-state", G_CALLBACK (presence_chosen_cb), self);
  g_action_map_add_action (map, G_ACTION (self->presence));
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  self->back = G_SIMPLE_ACTION (g_action_map_lookup_action (map, "back"));
  g_signal_connect_swapped (duty, "notify::state", G_CALLBACK (show_duty), self);
  show_duty (self);
  g_set_object (&self->me, zx_client_get_me (client));
  if (self->me != NULL)
    self->handler = g_signal_connect_swapped (self->me, "notify", G_CALLBACK (show_presence), self);
  show_presence (self);
  go_online (self);
}
