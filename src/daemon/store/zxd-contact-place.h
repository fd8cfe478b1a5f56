/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-queue-index.h"

/* Where a contact stands: in which queue, for whom, who put it there, and before whom it is put
 * just now. Read with its row. Texts are owned and may be null; ids are 0 when there is none. */
typedef struct {
  gint64 queue_id; /* where it was put, else the first queue of its channel */
  char *queue_name;
  char *group_name;    /* only they may have it … */
  char *group_members; /* … their ids, a JSON array */
  char *passed_by;     /* who put it there */
  struct {
    gint64 id, agent_id, by_id, deadline_ms;
    char *agent_name, *kind;
  } offer; /* the open one */
} ZxdContactPlace;

/* Selected from contact c and these. The queue comes as "ID NAME" by one look at the few that there
 * are; a list of many contacts finds it by zxd_contact_place_set_queue() instead. */
#define ZXD_PLACE_QUEUE                                                                            \
  "(SELECT q.id || ' ' || q.name FROM queue q WHERE q.id = c.queue_id OR (c.queue_id IS NULL AND " \
  "replace (replace (q.channels, '[', ','), ']', ',') LIKE '%,' || c.channel_id || ',%') "         \
  "ORDER BY q.id LIMIT 1)"

#define ZXD_PLACE_REST                                                                             \
  "(SELECT g.name FROM agent_group g WHERE g.id = c.group_id), "                                   \
  "(SELECT g.members FROM agent_group g WHERE g.id = c.group_id), "                                \
  "(SELECT y.name FROM agent y WHERE y.id = c.passed_by_id), "                                     \
  "o.id, o.agent_id, o.by_id, o.deadline_ms, t.name, o.kind"

#define ZXD_PLACE_COLUMNS ZXD_PLACE_QUEUE ", " ZXD_PLACE_REST

#define ZXD_PLACE_TABLES                                                                           \
  "LEFT JOIN offer o ON o.contact_id = c.id AND o.ended_at_ms IS NULL "                            \
  "LEFT JOIN agent t ON t.id = o.agent_id"

enum { ZXD_PLACE_N_COLUMNS = 10 };

/* From the columns from @column on; what @place was is freed. */
void zxd_contact_place_from_row (ZxdStmt *stmt, int column, ZxdContactPlace *place);

/* The queue where it waits, of a row that was read without; null: there is none. */
void zxd_contact_place_set_queue (ZxdContactPlace *place, const ZxdQueueEntry *queue);

/* As the row of @contact_id is now. */
gboolean
zxd_contact_place_read (ZxdDb *db, gint64 contact_id, ZxdContactPlace *place, GError **error);

void zxd_contact_place_clear (ZxdContactPlace *place);

/* The members queue_id, queue_name, group_name, passed_by and offer, those that there are. */
void zxd_contact_place_add_json (const ZxdContactPlace *place, GString *json);
