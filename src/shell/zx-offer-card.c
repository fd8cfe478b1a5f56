/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what is offered to the agent, and takes his answer. */
#include "zx-offer-card.h"

#include "zx-client-offers.h"
#include "zx-closures.h"
#include "zx-decline-popover.h"
#include "zx-digits.h"
#include "zx-offer-ring.h"
#include "zx-offer-words.h"
#include "zx-report.h"
#include "zx-tier-pill.h"

#include <glib/gi18n.h>

enum {
  SHORT_MS = 5000, /* hardly any time is left */
  STEP_MS = 100,   /* of the ring, where things may move */
  SECOND_MS = 1000,
  STARTLE_MS = 350, /* who clicked just when another offer came to the front meant the one before */
};

struct _ZxOfferCard {
  AdwBin parent_instance;

  GtkEventControllerFocus *focus; /* these of the template */
  GtkWidget *head, *next, *offline, *note, *decline, *accept;
  GtkWidget *key, *accept_key, *decline_key, *decline_menu_key;
  GtkLabel *kind, *count, *name, *company, *text, *why;
  ZxOfferRing *ring;
  GtkImage *channel;
  ZxTierPill *tier;
  GtkInscription *seconds;
  GtkMenuButton *decline_menu;
  ZxDeclinePopover *decline_reasons;

  ZxClient *client;          /* owned, null before set_up */
  ZxOffer *offer;            /* owned, null: nothing is offered */
  GtkWidget *before;         /* weak, null: where the keyboard was */
  GCancellable *cancellable; /* owned */
  gint64 shown_us;           /* monotonic: since when another offer than before is in front */
  ZxOffer *answering; /* owned, null: the one whose answer is on its way; of several the last */
  gboolean narrow;
  gboolean
      is_left; /* while the answer is on its way, the keyboard was taken elsewhere, not by us */
  guint timer;
};

G_DEFINE_FINAL_TYPE (ZxOfferCard, zx_offer_card, ADW_TYPE_BIN)

enum { PROP_NARROW = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static gboolean
has_keyboard (ZxOfferCard *self)
{
  return gtk_event_controller_focus_contains_focus (self->focus);
}

/* --- the time that is left --- */

static void
show_time (ZxOfferCard *self)
{
  gint64 whole = zx_offer_get_deadline (self->offer) - zx_offer_get_made_at (self->offer);
  gint64 until = zx_offer_get_deadline (self->offer) - zx_client_now_ms (self->client);
  gint64 left = CLAMP (until, 0, MAX (whole, 0)); /* our clock may be a little behind */
  int seconds = (int) ((left + SECOND_MS - 1) / SECOND_MS);
  /* translators: so many seconds are left to answer, as short as it can be */
  g_autofree char *text = seconds < 100
                              ? g_strdup_printf (ngettext ("%d s", "%d s", seconds), seconds)
                              : zx_words_elapsed ((gint64) seconds * SECOND_MS);
  g_autofree char *spoken =
      g_strdup_printf (ngettext ("%d second left", "%d seconds left", seconds), seconds);

  zx_offer_ring_set (self->ring, whole > 0 ? (double) left / (double) whole : 0, left <= SHORT_MS);
  if (left <= SHORT_MS)
    gtk_widget_add_css_class (GTK_WIDGET (self->seconds), "bad-text");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->seconds), "bad-text");
  if (g_strcmp0 (gtk_inscription_get_text (self->seconds), text) == 0)
    return;
  zx_digits_show (self->seconds, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->seconds), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

static gboolean
time_passed_cb (gpointer user_data)
{
  show_time (user_data);
  return G_SOURCE_CONTINUE;
}

/* Nothing counts unseen. */
static void
mind_timer (ZxOfferCard *self)
{
  gboolean counts = self->offer != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)), moves;

  if (counts && self->timer == 0) {
    g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &moves,
                  NULL);
    self->timer = g_timeout_add (moves ? STEP_MS : SECOND_MS, time_passed_cb, self);
  } else if (!counts) {
    g_clear_handle_id (&self->timer, g_source_remove);
  }
}

/* --- what is offered --- */

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), text); /* it may be cut */
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* All that is to be known, in one sentence for who hears it. */
static void
name_card (ZxOfferCard *self, const char *kind, const char *text, const char *why)
{
  g_autofree char *who = zx_words_offer_who (self->offer);
  g_autoptr (GString) all = g_string_new (NULL);
  const char *const parts[] = {kind, who, zx_words_tier (zx_offer_get_tier (self->offer)),
                               text, why, zx_offer_get_note (self->offer)};

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (all, "%s%s", all->len > 0 ? ". " : "", parts[i]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, all->str,
                                  -1);
}

static void
show_offer (ZxOfferCard *self)
{
  const char *channel = zx_offer_get_channel (self->offer);
  g_autofree char *name =
      zx_words_name (zx_offer_get_name (self->offer), zx_offer_get_uuid (self->offer));
  g_autofree char *kind = zx_words_offer_kind (self->offer);
  g_autofree char *text = zx_words_offer_text (self->offer);
  g_autofree char *why = zx_words_offer_why (self->offer);
  const char *place = zx_offer_get_channel_name (self->offer);
  gboolean asks = zx_offer_get_wants_reason (self->offer);

  gtk_image_set_from_icon_name (self->channel, zx_icon_of_channel (channel));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->channel),
                               place != NULL ? place : zx_words_channel (channel));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->channel), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  zx_words_channel (channel), -1);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->company, zx_offer_get_company (self->offer));
  g_object_set (self->tier, "tier", zx_offer_get_tier (self->offer), NULL);
  gtk_label_set_label (self->kind, kind != NULL ? kind : "");
  set_text (self->text, text);
  set_text (self->why, why);
  set_text (GTK_LABEL (self->note), zx_offer_get_note (self->offer));
  gtk_widget_set_visible (GTK_WIDGET (self->decline_menu), asks);
  gtk_widget_set_visible (self->decline, !asks);
  name_card (self, kind, text, why);
  show_time (self);
}

static guint
place_of (ZxOfferCard *self, GListModel *offers)
{
  guint place;

  return self->offer != NULL && g_list_store_find (G_LIST_STORE (offers), self->offer, &place)
             ? place
             : GTK_INVALID_LIST_POSITION;
}

/* The newest is number one. */
static void
show_count (ZxOfferCard *self)
{
  GListModel *offers = zx_client_get_offers (self->client);
  guint n = g_list_model_get_n_items (offers);
  /* translators: of %2$u offers, the one with number %1$u is shown */
  g_autofree char *text =
      g_strdup_printf (C_ ("offer", "%1$u of %2$u"), n - place_of (self, offers), n);

  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count), n > 1);
  gtk_widget_set_visible (self->next, n > 1);
  gtk_widget_set_visible (self->head, n > 1 || *gtk_label_get_label (self->kind) != '\0');
}

static void
give_keyboard_back (ZxOfferCard *self)
{
  GtkWidget *before = self->before;
  gboolean was_left = self->is_left;

  if (has_keyboard (self) && before != NULL && gtk_widget_get_mapped (before))
    gtk_widget_grab_focus (before);
  else if (has_keyboard (self))
    gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))),
                            GTK_DIR_TAB_FORWARD);
  self->is_left = was_left;
  g_clear_weak_pointer (&self->before);
}

static void
mind_buttons (ZxOfferCard *self)
{
  gboolean is_offline = zx_client_get_light (self->client) == ZX_LIGHT_OFFLINE;
  gboolean can_answer = self->offer != NULL && !is_offline;

  if (!can_answer)
    give_keyboard_back (self);
  gtk_widget_set_visible (self->offline, is_offline);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "offer.accept", can_answer);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "offer.decline", can_answer);
  gtk_widget_set_sensitive (GTK_WIDGET (self->decline_menu), can_answer);
}

/* @place: in the list; GTK_INVALID_LIST_POSITION: nothing. */
static void
turn_to (ZxOfferCard *self, guint place)
{
  GListModel *offers = zx_client_get_offers (self->client);
  g_autoptr (ZxOffer) offer =
      place != GTK_INVALID_LIST_POSITION ? g_list_model_get_item (offers, place) : NULL;
  gboolean was_another = self->offer != NULL && offer != self->offer;

  if (offer != self->offer)
    gtk_popover_popdown (GTK_POPOVER (self->decline_reasons));
  g_set_object (&self->offer, offer);
  if (offer != NULL) {
    if (was_another)
      self->shown_us = g_get_monotonic_time ();
    show_offer (self);
    show_count (self);
    mind_buttons (self);
  }
  gtk_widget_set_visible (GTK_WIDGET (self), offer != NULL);
  mind_timer (self);
}

static void
tell_too_late (ZxOfferCard *self)
{
  zx_report_text (GTK_WIDGET (self), _ ("Too late: this customer is no longer offered to you."));
}

/* @is_more: one has come. */
static void
follow_offers (ZxOfferCard *self, gboolean is_more)
{
  GListModel *offers = zx_client_get_offers (self->client);
  guint place = place_of (self, offers), n = g_list_model_get_n_items (offers);
  gboolean is_over = place == GTK_INVALID_LIST_POSITION;

  /* Until the answer is back the keyboard stays: it would write to another customer meanwhile. */
  if (is_over && self->offer != NULL && self->answering == self->offer && has_keyboard (self))
    return;
  if (is_over)
    give_keyboard_back (self); /* Enter must not go to the next */
  if (is_over || (is_more && !has_keyboard (self)))
    place = n > 0 ? n - 1 : GTK_INVALID_LIST_POSITION;
  turn_to (self, place);
}

static void
offers_changed_cb (ZxOfferCard *self, guint position, guint removed, guint added, GListModel *list)
{
  if (place_of (self, list) == GTK_INVALID_LIST_POSITION && has_keyboard (self) &&
      self->answering != self->offer && zx_client_get_light (self->client) == ZX_LIGHT_LIVE)
    tell_too_late (self);
  follow_offers (self, added > 0);
}

/* --- answering --- */

typedef struct {
  ZxOfferCard *card; /* owned */
  ZxOffer *offer;    /* owned */
} Answer;

static Answer *
answer_new (ZxOfferCard *self)
{
  Answer *answer = g_new (Answer, 1);

  *answer = (Answer){g_object_ref (self), g_object_ref (self->offer)};
  g_set_object (&self->answering, self->offer);
  return answer;
}

static void
answer_free (Answer *answer)
{
  g_object_unref (answer->card);
  g_object_unref (answer->offer);
  g_free (answer);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static void
answered (ZxOfferCard *self, ZxOffer *offer, GError *error)
{
  if (self->answering == offer)
    g_clear_object (&self->answering);
  if (self->client == NULL)
    return;
  if (error != NULL && g_strcmp0 (zx_error_get_problem (error), "over") == 0)
    tell_too_late (self);
  else
    zx_report_error (GTK_WIDGET (self), error);
  mind_buttons (self);
  follow_offers (self, FALSE);
}

static void
accepted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Answer) answer = user_data;
  ZxOfferCard *self = answer->card;
  g_autoptr (GError) error = NULL;
  gboolean is_mine = zx_client_accept_offer_finish (ZX_CLIENT (source), result, &error);

  /* Who writes to somebody else by now goes on with that: it waits in the list. */
  if (is_mine && self->client != NULL && !self->is_left)
    gtk_widget_activate_action (GTK_WIDGET (self), "panel.open", "(sx)", "contact",
                                zx_offer_get_contact_id (answer->offer));
  answered (self, answer->offer, error);
}

static void
declined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Answer) answer = user_data;
  g_autoptr (GError) error = NULL;

  zx_client_decline_offer_finish (ZX_CLIENT (source), result, &error);
  answered (answer->card, answer->offer, error);
}

static gboolean
is_startled (ZxOfferCard *self)
{
  return g_get_monotonic_time () - self->shown_us < STARTLE_MS * G_TIME_SPAN_MILLISECOND;
}

static gboolean
may_answer (ZxOfferCard *self)
{
  return self->offer != NULL && self->answering != self->offer && !is_startled (self);
}

static void
accept_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxOfferCard *self = ZX_OFFER_CARD (widget);

  if (!may_answer (self))
    return;
  self->is_left = FALSE;
  zx_client_accept_offer_async (self->client, self->offer, self->cancellable, accepted_cb,
                                answer_new (self));
}

static void
decline_offer (ZxOfferCard *self, const char *reason)
{
  zx_client_decline_offer_async (self->client, self->offer, reason, self->cancellable, declined_cb,
                                 answer_new (self));
}

static void
reason_chosen_cb (ZxOfferCard *self, const char *reason)
{
  if (self->offer != NULL && self->answering != self->offer)
    decline_offer (self, reason);
}

static void
decline_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxOfferCard *self = ZX_OFFER_CARD (widget);

  if (!may_answer (self))
    return;
  if (zx_offer_get_wants_reason (self->offer))
    gtk_menu_button_popup (self->decline_menu);
  else
    decline_offer (self, NULL);
}

static void
next_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxOfferCard *self = ZX_OFFER_CARD (widget);
  GListModel *offers = zx_client_get_offers (self->client);
  guint n = g_list_model_get_n_items (offers), place = place_of (self, offers);

  if (n > 1 && place != GTK_INVALID_LIST_POSITION)
    turn_to (self, (place + n - 1) % n);
  self->shown_us = 0; /* he wanted this one */
}

/* --- the keyboard --- */

static void
focus_changed_cb (ZxOfferCard *self)
{
  gboolean has = has_keyboard (self);

  self->is_left = self->is_left || (self->answering != NULL && self->offer != NULL && !has);
  gtk_widget_set_visible (self->key, !has && *gtk_label_get_label (GTK_LABEL (self->key)) != '\0');
  gtk_widget_set_visible (self->accept_key, has);
  gtk_widget_set_visible (self->decline_key, has);
  gtk_widget_set_visible (self->decline_menu_key, has);
}

static gboolean
key_pressed_cb (ZxOfferCard *self, guint keyval)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "offer.decline", NULL);
  return GDK_EVENT_STOP;
}

gboolean
zx_offer_card_take_keyboard (ZxOfferCard *self)
{
  g_return_val_if_fail (ZX_IS_OFFER_CARD (self), FALSE);

  if (self->offer == NULL)
    return FALSE;
  if (has_keyboard (self)) {
    gtk_widget_activate_action (GTK_WIDGET (self), "offer.next", NULL);
    return TRUE;
  }
  g_set_weak_pointer (&self->before, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_widget_grab_focus (self->accept);
  return TRUE;
}

/* --- class --- */

static void
zx_offer_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ZX_OFFER_CARD (object)->narrow);
}

static void
zx_offer_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxOfferCard *self = ZX_OFFER_CARD (object);

  if (self->narrow == g_value_get_boolean (value))
    return;
  self->narrow = g_value_get_boolean (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_offer_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_offer_card_parent_class)->map (widget);
  mind_timer (ZX_OFFER_CARD (widget));
}

static void
zx_offer_card_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zx_offer_card_parent_class)->unmap (widget);
  mind_timer (ZX_OFFER_CARD (widget));
}

static void
zx_offer_card_dispose (GObject *object)
{
  ZxOfferCard *self = ZX_OFFER_CARD (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->before);
  g_clear_object (&self->offer);
  g_clear_object (&self->answering);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_offer_card_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, focus);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, head);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, next);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, offline);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, note);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, decline);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, accept);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, key);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, accept_key);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, decline_key);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, decline_menu_key);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, kind);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, count);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, name);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, company);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, text);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, why);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, ring);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, channel);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, tier);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, seconds);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, decline_menu);
  gtk_widget_class_bind_template_child (widget_class, ZxOfferCard, decline_reasons);
}

static void
zx_offer_card_class_init (ZxOfferCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_offer_card_get_property;
  object_class->set_property = zx_offer_card_set_property;
  object_class->dispose = zx_offer_card_dispose;
  widget_class->map = zx_offer_card_map;
  widget_class->unmap = zx_offer_card_unmap;

  props[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_DECLINE_POPOVER);
  g_type_ensure (ZX_TYPE_OFFER_RING);
  g_type_ensure (ZX_TYPE_TIER_PILL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-offer-card.ui");
  gtk_widget_class_set_css_name (widget_class, "offer-card");
  zx_closures_bind (widget_class);
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, focus_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, reason_chosen_cb);
  gtk_widget_class_install_action (widget_class, "offer.accept", NULL, accept_cb);
  gtk_widget_class_install_action (widget_class, "offer.decline", NULL, decline_cb);
  gtk_widget_class_install_action (widget_class, "offer.next", NULL, next_cb);
}

static void
zx_offer_card_init (ZxOfferCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  focus_changed_cb (self);
}

void
zx_offer_card_set_up (ZxOfferCard *self, ZxClient *client, ZxKeymap *keymap)
{
  GListModel *offers = zx_client_get_offers (client);

  g_return_if_fail (ZX_IS_OFFER_CARD (self) && self->client == NULL);

  self->client = g_object_ref (client);
  zx_keymap_bind_label (keymap, "desk.offer", GTK_LABEL (self->key));
  g_signal_connect_object (self->key, "notify::label", G_CALLBACK (focus_changed_cb), self,
                           G_CONNECT_SWAPPED);
  focus_changed_cb (self);
  g_signal_connect_object (client, "notify::light", G_CALLBACK (mind_buttons), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (offers, "items-changed", G_CALLBACK (offers_changed_cb), self,
                           G_CONNECT_SWAPPED);
  offers_changed_cb (self, 0, 0, g_list_model_get_n_items (offers), offers);
}
