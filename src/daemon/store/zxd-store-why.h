/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-contact.h"

/* What the rows alone tell of why a contact is where it is: objects of a JSON array, with `why` and
 * its figures, as of zxd_reasons_to_json(). */

/* Appends how @contact, which somebody has or had last, came to him: by whose hand, and the reasons
 * of the offer that he accepted. Nothing when he took it himself. */
gboolean zxd_why_add_course (ZxdDb *db, const ZxdContact *contact, GString *json, GError **error);

/* Appends the place of @contact, which waits, among those of its channel: of one that no queue
 * takes. */
gboolean zxd_why_add_place (ZxdDb *db, const ZxdContact *contact, GString *json, GError **error);

/* *@name: of an agent, owned by the caller; null when there is none. */
gboolean zxd_why_agent_name (ZxdDb *db, gint64 agent_id, char **name, GError **error);
