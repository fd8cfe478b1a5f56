/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks ahead for the answers to what customers wrote who are not looked at, and who they are. */
#include "zx-foresight.h"

#include "zx-client-answers.h"

#define FORESIGHT "zx-foresight" /* of a client: its one */
#define PAUSE_MS                                                                                   \
  200 /* what a customer writes in one go is asked for once, and who is chosen at once             \
         has asked in earnest */

enum {
  MOST_KEPT = 24, /* contacts: more than an agent may have; 20 kB each at most */
  MOST_QUEUED = 3,
  AT_ONCE = 2,
};

typedef struct {
  gint64 question_id;
  char *question;      /* owned, nullable */
  GListModel *answers; /* owned; null: not known yet */
  gboolean is_asked;   /* under way */
  gint64 asked_seq;    /* the contact's newest message when it was asked for; 0: never */
  gint64 newest;       /* the customer's newest message that we heard of since */
} Foreseen;

struct _ZxForesight {
  GObject parent_instance;

  ZxClient *client;          /* not owned: it owns us */
  GSignalGroup *list_watch;  /* owned; of the open contacts */
  GHashTable *kept;          /* owned: contact id → Foreseen */
  GCancellable *cancellable; /* owned; of what is under way */
  guint n_asked;
  guint timer;
};

G_DEFINE_FINAL_TYPE (ZxForesight, zx_foresight, G_TYPE_OBJECT)

static void
free_foreseen (gpointer data)
{
  Foreseen *foreseen = data;

  g_free (foreseen->question);
  g_clear_object (&foreseen->answers);
  g_free (foreseen);
}

/* --- what is worth it --- */

static gint64
get_newest_question (ZxContact *contact)
{
  return zx_contact_get_last_author (contact) == ZX_AUTHOR_CUSTOMER
             ? zx_contact_get_last_seq (contact)
             : 0;
}

static gboolean
is_mine (ZxForesight *self, ZxContact *contact)
{
  ZxAgent *me = zx_client_get_me (self->client);
  ZxContactState state = zx_contact_get_state (contact);

  return me != NULL && zx_contact_get_agent_id (contact) == zx_agent_get_id (me) &&
         (state == ZX_CONTACT_ACTIVE || state == ZX_CONTACT_HELD || state == ZX_CONTACT_OFFERED);
}

/* As the queue is served: highest tier, then first come. */
static int
compare_queued (gconstpointer a, gconstpointer b)
{
  ZxContact *one = *(ZxContact **) a, *other = *(ZxContact **) b;
  gint64 at = zx_contact_get_created_at (one), other_at = zx_contact_get_created_at (other);

  if (zx_contact_get_tier (one) != zx_contact_get_tier (other))
    return zx_contact_get_tier (one) > zx_contact_get_tier (other) ? -1 : 1;
  return (at > other_at) - (at < other_at);
}

/* My contacts and the head of the queue: lent. */
static GPtrArray *
list_near (ZxForesight *self)
{
  GListModel *open = zx_client_get_contacts (self->client);
  GPtrArray *near = g_ptr_array_new ();
  g_autoptr (GPtrArray) queued = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (open); i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (open, i); /* the list keeps it */

    if (is_mine (self, contact))
      g_ptr_array_add (near, contact);
    else if (zx_contact_get_state (contact) == ZX_CONTACT_QUEUED && !zx_contact_get_left (contact))
      g_ptr_array_add (queued, contact);
  }
  g_ptr_array_sort (queued, compare_queued);
  for (guint i = 0; i < MIN (queued->len, MOST_QUEUED); i++)
    g_ptr_array_add (near, queued->pdata[i]);
  g_ptr_array_set_size (near, (int) MIN (near->len, MOST_KEPT));
  return near;
}

static Foreseen *
find (ZxForesight *self, ZxContact *contact)
{
  gint64 id = zx_contact_get_id (contact);

  return g_hash_table_lookup (self->kept, &id);
}

static Foreseen *
find_or_add (ZxForesight *self, ZxContact *contact)
{
  gint64 id = zx_contact_get_id (contact);
  Foreseen *foreseen = g_hash_table_lookup (self->kept, &id);

  if (foreseen == NULL) {
    foreseen = g_new0 (Foreseen, 1);
    g_hash_table_insert (self->kept, g_memdup2 (&id, sizeof id), foreseen);
  }
  return foreseen;
}

static gboolean
is_current (const Foreseen *foreseen, ZxContact *contact)
{
  return foreseen->answers != NULL &&
         foreseen->question_id >= MAX (foreseen->newest, get_newest_question (contact));
}

/* --- asking --- */

static void begin_soon (ZxForesight *self); /* an answer makes room for the next question */

typedef struct {
  ZxForesight *self; /* owned */
  gint64 contact_id;
} Ahead;

static void
take (Foreseen *foreseen, gint64 question_id, const char *question, GListModel *answers)
{
  if (question_id < foreseen->question_id)
    return; /* it was overtaken */
  foreseen->question_id = question_id;
  g_free (foreseen->question);
  foreseen->question = g_strdup (question);
  g_set_object (&foreseen->answers, answers);
}

/* What fails is asked for in earnest later, and told of then. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Ahead *ahead = user_data;
  g_autoptr (ZxForesight) self = ahead->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *question = NULL;
  gint64 question_id = 0;
  g_autoptr (GListModel) answers =
      zx_client_suggest_finish (ZX_CLIENT (source), result, &question_id, &question, &error);
  Foreseen *foreseen;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* all was forgotten meanwhile */
  self->n_asked--;
  foreseen = g_hash_table_lookup (self->kept, &ahead->contact_id);
  if (foreseen != NULL)
    foreseen->is_asked = FALSE;
  if (answers == NULL)
    g_info ("no answers ahead: %s", error->message);
  else if (foreseen != NULL)
    take (foreseen, question_id, question, answers);
  begin_soon (self);
}

static void
ask (ZxForesight *self, ZxContact *contact)
{
  gint64 customer_id = zx_contact_get_customer_id (contact);
  Foreseen *foreseen = find_or_add (self, contact);
  Ahead *ahead = g_new (Ahead, 1);

  *ahead = (Ahead){g_object_ref (self), zx_contact_get_id (contact)};
  foreseen->is_asked = TRUE;
  foreseen->asked_seq = zx_contact_get_last_seq (contact);
  self->n_asked++;
  if (self->cancellable == NULL)
    self->cancellable = g_cancellable_new ();
  if (customer_id != 0)
    zx_client_get_customer (self->client, customer_id); /* which the client keeps for a while */
  zx_client_suggest_ahead_async (self->client, contact, self->cancellable, answered_cb, ahead);
}

/* Nothing has been written since it was asked for in vain. */
static gboolean
is_wanted (ZxForesight *self, ZxContact *contact)
{
  Foreseen *foreseen = find (self, contact);

  if (foreseen == NULL)
    return TRUE;
  return !foreseen->is_asked && !is_current (foreseen, contact) &&
         foreseen->asked_seq < zx_contact_get_last_seq (contact);
}

static void
forget_others (ZxForesight *self, GPtrArray *near)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->kept);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    gboolean is_near = FALSE;

    for (guint i = 0; i < near->len && !is_near; i++)
      is_near = zx_contact_get_id (near->pdata[i]) == *(gint64 *) key;
    if (!is_near)
      g_hash_table_iter_remove (&iter);
  }
}

static gboolean
pause_over_cb (gpointer user_data)
{
  ZxForesight *self = user_data;
  g_autoptr (GPtrArray) near = list_near (self);

  self->timer = 0;
  forget_others (self, near);
  if (zx_client_get_light (self->client) != ZX_LIGHT_LIVE)
    return G_SOURCE_REMOVE;
  for (guint i = 0; i < near->len && self->n_asked < AT_ONCE; i++)
    if (is_wanted (self, near->pdata[i]))
      ask (self, near->pdata[i]);
  return G_SOURCE_REMOVE;
}

static void
begin_soon (ZxForesight *self)
{
  if (self->timer == 0)
    self->timer = g_timeout_add (PAUSE_MS, pause_over_cb, self);
}

static void
forget_all (ZxForesight *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->n_asked = 0;
  g_hash_table_remove_all (self->kept);
}

/* --- hearing of it --- */

static void
message_came_cb (ZxForesight *self, GParamSpec *pspec, ZxContact *contact)
{
  Foreseen *foreseen = find (self, contact);

  if (foreseen != NULL)
    foreseen->newest = MAX (foreseen->newest, get_newest_question (contact));
  begin_soon (self);
}

/* Who comes back is heard once. */
static void
contacts_changed_cb (ZxForesight *self, guint position, guint removed, guint added)
{
  GListModel *open = zx_client_get_contacts (self->client);

  for (guint i = position; i < position + added; i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (open, i);

    g_signal_handlers_disconnect_by_data (contact, self);
    g_signal_connect_object (contact, "notify::last-seq", G_CALLBACK (message_came_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (contact, "notify::state", G_CALLBACK (begin_soon), self,
                             G_CONNECT_SWAPPED);
  }
  begin_soon (self);
}

static void
rights_changed_cb (ZxForesight *self)
{
  forget_all (self);
  begin_soon (self);
}

static void
zx_foresight_dispose (GObject *object)
{
  ZxForesight *self = ZX_FORESIGHT (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  forget_all (self);
  g_clear_object (&self->list_watch);
  self->client = NULL;

  G_OBJECT_CLASS (zx_foresight_parent_class)->dispose (object);
}

static void
zx_foresight_finalize (GObject *object)
{
  g_hash_table_unref (ZX_FORESIGHT (object)->kept);

  G_OBJECT_CLASS (zx_foresight_parent_class)->finalize (object);
}

static void
zx_foresight_class_init (ZxForesightClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_foresight_dispose;
  G_OBJECT_CLASS (klass)->finalize = zx_foresight_finalize;
}

static void
zx_foresight_init (ZxForesight *self)
{
  self->kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_foreseen);
  self->list_watch = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->list_watch, "items-changed",
                                  G_CALLBACK (contacts_changed_cb), self);
}

static ZxForesight *
make (ZxClient *client)
{
  ZxForesight *self = g_object_new (ZX_TYPE_FORESIGHT, NULL);
  GListModel *open = zx_client_get_contacts (client);

  self->client = client;
  g_signal_group_set_target (self->list_watch, open);
  g_signal_connect_object (client, "notify::rights", G_CALLBACK (rights_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::light", G_CALLBACK (begin_soon), self,
                           G_CONNECT_SWAPPED);
  contacts_changed_cb (self, 0, 0, g_list_model_get_n_items (open));
  return self;
}

ZxForesight *
zx_foresight_get (ZxClient *client)
{
  ZxForesight *self;

  g_return_val_if_fail (ZX_IS_CLIENT (client), NULL);

  self = g_object_get_data (G_OBJECT (client), FORESIGHT);
  if (self == NULL) {
    self = make (client);
    g_object_set_data_full (G_OBJECT (client), FORESIGHT, self, g_object_unref);
  }
  return self;
}

GListModel *
zx_foresight_find (ZxForesight *self,
                   ZxContact *contact,
                   gint64 *question_id,
                   const char **question)
{
  const Foreseen *foreseen;

  g_return_val_if_fail (ZX_IS_FORESIGHT (self), NULL);
  g_return_val_if_fail (ZX_IS_CONTACT (contact), NULL);

  foreseen = find (self, contact);
  if (foreseen == NULL || !is_current (foreseen, contact))
    return NULL;
  *question_id = foreseen->question_id;
  *question = foreseen->question;
  return foreseen->answers;
}

void
zx_foresight_expect (ZxForesight *self, ZxContact *contact)
{
  g_return_if_fail (ZX_IS_FORESIGHT (self));
  g_return_if_fail (ZX_IS_CONTACT (contact));

  find_or_add (self, contact)->asked_seq = zx_contact_get_last_seq (contact);
}

void
zx_foresight_keep (ZxForesight *self,
                   ZxContact *contact,
                   gint64 question_id,
                   const char *question,
                   GListModel *answers)
{
  Foreseen *foreseen;

  g_return_if_fail (ZX_IS_FORESIGHT (self));
  g_return_if_fail (ZX_IS_CONTACT (contact));

  foreseen = find_or_add (self, contact);
  foreseen->asked_seq = zx_contact_get_last_seq (contact);
  take (foreseen, question_id, question, answers);
  begin_soon (self); /* others are forgotten for it */
}
