/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeks past contacts in which nearly the same was asked, and shows how they ended. */
#include "zx-similar-list.h"

#include "zx-client-answers.h"
#include "zx-similar-row.h"
#include "zx-similar.h"

struct _ZxSimilarList {
  AdwBin parent_instance;

  GtkListBox *list; /* of the template */

  GCancellable *cancellable; /* owned; of what was sought last, null before the first */
};

G_DEFINE_FINAL_TYPE (ZxSimilarList, zx_similar_list, ADW_TYPE_BIN)

/* They help, but nobody waits for them: what fails is left out. */
static void
came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxSimilarList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) similar = zx_client_similar_finish (ZX_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (similar == NULL)
    g_info ("no past contacts: %s", error->message);
  zx_item_row_fill_links (self->list, similar, ZX_TYPE_SIMILAR_ROW);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          similar != NULL && g_list_model_get_n_items (similar) > 0);
}

static void
activated_cb (ZxSimilarList *self, GtkListBoxRow *row)
{
  ZxSimilar *similar = zx_item_row_of (row);

  gtk_widget_activate_action (GTK_WIDGET (self), "panel.open", "(sx)", "contact",
                              zx_similar_get_contact_id (similar));
}

static void
zx_similar_list_dispose (GObject *object)
{
  ZxSimilarList *self = ZX_SIMILAR_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (zx_similar_list_parent_class)->dispose (object);
}

static void
zx_similar_list_class_init (ZxSimilarListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_similar_list_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-similar-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxSimilarList, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
zx_similar_list_init (ZxSimilarList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
zx_similar_list_seek (ZxSimilarList *self, ZxClient *client, ZxContact *contact)
{
  g_return_if_fail (ZX_IS_SIMILAR_LIST (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (contact == NULL) {
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
    return;
  }
  self->cancellable = g_cancellable_new ();
  zx_client_similar_async (client, contact, self->cancellable, came_cb, g_object_ref (self));
}
