/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves a chat between agents: inviting, giving it away, taking it. */
#include "zx-chat-hands.h"

#include "zx-chat-course.h"
#include "zx-client-pass.h"
#include "zx-invite-dialog.h"
#include "zx-pass-dialog.h"
#include "zx-report.h"

/* What an action needs to know of who asks and of the contact. */
typedef struct {
  gboolean is_held;   /* an agent has it, and the customer is there */
  gboolean is_queued; /* it waits */
  gboolean is_mine, oversees;
  gboolean is_asked; /* a colleague is being asked */
  gboolean is_asker; /* by this agent */
} Situation;

static Situation
look_at (ZxClient *client, ZxContact *contact)
{
  ZxAgent *me = zx_client_get_me (client);
  const ZxRights *rights = zx_client_get_rights (client);
  ZxContactState state = zx_contact_get_state (contact);
  gint64 owner = zx_contact_get_agent_id (contact), my_id = me != NULL ? zx_agent_get_id (me) : 0;
  gboolean is_on = !zx_contact_state_is_over (state) && state != ZX_CONTACT_WRAP_UP;

  return (Situation){
      .is_held = is_on && owner != 0,
      .is_queued = is_on && (state == ZX_CONTACT_QUEUED || state == ZX_CONTACT_OFFERED),
      .is_mine = my_id != 0 && owner == my_id,
      .oversees = rights != NULL && zx_rights_can (rights, ZX_RIGHT_OVERSEE),
      .is_asked = zx_contact_get_offer_id (contact) != 0,
      .is_asker = my_id != 0 && zx_contact_get_offer_by_id (contact) == my_id,
  };
}

static gboolean
can_invite (const Situation *now)
{
  return now->is_held && (now->is_mine || now->oversees);
}

static gboolean
can_dismiss (const Situation *now)
{
  return TRUE; /* whoever sees the button: see ZxGuestChips */
}

static gboolean
can_take (const Situation *now)
{
  return now->is_held && !now->is_mine && now->oversees;
}

static gboolean
can_pass (const Situation *now)
{
  return can_invite (now) && !now->is_asked;
}

static gboolean
can_assign (const Situation *now)
{
  return now->oversees && !now->is_asked && (now->is_queued || (now->is_held && !now->is_mine));
}

static gboolean
can_withdraw (const Situation *now)
{
  return now->is_asked && (now->is_asker || now->oversees);
}

/* Doing it. Each lends both. */

static void
invite (GtkWidget *widget, ZxClient *client, ZxContact *contact, GVariant *parameter)
{
  zx_invite_dialog_open (widget, client, contact);
}

static void
dismiss (GtkWidget *widget, ZxClient *client, ZxContact *contact, GVariant *parameter)
{
  zx_chat_dismiss (widget, client, contact, g_variant_get_int64 (parameter));
}

static void
take (GtkWidget *widget, ZxClient *client, ZxContact *contact, GVariant *parameter)
{
  zx_chat_take (widget, client, contact);
}

static void
transfer (GtkWidget *widget, ZxClient *client, ZxContact *contact, GVariant *parameter)
{
  zx_pass_dialog_open (widget, client, contact, FALSE);
}

static void
assign (GtkWidget *widget, ZxClient *client, ZxContact *contact, GVariant *parameter)
{
  zx_pass_dialog_open (widget, client, contact, TRUE);
}

static void
handed_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_transfer_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (widget, error);
}

/* To a guest, who knows the matter already. */
static void
hand_over (GtkWidget *widget, ZxClient *client, ZxContact *contact, GVariant *parameter)
{
  zx_client_transfer_async (client, contact, ZX_PASS_AGENT, g_variant_get_int64 (parameter), NULL,
                            NULL, handed_over_cb, g_object_ref (widget));
}

static void
withdrawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_withdraw_offer_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (widget, error);
}

static void
withdraw (GtkWidget *widget, ZxClient *client, ZxContact *contact, GVariant *parameter)
{
  zx_client_withdraw_offer_async (client, contact, NULL, withdrawn_cb, g_object_ref (widget));
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_accept_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (widget, error);
}

void
zx_chat_hands_pull (GtkWidget *widget, ZxClient *client, ZxContact *contact)
{
  zx_client_accept_async (client, contact, NULL, pulled_cb, g_object_ref (widget));
}

static const struct {
  const char *action, *parameter;
  gboolean (*can) (const Situation *now);
  void (*act) (GtkWidget *widget, ZxClient *client, ZxContact *contact, GVariant *parameter);
} deeds[] = {
    {"chat.invite", NULL, can_invite, invite},
    {"chat.dismiss", "x", can_dismiss, dismiss},
    {"chat.take", NULL, can_take, take},
    {"chat.transfer", NULL, can_pass, transfer},
    {"chat.assign", NULL, can_assign, assign},
    {"chat.hand-over", "x", can_pass, hand_over},
    {"chat.withdraw", NULL, can_withdraw, withdraw},
};

static void
act_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (ZxClient) client = NULL;
  g_autoptr (ZxContact) contact = NULL;

  g_object_get (widget, "client", &client, "contact", &contact, NULL);
  for (gsize i = 0; contact != NULL && i < G_N_ELEMENTS (deeds); i++)
    if (g_str_equal (deeds[i].action, action) && zx_chat_hands_can (client, contact, action))
      deeds[i].act (widget, client, contact, parameter);
}

void
zx_chat_hands_install (GtkWidgetClass *klass)
{
  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    gtk_widget_class_install_action (klass, deeds[i].action, deeds[i].parameter, act_cb);
}

gboolean
zx_chat_hands_can (ZxClient *client, ZxContact *contact, const char *action)
{
  Situation now = look_at (client, contact);

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (g_str_equal (deeds[i].action, action))
      return deeds[i].can (&now);
  return TRUE;
}

void
zx_chat_hands_enable (GtkWidget *widget)
{
  g_autoptr (ZxClient) client = NULL;
  g_autoptr (ZxContact) contact = NULL;

  g_object_get (widget, "client", &client, "contact", &contact, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    gtk_widget_action_set_enabled (widget, deeds[i].action,
                                   contact != NULL &&
                                       zx_chat_hands_can (client, contact, deeds[i].action));
}
