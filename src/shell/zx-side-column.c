/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of the right column, which follow one panel's subject. */
#include "zx-side-column.h"

#include "zx-features.h"
#include "zx-side-frame.h"

#define FOLDED "folded-sides"

struct _ZxSideColumn {
  AdwBin parent_instance;

  GtkBox *box;            /* lent */
  ZxPanel *panel;         /* weak, null */
  GSettings *settings;    /* owned, null until set up */
  ZxKeymap *keymap;       /* owned, null */
  GPtrArray *frames;      /* owned, of lent ZxSideFrame */
  GBindingGroup *subject; /* owned; its source is the panel */
  gboolean narrow, crowded;
  gboolean is_folding; /* by what the settings say */
};

G_DEFINE_FINAL_TYPE (ZxSideColumn, zx_side_column, ADW_TYPE_BIN)

enum { PROP_NARROW = 1, PROP_CROWDED, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
folded_cb (ZxSideColumn *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) folded = NULL;

  if (self->is_folding)
    return;
  for (guint i = 0; i < self->frames->len; i++)
    if (zx_side_frame_get_folded (self->frames->pdata[i]))
      g_strv_builder_add (names,
                          G_OBJECT_TYPE_NAME (zx_side_frame_get_side (self->frames->pdata[i])));
  folded = g_strv_builder_end (names);
  g_settings_set_strv (self->settings, FOLDED, (const char *const *) folded);
}

static void
fold_as_remembered (ZxSideColumn *self)
{
  g_auto (GStrv) folded = g_settings_get_strv (self->settings, FOLDED);

  self->is_folding = TRUE;
  for (guint i = 0; i < self->frames->len; i++) {
    const char *name = G_OBJECT_TYPE_NAME (zx_side_frame_get_side (self->frames->pdata[i]));

    g_object_set (self->frames->pdata[i], "folded",
                  g_strv_contains ((const char *const *) folded, name), NULL);
  }
  self->is_folding = FALSE;
}

static gboolean
suggestion_used_cb (ZxSideColumn *self,
                    ZxSuggestion *suggestion,
                    gint64 question_id,
                    gboolean edit,
                    ZxSidePanel *side)
{
  return self->panel != NULL &&
         zx_panel_use_suggestion (self->panel, suggestion, question_id, edit);
}

static void
add_side (ZxSideColumn *self, ZxClient *client, GType type)
{
  ZxSidePanel *side = g_object_new (type, "client", client, NULL);
  GtkWidget *frame = zx_side_frame_new (side);

  if (self->frames->len > 0)
    gtk_box_append (self->box, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (self->box, frame);
  g_ptr_array_add (self->frames, frame);
  g_signal_connect_object (frame, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (side, "suggestion-used", G_CALLBACK (suggestion_used_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self, "narrow", side, "narrow", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "crowded", side, "crowded", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->subject, "subject", side, "subject", G_BINDING_SYNC_CREATE);
}

static void
zx_side_column_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxSideColumn *self = ZX_SIDE_COLUMN (object);

  g_value_set_boolean (value, id == PROP_NARROW ? self->narrow : self->crowded);
}

static void
zx_side_column_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxSideColumn *self = ZX_SIDE_COLUMN (object);
  gboolean *flag = id == PROP_NARROW ? &self->narrow : &self->crowded;

  if (*flag == g_value_get_boolean (value))
    return;
  *flag = g_value_get_boolean (value);
  g_object_notify_by_pspec (object, pspec);
}

/* The keymap outlives the column. */
static void
forget_keys (ZxSideColumn *self)
{
  for (guint i = 0; self->keymap != NULL && i < self->frames->len; i++)
    zx_keymap_remove (self->keymap, GTK_WIDGET (zx_side_frame_get_side (self->frames->pdata[i])));
  g_clear_object (&self->keymap);
}

static void
zx_side_column_dispose (GObject *object)
{
  ZxSideColumn *self = ZX_SIDE_COLUMN (object);

  forget_keys (self);
  g_clear_object (&self->subject);
  g_clear_weak_pointer (&self->panel);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (zx_side_column_parent_class)->dispose (object);
}

static void
zx_side_column_class_init (ZxSideColumnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_side_column_get_property;
  object_class->set_property = zx_side_column_set_property;
  object_class->dispose = zx_side_column_dispose;

  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  props[PROP_CROWDED] = g_param_spec_boolean ("crowded", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_side_column_init (ZxSideColumn *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "side");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  self->frames = g_ptr_array_new ();
  self->subject = g_binding_group_new ();
}

void
zx_side_column_set_up (ZxSideColumn *self, ZxClient *client, GSettings *settings)
{
  GType type;

  g_return_if_fail (ZX_IS_SIDE_COLUMN (self) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  for (guint i = 0; (type = zx_feature_side_type (i)) != 0; i++)
    add_side (self, client, type);
  g_signal_connect_object (settings, "changed::" FOLDED, G_CALLBACK (fold_as_remembered), self,
                           G_CONNECT_SWAPPED);
  fold_as_remembered (self);
}

void
zx_side_column_add_keys (ZxSideColumn *self, ZxKeymap *keymap, gboolean twins)
{
  g_return_if_fail (ZX_IS_SIDE_COLUMN (self) && self->keymap == NULL);

  self->keymap = g_object_ref (keymap);
  for (guint i = 0; i < self->frames->len; i++) {
    ZxSidePanel *side = zx_side_frame_get_side (self->frames->pdata[i]);
    const ZxShortcut *rows = ZX_SIDE_PANEL_GET_CLASS (side)->shortcuts;

    if (rows != NULL && twins)
      zx_keymap_add_twin (keymap, GTK_WIDGET (side));
    else if (rows != NULL)
      zx_keymap_add (keymap, zx_side_panel_get_title (side), rows, GTK_WIDGET (side));
  }
}

GtkWidget *
zx_side_column_find_hidden (ZxSideColumn *self, GdkEvent *event, const char **action)
{
  g_return_val_if_fail (ZX_IS_SIDE_COLUMN (self), NULL);

  for (guint i = 0; self->keymap != NULL && i < self->frames->len; i++) {
    GtkWidget *side = GTK_WIDGET (zx_side_frame_get_side (self->frames->pdata[i]));

    *action = zx_keymap_find_action (self->keymap, side, event);
    if (*action != NULL && !gtk_widget_get_mapped (side))
      return side;
  }
  return NULL;
}

void
zx_side_column_unfold (ZxSideColumn *self, GtkWidget *side)
{
  g_return_if_fail (ZX_IS_SIDE_COLUMN (self));

  for (guint i = 0; i < self->frames->len; i++)
    if (GTK_WIDGET (zx_side_frame_get_side (self->frames->pdata[i])) == side)
      g_object_set (self->frames->pdata[i], "folded", FALSE, NULL);
}

void
zx_side_column_set_panel (ZxSideColumn *self, ZxPanel *panel)
{
  g_return_if_fail (ZX_IS_SIDE_COLUMN (self));

  g_set_weak_pointer (&self->panel, panel);
  g_binding_group_set_source (self->subject, panel);
}

gboolean
zx_side_column_use_suggestion (ZxSideColumn *self, guint index, gboolean edit)
{
  g_return_val_if_fail (ZX_IS_SIDE_COLUMN (self), FALSE);

  for (guint i = 0; i < self->frames->len; i++)
    if (zx_side_panel_use_suggestion (zx_side_frame_get_side (self->frames->pdata[i]), index, edit))
      return TRUE;
  return FALSE;
}
