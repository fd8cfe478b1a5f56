/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows desktop notifications one at a time each, so that every one of them can be taken back. */
#include "zx-notices.h"

/* What becomes of one as soon as the desktop has answered. */
typedef struct {
  GNotification *next; /* owned, null: shown after it */
  gboolean is_over;    /* taken back after it */
  gboolean is_early;   /* it was asked before it was over */
} Flight;

struct _ZxNotices {
  GObject parent_instance;

  GApplication *application; /* lent */
  GHashTable *flights;       /* owned: name → Flight, owned */
};

G_DEFINE_FINAL_TYPE (ZxNotices, zx_notices, G_TYPE_OBJECT)

typedef struct {
  ZxNotices *notices; /* owned */
  char *name;         /* owned */
} Landing;

static void
landing_free (Landing *landing)
{
  g_object_unref (landing->notices);
  g_free (landing->name);
  g_free (landing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Landing, landing_free)

static void
flight_free (gpointer data)
{
  Flight *flight = data;

  g_clear_object (&flight->next);
  g_free (flight);
}

static void
landed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Landing) landing = user_data;
  ZxNotices *self = landing->notices;
  Flight *flight = g_hash_table_lookup (self->flights, landing->name);
  g_autoptr (GNotification) next = flight != NULL ? g_steal_pointer (&flight->next) : NULL;
  gboolean is_over = flight != NULL && flight->is_over;
  gboolean is_early = flight != NULL && flight->is_early;
  /* Whatever it says, also that there is no such service: all that was asked before is answered. */
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  g_hash_table_remove (self->flights, landing->name);
  if (is_over && is_early)
    zx_notices_take_back (self, landing->name); /* a click may have come since then */
  else if (is_over)
    g_application_withdraw_notification (self->application, landing->name);
  else if (next != NULL)
    zx_notices_post (self, landing->name, next);
}

static void
zx_notices_finalize (GObject *object)
{
  g_hash_table_unref (ZX_NOTICES (object)->flights);

  G_OBJECT_CLASS (zx_notices_parent_class)->finalize (object);
}

static void
zx_notices_class_init (ZxNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zx_notices_finalize;
}

static void
zx_notices_init (ZxNotices *self)
{
  self->flights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, flight_free);
}

ZxNotices *
zx_notices_new (GApplication *application)
{
  ZxNotices *self = g_object_new (ZX_TYPE_NOTICES, NULL);

  self->application = application;
  return self;
}

/* Asks the desktop who it is, which it answers in order: then it has said the number as well, and
 * told of every click that came before. Null when there is no desktop to ask. */
static Flight *
take_off (ZxNotices *self, const char *name)
{
  GDBusConnection *bus = g_application_get_dbus_connection (self->application);
  Flight *flight;
  Landing *landing;

  if (bus == NULL)
    return NULL;
  flight = g_new0 (Flight, 1);
  g_hash_table_insert (self->flights, g_strdup (name), flight);
  landing = g_new (Landing, 1);
  *landing = (Landing){g_object_ref (self), g_strdup (name)};
  g_dbus_connection_call (bus, "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                          "org.freedesktop.Notifications", "GetServerInformation", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, landed_cb, landing);
  return flight;
}

void
zx_notices_post (ZxNotices *self, const char *name, GNotification *notification)
{
  Flight *flight;

  g_return_if_fail (ZX_IS_NOTICES (self) && name != NULL);
  g_return_if_fail (G_IS_NOTIFICATION (notification));

  flight = g_hash_table_lookup (self->flights, name);
  if (flight != NULL) {
    g_set_object (&flight->next, notification);
    flight->is_over = FALSE;
    return;
  }
  g_application_send_notification (self->application, name, notification);
  take_off (self, name);
}

void
zx_notices_take_back (ZxNotices *self, const char *name)
{
  Flight *flight;

  g_return_if_fail (ZX_IS_NOTICES (self) && name != NULL);

  flight = g_hash_table_lookup (self->flights, name);
  if (flight != NULL) {
    g_clear_object (&flight->next);
    flight->is_early |= !flight->is_over;
  } else {
    flight = take_off (self, name);
  }
  if (flight == NULL) {
    g_application_withdraw_notification (self->application, name);
    return;
  }
  flight->is_over = TRUE;
}
