/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows who the customer of the selected contact is, and says when that is not known. */
#include "zx-customers-side.h"

#include "zx-closures.h"
#include "zx-contract-row.h"
#include "zx-past-contact-row.h"
#include "zx-person-row.h"
#include "zx-product-row.h"
#include "zx-stack.h"
#include "zx-tier-pill.h"

#include <glib/gi18n.h>

#define SKELETON_MS 150 /* shorter waits show nothing */
#define LAST_CONTACTS 5

struct _ZxCustomersSide {
  ZxSidePanel parent_instance;

  GtkStack *stack; /* of the template */
  GtkStack *body;
  AdwAvatar *avatar;
  GtkLabel *person_title;
  GtkLabel *company;
  GtkListBox *contracts;
  GtkListBox *products;
  GtkListBox *people;
  GtkListBox *recent;
  GtkWidget *contracts_box;
  GtkWidget *products_box;
  GtkWidget *people_box;
  GtkWidget *recent_box;
  GtkWidget *stale;
  GtkLabel *stale_label;

  ZxContact *contact;           /* owned, null when nothing is selected */
  ZxCustomer *customer;         /* owned, null when unknown */
  GListModel *last;             /* owned, his last contacts, null when unknown */
  GSignalGroup *contact_watch;  /* owned */
  GSignalGroup *customer_watch; /* owned */
  GSignalGroup *client_watch;   /* owned */
  guint timer;                  /* until the skeleton is shown */
};

G_DEFINE_FINAL_TYPE (ZxCustomersSide, zx_customers_side, ZX_TYPE_SIDE_PANEL)

enum { PROP_CONTACT = 1, PROP_CUSTOMER, N_PROPS };
static GParamSpec *props[N_PROPS];

/* --- closures --- */

static char *
trust_words (gpointer self, ZxIdentityTrust trust)
{
  return g_strdup (zx_words_trust (trust));
}

static char *
trust_icon (gpointer self, ZxIdentityTrust trust)
{
  static const char *const icons[] = {
      [ZX_IDENTITY_UNKNOWN] = "dialog-question-symbolic",
      [ZX_IDENTITY_STATED] = "dialog-information-symbolic",
      [ZX_IDENTITY_BOUND] = "emblem-ok-symbolic",
      [ZX_IDENTITY_VERIFIED] = "emblem-ok-symbolic",
  };

  return g_strdup (icons[trust]);
}

static char **
trust_classes (gpointer self, ZxIdentityTrust trust)
{
  static const char *const classes[] = {
      [ZX_IDENTITY_UNKNOWN] = "dim-label",
      [ZX_IDENTITY_STATED] = "warn-text",
      [ZX_IDENTITY_BOUND] = "dim-label",
      [ZX_IDENTITY_VERIFIED] = "good-text",
  };

  return g_strdupv ((char **) (const char *[]){classes[trust], "caption", NULL});
}

static char *
visitor_name (gpointer self, const char *name)
{
  return g_strdup (name != NULL && *name != '\0' ? name : _ ("Visitor"));
}

static char *
owner_words (gpointer self, const char *owner)
{
  /* translators: %s is the colleague who looks after this customer */
  return owner != NULL ? g_strdup_printf (_ ("Looked after by %s"), owner) : g_strdup ("");
}

/* --- showing --- */

static gboolean
skeleton_due_cb (gpointer user_data)
{
  ZxCustomersSide *self = user_data;

  self->timer = 0;
  zx_stack_show (self->body, "loading");
  return G_SOURCE_REMOVE;
}

static void
show_state (ZxCustomersSide *self)
{
  const char *page = "unknown";

  g_clear_handle_id (&self->timer, g_source_remove);
  zx_stack_show (self->stack, self->contact != NULL ? "contact" : "empty");
  if (self->customer != NULL)
    switch (zx_customer_get_state (self->customer)) {
    case ZX_LOAD_LOADING:
      page = "wait";
      self->timer = g_timeout_add (SKELETON_MS, skeleton_due_cb, self);
      break;
    case ZX_LOAD_ERROR:
      page = "error";
      break;
    case ZX_LOAD_READY:
    default:
      page = "customer";
    }
  zx_stack_show (self->body, page);
}

/* The customer's record knows the company's full name; the visitor's own word is the second best.
 * (Not a binding: one whose customer is null would leave the last one's name there.) */
static void
show_company (ZxCustomersSide *self)
{
  const char *name = self->customer != NULL ? zx_customer_get_name (self->customer) : NULL;

  if ((name == NULL || *name == '\0') && self->contact != NULL)
    name = zx_contact_get_company (self->contact);
  gtk_label_set_label (self->company, name != NULL ? name : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->company), name);
}

/* His title stands in the people of the customer. */
static void
show_person (ZxCustomersSide *self)
{
  gint64 id = self->contact != NULL ? zx_contact_get_person_id (self->contact) : 0;
  GListModel *people = self->customer != NULL ? zx_customer_get_people (self->customer) : NULL;
  g_autofree char *title = NULL;

  for (guint i = 0; people != NULL && id != 0 && i < g_list_model_get_n_items (people); i++) {
    g_autoptr (GObject) person = g_list_model_get_item (people, i);
    gint64 person_id;

    g_object_get (person, "id", &person_id, NULL);
    if (person_id == id)
      g_object_get (person, "title", &title, NULL);
  }
  gtk_label_set_label (self->person_title, title != NULL ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->person_title), title != NULL && *title != '\0');
  adw_avatar_set_text (self->avatar,
                       self->contact != NULL ? zx_contact_get_name (self->contact) : NULL);
  show_company (self);
}

/* A section without rows is not there at all. */
static void
show_sections (ZxCustomersSide *self)
{
  ZxCustomer *customer = self->customer;

  if (customer == NULL)
    return;
  gtk_widget_set_visible (self->contracts_box,
                          g_list_model_get_n_items (zx_customer_get_contracts (customer)) > 0);
  gtk_widget_set_visible (self->products_box,
                          g_list_model_get_n_items (zx_customer_get_products (customer)) > 0);
  gtk_widget_set_visible (self->people_box,
                          g_list_model_get_n_items (zx_customer_get_people (customer)) > 0);
  gtk_widget_set_visible (self->recent_box,
                          self->last != NULL && g_list_model_get_n_items (self->last) > 0);
  show_person (self);
}

static void
show_staleness (ZxCustomersSide *self)
{
  ZxClient *client = zx_side_panel_get_client (ZX_SIDE_PANEL (self));
  gint64 since = client != NULL ? zx_client_get_offline_since (client) : 0;
  g_autofree char *clock = zx_words_clock (since, g_get_real_time () / 1000);
  /* translators: %s is a time such as 14:02 */
  g_autofree char *text = g_strdup_printf (_ ("Not connected. This is from %s."), clock);

  gtk_label_set_label (self->stale_label, text);
  gtk_widget_set_visible (self->stale, since > 0);
}

/* The contact that is on the screen is no past one. */
static gboolean
is_another_contact (gpointer item, gpointer user_data)
{
  ZxCustomersSide *self = user_data;
  gint64 id;

  g_object_get (item, "id", &id, NULL);
  return self->contact == NULL || id != zx_contact_get_id (self->contact);
}

static void
fill_recent (ZxCustomersSide *self)
{
  g_autoptr (GListModel) last = NULL;

  if (self->customer != NULL) {
    GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (is_another_contact, self, NULL));
    GtkFilterListModel *others = gtk_filter_list_model_new (
        g_object_ref (zx_customer_get_recent_contacts (self->customer)), filter);

    last = G_LIST_MODEL (gtk_slice_list_model_new (G_LIST_MODEL (others), 0, LAST_CONTACTS));
    g_signal_connect_object (last, "items-changed", G_CALLBACK (show_sections), self,
                             G_CONNECT_SWAPPED);
  }
  g_set_object (&self->last, last);
  zx_item_row_fill (self->recent, last, ZX_TYPE_PAST_CONTACT_ROW);
}

static void
fill_lists (ZxCustomersSide *self)
{
  ZxCustomer *customer = self->customer;

  zx_item_row_fill (self->contracts, customer ? zx_customer_get_contracts (customer) : NULL,
                    ZX_TYPE_CONTRACT_ROW);
  zx_item_row_fill (self->products, customer ? zx_customer_get_products (customer) : NULL,
                    ZX_TYPE_PRODUCT_ROW);
  zx_item_row_fill (self->people, customer ? zx_customer_get_people (customer) : NULL,
                    ZX_TYPE_PERSON_ROW);
  fill_recent (self);
}

static void
watch_lists (ZxCustomersSide *self)
{
  GListModel *lists[] = {
      zx_customer_get_contracts (self->customer),
      zx_customer_get_products (self->customer),
      zx_customer_get_people (self->customer),
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_signal_connect_object (lists[i], "items-changed", G_CALLBACK (show_sections), self,
                             G_CONNECT_SWAPPED);
}

static void
unwatch_lists (ZxCustomersSide *self)
{
  GListModel *lists[] = {
      zx_customer_get_contracts (self->customer),
      zx_customer_get_products (self->customer),
      zx_customer_get_people (self->customer),
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_signal_handlers_disconnect_by_func (lists[i], show_sections, self);
}

static void
set_customer (ZxCustomersSide *self, ZxCustomer *customer)
{
  if (self->customer == customer)
    return;
  if (self->customer != NULL)
    unwatch_lists (self);
  g_set_object (&self->customer, customer);
  if (customer != NULL)
    watch_lists (self);
  g_signal_group_set_target (self->customer_watch, customer);
  fill_lists (self);
  show_sections (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CUSTOMER]);
}

static void
find_customer (ZxCustomersSide *self)
{
  ZxClient *client = zx_side_panel_get_client (ZX_SIDE_PANEL (self));
  gint64 id = self->contact != NULL ? zx_contact_get_customer_id (self->contact) : 0;

  set_customer (self, client != NULL && id != 0 ? zx_client_get_customer (client, id) : NULL);
  fill_recent (self);
  show_sections (self);
  show_person (self);
  show_state (self);
}

static void
subject_changed_cb (ZxCustomersSide *self)
{
  GObject *subject = zx_side_panel_get_subject (ZX_SIDE_PANEL (self));
  ZxContact *contact = ZX_IS_CONTACT (subject) ? ZX_CONTACT (subject) : NULL;

  if (!g_set_object (&self->contact, contact))
    return;
  g_signal_group_set_target (self->contact_watch, contact);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT]);
  find_customer (self);
}

static void
client_changed_cb (ZxCustomersSide *self)
{
  g_signal_group_set_target (self->client_watch, zx_side_panel_get_client (ZX_SIDE_PANEL (self)));
  show_staleness (self);
}

/* Asking for one in state error loads it again. */
static void
retry_cb (ZxCustomersSide *self)
{
  find_customer (self);
}

/* --- class --- */

static void
zx_customers_side_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxCustomersSide *self = ZX_CUSTOMERS_SIDE (object);

  if (id == PROP_CONTACT)
    g_value_set_object (value, self->contact);
  else
    g_value_set_object (value, self->customer);
}

static void
zx_customers_side_dispose (GObject *object)
{
  ZxCustomersSide *self = ZX_CUSTOMERS_SIDE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->contact_watch);
  g_clear_object (&self->customer_watch);
  g_clear_object (&self->client_watch);
  g_clear_object (&self->last);
  g_clear_object (&self->customer);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (zx_customers_side_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, body);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, avatar);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, person_title);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, company);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, contracts);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, products);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, people);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, recent);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, contracts_box);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, products_box);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, people_box);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, recent_box);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, stale);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, stale_label);
  gtk_widget_class_bind_template_callback (widget_class, trust_words);
  gtk_widget_class_bind_template_callback (widget_class, trust_icon);
  gtk_widget_class_bind_template_callback (widget_class, trust_classes);
  gtk_widget_class_bind_template_callback (widget_class, owner_words);
  gtk_widget_class_bind_template_callback (widget_class, visitor_name);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
zx_customers_side_class_init (ZxCustomersSideClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_customers_side_get_property;
  object_class->dispose = zx_customers_side_dispose;
  ZX_SIDE_PANEL_CLASS (klass)->is_tall = TRUE;

  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags);
  props[PROP_CUSTOMER] = g_param_spec_object ("customer", NULL, NULL, ZX_TYPE_CUSTOMER, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_TIER_PILL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-customers-side.ui");
  zx_closures_bind (widget_class);
  bind_children (widget_class);
}

static void
zx_customers_side_init (ZxCustomersSide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->contact_watch = g_signal_group_new (ZX_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->contact_watch, "notify::customer-id",
                                  G_CALLBACK (find_customer), self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::person-id",
                                  G_CALLBACK (show_person), self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::name", G_CALLBACK (show_person),
                                  self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::company", G_CALLBACK (show_company),
                                  self);
  self->customer_watch = g_signal_group_new (ZX_TYPE_CUSTOMER);
  g_signal_group_connect_swapped (self->customer_watch, "notify::name", G_CALLBACK (show_company),
                                  self);
  g_signal_group_connect_swapped (self->customer_watch, "notify::state", G_CALLBACK (show_state),
                                  self);
  self->client_watch = g_signal_group_new (ZX_TYPE_CLIENT);
  g_signal_group_connect_swapped (self->client_watch, "notify::offline-since",
                                  G_CALLBACK (show_staleness), self);
  g_signal_connect (self, "notify::subject", G_CALLBACK (subject_changed_cb), NULL);
  g_signal_connect (self, "notify::client", G_CALLBACK (client_changed_cb), NULL);
  show_state (self);
}
