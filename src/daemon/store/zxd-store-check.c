/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the data hang together? */
#include "zxd-store-check.h"

typedef struct {
  const char *what, *sql;
} Look;

static const Look counts[] = {
    {"schema", "SELECT max (number) FROM migration"},
    {"newest event", "SELECT n FROM counter"},
    {"events kept", "SELECT count (*) FROM event"},
    {"organisations", "SELECT count (*) FROM org"},
    {"agents", "SELECT count (*) FROM agent"},
    {"channels", "SELECT count (*) FROM channel"},
    {"customers", "SELECT count (*) FROM customer"},
    {"visitors", "SELECT count (*) FROM visitor"},
    {"contacts", "SELECT count (*) FROM contact"},
    {"messages", "SELECT count (*) FROM message"},
    {"articles", "SELECT count (*) FROM article"},
};

/* Rows of @table whose @column names nothing in @target. */
#define ORPHANS(table, column, target)                                                             \
  {                                                                                                \
    table "." column " leads to no " target,                                                       \
        "SELECT count (*) FROM " table " t WHERE t." column " IS NOT NULL AND NOT EXISTS "         \
        "(SELECT 1 FROM " target " r WHERE r.id = t." column ")"                                   \
  }

static const Look problems[] = {
    ORPHANS ("org", "parent_id", "org"),
    ORPHANS ("agent", "org_id", "org"),
    ORPHANS ("token", "agent_id", "agent"),
    ORPHANS ("channel", "org_id", "org"),
    ORPHANS ("customer", "org_id", "org"),
    ORPHANS ("customer", "owner_agent_id", "agent"),
    ORPHANS ("person", "customer_id", "customer"),
    ORPHANS ("identity", "customer_id", "customer"),
    ORPHANS ("identity", "person_id", "person"),
    ORPHANS ("contract", "customer_id", "customer"),
    ORPHANS ("product", "customer_id", "customer"),
    ORPHANS ("visitor", "channel_id", "channel"),
    ORPHANS ("visitor", "customer_id", "customer"),
    ORPHANS ("contact", "org_id", "org"),
    ORPHANS ("contact", "agent_id", "agent"),
    ORPHANS ("contact", "visitor_id", "visitor"),
    ORPHANS ("contact", "customer_id", "customer"),
    ORPHANS ("contact", "person_id", "person"),
    ORPHANS ("contact", "channel_id", "channel"),
    ORPHANS ("contact", "continues_id", "contact"),
    ORPHANS ("message", "contact_id", "contact"),
    ORPHANS ("message", "agent_id", "agent"),
    ORPHANS ("article", "org_id", "org"),
    {"the counter is not at the newest event",
     "SELECT count (*) FROM counter WHERE n <> (SELECT coalesce (max (seq), 0) FROM event)"},
    {"events are missing inside the log",
     "SELECT coalesce (max (seq) - min (seq) + 1 - count (*), 0) FROM event"},
    {"messages that no event brought",
     "SELECT count (*) FROM message m WHERE m.id > (SELECT n FROM counter)"},
    {"organisations whose path does not end in themselves",
     "SELECT count (*) FROM org WHERE path NOT LIKE '%/' || CAST (id AS TEXT) || '/'"},
};

static gboolean
ask (ZxdDb *db, const char *sql, gint64 *count, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);

  if (stmt == NULL || zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *count = zxd_stmt_int (stmt, 0);
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_store_check (ZxdDb *db, ZxdCheckFunc found, gpointer data, GError **error)
{
  gint64 count;

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++) {
    if (!ask (db, counts[i].sql, &count, error))
      return FALSE;
    found (counts[i].what, count, FALSE, data);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++) {
    if (!ask (db, problems[i].sql, &count, error))
      return FALSE;
    if (count != 0)
      found (problems[i].what, count, TRUE, data);
  }
  return TRUE;
}
