/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing that the palette offers. */
#include "zx-palette-item.h"

struct _ZxPaletteItem {
  GObject parent_instance;

  ZxPaletteSection section;
  guint worth;
  char *title, *subtitle, *icon_name, *keys; /* owned; the last three may be null */
  GtkWidget *scope;                          /* weak, null */
  char *action;                              /* owned, null */
  GVariant *target;                          /* owned, null */
  GObject *object;                           /* owned, null */
};

G_DEFINE_FINAL_TYPE (ZxPaletteItem, zx_palette_item, G_TYPE_OBJECT)

enum { PROP_TITLE = 1, PROP_SUBTITLE, PROP_ICON_NAME, PROP_KEYS, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
zx_palette_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxPaletteItem *self = ZX_PALETTE_ITEM (object);
  const char *const texts[] = {
      [PROP_TITLE] = self->title,
      [PROP_SUBTITLE] = self->subtitle,
      [PROP_ICON_NAME] = self->icon_name,
      [PROP_KEYS] = self->keys,
  };

  g_value_set_string (value, texts[id]);
}

static void
zx_palette_item_finalize (GObject *object)
{
  ZxPaletteItem *self = ZX_PALETTE_ITEM (object);

  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->icon_name);
  g_free (self->keys);
  g_free (self->action);
  g_clear_weak_pointer (&self->scope);
  g_clear_pointer (&self->target, g_variant_unref);
  g_clear_object (&self->object);

  G_OBJECT_CLASS (zx_palette_item_parent_class)->finalize (object);
}

static void
zx_palette_item_class_init (ZxPaletteItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_palette_item_get_property;
  object_class->finalize = zx_palette_item_finalize;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_KEYS] = g_param_spec_string ("keys", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_palette_item_init (ZxPaletteItem *self)
{
}

ZxPaletteItem *
zx_palette_item_new (ZxPaletteSection section,
                     guint worth,
                     const char *icon_name,
                     const char *title_markup,
                     const char *subtitle,
                     const char *accelerator)
{
  ZxPaletteItem *self = g_object_new (ZX_TYPE_PALETTE_ITEM, NULL);
  guint key = 0;
  GdkModifierType state = 0;

  self->section = section;
  self->worth = worth;
  self->icon_name = g_strdup (icon_name);
  self->title = g_strdup (title_markup);
  self->subtitle = g_strdup (subtitle);
  if (accelerator != NULL && gtk_accelerator_parse (accelerator, &key, &state) && key != 0)
    self->keys = gtk_accelerator_get_label (key, state);
  return self;
}

void
zx_palette_item_set_action (ZxPaletteItem *self,
                            GtkWidget *scope,
                            const char *action,
                            GVariant *target)
{
  g_return_if_fail (ZX_IS_PALETTE_ITEM (self));

  g_set_weak_pointer (&self->scope, scope);
  self->action = g_strdup (action);
  self->target = target != NULL ? g_variant_ref_sink (target) : NULL;
}

void
zx_palette_item_set_object (ZxPaletteItem *self, gpointer object)
{
  g_return_if_fail (ZX_IS_PALETTE_ITEM (self));

  g_set_object (&self->object, object);
}

ZxPaletteSection
zx_palette_item_get_section (ZxPaletteItem *self)
{
  return self->section;
}

guint
zx_palette_item_get_worth (ZxPaletteItem *self)
{
  return self->worth;
}

gpointer
zx_palette_item_get_object (ZxPaletteItem *self)
{
  return self->object;
}

void
zx_palette_item_activate (ZxPaletteItem *self, GtkWidget *window)
{
  g_return_if_fail (ZX_IS_PALETTE_ITEM (self));

  if (self->action != NULL)
    gtk_widget_activate_action_variant (self->scope != NULL ? self->scope : window, self->action,
                                        self->target);
}
