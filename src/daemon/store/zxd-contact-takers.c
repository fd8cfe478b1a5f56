/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may take a contact that waits before a group. */
#include "zxd-contact-takers.h"

#include "zx-json.h"
#include "zxd-ids.h"

/* Ids, of who may take it; null: whoever sees it. */
static GArray *
list_takers (const ZxdContact *contact)
{
  const char *members = contact->place.group_members;
  gint64 others[] = {contact->place.offer.agent_id, contact->passed_by_id};
  GArray *takers;

  if (contact->group_id == 0 || members == NULL)
    return NULL;
  takers = zxd_ids_parse (members);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (others[i] != 0)
      g_array_append_val (takers, others[i]);
  return takers;
}

gboolean
zxd_contact_may_be_taken (const ZxdContact *contact, const ZxRights *rights)
{
  g_autoptr (GArray) takers = list_takers (contact);

  if (takers == NULL ||
      (zx_rights_can (rights, ZX_RIGHT_OVERSEE) && zx_rights_sees_org (rights, contact->org_id)))
    return TRUE;
  for (guint i = 0; i < takers->len; i++)
    if (g_array_index (takers, gint64, i) == rights->agent_id)
      return TRUE;
  return FALSE;
}

static gboolean
waits (const ZxdContact *contact)
{
  return contact->state == ZX_CONTACT_QUEUED || contact->state == ZX_CONTACT_OFFERED;
}

void
zxd_contact_takers_add_json (const ZxdContact *contact, GString *json)
{
  g_autoptr (GArray) takers = waits (contact) ? list_takers (contact) : NULL;
  g_autoptr (GString) ids = g_string_new ("[");

  if (takers == NULL)
    return;
  for (guint i = 0; i < takers->len; i++)
    g_string_append_printf (ids, "%s\"%" G_GINT64_FORMAT "\"", i == 0 ? "" : ",",
                            g_array_index (takers, gint64, i));
  g_string_append_c (ids, ']');
  zx_json_add_raw (json, "takers", ids->str);
}

/* Nobody is left who would take what waits for it. */
static gboolean
is_deserted (ZxdDb *db, gint64 group_id, gboolean *deserted, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      zxd_db_is_postgres (db)
          ? "SELECT count (*) FROM agent a JOIN agent_group g ON "
            "CAST (g.members AS jsonb) @> to_jsonb (a.id) WHERE g.id = ? AND a.disabled = 0"
          : "SELECT count (*) FROM agent_group g, json_each (g.members) m JOIN agent a ON "
            "a.id = m.value WHERE g.id = ? AND a.disabled = 0",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, group_id);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *deserted = zxd_stmt_int (stmt, 0) == 0;
  zxd_stmt_reset (stmt);
  return TRUE;
}

static GArray *
list_ids (ZxdDb *db, const char *sql, gint64 id, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ZxdStmt *stmt = zxd_db_prepare (db, sql, error);
  ZxdStep step = ZXD_STEP_FAILED;

  if (stmt != NULL)
    zxd_stmt_bind_int (stmt, 1, id);
  while (stmt != NULL && (step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW) {
    gint64 found = zxd_stmt_int (stmt, 0);

    g_array_append_val (ids, found);
  }
  return step == ZXD_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

#define OPEN_OF(column)                                                                            \
  "SELECT id FROM contact WHERE " column " = ? AND state NOT IN ('closed', 'abandoned', "          \
  "'missed') ORDER BY id"

gboolean
zxd_contact_group_changed (ZxdTxn *txn, gint64 group_id, gboolean is_gone, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GArray) ids = list_ids (db, OPEN_OF ("group_id"), group_id, error);
  gboolean is_free = is_gone;

  if (ids == NULL || (!is_gone && !is_deserted (db, group_id, &is_free, error)))
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (ZxdContact) contact = zxd_contact_load (db, g_array_index (ids, gint64, i), error);

    if (contact == NULL)
      return FALSE;
    if (!is_free && !waits (contact))
      continue;
    if (is_free)
      contact->group_id = 0;
    if (!zxd_contact_save (txn, contact, NULL, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zxd_contact_member_left (ZxdTxn *txn, gint64 agent_id, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GArray) groups =
      list_ids (db,
                zxd_db_is_postgres (db)
                    ? "SELECT id FROM agent_group WHERE CAST (members AS jsonb) @> "
                      "to_jsonb (CAST (? AS BIGINT)) ORDER BY id"
                    : "SELECT g.id FROM agent_group g WHERE EXISTS (SELECT 1 FROM json_each "
                      "(g.members) m WHERE m.value = ?) ORDER BY g.id",
                agent_id, error);

  if (groups == NULL)
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    if (!zxd_contact_group_changed (txn, g_array_index (groups, gint64, i), FALSE, error))
      return FALSE;
  return TRUE;
}

gboolean
zxd_contact_queue_changed (ZxdTxn *txn, gint64 queue_id, gboolean is_gone, GError **error)
{
  ZxdDb *db = zxd_txn_db (txn);
  g_autoptr (GArray) ids = NULL;

  if (!is_gone)
    return TRUE;
  ids = list_ids (db, OPEN_OF ("queue_id"), queue_id, error);
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (ZxdContact) contact = zxd_contact_load (db, g_array_index (ids, gint64, i), error);

    if (contact == NULL)
      return FALSE;
    contact->queue_id = 0;
    if (!zxd_contact_save (txn, contact, NULL, error))
      return FALSE;
  }
  return TRUE;
}
