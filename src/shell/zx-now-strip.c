/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what is under way elsewhere. */
#include "zx-now-strip.h"

#include "zx-clock-chip.h"
#include "zx-closures.h"

#include <glib/gi18n.h>

struct _ZxNowStrip {
  AdwBin parent_instance;

  GtkLabel *what; /* these of the template */
  GtkLabel *more;
  ZxClockChip *clock;

  ZxClient *client;   /* owned, null */
  GObject *subject;   /* owned, null */
  ZxContact *contact; /* owned, null: nothing is shown */
};

G_DEFINE_FINAL_TYPE (ZxNowStrip, zx_now_strip, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_SUBJECT, N_PROPS };
static GParamSpec *props[N_PROPS];

/* Ended by me and not wrapped up. */
static gboolean
is_under_way (ZxNowStrip *self, ZxContact *contact)
{
  ZxAgent *me = zx_client_get_me (self->client);

  return me != NULL && zx_contact_get_state (contact) == ZX_CONTACT_WRAP_UP &&
         zx_contact_get_agent_id (contact) == zx_agent_get_id (me) &&
         (GObject *) contact != self->subject;
}

static void
show_contact (ZxNowStrip *self, guint n_more)
{
  g_autofree char *name =
      zx_words_name (zx_contact_get_name (self->contact), zx_contact_get_uuid (self->contact));
  g_autofree char *who = g_strjoin (" · ", name, zx_contact_get_company (self->contact), NULL);
  /* translators: a chat that is over, but whose category and summary are missing; %s is a customer
   */
  g_autofree char *text = g_strdup_printf (_ ("Not wrapped up: %s"), who);
  g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", n_more), n_more);

  gtk_label_set_label (self->what, text);
  gtk_label_set_label (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_more > 0);
  g_object_set (self->clock, "since", zx_contact_get_ended_at (self->contact), NULL);
}

static void
refresh (ZxNowStrip *self)
{
  GListModel *contacts = self->client != NULL ? zx_client_get_contacts (self->client) : NULL;
  ZxContact *oldest = NULL; /* the list keeps it */
  guint n = 0;

  for (guint i = 0; contacts != NULL && i < g_list_model_get_n_items (contacts); i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (contacts, i);

    if (!is_under_way (self, contact))
      continue;
    n++;
    if (oldest == NULL || zx_contact_get_ended_at (contact) < zx_contact_get_ended_at (oldest))
      oldest = contact;
  }
  g_set_object (&self->contact, oldest);
  if (oldest != NULL)
    show_contact (self, n - 1);
  gtk_widget_set_visible (GTK_WIDGET (self), oldest != NULL);
}

static void
contacts_changed_cb (ZxNowStrip *self, guint position, guint removed, guint added, GListModel *list)
{
  for (guint i = 0; i < added; i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (list, position + i);

    g_signal_connect_object (contact, "notify::state", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (contact, "notify::agent-id", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
  }
  refresh (self);
}

gboolean
zx_now_strip_go (ZxNowStrip *self)
{
  g_return_val_if_fail (ZX_IS_NOW_STRIP (self), FALSE);

  return self->contact != NULL &&
         gtk_widget_activate_action (GTK_WIDGET (self), "panel.open", "(sx)", "contact",
                                     zx_contact_get_id (self->contact));
}

static void
set_client (ZxNowStrip *self, ZxClient *client)
{
  GListModel *contacts;

  if (!g_set_object (&self->client, client) || client == NULL)
    return;
  contacts = zx_client_get_contacts (client);
  g_signal_connect_object (contacts, "items-changed", G_CALLBACK (contacts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  contacts_changed_cb (self, 0, 0, g_list_model_get_n_items (contacts), contacts);
}

static void
zx_now_strip_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxNowStrip *self = ZX_NOW_STRIP (object);

  g_value_set_object (value, id == PROP_CLIENT ? (gpointer) self->client : self->subject);
}

static void
zx_now_strip_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxNowStrip *self = ZX_NOW_STRIP (object);

  if (id == PROP_CLIENT)
    set_client (self, g_value_get_object (value));
  else if (g_set_object (&self->subject, g_value_get_object (value)))
    refresh (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_now_strip_dispose (GObject *object)
{
  ZxNowStrip *self = ZX_NOW_STRIP (object);

  g_clear_object (&self->client);
  g_clear_object (&self->subject);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (zx_now_strip_parent_class)->dispose (object);
}

static void
zx_now_strip_class_init (ZxNowStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_now_strip_get_property;
  object_class->set_property = zx_now_strip_set_property;
  object_class->dispose = zx_now_strip_dispose;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_SUBJECT] = g_param_spec_object ("subject", NULL, NULL, G_TYPE_OBJECT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_CLOCK_CHIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-now-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxNowStrip, what);
  gtk_widget_class_bind_template_child (widget_class, ZxNowStrip, more);
  gtk_widget_class_bind_template_child (widget_class, ZxNowStrip, clock);
}

static void
zx_now_strip_init (ZxNowStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
