/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer's question that no answer was sent to. */
#include "zx-gap-question.h"

#include "zx-fields.h"

struct _ZxGapQuestion {
  GObject parent_instance;

  gint64 contact_id, message_id, at;
  char *text; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxGapQuestion, zx_gap_question, G_TYPE_OBJECT)

enum { PROP_CONTACT_ID = 1, PROP_MESSAGE_ID, PROP_TEXT, PROP_AT, N_PROPS };

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxGapQuestion, field)
static const ZxField fields[N_PROPS] = {
    [PROP_CONTACT_ID] = {"contact-id", "contact_id", ZX_FIELD_ID, AT (contact_id)},
    [PROP_MESSAGE_ID] = {"message-id", "message_id", ZX_FIELD_ID, AT (message_id)},
    [PROP_TEXT] = {"text", "text", ZX_FIELD_STRING, AT (text)},
    [PROP_AT] = {"at", "at", ZX_FIELD_TIME, AT (at)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_gap_question_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_gap_question_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_gap_question_parent_class)->finalize (object);
}

static void
zx_gap_question_class_init (ZxGapQuestionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_gap_question_get_property;
  object_class->finalize = zx_gap_question_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_gap_question_init (ZxGapQuestion *self)
{
}

ZxGapQuestion *
zx_gap_question_new (JsonObject *json)
{
  ZxGapQuestion *self = g_object_new (ZX_TYPE_GAP_QUESTION, NULL);

  zx_fields_apply (self, &table, json, FALSE);
  return self;
}

gint64
zx_gap_question_get_contact_id (ZxGapQuestion *self)
{
  g_return_val_if_fail (ZX_IS_GAP_QUESTION (self), 0);

  return self->contact_id;
}

const char *
zx_gap_question_get_text (ZxGapQuestion *self)
{
  g_return_val_if_fail (ZX_IS_GAP_QUESTION (self), "");

  return self->text != NULL ? self->text : "";
}
