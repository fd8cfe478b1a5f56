/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One answer that the assistant proposes, with its matching words marked. */
#include "zx-suggestion.h"

#include "zx-fields.h"

struct _ZxSuggestion {
  GObject parent_instance;

  gint64 article_id, question_id;
  char *ref, *title, *excerpt, *title_markup, *excerpt_markup, *answer, *updated_on, *url;
  char *verdict, *like;
  char **scope;
  double fit, used_share;
  guint used;
};

G_DEFINE_FINAL_TYPE (ZxSuggestion, zx_suggestion, G_TYPE_OBJECT)

enum {
  PROP_ARTICLE_ID = 1,
  PROP_QUESTION_ID,
  PROP_REF,
  PROP_TITLE,
  PROP_EXCERPT,
  PROP_TITLE_MARKUP,
  PROP_EXCERPT_MARKUP,
  PROP_ANSWER,
  PROP_FIT,
  PROP_UPDATED_ON,
  PROP_URL,
  PROP_USED,
  PROP_USED_SHARE,
  PROP_VERDICT,
  PROP_LIKE,
  PROP_SCOPE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define AT(field) G_STRUCT_OFFSET (ZxSuggestion, field)
static const ZxField fields[N_PROPS] = {
    [PROP_ARTICLE_ID] = {"article-id", "article_id", ZX_FIELD_ID, AT (article_id)},
    [PROP_QUESTION_ID] = {"question-id", NULL, ZX_FIELD_ID, AT (question_id)},
    [PROP_REF] = {"ref", "ref", ZX_FIELD_STRING, AT (ref)},
    [PROP_TITLE] = {"title", "title", ZX_FIELD_STRING, AT (title)},
    [PROP_EXCERPT] = {"excerpt", "excerpt", ZX_FIELD_STRING, AT (excerpt)},
    [PROP_TITLE_MARKUP] = {"title-markup", NULL, ZX_FIELD_STRING, AT (title_markup)},
    [PROP_EXCERPT_MARKUP] = {"excerpt-markup", NULL, ZX_FIELD_STRING, AT (excerpt_markup)},
    [PROP_ANSWER] = {"answer", "answer", ZX_FIELD_STRING, AT (answer)},
    [PROP_FIT] = {"fit", "fit", ZX_FIELD_DOUBLE, AT (fit)},
    [PROP_UPDATED_ON] = {"updated-on", "updated_on", ZX_FIELD_STRING, AT (updated_on)},
    [PROP_URL] = {"url", "url", ZX_FIELD_STRING, AT (url)},
    [PROP_USED] = {"used", "used", ZX_FIELD_COUNT, AT (used)},
    [PROP_USED_SHARE] = {"used-share", "used_share", ZX_FIELD_DOUBLE, AT (used_share)},
    [PROP_VERDICT] = {"verdict", "verdict", ZX_FIELD_STRING, AT (verdict)},
    [PROP_LIKE] = {"like", "like", ZX_FIELD_STRING, AT (like)},
    [PROP_SCOPE] = {"scope", "scope", ZX_FIELD_WORDS, AT (scope)},
};
static const ZxFieldTable table = {fields, props, N_PROPS};

static void
zx_suggestion_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  zx_fields_get (object, &table, prop_id, value);
}

static void
zx_suggestion_finalize (GObject *object)
{
  zx_fields_free (object, &table);
  G_OBJECT_CLASS (zx_suggestion_parent_class)->finalize (object);
}

static void
zx_suggestion_class_init (ZxSuggestionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_suggestion_get_property;
  object_class->finalize = zx_suggestion_finalize;
  zx_fields_install (object_class, &table);
}

static void
zx_suggestion_init (ZxSuggestion *self)
{
}

ZxSuggestion *
zx_suggestion_new (JsonObject *item, gint64 question_id)
{
  ZxSuggestion *self = g_object_new (ZX_TYPE_SUGGESTION, NULL);

  zx_fields_apply (self, &table, item, FALSE);
  self->question_id = question_id;
  if (!json_object_has_member (item, "used_share") ||
      json_object_get_null_member (item, "used_share"))
    self->used_share = -1;
  self->title_markup = zx_suggestion_mark_up (self->title, zx_json_array (item, "title_marks"));
  self->excerpt_markup =
      zx_suggestion_mark_up (self->excerpt, zx_json_array (item, "excerpt_marks"));
  return self;
}

static gboolean
read_range (JsonNode *node, glong length, glong *from, glong *to)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (pair == NULL || json_array_get_length (pair) != 2)
    return FALSE;
  *from = (glong) CLAMP (json_array_get_int_element (pair, 0), 0, length);
  *to = (glong) CLAMP (json_array_get_int_element (pair, 1), 0, length);
  return TRUE;
}

static void
append_escaped (GString *out, const char *from, const char *to)
{
  g_autofree char *escaped = g_markup_escape_text (from, to - from);

  g_string_append (out, escaped);
}

char *
zx_suggestion_mark_up (const char *text, JsonArray *marks)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *at = text != NULL ? text : "";
  glong done = 0, length = g_utf8_strlen (at, -1);

  for (guint i = 0; marks != NULL && i < json_array_get_length (marks); i++) {
    glong from, to;
    const char *start, *end;

    if (!read_range (json_array_get_element (marks, i), length, &from, &to))
      continue;
    from = MAX (from, done);
    if (to <= from)
      continue;
    start = g_utf8_offset_to_pointer (at, from - done);
    end = g_utf8_offset_to_pointer (start, to - from);
    append_escaped (out, at, start);
    g_string_append (out, "<b>");
    append_escaped (out, start, end);
    g_string_append (out, "</b>");
    at = end;
    done = to;
  }
  append_escaped (out, at, at + strlen (at));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

#define GETTER(type, name)                                                                         \
  type zx_suggestion_get_##name (ZxSuggestion *self)                                               \
  {                                                                                                \
    g_return_val_if_fail (ZX_IS_SUGGESTION (self), 0);                                             \
    return self->name;                                                                             \
  }

GETTER (gint64, article_id)
GETTER (gint64, question_id)
GETTER (double, fit)
GETTER (const char *, ref)
GETTER (const char *, title)
GETTER (const char *, title_markup)
GETTER (const char *, answer)
GETTER (const char *, updated_on)
GETTER (guint, used)
GETTER (double, used_share)
GETTER (const char *, verdict)

void
zx_suggestion_set_verdict (ZxSuggestion *self, const char *verdict)
{
  g_return_if_fail (ZX_IS_SUGGESTION (self));

  zx_field_set_string (self, &table, PROP_VERDICT, verdict);
}
