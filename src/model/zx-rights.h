/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-enums.h"

/* What an agent may see and do: pure functions, so the workstation hides exactly what the daemon
 * refuses. The SQL twin of zx_rights_sees() is zxd_rights_predicate() in store/; one test compares
 * them over generated cases. A plain value; `orgs` is sorted and holds the resolved scope; `above`
 * are those over the own organisation, whose set-up is used here too. */
typedef struct {
  gint64 agent_id;
  gint64 org_id;
  ZxRole role;
  ZxScope scope;
  gint64 *orgs; /* owned */
  gsize n_orgs;
  gint64 *above; /* owned */
  gsize n_above;
} ZxRights;

/* Whom a fact concerns. Facts of an organisation without an owner are seen by all in scope; with an
 * owner by the owner and by who oversees (lead, admin); and by those who were invited, wherever
 * they belong. */
typedef enum {
  ZX_AUDIENCE_NOBODY,   /* daemons only */
  ZX_AUDIENCE_DESK,     /* the organisation, narrowed by the owner; and the guests */
  ZX_AUDIENCE_EVERYONE, /* every signed-in agent */
  ZX_AUDIENCE_AGENT,    /* `owner_id` alone */
  ZX_AUDIENCE_BELOW,    /* the organisation and all that are below it */
} ZxAudienceKind;

enum { ZX_GUESTS_MOST = 4 };

typedef struct {
  ZxAudienceKind kind;
  gint64 org_id;                 /* DESK, BELOW */
  gint64 owner_id;               /* DESK: 0 when nobody owns it yet; AGENT: who */
  gint64 guests[ZX_GUESTS_MOST]; /* DESK: agents who were invited, filled up with 0 */
} ZxAudience;

typedef enum {
  ZX_RIGHT_ANSWER,     /* take contacts and write to customers */
  ZX_RIGHT_OVERSEE,    /* see what colleagues in scope own */
  ZX_RIGHT_ADMINISTER, /* accounts, channels, organisations */
} ZxRight;

#define ZX_TYPE_RIGHTS (zx_rights_get_type ())
GType zx_rights_get_type (void);

void zx_rights_clear (ZxRights *rights);
ZxRights *zx_rights_copy (const ZxRights *rights);
void zx_rights_free (ZxRights *rights);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxRights, zx_rights_free)

gboolean zx_rights_can (const ZxRights *rights, ZxRight right);
gboolean zx_rights_sees_org (const ZxRights *rights, gint64 org_id);
gboolean zx_rights_sees (const ZxRights *rights, const ZxAudience *audience);

/* Guests as the store keeps them, "/12/14/"; null when there are none. What is no list of ids reads
 * as none. Caller frees. */
void zx_guests_parse (const char *text, gint64 guests[ZX_GUESTS_MOST]);
char *zx_guests_text (const gint64 guests[ZX_GUESTS_MOST]);
gboolean zx_guests_contain (const gint64 guests[ZX_GUESTS_MOST], gint64 agent_id);
