/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that a signed-in agent sees: header, rail, the panels, and the right column. */
#include "zx-desk.h"

#include "zx-closures.h"
#include "zx-connection-light.h"
#include "zx-presence-button.h"
#include "zx-rail-row.h"
#include "zx-report.h"
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

  ZxClient *client;               /* owned */
  GSettings *settings;            /* owned */
  GListStore *panels;             /* owned, of ZxPanel */
  GPtrArray *frames;              /* owned, of lent ZxSideFrame */
  GBindingGroup *subject;         /* owned; its source is the visible panel */
  GSimpleActionGroup *actions;    /* owned, "desk" */
  GSimpleActionGroup *panel_acts; /* owned, "panel" */
  GSimpleAction *presence_action; /* owned by actions */
  GCancellable *cancellable;      /* owned */

  gboolean narrow;
  gboolean is_placed;  /* the right column has got its width */
  int paned_width;     /* at the last layout; a position that changes without it was dragged */
  gboolean is_placing; /* we are setting the position ourselves */
};

G_DEFINE_FINAL_TYPE (ZxDesk, zx_desk, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_NARROW, N_PROPS };
static GParamSpec *props[N_PROPS];

static ZxPanel *
get_visible_panel (ZxDesk *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->rail);

  return row != NULL ? zx_rail_row_get_panel (ZX_RAIL_ROW (row)) : NULL;
}

/* --- presence and signing out --- */

static void
presence_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxDesk) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!zx_client_set_presence_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (GTK_WIDGET (self), error);
}

/* The radio items follow the server's answer, never the click alone. */
static void
presence_chosen_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  ZxDesk *self = user_data;
  g_autofree char *reason = NULL;
  ZxPresence presence;

  if (zx_presence_from_target (g_variant_get_string (value, NULL), &presence, &reason))
    zx_client_set_presence_async (self->client, presence, reason, self->cancellable,
                                  presence_set_cb, g_object_ref (self));
}

static void
presence_changed_cb (ZxDesk *self)
{
  ZxAgent *me = zx_client_get_me (self->client);
  g_autofree char *target = NULL;

  if (me == NULL)
    return;
  target = zx_presence_to_target (zx_agent_get_presence (me), zx_agent_get_presence_reason (me));
  g_simple_action_set_state (self->presence_action, g_variant_new_string (target));
}

/* Who signs in is there, unless he has a break under way. */
static void
go_online (ZxDesk *self)
{
  ZxAgent *me = zx_client_get_me (self->client);

  if (me != NULL && zx_agent_get_presence (me) == ZX_PRESENCE_OFFLINE)
    zx_client_set_presence_async (self->client, ZX_PRESENCE_ONLINE, NULL, self->cancellable,
                                  presence_set_cb, g_object_ref (self));
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
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The window has changed pages by the client's signal; a token that could not be revoked is all
   * that may have gone wrong. */
  if (!zx_client_sign_out_finish (ZX_CLIENT (source), result, &error))
    g_info ("signing out: %s", error->message);
}

static void
sign_out (ZxDesk *self)
{
  zx_client_sign_out_async (self->client, NULL, signed_out_cb, NULL);
}

static void
sign_out_answered_cb (ZxDesk *self, const char *response)
{
  if (g_str_equal (response, "sign-out"))
    sign_out (self);
}

static void
sign_out_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;
  guint pending = zx_client_get_pending (self->client);
  GtkWidget *dialog;

  if (pending == 0) {
    sign_out (self);
    return;
  }
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   _ ("Sign out with unsent messages?"), NULL);
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      ngettext ("%u message has not been sent. It stays on this computer and goes out when you "
                "sign in here again.",
                "%u messages have not been sent. They stay on this computer and go out when you "
                "sign in here again.",
                pending),
      pending);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"),
                                    "sign-out", _ ("_Sign Out"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign-out",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (sign_out_answered_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
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
  show_sides (self);
}

/* A panel's keys work wherever the keyboard is, and act on the panel. */
static void
add_shortcuts (ZxPanel *panel)
{
  const ZxShortcut *row = ZX_PANEL_GET_CLASS (panel)->shortcuts;
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  for (; row != NULL && row->title != NULL; row++) {
    GtkShortcutTrigger *trigger;

    if (row->action == NULL)
      continue;
    trigger = gtk_shortcut_trigger_parse_string (row->accelerator);
    if (trigger != NULL)
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (controller),
          gtk_shortcut_new (trigger, gtk_named_action_new (row->action)));
  }
  gtk_widget_add_controller (GTK_WIDGET (panel), controller);
}

static void
add_panel (ZxDesk *self, GType type, guint place)
{
  ZxPanel *panel = g_object_new (type, "client", self->client, NULL);
  GtkWidget *row;

  g_list_store_insert (self->panels, place, panel);
  gtk_stack_add_child (self->pages, GTK_WIDGET (panel));
  add_shortcuts (panel);
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
  else
    g_value_set_boolean (value, self->narrow);
}

static void
zx_desk_dispose (GObject *object)
{
  ZxDesk *self = ZX_DESK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->subject);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
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
  object_class->dispose = zx_desk_dispose;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_CONNECTION_LIGHT);
  g_type_ensure (ZX_TYPE_PRESENCE_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zuoxi/Zuoxi/shell/zx-desk.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, presence);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, rail);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, pages);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, paned);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, sides);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, sides_button);
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
      {"sign-out", sign_out_cb},
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->panels = g_list_store_new (ZX_TYPE_PANEL);
  self->frames = g_ptr_array_new ();
  self->subject = g_binding_group_new ();
  self->actions = g_simple_action_group_new ();
  self->panel_acts = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  g_action_map_add_action_entries (G_ACTION_MAP (self->panel_acts), panel_entries,
                                   G_N_ELEMENTS (panel_entries), self);
}

static void
add_stateful_actions (ZxDesk *self)
{
  g_autoptr (GAction) side_shown = g_settings_create_action (self->settings, "side-shown");
  g_autoptr (GSimpleAction) presence = g_simple_action_new_stateful (
      "presence", G_VARIANT_TYPE_STRING, g_variant_new_string ("offline"));

  g_signal_connect_object (presence, "change-state", G_CALLBACK (presence_chosen_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), side_shown);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (presence));
  self->presence_action = presence;
}

ZxDesk *
zx_desk_new (ZxClient *client, GSettings *settings)
{
  ZxDesk *self = g_object_new (ZX_TYPE_DESK, NULL);
  ZxAgent *me = zx_client_get_me (client);

  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
  add_stateful_actions (self);
  g_signal_connect_object (settings, "changed::side-shown", G_CALLBACK (show_sides), self,
                           G_CONNECT_SWAPPED);
  if (me != NULL)
    g_signal_connect_object (me, "notify", G_CALLBACK (presence_changed_cb), self,
                             G_CONNECT_SWAPPED);
  presence_changed_cb (self);
  go_online (self);

  for (guint i = 0; side_types[i] != NULL; i++)
    add_side (self, side_types[i]());
  rights_changed_cb (self);
  g_signal_connect_object (client, "notify::rights", G_CALLBACK (rights_changed_cb), self,
                           G_CONNECT_SWAPPED);
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
  if (held == GDK_ALT_MASK) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rail, digit - 1);

    gtk_list_box_select_row (self->rail,
                             row != NULL ? row : gtk_list_box_get_selected_row (self->rail));
    if (row != NULL)
      zx_panel_shown (zx_rail_row_get_panel (ZX_RAIL_ROW (row)));
    return row != NULL;
  }
  return FALSE;
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

GListModel *
zx_desk_get_panels (ZxDesk *self)
{
  g_return_val_if_fail (ZX_IS_DESK (self), NULL);

  return G_LIST_MODEL (self->panels);
}
