/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where features come in: their types, by the convention of their names. */
#include "zx-features.h"

#define ZX_FEATURE_PANEL(name) GType zx_##name##_panel_get_type (void);
#define ZX_FEATURE_SIDE(name) GType zx_##name##_side_get_type (void);
#include "zx-features.inc"
#undef ZX_FEATURE_PANEL
#undef ZX_FEATURE_SIDE

typedef GType (*TypeFunction) (void);

#define ZX_FEATURE_PANEL(name) zx_##name##_panel_get_type,
#define ZX_FEATURE_SIDE(name)
static const TypeFunction panel_types[] = {
#include "zx-features.inc"
    NULL,
};
#undef ZX_FEATURE_PANEL
#undef ZX_FEATURE_SIDE

#define ZX_FEATURE_PANEL(name)
#define ZX_FEATURE_SIDE(name) zx_##name##_side_get_type,
static const TypeFunction side_types[] = {
#include "zx-features.inc"
    NULL,
};
#undef ZX_FEATURE_PANEL
#undef ZX_FEATURE_SIDE

GType
zx_feature_panel_type (guint place)
{
  return panel_types[place] != NULL ? panel_types[place]() : 0;
}

GType
zx_feature_side_type (guint place)
{
  return side_types[place] != NULL ? side_types[place]() : 0;
}

GType
zx_feature_panel_type_for (const char *noun)
{
  for (guint i = 0; panel_types[i] != NULL; i++) {
    ZxPanelClass *klass = g_type_class_ref (panel_types[i]()); /* kept for ever */

    if (klass->noun != NULL && g_strcmp0 (klass->noun, noun) == 0)
      return panel_types[i]();
  }
  return 0;
}
