/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One field of a form: label, entry, hint and what is wrong with it. */
#include "zx-field-row.h"

#include "zx-admin-words.h"
#include "zx-brand.h"
#include "zx-named-drop.h"
#include "zx-record-choice.h"
#include "zx-skill-list.h"

#include <glib/gi18n.h>

struct _ZxFieldRow {
  AdwBin parent_instance;

  GtkLabel *label; /* of the template */
  AdwBin *slot;
  GtkWidget *look; /* of a colour */
  GtkLabel *sample;
  GtkLabel *extra;
  GtkLabel *hint;
  GtkLabel *error;

  const ZxAdminField *field; /* static, null until made properly */
  ZxClient *client;          /* owned */
  GtkWidget *control;        /* lent: entry, text view, drop-down, check button or list */
  ZxRecordDraft *draft;      /* owned, null */
  gboolean is_showing;       /* the value is being set by us */
};

G_DEFINE_FINAL_TYPE (ZxFieldRow, zx_field_row, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static char *
dup_view_text (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

char *
zx_field_row_dup_value (ZxFieldRow *self)
{
  g_return_val_if_fail (ZX_IS_FIELD_ROW (self), NULL);

  switch (self->field->kind) {
  case ZX_FIELD_ROW_LONG:
  case ZX_FIELD_ROW_WORDS:
    return dup_view_text (self->control);
  case ZX_FIELD_ROW_CHOICE: {
    guint place = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));

    return g_strdup (place != GTK_INVALID_LIST_POSITION ? self->field->choices[place].word : "");
  }
  case ZX_FIELD_ROW_REF: {
    gint64 id = zx_record_choice_get_one (ZX_RECORD_CHOICE (self->control));

    return id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : g_strdup ("");
  }
  case ZX_FIELD_ROW_REFS: {
    g_auto (GStrv) ids = zx_record_choice_dup_all (ZX_RECORD_CHOICE (self->control));

    return g_strjoinv (",", ids);
  }
  case ZX_FIELD_ROW_FLAG:
    return g_strdup (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->control)) ? "true"
                                                                                    : "false");
  case ZX_FIELD_ROW_SKILLS:
    return zx_skill_list_dup_json (ZX_SKILL_LIST (self->control));
  case ZX_FIELD_ROW_PASSWORD:
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->control)));
  default:
    return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->control))));
  }
}

static void
store_lines (ZxFieldRow *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_ptr_array_add (words, lines[i]);
  g_ptr_array_add (words, NULL);
  zx_record_draft_set_words (self->draft, self->field->member, (const char *const *) words->pdata);
}

/* Half a number is kept as it is written; it is not sent. */
static void
store_number (ZxFieldRow *self, const char *value)
{
  g_autofree char *wrong = zx_admin_words_check (self->field, value);

  if (*value != '\0' && wrong == NULL)
    zx_record_draft_set_int (self->draft, self->field->member, g_ascii_strtoll (value, NULL, 10));
  else
    zx_record_draft_set_text (self->draft, self->field->member, value);
}

/* What he can do of other kinds stays. */
static void
store_at_once (ZxFieldRow *self, const char *value)
{
  g_autofree char *wrong = zx_admin_words_check (self->field, value);
  g_autofree char *before = zx_record_draft_dup_json (self->draft, self->field->member);
  g_autoptr (JsonObject) all = zx_json_parse (before, -1, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  if (*value == '\0' || wrong != NULL) {
    zx_record_draft_set_text (self->draft, self->field->member, value);
    return;
  }
  if (all == NULL)
    all = json_object_new ();
  json_object_set_int_member (all, "web", g_ascii_strtoll (value, NULL, 10));
  json_node_set_object (node, all);
  json = zx_json_text (node);
  zx_record_draft_set_json (self->draft, self->field->member, json);
}

void
zx_field_row_store (ZxFieldRow *self)
{
  g_autofree char *value = NULL;
  const char *member;

  g_return_if_fail (ZX_IS_FIELD_ROW (self));

  if (self->draft == NULL || !gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  member = self->field->member;
  value = zx_field_row_dup_value (self);
  switch (self->field->kind) {
  case ZX_FIELD_ROW_WORDS:
    store_lines (self, value);
    break;
  case ZX_FIELD_ROW_REFS: {
    g_auto (GStrv) ids = zx_record_choice_dup_all (ZX_RECORD_CHOICE (self->control));

    zx_record_draft_set_words (self->draft, member, (const char *const *) ids);
    break;
  }
  case ZX_FIELD_ROW_FLAG:
    zx_record_draft_set_bool (self->draft, member, g_str_equal (value, "true"));
    break;
  case ZX_FIELD_ROW_NUMBER:
    store_number (self, value);
    break;
  case ZX_FIELD_ROW_AT_ONCE:
    store_at_once (self, value);
    break;
  case ZX_FIELD_ROW_SKILLS:
    zx_record_draft_set_json (self->draft, member, value);
    break;
  default:
    zx_record_draft_set_text (self->draft, member, value);
  }
}

static void
show_colour (ZxFieldRow *self)
{
  g_autofree char *value = zx_field_row_dup_value (self);
  g_autofree char *words = zx_admin_words_contrast (value), *markup = NULL;
  guint32 colour, on_it;

  if (zx_brand_parse (*value != '\0' ? value : "#0b6b5f", &colour, &on_it))
    markup = g_strdup_printf ("<span background=\"#%06x\" foreground=\"#%06x\">  %s  </span>",
                              colour, on_it, _ ("Sample"));
  gtk_label_set_markup (self->sample, markup != NULL ? markup : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sample), markup != NULL);
  gtk_label_set_label (self->extra, words);
  if (markup != NULL) {
    GdkRGBA rgba = {(float) (colour >> 16) / 255, (float) (colour >> 8 & 0xff) / 255,
                    (float) (colour & 0xff) / 255, 1};

    gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (gtk_widget_get_next_sibling (self->control)),
                                &rgba);
  }
}

static void
value_changed_cb (ZxFieldRow *self)
{
  if (self->field->kind == ZX_FIELD_ROW_COLOUR)
    show_colour (self);
  if (self->is_showing)
    return;
  zx_field_row_set_error (self, NULL);
  zx_field_row_store (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- showing --- */

static void
set_view_text (GtkWidget *view, const char *text)
{
  g_autofree char *shown = dup_view_text (view);

  if (!g_str_equal (shown, text))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

/* A language may be told apart further: "zh-CN" is Chinese. */
static gboolean
is_choice (const char *choice, const char *word)
{
  gsize length = strlen (choice);

  return g_str_equal (choice, word) ||
         (length > 0 && strncmp (word, choice, length) == 0 && word[length] == '-');
}

static void
show_choice (ZxFieldRow *self, const char *word)
{
  for (guint i = 0; self->field->choices[i].label != NULL; i++)
    if (is_choice (self->field->choices[i].word, word)) {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), i);
      return;
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), 0);
}

/* A new thing belongs to one's own organisation unless one says otherwise. */
static gint64
chosen_ref (ZxFieldRow *self, gboolean is_new)
{
  gint64 id = zx_record_draft_get_ref (self->draft, self->field->member);
  ZxAgent *me = zx_client_get_me (self->client);

  if (id == 0 && is_new && me != NULL && g_str_equal (self->field->refers, "org"))
    return zx_agent_get_org_id (me);
  return id;
}

/* {"web":4} → "4". */
static char *
dup_at_once (ZxFieldRow *self)
{
  g_autofree char *json = zx_record_draft_dup_json (self->draft, self->field->member);

  return zx_admin_words_at_once (json);
}

static void
show_value (ZxFieldRow *self)
{
  const ZxAdminField *field = self->field;
  g_autofree char *plain = zx_record_draft_dup_plain (self->draft, field->member);
  g_auto (GStrv) words = zx_record_draft_dup_words (self->draft, field->member);
  gboolean is_new = zx_record_draft_get_record (self->draft) == NULL;

  if (is_new && *plain == '\0' && !zx_record_draft_has (self->draft, field->member) &&
      field->initial != NULL) {
    g_free (plain);
    plain = g_strdup (field->initial);
  }
  if (field->kind == ZX_FIELD_ROW_AT_ONCE && *plain == '{') {
    g_free (plain);
    plain = dup_at_once (self);
  }
  switch (field->kind) {
  case ZX_FIELD_ROW_LONG:
    set_view_text (self->control, plain);
    break;
  case ZX_FIELD_ROW_WORDS: {
    g_autofree char *text = g_strjoinv ("\n", words);
    g_autofree char *shown = dup_view_text (self->control);

    /* An empty line at the end is no word, but somebody is just writing there. */
    if (!g_str_equal (g_strstrip (shown), text))
      set_view_text (self->control, text);
    break;
  }
  case ZX_FIELD_ROW_CHOICE:
    show_choice (self, plain);
    break;
  case ZX_FIELD_ROW_REF:
    zx_record_choice_set_one (ZX_RECORD_CHOICE (self->control), chosen_ref (self, is_new));
    break;
  case ZX_FIELD_ROW_REFS:
    zx_record_choice_set_all (ZX_RECORD_CHOICE (self->control), (const char *const *) words);
    break;
  case ZX_FIELD_ROW_SKILLS: {
    g_autofree char *json = zx_record_draft_dup_json (self->draft, field->member);

    zx_skill_list_set_json (ZX_SKILL_LIST (self->control), json);
    break;
  }
  case ZX_FIELD_ROW_FLAG:
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->control), g_str_equal (plain, "true"));
    break;
  default: {
    g_autofree char *shown = zx_field_row_dup_value (self);

    if (!g_str_equal (shown, plain))
      gtk_editable_set_text (GTK_EDITABLE (self->control), plain);
  }
  }
}

void
zx_field_row_refresh (ZxFieldRow *self)
{
  g_return_if_fail (ZX_IS_FIELD_ROW (self));

  if (self->draft == NULL)
    return;
  self->is_showing = TRUE;
  show_value (self);
  self->is_showing = FALSE;
  if (self->field->kind == ZX_FIELD_ROW_COLOUR)
    show_colour (self);
}

void
zx_field_row_show (ZxFieldRow *self, ZxRecordDraft *draft)
{
  gboolean is_new;

  g_return_if_fail (ZX_IS_FIELD_ROW (self));

  g_set_object (&self->draft, draft);
  zx_field_row_set_error (self, NULL);
  if (draft == NULL)
    return;
  is_new = zx_record_draft_get_record (draft) == NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), is_new || !self->field->is_new_only);
  gtk_widget_set_sensitive (self->control, is_new || !self->field->is_fixed);
  zx_field_row_refresh (self);
}

/* --- what is wrong --- */

void
zx_field_row_set_error (ZxFieldRow *self, const char *words)
{
  g_return_if_fail (ZX_IS_FIELD_ROW (self));

  gtk_label_set_label (self->error, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), words != NULL);
  if (words != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "wrong");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "wrong");
  if (self->control != NULL && GTK_IS_EDITABLE (self->control))
    gtk_accessible_update_state (
        GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_STATE_INVALID,
        words != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

gboolean
zx_field_row_check (ZxFieldRow *self)
{
  g_autofree char *value = NULL, *wrong = NULL;

  g_return_val_if_fail (ZX_IS_FIELD_ROW (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || !gtk_widget_get_sensitive (self->control))
    return TRUE;
  value = zx_field_row_dup_value (self);
  wrong = zx_admin_words_check (self->field, value);
  zx_field_row_set_error (self, wrong);
  return wrong == NULL;
}

/* --- making --- */

static GtkWidget *
make_view (ZxFieldRow *self, GtkWidget **slot)
{
  GtkWidget *view = gtk_text_view_new (), *scrolled = gtk_scrolled_window_new ();
  gboolean is_long = self->field->kind == ZX_FIELD_ROW_LONG;

  g_object_set (view, "wrap-mode", GTK_WRAP_WORD_CHAR, "accepts-tab", FALSE, "top-margin", 6,
                "bottom-margin", 6, "left-margin", 9, "right-margin", 9, NULL);
  g_object_set (scrolled, "child", view, "min-content-height", is_long ? 90 : 60,
                "max-content-height", 220, "propagate-natural-height", TRUE, "hscrollbar-policy",
                GTK_POLICY_NEVER, NULL);
  gtk_widget_add_css_class (scrolled, "entry-frame");
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed",
                           G_CALLBACK (value_changed_cb), self, G_CONNECT_SWAPPED);
  *slot = scrolled;
  return view;
}

static GtkWidget *
make_drop (ZxFieldRow *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkWidget *drop;

  for (guint i = 0; self->field->choices[i].label != NULL; i++)
    gtk_string_list_append (labels, _ (self->field->choices[i].label));
  drop = gtk_drop_down_new (G_LIST_MODEL (labels), NULL);
  zx_named_drop_set (GTK_DROP_DOWN (drop), _ (self->field->label));
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (value_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return drop;
}

static void
colour_chosen_cb (ZxFieldRow *self, GtkColorButton *button)
{
  GdkRGBA colour;
  g_autofree char *text = NULL;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (button), &colour);
  text = g_strdup_printf ("#%02x%02x%02x", (guint) (colour.red * 255 + 0.5F),
                          (guint) (colour.green * 255 + 0.5F), (guint) (colour.blue * 255 + 0.5F));
  gtk_editable_set_text (GTK_EDITABLE (self->control), text);
}

static GtkWidget *
make_colour (ZxFieldRow *self, GtkWidget **slot)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *entry = gtk_entry_new ();
  GtkWidget *button = gtk_color_button_new ();

  gtk_widget_set_hexpand (entry, TRUE);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_set_tooltip_text (button, _ ("Choose a colour"));
  /* The keyboard is in the button inside it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (button)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Choose a colour"), -1);
  g_signal_connect_object (button, "color-set", G_CALLBACK (colour_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "changed", G_CALLBACK (value_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->look, TRUE);
  *slot = box;
  return entry;
}

static GtkWidget *
make_control (ZxFieldRow *self, const char *label, GtkWidget **slot)
{
  const ZxAdminField *field = self->field;
  GtkWidget *control;

  switch (field->kind) {
  case ZX_FIELD_ROW_LONG:
  case ZX_FIELD_ROW_WORDS:
    return make_view (self, slot);
  case ZX_FIELD_ROW_CHOICE:
    return make_drop (self);
  case ZX_FIELD_ROW_REF:
  case ZX_FIELD_ROW_REFS:
    control =
        zx_record_choice_new (self->client, field->refers, field->kind == ZX_FIELD_ROW_REFS, label);
    g_signal_connect_object (control, "changed", G_CALLBACK (value_changed_cb), self,
                             G_CONNECT_SWAPPED);
    return control;
  case ZX_FIELD_ROW_FLAG:
    control = gtk_check_button_new_with_label (label);
    g_signal_connect_object (control, "toggled", G_CALLBACK (value_changed_cb), self,
                             G_CONNECT_SWAPPED);
    return control;
  case ZX_FIELD_ROW_COLOUR:
    return make_colour (self, slot);
  case ZX_FIELD_ROW_SKILLS:
    control = zx_skill_list_new (self->client, label);
    g_signal_connect_object (control, "changed", G_CALLBACK (value_changed_cb), self,
                             G_CONNECT_SWAPPED);
    return control;
  default:
    control = field->kind == ZX_FIELD_ROW_PASSWORD ? gtk_password_entry_new () : gtk_entry_new ();
    if (field->kind == ZX_FIELD_ROW_PASSWORD)
      gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (control), TRUE);
    g_object_set (control, "activates-default", TRUE, NULL);
    g_signal_connect_object (control, "changed", G_CALLBACK (value_changed_cb), self,
                             G_CONNECT_SWAPPED);
    return control;
  }
}

/* What is said below the control is seen with it. */
static gboolean
show_whole_cb (gpointer user_data)
{
  GtkWidget *row = user_data, *viewport = gtk_widget_get_ancestor (row, GTK_TYPE_VIEWPORT);
  GtkWidget *content = viewport != NULL ? gtk_viewport_get_child (GTK_VIEWPORT (viewport)) : NULL;
  GtkAdjustment *place;
  graphene_rect_t box;

  if (content == NULL || !gtk_widget_compute_bounds (row, content, &box))
    return G_SOURCE_REMOVE;
  place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));
  if (box.size.height <= gtk_adjustment_get_page_size (place))
    gtk_adjustment_clamp_page (place, box.origin.y, box.origin.y + box.size.height);
  return G_SOURCE_REMOVE;
}

/* Behind the viewport, which has just brought the control alone into sight. */
static void
entered_cb (ZxFieldRow *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, show_whole_cb, g_object_ref (self), g_object_unref);
}

static void
zx_field_row_dispose (GObject *object)
{
  ZxFieldRow *self = ZX_FIELD_ROW (object);

  g_clear_object (&self->draft);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_field_row_parent_class)->dispose (object);
}

static gboolean
zx_field_row_grab_focus (GtkWidget *widget)
{
  ZxFieldRow *self = ZX_FIELD_ROW (widget);

  if (self->control == NULL)
    return FALSE;
  return ZX_IS_RECORD_CHOICE (self->control) || ZX_IS_SKILL_LIST (self->control)
             ? gtk_widget_child_focus (self->control, GTK_DIR_TAB_FORWARD)
             : gtk_widget_grab_focus (self->control);
}

static void
zx_field_row_class_init (ZxFieldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_field_row_dispose;
  widget_class->grab_focus = zx_field_row_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", ZX_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-field-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
  gtk_widget_class_bind_template_child (widget_class, ZxFieldRow, label);
  gtk_widget_class_bind_template_child (widget_class, ZxFieldRow, slot);
  gtk_widget_class_bind_template_child (widget_class, ZxFieldRow, look);
  gtk_widget_class_bind_template_child (widget_class, ZxFieldRow, sample);
  gtk_widget_class_bind_template_child (widget_class, ZxFieldRow, extra);
  gtk_widget_class_bind_template_child (widget_class, ZxFieldRow, hint);
  gtk_widget_class_bind_template_child (widget_class, ZxFieldRow, error);
}

static void
zx_field_row_init (ZxFieldRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_field_row_new (const ZxAdminField *field, ZxClient *client)
{
  ZxFieldRow *self = g_object_new (ZX_TYPE_FIELD_ROW, NULL);
  const char *label = _ (field->label);
  GtkWidget *slot = NULL;

  self->field = field;
  self->client = g_object_ref (client);
  self->control = make_control (self, label, &slot);
  adw_bin_set_child (self->slot, slot != NULL ? slot : self->control);
  gtk_label_set_label (self->label, label);
  gtk_widget_set_visible (GTK_WIDGET (self->label), field->kind != ZX_FIELD_ROW_FLAG);
  gtk_label_set_label (self->hint, field->hint != NULL ? _ (field->hint) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), field->hint != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  field->hint != NULL ? _ (field->hint) : "", -1);
  return GTK_WIDGET (self);
}

const ZxAdminField *
zx_field_row_get_field (ZxFieldRow *self)
{
  g_return_val_if_fail (ZX_IS_FIELD_ROW (self), NULL);
  return self->field;
}
