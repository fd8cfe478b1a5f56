/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-change.h"
#include "zxd-store-contact.h"

/* The course of a contact after it was accepted: it ends, is wrapped up, colleagues join, somebody
 * takes it over. Each move of its state is one of the table in zx-enums.c. */

/* One step that an agent asks for. Texts are lent. */
typedef struct {
  const ZxdActor *actor;
  gint64 contact_id;
  guint8 request[ZX_UUID_BYTES]; /* the client's UUID of this action */

  gboolean is_done; /* end: no wrap-up; wrap-up: close it */
  gboolean has_category, has_summary;
  gint64 category_id;      /* 0: none */
  const char *summary;     /* null: none */
  gboolean needs_category; /* it cannot be closed without one, when there are any */

  gint64 agent_id;           /* guests, and who shall have it */
  gint64 group_id, queue_id; /* transfer: where it shall wait, instead */
  const char *note;          /* invite, and whoever shall have it: for colleagues; null */

  gboolean again;     /* set: this very action had been done before */
  ZxdRefusal refusal; /* set when it is refused: `taken` {by}, `over`, `guest`, `full` … */
} ZxdCourse;

/* Over for the customer: to WRAP_UP or CLOSED; by its owner or who oversees. */
gboolean zxd_course_end (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* Category and summary of a contact in WRAP_UP; the same people. */
gboolean zxd_course_wrap_up (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* The time of a contact in WRAP_UP once more, from its end on; the same people, once: `extended`.
 * `untimed`: it may take as long as it takes. */
gboolean zxd_course_extend (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* A colleague comes, or goes: he sees the contact only between the two. By its owner or who
 * oversees; a guest goes by himself, too. */
gboolean zxd_course_invite (ZxdTxn *txn, ZxdCourse *course, GError **error);
gboolean zxd_course_dismiss (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* Who oversees makes it his own; its former owner stays as a guest. */
gboolean zxd_course_take (ZxdTxn *txn, ZxdCourse *course, GError **error);

/* The visitor has had enough: what nobody has accepted is ABANDONED, else its owner wraps it up.
 * What has ended already stays as it is. @uuid is the contact's. */
gboolean zxd_course_end_by_visitor (ZxdTxn *txn,
                                    gint64 contact_id,
                                    guint8 uuid[ZX_UUID_BYTES],
                                    GError **error);

/* ---- the time that wrap-up may take. What still owes a category (@needs_category, and there are
 * any) is left to its agent. */

/* When the next one runs out; G_MAXINT64 when none does. */
gboolean zxd_course_next_due (ZxdDb *db, gboolean needs_category, gint64 *due_ms, GError **error);

/* Closes those whose time was over at @now_ms, up to some hundred. */
gboolean zxd_course_close_due (ZxdTxn *txn, gboolean needs_category, gint64 now_ms, GError **error);

/* Takes @agent_id, who becomes its owner or goes, off the guests of a loaded contact that is saved
 * afterwards. */
gboolean zxd_course_drop_guest (ZxdTxn *txn, ZxdContact *contact, gint64 agent_id, GError **error);
