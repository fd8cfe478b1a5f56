/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets the agent see and choose among the open contacts. */
#include "zx-chat-list.h"

#include "zx-chat-sections.h"
#include "zx-closures.h"
#include "zx-contact-row.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

struct _ZxChatList {
  AdwBin parent_instance;

  GtkListView *list; /* of the template */
  GtkLabel *state;

  ZxClient *client;              /* owned, nullable */
  ZxChatSections *sections;      /* owned, null without client */
  GtkSingleSelection *selection; /* owned, null without client */
  ZxContact *selected;           /* owned, nullable */
  gboolean is_selecting;         /* by our own hand */
};

G_DEFINE_FINAL_TYPE (ZxChatList, zx_chat_list, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_SELECTED, PROP_WAITING, N_PROPS };
static GParamSpec *props[N_PROPS];
static guint activated_signal;

static void
set_selected (ZxChatList *self, ZxContact *contact)
{
  if (g_set_object (&self->selected, contact))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
}

static guint
find_position (ZxChatList *self, ZxContact *contact)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; contact != NULL && i < n; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

    if (item == (GObject *) contact)
      return i;
  }
  return GTK_INVALID_LIST_POSITION;
}

/* The chosen contact is marked wherever it stands now. */
static void
mark_selected (ZxChatList *self)
{
  guint position = find_position (self, self->selected);

  self->is_selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->is_selecting = FALSE;
}

static void
selected_item_cb (ZxChatList *self)
{
  GObject *item = gtk_single_selection_get_selected_item (self->selection);

  /* A contact that changes its section leaves the list for a moment; that is no choice. Nor is a
   * heading, which GTK 4.8 must be allowed to select, or the arrow keys stop before it. */
  if (self->is_selecting || item == NULL)
    return;
  if (ZX_IS_CONTACT (item))
    set_selected (self, ZX_CONTACT (item));
  else
    mark_selected (self);
}

static void
items_changed_cb (ZxChatList *self)
{
  mark_selected (self);
}

static void
waiting_changed_cb (ZxChatList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING]);
}

static void
me_changed_cb (ZxChatList *self)
{
  ZxAgent *me = zx_client_get_me (self->client);

  zx_chat_sections_set_me (self->sections, me != NULL ? zx_agent_get_id (me) : 0);
}

static void
light_changed_cb (ZxChatList *self)
{
  gint64 since = zx_client_get_offline_since (self->client);
  gboolean is_offline = zx_client_get_light (self->client) == ZX_LIGHT_OFFLINE && since > 0;
  g_autofree char *clock =
      is_offline ? zx_words_clock (since, zx_client_now_ms (self->client)) : NULL;
  /* translators: %s is a time; the list may be out of date */
  g_autofree char *text = is_offline ? g_strdup_printf (_ ("As of %s"), clock) : g_strdup ("");

  gtk_label_set_label (self->state, text);
}

static GtkWidget *
heading_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *count = gtk_label_new (NULL);

  gtk_widget_add_css_class (box, "grouphead");
  gtk_widget_add_css_class (title, "section");
  gtk_widget_add_css_class (count, "section");
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), count);
  return box;
}

static void
setup_cb (ZxChatList *self, GtkListItem *item)
{
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *row = zx_contact_row_new (self->client);

  gtk_stack_set_vhomogeneous (GTK_STACK (stack), FALSE);
  gtk_stack_add_named (GTK_STACK (stack), heading_new (), "heading");
  gtk_stack_add_named (GTK_STACK (stack), row, "contact");
  g_object_bind_property (self->sections, "has-several-queues", row, "shows-queue",
                          G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (item, stack);
}

static void
show_count (GtkWidget *heading)
{
  ZxChatSection *section = g_object_get_data (G_OBJECT (heading), "section");
  GtkWidget *title = gtk_widget_get_first_child (heading);
  GtkWidget *count = gtk_widget_get_last_child (heading);
  g_autofree char *name = NULL;
  g_autofree char *number = NULL;
  g_autofree char *spoken = NULL;
  guint n;

  g_object_get (section, "title", &name, "count", &n, NULL);
  number = g_strdup_printf ("%u", n);
  spoken = g_strdup_printf ("%s %u", name, n);
  gtk_label_set_label (GTK_LABEL (title), name);
  gtk_label_set_label (GTK_LABEL (count), number);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_parent (gtk_widget_get_parent (heading))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
bind_cb (ZxChatList *self, GtkListItem *item)
{
  GtkStack *stack = GTK_STACK (gtk_list_item_get_child (item));
  GObject *object = gtk_list_item_get_item (item);
  gboolean is_contact = ZX_IS_CONTACT (object);
  GtkWidget *heading = gtk_stack_get_child_by_name (stack, "heading");
  GtkWidget *row = gtk_stack_get_child_by_name (stack, "contact");
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (stack));

  zx_stack_show (stack, is_contact ? "contact" : "heading");
  if (is_contact) {
    zx_contact_row_set_holder (ZX_CONTACT_ROW (row), parent);
    zx_contact_row_set_contact (ZX_CONTACT_ROW (row), ZX_CONTACT (object));
    gtk_widget_remove_css_class (parent, "head");
  } else {
    gtk_widget_add_css_class (parent, "head");
    g_object_set_data_full (G_OBJECT (heading), "section", g_object_ref (object), g_object_unref);
    g_signal_connect_object (object, "notify::count", G_CALLBACK (show_count), heading,
                             G_CONNECT_SWAPPED);
    show_count (heading);
  }
}

static void
unbind_cb (ZxChatList *self, GtkListItem *item)
{
  GtkStack *stack = GTK_STACK (gtk_list_item_get_child (item));
  GtkWidget *heading = gtk_stack_get_child_by_name (stack, "heading");
  GtkWidget *row = gtk_stack_get_child_by_name (stack, "contact");
  GObject *section = g_object_get_data (G_OBJECT (heading), "section");

  zx_contact_row_set_contact (ZX_CONTACT_ROW (row), NULL);
  zx_contact_row_set_holder (ZX_CONTACT_ROW (row), NULL);
  if (section != NULL)
    g_signal_handlers_disconnect_by_func (section, show_count, heading);
  g_object_set_data (G_OBJECT (heading), "section", NULL);
}

static void
activate_cb (ZxChatList *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (!ZX_IS_CONTACT (item))
    return;
  gtk_single_selection_set_selected (self->selection, position); /* focus alone does not */
  g_signal_emit (self, activated_signal, 0);
}

static void
build_list (ZxChatList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);

  self->sections = zx_chat_sections_new (zx_client_get_contacts (self->client));
  self->selection =
      gtk_single_selection_new (g_object_ref (zx_chat_sections_get_items (self->sections)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_item_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (zx_chat_sections_get_section (self->sections, ZX_CHAT_WAITING),
                           "items-changed", G_CALLBACK (waiting_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

static void
zx_chat_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxChatList *self = ZX_CHAT_LIST (object);

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_SELECTED:
    g_value_set_object (value, self->selected);
    break;
  case PROP_WAITING:
    g_value_set_uint (value, zx_chat_list_get_waiting (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_chat_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxChatList *self = ZX_CHAT_LIST (object);

  switch (id) {
  case PROP_CLIENT:
    zx_chat_list_set_client (self, g_value_get_object (value));
    break;
  case PROP_SELECTED:
    zx_chat_list_select (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_chat_list_dispose (GObject *object)
{
  ZxChatList *self = ZX_CHAT_LIST (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->sections);
  g_clear_object (&self->selected);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_CHAT_LIST);

  G_OBJECT_CLASS (zx_chat_list_parent_class)->dispose (object);
}

static void
zx_chat_list_class_init (ZxChatListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_chat_list_get_property;
  object_class->set_property = zx_chat_list_set_property;
  object_class->dispose = zx_chat_list_dispose;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, ZX_TYPE_CONTACT, flags);
  props[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  activated_signal = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-chat-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxChatList, list);
  gtk_widget_class_bind_template_child (widget_class, ZxChatList, state);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
zx_chat_list_init (ZxChatList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
zx_chat_list_set_client (ZxChatList *self, ZxClient *client)
{
  g_return_if_fail (ZX_IS_CHAT_LIST (self));

  if (self->client != NULL || client == NULL)
    return;
  self->client = g_object_ref (client);
  build_list (self);
  g_signal_connect_object (client, "notify::me", G_CALLBACK (me_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::light", G_CALLBACK (light_changed_cb), self,
                           G_CONNECT_SWAPPED);
  me_changed_cb (self);
  light_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
}

ZxContact *
zx_chat_list_get_selected (ZxChatList *self)
{
  g_return_val_if_fail (ZX_IS_CHAT_LIST (self), NULL);

  return self->selected;
}

void
zx_chat_list_select (ZxChatList *self, ZxContact *contact)
{
  guint position;

  g_return_if_fail (ZX_IS_CHAT_LIST (self));

  set_selected (self, contact);
  if (self->selection == NULL)
    return;
  mark_selected (self);
  position = gtk_single_selection_get_selected (self->selection);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

gboolean
zx_chat_list_select_next_waiting (ZxChatList *self)
{
  ZxContact *next;

  g_return_val_if_fail (ZX_IS_CHAT_LIST (self), FALSE);

  next = self->sections != NULL ? zx_chat_sections_next_waiting (self->sections, self->selected)
                                : NULL;
  if (next == NULL)
    return FALSE;
  zx_chat_list_select (self, next);
  return TRUE;
}

ZxContact *
zx_chat_list_get_head (ZxChatList *self)
{
  g_return_val_if_fail (ZX_IS_CHAT_LIST (self), NULL);

  return self->sections != NULL
             ? zx_chat_sections_next_queued (self->sections, zx_client_get_rights (self->client))
             : NULL;
}

/* The row widget of the list that shows @contact (null: any contact), when there is one now. */
static GtkWidget *
find_holder (ZxChatList *self, ZxContact *contact)
{
  for (GtkWidget *holder = gtk_widget_get_first_child (GTK_WIDGET (self->list)); holder != NULL;
       holder = gtk_widget_get_next_sibling (holder)) {
    GtkWidget *stack = gtk_widget_get_first_child (holder);
    GtkWidget *row =
        GTK_IS_STACK (stack) ? gtk_stack_get_child_by_name (GTK_STACK (stack), "contact") : NULL;
    ZxContact *shown = row != NULL ? zx_contact_row_get_contact (ZX_CONTACT_ROW (row)) : NULL;

    if (shown != NULL && (contact == NULL || shown == contact))
      return holder;
  }
  return NULL;
}

void
zx_chat_list_take_focus (ZxChatList *self)
{
  GtkWidget *holder;

  g_return_if_fail (ZX_IS_CHAT_LIST (self));

  holder = find_holder (self, self->selected);
  if (holder == NULL)
    holder = find_holder (self, NULL);
  if (holder != NULL)
    gtk_widget_grab_focus (holder);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static guint
count_section (ZxChatList *self, ZxChatSectionKind kind)
{
  return self->sections == NULL
             ? 0
             : g_list_model_get_n_items (zx_chat_sections_get_section (self->sections, kind));
}

guint
zx_chat_list_get_waiting (ZxChatList *self)
{
  g_return_val_if_fail (ZX_IS_CHAT_LIST (self), 0);

  return count_section (self, ZX_CHAT_WAITING);
}
