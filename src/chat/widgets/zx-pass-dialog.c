/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds who shall have a chat, and gives it to him or asks him first. */
#include "zx-pass-dialog.h"

#include "zx-closures.h"
#include "zx-pass-recent.h"
#include "zx-pass-words.h"
#include "zx-report.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

#define MOST_ROWS 60 /* who is not among them is found by typing more */

struct _ZxPassDialog {
  AdwWindow parent_instance;

  GtkSearchEntry *search; /* these of the template */
  GtkStack *stack;
  GtkListBox *list;
  AdwStatusPage *status;
  GtkEditable *note;
  GtkLabel *problem;
  GtkWidget *consult;
  GtkButton *pass;

  GtkWidget *opener;   /* weak: shows what was done */
  ZxClient *client;    /* owned */
  ZxContact *contact;  /* owned */
  GListModel *targets; /* owned, null until they are known */
  GListStore *shown;   /* owned, of ZxPassTarget: what the list shows */
  guint n_recent;      /* the first of them were used lately */
  gboolean is_assigned, is_busy;
  GCancellable *cancellable; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxPassDialog, zx_pass_dialog, ADW_TYPE_WINDOW)

typedef gboolean (*PassFinish) (ZxClient *client, GAsyncResult *result, GError **error);

static ZxPassTarget *
get_chosen (ZxPassDialog *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? g_object_get_data (G_OBJECT (row), "target") : NULL;
}

static void
show_buttons (ZxPassDialog *self)
{
  ZxPassTarget *target = get_chosen (self);
  gboolean is_ready = target != NULL && !self->is_busy;

  gtk_widget_set_sensitive (GTK_WIDGET (self->pass), is_ready);
  gtk_widget_set_sensitive (self->consult,
                            is_ready && zx_pass_target_get_kind (target) == ZX_PASS_AGENT);
}

/* Which are shown */

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *wanted = g_utf8_casefold (part, -1);

  return strstr (folded, wanted) != NULL;
}

static gboolean
fits (ZxPassDialog *self, ZxPassTarget *target, const char *typed)
{
  ZxAgent *agent;

  if (contains (zx_pass_target_get_name (target), typed))
    return TRUE;
  if (zx_pass_target_get_kind (target) != ZX_PASS_AGENT)
    return FALSE;
  agent = zx_client_find_agent (self->client, zx_pass_target_get_id (target));
  return agent != NULL && contains (zx_agent_get_login (agent), typed);
}

/* Who is there comes first; agents, groups and queues stay apart. */
static int
compare (gconstpointer a, gconstpointer b)
{
  ZxPassTarget *one = *(ZxPassTarget *const *) a, *other = *(ZxPassTarget *const *) b;
  int kind = (int) zx_pass_target_get_kind (one) - (int) zx_pass_target_get_kind (other);
  gboolean is_one = zx_pass_target_is_there (one), is_other = zx_pass_target_is_there (other);

  if (kind != 0)
    return kind;
  if (is_one != is_other)
    return is_one ? -1 : 1;
  return g_utf8_collate (zx_pass_target_get_name (one), zx_pass_target_get_name (other));
}

/* Those that fit what was typed; with nothing typed, who is away is left out among many. */
static GPtrArray *
find_fitting (ZxPassDialog *self, const char *typed)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = self->targets != NULL ? g_list_model_get_n_items (self->targets) : 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxPassTarget) target = g_list_model_get_item (self->targets, i);
    gboolean is_wanted = !self->is_assigned || zx_pass_target_get_kind (target) == ZX_PASS_AGENT;

    if (is_wanted && (*typed != '\0' ? fits (self, target, typed)
                                     : n <= MOST_ROWS || zx_pass_target_is_there (target)))
      g_ptr_array_add (found, g_steal_pointer (&target));
  }
  g_ptr_array_sort (found, compare);
  return found;
}

static void
choose_first (ZxPassDialog *self)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_sensitive (GTK_WIDGET (row)))
      break;
  gtk_list_box_select_row (self->list, row);
  show_buttons (self);
}

static void
show_fitting (ZxPassDialog *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autoptr (GPtrArray) found = find_fitting (self, typed);

  if (self->targets == NULL)
    return;
  self->n_recent = *typed == '\0' ? zx_pass_recent_to_front (found) : 0;
  g_list_store_splice (self->shown, 0, g_list_model_get_n_items (G_LIST_MODEL (self->shown)),
                       found->pdata, MIN (found->len, MOST_ROWS));
  gtk_list_box_invalidate_headers (self->list);
  if (found->len > 0)
    zx_stack_show (self->stack, "list");
  else {
    adw_status_page_set_title (self->status, _ ("Nobody found"));
    adw_status_page_set_description (self->status, *typed != '\0'
                                                       ? _ ("Try a part of the name.")
                                                       : _ ("Nobody else may have this chat."));
    zx_stack_show (self->stack, "status");
  }
  choose_first (self);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  ZxPassTarget *target = item;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *state = zx_pass_state (target);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", zx_pass_target_get_name (target), state);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), zx_pass_target_get_name (target));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  adw_action_row_add_prefix (
      ADW_ACTION_ROW (row),
      g_object_new (GTK_TYPE_IMAGE, "icon-name", zx_pass_icon (zx_pass_target_get_kind (target)),
                    "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  /* A queue serves later whoever is there now; an agent who is away cannot be asked. */
  gtk_widget_set_sensitive (row, zx_pass_target_get_kind (target) != ZX_PASS_AGENT ||
                                     zx_pass_target_is_there (target));
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "target", g_object_ref (target), g_object_unref);
  return row;
}

static const char *
heading_of (ZxPassDialog *self, GtkListBoxRow *row)
{
  ZxPassTarget *target = g_object_get_data (G_OBJECT (row), "target");

  if (gtk_list_box_row_get_index (row) < (int) self->n_recent)
    /* translators: heading over those to whom chats were given before */
    return _ ("Used lately");
  switch (zx_pass_target_get_kind (target)) {
  case ZX_PASS_GROUP:
    return _ ("Groups");
  case ZX_PASS_QUEUE:
    return _ ("Queues");
  case ZX_PASS_AGENT:
  default:
    /* translators: heading over agents, to whom a chat can be given */
    return _ ("Agents");
  }
}

static void
head_row (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const char *heading = heading_of (user_data, row);
  const char *last = before != NULL ? heading_of (user_data, before) : NULL;
  GtkWidget *label;

  if (last != NULL && g_str_equal (heading, last)) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  label = gtk_label_new (heading);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section");
  gtk_widget_add_css_class (label, "pass-head");
  gtk_list_box_row_set_header (row, label);
}

/* Loading */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxPassDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) targets =
      zx_client_find_targets_finish (ZX_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (targets == NULL) {
    g_autofree char *why = zx_error_describe (error);

    adw_status_page_set_title (self->status, _ ("It is not known who is there"));
    adw_status_page_set_description (self->status, why);
    zx_stack_show (self->stack, "status");
    return;
  }
  g_set_object (&self->targets, targets);
  show_fitting (self);
}

static void
load (ZxPassDialog *self)
{
  zx_client_find_targets_async (self->client, self->contact, self->cancellable, loaded_cb,
                                g_object_ref (self));
}

/* Giving it */

typedef struct {
  ZxPassDialog *self;   /* owned */
  ZxPassTarget *target; /* owned */
  PassFinish finish;
} Act;

static void
act_free (Act *act)
{
  g_object_unref (act->target);
  g_object_unref (act->self);
  g_free (act);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

static void
set_busy (ZxPassDialog *self, gboolean is_busy)
{
  self->is_busy = is_busy;
  show_buttons (self);
}

/* What is put into a group or queue is there at once; an agent's answer is told when it comes. */
static void
report_done (ZxPassDialog *self, ZxPassTarget *target)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (self->opener == NULL || zx_pass_target_get_kind (target) == ZX_PASS_AGENT)
    return;
  name = zx_words_name (zx_contact_get_name (self->contact), zx_contact_get_uuid (self->contact));
  /* translators: %1$s is the customer, %2$s a group or queue */
  text = g_strdup_printf (_ ("The chat with %1$s waits for “%2$s” now."), name,
                          zx_pass_target_get_name (target));
  zx_report_text (self->opener, text);
}

static void
passed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Act) act = user_data;
  ZxPassDialog *self = act->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;

  if (act->finish (ZX_CLIENT (source), result, &error)) {
    zx_pass_recent_add (act->target);
    report_done (self, act->target);
    gtk_window_close (GTK_WINDOW (self));
    return;
  }
  if (g_cancellable_is_cancelled (self->cancellable))
    return; /* it was closed meanwhile */
  why = zx_error_describe (error);
  gtk_label_set_label (self->problem, why);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
  set_busy (self, FALSE);
  load (self); /* who is there has changed */
}

static void
pass_on (ZxPassDialog *self, gboolean is_consult)
{
  ZxPassTarget *target = get_chosen (self);
  const char *note = gtk_editable_get_text (self->note);
  gint64 id = target != NULL ? zx_pass_target_get_id (target) : 0;
  Act *act;

  if (target == NULL || self->is_busy ||
      (is_consult && zx_pass_target_get_kind (target) != ZX_PASS_AGENT))
    return;
  act = g_new (Act, 1);
  *act = (Act){g_object_ref (self), g_object_ref (target), zx_client_transfer_finish};
  set_busy (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  if (is_consult) {
    act->finish = zx_client_consult_finish;
    zx_client_consult_async (self->client, self->contact, id, note, NULL, passed_cb, act);
  } else if (self->is_assigned) {
    act->finish = zx_client_assign_finish;
    zx_client_assign_async (self->client, self->contact, id, note, NULL, passed_cb, act);
  } else {
    zx_client_transfer_async (self->client, self->contact, zx_pass_target_get_kind (target), id,
                              note, NULL, passed_cb, act);
  }
}

static void
pass_cb (ZxPassDialog *self)
{
  pass_on (self, FALSE);
}

static void
consult_cb (ZxPassDialog *self)
{
  pass_on (self, TRUE);
}

/* Keys */

static void
search_cb (ZxPassDialog *self)
{
  show_fitting (self);
}

/* Whoever is chosen gets a note first; another Enter gives the chat. */
static void
chosen_cb (ZxPassDialog *self)
{
  if (get_chosen (self) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->note));
}

static void
entered_cb (ZxPassDialog *self)
{
  show_fitting (self); /* the entry tells a moment late what was typed */
  chosen_cb (self);
}

static void
row_cb (ZxPassDialog *self, GtkListBoxRow *row)
{
  gtk_list_box_select_row (self->list, row);
  chosen_cb (self);
}

static gboolean
search_key_cb (ZxPassDialog *self, guint keyval, guint keycode, GdkModifierType modifiers)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if ((keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down) || row == NULL)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return GDK_EVENT_STOP;
}

static void
stop_cb (ZxPassDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return GDK_EVENT_STOP;
}

static gboolean
enter_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  pass_on (ZX_PASS_DIALOG (widget), FALSE);
  return GDK_EVENT_STOP;
}

/* Object */

static void
zx_pass_dialog_dispose (GObject *object)
{
  ZxPassDialog *self = ZX_PASS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->targets);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  g_clear_weak_pointer (&self->opener);
  adw_window_set_content (ADW_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_PASS_DIALOG);

  G_OBJECT_CLASS (zx_pass_dialog_parent_class)->dispose (object);
}

static void
zx_pass_dialog_finalize (GObject *object)
{
  g_clear_object (&ZX_PASS_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (zx_pass_dialog_parent_class)->finalize (object);
}

static void
zx_pass_dialog_class_init (ZxPassDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_pass_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = zx_pass_dialog_finalize;

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, enter_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, enter_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-pass-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxPassDialog, search);
  gtk_widget_class_bind_template_child (widget_class, ZxPassDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxPassDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ZxPassDialog, status);
  gtk_widget_class_bind_template_child (widget_class, ZxPassDialog, note);
  gtk_widget_class_bind_template_child (widget_class, ZxPassDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, ZxPassDialog, consult);
  gtk_widget_class_bind_template_child (widget_class, ZxPassDialog, pass);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_buttons);
  gtk_widget_class_bind_template_callback (widget_class, consult_cb);
  gtk_widget_class_bind_template_callback (widget_class, pass_cb);
}

static void
zx_pass_dialog_init (ZxPassDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->shown = g_list_store_new (ZX_TYPE_PASS_TARGET);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, head_row, self, NULL);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, NULL, NULL);
  zx_stack_show (self->stack, "wait");
  show_buttons (self);
}

static gboolean
close_cb (ZxPassDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  return GDK_EVENT_PROPAGATE; /* it closes */
}

static void
put_words (ZxPassDialog *self)
{
  g_autofree char *name =
      zx_words_name (zx_contact_get_name (self->contact), zx_contact_get_uuid (self->contact));
  /* translators: title of a window; %s is the customer */
  const char *format = self->is_assigned ? _ ("Assign the chat with %s")
                                         /* translators: title of a window; %s is the customer */
                                         : _ ("Transfer the chat with %s");
  GString *title = g_string_new (format);
  const char *wanted =
      self->is_assigned ? _ ("Name of a colleague") : _ ("Colleague, group or queue");

  g_string_replace (title, "%s", name, 1);
  gtk_window_set_title (GTK_WINDOW (self), title->str);
  g_string_free (title, TRUE);
  g_object_set (self->search, "placeholder-text", wanted, NULL);
  gtk_widget_set_visible (self->consult, !self->is_assigned);
  gtk_button_set_label (self->pass, self->is_assigned ? _ ("_Assign") : _ ("_Transfer"));
}

void
zx_pass_dialog_open (GtkWidget *widget, ZxClient *client, ZxContact *contact, gboolean is_assigned)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  ZxPassDialog *self;

  g_return_if_fail (GTK_IS_WINDOW (root));

  self = g_object_new (ZX_TYPE_PASS_DIALOG, "transient-for", root, NULL);
  g_set_weak_pointer (&self->opener, widget);
  self->client = g_object_ref (client);
  self->contact = g_object_ref (contact);
  self->is_assigned = is_assigned;
  g_signal_connect (self, "close-request", G_CALLBACK (close_cb), NULL);
  put_words (self);
  load (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
