/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the colleague who shall join a chat and invites him. */
#include "zx-invite-dialog.h"

#include "zx-client-course.h"
#include "zx-pass-dialog.h"
#include "zx-pass-words.h"
#include "zx-report.h"

#include <glib/gi18n.h>

struct _ZxInviteDialog {
  AdwWindow parent_instance;

  GtkSearchEntry *search; /* these of the template */
  GtkListBox *list;
  GtkEditable *note;
  GtkLabel *problem;

  GtkWidget *opener;          /* weak: shows what went wrong once this is closed */
  ZxClient *client;           /* owned */
  ZxContact *contact;         /* owned */
  gint64 owner_id;            /* who had it when this was opened */
  GtkFilterListModel *agents; /* owned */
  gboolean is_busy;           /* one is being invited: the answer is awaited */
};

G_DEFINE_FINAL_TYPE (ZxInviteDialog, zx_invite_dialog, ADW_TYPE_WINDOW)

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *folded = g_utf8_casefold (text != NULL ? text : "", -1);
  g_autofree char *wanted = g_utf8_casefold (part, -1);

  return strstr (folded, wanted) != NULL;
}

/* Who is not in the chat yet and fits what was typed. */
static gboolean
fits (gpointer item, gpointer user_data)
{
  ZxInviteDialog *self = user_data;
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->search));
  gint64 id = zx_agent_get_id (item);

  return id != zx_agent_get_id (zx_client_get_me (self->client)) &&
         id != zx_contact_get_agent_id (self->contact) &&
         !zx_contact_is_guest (self->contact, id) &&
         (contains (zx_agent_get_name (item), typed) ||
          contains (zx_agent_get_login (item), typed));
}

/* Who is there comes first. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ZxAgent *one = (ZxAgent *) a, *other = (ZxAgent *) b;
  gboolean is_one = zx_agent_get_presence (one) == ZX_PRESENCE_ONLINE;
  gboolean is_other = zx_agent_get_presence (other) == ZX_PRESENCE_ONLINE;

  if (is_one != is_other)
    return is_one ? -1 : 1;
  return g_utf8_collate (zx_agent_get_name (one), zx_agent_get_name (other));
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), zx_agent_get_name (item));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               zx_pass_presence (zx_agent_get_presence (item)));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

typedef struct {
  ZxInviteDialog *self; /* owned */
  GtkWidget *opener;    /* owned: hears what went wrong when the dialog is closed */
} Act;

static void
act_free (Act *act)
{
  g_object_unref (act->opener);
  g_object_unref (act->self);
  g_free (act);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

static void
contact_changed_cb (ZxInviteDialog *self)
{
  if (self->contact != NULL && !self->is_busy) /* else the answer under way tells */
    zx_pass_close_lost (GTK_WINDOW (self), self->contact, self->owner_id, self->opener);
}

/* The note stays as it is: it may be needed once more. */
static void
set_busy (ZxInviteDialog *self, gboolean is_busy)
{
  self->is_busy = is_busy;
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !is_busy);
  if (!is_busy && gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->search)); /* a row had it */
}

static void
show_problem (ZxInviteDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
invited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Act) act = user_data;
  ZxInviteDialog *self = act->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;

  if (zx_client_invite_finish (ZX_CLIENT (source), result, &error)) {
    gtk_window_close (GTK_WINDOW (self));
    return;
  }
  if (self->contact == NULL) { /* it was closed meanwhile */
    zx_report_error (act->opener, error);
    return;
  }
  why = zx_error_describe (error);
  show_problem (self, why);
  set_busy (self, FALSE);
  contact_changed_cb (self);
}

static void
row_cb (ZxInviteDialog *self, GtkListBoxRow *row)
{
  g_autoptr (ZxAgent) agent =
      g_list_model_get_item (G_LIST_MODEL (self->agents), gtk_list_box_row_get_index (row));
  const char *note = gtk_editable_get_text (self->note);
  Act *act;

  if (agent == NULL || self->opener == NULL || self->is_busy)
    return;
  act = g_new (Act, 1);
  *act = (Act){g_object_ref (self), g_object_ref (self->opener)};
  set_busy (self, TRUE);
  show_problem (self, NULL);
  zx_client_invite_async (self->client, self->contact, zx_agent_get_id (agent),
                          *note != '\0' ? note : NULL, NULL, invited_cb, act);
}

static void
search_cb (ZxInviteDialog *self)
{
  if (self->agents != NULL)
    gtk_filter_changed (gtk_filter_list_model_get_filter (self->agents),
                        GTK_FILTER_CHANGE_DIFFERENT);
}

static void
first_cb (ZxInviteDialog *self)
{
  GtkListBoxRow *first;

  search_cb (self); /* the entry tells a moment late what was typed */
  first = gtk_list_box_get_row_at_index (self->list, 0);
  if (first != NULL)
    row_cb (self, first);
}

static gboolean
search_key_cb (ZxInviteDialog *self, guint keyval, guint keycode, GdkModifierType modifiers)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  if ((keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down) || first == NULL)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (first));
  return GDK_EVENT_STOP;
}

static void
stop_cb (ZxInviteDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return GDK_EVENT_STOP;
}

static void
zx_invite_dialog_dispose (GObject *object)
{
  ZxInviteDialog *self = ZX_INVITE_DIALOG (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->agents);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  g_clear_weak_pointer (&self->opener);
  adw_window_set_content (ADW_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_INVITE_DIALOG);

  G_OBJECT_CLASS (zx_invite_dialog_parent_class)->dispose (object);
}

static void
zx_invite_dialog_class_init (ZxInviteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_invite_dialog_dispose;

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-invite-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxInviteDialog, search);
  gtk_widget_class_bind_template_child (widget_class, ZxInviteDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ZxInviteDialog, note);
  gtk_widget_class_bind_template_child (widget_class, ZxInviteDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, row_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, first_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
zx_invite_dialog_init (ZxInviteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
zx_invite_dialog_open (GtkWidget *widget, ZxClient *client, ZxContact *contact)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFilter *filter;
  GtkSorter *sorter;
  GListModel *sorted;
  ZxInviteDialog *self;

  g_return_if_fail (GTK_IS_WINDOW (root));

  self = g_object_new (ZX_TYPE_INVITE_DIALOG, "transient-for", root, NULL);
  g_set_weak_pointer (&self->opener, widget);
  self->client = g_object_ref (client);
  self->contact = g_object_ref (contact);
  self->owner_id = zx_contact_get_agent_id (contact);
  g_signal_connect_object (contact, "notify::state", G_CALLBACK (contact_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (contact, "notify::agent-id", G_CALLBACK (contact_changed_cb), self,
                           G_CONNECT_SWAPPED);
  filter = GTK_FILTER (gtk_custom_filter_new (fits, self, NULL));
  sorter = GTK_SORTER (gtk_custom_sorter_new (compare, NULL, NULL));
  sorted =
      G_LIST_MODEL (gtk_sort_list_model_new (g_object_ref (zx_client_get_agents (client)), sorter));
  self->agents = gtk_filter_list_model_new (sorted, filter);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->agents), make_row, NULL, NULL);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
