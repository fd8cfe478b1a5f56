/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person at a customer: name, title, and how to reach him. */
#include "zx-person-row.h"

#include "zx-closures.h"
#include "zx-customer-parts.h"

struct _ZxPersonRow {
  ZxItemRow parent_instance;

  GtkLabel *identities; /* of the template */
};

G_DEFINE_FINAL_TYPE (ZxPersonRow, zx_person_row, ZX_TYPE_ITEM_ROW)

/* Phone and mail mean something to a person; ids of programs do not. */
static gboolean
is_for_people (const char *kind)
{
  return g_strcmp0 (kind, "phone") == 0 || g_strcmp0 (kind, "mail") == 0;
}

static void
show_identities (ZxPersonRow *self)
{
  ZxPerson *person = zx_item_row_get_item (ZX_ITEM_ROW (self));
  GListModel *identities = person != NULL ? zx_person_get_identities (person) : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; identities != NULL && i < g_list_model_get_n_items (identities); i++) {
    g_autoptr (GObject) identity = g_list_model_get_item (identities, i);
    g_autofree char *kind = NULL;
    g_autofree char *value = NULL;

    g_object_get (identity, "kind", &kind, "value", &value, NULL);
    if (is_for_people (kind) && value != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", value);
  }
  gtk_label_set_label (self->identities, text->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->identities), text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->identities), text->len > 0);
  g_string_free (text, TRUE);
}

static void
item_changed_cb (ZxPersonRow *self)
{
  ZxPerson *person = zx_item_row_get_item (ZX_ITEM_ROW (self));

  if (person != NULL)
    g_signal_connect_object (zx_person_get_identities (person), "items-changed",
                             G_CALLBACK (show_identities), self, G_CONNECT_SWAPPED);
  show_identities (self);
}

static void
zx_person_row_class_init (ZxPersonRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-person-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, ZxPersonRow, identities);
  gtk_widget_class_bind_template_callback (widget_class, item_changed_cb);
}

static void
zx_person_row_init (ZxPersonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
