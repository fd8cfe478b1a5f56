/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts what is offered where it hides nothing. */
#include "zx-offer-place.h"

#include "zx-inside.h"

#define FLOATING 352 /* pixels with its margins, as wide as the column at its usual width */

typedef struct {
  GtkWidget *card, *column; /* lent: inside of the overlay, which owns us */
  int room;                 /* what the column was told to leave free */
  guint idle;
} Place;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_clear_handle_id (&place->idle, g_source_remove);
  g_free (place);
}

static gboolean
make_room_cb (gpointer user_data)
{
  Place *place = user_data;

  place->idle = 0;
  gtk_widget_set_margin_bottom (place->column, place->room);
  g_object_set (place->column, "crowded", place->room > 0, NULL);
  return G_SOURCE_REMOVE;
}

/* Not while the window is being laid out. */
static void
make_room (Place *place, int room)
{
  if (place->room == room)
    return;
  place->room = room;
  if (place->idle == 0)
    place->idle = g_idle_add_full (GDK_PRIORITY_REDRAW - 10, make_room_cb, place, NULL);
}

static void
card_shown_cb (GtkWidget *card, GParamSpec *pspec, Place *place)
{
  if (!gtk_widget_get_visible (card))
    make_room (place, 0);
}

/* The field below @widget in which a text of several lines is written; null when none is shown. */
static GtkWidget *
find_writing (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_TEXT_VIEW (widget) && gtk_text_view_get_editable (GTK_TEXT_VIEW (widget)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_writing (child);
  return found;
}

/* What frames it, with its buttons. */
static GtkWidget *
find_frame (GtkWidget *field)
{
  for (GtkWidget *at = field; at != NULL; at = gtk_widget_get_parent (at))
    if (gtk_widget_has_css_class (at, "card"))
      return at;
  return field;
}

/* Above the field where an answer is written, when it would stand on it. */
static int
above_writing (GtkOverlay *overlay, const GdkRectangle *where)
{
  GtkWidget *field = find_writing (gtk_overlay_get_child (overlay));
  graphene_rect_t bounds;

  if (field == NULL ||
      !gtk_widget_compute_bounds (find_frame (field), GTK_WIDGET (overlay), &bounds) ||
      bounds.origin.x + bounds.size.width <= where->x ||
      bounds.origin.y + bounds.size.height <= where->y)
    return where->y;
  return MAX ((int) bounds.origin.y - where->height, 0);
}

static gboolean
get_position_cb (GtkOverlay *overlay, GtkWidget *card, GdkRectangle *where, Place *place)
{
  gboolean is_beside = gtk_widget_get_mapped (place->column);
  int width = gtk_widget_get_width (GTK_WIDGET (overlay));
  int height = gtk_widget_get_height (GTK_WIDGET (overlay));
  int least;

  if (card != place->card)
    return FALSE;
  gtk_widget_measure (card, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  where->width = is_beside ? gtk_widget_get_width (place->column)
                           : zx_in_type (GTK_WIDGET (overlay), FLOATING);
  where->width = CLAMP (where->width, least, MAX (width, least));
  gtk_widget_measure (card, GTK_ORIENTATION_VERTICAL, where->width, NULL, &where->height, NULL,
                      NULL);
  where->height = MIN (where->height, height);
  where->x = gtk_widget_get_direction (card) == GTK_TEXT_DIR_RTL ? 0 : width - where->width;
  where->y = height - where->height;
  if (!is_beside)
    where->y = above_writing (overlay, where);
  make_room (place, is_beside ? where->height : 0);
  return TRUE;
}

void
zx_offer_place_set_up (GtkOverlay *overlay, GtkWidget *card, GtkWidget *column)
{
  Place *place = g_new0 (Place, 1);

  place->card = card;
  place->column = column;
  g_object_set_data_full (G_OBJECT (overlay), "zx-offer-place", place, place_free);
  g_signal_connect (overlay, "get-child-position", G_CALLBACK (get_position_cb), place);
  g_signal_connect (card, "notify::visible", G_CALLBACK (card_shown_cb), place);
}
