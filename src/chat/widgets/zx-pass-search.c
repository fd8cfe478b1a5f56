/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds agents, groups and queues by a few letters. */
#include "zx-pass-search.h"

#include "zx-search-fuzzy.h"

enum { KINDS = ZX_PASS_QUEUE + 1 };

typedef struct {
  ZxPassTarget *target; /* owned */
  guint worth;
} Found;

static void
found_clear (gpointer data)
{
  g_object_unref (((Found *) data)->target);
}

static guint
find_worth (ZxPassTarget *target, ZxClient *client, const char *typed)
{
  guint by_name = zx_fuzzy_match (typed, zx_pass_target_get_name (target), NULL);
  ZxAgent *agent = NULL;

  if (zx_pass_target_get_kind (target) == ZX_PASS_AGENT)
    agent = zx_client_find_agent (client, zx_pass_target_get_id (target));
  return agent != NULL ? MAX (by_name, zx_fuzzy_match (typed, zx_agent_get_login (agent), NULL))
                       : by_name;
}

/* @best: what the best of each kind is worth. */
static int
compare (gconstpointer a, gconstpointer b, gpointer best)
{
  const Found *one = a, *other = b;
  ZxPassKind one_kind = zx_pass_target_get_kind (one->target);
  ZxPassKind other_kind = zx_pass_target_get_kind (other->target);
  guint one_best = ((guint *) best)[one_kind], other_best = ((guint *) best)[other_kind];
  gboolean is_one = zx_pass_target_is_there (one->target);
  gboolean is_other = zx_pass_target_is_there (other->target);

  if (one_best != other_best)
    return one_best > other_best ? -1 : 1;
  if (one_kind != other_kind)
    return one_kind < other_kind ? -1 : 1;
  if (is_one != is_other)
    return is_one ? -1 : 1;
  if (one->worth != other->worth)
    return one->worth > other->worth ? -1 : 1;
  return g_utf8_collate (zx_pass_target_get_name (one->target),
                         zx_pass_target_get_name (other->target));
}

GPtrArray *
zx_pass_find (GListModel *targets,
              ZxClient *client,
              const char *typed,
              gboolean only_agents,
              guint most)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  guint n = targets != NULL ? g_list_model_get_n_items (targets) : 0, best[KINDS] = {0};

  g_array_set_clear_func (found, found_clear);
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZxPassTarget) target = g_list_model_get_item (targets, i);
    ZxPassKind kind = zx_pass_target_get_kind (target);
    gboolean is_there = zx_pass_target_is_there (target);
    Found one = {target, *typed != '\0' ? find_worth (target, client, typed) : 1};

    if ((only_agents && kind != ZX_PASS_AGENT) || one.worth == 0 ||
        (*typed == '\0' && n > most && !is_there))
      continue;
    /* Who is away cannot be meant before somebody else. */
    best[kind] = MAX (best[kind], is_there || kind != ZX_PASS_AGENT ? one.worth : 0);
    g_object_ref (target);
    g_array_append_val (found, one);
  }
  g_array_sort_with_data (found, compare, best);
  for (guint i = 0; i < MIN (found->len, most); i++)
    g_ptr_array_add (sorted, g_object_ref (g_array_index (found, Found, i).target));
  return sorted;
}

char *
zx_pass_mark_up (ZxPassTarget *target, const char *typed)
{
  const char *name = zx_pass_target_get_name (target);
  guint worth;
  char *markup = zx_fuzzy_mark_up (typed, name, &worth);

  return markup != NULL ? markup : g_markup_escape_text (name, -1); /* found by the login */
}
