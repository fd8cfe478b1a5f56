/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one matter alone, beside the main window. */
#include "zx-matter-window.h"

#include "zx-closures.h"
#include "zx-connection-light.h"
#include "zx-features.h"
#include "zx-inside.h"
#include "zx-key-tips.h"
#include "zx-keys.h"
#include "zx-work-pane.h"

static const ZxWorkPaneKeys side_keys = {
    .shown = "own-side-shown",
    .width = "own-side-width",
    .narrow_width = "own-side-width-narrow",
    .narrow_below = 900,
    .slim_below = 640,
};

struct _ZxMatterWindow {
  AdwApplicationWindow parent_instance;

  ZxConnectionLight *light; /* these of the template */
  ZxWorkPane *work;
  GtkEventController *keys;

  ZxMatter *matter;   /* owned, null until set up */
  ZxMatters *matters; /* owned */
  ZxKeymap *keymap;   /* owned */
  ZxPanel *panel;     /* lent by the work pane */
  GtkWindow *main;    /* weak, null */
};

G_DEFINE_FINAL_TYPE (ZxMatterWindow, zx_matter_window, ADW_TYPE_APPLICATION_WINDOW)

enum { PROP_MATTER = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static gboolean
zx_matter_window_close_request (GtkWindow *window)
{
  ZxMatterWindow *self = ZX_MATTER_WINDOW (window);

  zx_matters_close (self->matters, self->matter); /* which takes this window away */
  return GDK_EVENT_STOP;
}

/* --- actions --- */

/* Done by the main window, under the same name. */
static void
pass_on (ZxMatterWindow *self, const char *group, GAction *action, GVariant *parameter)
{
  g_autofree char *name = g_strconcat (group, ".", g_action_get_name (action), NULL);

  if (self->main != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (self->main), name, parameter);
}

static void
panel_passed_on_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pass_on (user_data, "panel", G_ACTION (action), parameter);
}

/* What is not seen there needs no window in front. */
static void
desk_done_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pass_on (user_data, "desk", G_ACTION (action), parameter);
}

static void
desk_passed_on_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxMatterWindow *self = user_data;

  if (self->main != NULL)
    gtk_window_present (self->main);
  pass_on (self, "desk", G_ACTION (action), parameter);
}

static void
bring_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxMatterWindow *self = ZX_MATTER_WINDOW (widget);

  gtk_widget_activate_action (widget, "panel.bring-back", "(sx)", zx_matter_get_noun (self->matter),
                              zx_matter_get_id (self->matter));
}

/* Its key opens the window and takes it back. */
static void
pop_out_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  bring_back (user_data, NULL, NULL);
}

static void
insert_text_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  zx_panel_insert_text (ZX_MATTER_WINDOW (user_data)->panel,
                        g_variant_get_string (parameter, NULL));
}

static void
add_actions (ZxMatterWindow *self)
{
  static const GActionEntry panel_entries[] = {
      {"insert-text", insert_text_cb, "s"},    {"open", panel_passed_on_cb, "(sx)"},
      {"pop-out", panel_passed_on_cb, "(sx)"}, {"bring-back", panel_passed_on_cb, "(sx)"},
      {"act", panel_passed_on_cb, "s"},
  };
  static const GActionEntry desk_entries[] = {
      {"palette", desk_passed_on_cb},   {"presence-menu", desk_passed_on_cb},
      {"now", desk_passed_on_cb},       {"offer", desk_passed_on_cb},
      {"page", desk_passed_on_cb, "u"}, {"pop-out", pop_out_cb},
      {"back", desk_done_cb},
  };
  g_autoptr (GSimpleActionGroup) panel = g_simple_action_group_new ();
  g_autoptr (GSimpleActionGroup) desk = g_simple_action_group_new ();
  g_autoptr (GPropertyAction) side_shown =
      g_property_action_new ("side-shown", self->work, "shown");

  g_action_map_add_action_entries (G_ACTION_MAP (panel), panel_entries,
                                   G_N_ELEMENTS (panel_entries), self);
  g_action_map_add_action_entries (G_ACTION_MAP (desk), desk_entries, G_N_ELEMENTS (desk_entries),
                                   self);
  g_action_map_add_action (G_ACTION_MAP (desk), G_ACTION (side_shown));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "panel", G_ACTION_GROUP (panel));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "desk", G_ACTION_GROUP (desk));
}

/* --- the window's own size and keys --- */

static void
laid_out_cb (ZxMatterWindow *self, int width, int height)
{
  if (width < zx_in_type (GTK_WIDGET (self), side_keys.narrow_below))
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  if (self->matter != NULL)
    zx_work_pane_laid_out (self->work, width);
}

static void
realized_cb (ZxMatterWindow *self)
{
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (self)), "layout",
                           G_CALLBACK (laid_out_cb), self, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

/* Ctrl and a digit use an answer here, Alt and a digit go to a page of the main window. */
static gboolean
key_pressed_cb (ZxMatterWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  const GdkModifierType held = state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);
  GdkEvent *event = gtk_event_controller_get_current_event (self->keys);
  guint digit = event != NULL && held != 0 ? zx_key_event_digit (event) : 0;

  if (digit == 0 || self->matter == NULL)
    return GDK_EVENT_PROPAGATE;
  if (held == GDK_CONTROL_MASK)
    return zx_side_column_use_suggestion (zx_work_pane_get_column (self->work), digit - 1,
                                          (state & GDK_SHIFT_MASK) != 0);
  return held == GDK_ALT_MASK &&
         gtk_widget_activate_action (GTK_WIDGET (self), "desk.page", "u", digit);
}

/* --- class --- */

static void
zx_matter_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ZX_MATTER_WINDOW (object)->matter);
}

static void
zx_matter_window_dispose (GObject *object)
{
  ZxMatterWindow *self = ZX_MATTER_WINDOW (object);

  if (self->keymap != NULL && self->panel != NULL)
    zx_keymap_remove (self->keymap, GTK_WIDGET (self->panel));
  self->panel = NULL;
  /* An action keeps the work pane, and what is within the pane would keep the actions. */
  gtk_widget_insert_action_group (GTK_WIDGET (self), "desk", NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "panel", NULL);
  g_clear_weak_pointer (&self->main);
  g_clear_object (&self->keymap);
  g_clear_object (&self->matters);

  G_OBJECT_CLASS (zx_matter_window_parent_class)->dispose (object);
}

/* Whoever hears of the end may ask of which matter. */
static void
zx_matter_window_finalize (GObject *object)
{
  g_clear_object (&ZX_MATTER_WINDOW (object)->matter);

  G_OBJECT_CLASS (zx_matter_window_parent_class)->finalize (object);
}

static void
close_matter (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
zx_matter_window_class_init (ZxMatterWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_matter_window_get_property;
  object_class->dispose = zx_matter_window_dispose;
  object_class->finalize = zx_matter_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = zx_matter_window_close_request;

  props[PROP_MATTER] =
      g_param_spec_object ("matter", NULL, NULL, ZX_TYPE_MATTER,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "matter.close", NULL, close_matter);
  gtk_widget_class_install_action (widget_class, "matter.bring-back", NULL, bring_back);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  g_type_ensure (ZX_TYPE_CONNECTION_LIGHT);
  g_type_ensure (ZX_TYPE_WORK_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-matter-window.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, ZxMatterWindow, light);
  gtk_widget_class_bind_template_child (widget_class, ZxMatterWindow, work);
  gtk_widget_class_bind_template_child (widget_class, ZxMatterWindow, keys);
  gtk_widget_class_bind_template_callback (widget_class, realized_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
zx_matter_window_init (ZxMatterWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* It keeps the size that the agent gave it. */
static void
bind_size (ZxMatterWindow *self)
{
  static const char *const ours[][2] = {
      {"width", "default-width"}, {"height", "default-height"}, {"maximized", "maximized"}};

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    g_object_bind_property (self->matter, ours[i][0], self, ours[i][1],
                            G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

/* What a taskbar calls it. Not bound in the template: a binding of the window to itself outlives it
 * in GTK 4.8. */
static void
show_title (ZxMatterWindow *self)
{
  g_autofree char *who = NULL;
  g_autofree char *company = NULL;
  g_autofree char *title = NULL;

  g_object_get (self->matter, "title", &who, "subtitle", &company, NULL);
  title = g_strjoin (" · ", who, company, NULL);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
add_panel (ZxMatterWindow *self, const ZxMatterSurroundings *around)
{
  self->panel = g_object_new (zx_feature_panel_type_for (zx_matter_get_noun (self->matter)),
                              "alone", TRUE, "client", around->client, NULL);
  g_object_set (self->work, "content", self->panel, NULL);
  zx_work_pane_set_panel (self->work, self->panel);
  zx_keymap_add_twin (self->keymap, GTK_WIDGET (self->panel));
  zx_side_column_add_keys (zx_work_pane_get_column (self->work), self->keymap, TRUE);
  zx_panel_open (self->panel, zx_matter_get_noun (self->matter), zx_matter_get_id (self->matter));
}

ZxMatterWindow *
zx_matter_window_new (ZxMatter *matter, const ZxMatterSurroundings *around)
{
  ZxMatterWindow *self = g_object_new (ZX_TYPE_MATTER_WINDOW, "application",
                                       gtk_window_get_application (around->main), NULL);

  self->matter = g_object_ref (matter);
  self->matters = g_object_ref (around->matters);
  self->keymap = g_object_ref (around->keymap);
  g_set_weak_pointer (&self->main, around->main);
  g_object_set (self->light, "client", around->client, NULL);
  zx_work_pane_set_up (self->work, around->client, around->settings, self->keymap, &side_keys);
  add_actions (self);
  add_panel (self, around);
  zx_key_tips_show (self->keymap, GTK_WIDGET (self));
  bind_size (self);
  g_signal_connect_object (matter, "notify::title", G_CALLBACK (show_title), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (matter, "notify::subtitle", G_CALLBACK (show_title), self,
                           G_CONNECT_SWAPPED);
  show_title (self);
  zx_notifier_set_subject (around->notifier, GTK_WINDOW (self), zx_matter_get_subject (matter));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MATTER]);
  return self;
}

ZxMatter *
zx_matter_window_get_matter (ZxMatterWindow *self)
{
  g_return_val_if_fail (ZX_IS_MATTER_WINDOW (self), NULL);

  return self->matter;
}

void
zx_matter_window_open (ZxMatterWindow *self)
{
  g_return_if_fail (ZX_IS_MATTER_WINDOW (self));

  gtk_window_present (GTK_WINDOW (self));
  zx_panel_shown (self->panel);
}
