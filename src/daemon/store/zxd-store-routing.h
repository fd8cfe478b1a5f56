/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"
#include "zxd-db.h"

/* All that decides who gets the next contact, as rows. Texts are lent to the callback. */

typedef struct {
  gint64 id;
  ZxMethod method;
  const char *groups, *channels, *skills; /* JSON arrays */
  gint64 offer_s, regular_s, age_step_s;  /* 0: not said */
  gint64 most_wait_s, most_waiting;       /* the same */
} ZxdRoutedQueue;

typedef struct {
  gint64 id;
  const char *members; /* a JSON array of agents' ids */
} ZxdRoutedGroup;

typedef struct {
  gint64 id;
  ZxPresence presence;
  gboolean is_missed;
  const char *capacity; /* a JSON object, null */
  const char *skills;   /* a JSON array */
  gint64 idle_since_ms, offered_at_ms;
} ZxdRoutedAgent;

/* An agent sees the contacts of this organisation. */
typedef struct {
  gint64 agent_id, org_id;
} ZxdRoutedSight;

typedef struct {
  gint64 id, channel_id, org_id;
  gint64 queue_id, group_id; /* where somebody put it; 0: nobody did */
  gint64 passed_by_id;       /* who did */
  gint64 agent_id, last_agent_id;
  const char *channel; /* what kind: "web" */
  ZxContactState state;
  ZxTier tier;
  gint64 entered_at_ms;
  gboolean is_left;
  gboolean has_begun; /* somebody had it, or it was told already that nobody is free */
} ZxdRoutedContact;

typedef struct {
  gint64 contact_id, agent_id, deadline_ms, made_at_ms, ended_at_ms;
  const char *outcome; /* null: it is open */
} ZxdRoutedOffer;

/* In this order: each kind before those that name it, the offers of a contact as they were made. */
typedef struct {
  void (*queue) (const ZxdRoutedQueue *row, gpointer data);
  void (*group) (const ZxdRoutedGroup *row, gpointer data);
  void (*sight) (const ZxdRoutedSight *row, gpointer data);
  void (*agent) (const ZxdRoutedAgent *row, gpointer data);
  /* Open ones, and those that were made since their contact was last out of somebody's hand. */
  void (*offer) (const ZxdRoutedOffer *row, gpointer data);
  void (*contact) (const ZxdRoutedContact *row, gpointer data); /* open, or in hand */
} ZxdRoutedRows;

/* Some of the agents and contacts, by their ids; lent. */
typedef struct {
  const gint64 *agents;
  gsize n_agents;
  const gint64 *contacts;
  gsize n_contacts;
} ZxdRoutedIds;

/* All rows; with @ids only what there is of these agents (with their sights) and these contacts
 * (with their offers). */
gboolean zxd_routing_read (ZxdDb *db,
                           const ZxdRoutedIds *ids,
                           const ZxdRoutedRows *rows,
                           gpointer data,
                           GError **error);

/* *@is_used: there is something to decide. Some queue is not of the method `pull` or has a limit,
 * or something is offered, or somebody put a contact before a group. */
gboolean zxd_routing_is_used (ZxdDb *db, gboolean *is_used, GError **error);
