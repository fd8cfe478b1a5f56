/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the right column as wide as the agent made it, whatever the window's width. */
#include "zx-work-pane.h"

#include "zx-inside.h"

#define SIDE_LEAST 268 /* the narrowest right column */

struct _ZxWorkPane {
  AdwBin parent_instance;

  GtkPaned *paned;      /* lent */
  ZxSideColumn *column; /* lent */

  GSettings *settings;         /* owned, null until set up */
  ZxKeymap *keymap;            /* owned, null until set up */
  const ZxWorkPaneKeys *keys;  /* static */
  GtkEventController *unheard; /* lent: of the window that it is in, null */
  ZxPanel *panel;              /* weak, null */

  gboolean narrow;
  gboolean slim;              /* there is room for the work or for the column */
  gboolean shown, slim_shown; /* the column; when slim, which is not remembered */
  gboolean is_placed;         /* the column has got its width */
  int paned_width;     /* at the last layout; a position that changes without it was dragged */
  gboolean is_placing; /* we are setting the position ourselves */
};

G_DEFINE_FINAL_TYPE (ZxWorkPane, zx_work_pane, ADW_TYPE_BIN)

enum { PROP_CONTENT = 1, PROP_NARROW, PROP_SHOWN, N_PROPS };
static GParamSpec *props[N_PROPS];

static gboolean
is_shown (ZxWorkPane *self)
{
  return self->slim ? self->slim_shown : self->shown;
}

static gboolean
is_beside_wide (ZxWorkPane *self)
{
  return self->panel != NULL && ZX_PANEL_GET_CLASS (self->panel)->is_wide;
}

static void
show_column (ZxWorkPane *self)
{
  GtkWidget *content = gtk_paned_get_start_child (self->paned);
  gboolean is_there = is_shown (self) && !is_beside_wide (self);

  gtk_widget_set_visible (GTK_WIDGET (self->column), is_there);
  if (content != NULL)
    gtk_widget_set_visible (content, !is_there || !self->slim);
}

static const char *
width_key (ZxWorkPane *self)
{
  return self->narrow ? self->keys->narrow_width : self->keys->width;
}

static void
place_column (ZxWorkPane *self)
{
  int width = g_settings_get_int (self->settings, width_key (self));

  self->is_placing = TRUE;
  gtk_paned_set_position (self->paned, self->paned_width - MAX (width, SIDE_LEAST) - 1);
  self->is_placing = FALSE;
}

/* Dragged by the agent: remember it. Positions that follow from the window's size are not his. */
static void
position_changed_cb (ZxWorkPane *self)
{
  int paned_width = gtk_widget_get_width (GTK_WIDGET (self->paned));
  int width = paned_width - gtk_paned_get_position (self->paned) - 1;

  if (!self->is_placed || self->is_placing || self->slim || paned_width != self->paned_width)
    return;
  if (gtk_widget_get_visible (GTK_WIDGET (self->column)) && width >= SIDE_LEAST)
    g_settings_set_int (self->settings, width_key (self), width);
}

/* GTK gives no key to what is out of sight; whose it is comes into sight first. */
static gboolean
unheard_key_cb (ZxWorkPane *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  GtkWidget *content = gtk_paned_get_start_child (self->paned);
  GtkWidget *panel = self->panel != NULL ? GTK_WIDGET (self->panel) : NULL, *side;
  const char *action = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->keymap == NULL || panel == NULL)
    return GDK_EVENT_PROPAGATE;
  if (content != NULL && !gtk_widget_get_visible (content))
    action = zx_keymap_find_action (self->keymap, panel, event);
  if (action != NULL) {
    g_object_set (self, "shown", FALSE, NULL);
    return gtk_widget_activate_action (panel, action, NULL);
  }
  side = is_beside_wide (self) ? NULL : zx_side_column_find_hidden (self->column, event, &action);
  if (side == NULL)
    return GDK_EVENT_PROPAGATE;
  g_object_set (self, "shown", TRUE, NULL);
  zx_side_column_unfold (self->column, side);
  return gtk_widget_activate_action (side, action, NULL);
}

static void
zx_work_pane_root (GtkWidget *widget)
{
  ZxWorkPane *self = ZX_WORK_PANE (widget);

  GTK_WIDGET_CLASS (zx_work_pane_parent_class)->root (widget);
  self->unheard = gtk_event_controller_key_new ();
  g_signal_connect_swapped (self->unheard, "key-pressed", G_CALLBACK (unheard_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (gtk_widget_get_root (widget)), self->unheard);
}

static void
zx_work_pane_unroot (GtkWidget *widget)
{
  ZxWorkPane *self = ZX_WORK_PANE (widget);

  gtk_widget_remove_controller (GTK_WIDGET (gtk_widget_get_root (widget)),
                                g_steal_pointer (&self->unheard));
  GTK_WIDGET_CLASS (zx_work_pane_parent_class)->unroot (widget);
}

static void
zx_work_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxWorkPane *self = ZX_WORK_PANE (object);

  if (id == PROP_CONTENT)
    g_value_set_object (value, gtk_paned_get_start_child (self->paned));
  else
    g_value_set_boolean (value, id == PROP_NARROW ? self->narrow : is_shown (self));
}

static void
zx_work_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxWorkPane *self = ZX_WORK_PANE (object);

  if (id == PROP_CONTENT) {
    gtk_paned_set_start_child (self->paned, g_value_get_object (value));
    show_column (self);
  } else {
    if (is_shown (self) == g_value_get_boolean (value))
      return;
    if (self->slim)
      self->slim_shown = g_value_get_boolean (value);
    else
      self->shown = g_value_get_boolean (value);
    if (!self->slim && self->settings != NULL)
      g_settings_set_boolean (self->settings, self->keys->shown, self->shown);
    show_column (self);
  }
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_work_pane_dispose (GObject *object)
{
  ZxWorkPane *self = ZX_WORK_PANE (object);

  g_clear_weak_pointer (&self->panel);
  g_clear_object (&self->settings);
  g_clear_object (&self->keymap);

  G_OBJECT_CLASS (zx_work_pane_parent_class)->dispose (object);
}

static void
zx_work_pane_class_init (ZxWorkPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_work_pane_get_property;
  object_class->set_property = zx_work_pane_set_property;
  object_class->dispose = zx_work_pane_dispose;
  widget_class->root = zx_work_pane_root;
  widget_class->unroot = zx_work_pane_unroot;

  props[PROP_CONTENT] =
      g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags | G_PARAM_WRITABLE);
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  props[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, TRUE, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_work_pane_init (ZxWorkPane *self)
{
  /* Until the first layout tells: a window opens as small as it can be made. */
  self->narrow = self->slim = TRUE;
  self->shown = TRUE;
  self->paned = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_HORIZONTAL));
  self->column = g_object_new (ZX_TYPE_SIDE_COLUMN, "width-request", SIDE_LEAST, NULL);
  gtk_paned_set_end_child (self->paned, GTK_WIDGET (self->column));
  gtk_paned_set_resize_end_child (self->paned, FALSE);
  gtk_paned_set_shrink_start_child (self->paned, FALSE);
  gtk_paned_set_shrink_end_child (self->paned, FALSE);
  g_signal_connect_object (self->paned, "notify::position", G_CALLBACK (position_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self, "narrow", self->column, "narrow", G_BINDING_SYNC_CREATE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->paned));
}

void
zx_work_pane_set_up (ZxWorkPane *self,
                     ZxClient *client,
                     GSettings *settings,
                     ZxKeymap *keymap,
                     const ZxWorkPaneKeys *keys)
{
  g_return_if_fail (ZX_IS_WORK_PANE (self) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  self->keymap = g_object_ref (keymap);
  self->keys = keys;
  zx_side_column_set_up (self->column, client, settings);
  self->shown = g_settings_get_boolean (settings, keys->shown);
  show_column (self);
}

void
zx_work_pane_set_panel (ZxWorkPane *self, ZxPanel *panel)
{
  g_return_if_fail (ZX_IS_WORK_PANE (self));

  g_set_weak_pointer (&self->panel, panel);
  zx_side_column_set_panel (self->column, panel);
  show_column (self);
}

void
zx_work_pane_laid_out (ZxWorkPane *self, int width)
{
  gboolean narrow = width < zx_in_type (GTK_WIDGET (self), self->keys->narrow_below);
  gboolean slim = width < zx_in_type (GTK_WIDGET (self), self->keys->slim_below);
  int paned_width;

  g_return_if_fail (ZX_IS_WORK_PANE (self));

  paned_width = gtk_widget_get_width (GTK_WIDGET (self->paned));
  if (paned_width <= 0 || (self->is_placed && paned_width == self->paned_width &&
                           narrow == self->narrow && slim == self->slim))
    return;
  self->paned_width = paned_width;
  if (self->narrow != narrow) {
    self->narrow = narrow;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
  }
  if (self->slim != slim) {
    self->slim = slim;
    show_column (self);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOWN]);
  }
  place_column (self);
  self->is_placed = TRUE;
}

ZxSideColumn *
zx_work_pane_get_column (ZxWorkPane *self)
{
  g_return_val_if_fail (ZX_IS_WORK_PANE (self), NULL);

  return self->column;
}
