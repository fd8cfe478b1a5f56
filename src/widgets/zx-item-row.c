/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of a list's row widget: it holds the item that the row shows. */
#include "zx-item-row.h"

typedef struct {
  GObject *item; /* owned, nullable */
} ZxItemRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ZxItemRow, zx_item_row, ADW_TYPE_BIN)

enum { PROP_ITEM = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static ZxItemRowPrivate *
get_private (gpointer self)
{
  return zx_item_row_get_instance_private (self);
}

static void
zx_item_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, get_private (object)->item);
}

static void
zx_item_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (g_set_object (&get_private (object)->item, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
zx_item_row_dispose (GObject *object)
{
  g_clear_object (&get_private (object)->item);

  G_OBJECT_CLASS (zx_item_row_parent_class)->dispose (object);
}

static void
zx_item_row_class_init (ZxItemRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_item_row_get_property;
  object_class->set_property = zx_item_row_set_property;
  object_class->dispose = zx_item_row_dispose;

  props[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, G_TYPE_OBJECT,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_item_row_init (ZxItemRow *self)
{
}

gpointer
zx_item_row_get_item (ZxItemRow *self)
{
  g_return_val_if_fail (ZX_IS_ITEM_ROW (self), NULL);

  return get_private (self)->item;
}

/* What can be read in @widget, for the row's name. */
static void
collect_words (GtkWidget *widget, GString *words)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "",
                            gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_words (child, words);
}

char *
zx_item_row_words (GtkWidget *widget)
{
  GString *words = g_string_new (NULL);

  collect_words (widget, words);
  return g_string_free (words, FALSE);
}

static void
name_row (GtkWidget *row)
{
  g_autofree char *words = zx_item_row_words (row);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row),
                              g_object_new (GPOINTER_TO_SIZE (user_data), "item", item, NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  g_signal_connect (row, "map", G_CALLBACK (name_row), NULL);
  g_signal_connect_object (item, "notify", G_CALLBACK (name_row), row,
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
create_link_cb (gpointer item, gpointer user_data)
{
  GtkWidget *row = create_row_cb (item, user_data);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_focusable (row, TRUE);
  return row;
}

void
zx_item_row_fill_links (GtkListBox *box, GListModel *model, GType row_type)
{
  gtk_list_box_bind_model (box, model, model != NULL ? create_link_cb : NULL,
                           GSIZE_TO_POINTER (row_type), NULL);
}

gpointer
zx_item_row_of (GtkListBoxRow *row)
{
  GtkWidget *child = gtk_list_box_row_get_child (row);

  return ZX_IS_ITEM_ROW (child) ? zx_item_row_get_item (ZX_ITEM_ROW (child)) : NULL;
}
