/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing that a figure of the assistant's answers counts. */
#include "zx-answer-row.h"

#include "zx-fields.h"

struct _ZxAnswerRow {
  GObject parent_instance;

  gint64 contact_id, message_id, at;
  guint place;
  char *question, *article_ref, *article_title, *agent, *kind, *name, *company; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxAnswerRow, zx_answer_row, G_TYPE_OBJECT)

enum {
  PROP_CONTACT_ID = 1,
  PROP_MESSAGE_ID,
  PROP_AT,
  PROP_PLACE,
  PROP_QUESTION,
  PROP_ARTICLE_REF,
  PROP_ARTICLE_TITLE,
  PROP_AGENT,
  PROP_KIND,
  PROP_NAME,
  PROP_COMPANY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxAnswerRow, field)
static const ZxField fields[N_PROPS] = {
    [PROP_CONTACT_ID] = {"contact-id", "contact_id", ZX_FIELD_ID, AT (contact_id)},
    [PROP_MESSAGE_ID] = {"message-id", "message_id", ZX_FIELD_ID, AT (message_id)},
    [PROP_AT] = {"at", "at", ZX_FIELD_TIME, AT (at)},
    [PROP_PLACE] = {"place", "place", ZX_FIELD_COUNT, AT (place)},
    [PROP_QUESTION] = {"question", "question", ZX_FIELD_STRING, AT (question)},
    [PROP_ARTICLE_REF] = {"article-ref", "article_ref", ZX_FIELD_STRING, AT (article_ref)},
    [PROP_ARTICLE_TITLE] = {"article-title", "article_title", ZX_FIELD_STRING, AT (article_title)},
    [PROP_AGENT] = {"agent", "agent", ZX_FIELD_STRING, AT (agent)},
    [PROP_KIND] = {"kind", "kind", ZX_FIELD_STRING, AT (kind)},
    [PROP_NAME] = {"name", "name", ZX_FIELD_STRING, AT (name)},
    [PROP_COMPANY] = {"company", "company", ZX_FIELD_STRING, AT (company)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_answer_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_answer_row_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_answer_row_parent_class)->finalize (object);
}

static void
zx_answer_row_class_init (ZxAnswerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_answer_row_get_property;
  object_class->finalize = zx_answer_row_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_answer_row_init (ZxAnswerRow *self)
{
}

ZxAnswerRow *
zx_answer_row_new (JsonObject *json)
{
  ZxAnswerRow *self = g_object_new (ZX_TYPE_ANSWER_ROW, NULL);

  zx_fields_apply (self, &table, json, FALSE);
  return self;
}

gint64
zx_answer_row_get_contact_id (ZxAnswerRow *self)
{
  g_return_val_if_fail (ZX_IS_ANSWER_ROW (self), 0);

  return self->contact_id;
}
