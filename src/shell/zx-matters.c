/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps which things have a window of their own, over sign-outs and restarts too. */
#include "zx-matters.h"

#include "zx-error.h"
#include "zx-features.h"

#define KEY "own-windows"
#define ROW "(ssxiib)" /* account, noun, id, width, height, maximised */

enum {
  MOST_REMEMBERED = 64, /* rows of all accounts: the oldest are forgotten first */
};

struct _ZxMatters {
  GObject parent_instance;

  ZxClient *client;          /* owned */
  GSettings *settings;       /* owned */
  char *account;             /* owned, null while nobody is signed in */
  GPtrArray *wanted;         /* owned, of ZxMatter: also those not found yet */
  GListStore *open;          /* owned, of ZxMatter */
  GListModel *subjects;      /* owned */
  GCancellable *cancellable; /* owned; of this sign-in */
};

G_DEFINE_FINAL_TYPE (ZxMatters, zx_matters, G_TYPE_OBJECT)

enum { RAISE, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

static ZxMatter *
find_wanted (ZxMatters *self, const char *noun, gint64 id)
{
  for (guint i = 0; i < self->wanted->len; i++) {
    ZxMatter *matter = self->wanted->pdata[i];

    if (zx_matter_get_id (matter) == id && g_str_equal (zx_matter_get_noun (matter), noun))
      return matter;
  }
  return NULL;
}

static gboolean
is_allowed (ZxMatters *self, const char *noun)
{
  GType type = zx_feature_panel_type_for (noun);

  return type != 0 && zx_panel_type_is_for (type, zx_client_get_rights (self->client));
}

/* --- the memory --- */

static void
keep_others (ZxMatters *self, GVariantBuilder *rows)
{
  g_autoptr (GVariant) before = g_settings_get_value (self->settings, KEY);
  gsize n = g_variant_n_children (before);
  const gsize most = MOST_REMEMBERED - ZX_MATTERS_MOST;

  for (gsize i = n > most ? n - most : 0; i < n; i++) {
    g_autoptr (GVariant) row = g_variant_get_child_value (before, i);
    const char *account;

    g_variant_get_child (row, 0, "&s", &account);
    if (!g_str_equal (account, self->account))
      g_variant_builder_add_value (rows, row);
  }
}

static void
remember (ZxMatters *self)
{
  GVariantBuilder rows;

  if (self->account == NULL)
    return;
  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a" ROW));
  keep_others (self, &rows);
  for (guint i = 0; i < self->wanted->len; i++) {
    ZxMatter *matter = self->wanted->pdata[i];
    gboolean is_maximized;
    int width, height;

    g_object_get (matter, "width", &width, "height", &height, "maximized", &is_maximized, NULL);
    g_variant_builder_add (&rows, ROW, self->account, zx_matter_get_noun (matter),
                           zx_matter_get_id (matter), width, height, is_maximized);
  }
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&rows));
}

/* --- opening and closing --- */

static void
forget (ZxMatters *self, ZxMatter *matter)
{
  g_autoptr (ZxMatter) kept = g_object_ref (matter);
  guint position;

  g_signal_handlers_disconnect_by_func (matter, remember, self);
  g_ptr_array_remove (self->wanted, matter);
  remember (self);
  if (g_list_store_find (self->open, matter, &position))
    g_list_store_remove (self->open, position);
}

static void
show (ZxMatters *self, ZxMatter *matter)
{
  if (!g_list_store_find (self->open, matter, NULL))
    g_list_store_append (self->open, matter);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxMatters) self = user_data;
  g_autoptr (GError) error = NULL;
  ZxMatter *matter = ZX_MATTER (source);

  if (zx_matter_find_finish (matter, result, &error)) {
    if (g_ptr_array_find (self->wanted, matter, NULL)) {
      show (self, matter);
      g_signal_emit (self, signals[RAISE], 0, matter);
    }
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    forget (self, matter);
    g_signal_emit (self, signals[FAILED], 0, error);
  }
}

/* What is over, gone or not his to see is left out without a word. Whatever else went wrong tells
 * nothing of it, so it is asked again. */
static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxMatters) self = user_data;
  g_autoptr (GError) error = NULL;
  ZxMatter *matter = ZX_MATTER (source);
  gboolean is_found = zx_matter_find_finish (matter, result, &error);

  gboolean is_gone = g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND) ||
                     g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_ALLOWED);

  if (!g_ptr_array_find (self->wanted, matter, NULL))
    return; /* signed out, or closed */
  if (is_found && !zx_matter_is_over (matter))
    show (self, matter);
  else if (is_found || is_gone)
    forget (self, matter);
}

static void
want (ZxMatters *self, ZxMatter *matter, GAsyncReadyCallback callback)
{
  g_ptr_array_add (self->wanted, g_object_ref (matter));
  g_signal_connect_object (matter, "notify::width", G_CALLBACK (remember), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (matter, "notify::height", G_CALLBACK (remember), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (matter, "notify::maximized", G_CALLBACK (remember), self,
                           G_CONNECT_SWAPPED);
  zx_matter_find_async (matter, self->cancellable, callback, g_object_ref (self));
}

static void
light_changed_cb (ZxMatters *self)
{
  if (zx_client_get_light (self->client) != ZX_LIGHT_LIVE)
    return;
  for (guint i = 0; i < self->wanted->len; i++)
    if (zx_matter_get_subject (self->wanted->pdata[i]) == NULL)
      zx_matter_find_async (self->wanted->pdata[i], self->cancellable, restored_cb,
                            g_object_ref (self));
}

static void
rights_changed_cb (ZxMatters *self)
{
  if (zx_client_get_rights (self->client) == NULL)
    return; /* signing out: nothing is forgotten */
  for (guint i = self->wanted->len; i > 0; i--)
    if (!is_allowed (self, zx_matter_get_noun (self->wanted->pdata[i - 1])))
      forget (self, self->wanted->pdata[i - 1]);
}

static void
zx_matters_dispose (GObject *object)
{
  ZxMatters *self = ZX_MATTERS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_object (&self->subjects);
  g_clear_object (&self->open);
  g_clear_object (&self->settings);
  g_clear_object (&self->client);
  g_clear_pointer (&self->account, g_free);

  G_OBJECT_CLASS (zx_matters_parent_class)->dispose (object);
}

static void
zx_matters_class_init (ZxMattersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_matters_dispose;
  signals[RAISE] = g_signal_new ("raise", ZX_TYPE_MATTERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ZX_TYPE_MATTER);
  signals[FAILED] = g_signal_new ("failed", ZX_TYPE_MATTERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static gpointer
take_subject (gpointer item, gpointer user_data)
{
  g_autoptr (ZxMatter) matter = item;

  return g_object_ref (zx_matter_get_subject (matter));
}

static void
zx_matters_init (ZxMatters *self)
{
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  self->open = g_list_store_new (ZX_TYPE_MATTER);
  self->subjects = G_LIST_MODEL (
      gtk_map_list_model_new (G_LIST_MODEL (g_object_ref (self->open)), take_subject, NULL, NULL));
  self->cancellable = g_cancellable_new ();
}

ZxMatters *
zx_matters_new (ZxClient *client, GSettings *settings)
{
  ZxMatters *self = g_object_new (ZX_TYPE_MATTERS, NULL);

  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (client, "notify::light", G_CALLBACK (light_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::rights", G_CALLBACK (rights_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

GListModel *
zx_matters_get_open (ZxMatters *self)
{
  g_return_val_if_fail (ZX_IS_MATTERS (self), NULL);

  return G_LIST_MODEL (self->open);
}

GListModel *
zx_matters_get_subjects (ZxMatters *self)
{
  g_return_val_if_fail (ZX_IS_MATTERS (self), NULL);

  return self->subjects;
}

gboolean
zx_matters_open (ZxMatters *self, const char *noun, gint64 id)
{
  ZxMatter *known;
  g_autoptr (ZxMatter) matter = NULL;

  g_return_val_if_fail (ZX_IS_MATTERS (self), FALSE);

  known = find_wanted (self, noun, id);
  if (known != NULL) {
    if (zx_matters_find (self, noun, id) != NULL)
      g_signal_emit (self, signals[RAISE], 0, known);
    return TRUE;
  }
  if (self->wanted->len >= ZX_MATTERS_MOST)
    return FALSE;
  matter = zx_matter_new (self->client, noun, id);
  want (self, matter, opened_cb);
  remember (self);
  return TRUE;
}

void
zx_matters_close (ZxMatters *self, ZxMatter *matter)
{
  g_return_if_fail (ZX_IS_MATTERS (self) && ZX_IS_MATTER (matter));

  forget (self, matter);
}

ZxMatter *
zx_matters_find (ZxMatters *self, const char *noun, gint64 id)
{
  ZxMatter *matter;

  g_return_val_if_fail (ZX_IS_MATTERS (self), NULL);

  matter = find_wanted (self, noun, id);
  return matter != NULL && g_list_store_find (self->open, matter, NULL) ? matter : NULL;
}

void
zx_matters_restore (ZxMatters *self)
{
  ZxAgent *me = zx_client_get_me (self->client);
  g_autoptr (GVariant) rows = g_settings_get_value (self->settings, KEY);
  GVariantIter iter;
  const char *account, *noun;
  int width, height;
  gboolean is_maximized;
  gint64 id;

  g_return_if_fail (ZX_IS_MATTERS (self) && me != NULL);

  zx_matters_leave (self);
  self->account = g_strdup_printf ("%s %" G_GINT64_FORMAT, zx_client_get_server (self->client),
                                   zx_agent_get_id (me));
  g_variant_iter_init (&iter, rows);
  while (g_variant_iter_next (&iter, "(&s&sxiib)", &account, &noun, &id, &width, &height,
                              &is_maximized)) {
    g_autoptr (ZxMatter) matter = NULL;

    if (!g_str_equal (account, self->account) || self->wanted->len >= ZX_MATTERS_MOST ||
        !is_allowed (self, noun) || find_wanted (self, noun, id) != NULL)
      continue;
    matter = zx_matter_new (self->client, noun, id);
    g_object_set (matter, "width", CLAMP (width, 0, G_MAXINT16), "height",
                  CLAMP (height, 0, G_MAXINT16), "maximized", is_maximized, NULL);
    want (self, matter, restored_cb);
  }
}

void
zx_matters_leave (ZxMatters *self)
{
  g_return_if_fail (ZX_IS_MATTERS (self));

  g_clear_pointer (&self->account, g_free); /* from here on nothing is written down */
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_ptr_array_set_size (self->wanted, 0);
  g_list_store_remove_all (self->open);
}
