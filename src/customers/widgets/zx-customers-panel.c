/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the list of customers and the open customer together. */
#include "zx-customers-panel.h"

#include "zx-customer-page.h"
#include "zx-customers-list.h"
#include "zx-inside.h"
#include "zx-list-width.h"
#include "zx-merge-dialog.h"
#include "zx-customer-dialog.h"
#include "zx-report.h"

#include <glib/gi18n.h>

#define WIDE 1500 /* from this width the page has two columns */

struct _ZxCustomersPanel {
  ZxPanel parent_instance;

  GtkPaned *paned; /* these of the template */
  ZxCustomersList *list;
  ZxCustomerPage *page;

  ZxCustomer *customer;         /* owned, null when none is open */
  GSignalGroup *customer_watch; /* owned */
  gboolean is_wide;
  guint look_id;
};

G_DEFINE_FINAL_TYPE (ZxCustomersPanel, zx_customers_panel, ZX_TYPE_PANEL)

static const ZxShortcut shortcuts[] = {
    {"customers.find", "<Control>f", N_ ("Search for customers")},
    {"customers.new", "<Control>n", N_ ("New customer")},
    {"customers.edit", "<Control>e", N_ ("Edit the customer")},
    {"customers.merge", "<Control><Shift>m", N_ ("Merge with another customer")},
    {NULL, "Down", N_ ("From the search to the list")},
    {NULL, "F2", N_ ("Edit the part of the customer that has the focus")},
    {NULL, NULL, NULL},
};

static void
open_customer (ZxCustomersPanel *self, gint64 id)
{
  ZxClient *client = zx_panel_get_client (ZX_PANEL (self));
  ZxCustomer *customer = id != 0 && client != NULL ? zx_client_get_customer (client, id) : NULL;

  g_set_object (&self->customer, customer);
  g_signal_group_set_target (self->customer_watch, customer);
  zx_customer_page_set_customer (self->page, customer);
  zx_customers_list_mark (self->list, id);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customers.edit", customer != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customers.merge", customer != NULL);
}

static void
chosen_cb (ZxCustomersPanel *self, gint64 id)
{
  open_customer (self, id);
  zx_customer_page_take_focus (self->page);
}

/* A customer that was merged is back, or a new one is there: the list does not know it yet. */
static void
made_cb (ZxCustomersPanel *self, gint64 id)
{
  open_customer (self, id);
  zx_customers_list_refresh (self->list);
  zx_customer_page_take_focus (self->page);
}

static void
customer_changed_cb (ZxCustomersPanel *self)
{
  zx_customers_list_refresh (self->list);
}

/* --- actions --- */

static void
find (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_customers_list_focus_entry (ZX_CUSTOMERS_PANEL (widget)->list);
}

static void
new_customer (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxCustomerDialog *window =
      zx_customer_dialog_open (widget, zx_panel_get_client (ZX_PANEL (widget)));

  g_signal_connect_object (window, "made", G_CALLBACK (made_cb), widget, G_CONNECT_SWAPPED);
}

static void
edit (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_customer_page_edit (ZX_CUSTOMERS_PANEL (widget)->page);
}

static void
merged_cb (ZxCustomersPanel *self, gint64 id)
{
  made_cb (self, id);
  zx_report_text (GTK_WIDGET (self),
                  _ ("Both are one customer now. It can be undone under “Merged”."));
}

static void
merge (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxCustomersPanel *self = ZX_CUSTOMERS_PANEL (widget);
  ZxMergeDialog *dialog;

  if (self->customer == NULL || zx_customer_get_state (self->customer) != ZX_LOAD_READY)
    return;
  dialog = zx_merge_dialog_open (widget, zx_panel_get_client (ZX_PANEL (self)), self->customer);
  g_signal_connect_object (dialog, "merged", G_CALLBACK (merged_cb), self, G_CONNECT_SWAPPED);
}

/* --- of the panel --- */

static void
zx_customers_panel_shown (ZxPanel *panel)
{
  ZxCustomersPanel *self = ZX_CUSTOMERS_PANEL (panel);

  zx_customers_list_refresh (self->list); /* others have worked meanwhile */
  if (self->customer == NULL)
    zx_customers_list_focus_entry (self->list);
  else
    zx_customer_page_take_focus (self->page);
}

static gboolean
zx_customers_panel_open (ZxPanel *panel, const char *noun, gint64 id)
{
  if (!g_str_equal (noun, "customer") || zx_panel_get_client (panel) == NULL)
    return FALSE;
  open_customer (ZX_CUSTOMERS_PANEL (panel), id);
  return TRUE;
}

/* Signed out: what was shown is no longer this agent's. */
static void
signed_out_cb (ZxCustomersPanel *self)
{
  open_customer (self, 0);
  zx_customers_list_clear (self->list);
}

static void
client_changed_cb (ZxCustomersPanel *self)
{
  ZxClient *client = zx_panel_get_client (ZX_PANEL (self));

  if (client == NULL)
    return;
  g_object_set (self->page, "client", client, NULL);
  zx_customers_list_set_client (self->list, client);
  g_signal_connect_object (client, "signed-out", G_CALLBACK (signed_out_cb), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
look_at_width (gpointer user_data)
{
  ZxCustomersPanel *self = user_data;
  gboolean is_wide =
      gtk_widget_get_width (GTK_WIDGET (self)) >= zx_in_type (GTK_WIDGET (self), WIDE);

  self->look_id = 0;
  if (self->is_wide != is_wide) {
    self->is_wide = is_wide;
    zx_customer_page_set_wide (self->page, is_wide);
  }
  return G_SOURCE_REMOVE;
}

/* The paned has another width; the page is not changed within the layout that found it out. */
static void
room_changed_cb (ZxCustomersPanel *self)
{
  if (self->look_id == 0)
    self->look_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, look_at_width, self, NULL);
}

static void
zx_customers_panel_dispose (GObject *object)
{
  ZxCustomersPanel *self = ZX_CUSTOMERS_PANEL (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_object (&self->customer_watch);
  g_clear_object (&self->customer);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_CUSTOMERS_PANEL);
  G_OBJECT_CLASS (zx_customers_panel_parent_class)->dispose (object);
}

static void
zx_customers_panel_class_init (ZxCustomersPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ZxPanelClass *panel_class = ZX_PANEL_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_customers_panel_dispose;
  panel_class->shortcuts = shortcuts;
  panel_class->shown = zx_customers_panel_shown;
  panel_class->open = zx_customers_panel_open;
  panel_class->is_wide = TRUE; /* all that the right column would say stands here */

  gtk_widget_class_install_action (widget_class, "customers.find", NULL, find);
  gtk_widget_class_install_action (widget_class, "customers.new", NULL, new_customer);
  gtk_widget_class_install_action (widget_class, "customers.edit", NULL, edit);
  gtk_widget_class_install_action (widget_class, "customers.merge", NULL, merge);

  g_type_ensure (ZX_TYPE_CUSTOMERS_LIST);
  g_type_ensure (ZX_TYPE_CUSTOMER_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-customers-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersPanel, paned);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersPanel, list);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersPanel, page);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, made_cb);
  gtk_widget_class_bind_template_callback (widget_class, room_changed_cb);
}

static void
zx_customers_panel_init (ZxCustomersPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_list_width_keep (self->paned);
  self->customer_watch = g_signal_group_new (ZX_TYPE_CUSTOMER);
  g_signal_group_connect_swapped (self->customer_watch, "notify::rev",
                                  G_CALLBACK (customer_changed_cb), self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customers.edit", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customers.merge", FALSE);
  g_signal_connect (self, "notify::client", G_CALLBACK (client_changed_cb), NULL);
}
