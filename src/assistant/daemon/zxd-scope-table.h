/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-scope.h"

/* For whom the articles of a snapshot are, by their ids. Whoever holds a reference sees it never
 * change: a change copies what it touches, a few kilobytes, while others hold the table. */
typedef struct _ZxdScopeTable ZxdScopeTable;

ZxdScopeTable *zxd_scope_table_new (void);
ZxdScopeTable *zxd_scope_table_ref (ZxdScopeTable *table);
void zxd_scope_table_unref (ZxdScopeTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdScopeTable, zxd_scope_table_unref)

/* Lent; null when there is no such article. Any thread. */
ZxScopeArticle *zxd_scope_table_get (const ZxdScopeTable *table, gint64 id);

/* Puts @article (transfer full; null takes the one of that id out) into *@table, which is the
 * caller's reference and may become another table. */
void zxd_scope_table_put (ZxdScopeTable **table, gint64 id, ZxScopeArticle *article);
