/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds who shall have a chat, and gives it to him or asks him first. */
#include "zx-pass-dialog.h"

#include "zx-closures.h"
#include "zx-pass-recent.h"
#include "zx-pass-search.h"
#include "zx-pass-targets.h"
#include "zx-pass-words.h"
#include "zx-report.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

#define MOST_ROWS 60 /* who is not among them is found by typing more */

struct _ZxPassDialog {
  AdwWindow parent_instance;

  GtkSearchEntry *search; /* these of the template */
  GtkLabel *stale;
  GtkStack *stack;
  GtkListBox *list;
  AdwStatusPage *status;
  GtkEditable *note;
  GtkLabel *problem;
  GtkWidget *consult;
  GtkButton *pass;

  GtkWidget *opener;      /* weak: shows what was done */
  ZxClient *client;       /* owned */
  ZxContact *contact;     /* owned */
  ZxPassTargets *targets; /* owned */
  GListStore *shown;      /* owned, of ZxPassTarget: what the list shows */
  char *typed;            /* owned: for it; null: nothing is shown yet */
  guint n_recent;         /* the first of them were used lately */
  gint64 owner_id;        /* who had it when this was opened; 0: nobody */
  gboolean is_assigned, is_busy;
  gboolean tells_away;       /* the problem is that who is chosen cannot have it */
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

/* A queue serves later whoever is there now; an agent who is away cannot be asked. */
static gboolean
can_have_it (ZxPassTarget *target)
{
  return zx_pass_target_get_kind (target) != ZX_PASS_AGENT || zx_pass_target_is_there (target);
}

static void
show_buttons (ZxPassDialog *self)
{
  ZxPassTarget *target = get_chosen (self);
  gboolean is_ready = target != NULL && can_have_it (target) && !self->is_busy;

  gtk_widget_set_sensitive (GTK_WIDGET (self->pass), is_ready);
  gtk_widget_set_sensitive (self->consult,
                            is_ready && zx_pass_target_get_kind (target) == ZX_PASS_AGENT);
}

static void
show_problem (ZxPassDialog *self, const char *problem)
{
  self->tells_away = FALSE;
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
chosen_changed_cb (ZxPassDialog *self)
{
  ZxPassTarget *target = get_chosen (self);

  if (self->tells_away && target != NULL && can_have_it (target))
    show_problem (self, NULL);
  show_buttons (self);
}

/* Which are shown */

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
show_status (ZxPassDialog *self, const char *icon, const char *title, const char *description)
{
  adw_status_page_set_icon_name (self->status, icon);
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, description);
  zx_stack_show (self->stack, "status");
}

static void
show_nobody (ZxPassDialog *self)
{
  show_status (self, "system-search-symbolic", _ ("Nobody found"),
               *self->typed != '\0' ? _ ("Try a part of the name.")
                                    : _ ("Nobody else may have this chat."));
}

static GPtrArray *
find_fitting (ZxPassDialog *self)
{
  return zx_pass_find (zx_pass_targets_get_list (self->targets), self->client, self->typed,
                       self->is_assigned, MOST_ROWS);
}

/* Those who fit what was typed, the likeliest first and chosen. */
static void
show_fitting (ZxPassDialog *self)
{
  g_autoptr (GPtrArray) found = NULL;

  if (zx_pass_targets_get_list (self->targets) == NULL)
    return;
  g_free (self->typed);
  self->typed = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  found = find_fitting (self);
  self->n_recent = *self->typed == '\0' ? zx_pass_recent_to_front (found) : 0;
  show_problem (self, NULL);
  g_list_store_splice (self->shown, 0, g_list_model_get_n_items (G_LIST_MODEL (self->shown)),
                       found->pdata, found->len);
  gtk_list_box_invalidate_headers (self->list);
  if (found->len > 0)
    zx_stack_show (self->stack, "list");
  else
    show_nobody (self);
  choose_first (self);
}

static void
show_state (ZxPassDialog *self, GtkListBoxRow *row)
{
  ZxPassTarget *target = g_object_get_data (G_OBJECT (row), "target");
  g_autofree char *title = zx_pass_mark_up (target, self->typed);
  g_autofree char *state = zx_pass_state (target);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", zx_pass_target_get_name (target), state);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  if (!can_have_it (target) && gtk_widget_is_focus (GTK_WIDGET (row)))
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_widget_set_sensitive (GTK_WIDGET (row), can_have_it (target));
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  ZxPassTarget *target = item;
  GtkWidget *row = adw_action_row_new ();

  adw_action_row_add_prefix (
      ADW_ACTION_ROW (row),
      g_object_new (GTK_TYPE_IMAGE, "icon-name", zx_pass_icon (zx_pass_target_get_kind (target)),
                    "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "target", g_object_ref (target), g_object_unref);
  show_state (user_data, GTK_LIST_BOX_ROW (row));
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

/* Following them */

/* Those who may not have it any more go. */
static void
drop_lost (ZxPassDialog *self)
{
  GListModel *known = zx_pass_targets_get_list (self->targets);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->shown)); i > 0; i--) {
    g_autoptr (ZxPassTarget) target = g_list_model_get_item (G_LIST_MODEL (self->shown), i - 1);

    if (g_list_store_find (G_LIST_STORE (known), target, NULL))
      continue;
    g_list_store_remove (self->shown, i - 1);
    self->n_recent -= i <= self->n_recent;
  }
}

/* Behind those of its kind; where there are none, last. */
static guint
find_place (ZxPassDialog *self, ZxPassTarget *target)
{
  guint place = g_list_model_get_n_items (G_LIST_MODEL (self->shown));

  for (guint i = place; i > self->n_recent; i--) {
    g_autoptr (ZxPassTarget) other = g_list_model_get_item (G_LIST_MODEL (self->shown), i - 1);

    if (zx_pass_target_get_kind (other) == zx_pass_target_get_kind (target))
      return i;
  }
  return place;
}

static void
add_new (ZxPassDialog *self)
{
  g_autoptr (GPtrArray) found = find_fitting (self);

  for (guint i = 0; i < found->len; i++)
    if (!g_list_store_find (self->shown, found->pdata[i], NULL) &&
        g_list_model_get_n_items (G_LIST_MODEL (self->shown)) < MOST_ROWS)
      g_list_store_insert (self->shown, find_place (self, found->pdata[i]), found->pdata[i]);
}

/* Says so of who was chosen and left meanwhile. */
static void
tell_away (ZxPassDialog *self, ZxPassTarget *chosen)
{
  g_autofree char *text = NULL;

  if (chosen == NULL)
    return;
  if (chosen == get_chosen (self) && can_have_it (chosen)) {
    if (self->tells_away)
      show_problem (self, NULL);
    return;
  }
  /* translators: %s is a colleague, group or queue that was chosen to get a chat */
  text = g_strdup_printf (_ ("%s cannot have the chat any more. Choose somebody else."),
                          zx_pass_target_get_name (chosen));
  if (!self->tells_away)
    show_problem (self, text);
  self->tells_away = TRUE;
}

/* What stands under the agent's hand stays where it is: nothing moves and nobody else is chosen. */
static void
follow (ZxPassDialog *self)
{
  ZxPassTarget *chosen = get_chosen (self);
  g_autoptr (ZxPassTarget) kept = chosen != NULL ? g_object_ref (chosen) : NULL;
  GtkListBoxRow *row;

  drop_lost (self);
  add_new (self);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    show_state (self, row);
  gtk_list_box_invalidate_headers (self->list);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0)
    zx_stack_show (self->stack, "list");
  else
    show_nobody (self);
  tell_away (self, kept);
  show_buttons (self);
}

static void
show_staleness (ZxPassDialog *self)
{
  gint64 since = zx_client_get_offline_since (self->client);
  g_autofree char *clock = zx_words_clock (since, g_get_real_time () / 1000);
  /* translators: %s is a time such as 14:02 */
  g_autofree char *text = g_strdup_printf (_ ("Not connected. This is from %s."), clock);

  gtk_label_set_label (self->stale, text);
  gtk_widget_set_visible (GTK_WIDGET (self->stale), since > 0 && self->typed != NULL);
}

static void
targets_changed_cb (ZxPassDialog *self)
{
  const GError *error = zx_pass_targets_get_error (self->targets);

  if (self->typed != NULL && error == NULL) {
    follow (self);
  } else if (error == NULL) {
    show_fitting (self);
  } else if (self->typed == NULL) {
    g_autofree char *why = zx_error_describe (error);

    show_status (self, "dialog-warning-symbolic", _ ("It is not known who is there"), why);
  }
}

/* Giving it */

typedef struct {
  ZxPassDialog *self;   /* owned */
  ZxPassTarget *target; /* owned */
  GtkWidget *opener;    /* owned, nullable: hears what went wrong when the dialog is closed */
  PassFinish finish;
} Act;

static void
act_free (Act *act)
{
  g_clear_object (&act->opener);
  g_object_unref (act->target);
  g_object_unref (act->self);
  g_free (act);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

void
zx_pass_close_lost (GtkWindow *dialog, ZxContact *contact, gint64 owner_id, GtkWidget *opener)
{
  g_autofree char *lost = zx_pass_lost (contact, owner_id);

  if (lost == NULL)
    return;
  if (opener != NULL)
    zx_report_text (opener, lost);
  gtk_window_close (dialog);
}

static void
contact_changed_cb (ZxPassDialog *self)
{
  if (self->contact != NULL && !self->is_busy) /* else the answer under way tells */
    zx_pass_close_lost (GTK_WINDOW (self), self->contact, self->owner_id, self->opener);
}

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
  if (g_cancellable_is_cancelled (self->cancellable)) { /* it was closed meanwhile */
    if (act->opener != NULL)
      zx_report_error (act->opener, error);
    return;
  }
  why = zx_error_describe (error);
  show_problem (self, why);
  set_busy (self, FALSE);
  zx_pass_targets_refresh (self->targets); /* who is there has changed */
  contact_changed_cb (self);
}

/* The entry tells a moment late what was typed. */
static void
heed_typed (ZxPassDialog *self)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->search)), self->typed) != 0)
    show_fitting (self);
}

static void
pass_on (ZxPassDialog *self, gboolean is_consult)
{
  const char *note = gtk_editable_get_text (self->note);
  ZxPassTarget *target;
  gint64 id;
  Act *act;

  heed_typed (self);
  target = get_chosen (self);
  id = target != NULL ? zx_pass_target_get_id (target) : 0;
  if (target == NULL || self->is_busy || !can_have_it (target) ||
      (is_consult && zx_pass_target_get_kind (target) != ZX_PASS_AGENT))
    return;
  act = g_new (Act, 1);
  *act =
      (Act){g_object_ref (self), g_object_ref (target),
            self->opener != NULL ? g_object_ref (self->opener) : NULL, zx_client_transfer_finish};
  set_busy (self, TRUE);
  show_problem (self, NULL);
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
  heed_typed (self);
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
  if (self->targets != NULL)
    g_signal_handlers_disconnect_by_data (self->targets, self);
  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
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

  g_free (ZX_PASS_DIALOG (object)->typed);
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
  gtk_widget_class_bind_template_child (widget_class, ZxPassDialog, stale);
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
  gtk_widget_class_bind_template_callback (widget_class, chosen_changed_cb);
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
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, self, NULL);
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
  self->owner_id = zx_contact_get_agent_id (contact);
  self->is_assigned = is_assigned;
  g_signal_connect (self, "close-request", G_CALLBACK (close_cb), NULL);
  put_words (self);
  self->targets = zx_pass_targets_new (client, contact);
  g_signal_connect_object (self->targets, "changed", G_CALLBACK (targets_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::offline-since", G_CALLBACK (show_staleness), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (contact, "notify::state", G_CALLBACK (contact_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (contact, "notify::agent-id", G_CALLBACK (contact_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
