/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-fixture.h"

#include "zx-json.h"
#include "zxd-store-course.h"
#include "zxd-store-message.h"

/* A desk for tests of contacts and messages: its people, what they do, and what can be read. */
enum { LI = 70, WANG = 71, LEAD = 72, CONTACT = 500 };

extern const ZxRights desk_li, desk_wang, desk_lead, desk_stranger;

/* What one of them does, and what came of it. */
typedef struct {
  const ZxRights *rights;
  gint64 contact_id, seq;
  guint8 uuid[16];
  ZxdDraft draft;
  ZxdVerdict verdict;
  ZxdPostOutcome outcome;
  GString *json;
  const char *text;
} DeskAction;

void desk_add (StoreFixture *fixture);
void desk_set_uuid (guint8 uuid[16], guint32 number);
gint64 desk_new_contact (StoreFixture *fixture, gint64 continues_id);
gint64
desk_customer_writes (StoreFixture *fixture, gint64 contact_id, guint32 number, const char *text);
gboolean desk_send_draft (ZxdTxn *txn, gpointer data, GError **error);
ZxdVerdictKind desk_agent_writes (StoreFixture *fixture,
                                  const ZxRights *rights,
                                  const ZxdDraft *draft,
                                  guint32 number,
                                  gint64 *seq);
gboolean desk_accept (ZxdTxn *txn, gpointer data, GError **error);
gboolean desk_close (ZxdTxn *txn, gpointer data, GError **error);
ZxdVerdictKind desk_act (StoreFixture *fixture,
                         ZxdWriteFunc fn,
                         const ZxRights *rights,
                         gint64 id,
                         guint32 request);

/* What he reads. */
typedef struct {
  const ZxRights *rights;
  gint64 id, after, rev, as_of;
  int limit;
  gboolean is_open;
  GString *json;
} DeskReading;

gboolean desk_read_list (ZxdDb *db, gint64 as_of, gpointer data, GError **error);
gboolean desk_read_page (ZxdDb *db, gint64 as_of, gpointer data, GError **error);
gboolean desk_read_one (ZxdDb *db, gint64 as_of, gpointer data, GError **error);
JsonObject *desk_read (StoreFixture *fixture, ZxdReadFunc fn, DeskReading *reading);
JsonObject *desk_item (JsonObject *list, guint place);
const ZxdEvent *desk_newest_event (StoreFixture *fixture);
