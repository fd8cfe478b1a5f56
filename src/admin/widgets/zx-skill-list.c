/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits skills and their levels. */
#include "zx-skill-list.h"

#include "zx-named-drop.h"
#include "zx-skill.h"

#include <glib/gi18n.h>

struct _ZxSkillList {
  AdwBin parent_instance;

  GtkWidget *lines;     /* lent: a box a line */
  GtkWidget *add;       /* lent */
  GtkLabel *known;      /* lent: names that are in use */
  GtkSizeGroup *widths; /* owned: of the levels */
  ZxClient *client;     /* owned, null until made properly */
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (ZxSkillList, zx_skill_list, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

enum { LEVELS = 5 };
static const char *const levels[] = {
    /* translators: how well somebody knows something, from 1 to 5 */
    N_ ("1 · a little"), N_ ("2 · some"), N_ ("3 · well"), N_ ("4 · very well"), N_ ("5 · expert"),
};

/* What a line holds; lent by its box. */
typedef struct {
  GtkWidget *box, *name, *level, *remove;
} Line;

static Line *
line_of (GtkWidget *box)
{
  return box != NULL ? g_object_get_data (G_OBJECT (box), "line") : NULL;
}

/* --- JSON --- */

/* Calls for each skill of @json. */
static void
read_skills (const char *json,
             void (*skill) (const char *name, int level, gpointer data),
             gpointer data)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

    if (object != NULL && zx_json_string (object, "name") != NULL)
      skill (zx_json_string (object, "name"),
             (int) CLAMP (zx_json_int (object, "level", 1), 1, LEVELS), data);
  }
}

static void
add_word (const char *name, int level, gpointer data)
{
  GString *words = data;

  g_string_append_printf (words, "%s%s %d", words->len > 0 ? ", " : "", name, level);
}

char *
zx_skill_words (const char *json)
{
  GString *words = g_string_new (NULL);

  read_skills (json, add_word, words);
  return g_string_free (words, FALSE);
}

char *
zx_skill_list_dup_json (ZxSkillList *self)
{
  GString *json = g_string_new ("[");

  g_return_val_if_fail (ZX_IS_SKILL_LIST (self), NULL);

  for (GtkWidget *box = gtk_widget_get_first_child (self->lines); box != NULL;
       box = gtk_widget_get_next_sibling (box)) {
    const Line *line = line_of (box);
    g_autofree char *name =
        g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (line->name))));

    if (*name == '\0')
      continue;
    g_string_append (json, json->len > 1 ? ",{" : "{");
    zx_json_add_string (json, "name", name);
    zx_json_add_int (json, "level", gtk_drop_down_get_selected (GTK_DROP_DOWN (line->level)) + 1);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

/* --- what is known so far: the same thing is called the same --- */

static gboolean
is_same_skill (gconstpointer a, gconstpointer b)
{
  g_autofree char *one = zx_skill_key (a), *other = zx_skill_key (b);

  return g_str_equal (one, other);
}

static void
note_name (const char *name, int level, gpointer data)
{
  GPtrArray *names = data;

  if (!g_ptr_array_find_with_equal_func (names, name, is_same_skill, NULL))
    g_ptr_array_add (names, g_strdup (name));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

static void
note_names (ZxClient *client, const char *noun, GPtrArray *names)
{
  GListModel *records = zx_client_get_records (client, noun);

  for (guint i = 0; i < g_list_model_get_n_items (records); i++) {
    g_autoptr (ZxRecord) record = g_list_model_get_item (records, i);
    g_autofree char *json = zx_record_dup_json (record, "skills");

    read_skills (json, note_name, names);
  }
}

static void
show_known (ZxSkillList *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = NULL, *words = NULL;

  note_names (self->client, "agent", names);
  note_names (self->client, "queue", names);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  all = g_strjoinv (", ", (char **) names->pdata);
  /* translators: %s are names of skills, such as “English, SAP” */
  words = g_strdup_printf (_ ("In use: %s"), all);
  gtk_label_set_label (self->known, words);
  gtk_widget_set_visible (GTK_WIDGET (self->known), *all != '\0');
}

/* --- lines --- */

static void
tell (ZxSkillList *self)
{
  if (!self->is_showing)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
name_line (Line *line)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (line->name));
  /* translators: %s is a skill, such as “English” */
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), name);

  gtk_widget_set_tooltip_text (line->remove, remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  remove, -1);
}

static void
name_changed_cb (ZxSkillList *self, GtkWidget *entry)
{
  name_line (g_object_get_data (G_OBJECT (entry), "line"));
  tell (self);
}

static void
removed_cb (ZxSkillList *self, GtkWidget *button)
{
  Line *line = g_object_get_data (G_OBJECT (button), "line");

  gtk_box_remove (GTK_BOX (self->lines), line->box);
  gtk_widget_set_visible (self->lines, gtk_widget_get_first_child (self->lines) != NULL);
  gtk_widget_grab_focus (self->add);
  tell (self);
}

static GtkWidget *
make_level (ZxSkillList *self, int level)
{
  GtkStringList *words = gtk_string_list_new (NULL);
  GtkWidget *drop;

  for (guint i = 0; i < LEVELS; i++)
    gtk_string_list_append (words, _ (levels[i]));
  drop = gtk_drop_down_new (G_LIST_MODEL (words), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), (guint) level - 1);
  gtk_size_group_add_widget (self->widths, drop);
  zx_named_drop_set (GTK_DROP_DOWN (drop), _ ("Skill level"));
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  return drop;
}

static GtkWidget *
make_entry (ZxSkillList *self, const char *name)
{
  GtkWidget *entry = gtk_entry_new ();

  g_object_set (entry, "text", name, "hexpand", TRUE, "max-length", 60, "activates-default", TRUE,
                "placeholder-text", _ ("Such as English"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Skill"), -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_changed_cb), self, G_CONNECT_SWAPPED);
  return entry;
}

static void
add_line (const char *name, int level, gpointer data)
{
  ZxSkillList *self = data;
  Line *line = g_new0 (Line, 1);

  line->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  line->name = make_entry (self, name);
  line->level = make_level (self, level);
  line->remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  gtk_widget_add_css_class (line->remove, "flat");
  g_signal_connect_object (line->remove, "clicked", G_CALLBACK (removed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line->box), line->name);
  gtk_box_append (GTK_BOX (line->box), line->level);
  gtk_box_append (GTK_BOX (line->box), line->remove);
  g_object_set_data_full (G_OBJECT (line->box), "line", line, g_free);
  g_object_set_data (G_OBJECT (line->name), "line", line);
  g_object_set_data (G_OBJECT (line->remove), "line", line);
  name_line (line);
  gtk_box_append (GTK_BOX (self->lines), line->box);
  gtk_widget_set_visible (self->lines, TRUE);
}

static void
add_cb (ZxSkillList *self)
{
  add_line ("", LEVELS / 2 + 1, self);
  gtk_widget_grab_focus (line_of (gtk_widget_get_last_child (self->lines))->name);
}

void
zx_skill_list_set_json (ZxSkillList *self, const char *json)
{
  g_autofree char *shown = NULL, *shown_words = NULL, *words = zx_skill_words (json);

  g_return_if_fail (ZX_IS_SKILL_LIST (self));

  show_known (self);
  shown = zx_skill_list_dup_json (self);
  shown_words = zx_skill_words (shown);
  if (g_str_equal (shown_words, words) && *words != '\0')
    return;
  self->is_showing = TRUE;
  while (gtk_widget_get_first_child (self->lines) != NULL)
    gtk_box_remove (GTK_BOX (self->lines), gtk_widget_get_first_child (self->lines));
  gtk_widget_set_visible (self->lines, FALSE);
  read_skills (json, add_line, self);
  self->is_showing = FALSE;
}

/* --- class --- */

static void
zx_skill_list_dispose (GObject *object)
{
  ZxSkillList *self = ZX_SKILL_LIST (object);

  g_clear_object (&self->widths);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_skill_list_parent_class)->dispose (object);
}

static void
zx_skill_list_class_init (ZxSkillListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zx_skill_list_dispose;
  signals[CHANGED] = g_signal_new ("changed", ZX_TYPE_SKILL_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
zx_skill_list_init (ZxSkillList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->widths = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->lines = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 6,
                              "visible", FALSE, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  self->add = gtk_button_new_with_label (_ ("Add a skill"));
  gtk_widget_set_halign (self->add, GTK_ALIGN_START);
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  self->known = GTK_LABEL (gtk_label_new (NULL));
  g_object_set (self->known, "xalign", 0.0, "wrap", TRUE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->known), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->known), "dim-label");
  gtk_box_append (GTK_BOX (box), self->lines);
  gtk_box_append (GTK_BOX (box), self->add);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->known));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
zx_skill_list_new (ZxClient *client, const char *label)
{
  ZxSkillList *self = g_object_new (ZX_TYPE_SKILL_LIST, NULL);

  self->client = g_object_ref (client);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lines), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  return GTK_WIDGET (self);
}
