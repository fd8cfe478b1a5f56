/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* The field's fixed words. Each nick is the word on the wire and in the store. */

typedef enum { ZX_TIER_REGULAR, ZX_TIER_VIP, ZX_TIER_SUPER_VIP } ZxTier;

/* A contact is one call, chat, mail thread or remote session. */
typedef enum {
  ZX_CONTACT_QUEUED,
  ZX_CONTACT_OFFERED,
  ZX_CONTACT_ACTIVE,
  ZX_CONTACT_HELD,
  ZX_CONTACT_WRAP_UP,
  ZX_CONTACT_CLOSED,
  ZX_CONTACT_ABANDONED,
  ZX_CONTACT_MISSED,
} ZxContactState;

typedef enum {
  ZX_MESSAGE_PENDING,
  ZX_MESSAGE_SENT,
  ZX_MESSAGE_DELIVERED,
  ZX_MESSAGE_READ,
  ZX_MESSAGE_FAILED,
} ZxMessageState;

typedef enum { ZX_AUTHOR_CUSTOMER, ZX_AUTHOR_AGENT, ZX_AUTHOR_BOT, ZX_AUTHOR_SYSTEM } ZxAuthor;

typedef enum { ZX_ROLE_AGENT, ZX_ROLE_ENGINEER, ZX_ROLE_LEAD, ZX_ROLE_ADMIN } ZxRole;

/* Which part of the organisation tree a role reaches. */
typedef enum { ZX_SCOPE_OWN, ZX_SCOPE_SUBTREE, ZX_SCOPE_ALL } ZxScope;

typedef enum { ZX_PRESENCE_ONLINE, ZX_PRESENCE_BREAK, ZX_PRESENCE_OFFLINE } ZxPresence;

/* How sure we are of who a contact is. */
typedef enum {
  ZX_IDENTITY_UNKNOWN,
  ZX_IDENTITY_STATED,   /* by the visitor or the page, unsigned */
  ZX_IDENTITY_BOUND,    /* an agent said so */
  ZX_IDENTITY_VERIFIED, /* signed by the vendor's server */
} ZxIdentityTrust;

/* How a queue's contacts find their agents: agents take them themselves, or each is offered to one
 * agent, chosen so. */
typedef enum {
  ZX_METHOD_PULL,
  ZX_METHOD_LEAST_LOADED,
  ZX_METHOD_LONGEST_IDLE,
  ZX_METHOD_ROUND_ROBIN,
} ZxMethod;

#define ZX_TYPE_TIER (zx_tier_get_type ())
#define ZX_TYPE_CONTACT_STATE (zx_contact_state_get_type ())
#define ZX_TYPE_MESSAGE_STATE (zx_message_state_get_type ())
#define ZX_TYPE_AUTHOR (zx_author_get_type ())
#define ZX_TYPE_ROLE (zx_role_get_type ())
#define ZX_TYPE_SCOPE (zx_scope_get_type ())
#define ZX_TYPE_PRESENCE (zx_presence_get_type ())
#define ZX_TYPE_IDENTITY_TRUST (zx_identity_trust_get_type ())
#define ZX_TYPE_METHOD (zx_method_get_type ())
GType zx_tier_get_type (void);
GType zx_contact_state_get_type (void);
GType zx_message_state_get_type (void);
GType zx_author_get_type (void);
GType zx_role_get_type (void);
GType zx_scope_get_type (void);
GType zx_presence_get_type (void);
GType zx_identity_trust_get_type (void);
GType zx_method_get_type (void);

/* Closed for good: closed, abandoned or missed. Everything else is open and shown in live lists. */
gboolean zx_contact_state_is_over (ZxContactState state);

/* Over for the customer: what he writes next begins a new contact. Our own work on it (WRAP_UP) may
 * go on. */
gboolean zx_contact_state_is_ended (ZxContactState state);

/* The allowed moves of a contact; the one table is in zx-enums.c. */
gboolean zx_contact_state_can_move (ZxContactState from, ZxContactState to);
