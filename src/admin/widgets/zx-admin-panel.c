/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The administrator's page: a list of pages, and the one that is chosen. */
#include "zx-admin-panel.h"

#include "zx-admin-nouns.h"
#include "zx-audit-page.h"
#include "zx-closures.h"
#include "zx-record-page.h"
#include "zx-stack.h"
#include "zx-tab-stop.h"

#include <glib/gi18n.h>

struct _ZxAdminPanel {
  ZxPanel parent_instance;

  GtkListBox *pages; /* of the template */
  GtkLabel *offline;
  GtkBox *tabs;
  GtkStack *stack;

  GHashTable *made;           /* owned: noun, "" for the audit trail → lent page */
  const ZxAdminPage *page;    /* static: the one that is shown */
  GSignalGroup *client_watch; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxAdminPanel, zx_admin_panel, ZX_TYPE_PANEL)

static gboolean
is_for (const ZxRights *rights)
{
  return zx_rights_can (rights, ZX_RIGHT_ADMINISTER);
}

/* --- pages --- */

/* Made when it is first looked at: an administrator mostly comes for one. */
static GtkWidget *
page_of (ZxAdminPanel *self, const char *noun)
{
  ZxClient *client = zx_panel_get_client (ZX_PANEL (self));
  GtkWidget *page = g_hash_table_lookup (self->made, noun);

  if (page != NULL)
    return page;
  page = *noun != '\0' ? zx_record_page_new (zx_admin_noun (noun), client)
                       : zx_audit_page_new (client);
  g_hash_table_insert (self->made, (char *) noun, page);
  gtk_stack_add_child (self->stack, page);
  return page;
}

static void
show_noun (ZxAdminPanel *self, const char *noun)
{
  GtkWidget *page = page_of (self, noun);

  zx_stack_show_child (self->stack, page);
  if (ZX_IS_AUDIT_PAGE (page))
    zx_audit_page_load (ZX_AUDIT_PAGE (page));
}

static void
tab_toggled_cb (ZxAdminPanel *self, GtkToggleButton *tab)
{
  if (gtk_toggle_button_get_active (tab))
    show_noun (self, g_object_get_data (G_OBJECT (tab), "noun"));
}

/* A page of two nouns has a tab for each. */
static void
show_tabs (ZxAdminPanel *self, const ZxAdminPage *page)
{
  GtkWidget *child = NULL, *first = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tabs))) != NULL)
    gtk_box_remove (self->tabs, child);
  gtk_widget_set_visible (GTK_WIDGET (self->tabs),
                          page->nouns[0] != NULL && page->nouns[1] != NULL);
  if (page->nouns[0] == NULL || page->nouns[1] == NULL)
    return;
  for (guint i = 0; page->nouns[i] != NULL; i++) {
    GtkWidget *tab = gtk_toggle_button_new_with_label (_ (zx_admin_noun (page->nouns[i])->title));

    g_object_set_data (G_OBJECT (tab), "noun", (char *) page->nouns[i]);
    if (first == NULL)
      first = tab;
    else
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tab), GTK_TOGGLE_BUTTON (first));
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), i == 0);
    g_signal_connect_object (tab, "toggled", G_CALLBACK (tab_toggled_cb), self, G_CONNECT_SWAPPED);
    gtk_box_append (self->tabs, tab);
  }
}

static void
page_selected_cb (ZxAdminPanel *self, GtkListBoxRow *row)
{
  gsize n;
  const ZxAdminPage *pages = zx_admin_pages (&n);

  if (row == NULL || zx_panel_get_client (ZX_PANEL (self)) == NULL)
    return;
  self->page = &pages[gtk_list_box_row_get_index (row)];
  show_tabs (self, self->page);
  show_noun (self, self->page->nouns[0] != NULL ? self->page->nouns[0] : "");
}

static void
add_page_row (ZxAdminPanel *self, const ZxAdminPage *page)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_ (page->title));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, _ (page->title));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (page->icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (page->title), -1);
  gtk_list_box_append (self->pages, row);
}

/* --- keys --- */

static void
add_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *page = gtk_stack_get_visible_child (ZX_ADMIN_PANEL (widget)->stack);

  if (ZX_IS_RECORD_PAGE (page))
    zx_record_page_add (ZX_RECORD_PAGE (page));
}

static void
save_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *page = gtk_stack_get_visible_child (ZX_ADMIN_PANEL (widget)->stack);

  if (ZX_IS_RECORD_PAGE (page))
    zx_record_page_save (ZX_RECORD_PAGE (page));
}

static void
zx_admin_panel_shown (ZxPanel *panel)
{
  ZxAdminPanel *self = ZX_ADMIN_PANEL (panel);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->pages);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* --- the server --- */

static void
show_offline (ZxAdminPanel *self)
{
  ZxClient *client = zx_panel_get_client (ZX_PANEL (self));
  gint64 since = client != NULL ? zx_client_get_offline_since (client) : 0;
  g_autofree char *clock = zx_words_clock (since, g_get_real_time () / 1000);
  /* translators: %s is a time such as 14:02 */
  g_autofree char *words = g_strdup_printf (
      _ ("Not connected. This is from %s. What you write here is kept until you can save it."),
      clock);

  gtk_label_set_label (self->offline, words);
  gtk_widget_set_visible (GTK_WIDGET (self->offline), since > 0);
}

static void
client_changed_cb (ZxAdminPanel *self)
{
  g_signal_group_set_target (self->client_watch, zx_panel_get_client (ZX_PANEL (self)));
  show_offline (self);
  gtk_list_box_select_row (self->pages, gtk_list_box_get_row_at_index (self->pages, 0));
}

/* --- class --- */

static void
zx_admin_panel_dispose (GObject *object)
{
  ZxAdminPanel *self = ZX_ADMIN_PANEL (object);

  g_clear_object (&self->client_watch);
  g_clear_pointer (&self->made, g_hash_table_unref);
  G_OBJECT_CLASS (zx_admin_panel_parent_class)->dispose (object);
}

static void
zx_admin_panel_class_init (ZxAdminPanelClass *klass)
{
  static const ZxShortcut shortcuts[] = {
      {"admin.add", "<Control>n", N_ ("Settings: begin a new one")},
      {"admin.save", "<Control>s", N_ ("Settings: save")},
      {NULL, NULL, NULL},
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_admin_panel_dispose;
  ZX_PANEL_CLASS (klass)->shortcuts = shortcuts;
  ZX_PANEL_CLASS (klass)->is_for = is_for;
  ZX_PANEL_CLASS (klass)->is_wide = TRUE;
  ZX_PANEL_CLASS (klass)->shown = zx_admin_panel_shown;
  gtk_widget_class_install_action (widget_class, "admin.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "admin.save", NULL, save_cb);
  g_type_ensure (ZX_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-admin-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAdminPanel, pages);
  gtk_widget_class_bind_template_child (widget_class, ZxAdminPanel, offline);
  gtk_widget_class_bind_template_child (widget_class, ZxAdminPanel, tabs);
  gtk_widget_class_bind_template_child (widget_class, ZxAdminPanel, stack);
  gtk_widget_class_bind_template_callback (widget_class, page_selected_cb);
}

static void
zx_admin_panel_init (ZxAdminPanel *self)
{
  gsize n;
  const ZxAdminPage *pages = zx_admin_pages (&n);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->made = g_hash_table_new (g_str_hash, g_str_equal);
  self->client_watch = g_signal_group_new (ZX_TYPE_CLIENT);
  g_signal_group_connect_swapped (self->client_watch, "notify::offline-since",
                                  G_CALLBACK (show_offline), self);
  for (gsize i = 0; i < n; i++)
    add_page_row (self, &pages[i]);
  g_signal_connect (self, "notify::client", G_CALLBACK (client_changed_cb), NULL);
}
