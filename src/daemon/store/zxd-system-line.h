/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-contact.h"

/* A line that nobody wrote: what happened to a contact, kept as a code with its parameters and put
 * into words by who shows it. Texts are lent, null when there is none. */
typedef struct {
  const char *code;     /* "ended", "invited", "left", "taken_over", "transfer", "assign",
                         * "passed_on", "requeued", "left_message", "came_back", "rated" */
  gint64 agent_id;      /* who did it; 0: the customer */
  const char *who, *by; /* whom it concerns, and who did it */
  const char *note;
  gint64 stars;
  gboolean is_internal; /* for colleagues only */
} ZxdSystemLine;

/* Writes it into @contact's transcript and tells those who see it now. */
gboolean zxd_system_line_add (ZxdTxn *txn,
                              const ZxdContact *contact,
                              const ZxdSystemLine *line,
                              GError **error);
