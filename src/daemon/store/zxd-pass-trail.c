/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes into the audit trail who passed which contact on, from whom to whom. */
#include "zxd-pass-trail.h"

#include "zx-json.h"
#include "zxd-store-audit.h"

void
zxd_pass_end_clear (ZxdPassEnd *end)
{
  g_clear_pointer (&end->name, g_free);
}

ZxdPassEnd
zxd_pass_end_new (const char *noun, gint64 id, const char *name)
{
  return (ZxdPassEnd){id != 0 ? noun : NULL, id, g_strdup (name)};
}

ZxdPassEnd
zxd_pass_end_of (const ZxdContact *contact)
{
  if (contact->agent_id != 0)
    return zxd_pass_end_new ("agent", contact->agent_id, contact->agent_name);
  if (contact->group_id != 0)
    return zxd_pass_end_new ("group", contact->group_id, contact->place.group_name);
  return zxd_pass_end_new ("queue", contact->place.queue_id, contact->place.queue_name);
}

/* "from":"Ann","from_agent":"3": to be read, and to be found. */
static void
add_end (GString *detail, const char *side, const ZxdPassEnd *end)
{
  g_autofree char *member = NULL;

  if (end->noun == NULL)
    return;
  member = g_strconcat (side, "_", end->noun, NULL);
  zx_json_add_string (detail, side, end->name);
  zx_json_add_id (detail, member, end->id);
}

gboolean
zxd_pass_note (ZxdTxn *txn,
               const ZxdActor *actor,
               const char *action,
               gint64 contact_id,
               const ZxdPassEnd *from,
               const ZxdPassEnd *to,
               GError **error)
{
  g_autoptr (GString) detail = g_string_new ("{");
  ZxdAudit audit = {.actor_id = actor->rights->agent_id,
                    .action = action,
                    .noun = "contact",
                    .obj_id = contact_id,
                    .address = actor->address};

  add_end (detail, "from", from);
  add_end (detail, "to", to);
  g_string_append_c (detail, '}');
  audit.detail = detail->str;
  return zxd_audit_add (txn, &audit, error);
}
