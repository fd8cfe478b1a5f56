/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that shows a part of a customer and turns into its form. */
#include "zx-part-row.h"

#include "zx-contract-row.h"
#include "zx-identity-row.h"
#include "zx-item-row.h"
#include "zx-note-row.h"
#include "zx-part-fields.h"
#include "zx-person-row.h"
#include "zx-product-row.h"
#include "zx-tip.h"

#include <glib/gi18n.h>

struct _ZxPartRow {
  GtkListBoxRow parent_instance;

  GtkWidget *line; /* of the template: view and buttons */
  AdwBin *view;
  AdwBin *place; /* of the form */
  GtkWidget *buttons;
  GtkWidget *add;
  GtkWidget *edit;

  GObject *item; /* owned, null in a bare template */
  gboolean editable;
};

G_DEFINE_FINAL_TYPE (ZxPartRow, zx_part_row, GTK_TYPE_LIST_BOX_ROW)

enum { PROP_EDITABLE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { EDIT, ADD_IDENTITY, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_editing (ZxPartRow *self)
{
  return adw_bin_get_child (self->place) != NULL;
}

static void
refresh (ZxPartRow *self)
{
  gtk_widget_set_visible (self->line, !is_editing (self));
  gtk_widget_set_visible (GTK_WIDGET (self->place), is_editing (self));
  gtk_widget_set_visible (self->buttons, self->editable);
  gtk_widget_set_visible (self->add, ZX_IS_PERSON (self->item));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), self->editable && !is_editing (self));
}

static void
edit_cb (ZxPartRow *self)
{
  if (self->editable && !is_editing (self))
    g_signal_emit (self, signals[EDIT], 0);
}

static void
edit (GtkWidget *widget, const char *action, GVariant *parameter)
{
  edit_cb (ZX_PART_ROW (widget));
}

static void
add_cb (ZxPartRow *self)
{
  g_signal_emit (self, signals[ADD_IDENTITY], 0);
}

/* A screen reader hears the row as it can be read. */
static void
name_row (ZxPartRow *self)
{
  g_autofree char *words = zx_item_row_words (GTK_WIDGET (self->view));
  g_autofree char *act = NULL;

  if (self->item == NULL)
    return;
  /* translators: an action such as "Edit the contract", and which one */
  act = g_strdup_printf (_ ("%1$s: %2$s"), zx_words_part_edit (zx_part_row_get_part (self)), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->edit), GTK_ACCESSIBLE_PROPERTY_LABEL, act,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
zx_part_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, ZX_PART_ROW (object)->editable);
}

static void
zx_part_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxPartRow *self = ZX_PART_ROW (object);

  if (self->editable == g_value_get_boolean (value))
    return;
  self->editable = g_value_get_boolean (value);
  refresh (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_part_row_dispose (GObject *object)
{
  g_clear_object (&ZX_PART_ROW (object)->item);
  G_OBJECT_CLASS (zx_part_row_parent_class)->dispose (object);
}

static void
zx_part_row_class_init (ZxPartRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_part_row_get_property;
  object_class->set_property = zx_part_row_set_property;
  object_class->dispose = zx_part_row_dispose;
  props[PROP_EDITABLE] =
      g_param_spec_boolean ("editable", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[EDIT] = g_signal_new ("edit", ZX_TYPE_PART_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[ADD_IDENTITY] = g_signal_new ("add-identity", ZX_TYPE_PART_ROW, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-part-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxPartRow, line);
  gtk_widget_class_bind_template_child (widget_class, ZxPartRow, view);
  gtk_widget_class_bind_template_child (widget_class, ZxPartRow, place);
  gtk_widget_class_bind_template_child (widget_class, ZxPartRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, ZxPartRow, add);
  gtk_widget_class_bind_template_child (widget_class, ZxPartRow, edit);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_install_action (widget_class, "row.edit", NULL, edit); /* F2 of the desk */
}

static void
zx_part_row_init (ZxPartRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (name_row), NULL);
  refresh (self);
}

static GType
view_type (GObject *item)
{
  if (ZX_IS_PERSON (item))
    return ZX_TYPE_PERSON_ROW;
  if (ZX_IS_IDENTITY (item))
    return ZX_TYPE_IDENTITY_ROW;
  if (ZX_IS_CONTRACT (item))
    return ZX_TYPE_CONTRACT_ROW;
  return ZX_IS_PRODUCT (item) ? ZX_TYPE_PRODUCT_ROW : ZX_TYPE_NOTE_ROW;
}

GtkWidget *
zx_part_row_new (GObject *item, ZxClient *client, ZxContact *contact)
{
  ZxPartRow *self = g_object_new (ZX_TYPE_PART_ROW, NULL);
  GtkWidget *view = g_object_new (view_type (item), NULL);
  GObjectClass *view_class = G_OBJECT_GET_CLASS (view);
  const char *words = zx_words_part_edit (ZX_PART_CUSTOMER);

  self->item = g_object_ref (item);
  words = zx_words_part_edit (zx_part_row_get_part (self));
  if (g_object_class_find_property (view_class, "client") != NULL)
    g_object_set (view, "client", client, NULL);
  if (g_object_class_find_property (view_class, "contact") != NULL)
    g_object_set (view, "contact", contact, NULL);
  g_object_set (view, "item", item, NULL);
  adw_bin_set_child (self->view, view);
  zx_tip_set (self->edit, words);
  zx_tip_set (self->add, _ ("Add a phone number or address"));
  g_signal_connect_object (item, "notify", G_CALLBACK (name_row), self,
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}

ZxPart
zx_part_row_get_part (ZxPartRow *self)
{
  g_return_val_if_fail (ZX_IS_PART_ROW (self), ZX_PART_CUSTOMER);

  if (ZX_IS_PERSON (self->item))
    return ZX_PART_PERSON;
  if (ZX_IS_IDENTITY (self->item))
    return ZX_PART_IDENTITY;
  if (ZX_IS_CONTRACT (self->item))
    return ZX_PART_CONTRACT;
  return ZX_IS_PRODUCT (self->item) ? ZX_PART_PRODUCT : ZX_PART_NOTE;
}

gint64
zx_part_row_get_part_id (ZxPartRow *self)
{
  gint64 id = 0;

  g_return_val_if_fail (ZX_IS_PART_ROW (self), 0);

  if (self->item != NULL)
    g_object_get (self->item, "id", &id, NULL);
  return id;
}

void
zx_part_row_set_form (ZxPartRow *self, ZxPartForm *form)
{
  g_return_if_fail (ZX_IS_PART_ROW (self));

  adw_bin_set_child (self->place, GTK_WIDGET (form));
  refresh (self);
}
