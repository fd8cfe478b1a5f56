/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-contact.h"

/* Contacts that are closed, as what a customer asked and how it ended. */
typedef struct {
  gint64 id, rev;
  GPtrArray *texts; /* owned: the customer's first messages with words, in order */
  char *summary;    /* owned, null */
} ZxdPast;

void zxd_past_free (ZxdPast *past);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZxdPast, zxd_past_free)

/* Null with NOT_FOUND when there is no closed contact of that id. */
ZxdPast *zxd_past_load (ZxdDb *db, gint64 id, GError **error);

/* Those with ids below @before (0: the newest), at most @limit, newest first (ZxdPast, owned). */
gboolean zxd_past_list (ZxdDb *db, gint64 before, int limit, GPtrArray *all, GError **error);

/* Adds article_ref and article_title of the answer that was accepted last in contact @id. */
gboolean zxd_past_add_answer (ZxdDb *db, gint64 id, GString *json, GError **error);

/* The customer's messages of a contact with words, the newest @most, in order of time. */
GPtrArray *zxd_past_last_texts (ZxdDb *db, gint64 id, int most, GError **error);
