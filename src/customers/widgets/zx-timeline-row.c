/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells one thing that happened with a customer: what, by whom, when. */
#include "zx-timeline-row.h"

#include "zx-closures.h"
#include "zx-part-fields.h"
#include "zx-time-label.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ZxTimelineRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxTimelineRow, zx_timeline_row, ZX_TYPE_ITEM_ROW)

/* --- what was changed --- */

typedef struct {
  const char *word; /* as the trail names it */
  ZxPart part;
  const char *added, *changed, *removed;
} PartWords;

static const PartWords part_words[] = {
    {"person", ZX_PART_PERSON, N_ ("Person added"), N_ ("Person changed"), N_ ("Person removed")},
    {"identity", ZX_PART_IDENTITY, N_ ("Number or address added"), N_ ("Number or address changed"),
     N_ ("Number or address removed")},
    {"contract", ZX_PART_CONTRACT, N_ ("Contract added"), N_ ("Contract changed"),
     N_ ("Contract removed")},
    {"product", ZX_PART_PRODUCT, N_ ("Product added"), N_ ("Product changed"),
     N_ ("Product removed")},
    {"note", ZX_PART_NOTE, N_ ("Note added"), N_ ("Note changed"), N_ ("Note removed")},
};

static const PartWords *
words_of_part (ZxTimelineItem *item)
{
  g_autofree char *part = zx_timeline_item_dup_detail (item, "part");

  for (gsize i = 0; part != NULL && i < G_N_ELEMENTS (part_words); i++)
    if (g_str_equal (part_words[i].word, part))
      return &part_words[i];
  return NULL;
}

typedef struct {
  guint n, n_was, n_is;
  ZxPart part;
  GString *text;
} Changes;

static const char *
label_of (ZxPart part, const char *member)
{
  guint n;
  const ZxPartField *fields = zx_part_fields (part, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (fields[i].member, member))
      return _ (fields[i].label);
  return g_str_has_prefix (member, "fields.") ? member + strlen ("fields.") : NULL;
}

static void
add_change (const char *member, const char *was, const char *is, gpointer data)
{
  Changes *changes = data;
  const char *label = label_of (changes->part, member);

  changes->n++;
  changes->n_was += was != NULL;
  changes->n_is += is != NULL;
  if (label == NULL || g_strcmp0 (was, is) == 0)
    return;
  if (changes->text->len > 0)
    g_string_append (changes->text, "; ");
  if (was != NULL && is != NULL)
    g_string_append_printf (changes->text, "%s: %s → %s", label, was, is);
  else
    g_string_append_printf (changes->text, "%s: %s", label, is != NULL ? is : was);
}

static void
collect (ZxTimelineItem *item, Changes *changes)
{
  const PartWords *words = words_of_part (item);

  *changes = (Changes){.part = words != NULL ? words->part : ZX_PART_CUSTOMER,
                       .text = g_string_new (NULL)};
  zx_timeline_item_each_change (item, add_change, changes);
}

static const char *
sentence_of (ZxTimelineItem *item)
{
  static const struct {
    const char *action, *words;
  } sentences[] = {
      {"customer.add", N_ ("Customer added")},
      {"customer.merge", N_ ("Merged with another customer")},
      {"customer.merge-undo", N_ ("Merge undone")},
      {"person.erase", N_ ("A person’s data erased")},
      {"person.export", N_ ("A person’s data exported")},
  };
  const PartWords *words = words_of_part (item);
  const char *action = zx_timeline_item_get_action (item);
  Changes changes;

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_strcmp0 (sentences[i].action, action) == 0)
      return _ (sentences[i].words);
  if (words == NULL)
    return _ ("Customer’s data changed");
  collect (item, &changes);
  g_string_free (changes.text, TRUE);
  if (changes.n_was == 0)
    return _ (words->added);
  return changes.n_is == 0 ? _ (words->removed) : _ (words->changed);
}

char *
zx_words_change (ZxTimelineItem *item)
{
  g_autofree char *title = zx_timeline_item_dup_detail (item, "title");
  const char *sentence = sentence_of (item);

  /* translators: what was changed ("Contract changed") and its name */
  return title != NULL && *title != '\0' ? g_strdup_printf (_ ("%1$s: %2$s"), sentence, title)
                                         : g_strdup (sentence);
}

char *
zx_words_change_members (ZxTimelineItem *item)
{
  Changes changes;

  collect (item, &changes);
  return g_string_free (changes.text, FALSE);
}

/* --- closures --- */

static gboolean
is_kind (ZxTimelineItem *item, const char *kind)
{
  return item != NULL && g_strcmp0 (zx_timeline_item_get_kind (item), kind) == 0;
}

static char *
icon (gpointer self, ZxTimelineItem *item)
{
  g_autofree char *channel = NULL;

  if (is_kind (item, "note"))
    return g_strdup ("accessories-text-editor-symbolic");
  if (!is_kind (item, "contact"))
    return g_strdup ("document-edit-symbolic");
  g_object_get (zx_timeline_item_get_contact (item), "channel", &channel, NULL);
  return g_strdup (zx_icon_of_channel (channel));
}

/* Of a contact what it was about: the agent's summary, else how it began. */
static char *
matter_of (ZxPastContact *contact)
{
  const char *summary = zx_past_contact_get_summary (contact);
  const char *subject = zx_past_contact_get_subject (contact);
  g_autofree char *channel = NULL;

  if (summary != NULL && *summary != '\0')
    return g_strdup (summary);
  if (subject != NULL && *subject != '\0')
    return g_strdup (subject);
  g_object_get (contact, "channel", &channel, NULL);
  return g_strdup (zx_words_channel (channel));
}

static char *
title (gpointer self, ZxTimelineItem *item)
{
  char *text = NULL;

  if (item == NULL)
    return g_strdup ("");
  if (is_kind (item, "contact"))
    return matter_of (zx_timeline_item_get_contact (item));
  if (!is_kind (item, "note"))
    return zx_words_change (item);
  g_object_get (item, "text", &text, NULL);
  return text;
}

static char *
detail (gpointer self, ZxTimelineItem *item)
{
  g_autofree char *channel = NULL;
  g_autofree char *person = NULL;
  g_autofree char *product = NULL;
  const char *word;
  GString *text;

  if (item == NULL || is_kind (item, "note"))
    return g_strdup ("");
  if (!is_kind (item, "contact"))
    return zx_words_change_members (item);
  g_object_get (zx_timeline_item_get_contact (item), "channel", &channel, "person-name", &person,
                "product", &product, NULL);
  word = zx_words_channel (channel);
  text = g_string_new (word);
  if (person != NULL && *person != '\0')
    g_string_append_printf (text, " · %s", person);
  if (product != NULL && *product != '\0')
    g_string_append_printf (text, " · %s", product);
  return g_string_free (text, FALSE);
}

static char *
by_words (gpointer self, ZxTimelineItem *item)
{
  char *by = NULL;

  if (item == NULL)
    return g_strdup ("");
  if (is_kind (item, "contact"))
    return g_strdup (zx_past_contact_get_agent_name (zx_timeline_item_get_contact (item)));
  g_object_get (item, "by", &by, NULL);
  return by;
}

static void
zx_timeline_row_class_init (ZxTimelineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ZX_TYPE_TIME_LABEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-timeline-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, icon);
  gtk_widget_class_bind_template_callback (widget_class, title);
  gtk_widget_class_bind_template_callback (widget_class, detail);
  gtk_widget_class_bind_template_callback (widget_class, by_words);
}

static void
zx_timeline_row_init (ZxTimelineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
