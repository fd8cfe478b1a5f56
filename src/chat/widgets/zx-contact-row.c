/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one contact in the list on the left. */
#include "zx-contact-row.h"

#include "zx-chat-words.h"
#include "zx-clock-chip.h"
#include "zx-closures.h"
#include "zx-line.h"
#include "zx-tier-pill.h"
#include "zx-time-label.h"

#include <glib/gi18n.h>

struct _ZxContactRow {
  GtkBox parent_instance;

  GtkWidget *line; /* of the template */

  GtkWidget *holder;  /* not owned: it holds this row; nullable */
  ZxClient *client;   /* owned */
  ZxContact *contact; /* owned, nullable */
  gboolean shows_queue;
  GSignalGroup *signals; /* owned; of the contact */
};

G_DEFINE_FINAL_TYPE (ZxContactRow, zx_contact_row, GTK_TYPE_BOX)

enum { PROP_CLIENT = 1, PROP_CONTACT, PROP_SHOWS_QUEUE, N_PROPS };
static GParamSpec *props[N_PROPS];

static gboolean
is_queued (ZxContact *contact)
{
  ZxContactState state = zx_contact_get_state (contact);

  return state == ZX_CONTACT_QUEUED || state == ZX_CONTACT_OFFERED;
}

static void
describe (ZxContactRow *self)
{
  g_autofree char *text = NULL;

  if (self->contact == NULL)
    return;
  text = zx_contact_row_describe (self->contact, self->shows_queue);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (self->holder != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->holder), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    text, -1);
  if (zx_contact_get_unread (self->contact) > 0)
    gtk_widget_add_css_class (self->line, "unread");
  else
    gtk_widget_remove_css_class (self->line, "unread");
}

/* As links do: the middle button opens it beside what is shown. */
static void
middle_clicked_cb (ZxContactRow *self)
{
  if (self->contact != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "panel.pop-out", "(sx)", "contact",
                                zx_contact_get_id (self->contact));
}

/* A tooltip that is set, or bound, asks the display server each time where the pointer is: here as
 * often as a row shows another contact. */
static gboolean
tell_channel_cb (ZxContactRow *self, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  if (self->contact == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, zx_words_channel (zx_contact_get_channel (self->contact)));
  return TRUE;
}

static char *
queue_words (ZxContactRow *self, gboolean shows_queue, ZxContactState state, const char *queue)
{
  gboolean is_told = shows_queue && self->contact != NULL && is_queued (self->contact);

  return g_strdup (is_told && queue != NULL ? queue : "");
}

static void
take_clicked_cb (ZxContactRow *self)
{
  if (self->contact != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "chat.pull", "x",
                                zx_contact_get_id (self->contact));
}

static gboolean
may_take (ZxContactRow *self, ZxContactState state, char **takers)
{
  return self->contact != NULL &&
         zx_contact_may_be_taken (self->contact, zx_client_get_rights (self->client));
}

static gboolean
nobody_waits (ZxContactRow *self, gint64 waiting_since)
{
  return waiting_since == 0;
}

static void
zx_contact_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxContactRow *self = ZX_CONTACT_ROW (object);

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_CONTACT:
    g_value_set_object (value, self->contact);
    break;
  case PROP_SHOWS_QUEUE:
    g_value_set_boolean (value, self->shows_queue);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_contact_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxContactRow *self = ZX_CONTACT_ROW (object);

  switch (id) {
  case PROP_CLIENT:
    self->client = g_value_dup_object (value);
    break;
  case PROP_CONTACT:
    zx_contact_row_set_contact (self, g_value_get_object (value));
    break;
  case PROP_SHOWS_QUEUE:
    self->shows_queue = g_value_get_boolean (value);
    describe (self);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_contact_row_dispose (GObject *object)
{
  ZxContactRow *self = ZX_CONTACT_ROW (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_CONTACT_ROW);

  G_OBJECT_CLASS (zx_contact_row_parent_class)->dispose (object);
}

static void
zx_contact_row_finalize (GObject *object)
{
  ZxContactRow *self = ZX_CONTACT_ROW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (zx_contact_row_parent_class)->finalize (object);
}

static void
zx_contact_row_class_init (ZxContactRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_contact_row_get_property;
  object_class->set_property = zx_contact_row_set_property;
  object_class->dispose = zx_contact_row_dispose;
  object_class->finalize = zx_contact_row_finalize;

  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_CONTACT] =
      g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_SHOWS_QUEUE] = g_param_spec_boolean ("shows-queue", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_CLOCK_CHIP);
  g_type_ensure (ZX_TYPE_TIER_PILL);
  g_type_ensure (ZX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-contact-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxContactRow, line);
  gtk_widget_class_bind_template_callback (widget_class, may_take);
  gtk_widget_class_bind_template_callback (widget_class, middle_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, nobody_waits);
  gtk_widget_class_bind_template_callback (widget_class, queue_words);
  gtk_widget_class_bind_template_callback (widget_class, take_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, tell_channel_cb);
  zx_closures_bind (widget_class);
  zx_chat_words_bind (widget_class);
}

static void
zx_contact_row_init (ZxContactRow *self)
{
  static const char *const shown[] = {"notify::name",   "notify::company",    "notify::tier",
                                      "notify::unread", "notify::last-text",  "notify::channel",
                                      "notify::left",   "notify::queue-name", "notify::state"};

  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (ZX_TYPE_CONTACT);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    g_signal_group_connect_swapped (self->signals, shown[i], G_CALLBACK (describe), self);
}

GtkWidget *
zx_contact_row_new (ZxClient *client)
{
  return g_object_new (ZX_TYPE_CONTACT_ROW, "client", client, NULL);
}

void
zx_contact_row_set_contact (ZxContactRow *self, ZxContact *contact)
{
  g_return_if_fail (ZX_IS_CONTACT_ROW (self));

  if (!g_set_object (&self->contact, contact))
    return;
  g_signal_group_set_target (self->signals, contact);
  describe (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT]);
}

ZxContact *
zx_contact_row_get_contact (ZxContactRow *self)
{
  g_return_val_if_fail (ZX_IS_CONTACT_ROW (self), NULL);

  return self->contact;
}

void
zx_contact_row_set_holder (ZxContactRow *self, GtkWidget *holder)
{
  g_return_if_fail (ZX_IS_CONTACT_ROW (self));

  self->holder = holder;
  describe (self);
}

char *
zx_contact_row_describe (ZxContact *contact, gboolean with_queue)
{
  guint unread = zx_contact_get_unread (contact);
  const char *company = zx_contact_get_company (contact);
  g_autofree char *line = zx_one_line (zx_contact_get_last_text (contact), ZX_LINE_CHARACTERS);
  g_autofree char *name =
      zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));
  GString *text = g_string_new (name);

  if (company != NULL && *company != '\0')
    g_string_append_printf (text, ", %s", company);
  g_string_append_printf (text, ", %s", zx_words_tier (zx_contact_get_tier (contact)));
  if (with_queue && is_queued (contact) && zx_contact_get_queue_name (contact) != NULL)
    g_string_append_printf (text, ", %s", zx_contact_get_queue_name (contact));
  if (zx_contact_get_left (contact))
    g_string_append_printf (text, ", %s", _ ("left message"));
  if (unread > 0)
    g_string_append_printf (text, ngettext (", %u unread", ", %u unread", unread), unread);
  if (*line != '\0')
    g_string_append_printf (text, ": %s", line);
  return g_string_free (text, FALSE);
}
