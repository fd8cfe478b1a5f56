/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key of the window: which there are, what the agent has made of them, and that they work. */
#include "zx-keymap.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ZxKey {
  GObject parent_instance;

  char *group;           /* owned */
  const ZxShortcut *row; /* lent */
  GtkWidget *scope;      /* weak, null */
  char *own;             /* owned; null: the row's */
};

G_DEFINE_FINAL_TYPE (ZxKey, zx_key, G_TYPE_OBJECT)

enum { PROP_GROUP = 1, PROP_TITLE, PROP_ACCELERATOR, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
zx_key_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxKey *self = ZX_KEY (object);

  if (id == PROP_GROUP)
    g_value_set_string (value, self->group);
  else if (id == PROP_TITLE)
    g_value_set_string (value, zx_key_get_title (self));
  else
    g_value_set_string (value, zx_key_get_accelerator (self));
}

static void
zx_key_finalize (GObject *object)
{
  ZxKey *self = ZX_KEY (object);

  g_clear_weak_pointer (&self->scope);
  g_free (self->group);
  g_free (self->own);

  G_OBJECT_CLASS (zx_key_parent_class)->finalize (object);
}

static void
zx_key_class_init (ZxKeyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_key_get_property;
  object_class->finalize = zx_key_finalize;

  props[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_ACCELERATOR] = g_param_spec_string ("accelerator", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_key_init (ZxKey *self)
{
}

const char *
zx_key_get_group (ZxKey *self)
{
  return self->group;
}

const char *
zx_key_get_title (ZxKey *self)
{
  return _ (self->row->title);
}

const char *
zx_key_get_accelerator (ZxKey *self)
{
  return self->own != NULL ? self->own : self->row->accelerator;
}

const char *
zx_key_get_default (ZxKey *self)
{
  return self->row->accelerator;
}

const char *
zx_key_get_action (ZxKey *self)
{
  return self->row->action;
}

GtkWidget *
zx_key_get_scope (ZxKey *self)
{
  return self->scope;
}

/* --- the table --- */

struct _ZxKeymap {
  GObject parent_instance;

  GtkApplication *application; /* lent: it owns us */
  GSettings *settings;         /* owned */
  GListStore *keys;            /* owned, of ZxKey */
  GHashTable *controllers;     /* owned: scope or twin → its GtkEventController, both lent */
};

G_DEFINE_FINAL_TYPE (ZxKeymap, zx_keymap, G_TYPE_OBJECT)

static ZxKey *
key_at (ZxKeymap *self, guint i)
{
  g_autoptr (ZxKey) key = g_list_model_get_item (G_LIST_MODEL (self->keys), i);

  return key; /* the list keeps it */
}

/* --- making them work --- */

static void
bind_for_application (ZxKeymap *self, ZxKey *key)
{
  const char *accelerator = zx_key_get_accelerator (key);
  const char *const accels[] = {*accelerator != '\0' ? accelerator : NULL, NULL};

  gtk_application_set_accels_for_action (self->application, zx_key_get_action (key), accels);
}

static gboolean
is_for (ZxKey *key, GtkWidget *scope)
{
  return key->scope != NULL && G_OBJECT_TYPE (key->scope) == G_OBJECT_TYPE (scope);
}

/* The keys of one page, anew. */
static void
bind_for_scope (ZxKeymap *self, GtkWidget *scope)
{
  GtkEventController *old = g_hash_table_lookup (self->controllers, scope);
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->keys)); i++) {
    ZxKey *key = key_at (self, i);
    GtkShortcutTrigger *trigger = NULL;

    if (is_for (key, scope) && zx_key_get_action (key) != NULL)
      trigger = gtk_shortcut_trigger_parse_string (zx_key_get_accelerator (key));
    if (trigger != NULL)
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (controller),
          gtk_shortcut_new (trigger, gtk_named_action_new (zx_key_get_action (key))));
  }
  if (old != NULL)
    gtk_widget_remove_controller (scope, old);
  gtk_widget_add_controller (scope, controller);
  g_hash_table_replace (self->controllers, scope, controller);
}

static void
bind_key (ZxKeymap *self, ZxKey *key)
{
  g_autoptr (GList) scopes = g_hash_table_get_keys (self->controllers);

  if (zx_key_get_action (key) == NULL)
    return;
  if (key->scope == NULL)
    bind_for_application (self, key);
  for (GList *at = scopes; at != NULL; at = at->next)
    if (is_for (key, at->data))
      bind_for_scope (self, at->data);
}

/* Takes over what the settings say of it. TRUE when that is something else than before. */
static gboolean
take_own (ZxKey *key, GVariant *own_keys)
{
  const char *own = NULL;

  if (zx_key_get_action (key) != NULL)
    g_variant_lookup (own_keys, zx_key_get_action (key), "&s", &own);
  if (own != NULL && *own != '\0' && !gtk_accelerator_parse (own, NULL, NULL))
    own = NULL; /* written by hand, and wrong */
  if (g_strcmp0 (own, key->own) == 0)
    return FALSE;
  g_free (key->own);
  key->own = g_strdup (own);
  return TRUE;
}

static void
own_keys_changed_cb (ZxKeymap *self)
{
  g_autoptr (GVariant) own_keys = g_settings_get_value (self->settings, "own-keys");

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->keys)); i++) {
    ZxKey *key = key_at (self, i);

    if (!take_own (key, own_keys))
      continue;
    bind_key (self, key);
    g_object_notify_by_pspec (G_OBJECT (key), props[PROP_ACCELERATOR]);
  }
}

void
zx_keymap_add (ZxKeymap *self, const char *group, const ZxShortcut *rows, GtkWidget *scope)
{
  g_autoptr (GVariant) own_keys = NULL;

  g_return_if_fail (ZX_IS_KEYMAP (self));

  own_keys = g_settings_get_value (self->settings, "own-keys");
  for (const ZxShortcut *row = rows; row != NULL && row->title != NULL; row++) {
    g_autoptr (ZxKey) key = g_object_new (ZX_TYPE_KEY, NULL);

    key->group = g_strdup (group);
    key->row = row;
    g_set_weak_pointer (&key->scope, scope);
    take_own (key, own_keys);
    g_list_store_append (self->keys, key);
    if (scope == NULL)
      bind_key (self, key);
  }
  if (scope != NULL)
    bind_for_scope (self, scope);
}

void
zx_keymap_add_twin (ZxKeymap *self, GtkWidget *twin)
{
  g_return_if_fail (ZX_IS_KEYMAP (self) && GTK_IS_WIDGET (twin));

  bind_for_scope (self, twin);
}

void
zx_keymap_remove (ZxKeymap *self, GtkWidget *scope)
{
  g_return_if_fail (ZX_IS_KEYMAP (self));

  g_hash_table_remove (self->controllers, scope);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->keys)); i > 0; i--)
    if (key_at (self, i - 1)->scope == scope)
      g_list_store_remove (self->keys, i - 1);
}

const char *
zx_keymap_find_action (ZxKeymap *self, GtkWidget *scope, GdkEvent *event)
{
  g_return_val_if_fail (ZX_IS_KEYMAP (self) && GTK_IS_WIDGET (scope), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->keys)); i++) {
    ZxKey *key = key_at (self, i);
    g_autoptr (GtkShortcutTrigger) trigger = NULL;

    if (!is_for (key, scope) || zx_key_get_action (key) == NULL)
      continue;
    trigger = gtk_shortcut_trigger_parse_string (zx_key_get_accelerator (key));
    if (trigger != NULL &&
        gtk_shortcut_trigger_trigger (trigger, event, FALSE) == GDK_KEY_MATCH_EXACT)
      return zx_key_get_action (key);
  }
  return NULL;
}

static gboolean
accelerator_to_label (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  guint key = 0;
  GdkModifierType state = 0;

  if (gtk_accelerator_parse (g_value_get_string (from), &key, &state) && key != 0)
    g_value_take_string (to, gtk_accelerator_get_label (key, state));
  else
    g_value_set_static_string (to, "");
  return TRUE;
}

void
zx_keymap_bind_label (ZxKeymap *self, const char *action, GtkLabel *label)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->keys));

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (zx_key_get_action (key_at (self, i)), action) == 0)
      g_object_bind_property_full (key_at (self, i), "accelerator", label, "label",
                                   G_BINDING_SYNC_CREATE, accelerator_to_label, NULL, NULL, NULL);
}

/* --- changing them --- */

static gboolean
is_same (const char *one, const char *other)
{
  guint key = 0, other_key = 0;
  GdkModifierType state = 0, other_state = 0;

  return gtk_accelerator_parse (one, &key, &state) &&
         gtk_accelerator_parse (other, &other_key, &other_state) && key == other_key &&
         state == other_state;
}

static ZxKey *
find_owner (ZxKeymap *self, ZxKey *but, const char *accelerator)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->keys)); i++) {
    ZxKey *key = key_at (self, i);

    if (key != but && is_same (zx_key_get_accelerator (key), accelerator))
      return key;
  }
  return NULL;
}

/* A letter alone would end up in what is written, and the digits belong to pages and answers. */
static gboolean
is_usable (const char *accelerator)
{
  guint key = 0;
  GdkModifierType state = 0;

  if (!gtk_accelerator_parse (accelerator, &key, &state) || key == 0)
    return FALSE;
  if (key >= GDK_KEY_F1 && key <= GDK_KEY_F35)
    return key != GDK_KEY_F10;
  if (gdk_keyval_to_unicode (key) >= '0' && gdk_keyval_to_unicode (key) <= '9')
    return FALSE;
  return (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0;
}

ZxKeyRefusal
zx_keymap_set (ZxKeymap *self, ZxKey *key, const char *accelerator, ZxKey **taken_by)
{
  g_autoptr (GVariant) before = NULL;
  GVariantBuilder after;
  GVariantIter iter;
  const char *action, *own;
  const char *wanted = accelerator != NULL ? accelerator : zx_key_get_default (key);

  g_return_val_if_fail (ZX_IS_KEYMAP (self) && zx_key_get_action (key) != NULL, ZX_KEY_UNUSABLE);

  *taken_by = find_owner (self, key, wanted);
  if (*taken_by != NULL)
    return ZX_KEY_TAKEN;
  if (accelerator != NULL && *accelerator != '\0' && !is_usable (accelerator))
    return ZX_KEY_UNUSABLE;
  before = g_settings_get_value (self->settings, "own-keys");
  g_variant_builder_init (&after, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_next (&iter, "{&s&s}", &action, &own))
    if (!g_str_equal (action, zx_key_get_action (key)))
      g_variant_builder_add (&after, "{ss}", action, own);
  if (accelerator != NULL && !g_str_equal (accelerator, zx_key_get_default (key)))
    g_variant_builder_add (&after, "{ss}", zx_key_get_action (key), accelerator);
  g_settings_set_value (self->settings, "own-keys", g_variant_builder_end (&after));
  return ZX_KEY_FREE;
}

void
zx_keymap_reset (ZxKeymap *self)
{
  g_return_if_fail (ZX_IS_KEYMAP (self));

  g_settings_reset (self->settings, "own-keys");
}

GListModel *
zx_keymap_get_keys (ZxKeymap *self)
{
  g_return_val_if_fail (ZX_IS_KEYMAP (self), NULL);

  return G_LIST_MODEL (self->keys);
}

static void
zx_keymap_dispose (GObject *object)
{
  ZxKeymap *self = ZX_KEYMAP (object);

  g_clear_pointer (&self->controllers, g_hash_table_unref);
  g_clear_object (&self->keys);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (zx_keymap_parent_class)->dispose (object);
}

static void
zx_keymap_class_init (ZxKeymapClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_keymap_dispose;
}

static void
zx_keymap_init (ZxKeymap *self)
{
  self->keys = g_list_store_new (ZX_TYPE_KEY);
  self->controllers = g_hash_table_new (NULL, NULL);
}

ZxKeymap *
zx_keymap_new (GtkApplication *application, GSettings *settings)
{
  ZxKeymap *self = g_object_new (ZX_TYPE_KEYMAP, NULL);

  self->application = application;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::own-keys", G_CALLBACK (own_keys_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
