/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the whole of one customer and lets the agent change it where it stands. */
#include "zx-customer-page.h"

#include "zx-client-records.h"
#include "zx-closures.h"
#include "zx-merge-row.h"
#include "zx-parked-forms.h"
#include "zx-part-section.h"
#include "zx-report.h"
#include "zx-stack.h"
#include "zx-tier-pill.h"
#include "zx-timeline-row.h"

#include <glib/gi18n.h>

#define ONE_COLUMN 860 /* lines that are longer are hard to read */
#define TWO_COLUMNS 1480
#define SKELETON_MS 150 /* shorter waits show nothing */

struct _ZxCustomerPage {
  AdwBin parent_instance;

  GtkStack *stack; /* these of the template */
  GtkScrolledWindow *scroll;
  AdwClamp *clamp;
  GtkBox *columns;
  GtkStack *head;
  GtkBox *form_place;
  GtkLabel *facts;
  GtkListBox *fields;
  GtkListBox *merges;
  GtkWidget *merges_box;
  GtkListBox *timeline_list;
  GtkStack *timeline_state;
  GtkLabel *timeline_error;
  GtkWidget *older;
  GtkWidget *edit;
  GtkLabel *stale;

  ZxClient *client;      /* owned, nullable */
  ZxCustomer *customer;  /* owned, null when none is open */
  ZxTimeline *timeline;  /* owned, null without a customer */
  ZxPartForm *form;      /* owned: of the head, null when it is not edited */
  ZxParkedForms *parked; /* owned */
  GSignalGroup *customer_watch, *timeline_watch, *client_watch; /* owned */
  GCancellable *cancellable;                                    /* owned */
  guint timer;                                                  /* until the skeleton is shown */
};

G_DEFINE_FINAL_TYPE (ZxCustomerPage, zx_customer_page, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_CUSTOMER, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { OPEN_CUSTOMER, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- closures --- */

static char *
kind_words (gpointer self, const char *kind)
{
  return g_strdup (g_strcmp0 (kind, "person") == 0 ? _ ("Private person") : _ ("Company"));
}

static char *
owner_words (gpointer self, const char *owner)
{
  /* translators: %s is the colleague who looks after this customer */
  return owner != NULL && *owner != '\0' ? g_strdup_printf (_ ("Looked after by %s"), owner)
                                         : g_strdup (_ ("Looked after by nobody"));
}

/* --- what is shown --- */

static gboolean
skeleton_due_cb (gpointer user_data)
{
  ZxCustomerPage *self = user_data;

  self->timer = 0;
  zx_stack_show (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
show_state (ZxCustomerPage *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->customer == NULL) {
    zx_stack_show (self->stack, "empty");
    return;
  }
  switch (zx_customer_get_state (self->customer)) {
  case ZX_LOAD_LOADING:
    zx_stack_show (self->stack, "wait");
    self->timer = g_timeout_add (SKELETON_MS, skeleton_due_cb, self);
    break;
  case ZX_LOAD_ERROR:
    zx_stack_show (self->stack, "error");
    break;
  case ZX_LOAD_READY:
  default:
    zx_stack_show (self->stack, "customer");
  }
}

static const char *
org_name (ZxCustomerPage *self)
{
  ZxRecord *org = zx_records_find (ZX_RECORDS (zx_client_get_records (self->client, "org")),
                                   zx_customer_get_org_id (self->customer));

  return org != NULL ? zx_record_get_text (org, "name") : NULL;
}

/* Number, organisation and language in one line. */
static void
show_facts (ZxCustomerPage *self)
{
  const char *number = zx_customer_get_external_id (self->customer);
  const char *org = self->client != NULL ? org_name (self) : NULL;
  GString *facts = g_string_new (NULL);

  if (number != NULL && *number != '\0')
    /* translators: %s is the customer's number in the vendor's books */
    g_string_append_printf (facts, _ ("No. %s"), number);
  if (org != NULL)
    g_string_append_printf (facts, "%s%s", facts->len > 0 ? " · " : "", org);
  gtk_label_set_label (self->facts, facts->str);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), facts->len > 0);
  g_string_free (facts, TRUE);
}

static GtkWidget *
make_field_row (const char *label, const char *value)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *key = gtk_label_new (label), *text = gtk_label_new (value);
  g_autofree char *words = g_strdup_printf ("%s: %s", label, value);

  gtk_label_set_xalign (GTK_LABEL (key), 0);
  gtk_label_set_width_chars (GTK_LABEL (key), 12);
  gtk_label_set_ellipsize (GTK_LABEL (key), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (key, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_box_append (GTK_BOX (box), key);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return row;
}

/* The installation's own fields, in the administrator's order and words; empty ones are left out.
 */
static void
show_fields (ZxCustomerPage *self)
{
  GListModel *fields = self->client != NULL ? zx_client_get_records (self->client, "field") : NULL;
  GtkListBoxRow *row;
  gboolean is_any = FALSE;

  while ((row = gtk_list_box_get_row_at_index (self->fields, 0)) != NULL)
    gtk_list_box_remove (self->fields, GTK_WIDGET (row));
  for (guint i = 0; fields != NULL && i < g_list_model_get_n_items (fields); i++) {
    g_autoptr (ZxRecord) field = g_list_model_get_item (fields, i);
    const char *value = zx_customer_get_field (self->customer, zx_record_get_text (field, "key"));

    if (value == NULL || *value == '\0')
      continue;
    gtk_list_box_append (self->fields, make_field_row (zx_record_get_text (field, "label"), value));
    is_any = TRUE;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->fields), is_any);
}

static void
show_head (ZxCustomerPage *self)
{
  if (self->customer == NULL)
    return;
  show_facts (self);
  show_fields (self);
  gtk_widget_set_visible (self->merges_box,
                          g_list_model_get_n_items (zx_customer_get_merges (self->customer)) > 0);
}

static void
show_staleness (ZxCustomerPage *self)
{
  gint64 since = self->client != NULL ? zx_client_get_offline_since (self->client) : 0;
  g_autofree char *clock = zx_words_clock (since, g_get_real_time () / 1000);
  /* translators: %s is a time such as 14:02 */
  g_autofree char *text = g_strdup_printf (_ ("Not connected. This is from %s."), clock);

  gtk_label_set_label (self->stale, text);
  gtk_widget_set_visible (GTK_WIDGET (self->stale), since > 0);
}

/* --- the head being edited --- */

static void
show_form (ZxCustomerPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->form), TRUE);
  zx_stack_show (self->head, "form");
}

/* What is parked stays in its place, unseen: a form that was taken out is not as new to assistive
 * programs when it comes back. */
static void
park_form (ZxCustomerPage *self)
{
  if (self->form == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->form), FALSE);
  zx_stack_show (self->head, "shown");
  if (!zx_part_form_is_changed (self->form))
    gtk_box_remove (self->form_place, GTK_WIDGET (self->form));
  zx_parked_forms_park (self->parked, self->customer, g_steal_pointer (&self->form));
}

static void
unpark_form (ZxCustomerPage *self)
{
  self->form = zx_parked_forms_take (self->parked, self->customer);
  if (self->form != NULL)
    show_form (self);
}

static void
drop_parked (ZxCustomerPage *self)
{
  GtkWidget *next;

  for (GtkWidget *at = gtk_widget_get_first_child (GTK_WIDGET (self->form_place)); at != NULL;
       at = next) {
    next = gtk_widget_get_next_sibling (at);
    if (at != (GtkWidget *) self->form)
      gtk_box_remove (self->form_place, at);
  }
  g_hash_table_remove_all (self->parked);
}

static void
form_done_cb (ZxCustomerPage *self, gint64 made, ZxPartForm *form)
{
  gboolean is_shown = form == self->form;

  zx_stack_show (self->head, self->form == NULL || is_shown ? "shown" : "form");
  gtk_box_remove (self->form_place, GTK_WIDGET (form));
  zx_parked_forms_forget (self->parked, form);
  if (!is_shown)
    return;
  g_clear_object (&self->form);
  gtk_widget_grab_focus (self->edit);
}

void
zx_customer_page_edit (ZxCustomerPage *self)
{
  g_return_if_fail (ZX_IS_CUSTOMER_PAGE (self));

  if (self->customer == NULL || zx_customer_get_state (self->customer) != ZX_LOAD_READY)
    return;
  if (self->form == NULL) {
    self->form =
        g_object_ref_sink (zx_part_form_new (self->client, self->customer, ZX_PART_CUSTOMER, 0, 0));
    g_signal_connect_object (self->form, "done", G_CALLBACK (form_done_cb), self,
                             G_CONNECT_SWAPPED);
    gtk_box_append (self->form_place, GTK_WIDGET (self->form));
    show_form (self);
  }
  zx_part_form_take_focus (self->form);
}

static void
edit_cb (ZxCustomerPage *self)
{
  zx_customer_page_edit (self);
}

/* --- merges --- */

static void
merge_undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxCustomerPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 restored = 0;

  if (!zx_client_undo_merge_finish (ZX_CLIENT (source), result, &restored, &error)) {
    zx_report_error (GTK_WIDGET (self), error);
    return;
  }
  zx_report_text (GTK_WIDGET (self), _ ("The merge is undone: both customers are there again."));
  g_signal_emit (self, signals[OPEN_CUSTOMER], 0, restored);
}

static void
undo_merge_cb (ZxCustomerPage *self, gint64 merge_id)
{
  zx_client_undo_merge_async (self->client, self->customer, merge_id, self->cancellable,
                              merge_undone_cb, g_object_ref (self));
}

static GtkWidget *
create_merge_row_cb (gpointer item, gpointer user_data)
{
  GtkWidget *row = g_object_new (ZX_TYPE_MERGE_ROW, "item", item, NULL);

  g_signal_connect_object (row, "undo", G_CALLBACK (undo_merge_cb), user_data, G_CONNECT_SWAPPED);
  return row;
}

/* --- history --- */

/* By then all of the row is bound. */
static void
name_event_cb (GtkListBoxRow *row)
{
  g_autofree char *words = zx_item_row_words (gtk_list_box_row_get_child (row));

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static GtkWidget *
create_event_row_cb (gpointer item, gpointer user_data)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row),
                              g_object_new (ZX_TYPE_TIMELINE_ROW, "item", item, NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row),
                                    zx_timeline_item_get_contact (item) != NULL);
  g_signal_connect (row, "map", G_CALLBACK (name_event_cb), NULL);
  return row;
}

static void
event_activated_cb (ZxCustomerPage *self, GtkListBoxRow *row)
{
  g_autoptr (ZxTimelineItem) item =
      g_list_model_get_item (G_LIST_MODEL (self->timeline), gtk_list_box_row_get_index (row));
  ZxPastContact *contact = item != NULL ? zx_timeline_item_get_contact (item) : NULL;

  if (contact != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "panel.open", "(sx)", "contact",
                                zx_past_contact_get_id (contact));
}

static void
show_timeline (ZxCustomerPage *self)
{
  const char *error;
  gboolean is_any;

  if (self->timeline == NULL)
    return;
  error = zx_timeline_get_error (self->timeline);
  is_any = g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) > 0;
  gtk_label_set_label (self->timeline_error, error != NULL ? error : "");
  gtk_widget_set_visible (self->older,
                          is_any && error == NULL && !zx_timeline_get_complete (self->timeline));
  gtk_widget_set_sensitive (self->older, !zx_timeline_get_loading (self->timeline));
  if (error != NULL)
    zx_stack_show (self->timeline_state, "error");
  else if (!is_any && !zx_timeline_get_loading (self->timeline))
    zx_stack_show (self->timeline_state, "empty");
  else
    zx_stack_show (self->timeline_state, is_any ? "list" : "wait");
  gtk_widget_set_visible (GTK_WIDGET (self->timeline_list), is_any);
}

static void
load_older_cb (ZxCustomerPage *self)
{
  if (self->timeline != NULL)
    zx_timeline_load_more (self->timeline);
}

static void
retry_cb (ZxCustomerPage *self)
{
  if (self->customer != NULL)
    zx_client_get_customer (self->client, zx_customer_get_id (self->customer));
}

/* --- class --- */

static void
customer_ready_cb (ZxCustomerPage *self)
{
  show_state (self);
  if (self->customer == NULL || self->timeline != NULL ||
      zx_customer_get_state (self->customer) != ZX_LOAD_READY)
    return;
  self->timeline = zx_timeline_new (self->client, self->customer);
  gtk_list_box_bind_model (self->timeline_list, G_LIST_MODEL (self->timeline), create_event_row_cb,
                           self, NULL);
  g_signal_group_set_target (self->timeline_watch, self->timeline);
  show_timeline (self);
}

void
zx_customer_page_set_customer (ZxCustomerPage *self, ZxCustomer *customer)
{
  g_return_if_fail (ZX_IS_CUSTOMER_PAGE (self));

  if (self->customer == customer)
    return;
  park_form (self);
  g_signal_group_set_target (self->timeline_watch, NULL);
  gtk_list_box_bind_model (self->timeline_list, NULL, NULL, NULL, NULL);
  gtk_list_box_bind_model (self->merges, NULL, NULL, NULL, NULL);
  g_clear_object (&self->timeline);
  g_set_object (&self->customer, customer);
  g_signal_group_set_target (self->customer_watch, customer);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CUSTOMER]);
  if (customer != NULL)
    gtk_list_box_bind_model (self->merges, zx_customer_get_merges (customer), create_merge_row_cb,
                             self, NULL);
  unpark_form (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroll), 0);
  show_head (self);
  customer_ready_cb (self);
}

void
zx_customer_page_set_wide (ZxCustomerPage *self, gboolean is_wide)
{
  g_return_if_fail (ZX_IS_CUSTOMER_PAGE (self));

  adw_clamp_set_maximum_size (self->clamp, is_wide ? TWO_COLUMNS : ONE_COLUMN);
  adw_clamp_set_tightening_threshold (self->clamp, is_wide ? TWO_COLUMNS : ONE_COLUMN);
  gtk_widget_set_halign (GTK_WIDGET (self->form_place), is_wide ? GTK_ALIGN_START : GTK_ALIGN_FILL);
  gtk_widget_set_size_request (GTK_WIDGET (self->form_place), is_wide ? ONE_COLUMN : -1, -1);
  gtk_box_set_homogeneous (self->columns, is_wide);
  gtk_box_set_spacing (self->columns, is_wide ? 36 : 18);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  is_wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
}

void
zx_customer_page_take_focus (ZxCustomerPage *self)
{
  g_return_if_fail (ZX_IS_CUSTOMER_PAGE (self));

  if (self->form != NULL)
    zx_part_form_take_focus (self->form);
  else
    gtk_widget_grab_focus (self->edit);
}

/* Signed out: what was typed belongs to who is gone. */
static void
set_client (ZxCustomerPage *self, ZxClient *client)
{
  static const char *const nouns[] = {"field", "org"};

  if (!g_set_object (&self->client, client))
    return;
  drop_parked (self);
  g_signal_group_set_target (self->client_watch, client);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
  if (client == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (nouns); i++) {
    GListModel *records = zx_client_get_records (client, nouns[i]);

    g_signal_connect_object (records, "items-changed", G_CALLBACK (show_head), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (records, "record-changed", G_CALLBACK (show_head), self,
                             G_CONNECT_SWAPPED);
  }
  show_staleness (self);
}

static void
zx_customer_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxCustomerPage *self = ZX_CUSTOMER_PAGE (object);

  if (id == PROP_CLIENT)
    g_value_set_object (value, self->client);
  else
    g_value_set_object (value, self->customer);
}

static void
zx_customer_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxCustomerPage *self = ZX_CUSTOMER_PAGE (object);

  if (id == PROP_CLIENT)
    set_client (self, g_value_get_object (value));
  else
    zx_customer_page_set_customer (self, g_value_get_object (value));
}

static void
zx_customer_page_dispose (GObject *object)
{
  ZxCustomerPage *self = ZX_CUSTOMER_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->stack != NULL)
    zx_customer_page_set_customer (self, NULL);
  g_hash_table_remove_all (self->parked);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->customer_watch);
  g_clear_object (&self->timeline_watch);
  g_clear_object (&self->client_watch);
  g_clear_object (&self->cancellable);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_CUSTOMER_PAGE);
  self->stack = NULL;
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_customer_page_parent_class)->dispose (object);
}

static void
zx_customer_page_finalize (GObject *object)
{
  g_hash_table_unref (ZX_CUSTOMER_PAGE (object)->parked);
  G_OBJECT_CLASS (zx_customer_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, scroll);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, clamp);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, columns);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, head);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, form_place);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, facts);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, fields);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, merges);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, merges_box);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, timeline_list);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, timeline_state);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, timeline_error);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, older);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, edit);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomerPage, stale);
  gtk_widget_class_bind_template_callback (widget_class, kind_words);
  gtk_widget_class_bind_template_callback (widget_class, owner_words);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, load_older_cb);
  gtk_widget_class_bind_template_callback (widget_class, event_activated_cb);
}

static void
zx_customer_page_class_init (ZxCustomerPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_customer_page_get_property;
  object_class->set_property = zx_customer_page_set_property;
  object_class->dispose = zx_customer_page_dispose;
  object_class->finalize = zx_customer_page_finalize;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_CUSTOMER] = g_param_spec_object ("customer", NULL, NULL, ZX_TYPE_CUSTOMER, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[OPEN_CUSTOMER] = g_signal_new ("open-customer", ZX_TYPE_CUSTOMER_PAGE, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (ZX_TYPE_PART_SECTION);
  g_type_ensure (ZX_TYPE_TIER_PILL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-customer-page.ui");
  zx_closures_bind (widget_class);
  bind_children (widget_class);
}

static void
zx_customer_page_init (ZxCustomerPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->parked = zx_parked_forms_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->customer_watch = g_signal_group_new (ZX_TYPE_CUSTOMER);
  g_signal_group_connect_swapped (self->customer_watch, "notify::state",
                                  G_CALLBACK (customer_ready_cb), self);
  g_signal_group_connect_swapped (self->customer_watch, "notify::rev", G_CALLBACK (show_head),
                                  self);
  self->timeline_watch = g_signal_group_new (ZX_TYPE_TIMELINE);
  g_signal_group_connect_swapped (self->timeline_watch, "notify", G_CALLBACK (show_timeline), self);
  g_signal_group_connect_swapped (self->timeline_watch, "items-changed", G_CALLBACK (show_timeline),
                                  self);
  self->client_watch = g_signal_group_new (ZX_TYPE_CLIENT);
  g_signal_group_connect_swapped (self->client_watch, "notify::offline-since",
                                  G_CALLBACK (show_staleness), self);
  zx_stack_show (self->head, "shown");
  show_state (self);
}
