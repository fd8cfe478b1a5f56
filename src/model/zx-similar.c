/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A closed contact in which nearly the same was asked. */
#include "zx-similar.h"

#include "zx-fields.h"

struct _ZxSimilar {
  GObject parent_instance;

  gint64 contact_id, closed_at;
  char *question, *customer, *category, *summary, *article_ref, *article_title; /* owned */
  guint rating;
};

G_DEFINE_FINAL_TYPE (ZxSimilar, zx_similar, G_TYPE_OBJECT)

enum {
  PROP_CONTACT_ID = 1,
  PROP_CLOSED_AT,
  PROP_QUESTION,
  PROP_CUSTOMER,
  PROP_CATEGORY,
  PROP_SUMMARY,
  PROP_ARTICLE_REF,
  PROP_ARTICLE_TITLE,
  PROP_RATING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxSimilar, field)
static const ZxField fields[N_PROPS] = {
    [PROP_CONTACT_ID] = {"contact-id", "contact_id", ZX_FIELD_ID, AT (contact_id)},
    [PROP_CLOSED_AT] = {"closed-at", "closed_at", ZX_FIELD_TIME, AT (closed_at)},
    [PROP_QUESTION] = {"question", "question", ZX_FIELD_STRING, AT (question)},
    [PROP_CUSTOMER] = {"customer", "customer", ZX_FIELD_STRING, AT (customer)},
    [PROP_CATEGORY] = {"category", "category", ZX_FIELD_STRING, AT (category)},
    [PROP_SUMMARY] = {"summary", "summary", ZX_FIELD_STRING, AT (summary)},
    [PROP_ARTICLE_REF] = {"article-ref", "article_ref", ZX_FIELD_STRING, AT (article_ref)},
    [PROP_ARTICLE_TITLE] = {"article-title", "article_title", ZX_FIELD_STRING, AT (article_title)},
    [PROP_RATING] = {"rating", "rating", ZX_FIELD_COUNT, AT (rating)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_similar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_similar_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_similar_parent_class)->finalize (object);
}

static void
zx_similar_class_init (ZxSimilarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_similar_get_property;
  object_class->finalize = zx_similar_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_similar_init (ZxSimilar *self)
{
}

ZxSimilar *
zx_similar_new (JsonObject *json)
{
  ZxSimilar *self = g_object_new (ZX_TYPE_SIMILAR, NULL);

  zx_fields_apply (self, &table, json, FALSE);
  return self;
}

gint64
zx_similar_get_contact_id (ZxSimilar *self)
{
  g_return_val_if_fail (ZX_IS_SIMILAR (self), 0);

  return self->contact_id;
}
