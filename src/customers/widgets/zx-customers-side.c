/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows who the customer of the selected contact is, what matters about him now, and lets it be put
 * right where it stands. */
#include "zx-customers-side.h"

#include "zx-client-records.h"
#include "zx-closures.h"
#include "zx-open-contact-row.h"
#include "zx-part-section.h"
#include "zx-past-contact-row.h"
#include "zx-repeat-words.h"
#include "zx-stack.h"
#include "zx-tier-pill.h"
#include "zx-tip.h"

#include <glib/gi18n.h>

#define SKELETON_MS 150 /* shorter waits show nothing */
#define LAST_CONTACTS 3
#define ALL_KNOWN 20  /* so many past contacts the client fetches; there may be more */
#define REPEAT_DAYS 7 /* of a server that says nothing of it */

struct _ZxCustomersSide {
  ZxSidePanel parent_instance;

  GtkStack *stack; /* of the template */
  GtkStack *body;
  AdwAvatar *avatar;
  GtkLabel *person_title;
  GtkLabel *company;
  GtkWidget *company_button;
  GtkWidget *menu;
  GtkWidget *repeat;
  GtkLabel *repeat_words;
  GtkWidget *open_box;
  GtkLabel *open_count;
  GtkListBox *open;
  ZxPartSection *own; /* the customer's own members while they are edited */
  ZxPartSection *contracts;
  ZxPartSection *products;
  ZxPartSection *notes;
  ZxPartSection *people;
  GtkWidget *owner_box;
  GtkWidget *recent_box;
  GtkButton *all;
  GtkListBox *recent;
  GtkWidget *stale;
  GtkLabel *stale_label;
  GtkWidget *read_only;

  ZxContact *contact;           /* owned, null when nothing is selected */
  ZxCustomer *customer;         /* owned, null when unknown */
  GListModel *last;             /* owned, his last contacts, null when unknown */
  GListModel *others;           /* owned, his other open contacts, null when unknown */
  GSignalGroup *contact_watch;  /* owned */
  GSignalGroup *customer_watch; /* owned */
  GSignalGroup *recent_watch;   /* owned */
  GSignalGroup *client_watch;   /* owned */
  guint timer;                  /* until the skeleton is shown */
};

G_DEFINE_FINAL_TYPE (ZxCustomersSide, zx_customers_side, ZX_TYPE_SIDE_PANEL)

enum { PROP_CONTACT = 1, PROP_CUSTOMER, N_PROPS };
static GParamSpec *props[N_PROPS];

static ZxClient *
get_client (ZxCustomersSide *self)
{
  return zx_side_panel_get_client (ZX_SIDE_PANEL (self));
}

/* --- closures --- */

static char *
trust_words (gpointer self, ZxIdentityTrust trust, const char *bound_by)
{
  return zx_words_sure (trust, bound_by);
}

static char *
trust_icon (gpointer self, ZxIdentityTrust trust)
{
  static const char *const icons[] = {
      [ZX_IDENTITY_UNKNOWN] = "avatar-default-symbolic",
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

/* --- showing --- */

static gboolean
skeleton_due_cb (gpointer user_data)
{
  ZxCustomersSide *self = user_data;

  self->timer = 0;
  zx_stack_show (self->body, "loading");
  return G_SOURCE_REMOVE;
}

/* The agent's role and the customer's organisation say whether he may change him. */
static gboolean
is_editable (ZxCustomersSide *self)
{
  ZxClient *client = get_client (self);
  const ZxRights *rights = client != NULL ? zx_client_get_rights (client) : NULL;

  return rights != NULL && self->customer != NULL &&
         zx_customer_get_state (self->customer) == ZX_LOAD_READY &&
         zx_rights_can (rights, ZX_RIGHT_ANSWER) &&
         zx_rights_sees_org (rights, zx_customer_get_org_id (self->customer));
}

static void
show_rights (ZxCustomersSide *self)
{
  static const char *const actions[] = {"customer.edit",         "customer.add-note",
                                        "customer.add-person",   "customer.add-identity",
                                        "customer.add-contract", "customer.add-product"};
  ZxPartSection *sections[] = {self->own, self->contracts, self->products, self->notes,
                               self->people};
  gboolean editable = is_editable (self);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    g_object_set (sections[i], "editable", editable, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], editable);
  gtk_widget_set_visible (self->read_only,
                          !editable && self->customer != NULL &&
                              zx_customer_get_state (self->customer) == ZX_LOAD_READY);
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
  gtk_widget_set_visible (self->menu, g_str_equal (page, "customer"));
  show_rights (self);
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
  zx_tip_set (GTK_WIDGET (self->company), name);
  gtk_widget_set_visible (self->company_button, name != NULL && *name != '\0');
  /* Of a visitor without a record there is nothing to open: only words, and as legible. */
  gtk_widget_set_can_target (self->company_button, self->customer != NULL);
  gtk_widget_set_focusable (self->company_button, self->customer != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->company_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : "", -1);
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

static void
show_repeat (ZxCustomersSide *self)
{
  ZxClient *client = get_client (self);
  int days = client != NULL ? (int) zx_client_get_repeat_days (client) : 0;
  ZxRepeat repeat;
  gboolean is_repeat;

  if (days == 0)
    days = REPEAT_DAYS;
  is_repeat =
      self->customer != NULL && self->contact != NULL &&
      zx_customer_repeat (self->customer, self->contact, days, zx_client_now_ms (client), &repeat);
  gtk_widget_set_visible (self->repeat, is_repeat);
  if (is_repeat) {
    g_autofree char *markup =
        zx_repeat_markup (&repeat, days, zx_contact_get_product (self->contact));

    gtk_label_set_markup (self->repeat_words, markup);
  }
}

static guint
count (GListModel *model)
{
  return model != NULL ? g_list_model_get_n_items (model) : 0;
}

/* A section without rows is not there at all. */
static void
show_lists (ZxCustomersSide *self)
{
  guint n_open = count (self->others), n_past = 0;
  g_autofree char *open_words = g_strdup_printf ("%u", n_open);
  g_autofree char *all_words = NULL;

  if (self->customer != NULL)
    n_past = count (zx_customer_get_recent_contacts (self->customer));
  /* translators: opens the list of so many past conversations */
  all_words =
      n_past < ALL_KNOWN
          ? g_strdup_printf (_ ("All %u"), n_past)
          /* translators: opens the list of past conversations, of which so many are known */
          : g_strdup_printf (_ ("All %u+"), n_past);
  gtk_label_set_label (self->open_count, open_words);
  gtk_widget_set_visible (self->open_box, n_open > 0);
  gtk_widget_set_visible (self->recent_box, count (self->last) > 0);
  gtk_button_set_label (self->all, all_words);
  gtk_widget_set_visible (self->owner_box, self->customer != NULL &&
                                               zx_customer_get_owner_name (self->customer) != NULL);
  show_person (self);
  show_repeat (self);
}

static void
show_staleness (ZxCustomersSide *self)
{
  ZxClient *client = get_client (self);
  gint64 since = client != NULL ? zx_client_get_offline_since (client) : 0;
  g_autofree char *clock = zx_words_clock (since, g_get_real_time () / 1000);
  /* translators: %s is a time such as 14:02 */
  g_autofree char *text = g_strdup_printf (_ ("Not connected. This is from %s."), clock);

  gtk_label_set_label (self->stale_label, text);
  gtk_widget_set_visible (self->stale, since > 0);
}

/* --- what he has open, and what was before --- */

/* The contact that is on the screen is no past one. */
static gboolean
is_another_contact (gpointer item, gpointer user_data)
{
  ZxCustomersSide *self = user_data;
  gint64 id;

  g_object_get (item, "id", &id, NULL);
  return self->contact == NULL || id != zx_contact_get_id (self->contact);
}

static gboolean
is_his_other (gpointer item, gpointer user_data)
{
  ZxCustomersSide *self = user_data;

  return self->customer != NULL && is_another_contact (item, self) &&
         zx_contact_get_customer_id (item) == zx_customer_get_id (self->customer);
}

static GListModel *
filter (ZxCustomersSide *self, GListModel *all, GtkCustomFilterFunc function)
{
  GtkFilter *rule = GTK_FILTER (gtk_custom_filter_new (function, self, NULL));

  return G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (all), rule));
}

static void
fill_contacts (ZxCustomersSide *self)
{
  ZxClient *client = get_client (self);
  g_autoptr (GListModel) last = NULL;
  g_autoptr (GListModel) others = NULL;

  if (self->customer != NULL && client != NULL) {
    GListModel *past =
        filter (self, zx_customer_get_recent_contacts (self->customer), is_another_contact);

    others = filter (self, zx_client_get_contacts (client), is_his_other);
    last = G_LIST_MODEL (gtk_slice_list_model_new (past, 0, LAST_CONTACTS));
    g_signal_connect_object (last, "items-changed", G_CALLBACK (show_lists), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (others, "items-changed", G_CALLBACK (show_lists), self,
                             G_CONNECT_SWAPPED);
  }
  g_set_object (&self->last, last);
  g_set_object (&self->others, others);
  zx_item_row_fill_links (self->recent, last, ZX_TYPE_PAST_CONTACT_ROW);
  zx_item_row_fill_links (self->open, others, ZX_TYPE_OPEN_CONTACT_ROW);
  show_lists (self);
}

static void
show_thing (ZxCustomersSide *self, const char *noun, gint64 id)
{
  if (id != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "panel.open", "(sx)", noun, id);
}

/* Gone on with when it is still open, else shown to be read. */
static void
contact_activated_cb (ZxCustomersSide *self, GtkListBoxRow *row)
{
  GObject *item = zx_item_row_of (row);
  gint64 id;

  if (item == NULL)
    return;
  g_object_get (item, "id", &id, NULL);
  show_thing (self, "contact", id);
}

/* --- following contact and customer --- */

static void
set_customer (ZxCustomersSide *self, ZxCustomer *customer)
{
  ZxPartSection *sections[] = {self->own, self->contracts, self->products, self->notes,
                               self->people};

  if (!g_set_object (&self->customer, customer))
    return;
  g_signal_group_set_target (self->customer_watch, customer);
  g_signal_group_set_target (self->recent_watch,
                             customer != NULL ? zx_customer_get_recent_contacts (customer) : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    g_object_set (sections[i], "client", get_client (self), "customer", customer, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CUSTOMER]);
}

static void
find_customer (ZxCustomersSide *self)
{
  ZxClient *client = get_client (self);
  gint64 id = self->contact != NULL ? zx_contact_get_customer_id (self->contact) : 0;
  ZxCustomer *customer = client != NULL && id != 0 ? zx_client_get_customer (client, id) : NULL;

  if (customer != self->customer) /* or the rows of the one before are made once more */
    g_object_set (self->products, "customer", NULL, NULL);
  g_object_set (self->products, "contact", self->contact, NULL);
  set_customer (self, customer);
  fill_contacts (self);
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
  g_signal_group_set_target (self->client_watch, get_client (self));
  show_staleness (self);
}

/* Asking for one in state error loads it again. */
static void
retry_cb (ZxCustomersSide *self)
{
  find_customer (self);
}

/* --- actions --- */

static void
add_part (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxCustomersSide *self = ZX_CUSTOMERS_SIDE (widget);
  const struct {
    const char *action;
    ZxPartSection *section;
    ZxPart part;
  } adds[] = {
      {"customer.edit", self->own, ZX_PART_CUSTOMER},
      {"customer.add-note", self->notes, ZX_PART_NOTE},
      {"customer.add-person", self->people, ZX_PART_PERSON},
      {"customer.add-identity", self->people, ZX_PART_IDENTITY},
      {"customer.add-contract", self->contracts, ZX_PART_CONTRACT},
      {"customer.add-product", self->products, ZX_PART_PRODUCT},
  };

  for (guint i = 0; i < G_N_ELEMENTS (adds); i++)
    if (g_str_equal (adds[i].action, action))
      zx_part_section_add (adds[i].section, adds[i].part, 0);
}

static void
open_customer (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxCustomersSide *self = ZX_CUSTOMERS_SIDE (widget);

  if (self->customer != NULL)
    show_thing (self, "customer", zx_customer_get_id (self->customer));
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
  g_clear_object (&self->recent_watch);
  g_clear_object (&self->client_watch);
  g_clear_object (&self->last);
  g_clear_object (&self->others);
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
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, company_button);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, menu);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, repeat);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, repeat_words);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, open_box);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, open_count);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, open);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, own);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, contracts);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, products);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, notes);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, people);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, owner_box);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, recent_box);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, all);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, recent);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, stale);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, stale_label);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersSide, read_only);
  gtk_widget_class_bind_template_callback (widget_class, trust_words);
  gtk_widget_class_bind_template_callback (widget_class, trust_icon);
  gtk_widget_class_bind_template_callback (widget_class, trust_classes);
  gtk_widget_class_bind_template_callback (widget_class, visitor_name);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, contact_activated_cb);
}

static void
zx_customers_side_class_init (ZxCustomersSideClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  static const char *const adds[] = {"customer.edit",         "customer.add-note",
                                     "customer.add-person",   "customer.add-identity",
                                     "customer.add-contract", "customer.add-product"};

  object_class->get_property = zx_customers_side_get_property;
  object_class->dispose = zx_customers_side_dispose;
  ZX_SIDE_PANEL_CLASS (klass)->is_tall = TRUE;

  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags);
  props[PROP_CUSTOMER] = g_param_spec_object ("customer", NULL, NULL, ZX_TYPE_CUSTOMER, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_TIER_PILL);
  g_type_ensure (ZX_TYPE_PART_SECTION);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-customers-side.ui");
  zx_closures_bind (widget_class);
  bind_children (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (adds); i++)
    gtk_widget_class_install_action (widget_class, adds[i], NULL, add_part);
  gtk_widget_class_install_action (widget_class, "customer.open", NULL, open_customer);
}

static void
watch_contact (ZxCustomersSide *self)
{
  static const char *const repeat_members[] = {"notify::product", "notify::page-title",
                                               "notify::last-text"};

  self->contact_watch = g_signal_group_new (ZX_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->contact_watch, "notify::customer-id",
                                  G_CALLBACK (find_customer), self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::person-id",
                                  G_CALLBACK (show_person), self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::name", G_CALLBACK (show_person),
                                  self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::company", G_CALLBACK (show_company),
                                  self);
  for (guint i = 0; i < G_N_ELEMENTS (repeat_members); i++)
    g_signal_group_connect_swapped (self->contact_watch, repeat_members[i],
                                    G_CALLBACK (show_repeat), self);
}

static void
watch_customer (ZxCustomersSide *self)
{
  self->customer_watch = g_signal_group_new (ZX_TYPE_CUSTOMER);
  g_signal_group_connect_swapped (self->customer_watch, "notify::rev", G_CALLBACK (show_lists),
                                  self);
  g_signal_group_connect_swapped (self->customer_watch, "notify::state", G_CALLBACK (show_state),
                                  self);
  g_signal_group_connect_swapped (self->customer_watch, "notify::org-id", G_CALLBACK (show_rights),
                                  self);
  self->recent_watch = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->recent_watch, "items-changed", G_CALLBACK (show_lists),
                                  self);
}

static void
zx_customers_side_init (ZxCustomersSide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  watch_contact (self);
  watch_customer (self);
  self->client_watch = g_signal_group_new (ZX_TYPE_CLIENT);
  g_signal_group_connect_swapped (self->client_watch, "notify::offline-since",
                                  G_CALLBACK (show_staleness), self);
  g_signal_group_connect_swapped (self->client_watch, "notify::rights", G_CALLBACK (show_rights),
                                  self);
  g_signal_group_connect_swapped (self->client_watch, "notify::repeat-days",
                                  G_CALLBACK (show_repeat), self);
  g_signal_connect (self, "notify::subject", G_CALLBACK (subject_changed_cb), NULL);
  g_signal_connect (self, "notify::client", G_CALLBACK (client_changed_cb), NULL);
  show_state (self);
}
