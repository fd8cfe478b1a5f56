/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of what the router is told. Names are interned: equal ones are the same pointer,
 * and skills are equal in any case. */
#include "zxd-router-private.h"

#include "zx-skill.h"

#include <string.h>

static const gint64 *
copy_ids (const gint64 *ids, guint n)
{
  return g_memdup2 (ids, n * sizeof *ids);
}

static int
compare_skills (const void *a, const void *b)
{
  const ZxdSkill *left = a, *right = b;
  int by_name = strcmp (left->name, right->name);

  return by_name != 0 ? by_name : left->level - right->level;
}

static char *
intern_skill (const char *name)
{
  g_autofree char *key = zx_skill_key (name);

  return g_ref_string_new_intern (key);
}

/* In order of their names, so that those who need the same share a lane. */
static const ZxdSkill *
copy_skills (const ZxdSkill *skills, guint n)
{
  ZxdSkill *copy = g_memdup2 (skills, n * sizeof *skills);

  for (guint i = 0; i < n; i++)
    copy[i].name = intern_skill (skills[i].name);
  if (n > 1)
    qsort (copy, n, sizeof *copy, compare_skills);
  return copy;
}

static void
free_skills (const ZxdSkill *skills, guint n)
{
  for (guint i = 0; i < n; i++)
    g_ref_string_release ((char *) skills[i].name);
  g_free ((gpointer) skills);
}

void
zxd_queue_facts_copy (ZxdQueueFacts *copy, const ZxdQueueFacts *facts)
{
  *copy = *facts;
  copy->groups = copy_ids (facts->groups, facts->n_groups);
}

void
zxd_queue_facts_clear (ZxdQueueFacts *facts)
{
  g_free ((gpointer) facts->groups);
}

void
zxd_agent_facts_copy (ZxdAgentFacts *copy, const ZxdAgentFacts *facts)
{
  guint n_rooms = MIN (facts->n_rooms, ZXD_ROOMS);
  ZxdRoom *rooms = g_memdup2 (facts->rooms, n_rooms * sizeof *facts->rooms);

  for (guint i = 0; i < n_rooms; i++)
    rooms[i].channel = g_ref_string_new_intern (facts->rooms[i].channel);
  *copy = *facts;
  copy->groups = copy_ids (facts->groups, facts->n_groups);
  copy->skills = copy_skills (facts->skills, facts->n_skills);
  copy->rooms = rooms;
  copy->n_rooms = n_rooms;
}

void
zxd_agent_facts_clear (ZxdAgentFacts *facts)
{
  for (guint i = 0; i < facts->n_rooms; i++)
    g_ref_string_release ((char *) facts->rooms[i].channel);
  g_free ((gpointer) facts->rooms);
  g_free ((gpointer) facts->groups);
  free_skills (facts->skills, facts->n_skills);
}

void
zxd_contact_facts_copy (ZxdContactFacts *copy, const ZxdContactFacts *facts)
{
  *copy = *facts;
  copy->channel = g_ref_string_new_intern (facts->channel);
  copy->wants = copy_skills (facts->wants, facts->n_wants);
  copy->refused_by = copy_ids (facts->refused_by, facts->n_refused);
}

void
zxd_contact_facts_clear (ZxdContactFacts *facts)
{
  g_ref_string_release ((char *) facts->channel);
  free_skills (facts->wants, facts->n_wants);
  g_free ((gpointer) facts->refused_by);
}

void
zxd_contact_facts_set_refused (ZxdContactFacts *facts, const gint64 *agents, guint n)
{
  g_autofree gpointer old = (gpointer) facts->refused_by;

  facts->refused_by = copy_ids (agents, n);
  facts->n_refused = n;
}

void
zxd_needs_copy (ZxdNeeds *copy, const ZxdNeeds *needs)
{
  copy->channel = g_ref_string_acquire ((char *) needs->channel);
  copy->wants = copy_skills (needs->wants, needs->n_wants);
  copy->n_wants = needs->n_wants;
}

void
zxd_needs_clear (ZxdNeeds *needs)
{
  g_ref_string_release ((char *) needs->channel);
  free_skills (needs->wants, needs->n_wants);
}
