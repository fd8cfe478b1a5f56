/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what a chat was about and closes it. */
#include "zx-wrap-up-bar.h"

#include "zx-client-course.h"
#include "zx-client-records.h"
#include "zx-client-wrap-up.h"
#include "zx-closures.h"
#include "zx-report.h"
#include "zx-wrap-up-clock.h"

#include <glib/gi18n.h>

/* So long before the time is over all is saved, because then the server closes the chat with what
 * it has. */
enum { SAVE_BEFORE_MS = 2500 };

struct _ZxWrapUpBar {
  AdwBin parent_instance;

  GtkLabel *heading; /* these of the template */
  ZxWrapUpClock *clock;
  GtkWidget *more;
  GtkWidget *owes;
  GtkWidget *kept;
  GtkDropDown *category;
  GtkEditable *summary;
  GtkWidget *done;

  ZxClient *client;      /* owned, nullable */
  ZxContact *contact;    /* owned, nullable */
  GArray *ids;           /* owned, of gint64: the categories in the order shown, 0 first */
  GSignalGroup *signals; /* owned; of the categories */
  GSignalGroup *changes; /* owned; of the contact */
  gint64 until_ms;       /* the contact's time, as last known; 0: none, or not mine */
  gboolean is_closing;
  gboolean is_filling; /* what is shown changes, and not by the agent */
};

G_DEFINE_FINAL_TYPE (ZxWrapUpBar, zx_wrap_up_bar, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_CONTACT, N_PROPS };
static GParamSpec *props[N_PROPS];

/* What is chosen; what was said last, as long as that cannot be shown. */
static gint64
get_category (ZxWrapUpBar *self)
{
  guint place = gtk_drop_down_get_selected (self->category);
  gint64 known = 0;

  if (place > 0 && place < self->ids->len)
    return g_array_index (self->ids, gint64, place);
  if (self->client != NULL && self->contact != NULL)
    zx_client_get_wrap_up (self->client, self->contact, &known, NULL);
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == known)
      return 0;
  return known;
}

static void
choose_category (ZxWrapUpBar *self, gint64 id)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == id)
      gtk_drop_down_set_selected (self->category, i);
}

static void
fill_categories (ZxWrapUpBar *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GListModel *records =
      self->client != NULL && zx_client_get_state (self->client) == ZX_CLIENT_SIGNED_IN
          ? zx_client_get_records (self->client, "category")
          : NULL;
  gint64 none = 0, chosen = get_category (self);

  self->is_filling = TRUE;
  g_array_set_size (self->ids, 0);
  g_array_append_val (self->ids, none);
  /* translators: entry of a list: what the chat was about is not said */
  gtk_string_list_append (names, _ ("Category…"));
  for (guint i = 0; records != NULL && i < g_list_model_get_n_items (records); i++) {
    g_autoptr (ZxRecord) record = g_list_model_get_item (records, i);
    gint64 id = zx_record_get_id (record);

    g_array_append_val (self->ids, id);
    gtk_string_list_append (names, zx_record_get_title (record));
  }
  gtk_drop_down_set_model (self->category, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->category), self->ids->len > 1);
  choose_category (self, chosen);
  self->is_filling = FALSE;
}

static void
follow_categories (ZxWrapUpBar *self)
{
  if (self->client != NULL && zx_client_get_state (self->client) == ZX_CLIENT_SIGNED_IN)
    g_signal_group_set_target (self->signals, zx_client_get_records (self->client, "category"));
  fill_categories (self);
}

/* ---- what he says is kept, and saved */

static void
show_kept (ZxWrapUpBar *self)
{
  if (self->kept == NULL)
    return;
  gtk_widget_set_visible (self->kept,
                          self->client != NULL && self->contact != NULL &&
                              zx_client_get_light (self->client) == ZX_LIGHT_OFFLINE &&
                              zx_client_get_wrap_up (self->client, self->contact, NULL, NULL));
}

static void
keep (ZxWrapUpBar *self)
{
  if (self->is_filling || self->client == NULL || self->contact == NULL)
    return;
  zx_client_keep_wrap_up (self->client, self->contact, get_category (self),
                          gtk_editable_get_text (self->summary));
  show_kept (self);
}

static void
summary_changed_cb (ZxWrapUpBar *self)
{
  keep (self);
}

static void
category_chosen_cb (ZxWrapUpBar *self)
{
  keep (self);
  if (!self->is_filling && self->client != NULL)
    zx_client_send_wrap_ups (self->client);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxWrapUpBar) self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_closing = FALSE;
  if (self->done != NULL)
    gtk_widget_set_sensitive (self->done, TRUE);
  if (!zx_client_wrap_up_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (GTK_WIDGET (self), error);
}

static void
done_cb (ZxWrapUpBar *self)
{
  if (self->contact == NULL || self->is_closing)
    return;
  self->is_closing = TRUE;
  gtk_widget_set_sensitive (self->done, FALSE);
  zx_client_wrap_up_async (self->client, self->contact, get_category (self),
                           gtk_editable_get_text (self->summary), TRUE, NULL, closed_cb,
                           g_object_ref (self));
}

/* ---- the time that it may take */

gboolean
zx_wrap_up_bar_can_extend (ZxWrapUpBar *self)
{
  g_return_val_if_fail (ZX_IS_WRAP_UP_BAR (self), FALSE);

  return self->contact != NULL && zx_contact_get_state (self->contact) == ZX_CONTACT_WRAP_UP &&
         zx_contact_get_wrap_until (self->contact) != 0 &&
         !zx_contact_get_wrap_extended (self->contact);
}

static gboolean
is_mine (ZxWrapUpBar *self)
{
  ZxAgent *me = zx_client_get_me (self->client);

  return me != NULL && zx_contact_get_agent_id (self->contact) == zx_agent_get_id (me);
}

static gint64
get_left (ZxWrapUpBar *self)
{
  return zx_contact_get_wrap_until (self->contact) - zx_client_now_ms (self->client);
}

/* The server closes it now, unless a category is wanted and missing. */
static void
second_passed_cb (ZxWrapUpBar *self)
{
  gint64 left = get_left (self);

  gtk_widget_set_visible (self->owes, left < 0 && self->ids->len > 1 && get_category (self) == 0);
  if (left < SAVE_BEFORE_MS)
    zx_client_send_wrap_ups (self->client);
}

static void
show_time (ZxWrapUpBar *self)
{
  gint64 until = self->contact != NULL ? zx_contact_get_wrap_until (self->contact) : 0;

  if (until != 0)
    self->until_ms = is_mine (self) ? until : 0;
  zx_wrap_up_clock_set_until (self->clock, until);
  gtk_widget_set_visible (GTK_WIDGET (self->clock), until != 0);
  gtk_widget_set_visible (self->more, zx_wrap_up_bar_can_extend (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wrap-up.extend",
                                 zx_wrap_up_bar_can_extend (self));
  gtk_widget_set_visible (self->owes, FALSE);
  if (until != 0)
    second_passed_cb (self);
}

/* Closed, and not by him: he is told, as the chat has left his list. By the server's clock alone,
 * which ours only follows. */
static void
state_changed_cb (ZxWrapUpBar *self)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (self->is_closing || zx_contact_get_state (self->contact) != ZX_CONTACT_CLOSED ||
      self->until_ms == 0 || zx_contact_get_closed_at (self->contact) < self->until_ms)
    return;
  name = zx_words_name (zx_contact_get_name (self->contact), zx_contact_get_uuid (self->contact));
  /* translators: %s is a customer */
  text = g_strdup_printf (_ ("The time to wrap up was over: the chat with %s is closed."), name);
  zx_report_text (GTK_WIDGET (self), text);
}

static void
extended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxWrapUpBar) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->more != NULL)
    show_time (self);
  if (!zx_client_extend_wrap_up_finish (ZX_CLIENT (source), result, &error))
    zx_report_error (GTK_WIDGET (self), error);
}

static void
extend (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxWrapUpBar *self = ZX_WRAP_UP_BAR (widget);

  gtk_widget_action_set_enabled (widget, "wrap-up.extend", FALSE);
  zx_client_extend_wrap_up_async (self->client, self->contact, NULL, extended_cb,
                                  g_object_ref (self));
}

/* What was being written when the chat was over; closing it forgets that. */
static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxWrapUpBar *self = ZX_WRAP_UP_BAR (widget);
  const char *draft = zx_contact_get_draft (self->contact);
  const char *note = zx_contact_get_note_draft (self->contact);
  g_autofree char *both =
      draft != NULL && note != NULL ? g_strconcat (draft, "\n\n", note, NULL) : NULL;
  const char *one = draft != NULL ? draft : note;

  if (one != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), both != NULL ? both : one);
}

static void
set_contact (ZxWrapUpBar *self, ZxContact *contact)
{
  const char *summary = "";
  gint64 category_id = 0;

  if (self->contact == contact)
    return;
  if (self->client != NULL)
    zx_client_send_wrap_ups (self->client); /* of the one that is left */
  self->is_closing = FALSE;
  self->until_ms = 0;
  g_set_object (&self->contact, contact);
  g_signal_group_set_target (self->changes, contact);
  if (self->summary == NULL)
    return;
  self->is_filling = TRUE;
  gtk_widget_set_sensitive (self->done, TRUE);
  if (self->client != NULL && contact != NULL)
    zx_client_get_wrap_up (self->client, contact, &category_id, &summary);
  gtk_editable_set_text (self->summary, summary);
  choose_category (self, category_id);
  self->is_filling = FALSE;
  show_kept (self);
  show_time (self);
}

static void
zx_wrap_up_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxWrapUpBar *self = ZX_WRAP_UP_BAR (object);

  g_value_set_object (value, id == PROP_CLIENT ? (gpointer) self->client : self->contact);
}

static void
zx_wrap_up_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxWrapUpBar *self = ZX_WRAP_UP_BAR (object);

  if (id == PROP_CONTACT) {
    set_contact (self, g_value_get_object (value));
  } else if (self->client == NULL && g_set_object (&self->client, g_value_get_object (value))) {
    g_signal_connect_object (self->client, "notify::state", G_CALLBACK (follow_categories), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->client, "notify::light", G_CALLBACK (show_kept), self,
                             G_CONNECT_SWAPPED);
    zx_wrap_up_clock_set_client (self->clock, self->client);
    follow_categories (self);
  }
}

static void
zx_wrap_up_bar_dispose (GObject *object)
{
  ZxWrapUpBar *self = ZX_WRAP_UP_BAR (object);

  g_signal_group_set_target (self->signals, NULL);
  g_signal_group_set_target (self->changes, NULL);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_WRAP_UP_BAR);

  G_OBJECT_CLASS (zx_wrap_up_bar_parent_class)->dispose (object);
}

static void
zx_wrap_up_bar_finalize (GObject *object)
{
  g_clear_object (&ZX_WRAP_UP_BAR (object)->signals);
  g_clear_object (&ZX_WRAP_UP_BAR (object)->changes);
  g_array_unref (ZX_WRAP_UP_BAR (object)->ids);

  G_OBJECT_CLASS (zx_wrap_up_bar_parent_class)->finalize (object);
}

static void
zx_wrap_up_bar_class_init (ZxWrapUpBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_wrap_up_bar_get_property;
  object_class->set_property = zx_wrap_up_bar_set_property;
  object_class->dispose = zx_wrap_up_bar_dispose;
  object_class->finalize = zx_wrap_up_bar_finalize;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_WRAP_UP_CLOCK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-wrap-up-bar.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpBar, heading);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpBar, clock);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpBar, more);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpBar, owes);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpBar, kept);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpBar, category);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpBar, summary);
  gtk_widget_class_bind_template_child (widget_class, ZxWrapUpBar, done);
  gtk_widget_class_install_action (widget_class, "wrap-up.extend", NULL, extend);
  gtk_widget_class_install_action (widget_class, "wrap-up.copy", NULL, copy);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, category_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, second_passed_cb);
  gtk_widget_class_bind_template_callback (widget_class, summary_changed_cb);
}

static void
zx_wrap_up_bar_init (ZxWrapUpBar *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->signals, "items-changed", G_CALLBACK (fill_categories),
                                  self);
  self->changes = g_signal_group_new (ZX_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->changes, "notify::wrap-until", G_CALLBACK (show_time),
                                  self);
  g_signal_group_connect_swapped (self->changes, "notify::state", G_CALLBACK (state_changed_cb),
                                  self);
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_categories (self);
}

void
zx_wrap_up_bar_take_focus (ZxWrapUpBar *self, gboolean expected)
{
  g_return_if_fail (ZX_IS_WRAP_UP_BAR (self));

  gtk_widget_grab_focus (expected ? GTK_WIDGET (self->summary) : GTK_WIDGET (self->heading));
  gtk_label_select_region (self->heading, 0, 0); /* a label selects all when it gets the keyboard */
}
