/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One contact, and what its messages say about it: last line, unread, who waits since when. */
#include "zx-contact.h"

#include "zx-fields.h"

/* He writes on and tells so every second or two; when nothing more is told, he has gone. */
#define TYPING_LASTS_MS 8000

/* A customer's message that is unread or unanswered. */
typedef struct {
  gint64 id, at_ms;
} Asked;

struct _ZxContact {
  GObject parent_instance;

  gint64 id, rev, customer_id, person_id, agent_id, org_id, continues_id;
  gint64 created_at, accepted_at, closed_at, agent_read_seq, visitor_read_seq, visitor_got_seq;
  char *uuid, *channel, *channel_name, *name, *company, *agent_name, *lang;    /* owned */
  char *page_title, *page_url, *product, *version, *summary, *team, *bound_by; /* owned */
  gint64 category_id, ended_at, wrap_until, rating, rated_at;
  char *category, *ended_by, *rating_comment, *left_name, *left_reach; /* owned */
  char **rating_reasons;                                               /* owned */
  gboolean left, wrap_extended;
  gint64 queue_id, entered_at, offer_id, offer_agent_id, offer_by_id, offer_deadline;
  char *queue_name, *group_name, *passed_by, *offer_agent_name, *offer_kind; /* owned */
  char **takers;                                                             /* owned */
  GListStore *guests;                                                        /* owned, of ZxGuest */
  char *last_text, *draft, *note_draft, *typing_text;                        /* owned */
  int tier, trust, state, last_author;
  gint64 last_at, last_seq, waiting_since;
  guint unread;

  guint typing_id; /* forgets typing_text */

  GArray *asked;       /* of Asked, by id */
  gint64 answered_seq; /* the agents' newest public message that we know of */
  /* What the server had counted at seq base_seq; messages up to there are not counted again. */
  gint64 base_seq, base_last_seq, base_waiting_since;
  guint base_unread;
  gboolean needs_summary;
};

G_DEFINE_FINAL_TYPE (ZxContact, zx_contact, G_TYPE_OBJECT)

enum {
  PROP_ID = 1,
  PROP_REV,
  PROP_UUID,
  PROP_CHANNEL,
  PROP_CHANNEL_NAME,
  PROP_CUSTOMER_ID,
  PROP_PERSON_ID,
  PROP_NAME,
  PROP_COMPANY,
  PROP_TIER,
  PROP_TRUST,
  PROP_STATE,
  PROP_AGENT_ID,
  PROP_AGENT_NAME,
  PROP_ORG_ID,
  PROP_LANG,
  PROP_PAGE_TITLE,
  PROP_PAGE_URL,
  PROP_PRODUCT,
  PROP_VERSION,
  PROP_CREATED_AT,
  PROP_ACCEPTED_AT,
  PROP_CLOSED_AT,
  PROP_AGENT_READ_SEQ,
  PROP_VISITOR_READ_SEQ,
  PROP_VISITOR_GOT_SEQ,
  PROP_CONTINUES_ID,
  PROP_SUMMARY,
  PROP_TEAM,
  PROP_BOUND_BY,
  PROP_CATEGORY_ID,
  PROP_CATEGORY,
  PROP_ENDED_BY,
  PROP_ENDED_AT,
  PROP_WRAP_UNTIL,
  PROP_WRAP_EXTENDED,
  PROP_RATING,
  PROP_RATING_REASONS,
  PROP_RATING_COMMENT,
  PROP_RATED_AT,
  PROP_LEFT,
  PROP_LEFT_NAME,
  PROP_LEFT_REACH,
  PROP_QUEUE_ID,
  PROP_QUEUE_NAME,
  PROP_GROUP_NAME,
  PROP_TAKERS,
  PROP_PASSED_BY,
  PROP_ENTERED_AT,
  PROP_OFFER_ID,
  PROP_OFFER_AGENT_ID,
  PROP_OFFER_AGENT_NAME,
  PROP_OFFER_KIND,
  PROP_OFFER_BY_ID,
  PROP_OFFER_DEADLINE,
  PROP_LAST_TEXT,
  PROP_LAST_AUTHOR,
  PROP_LAST_AT,
  PROP_LAST_SEQ,
  PROP_UNREAD,
  PROP_WAITING_SINCE,
  PROP_TYPING_TEXT,
  N_FIELDS,
  PROP_DRAFT = N_FIELDS,
  PROP_NOTE_DRAFT,
  PROP_GUESTS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxContact, field)
static const ZxField fields[N_FIELDS] = {
    [PROP_ID] = {"id", NULL, ZX_FIELD_ID, AT (id)},
    [PROP_REV] = {"rev", NULL, ZX_FIELD_INT, AT (rev)},
    [PROP_UUID] = {"uuid", "uuid", ZX_FIELD_STRING, AT (uuid)},
    [PROP_CHANNEL] = {"channel", "channel", ZX_FIELD_STRING, AT (channel)},
    [PROP_CHANNEL_NAME] = {"channel-name", "channel_name", ZX_FIELD_STRING, AT (channel_name)},
    [PROP_CUSTOMER_ID] = {"customer-id", "customer_id", ZX_FIELD_ID, AT (customer_id)},
    [PROP_PERSON_ID] = {"person-id", "person_id", ZX_FIELD_ID, AT (person_id)},
    [PROP_NAME] = {"name", "name", ZX_FIELD_STRING, AT (name)},
    [PROP_COMPANY] = {"company", "company", ZX_FIELD_STRING, AT (company)},
    [PROP_TIER] = {"tier", "tier", ZX_FIELD_ENUM, AT (tier), zx_tier_get_type},
    [PROP_TRUST] = {"trust", "trust", ZX_FIELD_ENUM, AT (trust), zx_identity_trust_get_type},
    [PROP_STATE] = {"state", "state", ZX_FIELD_ENUM, AT (state), zx_contact_state_get_type},
    [PROP_AGENT_ID] = {"agent-id", "agent_id", ZX_FIELD_ID, AT (agent_id)},
    [PROP_AGENT_NAME] = {"agent-name", "agent_name", ZX_FIELD_STRING, AT (agent_name)},
    [PROP_ORG_ID] = {"org-id", "org_id", ZX_FIELD_ID, AT (org_id)},
    [PROP_LANG] = {"lang", "lang", ZX_FIELD_STRING, AT (lang)},
    [PROP_PAGE_TITLE] = {"page-title", "page_title", ZX_FIELD_STRING, AT (page_title)},
    [PROP_PAGE_URL] = {"page-url", "page_url", ZX_FIELD_STRING, AT (page_url)},
    [PROP_PRODUCT] = {"product", "product", ZX_FIELD_STRING, AT (product)},
    [PROP_VERSION] = {"version", "version", ZX_FIELD_STRING, AT (version)},
    [PROP_CREATED_AT] = {"created-at", "created_at", ZX_FIELD_TIME, AT (created_at)},
    [PROP_ACCEPTED_AT] = {"accepted-at", "accepted_at", ZX_FIELD_TIME, AT (accepted_at)},
    [PROP_CLOSED_AT] = {"closed-at", "closed_at", ZX_FIELD_TIME, AT (closed_at)},
    [PROP_AGENT_READ_SEQ] = {"agent-read-seq", "agent_read_seq", ZX_FIELD_INT, AT (agent_read_seq)},
    [PROP_VISITOR_READ_SEQ] = {"visitor-read-seq", "visitor_read_seq", ZX_FIELD_INT,
                               AT (visitor_read_seq)},
    [PROP_VISITOR_GOT_SEQ] = {"visitor-got-seq", "visitor_got_seq", ZX_FIELD_INT,
                              AT (visitor_got_seq)},
    [PROP_CONTINUES_ID] = {"continues-id", "continues_id", ZX_FIELD_ID, AT (continues_id)},
    [PROP_SUMMARY] = {"summary", "summary", ZX_FIELD_STRING, AT (summary)},
    [PROP_TEAM] = {"team", "team", ZX_FIELD_STRING, AT (team)},
    [PROP_BOUND_BY] = {"bound-by", "bound_by", ZX_FIELD_STRING, AT (bound_by)},
    [PROP_CATEGORY_ID] = {"category-id", "category_id", ZX_FIELD_ID, AT (category_id)},
    [PROP_CATEGORY] = {"category", "category", ZX_FIELD_STRING, AT (category)},
    [PROP_ENDED_BY] = {"ended-by", "ended_by", ZX_FIELD_STRING, AT (ended_by)},
    [PROP_ENDED_AT] = {"ended-at", "ended_at", ZX_FIELD_TIME, AT (ended_at)},
    [PROP_WRAP_UNTIL] = {"wrap-until", "wrap_until", ZX_FIELD_TIME, AT (wrap_until)},
    [PROP_WRAP_EXTENDED] = {"wrap-extended", "wrap_extended", ZX_FIELD_BOOL, AT (wrap_extended)},
    [PROP_RATING] = {"rating", "rating", ZX_FIELD_INT, AT (rating)},
    [PROP_RATING_REASONS] = {"rating-reasons", "rating_reasons", ZX_FIELD_WORDS,
                             AT (rating_reasons)},
    [PROP_RATING_COMMENT] = {"rating-comment", "rating_comment", ZX_FIELD_STRING,
                             AT (rating_comment)},
    [PROP_RATED_AT] = {"rated-at", "rated_at", ZX_FIELD_TIME, AT (rated_at)},
    [PROP_LEFT] = {"left", "left", ZX_FIELD_BOOL, AT (left)},
    [PROP_LEFT_NAME] = {"left-name", "left_name", ZX_FIELD_STRING, AT (left_name)},
    [PROP_LEFT_REACH] = {"left-reach", "left_reach", ZX_FIELD_STRING, AT (left_reach)},
    [PROP_QUEUE_ID] = {"queue-id", "queue_id", ZX_FIELD_ID, AT (queue_id)},
    [PROP_QUEUE_NAME] = {"queue-name", "queue_name", ZX_FIELD_STRING, AT (queue_name)},
    [PROP_GROUP_NAME] = {"group-name", "group_name", ZX_FIELD_STRING, AT (group_name)},
    [PROP_TAKERS] = {"takers", "takers", ZX_FIELD_WORDS, AT (takers)},
    [PROP_PASSED_BY] = {"passed-by", "passed_by", ZX_FIELD_STRING, AT (passed_by)},
    [PROP_ENTERED_AT] = {"entered-at", "entered_at", ZX_FIELD_TIME, AT (entered_at)},
    [PROP_OFFER_ID] = {"offer-id", NULL, ZX_FIELD_ID, AT (offer_id)},
    [PROP_OFFER_AGENT_ID] = {"offer-agent-id", NULL, ZX_FIELD_ID, AT (offer_agent_id)},
    [PROP_OFFER_AGENT_NAME] = {"offer-agent-name", NULL, ZX_FIELD_STRING, AT (offer_agent_name)},
    [PROP_OFFER_KIND] = {"offer-kind", NULL, ZX_FIELD_STRING, AT (offer_kind)},
    [PROP_OFFER_BY_ID] = {"offer-by-id", NULL, ZX_FIELD_ID, AT (offer_by_id)},
    [PROP_OFFER_DEADLINE] = {"offer-deadline", NULL, ZX_FIELD_TIME, AT (offer_deadline)},
    [PROP_LAST_TEXT] = {"last-text", NULL, ZX_FIELD_STRING, AT (last_text)},
    [PROP_LAST_AUTHOR] = {"last-author", NULL, ZX_FIELD_ENUM, AT (last_author), zx_author_get_type},
    [PROP_LAST_AT] = {"last-at", NULL, ZX_FIELD_TIME, AT (last_at)},
    [PROP_LAST_SEQ] = {"last-seq", NULL, ZX_FIELD_INT, AT (last_seq)},
    [PROP_UNREAD] = {"unread", NULL, ZX_FIELD_COUNT, AT (unread)},
    [PROP_WAITING_SINCE] = {"waiting-since", NULL, ZX_FIELD_TIME, AT (waiting_since)},
    [PROP_TYPING_TEXT] = {"typing-text", NULL, ZX_FIELD_STRING, AT (typing_text)},
};
static const ZxFieldTable table = {fields, props, N_FIELDS};

static void
drop_settled (ZxContact *self)
{
  gint64 settled = MIN (self->answered_seq, self->agent_read_seq);
  guint n = 0;

  while (n < self->asked->len && g_array_index (self->asked, Asked, n).id <= settled)
    n++;
  if (n > 0)
    g_array_remove_range (self->asked, 0, n);
}

static void
derive (ZxContact *self)
{
  gint64 waiting = self->answered_seq <= self->base_seq ? self->base_waiting_since : 0;
  gint64 counted = MAX (self->agent_read_seq, self->base_seq);
  guint unread;

  if (self->base_unread > 0 && self->agent_read_seq >= self->base_last_seq)
    self->base_unread = 0;
  unread = self->base_unread;
  drop_settled (self);
  for (guint i = 0; i < self->asked->len; i++) {
    Asked *asked = &g_array_index (self->asked, Asked, i);

    if (asked->id > counted)
      unread++;
    if (asked->id > self->answered_seq && (waiting == 0 || asked->at_ms < waiting))
      waiting = asked->at_ms;
  }
  zx_field_set_int (self, &table, PROP_UNREAD, unread);
  zx_field_set_int (self, &table, PROP_WAITING_SINCE,
                    zx_contact_state_is_ended (self->state) ? 0 : waiting);
}

static void
set_last (ZxContact *self, gint64 seq, ZxAuthor author, const char *text, gint64 at_ms)
{
  zx_field_set_int (self, &table, PROP_LAST_SEQ, seq);
  zx_field_set_int (self, &table, PROP_LAST_AUTHOR, author);
  zx_field_set_string (self, &table, PROP_LAST_TEXT, text);
  zx_field_set_int (self, &table, PROP_LAST_AT, at_ms);
}

static void
remember_asked (ZxContact *self, gint64 id, gint64 at_ms)
{
  guint at = self->asked->len;
  Asked asked = {id, at_ms};

  while (at > 0 && g_array_index (self->asked, Asked, at - 1).id > id)
    at--;
  if (at == 0 || g_array_index (self->asked, Asked, at - 1).id != id)
    g_array_insert_val (self->asked, at, asked);
}

static void
zx_contact_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_DRAFT)
    g_value_set_string (value, ZX_CONTACT (object)->draft);
  else if (prop_id == PROP_GUESTS)
    g_value_set_object (value, ZX_CONTACT (object)->guests);
  else if (prop_id == PROP_NOTE_DRAFT)
    g_value_set_string (value, ZX_CONTACT (object)->note_draft);
  else
    zx_fields_get (object, &table, prop_id, value);
}

static void
zx_contact_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_DRAFT)
    zx_contact_set_draft (ZX_CONTACT (object), g_value_get_string (value));
  else if (prop_id == PROP_NOTE_DRAFT)
    zx_contact_set_note_draft (ZX_CONTACT (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
zx_contact_finalize (GObject *object)
{
  ZxContact *self = ZX_CONTACT (object);

  zx_fields_free (object, &table);
  g_free (self->draft);
  g_object_unref (self->guests);
  g_free (self->note_draft);
  g_array_unref (self->asked);
  G_OBJECT_CLASS (zx_contact_parent_class)->finalize (object);
}

static void
zx_contact_class_init (ZxContactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_contact_get_property;
  object_class->set_property = zx_contact_set_property;
  object_class->finalize = zx_contact_finalize;
  zx_fields_install (object_class, &table);
  for (guint i = PROP_DRAFT; i <= PROP_NOTE_DRAFT; i++) {
    props[i] =
        g_param_spec_string (i == PROP_DRAFT ? "draft" : "note-draft", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
    g_object_class_install_property (object_class, i, props[i]);
  }
  props[PROP_GUESTS] = g_param_spec_object ("guests", NULL, NULL, G_TYPE_LIST_MODEL,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_GUESTS, props[PROP_GUESTS]);
}

static void
zx_contact_init (ZxContact *self)
{
  self->asked = g_array_new (FALSE, FALSE, sizeof (Asked));
  self->guests = g_list_store_new (ZX_TYPE_GUEST);
}

ZxContact *
zx_contact_new (gint64 id)
{
  ZxContact *self = g_object_new (ZX_TYPE_CONTACT, NULL);

  self->id = id;
  return self;
}

/* The list changes only where guests came or went: a row that stays is the same object. */
static void
take_guests (ZxContact *self, JsonArray *items)
{
  guint n_items = items != NULL ? json_array_get_length (items) : 0, n_kept = 0;

  for (guint i = 0; i < n_items; i++) {
    JsonNode *node = json_array_get_element (items, i);
    g_autoptr (ZxGuest) guest = NULL;

    if (!JSON_NODE_HOLDS_OBJECT (node))
      continue;
    guest = zx_guest_new (json_node_get_object (node));
    while (n_kept < g_list_model_get_n_items (G_LIST_MODEL (self->guests))) {
      g_autoptr (ZxGuest) known = g_list_model_get_item (G_LIST_MODEL (self->guests), n_kept);

      if (zx_guest_is_same (known, guest))
        break;
      g_list_store_remove (self->guests, n_kept);
    }
    if (n_kept == g_list_model_get_n_items (G_LIST_MODEL (self->guests)))
      g_list_store_append (self->guests, guest);
    n_kept++;
  }
  while (g_list_model_get_n_items (G_LIST_MODEL (self->guests)) > n_kept)
    g_list_store_remove (self->guests, n_kept);
}

/* What of it is open before an agent; @offer is null when nothing is. */
static void
take_offer (ZxContact *self, JsonObject *offer)
{
  zx_field_set_int (self, &table, PROP_OFFER_ID, zx_json_id (offer, "id"));
  zx_field_set_int (self, &table, PROP_OFFER_AGENT_ID, zx_json_id (offer, "agent_id"));
  zx_field_set_string (self, &table, PROP_OFFER_AGENT_NAME, zx_json_string (offer, "agent_name"));
  zx_field_set_string (self, &table, PROP_OFFER_KIND, zx_json_string (offer, "kind"));
  zx_field_set_int (self, &table, PROP_OFFER_BY_ID, zx_json_id (offer, "by_id"));
  zx_field_set_int (self, &table, PROP_OFFER_DEADLINE, zx_json_time (offer, "deadline"));
}

gboolean
zx_contact_apply_json (ZxContact *self, JsonObject *json, gint64 rev)
{
  gint64 read_seq;

  g_return_val_if_fail (ZX_IS_CONTACT (self), FALSE);

  if (rev <= self->rev)
    return FALSE;
  read_seq = self->agent_read_seq;
  g_object_freeze_notify (G_OBJECT (self));
  zx_fields_apply (self, &table, json, FALSE);
  zx_field_set_int (self, &table, PROP_REV, rev);
  take_guests (self, zx_json_array (json, "guests"));
  take_offer (self, zx_json_object (json, "offer"));
  if (self->agent_read_seq != read_seq && self->base_unread > 0 &&
      self->agent_read_seq < self->base_last_seq)
    self->needs_summary = TRUE;
  derive (self);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}

void
zx_contact_apply_summary (ZxContact *self, JsonObject *item, gint64 as_of)
{
  JsonObject *last = zx_json_object (item, "last_message");
  gint64 last_seq = zx_json_int (last, "seq", 0), last_at = zx_json_time (last, "sent_at");
  ZxAuthor author = zx_json_enum (last, "author", ZX_TYPE_AUTHOR, ZX_AUTHOR_SYSTEM);

  g_return_if_fail (ZX_IS_CONTACT (self));

  if (as_of < self->base_seq)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  self->needs_summary = FALSE;
  self->base_seq = as_of;
  self->base_last_seq = last_seq;
  self->base_unread = (guint) CLAMP (zx_json_int (item, "unread", 0), 0, G_MAXUINT);
  self->base_waiting_since = zx_json_time (item, "waiting_since");
  if (!json_object_has_member (item, "waiting_since") && author == ZX_AUTHOR_CUSTOMER)
    self->base_waiting_since = last_at;
  if (author == ZX_AUTHOR_AGENT)
    self->answered_seq = MAX (self->answered_seq, last_seq);
  if (last_seq > self->last_seq)
    set_last (self, last_seq, author, zx_json_string (last, "text"), last_at);
  derive (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
forget_asked (ZxContact *self, gint64 id)
{
  for (guint i = 0; i < self->asked->len; i++) {
    if (g_array_index (self->asked, Asked, i).id == id) {
      g_array_remove_index (self->asked, i);
      return;
    }
  }
}

/* What he took back asks nothing any more. What the server has counted, only it can count again. */
static void
note_asked (ZxContact *self, ZxMessage *message)
{
  gint64 id = zx_message_get_id (message);

  if (!zx_message_get_recalled (message)) {
    remember_asked (self, id, zx_message_get_sent_at (message));
    return;
  }
  forget_asked (self, id);
  if (id <= self->base_seq)
    self->needs_summary = TRUE;
}

static gboolean
typing_is_over_cb (gpointer user_data)
{
  ZxContact *self = user_data;

  self->typing_id = 0;
  zx_field_set_string (self, &table, PROP_TYPING_TEXT, NULL);
  return G_SOURCE_REMOVE;
}

void
zx_contact_set_typing_text (ZxContact *self, const char *text)
{
  g_return_if_fail (ZX_IS_CONTACT (self));

  g_clear_handle_id (&self->typing_id, g_source_remove);
  if (text != NULL && text[0] != '\0')
    self->typing_id = g_timeout_add (TYPING_LASTS_MS, typing_is_over_cb, self);
  else
    text = NULL;
  zx_field_set_string (self, &table, PROP_TYPING_TEXT, text);
}

void
zx_contact_note_message (ZxContact *self, ZxMessage *message)
{
  gint64 id = zx_message_get_id (message), at_ms = zx_message_get_sent_at (message);
  ZxAuthor author = zx_message_get_author (message);

  g_return_if_fail (ZX_IS_CONTACT (self));

  if (id == 0 || zx_message_get_internal (message) || author == ZX_AUTHOR_SYSTEM)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  if (author == ZX_AUTHOR_CUSTOMER && id > self->last_seq)
    zx_contact_set_typing_text (self, NULL);
  if (id >= self->last_seq)
    set_last (self, id, author, zx_message_get_text (message), at_ms);
  if (author == ZX_AUTHOR_AGENT)
    self->answered_seq = MAX (self->answered_seq, id);
  else if (author == ZX_AUTHOR_CUSTOMER && id > MIN (self->answered_seq, self->agent_read_seq))
    note_asked (self, message);
  derive (self);
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
zx_contact_needs_summary (ZxContact *self)
{
  return self->needs_summary;
}

void
zx_contact_want_summary (ZxContact *self)
{
  self->needs_summary = TRUE;
}

const char *
zx_contact_get_draft (ZxContact *self)
{
  return self->draft;
}

static void
set_text (ZxContact *self, char **field, guint prop_id, const char *text)
{
  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

void
zx_contact_set_draft (ZxContact *self, const char *draft)
{
  g_return_if_fail (ZX_IS_CONTACT (self));

  set_text (self, &self->draft, PROP_DRAFT, draft);
}

const char *
zx_contact_get_note_draft (ZxContact *self)
{
  return self->note_draft;
}

void
zx_contact_set_note_draft (ZxContact *self, const char *draft)
{
  g_return_if_fail (ZX_IS_CONTACT (self));

  set_text (self, &self->note_draft, PROP_NOTE_DRAFT, draft);
}

GListModel *
zx_contact_get_guests (ZxContact *self)
{
  g_return_val_if_fail (ZX_IS_CONTACT (self), NULL);
  return G_LIST_MODEL (self->guests);
}

gboolean
zx_contact_is_guest (ZxContact *self, gint64 agent_id)
{
  g_return_val_if_fail (ZX_IS_CONTACT (self), FALSE);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->guests)); i++) {
    g_autoptr (ZxGuest) guest = g_list_model_get_item (G_LIST_MODEL (self->guests), i);

    if (zx_guest_get_agent_id (guest) == agent_id)
      return TRUE;
  }
  return FALSE;
}

#define GETTER(type, name)                                                                         \
  type zx_contact_get_##name (ZxContact *self)                                                     \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_CONTACT (self), 0);                                                \
    return self->name;                                                                             \
  }

GETTER (gint64, id)
GETTER (gint64, rev)
GETTER (gint64, customer_id)
GETTER (gint64, person_id)
GETTER (gint64, agent_id)
GETTER (gint64, created_at)
GETTER (gint64, accepted_at)
GETTER (gint64, agent_read_seq)
GETTER (gint64, visitor_read_seq)
GETTER (gint64, visitor_got_seq)
GETTER (const char *, typing_text)
GETTER (ZxTier, tier)
GETTER (ZxIdentityTrust, trust)
GETTER (ZxContactState, state)
GETTER (const char *, uuid)
GETTER (const char *, channel)
GETTER (const char *, name)
GETTER (const char *, company)
GETTER (const char *, agent_name)
GETTER (const char *, lang)
GETTER (const char *, page_title)
GETTER (const char *, product)
GETTER (const char *, version)
GETTER (const char *, summary)
GETTER (const char *, team)
GETTER (gint64, category_id)
GETTER (gint64, ended_at)
GETTER (gint64, closed_at)
GETTER (gint64, wrap_until)
GETTER (gboolean, wrap_extended)
GETTER (gboolean, left)
GETTER (gint64, queue_id)
GETTER (gint64, offer_id)
GETTER (gint64, offer_agent_id)
GETTER (gint64, offer_by_id)
GETTER (gint64, offer_deadline)
GETTER (const char *, queue_name)
GETTER (const char *, group_name)
GETTER (const char *, offer_agent_name)
GETTER (const char *, offer_kind)
GETTER (const char *, last_text)
GETTER (ZxAuthor, last_author)
GETTER (gint64, last_seq)
GETTER (guint, unread)
GETTER (gint64, waiting_since)

gboolean
zx_contact_may_be_taken (ZxContact *self, const ZxRights *rights)
{
  char id[24];

  g_return_val_if_fail (ZX_IS_CONTACT (self), FALSE);

  if (rights == NULL || (self->state != ZX_CONTACT_QUEUED && self->state != ZX_CONTACT_OFFERED))
    return FALSE;
  if (self->group_name == NULL || zx_rights_can (rights, ZX_RIGHT_OVERSEE))
    return TRUE;
  g_snprintf (id, sizeof id, "%" G_GINT64_FORMAT, rights->agent_id);
  return self->takers != NULL && g_strv_contains ((const char *const *) self->takers, id);
}
