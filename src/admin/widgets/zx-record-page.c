/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All records of one noun: which are shown, which is chosen, and what is not saved yet. */
#include "zx-record-page.h"

#include "zx-admin-words.h"
#include "zx-record-form.h"
#include "zx-record-row.h"
#include "zx-report.h"
#include "zx-stack.h"
#include "zx-tab-stop.h"

#include <glib/gi18n.h>

struct _ZxRecordPage {
  AdwBin parent_instance;

  GtkStack *states;    /* of the template */
  AdwLeaflet *leaflet; /* in large type there is room for one of the two */
  GtkWidget *side, *work;
  AdwStatusPage *failure;
  AdwStatusPage *empty;
  GtkButton *first;
  GtkEditable *search;
  GtkWidget *add;
  GtkListBox *list;
  GtkStack *detail;
  AdwBin *slot;

  const ZxAdminNoun *noun; /* static */
  ZxClient *client;        /* owned */
  ZxRecords *records;      /* owned */
  GListModel *shown;       /* owned: sorted and filtered */
  GtkFilter *filter;       /* owned by shown */
  ZxRecordForm *form;      /* lent */
  GHashTable *drafts;      /* owned: ZxRecord (owned) → ZxRecordDraft (owned) */
  ZxRecordDraft *fresh;    /* owned: of a new one, null when none is begun */
  ZxRecord *deleting;      /* owned: the one that we asked the server to delete */
  ZxRecord *focused;       /* owned, null: whose row has the keyboard while the list changes */
  gboolean is_selecting;   /* the selection is set by us */
};

G_DEFINE_FINAL_TYPE (ZxRecordPage, zx_record_page, ADW_TYPE_BIN)

static ZxRecord *
shown_record (ZxRecordPage *self)
{
  ZxRecordDraft *draft = zx_record_form_get_draft (self->form);

  return draft != NULL ? zx_record_draft_get_record (draft) : NULL;
}

static ZxRecordRow *
row_of (ZxRecordPage *self, ZxRecord *record)
{
  for (int i = 0; record != NULL; i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

    if (row == NULL)
      return NULL;
    if (zx_record_row_get_record (ZX_RECORD_ROW (row)) == record)
      return ZX_RECORD_ROW (row);
  }
  return NULL;
}

/* --- states --- */

static void
show_state (ZxRecordPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->records));
  ZxLoad state = zx_records_get_state (self->records);
  const GError *error = zx_records_get_error (self->records);
  g_autofree char *words = error != NULL ? zx_admin_words_failure (error) : NULL;

  adw_status_page_set_description (self->failure, words);
  zx_stack_show (self->states, n > 0 || self->fresh != NULL ? "list"
                               : state == ZX_LOAD_LOADING   ? "loading"
                               : state == ZX_LOAD_ERROR     ? "error"
                                                            : "empty");
}

static void
retry_cb (ZxRecordPage *self)
{
  zx_client_reload_records (self->client, self->noun->noun);
}

/* --- drafts --- */

static void
draft_changed_cb (ZxRecordPage *self, ZxRecordDraft *draft)
{
  ZxRecordRow *row = row_of (self, zx_record_draft_get_record (draft));

  if (row != NULL)
    zx_record_row_set_edited (row, zx_record_draft_is_changed (draft));
}

static ZxRecordDraft *
draft_of (ZxRecordPage *self, ZxRecord *record)
{
  ZxRecordDraft *draft = g_hash_table_lookup (self->drafts, record);

  if (draft == NULL) {
    draft = zx_record_draft_new (self->noun->noun, record);
    g_hash_table_insert (self->drafts, g_object_ref (record), draft);
    g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self,
                             G_CONNECT_SWAPPED);
  }
  return draft;
}

/* Whoever wrote nothing leaves no draft behind. */
static void
forget_untouched (ZxRecordPage *self)
{
  ZxRecordDraft *draft = zx_record_form_get_draft (self->form);
  ZxRecord *record = shown_record (self);

  if (record != NULL && !zx_record_draft_is_changed (draft))
    g_hash_table_remove (self->drafts, record);
}

static void
show_draft (ZxRecordPage *self, ZxRecordDraft *draft)
{
  if (draft != zx_record_form_get_draft (self->form))
    forget_untouched (self);
  zx_record_form_show (self->form, draft);
  zx_stack_show (self->detail, draft != NULL ? "form" : "none");
}

/* --- choosing --- */

static void
row_selected_cb (ZxRecordPage *self, GtkListBoxRow *row)
{
  if (self->is_selecting || row == NULL)
    return;
  show_draft (self, draft_of (self, zx_record_row_get_record (ZX_RECORD_ROW (row))));
}

/* Where both are seen, the keyboard stays in the list. */
static void
row_activated_cb (ZxRecordPage *self)
{
  if (!adw_leaflet_get_folded (self->leaflet))
    return;
  adw_leaflet_set_visible_child (self->leaflet, self->work);
  zx_record_form_take_focus (self->form);
}

static gboolean
back_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  ZxRecordPage *self = ZX_RECORD_PAGE (widget);

  if (!adw_leaflet_get_folded (self->leaflet) ||
      adw_leaflet_get_visible_child (self->leaflet) == self->side)
    return FALSE;
  zx_record_page_take_focus (self);
  return TRUE;
}

static void
select_record (ZxRecordPage *self, ZxRecord *record)
{
  ZxRecordRow *row = row_of (self, record);

  self->is_selecting = TRUE;
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  self->is_selecting = FALSE;
}

static gboolean
is_shown (gpointer item, gpointer user_data)
{
  ZxRecordPage *self = user_data;
  const char *wanted = gtk_editable_get_text (self->search);
  g_autofree char *title = NULL, *subtitle = NULL, *all = NULL, *folded = NULL, *needle = NULL;

  if (*wanted == '\0')
    return TRUE;
  title = zx_admin_words_title (item);
  subtitle = zx_admin_words_subtitle (self->client, item);
  all = g_strconcat (title, "\n", subtitle, NULL);
  folded = g_utf8_casefold (all, -1);
  needle = g_utf8_casefold (wanted, -1);
  return strstr (folded, needle) != NULL;
}

static void
search_changed_cb (ZxRecordPage *self)
{
  if (self->filter == NULL)
    return;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  select_record (self, shown_record (self));
}

void
zx_record_page_add (ZxRecordPage *self)
{
  g_return_if_fail (ZX_IS_RECORD_PAGE (self));

  if (self->noun->add == NULL)
    return;
  if (self->fresh == NULL)
    self->fresh = zx_record_draft_new (self->noun->noun, NULL);
  show_state (self);
  select_record (self, NULL);
  show_draft (self, self->fresh);
  adw_leaflet_set_visible_child (self->leaflet, self->work);
  zx_record_form_take_focus (self->form);
}

void
zx_record_page_save (ZxRecordPage *self)
{
  g_return_if_fail (ZX_IS_RECORD_PAGE (self));

  zx_record_form_save (self->form);
}

void
zx_record_page_take_focus (ZxRecordPage *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (ZX_IS_RECORD_PAGE (self));

  adw_leaflet_set_visible_child (self->leaflet, self->side);
  row = gtk_list_box_get_selected_row (self->list);
  if (row == NULL && self->fresh == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
saved_cb (ZxRecordPage *self, ZxRecord *record)
{
  gboolean was_fresh = self->fresh != NULL && zx_record_form_get_draft (self->form) == self->fresh;

  zx_report_text (GTK_WIDGET (self), _ ("Saved."));
  if (!was_fresh)
    return;
  zx_record_draft_pass_on (self->fresh, draft_of (self, record));
  g_clear_object (&self->fresh);
  gtk_editable_set_text (self->search, "");
  search_changed_cb (self); /* now, not when the typing pauses */
  select_record (self, record);
  show_draft (self, draft_of (self, record));
  zx_record_page_take_focus (self);
}

static void
discarded_cb (ZxRecordPage *self)
{
  g_clear_object (&self->fresh);
  show_draft (self, NULL);
  show_state (self);
  zx_record_page_take_focus (self);
}

/* --- deleting and bringing back --- */

static void
brought_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxRecordPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxRecord) record = zx_client_save_record_finish (ZX_CLIENT (source), result, &error);

  if (record == NULL) {
    zx_report_error (GTK_WIDGET (self), error);
    return;
  }
  select_record (self, record);
  show_draft (self, draft_of (self, record));
}

/* What the toast's button needs. */
typedef struct {
  ZxRecordPage *self; /* owned */
  ZxRecord *record;   /* owned */
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->record);
  g_object_unref (undo->self);
  g_free (undo);
}

static void
undo_cb (gpointer data)
{
  Undo *undo = data;
  g_autoptr (ZxRecordDraft) draft = zx_record_draft_new_copy (undo->record);

  zx_client_save_record_async (undo->self->client, draft, NULL, brought_back_cb,
                               g_object_ref (undo->self));
}

static void
offer_undo (ZxRecordPage *self, ZxRecord *record)
{
  g_autofree char *title = zx_admin_words_title (record);
  /* translators: %s is the name of what was deleted */
  g_autofree char *words = g_strdup_printf (_ ("“%s” was deleted."), title);
  Undo *undo = g_new (Undo, 1);

  *undo = (Undo){g_object_ref (self), g_object_ref (record)};
  zx_report_with_button (GTK_WIDGET (self), words, _ ("Undo"), undo_cb, undo, undo_free);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxRecordPage) self = user_data;
  g_autoptr (ZxRecord) record = g_steal_pointer (&self->deleting);
  g_autoptr (GError) error = NULL;

  if (zx_client_delete_record_finish (ZX_CLIENT (source), result, &error))
    offer_undo (self, record);
  else
    zx_report_error (GTK_WIDGET (self), error);
}

static void
delete_cb (ZxRecordPage *self, ZxRecord *record)
{
  if (self->deleting != NULL)
    return;
  self->deleting = g_object_ref (record);
  zx_client_delete_record_async (self->client, record, NULL, deleted_cb, g_object_ref (self));
}

/* --- the list follows --- */

/* What is shown is gone: by our own hand, or somebody else's. */
static void
shown_is_gone (ZxRecordPage *self, ZxRecord *record)
{
  g_autofree char *title = zx_admin_words_title (record);

  if (record != self->deleting) {
    /* translators: %s is the name of what is shown */
    g_autofree char *words = g_strdup_printf (_ ("Somebody else has deleted “%s”."), title);

    zx_report_text (GTK_WIDGET (self), words);
  }
  show_draft (self, NULL);
  g_hash_table_remove (self->drafts, record);
  zx_record_page_take_focus (self);
}

/* Before the list hears of it: who has the keyboard. */
static void
records_changing_cb (ZxRecordPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ZX_TYPE_RECORD_ROW) : NULL;

  g_clear_object (&self->focused);
  if (row != NULL && gtk_widget_get_parent (row) == GTK_WIDGET (self->list))
    self->focused = g_object_ref (zx_record_row_get_record (ZX_RECORD_ROW (row)));
}

/* The row of a record that was renamed is another one, at another place. */
static void
give_focus_back (ZxRecordPage *self)
{
  g_autoptr (ZxRecord) record = g_steal_pointer (&self->focused);
  ZxRecordRow *row = record != NULL ? row_of (self, record) : NULL;

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
records_changed_cb (ZxRecordPage *self)
{
  g_autoptr (ZxRecord) record = NULL;

  give_focus_back (self);
  g_set_object (&record, shown_record (self));
  show_state (self);
  if (record == NULL)
    return;
  if (zx_records_find (self->records, zx_record_get_id (record)) != record)
    shown_is_gone (self, record);
  else
    select_record (self, record);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  ZxRecordPage *self = user_data;
  GtkWidget *row = zx_record_row_new (item, self->client);
  ZxRecordDraft *draft = g_hash_table_lookup (self->drafts, item);

  zx_record_row_set_edited (ZX_RECORD_ROW (row),
                            draft != NULL && zx_record_draft_is_changed (draft));
  return row;
}

/* Names of other records stand under the names of these. */
static void
names_changed_cb (ZxRecordPage *self)
{
  for (int i = 0;; i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

    if (row == NULL)
      return;
    zx_record_row_refresh (ZX_RECORD_ROW (row));
  }
}

static void
follow_names (ZxRecordPage *self)
{
  for (guint i = 0; self->noun->subtitle[i] != NULL; i++) {
    const ZxAdminField *field = zx_admin_field (self->noun, self->noun->subtitle[i]);
    GListModel *others;

    if (field == NULL || field->refers == NULL)
      continue;
    others = zx_client_get_records (self->client, field->refers);
    g_signal_connect_object (others, "notify::state", G_CALLBACK (names_changed_cb), self,
                             G_CONNECT_SWAPPED);
  }
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ZxRecord *one = (ZxRecord *) a, *other = (ZxRecord *) b;
  const char *noun = zx_record_get_noun (one);
  g_autofree char *title = NULL, *other_title = NULL, *product = NULL, *other_product = NULL;
  ZxClient *client = user_data;
  int by_product;

  if (g_str_equal (noun, "tier")) /* the best one first, as they were made */
    return zx_record_get_id (one) < zx_record_get_id (other) ? -1 : 1;
  title = zx_admin_words_title (one);
  other_title = zx_admin_words_title (other);
  if (!g_str_equal (noun, "catalog-version"))
    return g_utf8_collate (title, other_title);
  product = zx_admin_words_member (client, one, "product_id");
  other_product = zx_admin_words_member (client, other, "product_id");
  by_product = g_utf8_collate (product, other_product);
  return by_product != 0 ? by_product : -strverscmp (title, other_title);
}

/* --- class --- */

static void
zx_record_page_dispose (GObject *object)
{
  ZxRecordPage *self = ZX_RECORD_PAGE (object);

  if (self->list != NULL && self->shown != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->filter = NULL;
  g_clear_object (&self->shown);
  g_clear_object (&self->records);
  g_clear_object (&self->fresh);
  g_clear_object (&self->deleting);
  g_clear_object (&self->focused);
  g_clear_pointer (&self->drafts, g_hash_table_unref);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_record_page_parent_class)->dispose (object);
}

static void
zx_record_page_class_init (ZxRecordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_record_page_dispose;
  g_type_ensure (ZX_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-record-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, states);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, side);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, work);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, failure);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, empty);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, first);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, search);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, add);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, list);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, detail);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordPage, slot);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, zx_record_page_take_focus);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, back_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, back_cb, NULL);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, zx_record_page_add);
}

static void
zx_record_page_init (ZxRecordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->drafts =
      g_hash_table_new_full (g_direct_hash, g_direct_equal, g_object_unref, g_object_unref);
}

static void
word_the_page (ZxRecordPage *self)
{
  const char *title = _ (self->noun->title);

  adw_status_page_set_icon_name (self->empty, zx_admin_icon (self->noun->noun));
  adw_status_page_set_title (self->empty, title);
  adw_status_page_set_description (self->empty, _ (self->noun->empty));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_widget_set_visible (self->add, self->noun->add != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->first), self->noun->add != NULL);
  if (self->noun->add == NULL)
    return;
  gtk_button_set_label (self->first, _ (self->noun->add));
  gtk_widget_set_tooltip_text (self->add, _ (self->noun->add));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->noun->add), -1);
}

GtkWidget *
zx_record_page_new (const ZxAdminNoun *noun, ZxClient *client)
{
  ZxRecordPage *self = g_object_new (ZX_TYPE_RECORD_PAGE, NULL);
  GtkFilterListModel *filtered;
  GtkSorter *sorter;

  self->noun = noun;
  self->client = g_object_ref (client);
  self->records = g_object_ref (ZX_RECORDS (zx_client_get_records (client, noun->noun)));
  self->form = ZX_RECORD_FORM (zx_record_form_new (noun, client));
  adw_bin_set_child (self->slot, GTK_WIDGET (self->form));
  g_signal_connect_object (self->form, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "discarded", G_CALLBACK (discarded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "delete", G_CALLBACK (delete_cb), self, G_CONNECT_SWAPPED);
  word_the_page (self);

  g_signal_connect_object (self->records, "items-changed", G_CALLBACK (records_changing_cb), self,
                           G_CONNECT_SWAPPED);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL));
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->records)), self->filter);
  sorter = GTK_SORTER (gtk_custom_sorter_new (compare, client, NULL));
  self->shown = G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (filtered), sorter));
  gtk_list_box_bind_model (self->list, self->shown, make_row, self, NULL);
  follow_names (self);
  g_signal_connect_object (self->records, "items-changed", G_CALLBACK (records_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->records, "notify::state", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  zx_stack_show (self->detail, "none");
  show_state (self);
  return GTK_WIDGET (self);
}
