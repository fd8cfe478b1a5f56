/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the list of those who may have a contact as it is now. */
#include "zx-pass-targets.h"

enum {
  TOGETHER_MS = 300, /* events come in swarms */
  UNTOLD_S = 10,     /* of what no event tells, such as chats that others close */
};

struct _ZxPassTargets {
  GObject parent_instance;

  ZxClient *client;          /* owned */
  ZxContact *contact;        /* owned */
  GListStore *list;          /* owned, of ZxPassTarget; null until they are known */
  GError *error;             /* owned, null */
  GCancellable *cancellable; /* owned */
  guint soon, clock;         /* ids of timers; 0: none */
  gboolean is_reading, is_stale;
};

G_DEFINE_FINAL_TYPE (ZxPassTargets, zx_pass_targets, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static ZxPassTarget *
find_like (GListModel *list, ZxPassTarget *target)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (ZxPassTarget) other = g_list_model_get_item (list, i);

    if (zx_pass_target_get_kind (other) == zx_pass_target_get_kind (target) &&
        zx_pass_target_get_id (other) == zx_pass_target_get_id (target))
      return g_steal_pointer (&other);
  }
  return NULL;
}

/* In the order of @news, but those that are known stay the same objects. */
static void
take_over (ZxPassTargets *self, GListModel *news)
{
  g_autoptr (GPtrArray) now = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->list == NULL)
    self->list = g_list_store_new (ZX_TYPE_PASS_TARGET);
  for (guint i = 0; i < g_list_model_get_n_items (news); i++) {
    g_autoptr (ZxPassTarget) target = g_list_model_get_item (news, i);
    ZxPassTarget *known = find_like (G_LIST_MODEL (self->list), target);

    if (known != NULL)
      zx_pass_target_follow (known, target);
    g_ptr_array_add (now, known != NULL ? known : g_steal_pointer (&target));
  }
  g_list_store_splice (self->list, 0, g_list_model_get_n_items (G_LIST_MODEL (self->list)),
                       now->pdata, now->len);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxPassTargets) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) news = zx_client_find_targets_finish (ZX_CLIENT (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->is_reading = FALSE;
  g_clear_error (&self->error);
  if (news != NULL)
    take_over (self, news);
  else
    self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->is_stale)
    zx_pass_targets_refresh (self);
}

static gboolean
soon_cb (gpointer user_data)
{
  ZxPassTargets *self = user_data;

  self->soon = 0;
  zx_pass_targets_refresh (self);
  return G_SOURCE_REMOVE;
}

static gboolean
clock_cb (gpointer user_data)
{
  zx_pass_targets_refresh (user_data);
  return G_SOURCE_CONTINUE;
}

static void
heard_cb (ZxPassTargets *self)
{
  if (self->soon == 0)
    self->soon = g_timeout_add (TOGETHER_MS, soon_cb, self);
}

static void
zx_pass_targets_dispose (GObject *object)
{
  ZxPassTargets *self = ZX_PASS_TARGETS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_handle_id (&self->clock, g_source_remove);

  G_OBJECT_CLASS (zx_pass_targets_parent_class)->dispose (object);
}

static void
zx_pass_targets_finalize (GObject *object)
{
  ZxPassTargets *self = ZX_PASS_TARGETS (object);

  g_clear_error (&self->error);
  g_clear_object (&self->list);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (zx_pass_targets_parent_class)->finalize (object);
}

static void
zx_pass_targets_class_init (ZxPassTargetsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = zx_pass_targets_dispose;
  object_class->finalize = zx_pass_targets_finalize;

  signals[CHANGED] = g_signal_new ("changed", ZX_TYPE_PASS_TARGETS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
zx_pass_targets_init (ZxPassTargets *self)
{
  self->cancellable = g_cancellable_new ();
}

ZxPassTargets *
zx_pass_targets_new (ZxClient *client, ZxContact *contact)
{
  static const char *const heard[] = {"heard::agent", "heard::contact", "heard::offer",
                                      "heard::group", "heard::queue",   "notify::light"};
  ZxPassTargets *self = g_object_new (ZX_TYPE_PASS_TARGETS, NULL);

  self->client = g_object_ref (client);
  self->contact = g_object_ref (contact);
  for (guint i = 0; i < G_N_ELEMENTS (heard); i++)
    g_signal_connect_object (client, heard[i], G_CALLBACK (heard_cb), self, G_CONNECT_SWAPPED);
  self->clock = g_timeout_add_seconds (UNTOLD_S, clock_cb, self);
  zx_pass_targets_refresh (self);
  return self;
}

void
zx_pass_targets_refresh (ZxPassTargets *self)
{
  g_return_if_fail (ZX_IS_PASS_TARGETS (self));

  self->is_stale = self->is_reading;
  if (self->is_reading)
    return;
  self->is_reading = TRUE;
  zx_client_find_targets_async (self->client, self->contact, self->cancellable, read_cb,
                                g_object_ref (self));
}

GListModel *
zx_pass_targets_get_list (ZxPassTargets *self)
{
  g_return_val_if_fail (ZX_IS_PASS_TARGETS (self), NULL);

  return G_LIST_MODEL (self->list);
}

const GError *
zx_pass_targets_get_error (ZxPassTargets *self)
{
  g_return_val_if_fail (ZX_IS_PASS_TARGETS (self), NULL);

  return self->error;
}
