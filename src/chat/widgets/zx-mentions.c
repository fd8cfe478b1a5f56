/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers colleagues to be called in a note. */
#include "zx-mentions.h"

#include <glib/gi18n.h>

#define MOST_SHOWN 8    /* more are found by typing on */
#define MOST_CALLED 10  /* the server takes no more */
#define LONGEST_NAME 40 /* characters behind the @ that can still become a name */

struct _ZxMentions {
  GtkBox parent_instance;

  GtkWidget *popover;          /* of the parent, which it leaves in detach */
  GtkListBox *list;            /* in the popover */
  GtkTextView *view;           /* lent, null when detached */
  GListModel *agents;          /* owned, nullable */
  ZxAgent *me;                 /* owned, nullable */
  GtkFilterListModel *fitting; /* owned */
  GtkSliceListModel *shown;    /* owned */
  char *typed;                 /* owned, case-folded: what stands behind the @ */
  gboolean is_active;
};

G_DEFINE_FINAL_TYPE (ZxMentions, zx_mentions, GTK_TYPE_BOX)

static gboolean
is_open (ZxMentions *self)
{
  return self->popover != NULL && gtk_widget_get_visible (self->popover);
}

static void
close_list (ZxMentions *self)
{
  if (is_open (self))
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static gboolean
fits (gpointer item, gpointer user_data)
{
  ZxMentions *self = user_data;
  const char *name = zx_agent_get_name (item), *login = zx_agent_get_login (item);
  g_autofree char *folded_name = g_utf8_casefold (name != NULL ? name : "", -1);
  g_autofree char *folded_login = g_utf8_casefold (login != NULL ? login : "", -1);

  if (item == self->me || name == NULL)
    return FALSE;
  return self->typed == NULL || strstr (folded_name, self->typed) != NULL ||
         g_str_has_prefix (folded_login, self->typed);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (zx_agent_get_name (item));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

/* The @ before the cursor that begins a word, with nothing but a name's beginning behind it. */
static gboolean
find_start (ZxMentions *self, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);

  gtk_text_buffer_get_iter_at_mark (buffer, end, gtk_text_buffer_get_insert (buffer));
  *start = *end;
  for (guint i = 0; i < LONGEST_NAME && gtk_text_iter_backward_char (start); i++) {
    gunichar c = gtk_text_iter_get_char (start);
    GtkTextIter before = *start;

    if (c == '@')
      return !gtk_text_iter_backward_char (&before) ||
             !g_ascii_isalnum ((char) MIN (gtk_text_iter_get_char (&before), 127));
    if (c == '\n' || c == 0)
      return FALSE;
  }
  return FALSE;
}

static void
open_list (ZxMentions *self, const GtkTextIter *at)
{
  GdkRectangle place;
  double x, y;

  gtk_text_view_get_iter_location (self->view, at, &place);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y,
                                         &place.x, &place.y);
  if (!gtk_widget_translate_coordinates (
          GTK_WIDGET (self->view), gtk_widget_get_parent (self->popover), place.x, place.y, &x, &y))
    return;
  place = (GdkRectangle){(int) x, (int) y, MAX (place.width, 1), place.height};
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
  if (!is_open (self))
    gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
follow_cb (ZxMentions *self)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (self->view == NULL || !self->is_active || self->agents == NULL ||
      !gtk_widget_has_focus (GTK_WIDGET (self->view)) || !find_start (self, &start, &end)) {
    close_list (self);
    return;
  }
  text = gtk_text_iter_get_text (&start, &end);
  g_free (self->typed);
  self->typed = g_utf8_casefold (text + 1, -1);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->fitting),
                      GTK_FILTER_CHANGE_DIFFERENT);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 0) {
    close_list (self);
    return;
  }
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  open_list (self, &start);
}

static void
choose (ZxMentions *self, GtkListBoxRow *row)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autoptr (ZxAgent) agent =
      g_list_model_get_item (G_LIST_MODEL (self->shown), gtk_list_box_row_get_index (row));
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  if (agent == NULL || !find_start (self, &start, &end))
    return;
  text = g_strdup_printf ("@%s ", zx_agent_get_name (agent));
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (buffer);
  close_list (self);
}

static void
activated_cb (ZxMentions *self, GtkListBoxRow *row)
{
  choose (self, row);
}

static void
zx_mentions_dispose (GObject *object)
{
  ZxMentions *self = ZX_MENTIONS (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->shown);
  g_clear_object (&self->fitting);
  g_clear_object (&self->agents);
  g_clear_object (&self->me);

  G_OBJECT_CLASS (zx_mentions_parent_class)->dispose (object);
}

static void
zx_mentions_finalize (GObject *object)
{
  g_free (ZX_MENTIONS (object)->typed);

  G_OBJECT_CLASS (zx_mentions_parent_class)->finalize (object);
}

static void
zx_mentions_class_init (ZxMentionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_mentions_dispose;
  G_OBJECT_CLASS (klass)->finalize = zx_mentions_finalize;
}

static void
zx_mentions_init (ZxMentions *self)
{
  self->fitting =
      gtk_filter_list_model_new (NULL, GTK_FILTER (gtk_custom_filter_new (fits, self, NULL)));
  self->shown =
      gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->fitting)), 0, MOST_SHOWN);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "plain");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colleagues"), -1);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, NULL, NULL);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_size_request (GTK_WIDGET (self), 200, -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->list), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->list));
}

ZxMentions *
zx_mentions_attach (GtkWidget *parent, GtkTextView *view)
{
  ZxMentions *self = g_object_new (ZX_TYPE_MENTIONS, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

  self->view = view;
  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_TOP);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self));
  gtk_widget_set_parent (self->popover, parent);
  g_signal_connect_object (buffer, "notify::cursor-position", G_CALLBACK (follow_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::has-focus", G_CALLBACK (follow_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
zx_mentions_detach (ZxMentions *self)
{
  g_return_if_fail (ZX_IS_MENTIONS (self));

  self->view = NULL;
  g_clear_pointer (&self->popover, gtk_widget_unparent); /* and self with it */
}

void
zx_mentions_set_agents (ZxMentions *self, GListModel *agents, ZxAgent *me)
{
  g_return_if_fail (ZX_IS_MENTIONS (self));

  g_set_object (&self->me, me);
  g_set_object (&self->agents, agents);
  gtk_filter_list_model_set_model (self->fitting, agents);
}

void
zx_mentions_set_active (ZxMentions *self, gboolean is_active)
{
  g_return_if_fail (ZX_IS_MENTIONS (self));

  self->is_active = is_active;
  if (!is_active)
    close_list (self);
}

static void
move (ZxMentions *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int n = (int) g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  int index = row != NULL ? gtk_list_box_row_get_index (row) : 0;

  row = gtk_list_box_get_row_at_index (self->list, (index + by + n) % n);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
}

gboolean
zx_mentions_press (ZxMentions *self, guint keyval, GdkModifierType modifiers)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (ZX_IS_MENTIONS (self), FALSE);

  row = is_open (self) ? gtk_list_box_get_selected_row (self->list) : NULL;
  if (row == NULL ||
      (modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  switch (keyval) {
  case GDK_KEY_Escape:
    close_list (self);
    return TRUE;
  case GDK_KEY_Up:
    move (self, -1);
    return TRUE;
  case GDK_KEY_Down:
    move (self, 1);
    return TRUE;
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_Tab:
    choose (self, row);
    return TRUE;
  default:
    return FALSE;
  }
}

/* Whom the words behind an @ call: of "@Li Qian" that is Li Qian and not Li. 0: nobody. */
static gint64
find_called (GListModel *agents, const char *words)
{
  gint64 called = 0;
  gsize longest = 0;

  for (guint i = 0; i < g_list_model_get_n_items (agents); i++) {
    g_autoptr (ZxAgent) agent = g_list_model_get_item (agents, i);
    const char *name = zx_agent_get_name (agent);

    if (name != NULL && strlen (name) > longest && g_str_has_prefix (words, name)) {
      called = zx_agent_get_id (agent);
      longest = strlen (name);
    }
  }
  return called;
}

GArray *
zx_mentions_in (GListModel *agents, const char *text)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (const char *at = agents != NULL ? strchr (text, '@') : NULL;
       at != NULL && ids->len < MOST_CALLED; at = strchr (at + 1, '@')) {
    gint64 id = find_called (agents, at + 1);
    gboolean is_known = id == 0;

    for (guint i = 0; i < ids->len && !is_known; i++)
      is_known = g_array_index (ids, gint64, i) == id;
    if (!is_known)
      g_array_append_val (ids, id);
  }
  return ids;
}
