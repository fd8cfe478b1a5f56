/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says who could take a chat, what became of it, and why it still waits. */
#include "zx-pass-words.h"

#include "zx-closures.h"
#include "zx-offer-words.h"

#include <glib/gi18n.h>

const char *
zx_pass_presence (ZxPresence presence)
{
  switch (presence) {
  case ZX_PRESENCE_ONLINE:
    /* translators: of a colleague */
    return _ ("Online");
  case ZX_PRESENCE_BREAK:
    /* translators: of a colleague */
    return _ ("On a break");
  case ZX_PRESENCE_OFFLINE:
  default:
    /* translators: of a colleague */
    return _ ("Offline");
  }
}

const char *
zx_pass_icon (ZxPassKind kind)
{
  switch (kind) {
  case ZX_PASS_GROUP:
    return "system-users-symbolic";
  case ZX_PASS_QUEUE:
    return "view-list-symbolic";
  case ZX_PASS_AGENT:
  default:
    return "avatar-default-symbolic";
  }
}

/* Who can do something */

static char *
agent_state (ZxPassTarget *target)
{
  ZxPresence presence = zx_pass_target_get_presence (target);
  guint taken = zx_pass_target_get_taken (target), room = zx_pass_target_get_room (target);
  g_autofree char *chats = NULL;

  if (presence != ZX_PRESENCE_ONLINE)
    return g_strdup (zx_pass_presence (presence));
  if (zx_pass_target_get_missed (target))
    /* translators: of a colleague, who let an offer run out */
    return g_strdup (_ ("Did not answer the last offer"));
  chats = g_strdup_printf (ngettext ("%u chat", "%u chats", taken), taken);
  if (room == 0)
    /* translators: of a colleague who has as much as he may have; %s is "5 chats" */
    return g_strdup_printf (_ ("Full: %s"), chats);
  /* translators: of a colleague; %1$s is "2 chats", %2$u how many more he can have */
  return g_strdup_printf (_ ("Online: %1$s, room for %2$u"), chats, room);
}

char *
zx_pass_state (ZxPassTarget *target)
{
  guint online = zx_pass_target_get_online (target);
  g_autofree char *there = NULL;

  if (zx_pass_target_get_kind (target) == ZX_PASS_AGENT)
    return agent_state (target);
  if (online == 0)
    /* translators: of a group or queue */
    return g_strdup (_ ("Nobody is there"));
  there = g_strdup_printf (ngettext ("%u agent there", "%u agents there", online), online);
  if (zx_pass_target_get_kind (target) == ZX_PASS_GROUP)
    /* translators: of a group; %1$s is "4 agents there", %2$u how many of them have room */
    return g_strdup_printf (_ ("%1$s, %2$u with room"), there, zx_pass_target_get_free (target));
  /* translators: of a queue; %1$s is "4 agents there" */
  return g_strdup_printf (_ ("%1$s, %2$u waiting"), there, zx_pass_target_get_waiting (target));
}

/* What is asked, and what came of it */

/* Seconds while they press, minutes before. */
static char *
time_left (gint64 left_ms)
{
  gint64 seconds = MAX ((left_ms + 999) / 1000, 0);

  if (seconds >= 100)
    return zx_words_elapsed (seconds * 1000);
  /* translators: seconds that are left, in short */
  return g_strdup_printf (ngettext ("%d s", "%d s", (gulong) seconds), (int) seconds);
}

char *
zx_pass_offer (ZxContact *contact, gboolean is_me, gint64 left_ms)
{
  const char *kind = zx_contact_get_offer_kind (contact);
  const char *name = zx_contact_get_offer_agent_name (contact);
  g_autofree char *left = time_left (left_ms);

  name = name != NULL ? name : _ ("A colleague");
  if (is_me)
    /* translators: a chat, and the time (14 s) in which this agent can still accept it */
    return g_strdup_printf (_ ("Offered to you: %s"), left);
  if (g_strcmp0 (kind, "consult") == 0)
    /* translators: %1$s is a colleague, %2$s the time that is left (14 s) */
    return g_strdup_printf (_ ("%1$s is asked to join: %2$s"), name, left);
  if (g_strcmp0 (kind, "assign") == 0)
    /* translators: a lead wants %1$s to take the chat; %2$s is the time that is left (14 s) */
    return g_strdup_printf (_ ("Assigned to %1$s, not accepted yet: %2$s"), name, left);
  /* translators: %1$s is a colleague, %2$s the time that is left (14 s) */
  return g_strdup_printf (_ ("Offered to %1$s: %2$s"), name, left);
}

static char *
accepted (const char *kind, const char *agent, const char *customer)
{
  if (g_strcmp0 (kind, "consult") == 0)
    /* translators: %1$s is a colleague, %2$s the customer */
    return g_strdup_printf (_ ("%1$s has joined the chat with %2$s."), agent, customer);
  /* translators: %1$s is a colleague, %2$s the customer */
  return g_strdup_printf (_ ("%1$s has the chat with %2$s now."), agent, customer);
}

char *
zx_pass_result (const char *kind,
                const char *agent,
                const char *outcome,
                const char *reason,
                const char *customer)
{
  agent = agent != NULL ? agent : _ ("A colleague");
  if (g_strcmp0 (outcome, "accepted") == 0)
    return accepted (kind, agent, customer);
  if (g_strcmp0 (outcome, "timeout") == 0)
    /* translators: %1$s is a colleague, %2$s the customer */
    return g_strdup_printf (_ ("%1$s did not answer. The chat with %2$s stays where it was."),
                            agent, customer);
  if (g_strcmp0 (outcome, "withdrawn") == 0)
    /* translators: %1$s is a colleague, %2$s the customer */
    return g_strdup_printf (_ ("%1$s is no longer asked for the chat with %2$s."), agent, customer);
  if (g_strcmp0 (outcome, "declined") != 0)
    return NULL;
  if (reason != NULL && *reason != '\0') {
    g_autofree char *words = zx_words_decline (reason);

    /* translators: %1$s is a colleague, %2$s the customer, %3$s the reason that he gave */
    return g_strdup_printf (_ ("%1$s declined the chat with %2$s: %3$s"), agent, customer, words);
  }
  /* translators: %1$s is a colleague, %2$s the customer */
  return g_strdup_printf (_ ("%1$s declined the chat with %2$s."), agent, customer);
}

char *
zx_pass_lost (ZxContact *contact, gint64 agent_id)
{
  const char *agent = zx_contact_get_agent_name (contact);
  g_autofree char *customer =
      zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));

  if (zx_contact_state_is_ended (zx_contact_get_state (contact)))
    /* translators: %s is the customer */
    return g_strdup_printf (_ ("The chat with %s has ended."), customer);
  if (zx_contact_get_agent_id (contact) == agent_id)
    return NULL;
  if (zx_contact_get_agent_id (contact) != 0 && agent != NULL)
    return accepted (NULL, agent, customer);
  /* translators: %s is the customer */
  return g_strdup_printf (_ ("The chat with %s is with nobody now."), customer);
}

/* Why it waits */

static char *
before_agent (const ZxWaitReason *reason, const char *agent, gint64 now_ms)
{
  int seconds = (int) CLAMP ((reason->until_ms - now_ms + 999) / 1000, 0, 3600);

  /* translators: %1$s is an agent */
  return g_strdup_printf (ngettext ("It is offered to %1$s, who has %2$d second left.",
                                    "It is offered to %1$s, who has %2$d seconds left.",
                                    (gulong) seconds),
                          agent, seconds);
}

static char *
for_regular (const ZxWaitReason *reason, const char *agent, gint64 now_ms)
{
  g_autofree char *left = zx_words_elapsed (MAX (reason->until_ms - now_ms, 0));

  /* translators: %1$s is an agent, %2$s a time such as 0:48 */
  return g_strdup_printf (_ ("It waits another %2$s for %1$s, who served this customer last."),
                          agent, left);
}

static char *
rests (const ZxWaitReason *reason, const char *agent, gint64 now_ms)
{
  int seconds = (int) CLAMP ((reason->until_ms - now_ms + 999) / 1000, 0, 3600);

  return g_strdup_printf (ngettext ("All who are ready have declined it. They are asked again in "
                                    "%d second.",
                                    "All who are ready have declined it. They are asked again in "
                                    "%d seconds.",
                                    (gulong) seconds),
                          seconds);
}

static char *
willing_are_full (const ZxWaitReason *reason, const char *agent, gint64 now_ms)
{
  /* translators: %1$d and %2$d are numbers of agents */
  return g_strdup_printf (_ ("Who has room has declined it (%1$d). It waits for others, who are "
                             "full (%2$d)."),
                          (int) reason->n, (int) reason->of);
}

static char *
place (const ZxWaitReason *reason, const char *agent, gint64 now_ms)
{
  /* translators: of a contact in its queue */
  return g_strdup_printf (_ ("It is number %1$d of %2$d in the queue."), (int) reason->n,
                          (int) reason->of);
}

static char *
least_loaded (const ZxWaitReason *reason, const char *agent, gint64 now_ms)
{
  /* translators: of an agent: %1$d of the %2$d chats that he may have */
  return g_strdup_printf (_ ("This agent had the most room: %1$d of %2$d were taken."),
                          (int) reason->n, (int) reason->of);
}

static char *
passed_by (const ZxWaitReason *reason, const char *agent, gint64 now_ms)
{
  /* translators: of a contact; %s is an agent */
  return g_strdup_printf (_ ("%s passed it on."), agent);
}

static char *
assigned_by (const ZxWaitReason *reason, const char *agent, gint64 now_ms)
{
  /* translators: of a contact; %s is a lead */
  return g_strdup_printf (_ ("%s assigned it."), agent);
}

/* Words whose sentence has at most one number, or one duration. */
static const struct {
  const char *why;
  const char *words; /* marked; with %d or %s when it has a figure */
  enum { NOTHING, NUMBER, DURATION } figure;
} plain[] = {
    {"pull", N_ ("Agents take contacts from this queue themselves."), NOTHING},
    {"nobody_serves", N_ ("No agent serves this queue."), NOTHING},
    {"nobody_online", N_ ("None of the agents of this queue is there (%d)."), NUMBER},
    {"nobody_skilled", N_ ("None of the agents who are there has the skill it needs (%d)."),
     NUMBER},
    {"all_missed",
     N_ ("All who could take it did not answer an offer, and have not said since "
         "that they are there (%d)."),
     NUMBER},
    {"all_full", N_ ("All who could take it are full (%d)."), NUMBER},
    {"regular", N_ ("This agent served the customer last."), NOTHING},
    {"only_skilled", N_ ("Of those with room (%d), only this agent has the skill it needs."),
     NUMBER},
    {"only_free", N_ ("Only this agent had room."), NOTHING},
    {"longest_idle", N_ ("This agent had been free longest: %s."), DURATION},
    {"round_robin", N_ ("It was this agent's turn."), NOTHING},
    {"new_round", N_ ("All who were ready had declined it (%d), so they were asked again."),
     NUMBER},
    {"refused", N_ ("Colleagues had declined it before (%d)."), NUMBER},
    {"waited", N_ ("It had waited for %s."), DURATION},
};

/* Words whose sentence has more. */
static const struct {
  const char *why;
  char *(*make) (const ZxWaitReason *reason, const char *agent, gint64 now_ms);
} rich[] = {
    {"offered", before_agent},
    {"regular_until", for_regular},
    {"place", place},
    {"free_refused", willing_are_full},
    {"least_loaded", least_loaded},
    {"rest", rests},
    {"transfer", passed_by},
    {"assign", assigned_by},
};

static char *
fill_in (const char *words, const char *figure)
{
  GString *text = g_string_new (words);

  g_string_replace (text, strstr (words, "%s") != NULL ? "%s" : "%d", figure, 1);
  return g_string_free (text, FALSE);
}

char *
zx_pass_why (const ZxWaitReason *reason, gint64 now_ms)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rich); i++)
    if (g_strcmp0 (reason->why, rich[i].why) == 0)
      return rich[i].make (
          reason, reason->agent_name != NULL ? reason->agent_name : _ ("A colleague"), now_ms);
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++) {
    g_autofree char *figure = NULL;

    if (g_strcmp0 (reason->why, plain[i].why) != 0)
      continue;
    figure = plain[i].figure == DURATION ? zx_words_elapsed (reason->n)
                                         : g_strdup_printf ("%" G_GINT64_FORMAT, reason->n);
    return fill_in (_ (plain[i].words), figure);
  }
  return NULL;
}
