/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses records by their names. */
#include "zx-record-choice.h"

#include "zx-id.h"
#include "zx-named-drop.h"
#include "zx-tab-stop.h"

#define MOST_HEIGHT 190 /* of the check boxes: about six */

struct _ZxRecordChoice {
  AdwBin parent_instance;

  GtkDropDown *drop;  /* lent, null when many */
  GtkListBox *list;   /* lent, null when one */
  GListModel *sorted; /* owned, of ZxRecord */
  gint64 wanted;      /* one: what was set, until it is in the list */
  GHashTable *chosen; /* owned, many: ids as text */
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (ZxRecordChoice, zx_record_choice, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
zx_record_choice_dispose (GObject *object)
{
  ZxRecordChoice *self = ZX_RECORD_CHOICE (object);

  /* Before the chosen ones go: rows look there. */
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->sorted);
  G_OBJECT_CLASS (zx_record_choice_parent_class)->dispose (object);
}

static void
zx_record_choice_finalize (GObject *object)
{
  g_hash_table_unref (ZX_RECORD_CHOICE (object)->chosen);
  G_OBJECT_CLASS (zx_record_choice_parent_class)->finalize (object);
}

static void
zx_record_choice_class_init (ZxRecordChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_record_choice_dispose;
  G_OBJECT_CLASS (klass)->finalize = zx_record_choice_finalize;
  signals[CHANGED] = g_signal_new ("changed", ZX_TYPE_RECORD_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
zx_record_choice_init (ZxRecordChoice *self)
{
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static int
compare_titles (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_utf8_collate (zx_record_get_title ((ZxRecord *) a),
                         zx_record_get_title ((ZxRecord *) b));
}

/* --- one --- */

static void
select_wanted (ZxRecordChoice *self)
{
  guint n = g_list_model_get_n_items (self->sorted), place = n > 0 ? 0 : GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxRecord) record = g_list_model_get_item (self->sorted, i);

    if (zx_record_get_id (record) == self->wanted)
      place = i;
  }
  self->is_showing = TRUE;
  gtk_drop_down_set_selected (self->drop, place);
  self->is_showing = FALSE;
}

static void
selected_cb (ZxRecordChoice *self)
{
  ZxRecord *record = gtk_drop_down_get_selected_item (self->drop);

  if (self->is_showing || record == NULL)
    return;
  self->wanted = zx_record_get_id (record);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The list has changed: the same record stays chosen, not the same place. */
static void
list_changed_cb (ZxRecordChoice *self)
{
  if (self->drop != NULL)
    select_wanted (self);
}

static GtkWidget *
make_drop (ZxRecordChoice *self, const char *label)
{
  GtkExpression *title = gtk_property_expression_new (ZX_TYPE_RECORD, NULL, "title");

  self->is_showing = TRUE;
  self->drop = GTK_DROP_DOWN (gtk_drop_down_new (g_object_ref (self->sorted), title));
  self->is_showing = FALSE;
  zx_named_drop_set (self->drop, label);
  g_signal_connect_object (self->drop, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self->drop);
}

/* --- many --- */

static void
tell_checked (GtkCheckButton *check)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (check));

  if (row != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED,
                                 gtk_check_button_get_active (check)
                                     ? GTK_ACCESSIBLE_TRISTATE_TRUE
                                     : GTK_ACCESSIBLE_TRISTATE_FALSE,
                                 -1);
}

static void
toggled_cb (ZxRecordChoice *self, GtkCheckButton *check)
{
  const char *id = g_object_get_data (G_OBJECT (check), "id");

  tell_checked (check);
  if (self->is_showing)
    return;
  if (gtk_check_button_get_active (check))
    g_hash_table_add (self->chosen, g_strdup (id));
  else
    g_hash_table_remove (self->chosen, id);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The rows have the keyboard, the boxes in them only show. */
static void
row_activated_cb (ZxRecordChoice *self, GtkListBoxRow *row)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (gtk_list_box_row_get_child (row));

  gtk_check_button_set_active (check, !gtk_check_button_get_active (check));
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  ZxRecordChoice *self = user_data;
  GtkWidget *row = gtk_list_box_row_new (), *check = gtk_check_button_new ();
  char *id = g_strdup_printf ("%" G_GINT64_FORMAT, zx_record_get_id (item));

  g_object_set_data_full (G_OBJECT (check), "id", id, g_free);
  g_object_bind_property (item, "title", check, "label", G_BINDING_SYNC_CREATE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_hash_table_contains (self->chosen, id));
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (check, FALSE);
  g_object_set (row, "child", check, "selectable", FALSE, NULL);
  tell_checked (GTK_CHECK_BUTTON (check));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  zx_record_get_title (item), -1);
  return row;
}

static GtkWidget *
make_list (ZxRecordChoice *self, const char *label)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *stop;

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "checks");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, self->sorted, make_row, self, NULL);
  stop = g_object_new (ZX_TYPE_TAB_STOP, "child", self->list, NULL);
  g_object_set (scrolled, "child", stop, "hscrollbar-policy", GTK_POLICY_NEVER,
                "max-content-height", MOST_HEIGHT, "propagate-natural-height", TRUE, NULL);
  gtk_widget_add_css_class (scrolled, "entry-frame");
  return scrolled;
}

GtkWidget *
zx_record_choice_new (ZxClient *client, const char *noun, gboolean is_many, const char *label)
{
  ZxRecordChoice *self = g_object_new (ZX_TYPE_RECORD_CHOICE, NULL);
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare_titles, NULL, NULL));
  GListModel *records = zx_client_get_records (client, noun);

  self->sorted = G_LIST_MODEL (gtk_sort_list_model_new (g_object_ref (records), sorter));
  adw_bin_set_child (ADW_BIN (self), is_many ? make_list (self, label) : make_drop (self, label));
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (list_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
zx_record_choice_set_one (ZxRecordChoice *self, gint64 id)
{
  g_return_if_fail (ZX_IS_RECORD_CHOICE (self) && self->drop != NULL);

  self->wanted = id;
  select_wanted (self);
}

gint64
zx_record_choice_get_one (ZxRecordChoice *self)
{
  ZxRecord *record;

  g_return_val_if_fail (ZX_IS_RECORD_CHOICE (self) && self->drop != NULL, 0);

  record = gtk_drop_down_get_selected_item (self->drop);
  return record != NULL ? zx_record_get_id (record) : 0;
}

void
zx_record_choice_set_all (ZxRecordChoice *self, const char *const *ids)
{
  GtkWidget *row;

  g_return_if_fail (ZX_IS_RECORD_CHOICE (self) && self->list != NULL);

  g_hash_table_remove_all (self->chosen);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (self->chosen, g_strdup (ids[i]));
  self->is_showing = TRUE;
  for (row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row)) {
    GtkWidget *check = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));

    gtk_check_button_set_active (
        GTK_CHECK_BUTTON (check),
        g_hash_table_contains (self->chosen, g_object_get_data (G_OBJECT (check), "id")));
  }
  self->is_showing = FALSE;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 one = 0, other = 0;

  zx_id_parse (*(const char *const *) a, &one);
  zx_id_parse (*(const char *const *) b, &other);
  return one < other ? -1 : one > other;
}

char **
zx_record_choice_dup_all (ZxRecordChoice *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (ZX_IS_RECORD_CHOICE (self), NULL);

  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, g_strdup (id));
  g_ptr_array_sort (ids, compare_ids);
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&ids), FALSE);
}
