/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that a signed-in agent sees: header, rail, the panels, and the right column. */
#include "zx-desk.h"

#include "zx-closures.h"
#include "zx-connection-light.h"
#include "zx-now-strip.h"
#include "zx-palette.h"
#include "zx-presence-button.h"
#include "zx-rail-row.h"
#include "zx-report.h"
#include "zx-session-actions.h"
#include "zx-side-frame.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

#define NARROW_WIDTH 1200 /* below it the rail shows icons only and the right column is slimmer */
#define SIDE_LEAST 268    /* the narrowest right column, as in the .ui file */

/* The one place where features come in: their types, by the convention of their names. */
#define ZX_FEATURE_PANEL(name) GType zx_##name##_panel_get_type (void);
#define ZX_FEATURE_SIDE(name) GType zx_##name##_side_get_type (void);
#include "zx-features.inc"
#undef ZX_FEATURE_PANEL
#undef ZX_FEATURE_SIDE

typedef GType (*TypeFunction) (void);

/* Handled where the digit is pressed, whatever layout it is on. */
static const ZxShortcut answer_keys[] = {
    {NULL, "<Control>1...3", N_ ("Send a suggested answer")},
    {NULL, "<Control><Shift>1...3", N_ ("Edit a suggested answer first")},
    {NULL, "Return", N_ ("Send the answer that has the keyboard")},
    {0},
};

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

struct _ZxDesk {
  AdwBin parent_instance;

  ZxPresenceButton *presence; /* of the template */
  GtkListBox *rail;
  GtkStack *pages;
  GtkPaned *paned;
  GtkBox *sides;
  GtkWidget *sides_button;
  ZxNowStrip *now_strip;
  ZxPalette *palette;
  GtkMenuButton *palette_button;
  GtkLabel *palette_key;

  ZxClient *client;               /* owned */
  GSettings *settings;            /* owned */
  ZxKeymap *keymap;               /* owned */
  GListStore *panels;             /* owned, of ZxPanel */
  GPtrArray *frames;              /* owned, of lent ZxSideFrame */
  GBindingGroup *subject;         /* owned; its source is the visible panel */
  GSimpleActionGroup *actions;    /* owned, "desk" */
  GSimpleActionGroup *panel_acts; /* owned, "panel" */
  GObject *shown;                 /* owned, null: the visible panel's subject */
  GCancellable *cancellable;      /* owned */

  gboolean narrow;
  gboolean is_placed;  /* the right column has got its width */
  int paned_width;     /* at the last layout; a position that changes without it was dragged */
  gboolean is_placing; /* we are setting the position ourselves */
};

G_DEFINE_FINAL_TYPE (ZxDesk, zx_desk, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_NARROW, PROP_SUBJECT, N_PROPS };
static GParamSpec *props[N_PROPS];

static ZxPanel *
get_visible_panel (ZxDesk *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->rail);

  return row != NULL ? zx_rail_row_get_panel (ZX_RAIL_ROW (row)) : NULL;
}

static void
presence_menu_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  /* F2 is also the key that edits the row with the keyboard, where there is such a row. */
  if (focus != NULL && gtk_widget_activate_action (focus, "row.edit", NULL))
    return;
  zx_presence_button_popup (self->presence);
}

static void
palette_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;

  gtk_menu_button_popup (self->palette_button);
}

static void
now_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;

  if (!zx_now_strip_go (self->now_strip))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

/* By its number in the rail, from 1 on; one that is not there is left alone. */
static gboolean
show_page (ZxDesk *self, guint number)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rail, (int) number - 1);

  gtk_list_box_select_row (self->rail,
                           row != NULL ? row : gtk_list_box_get_selected_row (self->rail));
  if (row != NULL)
    zx_panel_shown (zx_rail_row_get_panel (ZX_RAIL_ROW (row)));
  return row != NULL;
}

static void
page_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show_page (user_data, g_variant_get_uint32 (parameter));
}

/* --- what panels and sections say to each other --- */

static void
insert_text_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxPanel *panel = get_visible_panel (user_data);

  if (panel != NULL)
    zx_panel_insert_text (panel, g_variant_get_string (parameter, NULL));
}

static gboolean
use_suggestion (ZxDesk *self, guint index, gboolean edit)
{
  for (guint i = 0; i < self->frames->len; i++)
    if (zx_side_panel_use_suggestion (zx_side_frame_get_side (self->frames->pdata[i]), index, edit))
      return TRUE;
  return FALSE;
}

static void
send_suggestion_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint index;
  gboolean edit;

  g_variant_get (parameter, "(ub)", &index, &edit);
  use_suggestion (user_data, index, edit);
}

/* The first panel that can show the thing does, and comes to the front. */
static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;
  const char *noun;
  gint64 id;

  g_variant_get (parameter, "(&sx)", &noun, &id);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->panels)); i++) {
    g_autoptr (ZxPanel) panel = g_list_model_get_item (G_LIST_MODEL (self->panels), i);

    if (!zx_panel_open (panel, noun, id))
      continue;
    gtk_list_box_select_row (self->rail, gtk_list_box_get_row_at_index (self->rail, (int) i));
    zx_panel_shown (panel);
    break;
  }
}

static gboolean
suggestion_used_cb (ZxDesk *self,
                    ZxSuggestion *suggestion,
                    gint64 question_id,
                    gboolean edit,
                    ZxSidePanel *side)
{
  ZxPanel *panel = get_visible_panel (self);

  return panel != NULL && zx_panel_use_suggestion (panel, suggestion, question_id, edit);
}

/* --- pages and sections --- */

static void
show_sides (ZxDesk *self)
{
  ZxPanel *panel = get_visible_panel (self);
  gboolean is_wide = panel != NULL && ZX_PANEL_GET_CLASS (panel)->is_wide;

  gtk_widget_set_sensitive (self->sides_button, !is_wide);
  gtk_widget_set_visible (GTK_WIDGET (self->sides),
                          !is_wide && g_settings_get_boolean (self->settings, "side-shown"));
}

static void
row_selected_cb (ZxDesk *self, GtkListBoxRow *row)
{
  ZxPanel *panel;

  if (row == NULL)
    return;
  panel = zx_rail_row_get_panel (ZX_RAIL_ROW (row));
  zx_stack_show_child (self->pages, GTK_WIDGET (panel));
  g_binding_group_set_source (self->subject, panel);
  zx_palette_set_visible (self->palette, panel);
  show_sides (self);
}

static void
add_panel (ZxDesk *self, GType type, guint place)
{
  ZxPanel *panel = g_object_new (type, "client", self->client, NULL);
  GtkWidget *row;

  g_list_store_insert (self->panels, place, panel);
  gtk_stack_add_child (self->pages, GTK_WIDGET (panel));
  zx_keymap_add (self->keymap, zx_panel_get_title (panel), ZX_PANEL_GET_CLASS (panel)->shortcuts,
                 GTK_WIDGET (panel));
  row = zx_rail_row_new (panel, place + 1);
  g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
  gtk_list_box_insert (self->rail, row, (int) place);
}

/* The page is closed, whatever stands in it: who lost the right may not go on. */
static void
remove_panel (ZxDesk *self, guint place)
{
  g_autoptr (ZxPanel) panel = g_list_model_get_item (G_LIST_MODEL (self->panels), place);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rail, (int) place);
  gboolean was_shown = gtk_list_box_row_is_selected (row);

  if (was_shown)
    gtk_list_box_select_row (self->rail, gtk_list_box_get_row_at_index (self->rail, 0));
  zx_keymap_remove (self->keymap, GTK_WIDGET (panel));
  gtk_list_box_remove (self->rail, GTK_WIDGET (row));
  gtk_stack_remove (self->pages, GTK_WIDGET (panel));
  g_list_store_remove (self->panels, place);
  if (was_shown) {
    /* translators: %s is the name of a page */
    g_autofree char *text = g_strdup_printf (
        _ ("“%s” was closed: you no longer have the right to use it."), zx_panel_get_title (panel));

    zx_report_text (GTK_WIDGET (self), text);
    zx_desk_open (self);
  }
}

/* Pages of a role that the agent lacks do not exist. The first type is for everybody. */
static void
rights_changed_cb (ZxDesk *self)
{
  const ZxRights *rights = zx_client_get_rights (self->client);
  guint place = 0;

  if (rights == NULL)
    return; /* signing out: all of this goes */
  for (guint i = 0; panel_types[i] != NULL; i++) {
    GType type = panel_types[i]();
    g_autoptr (ZxPanel) there = g_list_model_get_item (G_LIST_MODEL (self->panels), place);
    gboolean is_there = there != NULL && G_OBJECT_TYPE (there) == type;
    gboolean is_due = zx_panel_type_is_for (type, rights);

    if (is_due && !is_there)
      add_panel (self, type, place);
    else if (!is_due && is_there)
      remove_panel (self, place);
    if (is_due)
      place++;
  }
  for (guint i = 0; i < place; i++)
    zx_rail_row_set_number (ZX_RAIL_ROW (gtk_list_box_get_row_at_index (self->rail, (int) i)),
                            i + 1);
}

static void
folded_cb (ZxDesk *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) folded = NULL;

  for (guint i = 0; i < self->frames->len; i++)
    if (zx_side_frame_get_folded (self->frames->pdata[i]))
      g_strv_builder_add (names,
                          G_OBJECT_TYPE_NAME (zx_side_frame_get_side (self->frames->pdata[i])));
  folded = g_strv_builder_end (names);
  g_settings_set_strv (self->settings, "folded-sides", (const char *const *) folded);
}

static void
add_side (ZxDesk *self, GType type)
{
  ZxSidePanel *side = g_object_new (type, "client", self->client, NULL);
  GtkWidget *frame = zx_side_frame_new (side);
  g_auto (GStrv) folded = g_settings_get_strv (self->settings, "folded-sides");

  if (self->frames->len > 0)
    gtk_box_append (self->sides, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (self->sides, frame);
  g_ptr_array_add (self->frames, frame);
  g_object_set (frame, "folded", g_strv_contains ((const char *const *) folded, g_type_name (type)),
                NULL);
  g_signal_connect_object (frame, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (side, "suggestion-used", G_CALLBACK (suggestion_used_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self, "narrow", side, "narrow", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->subject, "subject", side, "subject", G_BINDING_SYNC_CREATE);
}

/* --- the width of the right column --- */

static const char *
width_key (ZxDesk *self)
{
  return self->narrow ? "side-width-narrow" : "side-width";
}

static void
place_sides (ZxDesk *self)
{
  int width = g_settings_get_int (self->settings, width_key (self));

  self->is_placing = TRUE;
  gtk_paned_set_position (self->paned, self->paned_width - MAX (width, SIDE_LEAST) - 1);
  self->is_placing = FALSE;
}

/* Dragged by the agent: remember it. Positions that follow from the window's size are not his. */
static void
position_changed_cb (ZxDesk *self)
{
  int paned_width = gtk_widget_get_width (GTK_WIDGET (self->paned));
  int width = paned_width - gtk_paned_get_position (self->paned) - 1;

  if (!self->is_placed || self->is_placing || paned_width != self->paned_width)
    return;
  if (gtk_widget_get_visible (GTK_WIDGET (self->sides)) && width >= SIDE_LEAST)
    g_settings_set_int (self->settings, width_key (self), width);
}

void
zx_desk_laid_out (ZxDesk *self, int width)
{
  gboolean narrow = width < NARROW_WIDTH;
  int paned_width;

  g_return_if_fail (ZX_IS_DESK (self));

  paned_width = gtk_widget_get_width (GTK_WIDGET (self->paned));
  if (paned_width <= 0 ||
      (self->is_placed && paned_width == self->paned_width && narrow == self->narrow))
    return;
  self->paned_width = paned_width;
  if (self->narrow != narrow) {
    self->narrow = narrow;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
  }
  place_sides (self);
  self->is_placed = TRUE;
}

/* --- class --- */

static void
zx_desk_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxDesk *self = ZX_DESK (object);

  if (id == PROP_CLIENT)
    g_value_set_object (value, self->client);
  else if (id == PROP_SUBJECT)
    g_value_set_object (value, self->shown);
  else
    g_value_set_boolean (value, self->narrow);
}

static void
zx_desk_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (g_set_object (&ZX_DESK (object)->shown, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

/* The keymap outlives the desk. */
static void
forget_keys (ZxDesk *self)
{
  guint n = self->keymap != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->panels)) : 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (GtkWidget) panel = g_list_model_get_item (G_LIST_MODEL (self->panels), i);

    zx_keymap_remove (self->keymap, panel);
  }
  if (self->keymap != NULL)
    zx_keymap_remove (self->keymap, GTK_WIDGET (self));
  g_clear_object (&self->keymap);
}

static void
zx_desk_dispose (GObject *object)
{
  ZxDesk *self = ZX_DESK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  forget_keys (self);
  g_clear_object (&self->subject);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
  g_clear_object (&self->shown);
  g_clear_object (&self->panels);
  g_clear_object (&self->actions);
  g_clear_object (&self->panel_acts);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (zx_desk_parent_class)->dispose (object);
}

static void
zx_desk_class_init (ZxDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_desk_get_property;
  object_class->set_property = zx_desk_set_property;
  object_class->dispose = zx_desk_dispose;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  props[PROP_SUBJECT] =
      g_param_spec_object ("subject", NULL, NULL, G_TYPE_OBJECT, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_CONNECTION_LIGHT);
  g_type_ensure (ZX_TYPE_NOW_STRIP);
  g_type_ensure (ZX_TYPE_PALETTE);
  g_type_ensure (ZX_TYPE_PRESENCE_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zuoxi/Zuoxi/shell/zx-desk.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, presence);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, rail);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, pages);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, paned);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, sides);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, sides_button);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, now_strip);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, palette);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, palette_button);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, palette_key);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, position_changed_cb);
}

static void
zx_desk_init (ZxDesk *self)
{
  static const GActionEntry panel_entries[] = {
      {"insert-text", insert_text_cb, "s"},
      {"send-suggestion", send_suggestion_cb, "(ub)"},
      {"open", open_cb, "(sx)"},
  };
  static const GActionEntry entries[] = {
      {"presence-menu", presence_menu_cb},
      {"palette", palette_cb},
      {"now", now_cb},
      {"page", page_cb, "u"},
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->panels = g_list_store_new (ZX_TYPE_PANEL);
  self->frames = g_ptr_array_new ();
  self->subject = g_binding_group_new ();
  g_binding_group_bind (self->subject, "subject", self, "subject", G_BINDING_SYNC_CREATE);
  self->actions = g_simple_action_group_new ();
  self->panel_acts = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  g_action_map_add_action_entries (G_ACTION_MAP (self->panel_acts), panel_entries,
                                   G_N_ELEMENTS (panel_entries), self);
}

ZxDesk *
zx_desk_new (ZxClient *client, GSettings *settings, ZxKeymap *keymap)
{
  ZxDesk *self = g_object_new (ZX_TYPE_DESK, NULL);

  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
  self->keymap = g_object_ref (keymap);
  {
    g_autoptr (GAction) side_shown = g_settings_create_action (settings, "side-shown");

    g_action_map_add_action (G_ACTION_MAP (self->actions), side_shown);
  }
  zx_session_actions_add (G_ACTION_MAP (self->actions), client, GTK_WIDGET (self),
                          self->cancellable);
  g_signal_connect_object (settings, "changed::side-shown", G_CALLBACK (show_sides), self,
                           G_CONNECT_SWAPPED);
  zx_palette_set_up (self->palette, client, G_LIST_MODEL (self->panels), keymap);
  zx_keymap_bind_label (keymap, "desk.palette", self->palette_key);

  for (guint i = 0; side_types[i] != NULL; i++)
    add_side (self, side_types[i]());
  rights_changed_cb (self);
  g_signal_connect_object (client, "notify::rights", G_CALLBACK (rights_changed_cb), self,
                           G_CONNECT_SWAPPED);
  zx_keymap_add (keymap, _ ("Assistant"), answer_keys, GTK_WIDGET (self));
  gtk_list_box_select_row (self->rail, gtk_list_box_get_row_at_index (self->rail, 0));
  return self;
}

void
zx_desk_bind_actions (ZxDesk *self, GtkWidget *window)
{
  gtk_widget_insert_action_group (window, "desk",
                                  self != NULL ? G_ACTION_GROUP (self->actions) : NULL);
  gtk_widget_insert_action_group (window, "panel",
                                  self != NULL ? G_ACTION_GROUP (self->panel_acts) : NULL);
}

gboolean
zx_desk_press_digit (ZxDesk *self, guint digit, GdkModifierType modifiers)
{
  const GdkModifierType held = modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);

  g_return_val_if_fail (ZX_IS_DESK (self), FALSE);

  if (digit == 0)
    return FALSE;
  if (held == GDK_CONTROL_MASK)
    return use_suggestion (self, digit - 1, (modifiers & GDK_SHIFT_MASK) != 0);
  return held == GDK_ALT_MASK && show_page (self, digit);
}

void
zx_desk_open (ZxDesk *self)
{
  ZxPanel *panel;

  g_return_if_fail (ZX_IS_DESK (self));

  panel = get_visible_panel (self);
  if (panel != NULL)
    zx_panel_shown (panel);
}
