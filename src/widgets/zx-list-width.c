/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers how wide the agent made the list on the left. */
#include "zx-list-width.h"

#include "zx-inside.h"

#define APP_ID "org.zuoxi.Zuoxi" /* its settings */

enum {
  NARROW = 760, /* below this width of the page the list takes less */
  LEAST = 208,  /* for a name of ten letters beside its clock */
};

/* Lives with the paned. */
typedef struct {
  GtkPaned *paned;     /* lent */
  GSettings *settings; /* owned */
  gboolean is_narrow, is_placed;
  gboolean is_placing; /* we are setting the position ourselves */
  int width;           /* of the paned when it was looked at last */
  guint look_id;
} Keeper;

static void
keeper_free (gpointer data)
{
  Keeper *self = data;

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_object_unref (self->settings);
  g_free (self);
}

static const char *
key_of (Keeper *self)
{
  return self->is_narrow ? "list-width-narrow" : "list-width";
}

static gboolean
look_at_width (gpointer user_data)
{
  Keeper *self = user_data;
  gboolean is_narrow;

  self->look_id = 0;
  self->width = gtk_widget_get_width (GTK_WIDGET (self->paned));
  is_narrow = self->width < zx_in_type (GTK_WIDGET (self->paned), NARROW);
  if (self->width <= 0 || (self->is_placed && self->is_narrow == is_narrow))
    return G_SOURCE_REMOVE;
  self->is_narrow = is_narrow;
  self->is_placing = TRUE;
  gtk_paned_set_position (self->paned, MAX (g_settings_get_int (self->settings, key_of (self)),
                                            zx_in_type (GTK_WIDGET (self->paned), LEAST)));
  self->is_placing = FALSE;
  self->is_placed = TRUE;
  return G_SOURCE_REMOVE;
}

/* The paned has another width; its position is not changed within the layout that found it out. */
static void
room_changed_cb (Keeper *self)
{
  if (self->look_id == 0)
    self->look_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, look_at_width, self, NULL);
}

/* Dragged by the agent: remember it. Positions that follow from the window's size are not his. */
static void
position_changed_cb (Keeper *self)
{
  if (self->is_placed && !self->is_placing &&
      gtk_widget_get_width (GTK_WIDGET (self->paned)) == self->width &&
      gtk_widget_get_visible (gtk_paned_get_start_child (self->paned)))
    g_settings_set_int (self->settings, key_of (self), gtk_paned_get_position (self->paned));
}

void
zx_list_width_keep (GtkPaned *paned)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, APP_ID, TRUE) : NULL;
  Keeper *self;

  g_return_if_fail (GTK_IS_PANED (paned));

  if (schema == NULL)
    return; /* a test without the installed schema */
  self = g_new0 (Keeper, 1);
  self->paned = paned;
  self->settings = g_settings_new (APP_ID);
  g_object_set_data_full (G_OBJECT (paned), "zx-list-width", self, keeper_free);
  g_signal_connect_swapped (paned, "notify::max-position", G_CALLBACK (room_changed_cb), self);
  g_signal_connect_swapped (paned, "notify::position", G_CALLBACK (position_changed_cb), self);
}
