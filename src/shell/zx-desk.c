/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that a signed-in agent sees: header, rail, the panels, and the right column. */
#include "zx-desk.h"

#include "zx-capacity-bar.h"
#include "zx-closures.h"
#include "zx-connection-light.h"
#include "zx-features.h"
#include "zx-key-tips.h"
#include "zx-keys.h"
#include "zx-missed-strip.h"
#include "zx-now-strip.h"
#include "zx-offer-place.h"
#include "zx-palette.h"
#include "zx-presence-button.h"
#include "zx-rail-row.h"
#include "zx-report.h"
#include "zx-session-actions.h"
#include "zx-stack.h"
#include "zx-work-pane.h"

#include <glib/gi18n.h>

/* While the card has the keyboard. */
static const ZxShortcut offer_keys[] = {
    {NULL, "Return", N_ ("Accept the offer that has the keyboard")},
    {NULL, "Escape", N_ ("Decline the offer that has the keyboard")},
    {0},
};

/* Handled where the digit is pressed, whatever layout it is on. */
static const ZxShortcut answer_keys[] = {
    {NULL, "<Control>1...3", N_ ("Send a suggested answer")},
    {NULL, "<Control><Shift>1...3", N_ ("Edit a suggested answer first")},
    {NULL, "Return", N_ ("Send the answer that has the keyboard")},
    {0},
};

static const ZxWorkPaneKeys side_keys = {
    .shown = "side-shown",
    .width = "side-width",
    .narrow_width = "side-width-narrow",
    .narrow_below = 1200, /* there the rail shows icons only, too */
    .slim_below = 760,
};

struct _ZxDesk {
  AdwBin parent_instance;

  ZxPresenceButton *presence; /* of the template */
  ZxCapacityBar *capacity;
  ZxMissedStrip *missed;
  GtkListBox *rail;
  GtkStack *pages;
  ZxWorkPane *work;
  GtkWidget *sides_button;
  ZxNowStrip *now_strip;
  GtkOverlay *overlay;
  ZxOfferCard *offers;
  ZxPalette *palette;
  GtkMenuButton *palette_button;
  GtkLabel *palette_key;

  ZxClient *client;               /* owned */
  GSettings *settings;            /* owned */
  ZxKeymap *keymap;               /* owned */
  ZxMatters *matters;             /* owned */
  GListStore *panels;             /* owned, of ZxPanel */
  GBindingGroup *subject;         /* owned; its source is the visible panel */
  GSimpleActionGroup *actions;    /* owned, "desk" */
  GSimpleActionGroup *panel_acts; /* owned, "panel" */
  GObject *shown;                 /* owned, null: the visible panel's subject */
  GCancellable *cancellable;      /* owned */
};

G_DEFINE_FINAL_TYPE (ZxDesk, zx_desk, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_SUBJECT, N_PROPS };
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

static void
offer_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;

  if (!zx_offer_card_take_keyboard (self->offers))
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
  ZxDesk *self = user_data;
  ZxPanel *panel = get_visible_panel (self);

  if (panel == NULL || self->shown == NULL)
    zx_report_text (GTK_WIDGET (self),
                    _ ("Choose a chat first: then the text goes into its reply."));
  else
    zx_panel_insert_text (panel, g_variant_get_string (parameter, NULL));
}

static gboolean
use_suggestion (ZxDesk *self, guint index, gboolean edit)
{
  return zx_side_column_use_suggestion (zx_work_pane_get_column (self->work), index, edit);
}

/* The first panel that can show the thing does, and comes to the front. */
static void
show_here (ZxDesk *self, const char *noun, gint64 id)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    gtk_window_present (GTK_WINDOW (root));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->panels)); i++) {
    g_autoptr (ZxPanel) panel = g_list_model_get_item (G_LIST_MODEL (self->panels), i);

    if (!zx_panel_open (panel, noun, id))
      continue;
    gtk_list_box_select_row (self->rail, gtk_list_box_get_row_at_index (self->rail, (int) i));
    zx_panel_shown (panel);
    break;
  }
}

/* What has a window of its own is shown there. */
static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;
  const char *noun;
  gint64 id;

  g_variant_get (parameter, "(&sx)", &noun, &id);
  if (zx_matters_find (self->matters, noun, id) != NULL)
    zx_matters_open (self->matters, noun, id);
  else
    show_here (self, noun, id);
}

/* --- windows of their own --- */

static void
pop_out (ZxDesk *self, const char *noun, gint64 id)
{
  g_autofree char *text = NULL;

  if (zx_matters_open (self->matters, noun, id))
    return;
  text = g_strdup_printf (ngettext ("There is %u window beside this one already. Close it first.",
                                    "There are %u windows beside this one already. Close one of "
                                    "them first.",
                                    ZX_MATTERS_MOST),
                          ZX_MATTERS_MOST);
  zx_report_text (GTK_WIDGET (self), text);
}

static void
pop_out_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *noun;
  gint64 id;

  g_variant_get (parameter, "(&sx)", &noun, &id);
  pop_out (user_data, noun, id);
}

/* What is shown now. */
static void
pop_out_this_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;
  ZxPanel *panel = get_visible_panel (self);
  gint64 id;

  if (panel == NULL || self->shown == NULL || ZX_PANEL_GET_CLASS (panel)->noun == NULL) {
    zx_report_text (GTK_WIDGET (self),
                    _ ("Choose a chat first: then it can have a window of its own."));
    return;
  }
  g_object_get (self->shown, "id", &id, NULL);
  pop_out (self, ZX_PANEL_GET_CLASS (panel)->noun, id);
}

static void
bring_back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;
  ZxMatter *matter;
  g_autofree char *noun = NULL;
  gint64 id;

  g_variant_get (parameter, "(sx)", &noun, &id);
  matter = zx_matters_find (self->matters, noun, id);
  if (matter != NULL)
    zx_matters_close (self->matters, matter);
  show_here (self, noun, id);
}

/* On behalf of a page that is alone in its window: its twin here does what needs the others. */
static void
act_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ZxDesk *self = user_data;
  const char *what = g_variant_get_string (parameter, NULL);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->panels)); i++) {
    g_autoptr (GtkWidget) panel = g_list_model_get_item (G_LIST_MODEL (self->panels), i);

    if (!gtk_widget_activate_action (panel, what, NULL))
      continue;
    gtk_list_box_select_row (self->rail, gtk_list_box_get_row_at_index (self->rail, (int) i));
    gtk_window_present (GTK_WINDOW (root));
    break;
  }
}

static void
failed_cb (ZxDesk *self, const GError *error)
{
  zx_report_error (GTK_WIDGET (self), error);
}

/* --- pages and sections --- */

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
  zx_work_pane_set_panel (self->work, panel);
  g_settings_set_string (self->settings, "page", G_OBJECT_TYPE_NAME (panel));
  gtk_widget_set_sensitive (self->sides_button, !ZX_PANEL_GET_CLASS (panel)->is_wide);
}

static void
add_panel (ZxDesk *self, GType type, guint place)
{
  ZxPanel *panel = g_object_new (type, "client", self->client, NULL);
  GtkWidget *row;

  g_list_store_insert (self->panels, place, panel);
  zx_panel_set_elsewhere (panel, zx_matters_get_subjects (self->matters));
  gtk_stack_add_child (self->pages, GTK_WIDGET (panel));
  zx_keymap_add (self->keymap, zx_panel_get_title (panel), ZX_PANEL_GET_CLASS (panel)->shortcuts,
                 GTK_WIDGET (panel));
  zx_key_tips_show (self->keymap, GTK_WIDGET (panel));
  row = zx_rail_row_new (panel, place + 1);
  g_object_bind_property (self->work, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
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
  GType type;

  if (rights == NULL)
    return; /* signing out: all of this goes */
  for (guint i = 0; (type = zx_feature_panel_type (i)) != 0; i++) {
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

void
zx_desk_laid_out (ZxDesk *self, int width)
{
  g_return_if_fail (ZX_IS_DESK (self));

  zx_work_pane_laid_out (self->work, width);
}

/* --- class --- */

static void
zx_desk_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxDesk *self = ZX_DESK (object);

  if (id == PROP_CLIENT)
    g_value_set_object (value, self->client);
  else
    g_value_set_object (value, self->shown);
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
  g_clear_object (&self->shown);
  g_clear_object (&self->panels);
  g_clear_object (&self->actions);
  g_clear_object (&self->panel_acts);
  g_clear_object (&self->matters);
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
  props[PROP_SUBJECT] =
      g_param_spec_object ("subject", NULL, NULL, G_TYPE_OBJECT, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_CAPACITY_BAR);
  g_type_ensure (ZX_TYPE_CONNECTION_LIGHT);
  g_type_ensure (ZX_TYPE_MISSED_STRIP);
  g_type_ensure (ZX_TYPE_NOW_STRIP);
  g_type_ensure (ZX_TYPE_OFFER_CARD);
  g_type_ensure (ZX_TYPE_PALETTE);
  g_type_ensure (ZX_TYPE_PRESENCE_BUTTON);
  g_type_ensure (ZX_TYPE_WORK_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zuoxi/Zuoxi/shell/zx-desk.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, presence);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, capacity);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, missed);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, rail);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, pages);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, work);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, sides_button);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, now_strip);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, overlay);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, offers);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, palette);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, palette_button);
  gtk_widget_class_bind_template_child (widget_class, ZxDesk, palette_key);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static void
zx_desk_init (ZxDesk *self)
{
  static const GActionEntry panel_entries[] = {
      {"insert-text", insert_text_cb, "s"},
      {"open", open_cb, "(sx)"},
      {"pop-out", pop_out_cb, "(sx)"},
      {"bring-back", bring_back_cb, "(sx)"},
      {"act", act_cb, "s"},
  };
  static const GActionEntry entries[] = {
      {"presence-menu", presence_menu_cb},
      {"palette", palette_cb},
      {"now", now_cb},
      {"offer", offer_cb},
      {"page", page_cb, "u"},
      {"pop-out", pop_out_this_cb}, /* also in a window of its own, where it brings back */
      {"own-window", pop_out_this_cb},
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  zx_keys_mark (GTK_WIDGET (self->palette_button), "desk.palette");
  self->cancellable = g_cancellable_new ();
  self->panels = g_list_store_new (ZX_TYPE_PANEL);
  self->subject = g_binding_group_new ();
  g_binding_group_bind (self->subject, "subject", self, "subject", G_BINDING_SYNC_CREATE);
  self->actions = g_simple_action_group_new ();
  self->panel_acts = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  g_action_map_add_action_entries (G_ACTION_MAP (self->panel_acts), panel_entries,
                                   G_N_ELEMENTS (panel_entries), self);
}

/* Where the agent was when he left, if he still may be there. */
static void
show_last_page (ZxDesk *self)
{
  g_autofree char *last = g_settings_get_string (self->settings, "page");
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->panels));
  guint place = 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (GObject) panel = g_list_model_get_item (G_LIST_MODEL (self->panels), i);

    if (g_str_equal (G_OBJECT_TYPE_NAME (panel), last))
      place = i;
  }
  gtk_list_box_select_row (self->rail, gtk_list_box_get_row_at_index (self->rail, (int) place));
}

ZxDesk *
zx_desk_new (ZxClient *client, GSettings *settings, ZxKeymap *keymap, ZxMatters *matters)
{
  ZxDesk *self = g_object_new (ZX_TYPE_DESK, NULL);
  g_autoptr (GPropertyAction) side_shown = NULL;
  g_autoptr (ZxDuty) duty = zx_duty_new (client);

  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
  self->keymap = g_object_ref (keymap);
  self->matters = g_object_ref (matters);
  zx_presence_button_set_up (self->presence, duty, settings);
  zx_capacity_bar_set_duty (self->capacity, duty);
  g_object_bind_property (self->work, "narrow", self->capacity, "narrow", G_BINDING_SYNC_CREATE);
  zx_missed_strip_set_up (self->missed, duty, keymap);
  zx_session_actions_add (G_ACTION_MAP (self->actions), duty, settings, GTK_WIDGET (self),
                          self->cancellable);
  g_signal_connect_object (matters, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  zx_palette_set_up (self->palette, client, G_LIST_MODEL (self->panels), keymap);
  zx_keymap_bind_label (keymap, "desk.palette", self->palette_key);

  zx_work_pane_set_up (self->work, client, settings, keymap, &side_keys);
  zx_offer_card_set_up (self->offers, client, keymap);
  g_object_bind_property (self->work, "narrow", self->offers, "narrow", G_BINDING_SYNC_CREATE);
  zx_offer_place_set_up (self->overlay, GTK_WIDGET (self->offers),
                         GTK_WIDGET (zx_work_pane_get_column (self->work)));
  side_shown = g_property_action_new (side_keys.shown, self->work, "shown");
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (side_shown));
  rights_changed_cb (self);
  g_signal_connect_object (client, "notify::rights", G_CALLBACK (rights_changed_cb), self,
                           G_CONNECT_SWAPPED);
  zx_keymap_add (keymap, _ ("Offers"), offer_keys, GTK_WIDGET (self));
  zx_keymap_add (keymap, _ ("Assistant"), answer_keys, GTK_WIDGET (self));
  zx_side_column_add_keys (zx_work_pane_get_column (self->work), keymap, FALSE);
  zx_key_tips_show (keymap, GTK_WIDGET (self));
  show_last_page (self);
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
