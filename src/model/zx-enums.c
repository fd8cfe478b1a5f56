/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field's fixed words, and the allowed moves of a contact. */
#include "zx-enums.h"

G_DEFINE_ENUM_TYPE (ZxTier,
                    zx_tier,
                    G_DEFINE_ENUM_VALUE (ZX_TIER_REGULAR, "regular"),
                    G_DEFINE_ENUM_VALUE (ZX_TIER_VIP, "vip"),
                    G_DEFINE_ENUM_VALUE (ZX_TIER_SUPER_VIP, "super_vip"))

G_DEFINE_ENUM_TYPE (ZxContactState,
                    zx_contact_state,
                    G_DEFINE_ENUM_VALUE (ZX_CONTACT_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (ZX_CONTACT_OFFERED, "offered"),
                    G_DEFINE_ENUM_VALUE (ZX_CONTACT_ACTIVE, "active"),
                    G_DEFINE_ENUM_VALUE (ZX_CONTACT_HELD, "held"),
                    G_DEFINE_ENUM_VALUE (ZX_CONTACT_WRAP_UP, "wrap_up"),
                    G_DEFINE_ENUM_VALUE (ZX_CONTACT_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (ZX_CONTACT_ABANDONED, "abandoned"),
                    G_DEFINE_ENUM_VALUE (ZX_CONTACT_MISSED, "missed"))

G_DEFINE_ENUM_TYPE (ZxMessageState,
                    zx_message_state,
                    G_DEFINE_ENUM_VALUE (ZX_MESSAGE_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (ZX_MESSAGE_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (ZX_MESSAGE_DELIVERED, "delivered"),
                    G_DEFINE_ENUM_VALUE (ZX_MESSAGE_READ, "read"),
                    G_DEFINE_ENUM_VALUE (ZX_MESSAGE_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (ZxAuthor,
                    zx_author,
                    G_DEFINE_ENUM_VALUE (ZX_AUTHOR_CUSTOMER, "customer"),
                    G_DEFINE_ENUM_VALUE (ZX_AUTHOR_AGENT, "agent"),
                    G_DEFINE_ENUM_VALUE (ZX_AUTHOR_BOT, "bot"),
                    G_DEFINE_ENUM_VALUE (ZX_AUTHOR_SYSTEM, "system"))

G_DEFINE_ENUM_TYPE (ZxRole,
                    zx_role,
                    G_DEFINE_ENUM_VALUE (ZX_ROLE_AGENT, "agent"),
                    G_DEFINE_ENUM_VALUE (ZX_ROLE_ENGINEER, "engineer"),
                    G_DEFINE_ENUM_VALUE (ZX_ROLE_LEAD, "lead"),
                    G_DEFINE_ENUM_VALUE (ZX_ROLE_ADMIN, "admin"))

G_DEFINE_ENUM_TYPE (ZxScope,
                    zx_scope,
                    G_DEFINE_ENUM_VALUE (ZX_SCOPE_OWN, "own"),
                    G_DEFINE_ENUM_VALUE (ZX_SCOPE_SUBTREE, "subtree"),
                    G_DEFINE_ENUM_VALUE (ZX_SCOPE_ALL, "all"))

G_DEFINE_ENUM_TYPE (ZxPresence,
                    zx_presence,
                    G_DEFINE_ENUM_VALUE (ZX_PRESENCE_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (ZX_PRESENCE_BREAK, "break"),
                    G_DEFINE_ENUM_VALUE (ZX_PRESENCE_OFFLINE, "offline"))

G_DEFINE_ENUM_TYPE (ZxIdentityTrust,
                    zx_identity_trust,
                    G_DEFINE_ENUM_VALUE (ZX_IDENTITY_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (ZX_IDENTITY_STATED, "stated"),
                    G_DEFINE_ENUM_VALUE (ZX_IDENTITY_BOUND, "bound"),
                    G_DEFINE_ENUM_VALUE (ZX_IDENTITY_VERIFIED, "verified"))

G_DEFINE_ENUM_TYPE (ZxMethod,
                    zx_method,
                    G_DEFINE_ENUM_VALUE (ZX_METHOD_PULL, "pull"),
                    G_DEFINE_ENUM_VALUE (ZX_METHOD_LEAST_LOADED, "least_loaded"),
                    G_DEFINE_ENUM_VALUE (ZX_METHOD_LONGEST_IDLE, "longest_idle"),
                    G_DEFINE_ENUM_VALUE (ZX_METHOD_ROUND_ROBIN, "round_robin"))

#define TO(state) (1u << ZX_CONTACT_##state)

static const guint moves[] = {
    [ZX_CONTACT_QUEUED] = TO (OFFERED) | TO (ACTIVE) | TO (ABANDONED) | TO (MISSED),
    [ZX_CONTACT_OFFERED] = TO (QUEUED) | TO (ACTIVE) | TO (ABANDONED) | TO (MISSED),
    [ZX_CONTACT_ACTIVE] = TO (HELD) | TO (WRAP_UP) | TO (CLOSED) | TO (QUEUED) | TO (OFFERED),
    [ZX_CONTACT_HELD] = TO (ACTIVE) | TO (WRAP_UP) | TO (CLOSED) | TO (QUEUED) | TO (OFFERED),
    [ZX_CONTACT_WRAP_UP] = TO (CLOSED),
    [ZX_CONTACT_CLOSED] = 0,
    [ZX_CONTACT_ABANDONED] = 0,
    [ZX_CONTACT_MISSED] = 0,
};

gboolean
zx_contact_state_is_over (ZxContactState state)
{
  return state == ZX_CONTACT_CLOSED || state == ZX_CONTACT_ABANDONED || state == ZX_CONTACT_MISSED;
}

gboolean
zx_contact_state_is_ended (ZxContactState state)
{
  return state == ZX_CONTACT_WRAP_UP || zx_contact_state_is_over (state);
}

gboolean
zx_contact_state_can_move (ZxContactState from, ZxContactState to)
{
  return from < G_N_ELEMENTS (moves) && (moves[from] & 1u << to) != 0;
}
