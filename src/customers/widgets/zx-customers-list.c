/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds customers while the agent types, and shows the newest when nothing is typed. */
#include "zx-customers-list.h"

#include "zx-closures.h"
#include "zx-customer-hit-row.h"
#include "zx-early-enter.h"
#include "zx-keys.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

#define PAGE 50
#define REFRESH_MS 300 /* changes come in flocks, and are findable a moment later */

struct _ZxCustomersList {
  AdwBin parent_instance;

  GtkSearchEntry *entry; /* these of the template */
  GtkLabel *stale;
  GtkLabel *heading;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *nothing_title;
  GtkLabel *nothing_text;
  GtkLabel *error;
  GtkWidget *add;
  GtkWidget *add_first;

  ZxClient *client;     /* owned, null at first */
  GListStore *hits;     /* owned, of ZxCustomerHit */
  char *shown;          /* owned: what `hits` are the answer to, null at first */
  char *next;           /* owned: where the list goes on, null at its end */
  GCancellable *asking; /* owned, null when nothing is asked */
  char *wanted;         /* owned, null: Enter was pressed before the answer to this text was here */
  guint refresh_id;
  gint64 open_id;     /* the one that is open */
  gint64 left_out_id; /* never shown; 0: all are */
};

G_DEFINE_FINAL_TYPE (ZxCustomersList, zx_customers_list, ADW_TYPE_BIN)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *
get_text (ZxCustomersList *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/* --- showing --- */

static GtkListBoxRow *
row_of (ZxCustomersList *self, gint64 id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (zx_customer_hit_get_id (zx_customer_hit_row_get_hit (ZX_CUSTOMER_HIT_ROW (row))) == id)
      return row;
  return NULL;
}

static void
show_mark (ZxCustomersList *self)
{
  gtk_list_box_select_row (self->list, row_of (self, self->open_id));
}

static void
show_answer (ZxCustomersList *self)
{
  gboolean is_search = self->shown != NULL && *self->shown != '\0';
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->hits));

  gtk_label_set_label (self->heading, is_search ? _ ("Found") : _ ("Newest customers"));
  gtk_widget_set_visible (GTK_WIDGET (self->heading), n > 0);
  gtk_label_set_label (self->nothing_title,
                       is_search ? _ ("Nobody found") : _ ("There are no customers yet"));
  gtk_label_set_label (
      self->nothing_text,
      is_search
          ? _ ("Try a part of the name, its first letters, a phone number or a code.")
          : _ ("Add the first one here, or have your administrator import them from a file."));
  zx_stack_show (self->stack, n > 0 ? "hits" : "nothing");
  show_mark (self);
}

static void
show_staleness (ZxCustomersList *self)
{
  gint64 since = zx_client_get_offline_since (self->client);
  g_autofree char *clock = zx_words_clock (since, g_get_real_time () / 1000);
  /* translators: %s is a time such as 14:02 */
  g_autofree char *text = g_strdup_printf (_ ("Not connected. This is from %s."), clock);

  gtk_label_set_label (self->stale, text);
  gtk_widget_set_visible (GTK_WIDGET (self->stale), since > 0);
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  return zx_customer_hit_row_new (item);
}

static void
choose (ZxCustomersList *self, GtkListBoxRow *row)
{
  ZxCustomerHit *hit = zx_customer_hit_row_get_hit (ZX_CUSTOMER_HIT_ROW (row));

  g_signal_emit (self, signals[CHOSEN], 0, zx_customer_hit_get_id (hit));
}

/* Who types fast presses Enter before the answer is here. */
static void
choose_wanted (ZxCustomersList *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  if (zx_early_enter_answer (&self->wanted, self->shown) && first != NULL)
    choose (self, first);
}

/* --- asking --- */

typedef struct {
  ZxCustomersList *self; /* owned */
  char *text;            /* owned */
  gboolean is_more;
} Ask;

static void
ask_free (Ask *ask)
{
  g_object_unref (ask->self);
  g_free (ask->text);
  g_free (ask);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ask, ask_free)

/* The one whose row has the keyboard; 0: none has. */
static gint64
get_focused_id (ZxCustomersList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return ZX_IS_CUSTOMER_HIT_ROW (focus) && gtk_widget_get_parent (focus) == GTK_WIDGET (self->list)
             ? zx_customer_hit_get_id (zx_customer_hit_row_get_hit (ZX_CUSTOMER_HIT_ROW (focus)))
             : 0;
}

/* The rows are others now. */
static void
give_focus_back (ZxCustomersList *self, gint64 id)
{
  GtkListBoxRow *row = row_of (self, id);

  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->entry));
}

static void
take_hits (ZxCustomersList *self, GListModel *found, gboolean is_more)
{
  gint64 focused_id = get_focused_id (self);
  guint n_old = is_more ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->hits));
  guint at = is_more ? g_list_model_get_n_items (G_LIST_MODEL (self->hits)) : 0;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (found); i++) {
    g_autoptr (ZxCustomerHit) hit = g_list_model_get_item (found, i);

    if (zx_customer_hit_get_id (hit) != self->left_out_id)
      g_ptr_array_add (items, g_steal_pointer (&hit));
  }
  g_list_store_splice (self->hits, at, n_old, items->pdata, items->len);
  if (focused_id != 0)
    give_focus_back (self, focused_id);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Ask) ask = user_data;
  ZxCustomersList *self = ask->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GListModel) found =
      zx_client_search_customers_finish (ZX_CLIENT (source), result, &next, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->list == NULL)
    return;
  g_clear_object (&self->asking);
  if (found == NULL) {
    g_autofree char *why =
        g_error_matches (error, ZX_ERROR, ZX_ERROR_UNAVAILABLE)
            ? g_strdup (_ ("There is no connection at the moment. This is loaded "
                           "as soon as it is back."))
            : zx_error_describe (error);

    g_clear_pointer (&self->wanted, g_free); /* when it is back, nothing is chosen by itself */
    if (g_strcmp0 (self->shown, ask->text) == 0)
      return; /* what is shown is the answer, though an older one: the notice says so */
    gtk_label_set_label (self->error, why);
    gtk_widget_set_visible (GTK_WIDGET (self->heading), FALSE);
    zx_stack_show (self->stack, "error");
    return;
  }
  g_free (self->next);
  self->next = g_steal_pointer (&next);
  g_free (self->shown);
  self->shown = g_strdup (ask->text);
  take_hits (self, found, ask->is_more);
  show_answer (self);
  choose_wanted (self);
}

static void
ask_async (ZxCustomersList *self, gboolean is_more)
{
  Ask *ask;

  if (self->client == NULL || zx_client_get_state (self->client) != ZX_CLIENT_SIGNED_IN)
    return;
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  ask = g_new0 (Ask, 1);
  *ask = (Ask){g_object_ref (self), g_strstrip (g_strdup (get_text (self))), is_more};
  zx_client_search_customers_async (self->client, ask->text, PAGE, is_more ? self->next : NULL,
                                    self->asking, found_cb, ask);
}

static void
search_cb (ZxCustomersList *self)
{
  g_autofree char *text = g_strstrip (g_strdup (get_text (self)));

  zx_early_enter_type (&self->wanted, text);
  if (self->shown == NULL)
    zx_stack_show (self->stack, "loading"); /* its bars appear after 150 ms */
  ask_async (self, FALSE);
}

static gboolean
refresh_due_cb (gpointer user_data)
{
  ZxCustomersList *self = user_data;

  self->refresh_id = 0;
  ask_async (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
edge_cb (ZxCustomersList *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM && self->next != NULL && self->asking == NULL)
    ask_async (self, TRUE);
}

/* --- choosing --- */

static void
row_activated_cb (ZxCustomersList *self, GtkListBoxRow *row)
{
  choose (self, row);
}

static void
first_cb (ZxCustomersList *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);
  g_autofree char *text = g_strstrip (g_strdup (get_text (self)));

  if (zx_early_enter_press (&self->wanted, text, self->shown) && first != NULL)
    choose (self, first);
}

static gboolean
entry_key_cb (ZxCustomersList *self, guint keyval, guint keycode, GdkModifierType modifiers)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  if ((keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down) || first == NULL)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (first));
  return GDK_EVENT_STOP;
}

/* The first Escape empties the search, the next one leaves the window where one is only chosen. */
static void
stop_cb (ZxCustomersList *self)
{
  if (*get_text (self) == '\0' && self->left_out_id != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "window.close", NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

/* --- class --- */

static void
light_changed_cb (ZxCustomersList *self)
{
  show_staleness (self);
  if (zx_client_get_light (self->client) == ZX_LIGHT_LIVE)
    zx_customers_list_refresh (self);
}

static void
zx_customers_list_dispose (GObject *object)
{
  ZxCustomersList *self = ZX_CUSTOMERS_LIST (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->hits);
  g_clear_object (&self->client);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_CUSTOMERS_LIST);
  G_OBJECT_CLASS (zx_customers_list_parent_class)->dispose (object);
}

static void
zx_customers_list_finalize (GObject *object)
{
  ZxCustomersList *self = ZX_CUSTOMERS_LIST (object);

  g_free (self->shown);
  g_free (self->wanted);
  g_free (self->next);
  G_OBJECT_CLASS (zx_customers_list_parent_class)->finalize (object);
}

static void
zx_customers_list_class_init (ZxCustomersListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = zx_customers_list_dispose;
  object_class->finalize = zx_customers_list_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", ZX_TYPE_CUSTOMERS_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-customers-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, entry);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, stale);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, heading);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, list);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, nothing_title);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, nothing_text);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, error);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, add);
  gtk_widget_class_bind_template_child (widget_class, ZxCustomersList, add_first);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, first_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
zx_customers_list_init (ZxCustomersList *self)
{
  self->hits = g_list_store_new (ZX_TYPE_CUSTOMER_HIT);
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_keys_mark (GTK_WIDGET (self->entry), "customers.find");
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->hits), create_row_cb, self, NULL);
  zx_stack_show (self->stack, "loading");
}

void
zx_customers_list_set_client (ZxCustomersList *self, ZxClient *client)
{
  g_return_if_fail (ZX_IS_CUSTOMERS_LIST (self));

  if (!g_set_object (&self->client, client) || client == NULL)
    return;
  g_signal_connect_object (client, "notify::light", G_CALLBACK (light_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::offline-since", G_CALLBACK (show_staleness), self,
                           G_CONNECT_SWAPPED);
  show_staleness (self);
  search_cb (self);
}

void
zx_customers_list_only_choose (ZxCustomersList *self, gint64 left_out_id)
{
  g_return_if_fail (ZX_IS_CUSTOMERS_LIST (self));

  self->left_out_id = left_out_id;
  gtk_widget_set_visible (self->add, FALSE);
  gtk_widget_set_visible (self->add_first, FALSE);
}

void
zx_customers_list_refresh (ZxCustomersList *self)
{
  g_return_if_fail (ZX_IS_CUSTOMERS_LIST (self));

  if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (REFRESH_MS, refresh_due_cb, self);
}

void
zx_customers_list_mark (ZxCustomersList *self, gint64 id)
{
  g_return_if_fail (ZX_IS_CUSTOMERS_LIST (self));

  self->open_id = id;
  show_mark (self);
}

void
zx_customers_list_focus_entry (ZxCustomersList *self)
{
  g_return_if_fail (ZX_IS_CUSTOMERS_LIST (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

void
zx_customers_list_clear (ZxCustomersList *self)
{
  g_return_if_fail (ZX_IS_CUSTOMERS_LIST (self));

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->next, g_free);
  g_list_store_remove_all (self->hits);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  self->open_id = 0;
}
