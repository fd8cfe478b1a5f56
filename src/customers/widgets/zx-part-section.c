/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of a customer's parts that can be edited in place. */
#include "zx-part-section.h"

#include "zx-closures.h"
#include "zx-parked-forms.h"
#include "zx-part-fields.h"
#include "zx-part-row.h"
#include "zx-retire.h"
#include "zx-tip.h"

#include <glib/gi18n.h>

struct _ZxPartSection {
  AdwBin parent_instance;

  GtkBox *box; /* of the template */
  GtkWidget *heading;
  GtkLabel *title;
  GtkWidget *add;
  GtkBox *place;
  AdwBin *below; /* the form of a new one */

  GtkListBox *list; /* the first in place: made anew for each customer, see unfill() */

  ZxPart part;
  ZxClient *client;      /* owned, nullable */
  ZxCustomer *customer;  /* owned, nullable */
  ZxContact *contact;    /* owned, nullable */
  GListModel *all;       /* owned, null without a customer */
  GListModel *model;     /* owned: what is shown of them */
  ZxPartForm *form;      /* owned: the open one, null when none is */
  ZxParkedForms *parked; /* owned */
  gboolean editable, compact;
  guint most;
  GtkSizeGroup *keys;     /* owned, nullable */
  gboolean is_form_loose; /* its row is just being taken away */
};

G_DEFINE_FINAL_TYPE (ZxPartSection, zx_part_section, ADW_TYPE_BIN)

enum {
  PROP_PART = 1,
  PROP_TITLE,
  PROP_COMPACT,
  PROP_CLIENT,
  PROP_CUSTOMER,
  PROP_CONTACT,
  PROP_EDITABLE,
  PROP_MOST,
  PROP_KEYS,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
refresh (ZxPartSection *self)
{
  gboolean is_any = self->all != NULL && g_list_model_get_n_items (self->all) > 0;
  const char *words = zx_words_part_add (self->part);

  gtk_widget_set_visible (GTK_WIDGET (self->list), is_any);
  gtk_widget_set_visible (GTK_WIDGET (self->below), adw_bin_get_child (self->below) != NULL);
  gtk_widget_set_visible (self->add, self->editable && !self->compact);
  /* Beside a form there is no room for the word before the list. */
  gtk_widget_set_visible (self->heading, !self->compact || self->form == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          is_any || self->form != NULL || (self->editable && !self->compact));
  zx_tip_set (self->add, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
}

/* --- the open form --- */

static ZxPartRow *
find_row (ZxPartSection *self, ZxPart part, gint64 id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (ZX_IS_PART_ROW (row) && zx_part_row_get_part (ZX_PART_ROW (row)) == part &&
        zx_part_row_get_part_id (ZX_PART_ROW (row)) == id)
      return ZX_PART_ROW (row);
  return NULL;
}

static ZxPartRow *
row_of_form (ZxPartSection *self)
{
  GtkWidget *row = self->form != NULL
                       ? gtk_widget_get_ancestor (GTK_WIDGET (self->form), ZX_TYPE_PART_ROW)
                       : NULL;

  return row != NULL ? ZX_PART_ROW (row) : NULL;
}

/* Takes the form from where it stands; it lives on. */
static void
detach_form (ZxPartSection *self)
{
  ZxPartRow *row = row_of_form (self);

  if (row != NULL)
    zx_part_row_set_form (row, NULL);
  else if (self->form != NULL)
    adw_bin_set_child (self->below, NULL);
}

/* Into the row of what it edits; a new one, or one whose row is gone, stands below. */
static void
attach_form (ZxPartSection *self)
{
  gint64 id = zx_part_form_get_part_id (self->form);
  ZxPartRow *row = id != 0 ? find_row (self, zx_part_form_get_part (self->form), id) : NULL;

  if (id != 0 && row == NULL)
    zx_part_form_orphan (self->form);
  if (row != NULL)
    zx_part_row_set_form (row, self->form);
  else
    adw_bin_set_child (self->below, GTK_WIDGET (self->form));
  refresh (self);
}

static void
drop_form (ZxPartSection *self)
{
  detach_form (self);
  g_clear_object (&self->form);
  refresh (self);
}

static void
done_cb (ZxPartSection *self, gint64 made, ZxPartForm *form)
{
  ZxPartRow *row = row_of_form (self);
  gint64 id = zx_part_form_get_part_id (form);
  ZxPart part = zx_part_form_get_part (form);
  g_autoptr (ZxPartForm) held = g_object_ref (form);

  if (form != self->form) {
    zx_parked_forms_forget (self->parked, form);
    return;
  }
  drop_form (self);
  if (row == NULL && made > 0)
    row = find_row (self, part, made);
  else if (row == NULL && id != 0)
    row = find_row (self, part, id);
  if (row != NULL && gtk_widget_get_parent (GTK_WIDGET (row)) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  else if (!gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD))
    gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (self)), GTK_DIR_TAB_FORWARD);
}

static void
open_form (ZxPartSection *self, ZxPart part, gint64 id, gint64 person_id)
{
  if (self->client == NULL || self->customer == NULL || !self->editable)
    return;
  if (self->form != NULL && zx_part_form_is_changed (self->form)) {
    zx_part_form_take_focus (self->form); /* first this one, or Esc */
    return;
  }
  drop_form (self);
  self->form =
      g_object_ref_sink (zx_part_form_new (self->client, self->customer, part, id, person_id));
  g_signal_connect_object (self->form, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  attach_form (self);
  zx_part_form_take_focus (self->form);
}

static void
edit_cb (ZxPartSection *self, ZxPartRow *row)
{
  open_form (self, zx_part_row_get_part (row), zx_part_row_get_part_id (row), 0);
}

static void
add_identity_cb (ZxPartSection *self, ZxPartRow *row)
{
  open_form (self, ZX_PART_IDENTITY, 0, zx_part_row_get_part_id (row));
}

static void
row_activated_cb (ZxPartSection *self, GtkListBoxRow *row)
{
  if (ZX_IS_PART_ROW (row))
    edit_cb (self, ZX_PART_ROW (row));
}

static void
add_clicked_cb (ZxPartSection *self)
{
  open_form (self, self->part, 0, 0);
}

/* --- rows --- */

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  ZxPartSection *self = user_data;
  GtkWidget *row = zx_part_row_new (item, self->client, self->contact);

  g_object_bind_property (self, "editable", row, "editable", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (row, "edit", G_CALLBACK (edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "add-identity", G_CALLBACK (add_identity_cb), self,
                           G_CONNECT_SWAPPED);
  return row;
}

/* Comes before the list box hears of it: what is typed must not go with its row. */
static void
rows_going_cb (ZxPartSection *self, guint position, guint removed, guint added)
{
  ZxPartRow *row = row_of_form (self);
  int index = row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : -1;

  if (index < (int) position || index >= (int) (position + removed))
    return;
  self->is_form_loose = TRUE;
  detach_form (self);
}

/* Comes after it. */
static void
rows_changed_cb (ZxPartSection *self)
{
  if (self->is_form_loose) {
    self->is_form_loose = FALSE;
    attach_form (self);
    zx_part_form_take_focus (self->form);
  }
  refresh (self);
}

static GListModel *
person_and_identities (gpointer item, gpointer user_data)
{
  GListStore *both = g_list_store_new (G_TYPE_LIST_MODEL);
  GListStore *one = g_list_store_new (ZX_TYPE_PERSON);
  GListModel *flat;

  g_list_store_append (one, item);
  g_list_store_append (both, one);
  g_list_store_append (both, zx_person_get_identities (item));
  flat = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (both)));
  g_object_unref (one);
  g_object_unref (item);
  return flat;
}

/* Each person with his numbers, then those of the company itself. */
static GListModel *
make_people (ZxCustomer *customer)
{
  GtkMapListModel *map =
      gtk_map_list_model_new (g_object_ref (zx_customer_get_people (customer)),
                              (GtkMapListModelMapFunc) person_and_identities, NULL, NULL);
  GtkFlattenListModel *people = gtk_flatten_list_model_new (G_LIST_MODEL (map));
  GListStore *both = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (both, people);
  g_list_store_append (both, zx_customer_get_identities (customer));
  g_object_unref (people);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (both)));
}

static GListModel *
make_model (ZxPartSection *self)
{
  switch (self->part) {
  case ZX_PART_PERSON:
    return make_people (self->customer);
  case ZX_PART_IDENTITY:
    return g_object_ref (zx_customer_get_identities (self->customer));
  case ZX_PART_CONTRACT:
    return g_object_ref (zx_customer_get_contracts (self->customer));
  case ZX_PART_PRODUCT:
    return g_object_ref (zx_customer_get_products (self->customer));
  case ZX_PART_NOTE:
  case ZX_PART_CUSTOMER:
  default:
    return g_object_ref (zx_customer_get_notes (self->customer));
  }
}

static void
name_list (ZxPartSection *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->title), -1);
}

static void
make_list (ZxPartSection *self)
{
  self->list = g_object_new (GTK_TYPE_LIST_BOX, "selection-mode", GTK_SELECTION_NONE,
                             "activate-on-single-click", FALSE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "plain");
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  name_list (self);
  gtk_box_prepend (self->place, GTK_WIDGET (self->list));
}

/* The rows of the one before go with their list when there is time: nobody waits for that. */
static void
unfill (ZxPartSection *self)
{
  if (self->model == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->model, self);
  zx_retire (GTK_WIDGET (self->list));
  make_list (self);
  g_clear_object (&self->model);
  g_clear_object (&self->all);
}

static void
fill (ZxPartSection *self)
{
  unfill (self);
  if (self->customer != NULL && self->part != ZX_PART_CUSTOMER) {
    self->all = make_model (self);
    self->model = g_object_ref (self->all);
    if (self->most > 0)
      self->model = G_LIST_MODEL (gtk_slice_list_model_new (self->model, 0, self->most));
    g_signal_connect_swapped (self->model, "items-changed", G_CALLBACK (rows_going_cb), self);
    gtk_list_box_bind_model (self->list, self->model, create_row_cb, self, NULL);
    g_signal_connect_swapped (self->model, "items-changed", G_CALLBACK (rows_changed_cb), self);
  }
  refresh (self);
}

static void
park_form (ZxPartSection *self)
{
  if (self->form == NULL)
    return;
  detach_form (self);
  zx_parked_forms_park (self->parked, self->customer, g_steal_pointer (&self->form));
}

static void
unpark_form (ZxPartSection *self)
{
  self->form = zx_parked_forms_take (self->parked, self->customer);
  if (self->form != NULL)
    attach_form (self);
}

static void
set_customer (ZxPartSection *self, ZxCustomer *customer)
{
  if (self->customer == customer)
    return;
  park_form (self);
  g_set_object (&self->customer, customer);
  fill (self);
  unpark_form (self);
}

/* Signed out: what was typed belongs to who is gone. */
static void
set_client (ZxPartSection *self, ZxClient *client)
{
  if (g_set_object (&self->client, client))
    g_hash_table_remove_all (self->parked);
}

static void
set_contact (ZxPartSection *self, ZxContact *contact)
{
  if (!g_set_object (&self->contact, contact) || self->customer == NULL)
    return;
  park_form (self);
  fill (self);
  unpark_form (self);
}

static void
set_compact (ZxPartSection *self, gboolean compact)
{
  self->compact = compact;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                  compact ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (self->box, compact ? 12 : 3);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), !compact);
  gtk_widget_set_css_classes (GTK_WIDGET (self->title),
                              compact ? (const char *[]){"dim-label", "key", NULL}
                                      : (const char *[]){"section", NULL});
}

/* --- class --- */

static void
zx_part_section_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxPartSection *self = ZX_PART_SECTION (object);

  switch (id) {
  case PROP_PART:
    g_value_set_int (value, (int) self->part);
    break;
  case PROP_TITLE:
    g_value_set_string (value, gtk_label_get_label (self->title));
    break;
  case PROP_COMPACT:
    g_value_set_boolean (value, self->compact);
    break;
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_CUSTOMER:
    g_value_set_object (value, self->customer);
    break;
  case PROP_CONTACT:
    g_value_set_object (value, self->contact);
    break;
  case PROP_EDITABLE:
    g_value_set_boolean (value, self->editable);
    break;
  case PROP_MOST:
    g_value_set_uint (value, self->most);
    break;
  case PROP_KEYS:
    g_value_set_object (value, self->keys);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_part_section_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxPartSection *self = ZX_PART_SECTION (object);

  switch (id) {
  case PROP_PART:
    self->part = (ZxPart) g_value_get_int (value);
    break;
  case PROP_TITLE:
    gtk_label_set_label (self->title, g_value_get_string (value));
    name_list (self);
    break;
  case PROP_COMPACT:
    set_compact (self, g_value_get_boolean (value));
    break;
  case PROP_CLIENT:
    set_client (self, g_value_get_object (value));
    break;
  case PROP_CUSTOMER:
    set_customer (self, g_value_get_object (value));
    break;
  case PROP_CONTACT:
    set_contact (self, g_value_get_object (value));
    break;
  case PROP_EDITABLE:
    self->editable = g_value_get_boolean (value);
    break;
  case PROP_MOST:
    self->most = g_value_get_uint (value);
    break;
  case PROP_KEYS:
    if (g_set_object (&self->keys, g_value_get_object (value)) && self->keys != NULL)
      gtk_size_group_add_widget (self->keys, GTK_WIDGET (self->title));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  refresh (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_part_section_dispose (GObject *object)
{
  ZxPartSection *self = ZX_PART_SECTION (object);

  if (self->list != NULL) {
    unfill (self);
    zx_retire_finish (GTK_WIDGET (self->place)); /* their lists make rows with our help */
    detach_form (self);
    self->list = NULL; /* it is empty, and goes with the template */
  }
  g_clear_object (&self->form);
  g_hash_table_remove_all (self->parked);
  g_clear_object (&self->keys);
  g_clear_object (&self->contact);
  g_clear_object (&self->customer);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_part_section_parent_class)->dispose (object);
}

static void
zx_part_section_finalize (GObject *object)
{
  g_hash_table_unref (ZX_PART_SECTION (object)->parked);
  G_OBJECT_CLASS (zx_part_section_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  props[PROP_PART] = g_param_spec_int ("part", NULL, NULL, 0, ZX_PART_NOTE, 0, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_CUSTOMER] = g_param_spec_object ("customer", NULL, NULL, ZX_TYPE_CUSTOMER, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags);
  props[PROP_EDITABLE] = g_param_spec_boolean ("editable", NULL, NULL, FALSE, flags);
  props[PROP_MOST] = g_param_spec_uint ("most", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_KEYS] = g_param_spec_object ("keys", NULL, NULL, GTK_TYPE_SIZE_GROUP, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_part_section_class_init (ZxPartSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_part_section_get_property;
  object_class->set_property = zx_part_section_set_property;
  object_class->dispose = zx_part_section_dispose;
  object_class->finalize = zx_part_section_finalize;
  install_properties (object_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-part-section.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxPartSection, box);
  gtk_widget_class_bind_template_child (widget_class, ZxPartSection, heading);
  gtk_widget_class_bind_template_child (widget_class, ZxPartSection, title);
  gtk_widget_class_bind_template_child (widget_class, ZxPartSection, add);
  gtk_widget_class_bind_template_child (widget_class, ZxPartSection, place);
  gtk_widget_class_bind_template_child (widget_class, ZxPartSection, below);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
}

static void
zx_part_section_init (ZxPartSection *self)
{
  self->parked = zx_parked_forms_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  make_list (self);
  refresh (self);
}

void
zx_part_section_add (ZxPartSection *self, ZxPart part, gint64 person_id)
{
  g_return_if_fail (ZX_IS_PART_SECTION (self));

  open_form (self, part, 0, person_id);
}
