/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the other customer, compares both, and merges them as the agent chose. */
#include "zx-merge-dialog.h"

#include "zx-closures.h"
#include "zx-customers-list.h"
#include "zx-report.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

struct _ZxMergeDialog {
  AdwWindow parent_instance;

  GtkStack *stack; /* these of the template */
  ZxCustomersList *list;
  GtkCheckButton *stays[2];
  GtkLabel *facts[2];
  GtkLabel *outcome;
  GtkLabel *error;
  GtkWidget *merge;

  ZxClient *client;          /* owned */
  ZxCustomer *customers[2];  /* owned: the open one, and the other once it is chosen */
  GSignalGroup *watches[2];  /* owned */
  GCancellable *cancellable; /* owned */
  gboolean is_merging;
};

G_DEFINE_FINAL_TYPE (ZxMergeDialog, zx_merge_dialog, ADW_TYPE_WINDOW)

enum { MERGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static int
survivor (ZxMergeDialog *self)
{
  return gtk_check_button_get_active (self->stays[1]) ? 1 : 0;
}

/* What there is of it, one thing a line. */
static char *
describe (ZxCustomer *customer)
{
  GString *text = g_string_new (zx_words_tier (zx_customer_get_tier (customer)));
  const char *number = zx_customer_get_external_id (customer);
  const char *owner = zx_customer_get_owner_name (customer);
  guint people = g_list_model_get_n_items (zx_customer_get_people (customer));
  guint contracts = g_list_model_get_n_items (zx_customer_get_contracts (customer));
  guint products = g_list_model_get_n_items (zx_customer_get_products (customer));
  guint notes = g_list_model_get_n_items (zx_customer_get_notes (customer));

  if (number != NULL && *number != '\0') {
    g_string_append_c (text, '\n');
    g_string_append_printf (text, _ ("No. %s"), number);
  }
  if (owner != NULL && *owner != '\0') {
    g_string_append_c (text, '\n');
    g_string_append_printf (text, _ ("Looked after by %s"), owner);
  }
  g_string_append_c (text, '\n');
  g_string_append_printf (text, ngettext ("%u person", "%u people", people), people);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, ngettext ("%u contract", "%u contracts", contracts), contracts);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, ngettext ("%u product", "%u products", products), products);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, ngettext ("%u note", "%u notes", notes), notes);
  return g_string_free (text, FALSE);
}

static void
show_outcome (ZxMergeDialog *self)
{
  int stays = survivor (self);
  const char *name = zx_customer_get_name (self->customers[stays]);
  const char *goes = zx_customer_get_name (self->customers[1 - stays]);
  /* translators: both are names of customers; the first stays, the second goes into it */
  g_autofree char *text = g_strdup_printf (_ ("“%1$s” stays and gets all people, contracts, "
                                              "products, notes and contacts of “%2$s”; where "
                                              "it knows nothing itself, it takes what “%2$s” has. "
                                              "“%2$s” is then no longer found. You can "
                                              "undo it: what was merged last, first."),
                                           name, goes);

  gtk_label_set_label (self->outcome, text);
}

/* A long name has several lines, in large type above all. */
static void
show_name (GtkCheckButton *button, const char *name)
{
  GtkWidget *label;

  gtk_check_button_set_label (button, name);
  if (name == NULL) /* still on its way */
    return;
  label = gtk_widget_get_last_child (GTK_WIDGET (button));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
}

static void
show_both (ZxMergeDialog *self)
{
  gboolean is_ready = TRUE;

  if (self->customers[1] == NULL)
    return;
  for (int i = 0; i < 2; i++) {
    g_autofree char *facts = describe (self->customers[i]);

    show_name (self->stays[i], zx_customer_get_name (self->customers[i]));
    gtk_label_set_label (self->facts[i], facts);
    is_ready = is_ready && zx_customer_get_state (self->customers[i]) == ZX_LOAD_READY;
  }
  gtk_widget_set_sensitive (self->merge, is_ready && !self->is_merging);
  if (is_ready)
    show_outcome (self);
}

static void
show_error (ZxMergeDialog *self, const char *text)
{
  gtk_label_set_label (self->error, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), text != NULL);
}

/* --- choosing the other one --- */

static void
chosen_cb (ZxMergeDialog *self, gint64 id)
{
  g_set_object (&self->customers[1], zx_client_get_customer (self->client, id));
  g_signal_group_set_target (self->watches[1], self->customers[1]);
  show_error (self, NULL);
  show_both (self);
  zx_stack_show (self->stack, "compare");
  gtk_widget_grab_focus (GTK_WIDGET (self->stays[0]));
}

static void
back_cb (ZxMergeDialog *self)
{
  zx_stack_show (self->stack, "search");
  zx_customers_list_focus_entry (self->list);
}

/* --- doing it --- */

static void
merged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxMergeDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_merging = FALSE;
  if (!zx_client_merge_finish (ZX_CLIENT (source), result, &error)) {
    g_autofree char *why = NULL;

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stack == NULL)
      return;
    why = zx_error_describe (error);
    show_error (self, why);
    show_both (self);
    return;
  }
  g_signal_emit (self, signals[MERGED], 0, zx_customer_get_id (self->customers[survivor (self)]));
  gtk_window_close (GTK_WINDOW (self));
}

static void
merge_cb (ZxMergeDialog *self)
{
  int stays = survivor (self);

  self->is_merging = TRUE;
  show_error (self, NULL);
  gtk_widget_set_sensitive (self->merge, FALSE);
  zx_client_merge_async (self->client, self->customers[stays],
                         zx_customer_get_id (self->customers[1 - stays]), self->cancellable,
                         merged_cb, g_object_ref (self));
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  ZxMergeDialog *self = ZX_MERGE_DIALOG (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "compare") == 0)
    back_cb (self);
  else
    gtk_window_close (GTK_WINDOW (self));
  return GDK_EVENT_STOP;
}

static void
zx_merge_dialog_dispose (GObject *object)
{
  ZxMergeDialog *self = ZX_MERGE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  for (int i = 0; i < 2; i++) {
    g_clear_object (&self->watches[i]);
    g_clear_object (&self->customers[i]);
  }
  g_clear_object (&self->client);
  adw_window_set_content (ADW_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_MERGE_DIALOG);
  self->stack = NULL;
  G_OBJECT_CLASS (zx_merge_dialog_parent_class)->dispose (object);
}

static void
zx_merge_dialog_class_init (ZxMergeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_merge_dialog_dispose;
  signals[MERGED] = g_signal_new ("merged", ZX_TYPE_MERGE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  g_type_ensure (ZX_TYPE_CUSTOMERS_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-merge-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxMergeDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxMergeDialog, list);
  gtk_widget_class_bind_template_child_full (widget_class, "stays_first", FALSE,
                                             G_STRUCT_OFFSET (ZxMergeDialog, stays[0]));
  gtk_widget_class_bind_template_child_full (widget_class, "stays_second", FALSE,
                                             G_STRUCT_OFFSET (ZxMergeDialog, stays[1]));
  gtk_widget_class_bind_template_child_full (widget_class, "facts_first", FALSE,
                                             G_STRUCT_OFFSET (ZxMergeDialog, facts[0]));
  gtk_widget_class_bind_template_child_full (widget_class, "facts_second", FALSE,
                                             G_STRUCT_OFFSET (ZxMergeDialog, facts[1]));
  gtk_widget_class_bind_template_child (widget_class, ZxMergeDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, ZxMergeDialog, error);
  gtk_widget_class_bind_template_child (widget_class, ZxMergeDialog, merge);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, merge_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_both);
}

static void
zx_merge_dialog_init (ZxMergeDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < 2; i++) {
    self->watches[i] = g_signal_group_new (ZX_TYPE_CUSTOMER);
    g_signal_group_connect_swapped (self->watches[i], "notify", G_CALLBACK (show_both), self);
  }
  zx_stack_show (self->stack, "search");
}

ZxMergeDialog *
zx_merge_dialog_open (GtkWidget *opener, ZxClient *client, ZxCustomer *customer)
{
  ZxMergeDialog *self =
      g_object_new (ZX_TYPE_MERGE_DIALOG, "transient-for", gtk_widget_get_root (opener), NULL);

  self->client = g_object_ref (client);
  self->customers[0] = g_object_ref (customer);
  g_signal_group_set_target (self->watches[0], customer);
  zx_customers_list_only_choose (self->list, zx_customer_get_id (customer));
  zx_customers_list_set_client (self->list, client);
  gtk_window_present (GTK_WINDOW (self));
  zx_customers_list_focus_entry (self->list);
  return self;
}
