/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is concerned by what: connections by agent, agents by organisation, visitors by contact; so
 * that an event costs only those who may see it. */
#include "zxd-hub-private.h"

static void
free_agent (gpointer data)
{
  ZxdHubAgent *agent = data;

  g_clear_pointer (&agent->rights, zx_rights_free);
  g_free (agent);
}

static void
free_org (gpointer data)
{
  ZxdHubOrg *org = data;

  g_ptr_array_unref (org->members);
  g_ptr_array_unref (org->overseers);
  g_free (org);
}

static void
free_visitor (gpointer data)
{
  ZxdHubVisitor *visitor = data;

  g_queue_clear_full (&visitor->held, (GDestroyNotify) zxd_post_free);
  g_free (visitor->typing);
  g_free (visitor);
}

void
zxd_hub_index_new (ZxdHub *hub)
{
  hub->agents = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_agent);
  hub->orgs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_org);
  hub->visitors = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_visitor);
  hub->contacts = g_hash_table_new (g_int64_hash, g_int64_equal);
  hub->awaiting = g_hash_table_new (NULL, NULL);
  g_queue_init (&hub->leavers);
}

void
zxd_hub_index_free (ZxdHub *hub)
{
  g_queue_clear (&hub->leavers);
  g_hash_table_unref (hub->awaiting);
  g_hash_table_unref (hub->contacts);
  g_hash_table_unref (hub->visitors);
  g_hash_table_unref (hub->orgs);
  g_hash_table_unref (hub->agents);
}

/* ---- agents */

static ZxdHubOrg *
org_of (ZxdHub *hub, gint64 id)
{
  ZxdHubOrg *org = g_hash_table_lookup (hub->orgs, &id);

  if (org == NULL) {
    org = g_new (ZxdHubOrg, 1);
    org->members = g_ptr_array_new ();
    org->overseers = g_ptr_array_new ();
    g_hash_table_insert (hub->orgs, g_memdup2 (&id, sizeof id), org);
  }
  return org;
}

/* An agent stands under its organisations exactly while it has connections. */
static void
enlist (ZxdHub *hub, ZxdHubAgent *agent)
{
  for (gsize i = 0; i < agent->rights->n_orgs; i++) {
    ZxdHubOrg *org = org_of (hub, agent->rights->orgs[i]);

    g_ptr_array_add (org->members, agent);
    if (zx_rights_can (agent->rights, ZX_RIGHT_OVERSEE))
      g_ptr_array_add (org->overseers, agent);
  }
}

static void
strike (ZxdHub *hub, ZxdHubAgent *agent)
{
  for (gsize i = 0; i < agent->rights->n_orgs; i++) {
    ZxdHubOrg *org = org_of (hub, agent->rights->orgs[i]);

    g_ptr_array_remove_fast (org->members, agent);
    g_ptr_array_remove_fast (org->overseers, agent);
  }
}

/* The agent to whom @rights belong. The hub's own knowledge goes before @rights: that a connection
 * comes with older ones is possible, that the log's next ones are still to come as well. */
static ZxdHubAgent *
agent_of (ZxdHub *hub, const ZxRights *rights)
{
  ZxdHubAgent *agent = g_hash_table_lookup (hub->agents, &rights->agent_id);

  if (agent == NULL) {
    agent = g_new0 (ZxdHubAgent, 1);
    agent->id = rights->agent_id;
    g_hash_table_insert (hub->agents, &agent->id, agent);
  }
  if (agent->conns == NULL && !agent->is_told) {
    g_clear_pointer (&agent->rights, zx_rights_free);
    agent->rights = zx_rights_copy (rights);
  }
  return agent;
}

void
zxd_hub_take_rights (ZxdHub *hub, ZxRights *rights)
{
  ZxdHubAgent *agent = agent_of (hub, rights);

  if (agent->conns != NULL)
    strike (hub, agent);
  zx_rights_free (agent->rights);
  agent->rights = rights;
  agent->is_told = TRUE;
  if (agent->conns != NULL)
    enlist (hub, agent);
}

typedef struct {
  ZxdHub *hub;
  gint64 seq;
  ZxdAgentVisit fn;
  gpointer data;
} Visit;

static void
visit_one (Visit *visit, ZxdHubAgent *agent)
{
  if (agent->conns == NULL || agent->told_seq == visit->seq)
    return;
  agent->told_seq = visit->seq;
  visit->fn (visit->hub, agent, visit->data);
}

static void
visit_id (Visit *visit, gint64 agent_id)
{
  ZxdHubAgent *agent = agent_id != 0 ? g_hash_table_lookup (visit->hub->agents, &agent_id) : NULL;

  if (agent != NULL)
    visit_one (visit, agent);
}

static void
visit_audience (Visit *visit, const ZxAudience *audience)
{
  ZxdHubOrg *org;
  GPtrArray *seers;
  GHashTableIter iter;
  gpointer agent;

  switch (audience->kind) {
  case ZX_AUDIENCE_EVERYONE:
  case ZX_AUDIENCE_BELOW: /* set-up changes so rarely that no index is worth it */
    g_hash_table_iter_init (&iter, visit->hub->agents);
    while (g_hash_table_iter_next (&iter, NULL, &agent))
      visit_one (visit, agent);
    break;
  case ZX_AUDIENCE_AGENT:
    visit_id (visit, audience->owner_id);
    break;
  case ZX_AUDIENCE_DESK:
    visit_id (visit, audience->owner_id);
    for (int i = 0; i < ZX_GUESTS_MOST; i++)
      visit_id (visit, audience->guests[i]);
    org = g_hash_table_lookup (visit->hub->orgs, &audience->org_id);
    if (org == NULL)
      break;
    seers = audience->owner_id == 0 ? org->members : org->overseers;
    for (guint i = 0; i < seers->len; i++)
      visit_one (visit, seers->pdata[i]);
    break;
  case ZX_AUDIENCE_NOBODY:
  default:
    break;
  }
}

void
zxd_hub_visit_agents (ZxdHub *hub, const ZxdEvent *event, ZxdAgentVisit fn, gpointer data)
{
  Visit visit = {hub, event->seq, fn, data};

  visit_audience (&visit, &event->now);
  visit_audience (&visit, &event->was);
  visit_id (&visit, event->also_id);
}

void
zxd_hub_visit_seers (ZxdHub *hub, const ZxAudience *audience, ZxdAgentVisit fn, gpointer data)
{
  Visit visit = {hub, --hub->passing, fn, data};

  visit_audience (&visit, audience);
}

/* ---- visitors */

static void
index_contact (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  if (visitor->contact_id != 0)
    g_hash_table_replace (hub->contacts, &visitor->contact_id, visitor);
}

static void
unindex_contact (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  if (g_hash_table_lookup (hub->contacts, &visitor->contact_id) == visitor)
    g_hash_table_remove (hub->contacts, &visitor->contact_id);
}

void
zxd_hub_move_visitor (ZxdHub *hub, ZxdHubVisitor *visitor, gint64 contact_id)
{
  if (visitor->contact_id == contact_id)
    return;
  unindex_contact (hub, visitor);
  visitor->contact_id = contact_id;
  visitor->last_seq = hub->head; /* what was handed out for it before was not noticed */
  visitor->read_seq = visitor->read_sent = visitor->got_seq = visitor->got_sent = 0;
  visitor->knows_seers = visitor->is_left = FALSE;
  index_contact (hub, visitor);
  for (ZxdConn *conn = visitor->conns; conn != NULL; conn = conn->next_peer) {
    conn->has_joined = FALSE;
    zxd_conn_set_live (hub, conn, FALSE);
    zxd_conn_want_page (hub, conn);
  }
}

static ZxdHubVisitor *
visitor_of (ZxdHub *hub, const ZxdPeer *peer)
{
  ZxdHubVisitor *visitor = g_hash_table_lookup (hub->visitors, &peer->visitor_id);

  if (visitor == NULL) {
    visitor = g_new0 (ZxdHubVisitor, 1);
    visitor->id = peer->visitor_id;
    g_queue_init (&visitor->held);
    g_hash_table_insert (hub->visitors, &visitor->id, visitor);
  }
  if (peer->contact_id > visitor->contact_id) /* ids grow: an older one is an older session's */
    zxd_hub_move_visitor (hub, visitor, peer->contact_id);
  if (peer->contact_id == visitor->contact_id)
    visitor->is_left = peer->is_left;
  return visitor;
}

static void
leave (ZxdHub *hub, ZxdHubVisitor *visitor)
{
  if (visitor->is_leaving)
    return;
  visitor->is_leaving = TRUE;
  g_queue_push_tail (&hub->leavers, visitor);
}

/* Forgets those who left once nothing of theirs is under way and their rate has recovered. */
void
zxd_hub_sweep_visitors (ZxdHub *hub)
{
  for (guint n = hub->leavers.length; n > 0; n--) {
    ZxdHubVisitor *visitor = g_queue_pop_head (&hub->leavers);

    visitor->is_leaving = FALSE;
    if (visitor->conns != NULL)
      continue;
    if (visitor->awaited != NULL || visitor->n_posted > 0 || visitor->is_telling_read ||
        visitor->is_asking_seers || visitor->rate_us > hub->now_us) {
      leave (hub, visitor);
      continue;
    }
    unindex_contact (hub, visitor);
    g_hash_table_remove (hub->visitors, &visitor->id);
  }
}

/* ---- connections */

void
zxd_hub_attach (ZxdHub *hub, ZxdConn *conn, const ZxdPeer *peer)
{
  ZxdConn **conns;

  if (peer->is_agent) {
    conn->agent = agent_of (hub, peer->rights);
    conns = &conn->agent->conns;
    hub->figures.agents++;
    if (*conns == NULL) {
      enlist (hub, conn->agent);
      zxd_hub_show_agent (hub, conn->agent->id, TRUE);
    }
  } else {
    conn->visitor = visitor_of (hub, peer);
    conns = &conn->visitor->conns;
    hub->figures.visitors++;
  }
  conn->next_peer = *conns;
  *conns = conn;
}

void
zxd_hub_detach (ZxdHub *hub, ZxdConn *conn)
{
  ZxdHubAgent *agent = g_steal_pointer (&conn->agent);
  ZxdHubVisitor *visitor = g_steal_pointer (&conn->visitor);
  ZxdConn **link;

  if (agent == NULL && visitor == NULL)
    return;
  link = agent != NULL ? &agent->conns : &visitor->conns;
  while (*link != conn)
    link = &(*link)->next_peer;
  *link = conn->next_peer;
  if (agent != NULL) {
    hub->figures.agents--;
    if (agent->conns == NULL) {
      strike (hub, agent);
      zxd_hub_show_agent (hub, agent->id, FALSE);
    }
  } else {
    hub->figures.visitors--;
    if (visitor->conns == NULL)
      leave (hub, visitor);
  }
}
