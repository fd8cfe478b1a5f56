/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"
#include "zx-json.h"

#include <gio/gio.h>

/* What hangs on a customer: people, identities, contracts, products, notes, merges, past contacts.
 * Written only by their ZxCustomer; main thread; all properties read-only and notifying.
 *
 * ZxIdentity: id, person-id (0: the customer's own), kind ("phone", "mail", …), value, shared
 *   (boolean).
 * ZxPerson: id, name, title, lang, erased (boolean: gone on his own request), identities
 *   (GListModel of ZxIdentity).
 * ZxContract: id, kind-id, name, level, starts-on, ends-on (ISO days), modules (strv), remaining
 *   (words), note, days-left (int: whole days until ends-on, negative when over, G_MAXINT when it
 *   has no end; of the day it is read).
 * ZxProduct: id, name, version, modules (strv), environment, installed-on, note.
 * ZxNote: id, by-id, by (name), text, at (int64 ms).
 * ZxMerge: id, name (of the customer that was merged in), at (int64 ms), by (name).
 * ZxPastContact: id, rev, channel, at (int64 ms, created), closed-at, subject, summary, agent-name,
 *   person-id, person-name, product, version, state (ZxContactState). */
#define ZX_TYPE_IDENTITY (zx_identity_get_type ())
G_DECLARE_FINAL_TYPE (ZxIdentity, zx_identity, ZX, IDENTITY, GObject)
#define ZX_TYPE_PERSON (zx_person_get_type ())
G_DECLARE_FINAL_TYPE (ZxPerson, zx_person, ZX, PERSON, GObject)
#define ZX_TYPE_CONTRACT (zx_contract_get_type ())
G_DECLARE_FINAL_TYPE (ZxContract, zx_contract, ZX, CONTRACT, GObject)
#define ZX_TYPE_PRODUCT (zx_product_get_type ())
G_DECLARE_FINAL_TYPE (ZxProduct, zx_product, ZX, PRODUCT, GObject)
#define ZX_TYPE_NOTE (zx_note_get_type ())
G_DECLARE_FINAL_TYPE (ZxNote, zx_note, ZX, NOTE, GObject)
#define ZX_TYPE_MERGE (zx_merge_get_type ())
G_DECLARE_FINAL_TYPE (ZxMerge, zx_merge, ZX, MERGE, GObject)
#define ZX_TYPE_PAST_CONTACT (zx_past_contact_get_type ())
G_DECLARE_FINAL_TYPE (ZxPastContact, zx_past_contact, ZX, PAST_CONTACT, GObject)

const char *zx_person_get_name (ZxPerson *self);
GListModel *zx_person_get_identities (ZxPerson *self);
int zx_contract_get_days_left (ZxContract *self);
const char *zx_product_get_name (ZxProduct *self);
const char *zx_product_get_version (ZxProduct *self);
const char *const *zx_product_get_modules (ZxProduct *self); /* lent, null when never read */
ZxPastContact *zx_past_contact_new (JsonObject *json);
gint64 zx_past_contact_get_id (ZxPastContact *self);
gint64 zx_past_contact_get_at (ZxPastContact *self);
const char *zx_past_contact_get_product (ZxPastContact *self);
const char *zx_past_contact_get_subject (ZxPastContact *self);
const char *zx_past_contact_get_summary (ZxPastContact *self);
const char *zx_past_contact_get_agent_name (ZxPastContact *self);

/* Makes @list (items of @type, one of the above) agree with the JSON objects in @items (null:
 * none). An item with an id stays the same object; only the rows that differ change. */
void zx_parts_sync (GListStore *list, JsonArray *items);
