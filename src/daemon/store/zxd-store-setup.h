/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "zx-id.h"
#include "zxd-change.h"

/* What an administrator sets up: groups, queues, replies, products … They differ in nothing but
 * their columns, so each is one entry of a table; its endpoints, commands, events, audit lines and
 * refusals follow from there. */

typedef enum {
  ZXD_SETUP_TEXT,   /* one line */
  ZXD_SETUP_LONG,   /* several lines */
  ZXD_SETUP_KEY,    /* one word made of the characters in `of` */
  ZXD_SETUP_NUMBER, /* a JSON number */
  ZXD_SETUP_WORD,   /* one of the words in `of` */
  ZXD_SETUP_DAY,    /* 2026-11-22 */
  ZXD_SETUP_WORDS,  /* an array of short texts; stored with the separator `of` between */
  ZXD_SETUP_ORG,    /* whose it is: its organisation and all below see it */
  ZXD_SETUP_REF,    /* the id of a row of the table `of` */
  ZXD_SETUP_REFS,   /* an array of such ids */
  ZXD_SETUP_SKILLS, /* an array of {name, level}, stored as it is */
} ZxdSetupKind;

typedef struct {
  const char *name; /* the column, and the member of its JSON */
  ZxdSetupKind kind;
  gint64 least, most; /* characters, or the number, or elements; least 0: it may be empty */
  const char *of;
  const char *usual;                 /* when it is not given to a new one; null: nothing */
  gboolean is_fixed;                 /* said once, when it is added */
  const char *option, *value, *help; /* of the commands; option null: the name */
} ZxdSetupColumn;

/* Where it may be in use: what the users are, and the query for their names by its id. */
typedef struct {
  const char *noun;
  const char *sqlite, *postgres; /* postgres null: the same */
} ZxdSetupUse;

enum { ZXD_SETUP_COLUMNS = 16 };

typedef enum {
  ZXD_SETUP_ADDS = 1 << 0,    /* new ones can be added; else there are those that there are */
  ZXD_SETUP_REMOVES = 1 << 1, /* those that nothing uses can be removed */
  ZXD_SETUP_ADMINS = 1 << 2,  /* administrators alone read them, each of his organisations */
} ZxdSetupFlags;

typedef struct {
  const char *noun; /* "contract-kind": in events, in the audit trail, and the command's word */
  const char *path; /* "contract-kinds" */
  const char *table;
  const char *one;   /* "a kind of contract" */
  const char *key;   /* the column by which people call it; no two have the same … */
  const char *among; /* … of those with the same number in this column; null: none at all */
  ZxdSetupFlags flags;
  ZxdSetupColumn columns[ZXD_SETUP_COLUMNS]; /* ends with a null name or at its end */
  ZxdSetupUse uses[3];
  /* What columns alone do not say; all may be null. @texts are the columns as stored. */
  gboolean (*check) (char *const *texts, ZxdRefusal *refusal, GError **error);
  /* What else follows from a change, or from its going, in the same transaction. */
  gboolean (*follow) (ZxdTxn *txn, gint64 id, gboolean is_gone, GError **error);
  void (*add_members) (GString *json, char *const *texts);
} ZxdSetupNoun;

/* All of them; *@n is how many. */
const ZxdSetupNoun *zxd_setup_nouns (gsize *n);
const ZxdSetupNoun *zxd_setup_noun (const char *noun); /* null: no such */

/* The place of a column, -1: none. */
int zxd_setup_place (const ZxdSetupNoun *noun, const char *name);

/* {"items":[…],"next":…,"as_of":…}: what @rights see, by id, from @after on. Null @rights see all.
 */
gboolean zxd_setup_list (ZxdDb *db,
                         gint64 as_of,
                         const ZxdSetupNoun *noun,
                         const ZxRights *rights,
                         int limit,
                         gint64 after,
                         GString *json,
                         GError **error);

/* One of them as lists have it, the whole object. NOT_FOUND when @rights do not see it. */
gboolean zxd_setup_get (ZxdDb *db,
                        const ZxdSetupNoun *noun,
                        const ZxRights *rights,
                        gint64 id,
                        GString *json,
                        gint64 *rev,
                        GError **error);

/* ---- changes. @values has the members of its JSON; on refusal @refusal says what can be done:
 * `bad-field` and `exists` with `field` and `why`, `in-use` with `by`, `changed`. An actor without
 * rights is the command line, which may do all. Each is told and written into the audit trail. */

/* *@again: this @request (may be null) has made it before, and *@id is what it made. */
gboolean zxd_setup_add (ZxdTxn *txn,
                        const ZxdSetupNoun *noun,
                        const ZxdActor *actor,
                        const guint8 request[ZX_UUID_BYTES],
                        JsonObject *values,
                        gint64 *id,
                        gboolean *again,
                        ZxdRefusal *refusal,
                        GError **error);

/* @seen: the rev that the editor has read, or 0 to change whatever there is. */
gboolean zxd_setup_change (ZxdTxn *txn,
                           const ZxdSetupNoun *noun,
                           const ZxdActor *actor,
                           gint64 id,
                           gint64 seen,
                           JsonObject *values,
                           ZxdRefusal *refusal,
                           GError **error);

gboolean zxd_setup_remove (ZxdTxn *txn,
                           const ZxdSetupNoun *noun,
                           const ZxdActor *actor,
                           gint64 id,
                           gint64 seen,
                           ZxdRefusal *refusal,
                           GError **error);

/* ---- by name, for commands */

/* The id of what is called @word, by its key or its id. 0 with NOT_FOUND, or BAD_DATA when several
 * are. @table is that of a noun, or agent, channel or org. */
gint64 zxd_setup_find (ZxdDb *db, const char *table, const char *word, GError **error);

/* What row @id of @table is called; null when it is not there. Caller frees. */
char *zxd_setup_called (ZxdDb *db, const char *table, gint64 id);

/* ---- shared by all endpoints that set something up */

/* Refuses with 400 `bad-field` {field, why}: why is missing, too-long, malformed, unknown,
 * too-weak or fixed. Returns FALSE. */
gboolean zxd_refuse_field (ZxdRefusal *refusal,
                           const char *field,
                           const char *why,
                           GError **error,
                           const char *format,
                           ...) G_GNUC_PRINTF (5, 6);

/* Refuses with 409 `exists` {field, why: taken}. Returns FALSE. */
gboolean
zxd_refuse_taken (ZxdRefusal *refusal, const char *field, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* What all organisations share is changed by who sees the topmost ones; else NOT_ALLOWED. */
gboolean zxd_setup_may_change_common (ZxdDb *db, const ZxRights *rights, GError **error);
