/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one whom a visitor may be. */
#include "zx-candidate-row.h"

#include "zx-chat-who.h"
#include "zx-closures.h"
#include "zx-tier-pill.h"

struct _ZxCandidateRow {
  GtkListBoxRow parent_instance;

  ZxCandidate *candidate; /* owned, null only when made to try the template */
  guint number;
};

G_DEFINE_FINAL_TYPE (ZxCandidateRow, zx_candidate_row, GTK_TYPE_LIST_BOX_ROW)

enum { PROP_CANDIDATE = 1, PROP_NUMBER, N_PROPS };
static GParamSpec *props[N_PROPS];

static char *
key_text (ZxCandidateRow *self, guint number)
{
  return g_strdup_printf ("Ctrl Alt %u", number);
}

/* A private person's customer has his own name: once is enough. */
static char *
who (ZxCandidateRow *self, const char *name, const char *company)
{
  return g_strdup (name != NULL && *name != '\0' ? name : company);
}

static char *
of_whom (ZxCandidateRow *self, const char *name, const char *company)
{
  gboolean is_said = name == NULL || *name == '\0' || g_strcmp0 (name, company) == 0;

  return g_strdup (is_said || company == NULL ? "" : company);
}

static char *
reason (ZxCandidateRow *self, ZxCandidateWhy why, const char *value)
{
  return zx_chat_who_why (why, value);
}

static void
zx_candidate_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_CANDIDATE:
    g_value_set_object (value, ZX_CANDIDATE_ROW (object)->candidate);
    break;
  case PROP_NUMBER:
    g_value_set_uint (value, ZX_CANDIDATE_ROW (object)->number);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_candidate_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_CANDIDATE:
    ZX_CANDIDATE_ROW (object)->candidate = g_value_dup_object (value);
    break;
  case PROP_NUMBER:
    ZX_CANDIDATE_ROW (object)->number = g_value_get_uint (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

/* A screen reader hears the row as one sentence. */
static void
zx_candidate_row_constructed (GObject *object)
{
  ZxCandidateRow *self = ZX_CANDIDATE_ROW (object);
  g_autofree char *person = NULL;
  g_autofree char *why = NULL;
  g_autofree char *label = NULL;

  G_OBJECT_CLASS (zx_candidate_row_parent_class)->constructed (object);

  if (self->candidate == NULL)
    return;
  person = zx_chat_who_is (zx_candidate_get_name (self->candidate),
                           zx_candidate_get_company (self->candidate));
  why = zx_chat_who_why (zx_candidate_get_why (self->candidate),
                         zx_candidate_get_value (self->candidate));
  label = g_strdup_printf ("%s, %s, %s", person,
                           zx_words_tier (zx_candidate_get_tier (self->candidate)), why);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), label);
}

static void
zx_candidate_row_dispose (GObject *object)
{
  g_clear_object (&ZX_CANDIDATE_ROW (object)->candidate);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_CANDIDATE_ROW);

  G_OBJECT_CLASS (zx_candidate_row_parent_class)->dispose (object);
}

static void
zx_candidate_row_class_init (ZxCandidateRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_candidate_row_get_property;
  object_class->set_property = zx_candidate_row_set_property;
  object_class->constructed = zx_candidate_row_constructed;
  object_class->dispose = zx_candidate_row_dispose;

  props[PROP_CANDIDATE] = g_param_spec_object ("candidate", NULL, NULL, ZX_TYPE_CANDIDATE, flags);
  props[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, 9, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_TIER_PILL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-candidate-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, key_text);
  gtk_widget_class_bind_template_callback (widget_class, who);
  gtk_widget_class_bind_template_callback (widget_class, of_whom);
  gtk_widget_class_bind_template_callback (widget_class, reason);
}

static void
zx_candidate_row_init (ZxCandidateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_candidate_row_new (ZxCandidate *candidate, guint number)
{
  return g_object_new (ZX_TYPE_CANDIDATE_ROW, "candidate", candidate, "number", number, NULL);
}
