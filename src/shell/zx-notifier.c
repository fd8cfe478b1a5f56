/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Desktop notifications and the taskbar's hint. */
#include "zx-notifier.h"

#include "zx-bell.h"
#include "zx-client-offers.h"
#include "zx-closures.h"
#include "zx-notices.h"
#include "zx-offer-words.h"

#include <glib/gi18n.h>

#ifdef GDK_WINDOWING_X11
#include <gdk/x11/gdkx.h>
#endif

#define SUBJECT "zx-subject" /* of a window: the contact that it shows */

enum {
  JUST_NOW_MS = 60 * 1000, /* a contact older than this has been announced to others before */
  MOST_TEXT = 200,         /* characters of what a customer wrote */
  GIVEN_OUT_MS = 1000,     /* by then a queue that gives out its contacts has offered it */
};

/* Why the agent was told: somebody waits in the queue, a customer wrote to him, a colleague asks
 * (which stands until he looks), somebody is offered to him. */
typedef enum { FOR_QUEUE = 1, FOR_MESSAGE, FOR_COLLEAGUE, FOR_OFFER } Reason;

struct _ZxNotifier {
  GObject parent_instance;

  GtkApplication *application; /* lent: it owns us */
  GtkWindow *main;             /* weak, null */
  ZxClient *client;            /* owned */
  GSettings *settings;         /* owned */
  ZxBell *bell;                /* owned */
  ZxNotices *notices;          /* owned */
  GHashTable *told; /* owned: gint64 *, a contact or offer with a notification → its Reason */
};

G_DEFINE_FINAL_TYPE (ZxNotifier, zx_notifier, G_TYPE_OBJECT)

static gint64
my_id (ZxNotifier *self)
{
  ZxAgent *me = zx_client_get_me (self->client);

  return me != NULL ? zx_agent_get_id (me) : 0;
}

static gboolean
is_mine (ZxNotifier *self, ZxContact *contact)
{
  return zx_contact_get_agent_id (contact) == my_id (self) ||
         zx_contact_is_guest (contact, my_id (self));
}

/* --- what stands before the agent --- */

static gboolean
is_looked_at (ZxNotifier *self, ZxContact *contact)
{
  GtkWindow *active = gtk_application_get_active_window (self->application);

  return active != NULL && gtk_window_is_active (active) &&
         g_object_get_data (G_OBJECT (active), SUBJECT) == contact;
}

/* Where it is shown or would be: its own window, else the main one. */
static GtkWindow *
find_window (ZxNotifier *self, ZxContact *contact)
{
  for (GList *at = gtk_application_get_windows (self->application); at != NULL; at = at->next)
    if (g_object_get_data (G_OBJECT (at->data), SUBJECT) == contact)
      return at->data;
  return self->main;
}

static void
hint (GtkWindow *window, gboolean is_urgent)
{
  GdkSurface *surface = window != NULL ? gtk_native_get_surface (GTK_NATIVE (window)) : NULL;

  if (surface == NULL || (is_urgent && gtk_window_is_active (window)))
    return;
#ifdef GDK_WINDOWING_X11
  if (GDK_IS_X11_SURFACE (surface))
    gdk_x11_surface_set_urgency_hint (surface, is_urgent);
#endif
}

/* --- telling --- */

/* Contacts and offers are numbered together. */
static char *
name_of (gint64 id)
{
  return g_strdup_printf ("contact-%" G_GINT64_FORMAT, id);
}

/* @action takes the number. */
static void
post (ZxNotifier *self,
      gint64 id,
      Reason reason,
      const char *title,
      const char *text,
      const char *action)
{
  g_autoptr (GNotification) notification = g_notification_new (title);
  g_autofree char *name = name_of (id);
  g_autofree char *shown = NULL;

  if (text != NULL && *text != '\0' && g_settings_get_boolean (self->settings, "notify-text")) {
    shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MOST_TEXT));
    g_notification_set_body (notification, shown);
  }
  g_notification_set_default_action_and_target (notification, action, "x", id);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  zx_notices_post (self->notices, name, notification);
  g_hash_table_replace (self->told, g_memdup2 (&id, sizeof id), GINT_TO_POINTER (reason));
}

static void
tell (ZxNotifier *self, ZxContact *contact, Reason reason, const char *title, const char *text)
{
  post (self, zx_contact_get_id (contact), reason, title, text, "app.show-contact");
  hint (find_window (self, contact), TRUE);
}

static void
take_back (ZxNotifier *self, gint64 id)
{
  g_autofree char *name = name_of (id);

  if (g_hash_table_remove (self->told, &id))
    zx_notices_take_back (self->notices, name);
}

static char *
describe (ZxContact *contact)
{
  g_autofree char *name =
      zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));

  return g_strjoin (" · ", name, zx_contact_get_company (contact), NULL);
}

/* --- what happens --- */

static Reason
reason_of (ZxNotifier *self, gint64 id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->told, &id));
}

static gboolean
is_wanted (ZxNotifier *self, const char *key)
{
  return g_settings_get_boolean (self->settings, key);
}

static gboolean
am_online (ZxNotifier *self)
{
  ZxAgent *me = zx_client_get_me (self->client);

  return me != NULL && zx_agent_get_presence (me) == ZX_PRESENCE_ONLINE;
}

/* It has come just now, and I could take it. */
static gboolean
waits_for_me (ZxNotifier *self, ZxContact *contact)
{
  gint64 age_ms = zx_client_now_ms (self->client) - zx_contact_get_created_at (contact);

  return zx_contact_get_state (contact) == ZX_CONTACT_QUEUED && age_ms < JUST_NOW_MS &&
         am_online (self) && is_wanted (self, "notify-queue");
}

typedef struct {
  GWeakRef notifier;
  ZxContact *contact; /* owned */
  char *text;         /* owned, null */
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_weak_ref_clear (&waiting->notifier);
  g_object_unref (waiting->contact);
  g_free (waiting->text);
  g_free (waiting);
}

static gboolean
still_waits_cb (gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (ZxNotifier) self = g_weak_ref_get (&waiting->notifier);
  ZxContact *contact = waiting->contact;
  g_autofree char *who = describe (contact);
  g_autofree char *title = NULL;

  if (self == NULL || zx_contact_get_state (contact) != ZX_CONTACT_QUEUED || !am_online (self) ||
      is_looked_at (self, contact))
    return G_SOURCE_REMOVE;
  if (zx_contact_get_left (contact))
    /* translators: %s is a customer */
    title = g_strdup_printf (_ ("%s left a message"), who);
  else
    /* translators: %s is a customer */
    title = g_strdup_printf (_ ("%s waits in the queue"), who);

  tell (self, contact, FOR_QUEUE, title, waiting->text);
  return G_SOURCE_REMOVE;
}

/* Nobody has to look at what is offered to somebody in the next moment. */
static void
tell_of_queue (ZxNotifier *self, ZxContact *contact, const char *text)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  g_weak_ref_init (&waiting->notifier, self);
  waiting->contact = g_object_ref (contact);
  waiting->text = g_strdup (text);
  g_timeout_add_full (G_PRIORITY_DEFAULT, GIVEN_OUT_MS, still_waits_cb, waiting, waiting_free);
}

static void
message_came_cb (ZxNotifier *self, ZxContact *contact, ZxMessage *message)
{
  g_autofree char *who = describe (contact);
  const char *text = zx_message_get_text (message);
  gboolean mentions_me = FALSE;

  if (is_looked_at (self, contact) || zx_message_get_agent_id (message) == my_id (self))
    return;
  g_object_get (message, "mentions-me", &mentions_me, NULL);
  if (mentions_me && is_wanted (self, "notify-colleagues")) {
    /* translators: %1$s is a colleague, %2$s a customer */
    g_autofree char *title =
        g_strdup_printf (_ ("%1$s mentions you: %2$s"), zx_message_get_agent_name (message), who);

    tell (self, contact, FOR_COLLEAGUE, title, text);
  } else if (zx_message_get_author (message) != ZX_AUTHOR_CUSTOMER) {
    return;
  } else if (waits_for_me (self, contact)) {
    tell_of_queue (self, contact, text);
  } else if (is_mine (self, contact) && is_wanted (self, "notify-messages")) {
    tell (self, contact, FOR_MESSAGE, who, text);
  }
}

/* Who had left a message is back, and waits. */
static void
came_back (ZxNotifier *self, ZxContact *contact)
{
  if (!zx_contact_get_left (contact) && zx_contact_get_state (contact) == ZX_CONTACT_QUEUED &&
      zx_client_get_light (self->client) == ZX_LIGHT_LIVE && am_online (self) &&
      is_wanted (self, "notify-queue") && !is_looked_at (self, contact))
    tell_of_queue (self, contact, zx_contact_get_last_text (contact));
}

/* The card is on the main window. */
static void
tell_of_offer (ZxNotifier *self, ZxOffer *offer)
{
  g_autofree char *who = zx_words_offer_who (offer);
  g_autofree char *text = zx_words_offer_text (offer);
  g_autofree char *kind = zx_words_offer_kind (offer);
  g_autofree char *title = NULL;

  if (is_wanted (self, "ring-offers"))
    zx_notifier_ring (self);
  if (self->main == NULL || gtk_window_is_active (self->main))
    return;
  hint (self->main, TRUE);
  if (!is_wanted (self, "notify-offers"))
    return;
  if (kind != NULL)
    title = g_strjoin (": ", kind, who, NULL);
  else
    /* translators: %s is a customer */
    title = g_strdup_printf (_ ("%s is offered to you"), who);
  post (self, zx_offer_get_id (offer), FOR_OFFER, title, text, "app.show-offer");
}

/* @offers: those that are still open; null: none is to be told of any more. */
static void
forget_offers (ZxNotifier *self, GListModel *offers)
{
  g_autoptr (GHashTable) open = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GArray) over = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer id, reason;

  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &id, &reason))
    if (GPOINTER_TO_INT (reason) == FOR_OFFER)
      g_hash_table_add (open, id);
  for (guint i = 0; offers != NULL && i < g_list_model_get_n_items (offers); i++) {
    g_autoptr (ZxOffer) offer = g_list_model_get_item (offers, i);
    gint64 there = zx_offer_get_id (offer);

    g_hash_table_remove (open, &there);
  }
  g_hash_table_iter_init (&iter, open);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_vals (over, id, 1);
  for (guint i = 0; i < over->len; i++)
    take_back (self, g_array_index (over, gint64, i));
}

static void
offers_changed_cb (ZxNotifier *self, guint position, guint removed, guint added, GListModel *list)
{
  if (removed > 0)
    forget_offers (self, list);
  for (guint i = 0; i < added; i++) {
    g_autoptr (ZxOffer) offer = g_list_model_get_item (list, position + i);

    tell_of_offer (self, offer);
  }
}

/* It needs the agent no more: it was read, or is another's now. */
static void
contact_changed_cb (ZxNotifier *self, GParamSpec *pspec, ZxContact *contact)
{
  Reason reason = reason_of (self, zx_contact_get_id (contact));
  gboolean is_unread = zx_contact_get_last_seq (contact) > zx_contact_get_agent_read_seq (contact);

  if ((reason == FOR_QUEUE && zx_contact_get_state (contact) != ZX_CONTACT_QUEUED) ||
      (reason == FOR_MESSAGE && !(is_mine (self, contact) && is_unread)))
    take_back (self, zx_contact_get_id (contact));
  if (g_str_equal (pspec->name, "left"))
    came_back (self, contact);
}

/* Of one in the queue we tell with its first message, which follows it. */
static void
contact_came (ZxNotifier *self, ZxContact *contact)
{
  g_autofree char *who = NULL;
  g_autofree char *title = NULL;

  g_signal_connect_object (contact, "notify", G_CALLBACK (contact_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (!zx_contact_is_guest (contact, my_id (self)) || is_looked_at (self, contact) ||
      zx_client_get_light (self->client) != ZX_LIGHT_LIVE || !is_wanted (self, "notify-colleagues"))
    return;
  who = describe (contact);
  /* translators: %1$s is a colleague, %2$s a customer */
  title =
      g_strdup_printf (_ ("%1$s asks you to join: %2$s"), zx_contact_get_agent_name (contact), who);
  tell (self, contact, FOR_COLLEAGUE, title, zx_contact_get_last_text (contact));
}

static void
contacts_changed_cb (ZxNotifier *self, guint position, guint removed, guint added, GListModel *list)
{
  g_autoptr (GHashTable) here = NULL;
  GHashTableIter iter;
  gpointer id, reason;

  for (guint i = 0; i < added; i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (list, position + i);

    contact_came (self, contact);
  }
  if (removed == 0 || g_hash_table_size (self->told) == 0)
    return;
  here = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &id, &reason))
    if (GPOINTER_TO_INT (reason) != FOR_OFFER)
      g_hash_table_add (here, id);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (list, i);
    gint64 there = zx_contact_get_id (contact);

    g_hash_table_remove (here, &there);
  }
  g_hash_table_iter_init (&iter, here);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    take_back (self, *(gint64 *) id);
}

static void
window_active_cb (GtkWindow *window, GParamSpec *pspec, ZxNotifier *self)
{
  ZxContact *contact = g_object_get_data (G_OBJECT (window), SUBJECT);

  if (!gtk_window_is_active (window))
    return;
  hint (window, FALSE);
  if (contact != NULL)
    take_back (self, zx_contact_get_id (contact));
  if (window == self->main)
    forget_offers (self, NULL);
}

static void
zx_notifier_dispose (GObject *object)
{
  ZxNotifier *self = ZX_NOTIFIER (object);

  g_clear_weak_pointer (&self->main);
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_object (&self->bell);
  g_clear_object (&self->notices);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (zx_notifier_parent_class)->dispose (object);
}

static void
zx_notifier_class_init (ZxNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_notifier_dispose;
}

static void
zx_notifier_init (ZxNotifier *self)
{
  self->bell = zx_bell_new ();
  self->told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

ZxNotifier *
zx_notifier_new (GtkApplication *application, ZxClient *client, GSettings *settings)
{
  ZxNotifier *self = g_object_new (ZX_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->notices = zx_notices_new (G_APPLICATION (application));
  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (client, "message-came", G_CALLBACK (message_came_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (zx_client_get_contacts (client), "items-changed",
                           G_CALLBACK (contacts_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (zx_client_get_offers (client), "items-changed",
                           G_CALLBACK (offers_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
zx_notifier_ring (ZxNotifier *self)
{
  g_return_if_fail (ZX_IS_NOTIFIER (self));

  zx_bell_ring (self->bell, g_settings_get_int (self->settings, "ring-volume"));
}

void
zx_notifier_set_main (ZxNotifier *self, GtkWindow *window)
{
  g_return_if_fail (ZX_IS_NOTIFIER (self) && GTK_IS_WINDOW (window));

  g_set_weak_pointer (&self->main, window);
}

void
zx_notifier_set_subject (ZxNotifier *self, GtkWindow *window, GObject *subject)
{
  gboolean is_known;

  g_return_if_fail (ZX_IS_NOTIFIER (self) && GTK_IS_WINDOW (window));

  is_known = g_object_get_data (G_OBJECT (window), "zx-notifier") != NULL;
  if (!is_known) {
    g_object_set_data (G_OBJECT (window), "zx-notifier", self);
    g_signal_connect_object (window, "notify::is-active", G_CALLBACK (window_active_cb), self, 0);
  }
  g_object_set_data_full (G_OBJECT (window), SUBJECT,
                          ZX_IS_CONTACT (subject) ? g_object_ref (subject) : NULL, g_object_unref);
  window_active_cb (window, NULL, self);
}
