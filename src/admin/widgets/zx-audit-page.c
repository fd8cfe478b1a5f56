/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who did what and when, narrowed by person, thing, deed and time. */
#include "zx-audit-page.h"

#include "zx-admin-words.h"
#include "zx-audit-row.h"
#include "zx-named-drop.h"
#include "zx-stack.h"
#include "zx-tab-stop.h"

#include <glib/gi18n.h>

#define DAY_MS (24 * 3600 * (gint64) 1000)

typedef struct {
  const char *word; /* of the wire; null: any */
  const char *label;
} Choice;

static const Choice nouns[] = {
    {NULL, N_ ("Everything")},
    {"customer", N_ ("Customers")},
    {"contact", N_ ("Contacts")},
    {"agent", N_ ("Staff")},
    {"group", N_ ("Groups")},
    {"org", N_ ("Organisations")},
    {"channel", N_ ("Channels")},
    {"queue", N_ ("Queues")},
    {"calendar", N_ ("Office hours")},
    {"category", N_ ("Categories")},
    {"reply", N_ ("Quick replies")},
    {"catalog-product", N_ ("Products")},
    {"catalog-version", N_ ("Versions")},
    {"tier", N_ ("Tiers")},
    {"contract-kind", N_ ("Contract kinds")},
    {"field", N_ ("Own fields")},
};

static const Choice deeds[] = {
    {NULL, N_ ("Whatever was done")}, {".add", N_ ("Added")},    {".change", N_ ("Changed")},
    {".remove", N_ ("Removed")},      {".merge", N_ ("Merged")}, {".erase", N_ ("Erased")},
};

static const struct {
  int days; /* 0: any time */
  const char *label;
} times[] = {
    {0, N_ ("At any time")},
    {1, N_ ("Last 24 hours")},
    {7, N_ ("Last 7 days")},
    {30, N_ ("Last 30 days")},
};

struct _ZxAuditPage {
  AdwBin parent_instance;

  GtkDropDown *actors; /* of the template */
  GtkDropDown *nouns;
  GtkDropDown *actions;
  GtkDropDown *times;
  GtkStack *states;
  AdwStatusPage *failure;
  GtkListBox *list;
  GtkWidget *more;

  ZxClient *client; /* owned */
  ZxAudit *audit;   /* owned, null until asked */
};

G_DEFINE_FINAL_TYPE (ZxAuditPage, zx_audit_page, ADW_TYPE_BIN)

static void
show_state (ZxAuditPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->audit));
  ZxLoad state = zx_audit_get_state (self->audit);
  const GError *error = zx_audit_get_error (self->audit);
  g_autofree char *words = error != NULL ? zx_admin_words_failure (error) : NULL;

  adw_status_page_set_description (self->failure, words);
  zx_stack_show (self->states, n > 0                      ? "list"
                               : state == ZX_LOAD_LOADING ? "loading"
                               : state == ZX_LOAD_ERROR   ? "error"
                                                          : "empty");
  gtk_widget_set_visible (self->more, !zx_audit_get_complete (self->audit));
  gtk_widget_set_sensitive (self->more, state != ZX_LOAD_LOADING);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  return zx_audit_row_new (item, ZX_AUDIT_PAGE (user_data)->client);
}

/* "change" of any noun, or of the chosen one: an action is noun.deed on the wire. */
static void
read_filter (ZxAuditPage *self, ZxAuditFilter *filter)
{
  GObject *actor = gtk_drop_down_get_selected_item (self->actors);
  guint days = (guint) times[gtk_drop_down_get_selected (self->times)].days;

  *filter = (ZxAuditFilter){
      .actor_id = ZX_IS_RECORD (actor) ? zx_record_get_id (ZX_RECORD (actor)) : 0,
      .noun = nouns[gtk_drop_down_get_selected (self->nouns)].word,
      .action = deeds[gtk_drop_down_get_selected (self->actions)].word,
      .since_ms = days != 0 ? zx_client_now_ms (self->client) - days * DAY_MS : 0,
  };
}

void
zx_audit_page_load (ZxAuditPage *self)
{
  ZxAuditFilter filter;

  g_return_if_fail (ZX_IS_AUDIT_PAGE (self));

  if (self->client == NULL)
    return;
  read_filter (self, &filter);
  g_clear_object (&self->audit);
  self->audit = zx_audit_new (self->client, &filter);
  g_signal_connect_object (self->audit, "notify::state", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->audit), make_row, self, NULL);
  show_state (self);
}

/* The server is back: what could not be loaded is. */
static void
light_changed_cb (ZxAuditPage *self)
{
  if (self->audit != NULL && zx_audit_get_state (self->audit) == ZX_LOAD_ERROR &&
      zx_client_get_light (self->client) == ZX_LIGHT_LIVE)
    zx_audit_page_load (self);
}

static void
more_cb (ZxAuditPage *self)
{
  zx_audit_load_more (self->audit);
}

static void
zx_audit_page_dispose (GObject *object)
{
  ZxAuditPage *self = ZX_AUDIT_PAGE (object);

  g_clear_object (&self->audit);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_audit_page_parent_class)->dispose (object);
}

static void
zx_audit_page_class_init (ZxAuditPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_audit_page_dispose;
  g_type_ensure (ZX_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-audit-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAuditPage, actors);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditPage, nouns);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditPage, actions);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditPage, times);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditPage, states);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditPage, failure);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditPage, list);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditPage, more);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback (widget_class, zx_audit_page_load);
}

static void
fill (GtkDropDown *drop, const Choice *choices, guint n)
{
  GtkStringList *labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (labels, _ (choices[i].label));
  gtk_drop_down_set_model (drop, G_LIST_MODEL (labels));
  g_object_unref (labels);
}

static void
zx_audit_page_init (ZxAuditPage *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  fill (self->nouns, nouns, G_N_ELEMENTS (nouns));
  fill (self->actions, deeds, G_N_ELEMENTS (deeds));
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    gtk_string_list_append (labels, _ (times[i].label));
  gtk_drop_down_set_model (self->times, G_LIST_MODEL (labels));
  g_object_unref (labels);
}

/* --- everybody, and then each one by name --- */

static char *
name_actor (gpointer item, gpointer user_data)
{
  if (ZX_IS_RECORD (item))
    return g_strdup (zx_record_get_title (item));
  return g_strdup (gtk_string_object_get_string (item));
}

static void
fill_actors (ZxAuditPage *self)
{
  GListStore *lists = g_list_store_new (G_TYPE_LIST_MODEL);
  const char *everybody[] = {_ ("Everybody"), NULL};
  g_autoptr (GtkStringList) first = gtk_string_list_new (everybody);
  GtkExpression *name = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL,
                                                     G_CALLBACK (name_actor), NULL, NULL);
  g_autoptr (GListModel) all = NULL;

  g_list_store_append (lists, first);
  g_list_store_append (lists, zx_client_get_records (self->client, "agent"));
  all = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
  gtk_drop_down_set_expression (self->actors, name);
  gtk_expression_unref (name);
  gtk_drop_down_set_model (self->actors, all);
}

GtkWidget *
zx_audit_page_new (ZxClient *client)
{
  ZxAuditPage *self = g_object_new (ZX_TYPE_AUDIT_PAGE, NULL);
  GtkDropDown *drops[] = {self->actors, self->nouns, self->actions, self->times};

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::light", G_CALLBACK (light_changed_cb), self,
                           G_CONNECT_SWAPPED);
  fill_actors (self);
  for (guint i = 0; i < G_N_ELEMENTS (drops); i++) {
    zx_named_drop_set (drops[i], gtk_widget_get_tooltip_text (GTK_WIDGET (drops[i])));
    zx_named_drop_set_slim (drops[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (drops); i++)
    g_signal_connect_object (drops[i], "notify::selected", G_CALLBACK (zx_audit_page_load), self,
                             G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
