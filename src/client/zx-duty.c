/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derives whether the agent can take more. */
#include "zx-duty.h"

#include "zx-client-offers.h"

G_DEFINE_ENUM_TYPE (ZxDutyState,
                    zx_duty_state,
                    G_DEFINE_ENUM_VALUE (ZX_DUTY_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (ZX_DUTY_BREAK, "break"),
                    G_DEFINE_ENUM_VALUE (ZX_DUTY_MISSED, "missed"),
                    G_DEFINE_ENUM_VALUE (ZX_DUTY_WRAP_UP, "wrap-up"),
                    G_DEFINE_ENUM_VALUE (ZX_DUTY_BUSY, "busy"),
                    G_DEFINE_ENUM_VALUE (ZX_DUTY_READY, "ready"))

struct _ZxDuty {
  GObject parent_instance;

  ZxClient *client;   /* owned */
  GSignalGroup *mine; /* owned; of the agent */
  ZxAgent *me;        /* owned, null: whom the rest is about */
  ZxDutyState state;
  gint64 since;
  guint taken, capacity;
};

G_DEFINE_FINAL_TYPE (ZxDuty, zx_duty, G_TYPE_OBJECT)

enum { PROP_CLIENT = 1, PROP_STATE, PROP_SINCE, PROP_TAKEN, PROP_CAPACITY, N_PROPS };
static GParamSpec *props[N_PROPS];

ZxDutyState
zx_duty_derive (const ZxDutyFacts *facts)
{
  guint taken = facts->n_live + facts->n_wrap_up + facts->n_offers;

  if (facts->presence != ZX_PRESENCE_ONLINE)
    return facts->presence == ZX_PRESENCE_BREAK ? ZX_DUTY_BREAK : ZX_DUTY_OFFLINE;
  if (facts->is_missed)
    return ZX_DUTY_MISSED;
  if (facts->n_live == 0 && facts->n_wrap_up > 0)
    return ZX_DUTY_WRAP_UP;
  return facts->capacity > 0 && taken >= facts->capacity ? ZX_DUTY_BUSY : ZX_DUTY_READY;
}

/* Counts the contacts that are @me's. *@newest: when the last of them came or ended. */
static void
count_contacts (ZxDuty *self, ZxDutyFacts *facts, gint64 *newest)
{
  GListModel *contacts = zx_client_get_contacts (self->client);
  gint64 own_id = zx_agent_get_id (self->me);

  *newest = 0;
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (contacts, i);
    ZxContactState state = zx_contact_get_state (contact);

    if (zx_contact_get_agent_id (contact) != own_id || zx_contact_state_is_over (state))
      continue;
    if (state == ZX_CONTACT_WRAP_UP)
      facts->n_wrap_up++;
    else
      facts->n_live++;
    *newest = MAX (*newest, state == ZX_CONTACT_WRAP_UP ? zx_contact_get_ended_at (contact)
                                                        : zx_contact_get_accepted_at (contact));
  }
}

/* Between the three states of who is there, the moment in which it is seen to change counts. */
static gint64
find_since (ZxDuty *self, ZxDutyState state, gint64 newest, gboolean is_known)
{
  gint64 since = zx_agent_get_presence_since (self->me);

  if (state == ZX_DUTY_MISSED)
    return zx_agent_get_missed_at (self->me);
  if (state < ZX_DUTY_WRAP_UP)
    return since;
  if (is_known && self->state >= ZX_DUTY_WRAP_UP)
    return state == self->state ? MAX (since, self->since) : zx_client_now_ms (self->client);
  return state == ZX_DUTY_READY ? since : MAX (since, newest);
}

static void
set_number (ZxDuty *self, guint *place, guint value, guint prop)
{
  if (*place == value)
    return;
  *place = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
set_state (ZxDuty *self, ZxDutyState state, gint64 since)
{
  if (self->state != state) {
    self->state = state;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  }
  if (self->since != since) {
    self->since = since;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SINCE]);
  }
}

static void
refresh (ZxDuty *self)
{
  ZxAgent *me = zx_client_get_me (self->client);
  gboolean is_known = self->me == me;
  ZxDutyFacts facts = {0};
  ZxDutyState state;
  gint64 newest;

  g_set_object (&self->me, me);
  g_object_freeze_notify (G_OBJECT (self));
  if (me != NULL) {
    facts.presence = zx_agent_get_presence (me);
    facts.is_missed = zx_agent_get_missed_at (me) != 0;
    facts.capacity = zx_agent_get_capacity (me, "web");
    facts.n_offers = g_list_model_get_n_items (zx_client_get_offers (self->client));
    count_contacts (self, &facts, &newest);
    state = zx_duty_derive (&facts);
    set_state (self, state, find_since (self, state, newest, is_known));
  } else {
    set_state (self, ZX_DUTY_OFFLINE, 0);
  }
  set_number (self, &self->taken, facts.n_live + facts.n_wrap_up + facts.n_offers, PROP_TAKEN);
  set_number (self, &self->capacity, facts.capacity, PROP_CAPACITY);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
me_changed_cb (ZxDuty *self)
{
  g_signal_group_set_target (self->mine, zx_client_get_me (self->client));
  refresh (self);
}

static void
contacts_changed_cb (ZxDuty *self, guint position, guint removed, guint added, GListModel *list)
{
  for (guint i = 0; i < added; i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (list, position + i);

    /* One that comes back is followed already. */
    g_signal_handlers_disconnect_by_func (contact, refresh, self);
    g_signal_connect_object (contact, "notify::state", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (contact, "notify::agent-id", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
  }
  refresh (self);
}

static void
zx_duty_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxDuty *self = ZX_DUTY (object);

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_SINCE:
    g_value_set_int64 (value, self->since);
    break;
  case PROP_TAKEN:
    g_value_set_uint (value, self->taken);
    break;
  case PROP_CAPACITY:
    g_value_set_uint (value, self->capacity);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_duty_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZX_DUTY (object)->client = g_value_dup_object (value);
}

static void
zx_duty_constructed (GObject *object)
{
  ZxDuty *self = ZX_DUTY (object);
  GListModel *contacts = zx_client_get_contacts (self->client);

  G_OBJECT_CLASS (zx_duty_parent_class)->constructed (object);
  g_signal_connect_object (self->client, "notify::me", G_CALLBACK (me_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (contacts, "items-changed", G_CALLBACK (contacts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (zx_client_get_offers (self->client), "items-changed",
                           G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  contacts_changed_cb (self, 0, 0, g_list_model_get_n_items (contacts), contacts);
  me_changed_cb (self);
}

static void
zx_duty_dispose (GObject *object)
{
  ZxDuty *self = ZX_DUTY (object);

  g_clear_object (&self->mine);
  g_clear_object (&self->me);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_duty_parent_class)->dispose (object);
}

static void
zx_duty_class_init (ZxDutyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_duty_get_property;
  object_class->set_property = zx_duty_set_property;
  object_class->constructed = zx_duty_constructed;
  object_class->dispose = zx_duty_dispose;

  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, ZX_TYPE_DUTY_STATE, 0, flags);
  props[PROP_SINCE] = g_param_spec_int64 ("since", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_TAKEN] = g_param_spec_uint ("taken", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_CAPACITY] = g_param_spec_uint ("capacity", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_duty_init (ZxDuty *self)
{
  static const char *const watched[] = {"notify::presence", "notify::presence-since",
                                        "notify::missed-at", "notify::capacity"};

  self->mine = g_signal_group_new (ZX_TYPE_AGENT);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->mine, watched[i], G_CALLBACK (refresh), self);
}

ZxDuty *
zx_duty_new (ZxClient *client)
{
  return g_object_new (ZX_TYPE_DUTY, "client", client, NULL);
}

#define GETTER(type, name)                                                                         \
  type zx_duty_get_##name (ZxDuty *self)                                                           \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_DUTY (self), 0);                                                   \
    return self->name;                                                                             \
  }

GETTER (ZxClient *, client)
GETTER (ZxDutyState, state)
GETTER (gint64, since)
GETTER (guint, taken)
GETTER (guint, capacity)
