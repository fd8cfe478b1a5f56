/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the pinned answers of a contact. */
#include "zx-pins.h"

#define PINS "zx-pins" /* of a contact: its GListStore */

static GListStore *
get_store (ZxContact *contact)
{
  GListStore *store = g_object_get_data (G_OBJECT (contact), PINS);

  if (store == NULL) {
    store = g_list_store_new (ZX_TYPE_SUGGESTION);
    g_object_set_data_full (G_OBJECT (contact), PINS, store, g_object_unref);
  }
  return store;
}

/* Its place, or G_MAXUINT. */
static guint
find (GListStore *store, gint64 article_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++) {
    g_autoptr (ZxSuggestion) suggestion = g_list_model_get_item (G_LIST_MODEL (store), i);

    if (zx_suggestion_get_article_id (suggestion) == article_id)
      return i;
  }
  return G_MAXUINT;
}

GListModel *
zx_pins_get (ZxContact *contact)
{
  g_return_val_if_fail (ZX_IS_CONTACT (contact), NULL);

  return G_LIST_MODEL (get_store (contact));
}

gboolean
zx_pins_have (ZxContact *contact, gint64 article_id)
{
  g_return_val_if_fail (ZX_IS_CONTACT (contact), FALSE);

  return find (get_store (contact), article_id) != G_MAXUINT;
}

gboolean
zx_pins_toggle (ZxContact *contact, ZxSuggestion *suggestion)
{
  GListStore *store;
  guint place;

  g_return_val_if_fail (ZX_IS_CONTACT (contact), FALSE);

  store = get_store (contact);
  place = find (store, zx_suggestion_get_article_id (suggestion));
  if (place != G_MAXUINT)
    g_list_store_remove (store, place);
  else if (g_list_model_get_n_items (G_LIST_MODEL (store)) < ZX_PINS_MOST)
    g_list_store_append (store, suggestion);
  else
    return FALSE;
  return TRUE;
}

void
zx_pins_clear (ZxContact *contact)
{
  g_return_if_fail (ZX_IS_CONTACT (contact));

  g_list_store_remove_all (get_store (contact));
}
