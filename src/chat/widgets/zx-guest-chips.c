/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows who else is in a chat. */
#include "zx-guest-chips.h"

#include "zx-chat-hands.h"
#include "zx-closures.h"

#include <glib/gi18n.h>

struct _ZxGuestChips {
  GtkBox parent_instance;

  ZxClient *client;   /* owned, nullable */
  ZxContact *contact; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxGuestChips, zx_guest_chips, GTK_TYPE_BOX)

enum { PROP_CLIENT = 1, PROP_CONTACT, N_PROPS };
static GParamSpec *props[N_PROPS];

/* The owner and who oversees let guests go; everybody may leave. */
static gboolean
may_dismiss (ZxGuestChips *self, gint64 guest_id)
{
  ZxAgent *me = zx_client_get_me (self->client);
  const ZxRights *rights = zx_client_get_rights (self->client);

  if (me == NULL || rights == NULL ||
      zx_contact_state_is_over (zx_contact_get_state (self->contact)))
    return FALSE;
  return zx_agent_get_id (me) == guest_id ||
         zx_agent_get_id (me) == zx_contact_get_agent_id (self->contact) ||
         zx_rights_can (rights, ZX_RIGHT_OVERSEE);
}

static GtkWidget *
make_button (ZxGuestChips *self, ZxGuest *guest)
{
  ZxAgent *me = zx_client_get_me (self->client);
  gboolean is_me = me != NULL && zx_agent_get_id (me) == zx_guest_get_agent_id (guest);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *what = is_me ? g_strdup (_ ("Leave this chat"))
                                /* translators: %s is a colleague who is in the chat as a guest */
                                : g_strdup_printf (_ ("Let %s go"), zx_guest_get_name (guest));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "chat.dismiss");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", zx_guest_get_agent_id (guest));
  return button;
}

/* Whoever has been consulted knows the matter already. */
static GtkWidget *
make_hand_over (ZxGuest *guest)
{
  /* translators: Button: a colleague who was asked gets the chat */
  GtkWidget *button = gtk_button_new_with_label (_ ("Hand over"));
  /* translators: %s is a colleague who is in the chat as a guest */
  g_autofree char *what = g_strdup_printf (_ ("Hand over to %s"), zx_guest_get_name (guest));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "hand-over");
  gtk_widget_set_tooltip_text (button, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "chat.hand-over");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", zx_guest_get_agent_id (guest));
  return button;
}

static GtkWidget *
make_chip (ZxGuestChips *self, ZxGuest *guest)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *name = gtk_label_new (zx_guest_get_name (guest));
  g_autofree char *when = zx_words_exact (zx_guest_get_at (guest));
  g_autofree char *how = g_strdup_printf (
      /* translators: %1$s is who invited, %2$s the time */
      _ ("Invited by %1$s, %2$s"), zx_guest_get_by (guest) != NULL ? zx_guest_get_by (guest) : "",
      when);

  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 18);
  gtk_widget_set_tooltip_text (name, how);
  gtk_box_append (GTK_BOX (chip),
                  g_object_new (GTK_TYPE_IMAGE, "icon-name", "system-users-symbolic",
                                "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (chip), name);
  if (zx_chat_hands_can (self->client, self->contact, "chat.invite"))
    gtk_box_append (GTK_BOX (chip), make_hand_over (guest));
  if (may_dismiss (self, zx_guest_get_agent_id (guest)))
    gtk_box_append (GTK_BOX (chip), make_button (self, guest));
  gtk_widget_add_css_class (chip, "guest");
  return chip;
}

static void
show_guests (ZxGuestChips *self)
{
  GListModel *guests = self->contact != NULL ? zx_contact_get_guests (self->contact) : NULL;
  guint n = guests != NULL && self->client != NULL ? g_list_model_get_n_items (guests) : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxGuest) guest = g_list_model_get_item (guests, i);

    gtk_box_append (GTK_BOX (self), make_chip (self, guest));
  }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
set_contact (ZxGuestChips *self, ZxContact *contact)
{
  if (self->contact == contact)
    return;
  if (self->contact != NULL) {
    g_signal_handlers_disconnect_by_func (zx_contact_get_guests (self->contact), show_guests, self);
    g_signal_handlers_disconnect_by_func (self->contact, show_guests, self);
  }
  g_set_object (&self->contact, contact);
  if (contact != NULL) {
    g_signal_connect_object (zx_contact_get_guests (contact), "items-changed",
                             G_CALLBACK (show_guests), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (contact, "notify::agent-id", G_CALLBACK (show_guests), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (contact, "notify::state", G_CALLBACK (show_guests), self,
                             G_CONNECT_SWAPPED);
  }
  show_guests (self);
}

static void
zx_guest_chips_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxGuestChips *self = ZX_GUEST_CHIPS (object);

  g_value_set_object (value, id == PROP_CLIENT ? (gpointer) self->client : self->contact);
}

static void
zx_guest_chips_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxGuestChips *self = ZX_GUEST_CHIPS (object);

  if (id == PROP_CLIENT)
    g_set_object (&self->client, g_value_get_object (value));
  else
    set_contact (self, g_value_get_object (value));
}

static void
zx_guest_chips_dispose (GObject *object)
{
  set_contact (ZX_GUEST_CHIPS (object), NULL);
  g_clear_object (&ZX_GUEST_CHIPS (object)->client);

  G_OBJECT_CLASS (zx_guest_chips_parent_class)->dispose (object);
}

static void
zx_guest_chips_class_init (ZxGuestChipsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_guest_chips_get_property;
  object_class->set_property = zx_guest_chips_set_property;
  object_class->dispose = zx_guest_chips_dispose;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_guest_chips_init (ZxGuestChips *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "guests");
  gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
