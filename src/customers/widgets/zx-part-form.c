/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a customer or of one of its parts being edited, and what is in the way of saving.
 */
#include "zx-part-form.h"

#include "zx-client-records.h"
#include "zx-focus.h"
#include "zx-part-input.h"

#include <glib/gi18n.h>

struct _ZxPartForm {
  AdwBin parent_instance;

  GtkGrid *grid; /* of the template */
  GtkLabel *notice;
  GtkWidget *remove;
  GtkWidget *save;

  ZxClient *client;     /* owned */
  ZxCustomer *customer; /* owned, null for a new customer */
  ZxChange *change;     /* owned */
  ZxPart part;
  gint64 person_id;      /* of a new identity */
  GPtrArray *inputs;     /* owned, of lent ZxPartInput */
  GPtrArray *conflicts;  /* owned, of lent GtkWidget: one of each input, null when none */
  GPtrArray *own_fields; /* owned, of ZxPartField of the administrator's fields */
  GCancellable *cancel;  /* owned */
  guint n_conflicts;
  int n_rows;
  gboolean is_saving, is_changed;
};

G_DEFINE_FINAL_TYPE (ZxPartForm, zx_part_form, ADW_TYPE_BIN)

enum { DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void save (ZxPartForm *self); /* the last conflict that is settled saves */

/* --- what is in the way --- */

static void
show_notice (ZxPartForm *self, const char *text)
{
  gtk_label_set_label (self->notice, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), text != NULL);
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->notice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    text, -1);
}

static guint
place_of (ZxPartForm *self, gpointer input)
{
  guint place = 0;

  g_ptr_array_find (self->inputs, input, &place);
  return place;
}

static void
settle (ZxPartForm *self, ZxPartInput *input)
{
  guint place = place_of (self, input);
  GtkWidget *conflict = self->conflicts->pdata[place];

  if (conflict == NULL)
    return;
  gtk_grid_remove (self->grid, conflict);
  self->conflicts->pdata[place] = NULL;
  if (--self->n_conflicts > 0)
    return;
  show_notice (self, NULL);
  zx_change_rebase (self->change);
  save (self);
}

static void
keep_mine_cb (GtkButton *button, ZxPartForm *self)
{
  settle (self, g_object_get_data (G_OBJECT (button), "input"));
}

static void
take_theirs_cb (GtkButton *button, ZxPartForm *self)
{
  ZxPartInput *input = g_object_get_data (G_OBJECT (button), "input");
  g_autofree char *theirs =
      zx_change_dup_theirs (self->change, zx_part_input_get_field (input)->member);

  zx_part_input_set_value (input, theirs);
  settle (self, input);
}

static GtkWidget *
make_answer (ZxPartForm *self, ZxPartInput *input, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_object_set_data (G_OBJECT (button), "input", input);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  return button;
}

/* Under the field: who changed it to what, and the two answers. */
static void
show_conflict (ZxPartForm *self, guint place, const char *by)
{
  ZxPartInput *input = self->inputs->pdata[place];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *answers = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *theirs =
      zx_change_dup_theirs (self->change, zx_part_input_get_field (input)->member);
  g_autofree char *value = zx_part_input_describe (input, theirs);
  g_autofree char *text =
      *value != '\0'
          /* translators: the first is a colleague's name, the second what he entered */
          ? g_strdup_printf (_ ("%1$s changed it to “%2$s” while you edited."), by, value)
          : g_strdup_printf (_ ("%s emptied it while you edited."), by);
  GtkWidget *label = gtk_label_new (text);
  int column, row, width, height;

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (answers),
                  make_answer (self, input, _ ("Keep _Mine"), G_CALLBACK (keep_mine_cb)));
  gtk_box_append (GTK_BOX (answers),
                  make_answer (self, input, _ ("Take _Theirs"), G_CALLBACK (take_theirs_cb)));
  gtk_widget_add_css_class (answers, "compact");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), answers);
  gtk_widget_set_css_classes (box, (const char *[]){"notice", "changed", NULL});
  gtk_grid_query_child (self->grid, GTK_WIDGET (input), &column, &row, &width, &height);
  gtk_grid_attach (self->grid, box, 0, row + 1, 2, 1);
  self->conflicts->pdata[place] = box;
  self->n_conflicts++;
}

/* The fields whose value the colleague changed to something else than ours. */
static void
show_conflicts (ZxPartForm *self, const char *by)
{
  for (guint i = 0; i < self->inputs->len; i++) {
    ZxPartInput *input = self->inputs->pdata[i];
    const char *member = zx_part_input_get_field (input)->member;
    g_autofree char *mine = zx_part_input_dup_value (input);
    g_autofree char *was = zx_change_dup_text (self->change, member);
    g_autofree char *theirs = zx_change_dup_theirs (self->change, member);

    if (self->conflicts->pdata[i] != NULL || g_str_equal (was, theirs) || g_str_equal (mine, was) ||
        g_str_equal (mine, theirs))
      continue;
    show_conflict (self, i, by);
  }
}

/* What the server says against one field; the field gets the keyboard. */
static char *
describe_field (ZxPartForm *self, const GError *error)
{
  static const struct {
    const char *why, *words;
  } reasons[] = {
      {"missing", N_ ("Please fill this in.")},
      {"too-long", N_ ("This is too long. Please shorten it.")},
      {"malformed", N_ ("This is not in the form that is needed. Please check it.")},
      {"unknown", N_ ("This does not exist any more. Please choose something else.")},
      {"taken", N_ ("Somebody else has this already. Please choose something else.")},
  };
  const char *field = zx_error_get_field (error), *label = field;
  const char *words = N_ ("The server did not accept this. Please check what you entered.");

  for (guint i = 0; i < self->inputs->len; i++)
    if (g_str_equal (zx_part_input_get_field (self->inputs->pdata[i])->member, field)) {
      label = zx_part_input_get_label (self->inputs->pdata[i]);
      zx_part_input_take_focus (self->inputs->pdata[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].why, zx_error_get_why (error)) == 0)
      words = reasons[i].words;
  /* translators: a field's name and what is wrong with it */
  return g_strdup_printf (_ ("%1$s: %2$s"), label, _ (words));
}

static void
show_error (ZxPartForm *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_strcmp0 (zx_error_get_problem (error), "changed") == 0) {
    const char *by = zx_error_get_by (error);

    /* translators: stands for a colleague whose name is not known */
    show_conflicts (self, by != NULL ? by : _ ("A colleague"));
    if (self->n_conflicts > 0)
      return;
  }
  if (self->part == ZX_PART_IDENTITY && g_strcmp0 (zx_error_get_field (error), "shared") != 0 &&
      g_error_matches (error, ZX_ERROR, ZX_ERROR_BAD_DATA))
    text = g_strdup (_ ("This is no complete number or address. A phone number looks like "
                        "+86 138 0013 8000, a mail address like liu@example.com."));
  else if (zx_error_get_field (error) != NULL)
    text = describe_field (self, error);
  else if (g_error_matches (error, ZX_ERROR, ZX_ERROR_UNAVAILABLE))
    text = g_strdup (_ ("Not connected, so this is not saved yet. What you typed is kept: save it "
                        "again when the connection is back."));
  else
    text = zx_error_describe (error);
  show_notice (self, text);
}

/* --- saving --- */

static void
set_saving (ZxPartForm *self, gboolean is_saving)
{
  self->is_saving = is_saving;
  gtk_widget_set_sensitive (self->save, !is_saving);
  gtk_widget_set_sensitive (self->remove, !is_saving);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxPartForm) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 made;

  set_saving (self, FALSE);
  if (zx_client_save_finish (ZX_CLIENT (source), result, &made, &error))
    g_signal_emit (self, signals[DONE], 0, made);
  else if (g_error_matches (error, ZX_ERROR, ZX_ERROR_NOT_FOUND) &&
           zx_error_get_problem (error) == NULL && zx_change_get_part_id (self->change) != 0)
    zx_part_form_orphan (self);
  else
    show_error (self, error);
}

/* The first field that cannot be saved gets the keyboard and says why. */
static gboolean
check (ZxPartForm *self)
{
  ZxPartInput *wrong = NULL;

  for (guint i = 0; i < self->inputs->len; i++) {
    const char *problem = zx_part_input_check (self->inputs->pdata[i]);

    if (problem == NULL) {
      gtk_widget_remove_css_class (self->inputs->pdata[i], "wrong");
      continue;
    }
    gtk_widget_add_css_class (self->inputs->pdata[i], "wrong");
    if (wrong == NULL) {
      /* translators: a field's name and what is wrong with it */
      g_autofree char *text = g_strdup_printf (
          _ ("%1$s: %2$s"), zx_part_input_get_label (self->inputs->pdata[i]), problem);

      wrong = self->inputs->pdata[i];
      show_notice (self, text);
      zx_part_input_take_focus (wrong);
    }
  }
  return wrong == NULL;
}

static gboolean
is_offline (ZxPartForm *self)
{
  return zx_client_get_light (self->client) == ZX_LIGHT_OFFLINE;
}

static void
save (ZxPartForm *self)
{
  if (self->is_saving || self->n_conflicts > 0 || !check (self))
    return;
  for (guint i = 0; i < self->inputs->len; i++)
    zx_part_input_apply (self->inputs->pdata[i], self->change);
  if (self->person_id != 0 && zx_change_get_part_id (self->change) == 0)
    zx_change_set_id (self->change, "person_id", self->person_id);
  show_notice (self, NULL);
  if (is_offline (self) && zx_change_is_any (self->change)) {
    g_autoptr (GError) error = g_error_new_literal (ZX_ERROR, ZX_ERROR_UNAVAILABLE, "offline");

    show_error (self, error);
    return;
  }
  set_saving (self, TRUE);
  zx_client_save_async (self->client, self->change, self->cancel, saved_cb, g_object_ref (self));
}

static void
save_cb (ZxPartForm *self)
{
  save (self);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[DONE], 0, (gint64) ZX_FORM_CANCELLED);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxPartForm) self = user_data;
  g_autoptr (GError) error = NULL;

  set_saving (self, FALSE);
  if (zx_client_remove_part_finish (ZX_CLIENT (source), result, &error))
    g_signal_emit (self, signals[DONE], 0, (gint64) ZX_FORM_REMOVED);
  else if (g_strcmp0 (zx_error_get_problem (error), "in-use") == 0 && self->part == ZX_PART_PERSON)
    show_notice (self, _ ("There are conversations with this person, so he cannot be removed. An "
                          "administrator can erase him."));
  else
    show_error (self, error);
}

static void
removal_answered_cb (ZxPartForm *self, const char *response)
{
  if (!g_str_equal (response, "remove") || self->is_saving)
    return;
  show_notice (self, NULL);
  set_saving (self, TRUE);
  zx_client_remove_part_async (self->client, self->customer, self->part,
                               zx_change_get_part_id (self->change), self->cancel, removed_cb,
                               g_object_ref (self));
}

/* What is removed is gone for all: asked once, in words. */
static void
remove_cb (ZxPartForm *self)
{
  g_autofree char *name =
      self->inputs->len > 0
          ? zx_change_dup_text (self->change, self->part == ZX_PART_IDENTITY ? "value" : "name")
          : NULL;
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Remove this for everybody?"),
                                              name != NULL && *name != '\0' ? name : NULL);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                    _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (removal_answered_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- fields --- */

static void
changed_cb (ZxPartForm *self)
{
  self->is_changed = TRUE;
}

static void
add_field (ZxPartForm *self, const ZxPartField *field, const char *label)
{
  GtkWidget *input = zx_part_input_new (self->client, field, label);
  GtkWidget *key = gtk_label_new (field->kind == ZX_INPUT_FLAG ? NULL : label);
  g_autofree char *value = zx_change_dup_text (self->change, field->member);
  int row = self->n_rows;

  gtk_label_set_xalign (GTK_LABEL (key), 0);
  gtk_label_set_wrap (GTK_LABEL (key), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (key), 5);
  gtk_label_set_max_width_chars (GTK_LABEL (key), 9);
  gtk_widget_set_css_classes (key, (const char *[]){"caption", "dim-label", NULL});
  gtk_widget_set_valign (key, field->kind == ZX_INPUT_TEXT ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  /* A new one begins with the first choice, not with none. */
  if (*value != '\0' || zx_change_get_part_id (self->change) != 0 || self->part == ZX_PART_CUSTOMER)
    zx_part_input_set_value (ZX_PART_INPUT (input), value);
  g_object_bind_property (input, "visible", key, "visible", G_BINDING_SYNC_CREATE);
  gtk_grid_attach (self->grid, key, 0, row, 1, 1);
  gtk_grid_attach (self->grid, input, 1, row, 1, 1);
  self->n_rows += 2; /* the next one is for a conflict */
  g_ptr_array_add (self->inputs, input);
  g_ptr_array_add (self->conflicts, NULL);
  g_signal_connect_object (input, "activate", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (input, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
free_own_field (gpointer data)
{
  ZxPartField *field = data;

  for (guint i = 0; field->choices != NULL && field->choices[i].word != NULL; i++)
    g_free ((char *) field->choices[i].word);
  g_free ((ZxChoice *) field->choices);
  g_free ((char *) field->member);
  g_free (field);
}

/* "none" first, then the administrator's words, which are their own labels. */
static ZxChoice *
read_choices (ZxRecord *record)
{
  g_auto (GStrv) words = zx_record_dup_words (record, "choices");
  guint n = g_strv_length (words);
  ZxChoice *choices = g_new0 (ZxChoice, n + 2);

  choices[0] = (ZxChoice){g_strdup (""), N_ ("None")};
  for (guint i = 0; i < n; i++) {
    choices[i + 1].word = g_strdup (words[i]);
    choices[i + 1].label = choices[i + 1].word;
  }
  return choices;
}

/* The fields that an administrator has made for customers. */
static void
add_own_fields (ZxPartForm *self)
{
  GListModel *records = zx_client_get_records (self->client, "field");

  for (guint i = 0; i < g_list_model_get_n_items (records); i++) {
    g_autoptr (ZxRecord) record = g_list_model_get_item (records, i);
    const char *key = zx_record_get_text (record, "key"),
               *label = zx_record_get_text (record, "label");
    const char *kind = zx_record_get_text (record, "kind");
    ZxPartField *field;

    if (key == NULL)
      continue;
    field = g_new0 (ZxPartField, 1);
    field->member = g_strconcat ("fields.", key, NULL);
    if (g_strcmp0 (kind, "date") == 0)
      field->kind = ZX_INPUT_DAY;
    else if (g_strcmp0 (kind, "choice") == 0) {
      field->kind = ZX_INPUT_CHOICE;
      field->choices = read_choices (record);
    }
    g_ptr_array_add (self->own_fields, field);
    add_field (self, field, label != NULL ? label : key);
  }
}

static void
add_fields (ZxPartForm *self)
{
  guint n;
  const ZxPartField *fields = zx_part_fields (self->part, &n);

  for (guint i = 0; i < n; i++)
    if (!fields[i].only_new || zx_change_get_part_id (self->change) == 0)
      add_field (self, &fields[i], _ (fields[i].label));
  if (self->part == ZX_PART_CUSTOMER)
    add_own_fields (self);
}

/* --- class --- */

static void
zx_part_form_dispose (GObject *object)
{
  ZxPartForm *self = ZX_PART_FORM (object);

  g_cancellable_cancel (self->cancel);
  g_ptr_array_set_size (self->inputs, 0);
  g_ptr_array_set_size (self->conflicts, 0);
  g_clear_object (&self->customer);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_part_form_parent_class)->dispose (object);
}

static void
zx_part_form_finalize (GObject *object)
{
  ZxPartForm *self = ZX_PART_FORM (object);

  g_clear_pointer (&self->change, zx_change_free);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->conflicts);
  g_ptr_array_unref (self->own_fields);
  g_object_unref (self->cancel);
  G_OBJECT_CLASS (zx_part_form_parent_class)->finalize (object);
}

static void
zx_part_form_class_init (ZxPartFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = zx_part_form_dispose;
  object_class->finalize = zx_part_form_finalize;
  signals[DONE] = g_signal_new ("done", ZX_TYPE_PART_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-part-form.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxPartForm, grid);
  gtk_widget_class_bind_template_child (widget_class, ZxPartForm, notice);
  gtk_widget_class_bind_template_child (widget_class, ZxPartForm, remove);
  gtk_widget_class_bind_template_child (widget_class, ZxPartForm, save);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_install_action (widget_class, "form.cancel", NULL, cancel);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "form.cancel", NULL);
}

static void
zx_part_form_init (ZxPartForm *self)
{
  self->inputs = g_ptr_array_new ();
  self->conflicts = g_ptr_array_new ();
  self->own_fields = g_ptr_array_new_with_free_func (free_own_field);
  self->cancel = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

ZxPartForm *
zx_part_form_new (ZxClient *client,
                  ZxCustomer *customer,
                  ZxPart part,
                  gint64 part_id,
                  gint64 person_id)
{
  ZxPartForm *self = g_object_new (ZX_TYPE_PART_FORM, NULL);
  gboolean is_new = customer == NULL || (part != ZX_PART_CUSTOMER && part_id == 0);

  self->client = g_object_ref (client);
  self->customer = customer != NULL ? g_object_ref (customer) : NULL;
  self->part = part;
  self->person_id = person_id;
  self->change = zx_change_new (customer, part, part_id);
  add_fields (self);
  gtk_widget_set_visible (self->remove, !is_new && part != ZX_PART_CUSTOMER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_new ? zx_words_part_add (part) : zx_words_part_edit (part),
                                  -1);
  return self;
}

ZxPart
zx_part_form_get_part (ZxPartForm *self)
{
  g_return_val_if_fail (ZX_IS_PART_FORM (self), ZX_PART_CUSTOMER);
  return self->part;
}

gint64
zx_part_form_get_part_id (ZxPartForm *self)
{
  g_return_val_if_fail (ZX_IS_PART_FORM (self), 0);
  return zx_change_get_part_id (self->change);
}

gboolean
zx_part_form_is_changed (ZxPartForm *self)
{
  g_return_val_if_fail (ZX_IS_PART_FORM (self), FALSE);
  return self->is_changed;
}

void
zx_part_form_orphan (ZxPartForm *self)
{
  g_return_if_fail (ZX_IS_PART_FORM (self));

  if (zx_change_get_part_id (self->change) == 0)
    return;
  for (guint i = 0; i < self->conflicts->len; i++)
    if (self->conflicts->pdata[i] != NULL) {
      gtk_grid_remove (self->grid, self->conflicts->pdata[i]);
      self->conflicts->pdata[i] = NULL;
    }
  self->n_conflicts = 0;
  zx_change_free (self->change);
  self->change = zx_change_new (self->customer, self->part, 0);
  gtk_widget_set_visible (self->remove, FALSE);
  show_notice (self,
               _ ("Somebody removed this while you edited. What you typed is still here: Save "
                  "adds it anew, Esc drops it."));
}

void
zx_part_form_take_focus (ZxPartForm *self)
{
  g_return_if_fail (ZX_IS_PART_FORM (self));

  if (self->inputs->len > 0)
    zx_part_input_take_focus (self->inputs->pdata[0]);
  zx_scroll_to_shown (GTK_WIDGET (self));
}
