/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the customer, and then the person, whom a chat is from. */
#include "zx-customer-picker.h"

#include "zx-chat-who.h"
#include "zx-client-customers.h"
#include "zx-early-enter.h"
#include "zx-stack.h"
#include "zx-tier-pill.h"

#include <glib/gi18n.h>

#define MOST_HITS 30 /* who is not among them is found by typing more */

struct _ZxCustomerPicker {
  AdwWindow parent_instance;

  GtkStack *stack; /* these of the template */
  GtkSearchEntry *entry;
  GtkStack *results;
  AdwStatusPage *status;
  GtkListBox *hits;
  GtkLabel *whose;
  GtkListBox *people;
  GtkWidget *nobody;
  GtkCheckButton *remember;

  GtkWidget *opener;       /* weak: its action chat.bind is what all this is for */
  ZxClient *client;        /* owned */
  ZxContact *contact;      /* owned: another may be shown when the answer is given */
  GListModel *found;       /* owned, nullable, of ZxCustomerHit */
  ZxCustomer *customer;    /* owned, nullable: whose people are shown */
  GCancellable *searching; /* owned, nullable */
  char *asked;             /* owned, null: what the newest search is for */
  char *shown;             /* owned, null: what `found` is the answer to */
  char *wanted; /* owned, null: Enter was pressed before the answer to this text was here */
};

G_DEFINE_FINAL_TYPE (ZxCustomerPicker, zx_customer_picker, ADW_TYPE_WINDOW)

static void
choose (ZxCustomerPicker *self, gint64 customer_id, ZxPerson *person, const char *company)
{
  g_autofree char *name = NULL;
  g_autofree char *who = NULL;
  gint64 person_id = 0;

  if (person != NULL)
    g_object_get (person, "id", &person_id, "name", &name, NULL);
  who = zx_chat_who_is (name, company);
  if (self->opener != NULL)
    gtk_widget_activate_action (self->opener, "chat.bind", "(xxxbs)",
                                zx_contact_get_id (self->contact), customer_id, person_id,
                                gtk_check_button_get_active (self->remember), who);
  gtk_window_close (GTK_WINDOW (self));
}

/* Which of his people */

static GtkWidget *
make_person_row (gpointer item, gpointer user_data)
{
  ZxPerson *person = item;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;

  g_object_get (person, "name", &name, "title", &title, NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name != NULL ? name : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), title != NULL ? title : "");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
focus_first (GtkListBox *list)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (list, 0);

  if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
people_changed_cb (ZxCustomerPicker *self)
{
  if (gtk_window_get_focus (GTK_WINDOW (self)) == self->nobody)
    focus_first (self->people);
}

static void
show_people (ZxCustomerPicker *self, ZxCustomer *customer, const char *name)
{
  g_autofree char *question = g_strdup_printf (
      /* translators: %s is a company */
      _ ("Who at %s?"), name);
  GListModel *people = zx_customer_get_people (customer);

  g_set_object (&self->customer, customer);
  gtk_label_set_label (self->whose, question);
  gtk_list_box_bind_model (self->people, people, make_person_row, self, NULL);
  g_signal_connect_object (people, "items-changed", G_CALLBACK (people_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  zx_stack_show (self->stack, "people");
  gtk_widget_grab_focus (self->nobody);
  focus_first (self->people);
}

static void
person_cb (ZxCustomerPicker *self, GtkListBoxRow *row)
{
  g_autoptr (ZxPerson) person = g_list_model_get_item (zx_customer_get_people (self->customer),
                                                       gtk_list_box_row_get_index (row));

  if (person != NULL)
    choose (self, zx_customer_get_id (self->customer), person,
            zx_customer_get_name (self->customer));
}

static void
nobody_cb (ZxCustomerPicker *self)
{
  if (self->customer != NULL)
    choose (self, zx_customer_get_id (self->customer), NULL, zx_customer_get_name (self->customer));
}

/* Which customer */

static GtkWidget *
make_hit_row (gpointer item, gpointer user_data)
{
  ZxCustomerHit *hit = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *pill = zx_tier_pill_new ();
  g_autofree char *name = g_markup_escape_text (zx_customer_hit_get_name (hit), -1);
  gboolean is_by_name;
  g_autofree char *what = NULL;
  g_autofree char *found = NULL;
  ZxTier tier;

  g_object_get (hit, "match-what", &what, "match-markup", &found, "tier", &tier, NULL);
  is_by_name = found != NULL && zx_customer_hit_is_of_name (what);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), is_by_name ? found : name);
  if (found != NULL && !is_by_name)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), found);
  g_object_set (pill, "tier", tier, "valign", GTK_ALIGN_CENTER, NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), pill);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
hit_cb (ZxCustomerPicker *self, GtkListBoxRow *row)
{
  g_autoptr (ZxCustomerHit) hit =
      g_list_model_get_item (self->found, gtk_list_box_row_get_index (row));
  guint n_people;

  if (hit == NULL)
    return;
  g_object_get (hit, "people-count", &n_people, NULL);
  if (n_people == 0)
    choose (self, zx_customer_hit_get_id (hit), NULL, zx_customer_hit_get_name (hit));
  else
    show_people (self, zx_client_get_customer (self->client, zx_customer_hit_get_id (hit)),
                 zx_customer_hit_get_name (hit));
}

static void
show_status (ZxCustomerPicker *self, const char *title, const char *description)
{
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, description);
  zx_stack_show (self->results, "status");
}

/* Who types fast presses Enter before the answer is here. */
static void
choose_wanted (ZxCustomerPicker *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->hits, 0);

  if (zx_early_enter_answer (&self->wanted, self->shown) && first != NULL)
    hit_cb (self, first);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxCustomerPicker) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) found =
      zx_client_search_customers_finish (ZX_CLIENT (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->hits == NULL)
    return;
  if (found == NULL) {
    g_autofree char *why = zx_error_describe (error);

    g_clear_pointer (&self->wanted, g_free);
    show_status (self, _ ("The search did not work"), why);
    return;
  }
  g_set_object (&self->found, found);
  g_free (self->shown);
  self->shown = g_strdup (self->asked); /* the answers to older ones are cancelled */
  gtk_list_box_bind_model (self->hits, found, make_hit_row, self, NULL);
  if (g_list_model_get_n_items (found) > 0)
    zx_stack_show (self->results, "hits");
  else
    show_status (self, _ ("Nobody found"),
                 _ ("Try a part of the name, its first letters, a phone number or a code."));
  choose_wanted (self);
}

static char *
dup_typed (ZxCustomerPicker *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

static void
search_cb (ZxCustomerPicker *self)
{
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  self->searching = g_cancellable_new ();
  g_free (self->asked);
  self->asked = dup_typed (self);
  zx_early_enter_type (&self->wanted, self->asked);
  zx_client_search_customers_async (self->client, self->asked, MOST_HITS, NULL, self->searching,
                                    found_cb, g_object_ref (self));
}

static void
first_cb (ZxCustomerPicker *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->hits, 0);
  g_autofree char *typed = dup_typed (self);

  if (zx_early_enter_press (&self->wanted, typed, self->shown) && first != NULL)
    hit_cb (self, first);
}

/* Down leads from the entry to the first hit, as in every search. */
static gboolean
entry_key_cb (ZxCustomerPicker *self, guint keyval, guint keycode, GdkModifierType modifiers)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  focus_first (self->hits);
  return GDK_EVENT_STOP;
}

static void
back_cb (ZxCustomerPicker *self)
{
  zx_stack_show (self->stack, "search");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  ZxCustomerPicker *self = ZX_CUSTOMER_PICKER (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "people") == 0)
    back_cb (self);
  else
    gtk_window_close (GTK_WINDOW (self));
  return GDK_EVENT_STOP;
}

static void
stop_cb (ZxCustomerPicker *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
zx_customer_picker_dispose (GObject *object)
{
  ZxCustomerPicker *self = ZX_CUSTOMER_PICKER (object);

  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  if (self->hits != NULL) {
    gtk_list_box_bind_model (self->hits, NULL, NULL, NULL, NULL);
    gtk_list_box_bind_model (self->people, NULL, NULL, NULL, NULL);
  }
  g_clear_object (&self->found);
  g_clear_object (&self->customer);
  g_clear_weak_pointer (&self->opener);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  adw_window_set_content (ADW_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_CUSTOMER_PICKER);

  G_OBJECT_CLASS (zx_customer_picker_parent_class)->dispose (object);
}

static void
zx_customer_picker_finalize (GObject *object)
{
  ZxCustomerPicker *self = ZX_CUSTOMER_PICKER (object);

  g_free (self->asked);
  g_free (self->shown);
  g_free (self->wanted);
  G_OBJECT_CLASS (zx_customer_picker_parent_class)->finalize (object);
}

static void
zx_customer_picker_class_init (ZxCustomerPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_customer_picker_dispose;
  G_OBJECT_CLASS (klass)->finalize = zx_customer_picker_finalize;

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-customer-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPicker, entry);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPicker, results);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPicker, status);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPicker, hits);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPicker, whose);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPicker, people);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPicker, nobody);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPicker, remember);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, first_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, hit_cb);
  gtk_widget_class_bind_template_callback (widget_class, person_cb);
  gtk_widget_class_bind_template_callback (widget_class, nobody_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
}

static void
zx_customer_picker_init (ZxCustomerPicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_stack_show (self->stack, "search");
  zx_stack_show (self->results, "hits");
}

void
zx_customer_picker_open (GtkWidget *widget, ZxClient *client, ZxContact *contact, gboolean remember)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  const char *company = zx_contact_get_company (contact), *name = zx_contact_get_name (contact);
  const char *text = company != NULL && *company != '\0' ? company : name;
  ZxCustomerPicker *self;

  g_return_if_fail (GTK_IS_WINDOW (root));

  self = g_object_new (ZX_TYPE_CUSTOMER_PICKER, "transient-for", root, NULL);
  g_set_weak_pointer (&self->opener, widget);
  self->client = g_object_ref (client);
  self->contact = g_object_ref (contact);
  gtk_check_button_set_active (self->remember, remember);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  search_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
