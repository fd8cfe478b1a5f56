/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the data hang together? */
#include "zxd-store-check.h"

typedef struct {
  const char *what, *sql;
  const char *postgres; /* null: the same */
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
    {"files", "SELECT count (*) FROM file"},
    {"articles", "SELECT count (*) FROM article"},
    {"verdicts", "SELECT count (*) FROM verdict"},
};

/* Rows of @table whose @column names nothing in @target. */
#define ORPHANS(table, column, target)                                                             \
  {                                                                                                \
    table "." column " leads to no " target,                                                       \
        "SELECT count (*) FROM " table " t WHERE t." column " IS NOT NULL AND NOT EXISTS "         \
        "(SELECT 1 FROM " target " r WHERE r.id = t." column ")"                                   \
  }

/* Ids in the JSON array @column of @table that name nothing in @target. */
#define LISTED(table, column, target)                                                              \
  {                                                                                                \
    table "." column " lists what is no " target,                                                  \
        "SELECT count (*) FROM " table " t, json_each (t." column ") l WHERE NOT EXISTS "          \
        "(SELECT 1 FROM " target " r WHERE r.id = CAST (l.value AS INTEGER))",                     \
        "SELECT count (*) FROM " table " t, jsonb_array_elements_text (CAST (t." column            \
        " AS JSONB)) AS l (value) WHERE NOT EXISTS (SELECT 1 FROM " target                         \
        " r WHERE r.id = CAST (l.value AS BIGINT))"                                                \
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
    ORPHANS ("customer", "merged_into_id", "customer"),
    ORPHANS ("contract", "kind_id", "contract_kind"),
    ORPHANS ("note", "customer_id", "customer"),
    ORPHANS ("note", "agent_id", "agent"),
    ORPHANS ("merge", "survivor_id", "customer"),
    ORPHANS ("merge", "merged_id", "customer"),
    ORPHANS ("merge_row", "merge_id", "merge"),
    ORPHANS ("visitor", "channel_id", "channel"),
    ORPHANS ("visitor", "customer_id", "customer"),
    ORPHANS ("visitor", "person_id", "person"),
    ORPHANS ("contact", "org_id", "org"),
    ORPHANS ("contact", "agent_id", "agent"),
    ORPHANS ("contact", "visitor_id", "visitor"),
    ORPHANS ("contact", "customer_id", "customer"),
    ORPHANS ("contact", "person_id", "person"),
    ORPHANS ("contact", "channel_id", "channel"),
    ORPHANS ("contact", "continues_id", "contact"),
    ORPHANS ("binding", "contact_id", "contact"),
    ORPHANS ("binding", "agent_id", "agent"),
    ORPHANS ("message", "contact_id", "contact"),
    ORPHANS ("message", "agent_id", "agent"),
    ORPHANS ("file", "message_id", "message"),
    ORPHANS ("file", "contact_id", "contact"),
    ORPHANS ("file", "visitor_id", "visitor"),
    ORPHANS ("file", "agent_id", "agent"),
    ORPHANS ("article", "org_id", "org"),
    ORPHANS ("asked", "question_id", "message"),
    ORPHANS ("asked", "contact_id", "contact"),
    ORPHANS ("shown", "asked_id", "asked"),
    ORPHANS ("shown", "article_id", "article"),
    ORPHANS ("verdict", "question_id", "message"),
    ORPHANS ("verdict", "contact_id", "contact"),
    ORPHANS ("verdict", "article_id", "article"),
    ORPHANS ("verdict", "agent_id", "agent"),
    ORPHANS ("agent_group", "org_id", "org"),
    ORPHANS ("queue", "org_id", "org"),
    ORPHANS ("reply", "org_id", "org"),
    ORPHANS ("category", "org_id", "org"),
    ORPHANS ("calendar", "org_id", "org"),
    ORPHANS ("channel", "calendar_id", "calendar"),
    ORPHANS ("contact", "category_id", "category"),
    ORPHANS ("guest", "contact_id", "contact"),
    ORPHANS ("guest", "agent_id", "agent"),
    ORPHANS ("catalog_version", "product_id", "catalog_product"),
    LISTED ("agent_group", "members", "agent"),
    LISTED ("queue", "groups", "agent_group"),
    LISTED ("queue", "channels", "channel"),
    {"identities of people who belong to another customer",
     "SELECT count (*) FROM identity i JOIN person p ON p.id = i.person_id WHERE p.customer_id <> "
     "i.customer_id"},
    {"contacts with people who belong to another customer",
     "SELECT count (*) FROM contact k JOIN person p ON p.id = k.person_id WHERE p.customer_id <> "
     "k.customer_id"},
    {"merged customers that still have people",
     "SELECT count (*) FROM person p JOIN customer c ON c.id = p.customer_id WHERE "
     "c.merged_into_id IS NOT NULL"},
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
ask (ZxdDb *db, const Look *look, gint64 *count, GError **error)
{
  gboolean is_other = look->postgres != NULL && zxd_db_is_postgres (db);
  ZxdStmt *stmt = zxd_db_prepare (db, is_other ? look->postgres : look->sql, error);

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
    if (!ask (db, &counts[i], &count, error))
      return FALSE;
    found (counts[i].what, count, FALSE, data);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++) {
    if (!ask (db, &problems[i], &count, error))
      return FALSE;
    if (count != 0)
      found (problems[i].what, count, TRUE, data);
  }
  return TRUE;
}

gboolean
zxd_store_check_tables (ZxdDb *db, ZxdCheckTableFunc found, gpointer data, GError **error)
{
  gsize n_tables;
  const ZxdTable *tables = zxd_tables_get (&n_tables);

  for (gsize i = 0; i < n_tables; i++) {
    ZxdTableFigures figures;

    if (tables[i].kind != ZXD_TABLE_KEPT)
      continue;
    if (!zxd_table_read (db, &tables[i], NULL, NULL, &figures, error))
      return FALSE;
    found (tables[i].name, &figures, data);
  }
  return TRUE;
}
