/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers colleagues to be called in a note. */
#include "zx-mentions.h"

#include "zx-client-talk.h"
#include "zx-completion.h"

#include <glib/gi18n.h>

#define MOST_SHOWN 8    /* more are found by typing on */
#define MOST_CALLED 10  /* the server takes no more */
#define LONGEST_NAME 40 /* characters behind the @ that can still become a name */

struct _ZxMentions {
  GtkBox parent_instance;

  GtkListBox *list;
  GtkLabel *nobody; /* who was meant and cannot be called */
  ZxCompletion completion;

  ZxClient *client;            /* owned, nullable */
  ZxContact *contact;          /* owned, nullable */
  GSignalGroup *signals;       /* owned; of the contact */
  GSignalGroup *guest_signals; /* owned; of its guests */
  GCancellable *asking;        /* owned, nullable */
  GArray *readers;             /* owned, of gint64; null while nobody knows who sees the contact */
  GtkFilterListModel *fitting; /* owned */
  GtkSliceListModel *shown;    /* owned: the first of the sorted fitting ones */
  char *typed;                 /* owned, case-folded: what stands behind the @ */
  gboolean is_active;
};

G_DEFINE_FINAL_TYPE (ZxMentions, zx_mentions, GTK_TYPE_BOX)

static gboolean
is_present (ZxMentions *self, ZxAgent *agent)
{
  gint64 id = zx_agent_get_id (agent);

  return self->contact != NULL &&
         (zx_contact_get_agent_id (self->contact) == id || zx_contact_is_guest (self->contact, id));
}

static gboolean
can_read (ZxMentions *self, ZxAgent *agent)
{
  for (guint i = 0; self->readers != NULL && i < self->readers->len; i++)
    if (g_array_index (self->readers, gint64, i) == zx_agent_get_id (agent))
      return TRUE;
  return is_present (self, agent);
}

/* By what was typed alone. */
static gboolean
is_meant (ZxMentions *self, ZxAgent *agent)
{
  const char *name = zx_agent_get_name (agent), *login = zx_agent_get_login (agent);
  g_autofree char *folded_name = g_utf8_casefold (name != NULL ? name : "", -1);
  g_autofree char *folded_login = g_utf8_casefold (login != NULL ? login : "", -1);

  if (self->client == NULL || agent == zx_client_get_me (self->client) || name == NULL)
    return FALSE;
  return self->typed == NULL || strstr (folded_name, self->typed) != NULL ||
         g_str_has_prefix (folded_login, self->typed);
}

static gboolean
fits (gpointer item, gpointer user_data)
{
  return is_meant (user_data, item) && can_read (user_data, item);
}

/* Those who are in the conversation come first. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ZxAgent *one = (ZxAgent *) a, *other = (ZxAgent *) b;
  int presence = is_present (user_data, other) - is_present (user_data, one);
  const char *name = zx_agent_get_name (one), *other_name = zx_agent_get_name (other);

  return presence != 0
             ? presence
             : g_utf8_collate (name != NULL ? name : "", other_name != NULL ? other_name : "");
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (zx_agent_get_name (item));
  g_autoptr (GString) spoken = g_string_new (zx_agent_get_name (item));

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (box), name);
  if (is_present (user_data, item)) {
    /* translators: beside a colleague who has the chat or is a guest in it */
    GtkWidget *here = gtk_label_new (_ ("In this chat"));

    gtk_widget_add_css_class (here, "caption");
    gtk_widget_add_css_class (here, "dim-label");
    gtk_box_append (GTK_BOX (box), here);
    g_string_append_printf (spoken, ", %s", gtk_label_get_label (GTK_LABEL (here)));
  }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken->str,
                                  -1);
  return row;
}

/* The @ before the cursor that begins a word, with nothing but a name's beginning behind it. */
static gboolean
find_start (ZxMentions *self, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->completion.view);

  gtk_text_buffer_get_iter_at_mark (buffer, end, gtk_text_buffer_get_insert (buffer));
  *start = *end;
  for (guint i = 0; i < LONGEST_NAME && gtk_text_iter_backward_char (start); i++) {
    gunichar c = gtk_text_iter_get_char (start);
    GtkTextIter before = *start;

    if (c == '@')
      return !gtk_text_iter_backward_char (&before) ||
             !g_ascii_isalnum ((char) MIN (gtk_text_iter_get_char (&before), 127));
    if (c == '\n' || c == 0)
      return FALSE;
  }
  return FALSE;
}

/* Somebody of this name who would never read the note. */
static char *
dup_stranger (ZxMentions *self)
{
  GListModel *agents = zx_client_get_agents (self->client);

  for (guint i = 0; self->typed != NULL && *self->typed != '\0' && self->readers != NULL &&
                    i < g_list_model_get_n_items (agents);
       i++) {
    g_autoptr (ZxAgent) agent = g_list_model_get_item (agents, i);

    if (is_meant (self, agent) && !can_read (self, agent))
      /* translators: %s is a colleague */
      return g_strdup_printf (_ ("%s cannot see this chat: invite first."),
                              zx_agent_get_name (agent));
  }
  return NULL;
}

static void
follow_cb (ZxMentions *self)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;
  g_autofree char *stranger = NULL;
  gboolean has_any;

  if (self->completion.view == NULL || !self->is_active || self->contact == NULL ||
      !gtk_widget_has_focus (GTK_WIDGET (self->completion.view)) ||
      !find_start (self, &start, &end)) {
    zx_completion_close (&self->completion);
    return;
  }
  text = gtk_text_iter_get_text (&start, &end);
  g_free (self->typed);
  self->typed = g_utf8_casefold (text + 1, -1);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->fitting),
                      GTK_FILTER_CHANGE_DIFFERENT);
  has_any = g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0;
  stranger = dup_stranger (self);
  gtk_label_set_label (self->nobody, stranger != NULL ? stranger : "");
  gtk_widget_set_visible (GTK_WIDGET (self->nobody), stranger != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->list), has_any);
  if (has_any || stranger != NULL)
    zx_completion_open (&self->completion, &start);
  else
    zx_completion_close (&self->completion);
}

static void
choose (gpointer owner, guint position)
{
  ZxMentions *self = owner;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->completion.view);
  g_autoptr (ZxAgent) agent = g_list_model_get_item (G_LIST_MODEL (self->shown), position);
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  if (agent == NULL || !find_start (self, &start, &end))
    return;
  text = g_strdup_printf ("@%s ", zx_agent_get_name (agent));
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (buffer);
  zx_completion_close (&self->completion);
}

/* Who sees the contact: asked when a note is begun, and again when somebody came or went. */

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxMentions) self = user_data;
  g_autoptr (GError) error = NULL;
  GArray *readers = zx_client_fetch_readers_finish (ZX_CLIENT (source), result, &error);

  if (readers == NULL) {
    g_info ("no readers: %s", error->message); /* then those who are here can be called */
    return;
  }
  g_clear_pointer (&self->readers, g_array_unref);
  self->readers = readers;
  follow_cb (self);
}

static void
stop_asking (ZxMentions *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
ask (ZxMentions *self)
{
  stop_asking (self);
  if (!self->is_active || self->contact == NULL)
    return;
  self->asking = g_cancellable_new ();
  zx_client_fetch_readers_async (self->client, self->contact, self->asking, told_cb,
                                 g_object_ref (self));
}

static void
zx_mentions_dispose (GObject *object)
{
  ZxMentions *self = ZX_MENTIONS (object);

  stop_asking (self);
  g_signal_group_set_target (self->signals, NULL);
  g_signal_group_set_target (self->guest_signals, NULL);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->shown);
  g_clear_object (&self->fitting);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_mentions_parent_class)->dispose (object);
}

static void
zx_mentions_finalize (GObject *object)
{
  ZxMentions *self = ZX_MENTIONS (object);

  g_object_unref (self->signals);
  g_object_unref (self->guest_signals);
  g_clear_pointer (&self->readers, g_array_unref);
  g_free (self->typed);

  G_OBJECT_CLASS (zx_mentions_parent_class)->finalize (object);
}

static void
zx_mentions_class_init (ZxMentionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_mentions_dispose;
  G_OBJECT_CLASS (klass)->finalize = zx_mentions_finalize;
}

static void
zx_mentions_init (ZxMentions *self)
{
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));
  GtkSortListModel *sorted;

  self->signals = g_signal_group_new (ZX_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->signals, "notify::agent-id", G_CALLBACK (ask), self);
  self->guest_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->guest_signals, "items-changed", G_CALLBACK (ask), self);
  self->fitting =
      gtk_filter_list_model_new (NULL, GTK_FILTER (gtk_custom_filter_new (fits, self, NULL)));
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->fitting)), sorter);
  self->shown = gtk_slice_list_model_new (G_LIST_MODEL (sorted), 0, MOST_SHOWN);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "plain");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colleagues"), -1);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, self, NULL);
  self->nobody = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->nobody, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->nobody), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->nobody), "dim-label");
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (GTK_WIDGET (self), 200, -1);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->nobody));
}

ZxMentions *
zx_mentions_attach (GtkWidget *parent, GtkTextView *view)
{
  ZxMentions *self = g_object_new (ZX_TYPE_MENTIONS, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

  zx_completion_attach (&self->completion, parent, view, GTK_WIDGET (self), self->list, choose);
  g_signal_connect_object (buffer, "notify::cursor-position", G_CALLBACK (follow_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::has-focus", G_CALLBACK (follow_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
zx_mentions_detach (ZxMentions *self)
{
  g_return_if_fail (ZX_IS_MENTIONS (self));

  zx_completion_detach (&self->completion);
}

void
zx_mentions_set_contact (ZxMentions *self, ZxClient *client, ZxContact *contact)
{
  g_return_if_fail (ZX_IS_MENTIONS (self));
  g_return_if_fail (contact == NULL || client != NULL);

  g_set_object (&self->client, client);
  gtk_filter_list_model_set_model (self->fitting,
                                   client != NULL ? zx_client_get_agents (client) : NULL);
  if (!g_set_object (&self->contact, contact))
    return;
  g_clear_pointer (&self->readers, g_array_unref);
  g_signal_group_set_target (self->signals, contact);
  g_signal_group_set_target (self->guest_signals,
                             contact != NULL ? zx_contact_get_guests (contact) : NULL);
  ask (self);
}

void
zx_mentions_set_active (ZxMentions *self, gboolean is_active)
{
  g_return_if_fail (ZX_IS_MENTIONS (self));

  if (self->is_active == is_active)
    return;
  self->is_active = is_active;
  zx_completion_close (&self->completion);
  ask (self);
}

gboolean
zx_mentions_press (ZxMentions *self, guint keyval, GdkModifierType modifiers)
{
  g_return_val_if_fail (ZX_IS_MENTIONS (self), FALSE);

  return zx_completion_press (&self->completion, keyval, modifiers);
}

/* Whom the words behind an @ call: of "@Li Qian" that is Li Qian and not Li. 0: nobody. */
static gint64
find_called (GListModel *agents, const char *words)
{
  gint64 called = 0;
  gsize longest = 0;

  for (guint i = 0; i < g_list_model_get_n_items (agents); i++) {
    g_autoptr (ZxAgent) agent = g_list_model_get_item (agents, i);
    const char *name = zx_agent_get_name (agent);

    if (name != NULL && strlen (name) > longest && g_str_has_prefix (words, name)) {
      called = zx_agent_get_id (agent);
      longest = strlen (name);
    }
  }
  return called;
}

GArray *
zx_mentions_in (GListModel *agents, const char *text)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (const char *at = agents != NULL ? strchr (text, '@') : NULL;
       at != NULL && ids->len < MOST_CALLED; at = strchr (at + 1, '@')) {
    gint64 id = find_called (agents, at + 1);
    gboolean is_known = id == 0;

    for (guint i = 0; i < ids->len && !is_known; i++)
      is_known = g_array_index (ids, gint64, i) == id;
    if (!is_known)
      g_array_append_val (ids, id);
  }
  return ids;
}
