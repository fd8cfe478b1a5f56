/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One field of a form: a line, a text, a day, words, a choice, a flag, a colleague or a record. */
#include "zx-part-input.h"

#include "zx-client-records.h"
#include "zx-named-drop.h"

#include <glib/gi18n.h>

#define TEXT_LINES 3 /* of a text field before it scrolls, in heights of a line */

struct _ZxPartInput {
  AdwBin parent_instance;

  const ZxPartField *field;
  char *label;         /* owned */
  GtkWidget *control;  /* of the bin, or inside it */
  GtkWidget *loose;    /* owned: the control while it stands nowhere, else null */
  GPtrArray *words;    /* owned, of char *: what the rows of a drop-down stand for */
  GListModel *source;  /* owned: the records or colleagues of a drop-down, else null */
  ZxClient *client;    /* owned, of organisations, else null */
  gboolean is_setting; /* the value is being set by the program */
  gboolean is_composing;
};

G_DEFINE_FINAL_TYPE (ZxPartInput, zx_part_input, ADW_TYPE_BIN)

enum { ACTIVATE, CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
changed_cb (ZxPartInput *self)
{
  if (!self->is_setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
activate_cb (ZxPartInput *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

/* --- drop-downs --- */

static void
add_choice (ZxPartInput *self, GtkStringList *labels, const char *word, const char *label)
{
  g_ptr_array_add (self->words, g_strdup (word));
  gtk_string_list_append (labels, label);
}

static char *
name_of (gpointer item)
{
  char *name = NULL;

  if (ZX_IS_RECORD (item))
    return g_strdup (zx_record_get_title (item));
  g_object_get (item, "name", &name, NULL);
  return name != NULL ? name : g_strdup ("");
}

static void
fill_choices (ZxPartInput *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  const ZxChoice *choices = self->field->choices;

  g_ptr_array_set_size (self->words, 0);
  if (self->source != NULL && !self->field->is_needed)
    /* translators: nobody, or none, is chosen in a list */
    add_choice (self, labels, "", _ ("None"));
  for (guint i = 0; choices != NULL && choices[i].word != NULL; i++)
    add_choice (self, labels, choices[i].word, _ (choices[i].label));
  for (guint i = 0; self->source != NULL && i < g_list_model_get_n_items (self->source); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (self->source, i);
    g_autofree char *name = name_of (item);
    g_autofree char *word = NULL;
    gint64 id;

    g_object_get (item, "id", &id, NULL);
    if (self->client != NULL && !zx_rights_sees_org (zx_client_get_rights (self->client), id))
      continue;
    word = g_strdup_printf ("%" G_GINT64_FORMAT, id);
    add_choice (self, labels, word, name);
  }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->control), G_LIST_MODEL (labels));
  if (self->client != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self), self->words->len > 1);
}

/* Chooses the row of @word; one that the list does not have gets a row of its own. */
static void
choose (ZxPartInput *self, const char *word)
{
  GtkStringList *labels = GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->control)));

  for (guint i = 0; i < self->words->len; i++)
    if (g_str_equal (self->words->pdata[i], word)) {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), i);
      return;
    }
  if (*word != '\0') {
    add_choice (self, labels, word, word);
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), self->words->len - 1);
  }
}

/* A new customer begins in the agent's own organisation. */
static void
choose_own_org (ZxPartInput *self)
{
  g_autofree char *own =
      g_strdup_printf ("%" G_GINT64_FORMAT, zx_client_get_rights (self->client)->org_id);

  if (self->words->len > 0)
    choose (self, own);
}

/* A colleague or a kind has come or gone while the form is open: the choice stays. */
static void
source_changed_cb (ZxPartInput *self)
{
  g_autofree char *value = zx_part_input_dup_value (self);

  self->is_setting = TRUE;
  fill_choices (self);
  if (self->client != NULL && *value == '\0')
    choose_own_org (self);
  else
    choose (self, value);
  self->is_setting = FALSE;
}

static void
make_drop_down (ZxPartInput *self)
{
  self->control = gtk_drop_down_new (NULL, NULL);
  gtk_widget_set_hexpand (self->control, TRUE);
  zx_named_drop_set (GTK_DROP_DOWN (self->control), self->label);
  fill_choices (self);
  g_signal_connect_object (self->control, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static GtkWidget *
make_choice (ZxPartInput *self, ZxClient *client)
{
  if (self->field->kind == ZX_INPUT_AGENT && client != NULL)
    self->source = g_object_ref (zx_client_get_agents (client));
  else if (self->field->kind == ZX_INPUT_RECORD && client != NULL)
    self->source = g_object_ref (zx_client_get_records (client, self->field->noun));
  else if (self->field->kind == ZX_INPUT_ORG && client != NULL) {
    self->source = g_object_ref (zx_client_get_records (client, "org"));
    self->client = g_object_ref (client);
  }
  make_drop_down (self);
  if (self->source != NULL)
    g_signal_connect_object (self->source, "items-changed", G_CALLBACK (source_changed_cb), self,
                             G_CONNECT_SWAPPED);
  return self->control;
}

/* --- lines and texts --- */

static GtkWidget *
make_line (ZxPartInput *self)
{
  self->control = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->control), 6);
  if (self->field->kind == ZX_INPUT_DAY)
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->control),
                                    /* translators: an example of a day: year, month, day */
                                    _ ("2026-12-31"));
  if (self->field->kind == ZX_INPUT_WORDS)
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->control), _ ("Parted by commas"));
  g_signal_connect_object (self->control, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->control, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  return self->control;
}

static void
preedit_changed_cb (ZxPartInput *self, const char *preedit)
{
  self->is_composing = preedit != NULL && *preedit != '\0';
}

/* Enter saves, Shift+Enter breaks the line, and neither disturbs an input method; Tab leaves. */
static gboolean
key_pressed_cb (ZxPartInput *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (self->is_composing || (state & GDK_SHIFT_MASK) != 0 ||
      (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter))
    return GDK_EVENT_PROPAGATE;
  activate_cb (self);
  return GDK_EVENT_STOP;
}

static GtkWidget *
make_text (ZxPartInput *self)
{
  GtkWidget *frame = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  PangoLayout *layout;
  int height;

  self->control = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->control), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->control), FALSE);
  layout = gtk_widget_create_pango_layout (self->control, "国");
  pango_layout_get_pixel_size (layout, NULL, &height);
  g_object_unref (layout);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (frame), self->control);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (frame), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (frame), height * TEXT_LINES);
  gtk_widget_add_css_class (frame, "text-field");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->control, keys);
  g_signal_connect_object (self->control, "preedit-changed", G_CALLBACK (preedit_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return frame;
}

static GtkWidget *
make_flag (ZxPartInput *self)
{
  self->control = gtk_check_button_new_with_label (self->label);
  g_signal_connect_object (self->control, "toggled", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self->control;
}

/* --- class --- */

/* A form that is taken out of the window comes back with a new drop-down: parts of the old one stay
 * known to assistive programs meanwhile, which GTK 4.8 complains of when it is shown again. */
static void
zx_part_input_unroot (GtkWidget *widget)
{
  ZxPartInput *self = ZX_PART_INPUT (widget);

  if (GTK_IS_DROP_DOWN (self->control)) {
    g_autofree char *value = zx_part_input_dup_value (self);

    adw_bin_set_child (ADW_BIN (self), NULL);
    self->is_setting = TRUE;
    make_drop_down (self);
    choose (self, value);
    self->is_setting = FALSE;
    self->loose = g_object_ref_sink (self->control);
  }
  GTK_WIDGET_CLASS (zx_part_input_parent_class)->unroot (widget);
}

static void
zx_part_input_root (GtkWidget *widget)
{
  ZxPartInput *self = ZX_PART_INPUT (widget);

  GTK_WIDGET_CLASS (zx_part_input_parent_class)->root (widget);

  if (self->loose != NULL)
    adw_bin_set_child (ADW_BIN (self), self->loose);
  g_clear_object (&self->loose);
}

static void
zx_part_input_dispose (GObject *object)
{
  ZxPartInput *self = ZX_PART_INPUT (object);

  g_clear_object (&self->loose);
  g_clear_object (&self->source);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_part_input_parent_class)->dispose (object);
}

static void
zx_part_input_finalize (GObject *object)
{
  ZxPartInput *self = ZX_PART_INPUT (object);

  g_free (self->label);
  g_ptr_array_unref (self->words);
  G_OBJECT_CLASS (zx_part_input_parent_class)->finalize (object);
}

static void
zx_part_input_class_init (ZxPartInputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = zx_part_input_dispose;
  object_class->finalize = zx_part_input_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = zx_part_input_unroot;
  GTK_WIDGET_CLASS (klass)->root = zx_part_input_root;
  signals[ACTIVATE] = g_signal_new ("activate", ZX_TYPE_PART_INPUT, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", ZX_TYPE_PART_INPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
zx_part_input_init (ZxPartInput *self)
{
  self->words = g_ptr_array_new_with_free_func (g_free);
}

GtkWidget *
zx_part_input_new (ZxClient *client, const ZxPartField *field, const char *label)
{
  ZxPartInput *self = g_object_new (ZX_TYPE_PART_INPUT, NULL);
  GtkWidget *child;

  self->field = field;
  self->label = g_strdup (label);
  if (field->kind == ZX_INPUT_TEXT)
    child = make_text (self);
  else if (field->kind == ZX_INPUT_FLAG)
    child = make_flag (self);
  else if (field->kind == ZX_INPUT_CHOICE || field->kind == ZX_INPUT_AGENT ||
           field->kind == ZX_INPUT_RECORD || field->kind == ZX_INPUT_ORG)
    child = make_choice (self, client);
  else
    child = make_line (self);
  gtk_widget_set_hexpand (child, TRUE);
  if (!GTK_IS_DROP_DOWN (self->control))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    label, -1);
  adw_bin_set_child (ADW_BIN (self), child);
  return GTK_WIDGET (self);
}

const ZxPartField *
zx_part_input_get_field (ZxPartInput *self)
{
  g_return_val_if_fail (ZX_IS_PART_INPUT (self), NULL);
  return self->field;
}

const char *
zx_part_input_get_label (ZxPartInput *self)
{
  g_return_val_if_fail (ZX_IS_PART_INPUT (self), NULL);
  return self->label;
}

char *
zx_part_input_dup_value (ZxPartInput *self)
{
  g_return_val_if_fail (ZX_IS_PART_INPUT (self), NULL);

  if (GTK_IS_DROP_DOWN (self->control)) {
    guint place = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));

    return g_strdup (place < self->words->len ? self->words->pdata[place] : "");
  }
  if (GTK_IS_CHECK_BUTTON (self->control))
    return g_strdup (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->control)) ? "true"
                                                                                    : "false");
  if (GTK_IS_TEXT_VIEW (self->control)) {
    char *text = NULL;

    g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), "text", &text, NULL);
    return g_strstrip (text);
  }
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->control))));
}

void
zx_part_input_set_value (ZxPartInput *self, const char *value)
{
  g_return_if_fail (ZX_IS_PART_INPUT (self));

  if (value == NULL)
    value = "";
  self->is_setting = TRUE;
  if (self->client != NULL && *value == '\0')
    choose_own_org (self);
  else if (GTK_IS_DROP_DOWN (self->control))
    choose (self, value);
  else if (GTK_IS_CHECK_BUTTON (self->control))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->control), g_str_equal (value, "true"));
  else if (GTK_IS_TEXT_VIEW (self->control))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), value, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->control), value);
  self->is_setting = FALSE;
}

char *
zx_part_input_describe (ZxPartInput *self, const char *value)
{
  GListModel *labels;

  g_return_val_if_fail (ZX_IS_PART_INPUT (self), NULL);

  if (GTK_IS_CHECK_BUTTON (self->control))
    return g_strdup (g_strcmp0 (value, "true") == 0 ? _ ("yes") : _ ("no"));
  if (!GTK_IS_DROP_DOWN (self->control))
    return g_strdup (value != NULL ? value : "");
  labels = gtk_drop_down_get_model (GTK_DROP_DOWN (self->control));
  for (guint i = 0; i < self->words->len; i++)
    if (g_strcmp0 (self->words->pdata[i], value) == 0)
      return g_strdup (gtk_string_list_get_string (GTK_STRING_LIST (labels), i));
  return g_strdup (value != NULL ? value : "");
}

const char *
zx_part_input_check (ZxPartInput *self)
{
  g_autofree char *value = zx_part_input_dup_value (self);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return NULL; /* there is nothing to choose between */
  if (self->field->is_needed && *value == '\0')
    return _ ("Please fill this in.");
  if (self->field->kind == ZX_INPUT_DAY && *value != '\0' && !zx_part_is_day (value))
    return _ ("Please write the day as year-month-day, for example 2026-12-31.");
  return NULL;
}

void
zx_part_input_apply (ZxPartInput *self, ZxChange *change)
{
  g_autofree char *value = zx_part_input_dup_value (self);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  if (self->field->kind == ZX_INPUT_WORDS) {
    g_auto (GStrv) words = zx_part_split_words (value);

    zx_change_set_words (change, self->field->member, (const char *const *) words);
  } else if (self->field->kind == ZX_INPUT_FLAG)
    zx_change_set_bool (change, self->field->member, g_str_equal (value, "true"));
  else
    zx_change_set_text (change, self->field->member, value);
}

void
zx_part_input_take_focus (ZxPartInput *self)
{
  g_return_if_fail (ZX_IS_PART_INPUT (self));

  if (GTK_IS_ENTRY (self->control))
    gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->control));
  else
    gtk_widget_grab_focus (self->control);
}
