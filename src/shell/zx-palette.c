/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command palette: finds and does whatever is typed into its one field. */
#include "zx-palette.h"

#include "zx-article-window.h"
#include "zx-client-customers.h"
#include "zx-palette-row.h"
#include "zx-palette-search.h"

#include <glib/gi18n.h>
#include <string.h>

#define ASK_AFTER_MS 120 /* the server is asked when the typing pauses */
#define ASK_FOR 6
#define PAGE_ROWS 6

struct _ZxPalette {
  GtkPopover parent_instance;

  GtkSearchEntry *entry; /* these of the template */
  GtkScrolledWindow *scroller;
  GtkListBox *list;
  GtkLabel *nothing;
  GtkLabel *note;

  ZxClient *client;   /* owned */
  GListModel *panels; /* owned */
  ZxKeymap *keymap;   /* owned */
  ZxPanel *visible;   /* weak, null */
  GtkWidget *before;  /* weak, null: what had the keyboard when it opened */

  GListStore *items;    /* owned, of ZxPaletteItem: what the list shows … */
  char *typed;          /* … for this; owned, null at first */
  GCancellable *asking; /* owned, null: nothing is asked */
  guint n_asked;        /* answers that are still to come */
  guint timer;
};

G_DEFINE_FINAL_TYPE (ZxPalette, zx_palette, GTK_TYPE_POPOVER)

static const char *
get_query (ZxPalette *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/* --- the list --- */

static const char *
section_title (ZxPaletteSection section)
{
  switch (section) {
  case ZX_PALETTE_CHATS:
    return _ ("Chats");
  case ZX_PALETTE_ACTIONS:
    return _ ("Pages and actions");
  case ZX_PALETTE_CUSTOMERS:
    return _ ("Customers");
  case ZX_PALETTE_ARTICLES:
  default:
    return _ ("Knowledge");
  }
}

static ZxPaletteSection
section_of (GtkListBoxRow *row)
{
  return zx_palette_item_get_section (zx_palette_row_get_item (ZX_PALETTE_ROW (row)));
}

static void
show_heading (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  gboolean is_first = before == NULL || section_of (before) != section_of (row);
  GtkWidget *heading = gtk_list_box_row_get_header (row);

  if (is_first && heading == NULL) {
    heading = gtk_label_new (section_title (section_of (row)));
    gtk_label_set_xalign (GTK_LABEL (heading), 0);
    gtk_widget_add_css_class (heading, "section");
    gtk_widget_add_css_class (heading, "palette-heading");
  }
  gtk_list_box_row_set_header (row, is_first ? heading : NULL);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  return zx_palette_row_new (item);
}

/* Puts @found into the place of its section, where nothing of it stands yet. */
static void
add_items (ZxPalette *self, GPtrArray *found)
{
  guint at = 0;

  for (; found->len > 0 && at < g_list_model_get_n_items (G_LIST_MODEL (self->items)); at++) {
    g_autoptr (ZxPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), at);

    if (zx_palette_item_get_section (item) > zx_palette_item_get_section (found->pdata[0]))
      break;
  }
  g_list_store_splice (self->items, at, 0, found->pdata, found->len);
  if (gtk_list_box_get_selected_row (self->list) == NULL)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
}

static void
show_nothing (ZxPalette *self)
{
  gtk_label_set_label (self->nothing,
                       self->n_asked > 0 || self->timer != 0
                           ? _ ("Searching…")
                           : _ ("Nothing found. Try a part of the name, its first letters, or "
                                "pinyin."));
}

static void
show_note (ZxPalette *self, const char *text)
{
  gtk_label_set_label (self->note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), text != NULL);
}

/* --- asking the server --- */

static void
stop_asking (ZxPalette *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->n_asked = 0;
}

/* One of the two answers is here: @found is null when it is @error. */
static void
take_answer (ZxPalette *self, GPtrArray *found, const GError *error)
{
  g_autofree char *why = NULL;

  self->n_asked--;
  if (found != NULL) {
    add_items (self, found);
  } else {
    why = zx_error_describe (error);
    show_note (self, why);
  }
  show_nothing (self);
}

static void
customers_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxPalette) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) hits =
      zx_client_search_customers_finish (ZX_CLIENT (source), result, NULL, &error);
  g_autoptr (GPtrArray) found = hits != NULL ? zx_palette_show_customers (hits) : NULL;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_answer (self, found, error);
}

static void
articles_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxPalette) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) answers =
      zx_client_suggest_finish (ZX_CLIENT (source), result, NULL, NULL, &error);
  g_autoptr (GPtrArray) found = answers != NULL ? zx_palette_show_articles (answers) : NULL;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_answer (self, found, error);
}

static gboolean
ask_cb (gpointer user_data)
{
  ZxPalette *self = user_data;
  const char *query = get_query (self);

  self->timer = 0;
  self->asking = g_cancellable_new ();
  self->n_asked = 2;
  zx_client_search_customers_async (self->client, query, ASK_FOR, NULL, self->asking,
                                    customers_found_cb, g_object_ref (self));
  zx_client_suggest_async (self->client, NULL, query, self->asking, articles_found_cb,
                           g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
typed_cb (ZxPalette *self)
{
  g_autofree char *query = g_strstrip (g_strdup (get_query (self)));
  g_autoptr (GPtrArray) chats = zx_palette_find_chats (self->client, query);
  g_autoptr (GPtrArray) actions =
      zx_palette_find_actions (self->panels, self->keymap, self->visible, query);

  g_free (self->typed);
  self->typed = g_strdup (get_query (self));
  stop_asking (self);
  show_note (self, NULL);
  if (*query != '\0')
    self->timer = g_timeout_add (ASK_AFTER_MS, ask_cb, self);
  show_nothing (self);
  g_list_store_remove_all (self->items);
  add_items (self, chats);
  add_items (self, actions);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/* --- choosing --- */

static void
choose (ZxPalette *self, GtkListBoxRow *row)
{
  g_autoptr (ZxPaletteItem) item = NULL;
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  if (row == NULL)
    return;
  item = g_object_ref (zx_palette_row_get_item (ZX_PALETTE_ROW (row)));
  g_clear_weak_pointer (&self->before); /* what is done now says where the keyboard goes */
  gtk_popover_popdown (GTK_POPOVER (self));
  if (zx_palette_item_get_object (item) != NULL)
    gtk_window_present (
        zx_article_window_new (GTK_WINDOW (window), zx_palette_item_get_object (item)));
  else
    zx_palette_item_activate (item, window);
}

static void
row_activated_cb (ZxPalette *self, GtkListBoxRow *row)
{
  choose (self, row);
}

static void
entry_activated_cb (ZxPalette *self)
{
  /* The entry tells a moment late what was typed. */
  if (g_strcmp0 (get_query (self), self->typed) != 0)
    typed_cb (self);
  choose (self, gtk_list_box_get_selected_row (self->list));
}

/* A reader of the screen hears the row, while the keyboard stays in the field. */
static void
row_selected_cb (ZxPalette *self, GtkListBoxRow *row)
{
  GtkAdjustment *adjustment;
  graphene_rect_t area;

  if (row == NULL) {
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry),
                                   GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
    return;
  }
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, row, -1);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  if (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &area))
    gtk_adjustment_clamp_page (adjustment, area.origin.y, area.origin.y + area.size.height);
}

static void
move_selection (ZxPalette *self, int by)
{
  int n = (int) g_list_model_get_n_items (G_LIST_MODEL (self->items));
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int at = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (n == 0)
    return;
  at = ABS (by) == 1 ? (at + by + n) % n : CLAMP (at + by, 0, n - 1); /* single steps go round */
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, at));
}

static gboolean
key_pressed_cb (ZxPalette *self, guint keyval, guint keycode, GdkModifierType state)
{
  switch (keyval) {
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    move_selection (self, 1);
    return GDK_EVENT_STOP;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    move_selection (self, -1);
    return GDK_EVENT_STOP;
  case GDK_KEY_Page_Down:
    move_selection (self, PAGE_ROWS);
    return GDK_EVENT_STOP;
  case GDK_KEY_Page_Up:
    move_selection (self, -PAGE_ROWS);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

static void
stop_cb (ZxPalette *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

/* By its key or by its button: it begins anew. */
static void
shown_cb (ZxPalette *self)
{
  g_set_weak_pointer (&self->before, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  typed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
closed_cb (ZxPalette *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *button = gtk_widget_get_parent (GTK_WIDGET (self));

  /* Nothing was done: back to where the keyboard was. */
  if (self->before != NULL && (focus == NULL || gtk_widget_is_ancestor (focus, button)))
    gtk_widget_grab_focus (self->before);
  g_clear_weak_pointer (&self->before);
  stop_asking (self);
  g_list_store_remove_all (self->items);
}

static void
zx_palette_dispose (GObject *object)
{
  ZxPalette *self = ZX_PALETTE (object);

  stop_asking (self);
  g_clear_weak_pointer (&self->before);
  if (self->list != NULL) /* it tells of its rows' end: now, while the field is there to hear it */
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_weak_pointer (&self->visible);
  g_clear_object (&self->client);
  g_clear_object (&self->panels);
  g_clear_object (&self->keymap);
  g_clear_object (&self->items);
  g_clear_pointer (&self->typed, g_free);

  G_OBJECT_CLASS (zx_palette_parent_class)->dispose (object);
}

static void
zx_palette_class_init (ZxPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_palette_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, ZxPalette, scroller);
  gtk_widget_class_bind_template_child (widget_class, ZxPalette, list);
  gtk_widget_class_bind_template_child (widget_class, ZxPalette, nothing);
  gtk_widget_class_bind_template_child (widget_class, ZxPalette, note);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
}

static void
zx_palette_init (ZxPalette *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (ZX_TYPE_PALETTE_ITEM);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->items), create_row_cb, NULL, NULL);
  gtk_list_box_set_header_func (self->list, show_heading, NULL, NULL);
}

void
zx_palette_set_up (ZxPalette *self, ZxClient *client, GListModel *panels, ZxKeymap *keymap)
{
  g_return_if_fail (ZX_IS_PALETTE (self));

  g_set_object (&self->client, client);
  g_set_object (&self->panels, panels);
  g_set_object (&self->keymap, keymap);
}

void
zx_palette_set_visible (ZxPalette *self, ZxPanel *visible)
{
  g_return_if_fail (ZX_IS_PALETTE (self));

  g_set_weak_pointer (&self->visible, visible);
}
