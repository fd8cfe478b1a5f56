/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Divides the open contacts into the sections of the chat list and keeps them in order. */
#include "zx-chat-sections.h"

#include <gtk/gtk.h>

struct _ZxChatSection {
  GObject parent_instance;

  ZxChatSectionKind kind;
  GListModel *contacts; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxChatSection, zx_chat_section, G_TYPE_OBJECT)

enum { PROP_TITLE = 1, PROP_COUNT, N_PROPS };
static GParamSpec *props[N_PROPS];

/* What decides where a contact stands; noted to see whether a change matters. */
typedef struct {
  ZxChatSectionKind kind;
  gint64 waiting_since, accepted_at;
  gboolean left;
  ZxTier tier;
  gint64 queue_id;
} Place;

struct _ZxChatSections {
  GObject parent_instance;

  GListModel *contacts; /* owned */
  gint64 my_id;
  GHashTable *places; /* ZxContact (borrowed, in watched) → Place */
  GHashTable *queues; /* queue id → how many contacts wait there */
  GPtrArray *watched; /* of ZxContact, owned; mirrors contacts */
  struct {
    ZxChatSection *heading;   /* owned */
    GListStore *heading_list; /* owned; holds the heading or nothing */
    GtkFilter *filter;        /* owned */
    GtkSorter *sorter;        /* owned */
    GListModel *sorted;       /* owned */
  } sections[ZX_CHAT_N_SECTIONS];
  GListModel *items; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxChatSections, zx_chat_sections, G_TYPE_OBJECT)

enum { PROP_HAS_SEVERAL_QUEUES = 1 };
static GParamSpec *has_several_queues;

static void
count_changed_cb (ZxChatSection *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNT]);
}

static void
zx_chat_section_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxChatSection *self = ZX_CHAT_SECTION (object);

  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, zx_chat_section_title (self->kind));
    break;
  case PROP_COUNT:
    g_value_set_uint (value, g_list_model_get_n_items (self->contacts));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_chat_section_finalize (GObject *object)
{
  g_clear_object (&ZX_CHAT_SECTION (object)->contacts);

  G_OBJECT_CLASS (zx_chat_section_parent_class)->finalize (object);
}

static void
zx_chat_section_class_init (ZxChatSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_chat_section_get_property;
  object_class->finalize = zx_chat_section_finalize;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_chat_section_init (ZxChatSection *self)
{
}

static ZxChatSection *
section_new (ZxChatSectionKind kind, GListModel *contacts)
{
  ZxChatSection *self = g_object_new (ZX_TYPE_CHAT_SECTION, NULL);

  self->kind = kind;
  self->contacts = g_object_ref (contacts);
  g_signal_connect_object (contacts, "items-changed", G_CALLBACK (count_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static Place
find_place (ZxChatSections *self, ZxContact *contact)
{
  return (Place){
      .kind = zx_chat_section_of (zx_contact_get_state (contact), zx_contact_get_agent_id (contact),
                                  zx_contact_get_waiting_since (contact), self->my_id),
      .waiting_since = zx_contact_get_waiting_since (contact),
      .accepted_at = zx_contact_get_accepted_at (contact),
      .tier = zx_contact_get_tier (contact),
      .left = zx_contact_get_left (contact),
      .queue_id = zx_contact_get_queue_id (contact),
  };
}

static gboolean
is_same_place (const Place *a, const Place *b)
{
  return a->kind == b->kind && a->waiting_since == b->waiting_since &&
         a->accepted_at == b->accepted_at && a->tier == b->tier && a->left == b->left;
}

typedef struct {
  ZxChatSections *sections; /* not owned; the filter dies with it */
  ZxChatSectionKind kind;
} Belonging;

static gboolean
belongs (gpointer item, gpointer user_data)
{
  const Belonging *belonging = user_data;

  return find_place (belonging->sections, item).kind == belonging->kind;
}

static int
compare (gint64 a, gint64 b)
{
  return a < b ? GTK_ORDERING_SMALLER : a > b ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL;
}

static int
compare_waiting (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ZxContact *one = (gpointer) a, *other = (gpointer) b;
  int order = compare (zx_contact_get_tier (other), zx_contact_get_tier (one));

  if (order == GTK_ORDERING_EQUAL)
    order = compare (zx_contact_get_waiting_since (one), zx_contact_get_waiting_since (other));
  return order != GTK_ORDERING_EQUAL ? order
                                     : compare (zx_contact_get_id (one), zx_contact_get_id (other));
}

/* Who waits at the other end comes before who left a message. */
static int
compare_queued (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ZxContact *one = (gpointer) a, *other = (gpointer) b;
  int order = compare (zx_contact_get_left (one), zx_contact_get_left (other));

  if (order == GTK_ORDERING_EQUAL)
    order = compare (zx_contact_get_tier (other), zx_contact_get_tier (one));
  return order != GTK_ORDERING_EQUAL ? order
                                     : compare (zx_contact_get_id (one), zx_contact_get_id (other));
}

static int
compare_taken (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ZxContact *one = (gpointer) a, *other = (gpointer) b;
  int order = compare (zx_contact_get_accepted_at (one), zx_contact_get_accepted_at (other));

  return order != GTK_ORDERING_EQUAL ? order
                                     : compare (zx_contact_get_id (one), zx_contact_get_id (other));
}

/* @by: 1 or -1. Only who waits counts: elsewhere the queue is not told. */
static void
count_queue (ZxChatSections *self, const Place *place, int by)
{
  gboolean had_several = g_hash_table_size (self->queues) > 1;
  int n;

  if (place->kind != ZX_CHAT_QUEUE || place->queue_id == 0)
    return;
  n = GPOINTER_TO_INT (g_hash_table_lookup (self->queues, &place->queue_id)) + by;
  if (n > 0)
    g_hash_table_replace (self->queues, g_memdup2 (&place->queue_id, sizeof (gint64)),
                          GINT_TO_POINTER (n));
  else
    g_hash_table_remove (self->queues, &place->queue_id);
  if (had_several != (g_hash_table_size (self->queues) > 1))
    g_object_notify_by_pspec (G_OBJECT (self), has_several_queues);
}

/* Only the sections that the change touches look again, and they report only what moved. */
static void
look_again (ZxChatSections *self, ZxChatSectionKind kind, gboolean is_order)
{
  gtk_filter_changed (self->sections[kind].filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (is_order)
    gtk_sorter_changed (self->sections[kind].sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static void
contact_changed_cb (ZxChatSections *self, GParamSpec *pspec, ZxContact *contact)
{
  Place *known = g_hash_table_lookup (self->places, contact);
  Place now = find_place (self, contact), before;

  if (known == NULL)
    return;
  before = *known;
  *known = now;
  if (before.kind != now.kind || before.queue_id != now.queue_id) {
    count_queue (self, &now, 1);
    count_queue (self, &before, -1);
  }
  if (is_same_place (&before, &now))
    return;
  if (before.kind != now.kind)
    look_again (self, before.kind, FALSE);
  look_again (self, now.kind, TRUE);
}

static const char *const deciding[] = {
    "notify::state", "notify::agent-id", "notify::waiting-since", "notify::accepted-at",
    "notify::tier",  "notify::left",     "notify::queue-id"};

static void
watch (ZxChatSections *self, ZxContact *contact)
{
  Place *place = g_new (Place, 1);

  *place = find_place (self, contact);
  g_hash_table_insert (self->places, contact, place);
  count_queue (self, place, 1);
  for (guint i = 0; i < G_N_ELEMENTS (deciding); i++)
    g_signal_connect_object (contact, deciding[i], G_CALLBACK (contact_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
unwatch (ZxChatSections *self, ZxContact *contact)
{
  g_signal_handlers_disconnect_by_func (contact, contact_changed_cb, self);
  count_queue (self, g_hash_table_lookup (self->places, contact), -1);
  g_hash_table_remove (self->places, contact);
}

static void
contacts_changed_cb (ZxChatSections *self, guint position, guint removed, guint added)
{
  for (guint i = 0; i < removed; i++) {
    unwatch (self, g_ptr_array_index (self->watched, position));
    g_ptr_array_remove_index (self->watched, position);
  }
  for (guint i = 0; i < added; i++) {
    ZxContact *contact = g_list_model_get_item (self->contacts, position + i);

    g_ptr_array_insert (self->watched, position + i, contact);
    watch (self, contact);
  }
}

/* Colleagues' heading is there only when they have something; the others always are. */
static void
others_changed_cb (ZxChatSections *self)
{
  GListStore *list = self->sections[ZX_CHAT_OTHERS].heading_list;
  gboolean has = g_list_model_get_n_items (self->sections[ZX_CHAT_OTHERS].sorted) > 0;
  gboolean shows = g_list_model_get_n_items (G_LIST_MODEL (list)) > 0;

  if (has && !shows)
    g_list_store_append (list, self->sections[ZX_CHAT_OTHERS].heading);
  else if (!has && shows)
    g_list_store_remove_all (list);
}

static void
build_section (ZxChatSections *self, ZxChatSectionKind kind, GListStore *parts)
{
  static const GCompareDataFunc orders[] = {
      [ZX_CHAT_WAITING] = compare_waiting,
      [ZX_CHAT_MINE] = compare_taken,
      [ZX_CHAT_QUEUE] = compare_queued,
      [ZX_CHAT_OTHERS] = compare_taken,
  };
  Belonging *belonging = g_new (Belonging, 1);
  g_autoptr (GListModel) filtered = NULL;

  *belonging = (Belonging){self, kind};
  self->sections[kind].filter = GTK_FILTER (gtk_custom_filter_new (belongs, belonging, g_free));
  self->sections[kind].sorter = GTK_SORTER (gtk_custom_sorter_new (orders[kind], NULL, NULL));
  filtered = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (self->contacts),
                                                      g_object_ref (self->sections[kind].filter)));
  self->sections[kind].sorted = G_LIST_MODEL (gtk_sort_list_model_new (
      g_steal_pointer (&filtered), g_object_ref (self->sections[kind].sorter)));
  self->sections[kind].heading = section_new (kind, self->sections[kind].sorted);
  self->sections[kind].heading_list = g_list_store_new (ZX_TYPE_CHAT_SECTION);
  if (kind != ZX_CHAT_OTHERS)
    g_list_store_append (self->sections[kind].heading_list, self->sections[kind].heading);
  g_list_store_append (parts, self->sections[kind].heading_list);
  g_list_store_append (parts, self->sections[kind].sorted);
}

static void
zx_chat_sections_dispose (GObject *object)
{
  ZxChatSections *self = ZX_CHAT_SECTIONS (object);

  if (self->contacts != NULL)
    g_signal_handlers_disconnect_by_func (self->contacts, contacts_changed_cb, self);
  while (self->watched->len > 0) {
    unwatch (self, g_ptr_array_index (self->watched, 0));
    g_ptr_array_remove_index (self->watched, 0);
  }
  g_clear_object (&self->items);
  for (guint i = 0; i < ZX_CHAT_N_SECTIONS; i++) {
    g_clear_object (&self->sections[i].sorted);
    g_clear_object (&self->sections[i].heading);
    g_clear_object (&self->sections[i].heading_list);
    g_clear_object (&self->sections[i].filter);
    g_clear_object (&self->sections[i].sorter);
  }
  g_clear_object (&self->contacts);

  G_OBJECT_CLASS (zx_chat_sections_parent_class)->dispose (object);
}

static void
zx_chat_sections_finalize (GObject *object)
{
  ZxChatSections *self = ZX_CHAT_SECTIONS (object);

  g_ptr_array_unref (self->watched);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->queues);

  G_OBJECT_CLASS (zx_chat_sections_parent_class)->finalize (object);
}

static void
zx_chat_sections_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, g_hash_table_size (ZX_CHAT_SECTIONS (object)->queues) > 1);
}

static void
zx_chat_sections_class_init (ZxChatSectionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_chat_sections_get_property;
  object_class->dispose = zx_chat_sections_dispose;
  object_class->finalize = zx_chat_sections_finalize;
  has_several_queues = g_param_spec_boolean ("has-several-queues", NULL, NULL, FALSE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_HAS_SEVERAL_QUEUES, has_several_queues);
}

static void
zx_chat_sections_init (ZxChatSections *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->queues = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

ZxChatSections *
zx_chat_sections_new (GListModel *contacts)
{
  ZxChatSections *self = g_object_new (ZX_TYPE_CHAT_SECTIONS, NULL);
  GListStore *parts = g_list_store_new (G_TYPE_LIST_MODEL);

  self->contacts = g_object_ref (contacts);
  for (guint i = 0; i < ZX_CHAT_N_SECTIONS; i++)
    build_section (self, i, parts);
  self->items = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (parts)));
  g_signal_connect_object (self->sections[ZX_CHAT_OTHERS].sorted, "items-changed",
                           G_CALLBACK (others_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (contacts, "items-changed", G_CALLBACK (contacts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  contacts_changed_cb (self, 0, 0, g_list_model_get_n_items (contacts));
  others_changed_cb (self);
  return self;
}

void
zx_chat_sections_set_me (ZxChatSections *self, gint64 agent_id)
{
  g_return_if_fail (ZX_IS_CHAT_SECTIONS (self));

  if (self->my_id == agent_id)
    return;
  self->my_id = agent_id;
  for (guint i = 0; i < self->watched->len; i++) {
    ZxContact *contact = g_ptr_array_index (self->watched, i);
    Place *place = g_hash_table_lookup (self->places, contact), before = *place;

    *place = find_place (self, contact);
    count_queue (self, place, 1);
    count_queue (self, &before, -1);
  }
  for (guint i = 0; i < ZX_CHAT_N_SECTIONS; i++)
    look_again (self, i, TRUE);
}

GListModel *
zx_chat_sections_get_items (ZxChatSections *self)
{
  g_return_val_if_fail (ZX_IS_CHAT_SECTIONS (self), NULL);

  return self->items;
}

GListModel *
zx_chat_sections_get_section (ZxChatSections *self, ZxChatSectionKind kind)
{
  g_return_val_if_fail (ZX_IS_CHAT_SECTIONS (self), NULL);
  g_return_val_if_fail (kind < ZX_CHAT_N_SECTIONS, NULL);

  return self->sections[kind].sorted;
}

/* The item after @current in @list, the first when it is not there or the last. */
static ZxContact *
find_after (GListModel *list, ZxContact *current)
{
  guint n = g_list_model_get_n_items (list), start = 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (list, i);

    if (contact == current)
      start = i + 1;
  }
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (list, (start + i) % n);

    if (contact != current)
      return contact; /* the list holds it */
  }
  return NULL;
}

ZxContact *
zx_chat_sections_next_waiting (ZxChatSections *self, ZxContact *current)
{
  ZxContact *next;

  g_return_val_if_fail (ZX_IS_CHAT_SECTIONS (self), NULL);

  next = find_after (self->sections[ZX_CHAT_WAITING].sorted, current);
  return next != NULL ? next : find_after (self->sections[ZX_CHAT_QUEUE].sorted, current);
}

ZxContact *
zx_chat_sections_next_queued (ZxChatSections *self, const ZxRights *rights)
{
  GListModel *queue;

  g_return_val_if_fail (ZX_IS_CHAT_SECTIONS (self), NULL);

  queue = self->sections[ZX_CHAT_QUEUE].sorted;
  for (guint i = 0; i < g_list_model_get_n_items (queue); i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (queue, i);

    if (zx_contact_may_be_taken (contact, rights))
      return contact; /* the list holds it */
  }
  return NULL;
}
