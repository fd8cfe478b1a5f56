/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what the palette offers: by name in what is here, and as told by the server. */
#include "zx-palette-search.h"

#include "zx-closures.h"
#include "zx-customer-hit.h"
#include "zx-search-fuzzy.h"

#include <glib/gi18n.h>

enum {
  MOST_CHATS = 6,
  MOST_ACTIONS = 12,
  MOST_FOUND = 6,
  LOCAL_PLACES = 1000, /* without a query: things stand in their own order */
};

static int
compare_worth (gconstpointer a, gconstpointer b)
{
  guint one = zx_palette_item_get_worth (*(ZxPaletteItem **) a);
  guint other = zx_palette_item_get_worth (*(ZxPaletteItem **) b);

  return (one < other) - (one > other);
}

/* Best first; equals stay in their order. */
static void
keep_best (GPtrArray *items, guint most)
{
  g_ptr_array_sort (items, compare_worth);
  if (items->len > most)
    g_ptr_array_set_size (items, (int) most);
}

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

/* --- chats --- */

static void
add_chat (GPtrArray *items, ZxContact *contact, const char *query, guint place)
{
  g_autofree char *name =
      zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));
  g_autofree char *title = g_strjoin (" · ", name, zx_contact_get_company (contact), NULL);
  guint worth = LOCAL_PLACES - MIN (place, LOCAL_PLACES - 1);
  g_autofree char *markup = zx_fuzzy_mark_up (query, title, &worth);
  ZxPaletteItem *item;

  if (markup == NULL)
    return;
  item = zx_palette_item_new (ZX_PALETTE_CHATS, worth,
                              zx_icon_of_channel (zx_contact_get_channel (contact)), markup,
                              zx_contact_get_last_text (contact), NULL);
  zx_palette_item_set_action (item, NULL, "panel.open",
                              g_variant_new ("(sx)", "contact", zx_contact_get_id (contact)));
  g_ptr_array_add (items, item);
}

GPtrArray *
zx_palette_find_chats (ZxClient *client, const char *query)
{
  GListModel *contacts = zx_client_get_contacts (client);
  GPtrArray *items = new_items ();

  for (guint i = 0; contacts != NULL && i < g_list_model_get_n_items (contacts); i++) {
    g_autoptr (ZxContact) contact = g_list_model_get_item (contacts, i);

    add_chat (items, contact, query, i);
  }
  keep_best (items, MOST_CHATS);
  return items;
}

/* --- pages and actions --- */

static void
add_page (GPtrArray *items, ZxPanel *panel, guint number, const char *query)
{
  guint worth = LOCAL_PLACES - number;
  g_autofree char *markup = zx_fuzzy_mark_up (query, zx_panel_get_title (panel), &worth);
  g_autofree char *accelerator = g_strdup_printf ("<Alt>%u", number);
  ZxPaletteItem *item;

  if (markup == NULL)
    return;
  item = zx_palette_item_new (ZX_PALETTE_ACTIONS, worth, zx_panel_get_icon_name (panel), markup,
                              _ ("Page"), number <= 9 ? accelerator : NULL);
  zx_palette_item_set_action (item, NULL, "desk.page", g_variant_new_uint32 (number));
  g_ptr_array_add (items, item);
}

/* The palette itself is no answer, nor is what another page or window does, nor what cannot be done
 * now. */
static gboolean
is_offered (ZxKey *key, ZxPanel *visible)
{
  const char *action = zx_key_get_action (key);
  GtkWidget *scope = zx_key_get_scope (key);

  if (action == NULL || g_str_equal (action, "desk.palette") ||
      g_str_has_prefix (action, "matter."))
    return FALSE;
  if (scope == NULL)
    return TRUE;
  return scope == (GtkWidget *) visible && zx_panel_can (visible, action);
}

static void
add_action (GPtrArray *items, ZxKey *key, guint place, const char *query)
{
  guint worth = LOCAL_PLACES / 2 - MIN (place, LOCAL_PLACES / 2 - 1);
  g_autofree char *markup = zx_fuzzy_mark_up (query, zx_key_get_title (key), &worth);
  ZxPaletteItem *item;

  if (markup == NULL)
    return;
  item = zx_palette_item_new (ZX_PALETTE_ACTIONS, worth, "system-run-symbolic", markup,
                              zx_key_get_group (key), zx_key_get_accelerator (key));
  zx_palette_item_set_action (item, zx_key_get_scope (key), zx_key_get_action (key), NULL);
  g_ptr_array_add (items, item);
}

GPtrArray *
zx_palette_find_actions (GListModel *panels, ZxKeymap *keymap, ZxPanel *visible, const char *query)
{
  GListModel *keys = zx_keymap_get_keys (keymap);
  GPtrArray *items = new_items ();

  for (guint i = 0; i < g_list_model_get_n_items (panels); i++) {
    g_autoptr (ZxPanel) panel = g_list_model_get_item (panels, i);

    add_page (items, panel, i + 1, query);
  }
  for (guint i = 0; i < g_list_model_get_n_items (keys); i++) {
    g_autoptr (ZxKey) key = g_list_model_get_item (keys, i);

    if (is_offered (key, visible))
      add_action (items, key, i, query);
  }
  keep_best (items, MOST_ACTIONS);
  return items;
}

/* --- from the server --- */

static char *
describe_hit (ZxCustomerHit *hit)
{
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;
  g_autofree char *owner = NULL;

  g_object_get (hit, "match-what", &what, "match-text", &text, "owner-name", &owner, NULL);
  if (text != NULL && !zx_customer_hit_is_of_name (what))
    return g_steal_pointer (&text);
  return g_steal_pointer (&owner);
}

GPtrArray *
zx_palette_show_customers (GListModel *hits)
{
  GPtrArray *items = new_items ();

  for (guint i = 0; i < MIN (g_list_model_get_n_items (hits), MOST_FOUND); i++) {
    g_autoptr (ZxCustomerHit) hit = g_list_model_get_item (hits, i);
    g_autofree char *markup = g_markup_escape_text (zx_customer_hit_get_name (hit), -1);
    g_autofree char *subtitle = describe_hit (hit);
    ZxPaletteItem *item = zx_palette_item_new (ZX_PALETTE_CUSTOMERS, MOST_FOUND - i,
                                               "avatar-default-symbolic", markup, subtitle, NULL);

    zx_palette_item_set_action (item, NULL, "panel.open",
                                g_variant_new ("(sx)", "customer", zx_customer_hit_get_id (hit)));
    g_ptr_array_add (items, item);
  }
  return items;
}

GPtrArray *
zx_palette_show_articles (GListModel *answers)
{
  GPtrArray *items = new_items ();

  for (guint i = 0; i < MIN (g_list_model_get_n_items (answers), MOST_FOUND); i++) {
    g_autoptr (ZxSuggestion) answer = g_list_model_get_item (answers, i);
    ZxPaletteItem *item = zx_palette_item_new (
        ZX_PALETTE_ARTICLES, MOST_FOUND - i, "accessories-dictionary-symbolic",
        zx_suggestion_get_title_markup (answer), zx_suggestion_get_ref (answer), NULL);

    zx_palette_item_set_object (item, answer);
    g_ptr_array_add (items, item);
  }
  return items;
}
