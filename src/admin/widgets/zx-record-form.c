/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of one record: shows, checks, saves, deletes, and tells of others' changes. */
#include "zx-record-form.h"

#include "zx-admin-words.h"
#include "zx-agent-password.h"
#include "zx-channel-keys.h"
#include "zx-channel-snippet.h"
#include "zx-field-row.h"
#include "zx-focus.h"
#include "zx-template-preview.h"

#include <glib/gi18n.h>

/* What belongs to a noun besides its fields. Each widget has the property "draft". */
static const struct {
  const char *noun;
  GType (*type) (void);
} extra_types[] = {
    {"agent", zx_agent_password_get_type},  {"channel", zx_channel_snippet_get_type},
    {"channel", zx_channel_keys_get_type},  {"reply", zx_template_preview_get_type},
    {"tier", zx_template_preview_get_type},
};

struct _ZxRecordForm {
  AdwBin parent_instance;

  GtkScrolledWindow *scrolled; /* of the template */
  GtkLabel *title;
  GtkWidget *conflict;
  GtkLabel *conflict_label;
  GtkWidget *insist;
  GtkLabel *error;
  GtkBox *fields;
  GtkBox *extras;
  GtkWidget *delete;
  GtkLabel *status;
  GtkWidget *discard;
  GtkWidget *save;

  const ZxAdminNoun *noun; /* static */
  ZxClient *client;        /* owned */
  GPtrArray *rows;         /* owned, of lent ZxFieldRow */
  ZxRecordDraft *draft;    /* owned, null */
  GSignalGroup *watch;     /* owned: the record */
  GCancellable *saving;    /* owned, null when nothing is under way */
};

G_DEFINE_FINAL_TYPE (ZxRecordForm, zx_record_form, ADW_TYPE_BIN)

enum { SAVED, DISCARDED, DELETE, N_SIGNALS };
static guint signals[N_SIGNALS];

static ZxRecord *
get_record (ZxRecordForm *self)
{
  return self->draft != NULL ? zx_record_draft_get_record (self->draft) : NULL;
}

/* --- showing --- */

static void
show_error (ZxRecordForm *self, const char *words)
{
  gtk_label_set_label (self->error, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), words != NULL);
}

static void
show_status (ZxRecordForm *self)
{
  ZxRecord *record = get_record (self);
  gboolean is_busy = self->saving != NULL;
  gboolean is_changed = self->draft != NULL && zx_record_draft_is_changed (self->draft);
  g_autofree char *title = record != NULL ? zx_admin_words_title (record) : NULL;

  gtk_label_set_label (self->title, title != NULL             ? title
                                    : self->noun->add != NULL ? _ (self->noun->add)
                                                              : "");
  gtk_label_set_label (self->status, is_busy                        ? _ ("Saving…")
                                     : is_changed && record != NULL ? _ ("Not saved yet")
                                                                    : "");
  gtk_widget_set_sensitive (self->save, !is_busy && (is_changed || record == NULL));
  gtk_widget_set_sensitive (self->discard, !is_busy && (is_changed || record == NULL));
  gtk_widget_set_visible (self->delete, record != NULL && self->noun->deletion != NULL);
  gtk_widget_set_sensitive (self->delete, !is_busy);
}

static ZxFieldRow *
row_of (ZxRecordForm *self, const char *member)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_strcmp0 (zx_field_row_get_field (self->rows->pdata[i])->member, member) == 0)
      return self->rows->pdata[i];
  return NULL;
}

/* Fields that only matter for some words of another. */
static void
show_dependent_rows (ZxRecordForm *self)
{
  for (guint i = 1; i < self->rows->len; i++) {
    const ZxAdminField *field = zx_field_row_get_field (self->rows->pdata[i]);
    g_autofree char *other = NULL;
    g_auto (GStrv) words = NULL;

    if (field->only_for == NULL)
      continue;
    other = zx_field_row_dup_value (field->only_of != NULL ? row_of (self, field->only_of)
                                                           : self->rows->pdata[i - 1]);
    words = g_strsplit (field->only_for, " ", -1);
    gtk_widget_set_visible (self->rows->pdata[i],
                            g_strv_contains ((const char *const *) words, other));
  }
}

static void
changed_cb (ZxRecordForm *self)
{
  show_dependent_rows (self);
  show_error (self, NULL);
  show_status (self);
}

static void
record_changed_cb (ZxRecordForm *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (!zx_record_draft_has (self->draft, zx_field_row_get_field (self->rows->pdata[i])->member))
      zx_field_row_refresh (self->rows->pdata[i]);
  show_dependent_rows (self);
  show_status (self);
}

static void
show_draft (ZxRecordForm *self)
{
  gtk_widget_set_visible (self->conflict, FALSE);
  show_error (self, NULL);
  for (guint i = 0; i < self->rows->len; i++)
    zx_field_row_show (self->rows->pdata[i], self->draft);
  for (GtkWidget *extra = gtk_widget_get_first_child (GTK_WIDGET (self->extras)); extra != NULL;
       extra = gtk_widget_get_next_sibling (extra))
    g_object_set (extra, "draft", self->draft, NULL);
  show_dependent_rows (self);
  show_status (self);
}

void
zx_record_form_show (ZxRecordForm *self, ZxRecordDraft *draft)
{
  g_return_if_fail (ZX_IS_RECORD_FORM (self));

  if (!g_set_object (&self->draft, draft))
    return;
  if (self->saving != NULL)
    g_cancellable_cancel (self->saving); /* it is sent all the same; nobody waits for it here */
  g_clear_object (&self->saving);
  g_signal_group_set_target (self->watch, get_record (self));
  show_draft (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
}

ZxRecordDraft *
zx_record_form_get_draft (ZxRecordForm *self)
{
  g_return_val_if_fail (ZX_IS_RECORD_FORM (self), NULL);
  return self->draft;
}

void
zx_record_form_take_focus (ZxRecordForm *self)
{
  g_return_if_fail (ZX_IS_RECORD_FORM (self));

  for (guint i = 0; i < self->rows->len; i++)
    if (gtk_widget_get_visible (self->rows->pdata[i]) &&
        gtk_widget_grab_focus (self->rows->pdata[i]))
      return;
}

/* --- saving --- */

/* Both are shown: what was to be saved stands in the field, what is there now under it. */
static void
show_conflict (ZxRecordForm *self, const GError *error)
{
  const char *by = zx_error_get_by (error);
  /* translators: %s is a colleague */
  g_autofree char *words =
      g_strdup_printf (_ ("%s has changed this meanwhile. Both are shown below."),
                       by != NULL ? by : _ ("A colleague"));

  gtk_label_set_label (self->conflict_label, words);
  gtk_widget_set_visible (self->conflict, TRUE);
  for (guint i = 0; i < self->rows->len; i++) {
    const char *member = zx_field_row_get_field (self->rows->pdata[i])->member;
    g_autofree char *there = NULL, *below = NULL;

    if (!zx_record_draft_has (self->draft, member))
      continue;
    there = zx_admin_words_member (self->client, get_record (self), member);
    /* translators: %s is a value that somebody else has saved */
    below = g_strdup_printf (_ ("There now: %s"), *there != '\0' ? there : "—");
    zx_field_row_set_error (self->rows->pdata[i], below);
  }
  zx_focus_shown (self->insist);
}

static void
show_refusal (ZxRecordForm *self, const GError *error)
{
  ZxFieldRow *row = row_of (self, zx_error_get_field (error));
  const char *why = zx_error_get_why (error);
  g_autofree char *words = zx_admin_words_refusal (why != NULL ? why : zx_error_get_problem (error),
                                                   zx_error_get_by (error));
  g_autofree char *described =
      g_error_matches (error, ZX_ERROR, ZX_ERROR_UNAVAILABLE)
          ? g_strdup (_ ("Not connected, so this is not saved yet. What you typed is kept: save it "
                         "again when the connection is back."))
          : zx_error_describe (error);

  if (row != NULL && gtk_widget_get_visible (GTK_WIDGET (row))) {
    zx_field_row_set_error (row, words != NULL ? words : described);
    gtk_widget_grab_focus (GTK_WIDGET (row));
  } else {
    show_error (self, described);
  }
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxRecordForm) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZxRecord) record = zx_client_save_record_finish (ZX_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->saving);
  if (record == NULL && g_strcmp0 (zx_error_get_problem (error), "changed") == 0)
    show_conflict (self, error);
  else if (record == NULL)
    show_refusal (self, error);
  show_status (self);
  if (record == NULL)
    return;
  show_draft (self);
  g_signal_emit (self, signals[SAVED], 0, record);
}

static gboolean
check_all (ZxRecordForm *self)
{
  ZxFieldRow *first = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    if (!zx_field_row_check (self->rows->pdata[i]) && first == NULL)
      first = self->rows->pdata[i];
  if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
  return first == NULL;
}

void
zx_record_form_save (ZxRecordForm *self)
{
  g_return_if_fail (ZX_IS_RECORD_FORM (self));

  if (self->draft == NULL || self->saving != NULL || !gtk_widget_get_sensitive (self->save) ||
      !check_all (self))
    return;
  if (get_record (self) == NULL)
    for (guint i = 0; i < self->rows->len; i++)
      zx_field_row_store (self->rows->pdata[i]);
  gtk_widget_set_visible (self->conflict, FALSE);
  show_error (self, NULL);
  self->saving = g_cancellable_new ();
  zx_client_save_record_async (self->client, self->draft, self->saving, saved_cb,
                               g_object_ref (self));
  show_status (self);
}

static void
insist_cb (ZxRecordForm *self)
{
  zx_record_draft_insist (self->draft);
  zx_record_form_save (self);
}

static void
discard_cb (ZxRecordForm *self)
{
  gboolean is_new = get_record (self) == NULL;

  if (self->draft == NULL)
    return;
  zx_record_draft_reset (self->draft);
  show_draft (self);
  if (is_new)
    g_signal_emit (self, signals[DISCARDED], 0);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self))) /* a pressed button acts a moment later */
    zx_record_form_take_focus (self);
}

/* --- deleting --- */

static void
delete_answered_cb (ZxRecordForm *self, const char *response)
{
  ZxRecord *record = get_record (self);

  if (!g_str_equal (response, "delete") || record == NULL)
    return;
  g_signal_emit (self, signals[DELETE], 0, record);
}

static void
delete_cb (ZxRecordForm *self)
{
  ZxRecord *record = get_record (self);
  g_autofree char *title = NULL, *heading = NULL;
  GtkWidget *dialog;

  if (record == NULL)
    return;
  title = zx_admin_words_title (record);
  /* translators: %s is the name of what is to be deleted */
  heading = g_strdup_printf (_ ("Delete “%s”?"), title);
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                                   _ (self->noun->deletion));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete",
                                    _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_answered_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- class --- */

static void
zx_record_form_dispose (GObject *object)
{
  ZxRecordForm *self = ZX_RECORD_FORM (object);

  if (self->saving != NULL)
    g_cancellable_cancel (self->saving);
  g_clear_object (&self->saving);
  g_clear_object (&self->watch);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->draft);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_record_form_parent_class)->dispose (object);
}

static void
zx_record_form_class_init (ZxRecordFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_record_form_dispose;
  signals[SAVED] = g_signal_new ("saved", ZX_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, ZX_TYPE_RECORD);
  signals[DISCARDED] = g_signal_new ("discarded", ZX_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  signals[DELETE] = g_signal_new ("delete", ZX_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, ZX_TYPE_RECORD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-record-form.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, title);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, conflict);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, conflict_label);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, insist);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, error);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, fields);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, extras);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, delete);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, status);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, discard);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordForm, save);
  gtk_widget_class_bind_template_callback (widget_class, insist_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  gtk_widget_class_bind_template_callback (widget_class, zx_record_form_save);
}

static void
zx_record_form_init (ZxRecordForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
  self->watch = g_signal_group_new (ZX_TYPE_RECORD);
  g_signal_group_connect_swapped (self->watch, "notify::rev", G_CALLBACK (record_changed_cb), self);
}

static GtkWidget *
make_heading (const char *words)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "label", words, "xalign", 0.0, "wrap", TRUE, "margin-top", 12,
                    "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (label, "heading");
  return label;
}

GtkWidget *
zx_record_form_new (const ZxAdminNoun *noun, ZxClient *client)
{
  ZxRecordForm *self = g_object_new (ZX_TYPE_RECORD_FORM, NULL);

  self->noun = noun;
  self->client = g_object_ref (client);
  for (guint i = 0; i < ZX_ADMIN_FIELDS && noun->fields[i].member != NULL; i++) {
    GtkWidget *row = zx_field_row_new (&noun->fields[i], client);

    if (noun->fields[i].heading != NULL)
      gtk_box_append (self->fields, make_heading (_ (noun->fields[i].heading)));
    gtk_box_append (self->fields, row);
    g_ptr_array_add (self->rows, row);
    g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  }
  for (guint i = 0; i < G_N_ELEMENTS (extra_types); i++)
    if (g_str_equal (extra_types[i].noun, noun->noun))
      gtk_box_append (self->extras, g_object_new (extra_types[i].type (), "client", client, NULL));
  show_status (self);
  return GTK_WIDGET (self);
}
