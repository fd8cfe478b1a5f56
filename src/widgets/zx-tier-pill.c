/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a customer's tier as a word in a pill. */
#include "zx-tier-pill.h"

#include "zx-closures.h"

struct _ZxTierPill {
  AdwBin parent_instance;

  GtkLabel *label; /* of the template */
  ZxTier tier;
};

G_DEFINE_FINAL_TYPE (ZxTierPill, zx_tier_pill, ADW_TYPE_BIN)

enum { PROP_TIER = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
show_tier (ZxTierPill *self)
{
  static const char *const classes[] = {
      [ZX_TIER_REGULAR] = "regular",
      [ZX_TIER_VIP] = "vip",
      [ZX_TIER_SUPER_VIP] = "super-vip",
  };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (i == self->tier)
      gtk_widget_add_css_class (GTK_WIDGET (self->label), classes[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self->label), classes[i]);
  gtk_label_set_label (self->label, zx_words_tier (self->tier));
}

static void
zx_tier_pill_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_enum (value, ZX_TIER_PILL (object)->tier);
}

static void
zx_tier_pill_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxTierPill *self = ZX_TIER_PILL (object);
  ZxTier tier = g_value_get_enum (value);

  if (self->tier == tier)
    return;
  self->tier = tier;
  show_tier (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_tier_pill_class_init (ZxTierPillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_tier_pill_get_property;
  object_class->set_property = zx_tier_pill_set_property;

  props[PROP_TIER] =
      g_param_spec_enum ("tier", NULL, NULL, ZX_TYPE_TIER, ZX_TIER_REGULAR,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/widgets/zx-tier-pill.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxTierPill, label);
}

static void
zx_tier_pill_init (ZxTierPill *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_tier (self);
}

GtkWidget *
zx_tier_pill_new (void)
{
  return g_object_new (ZX_TYPE_TIER_PILL, NULL);
}
