/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the instants at which something changes though nobody does anything. */
#include "zxd-router-private.h"

static int
compare_dues (gconstpointer a, gconstpointer b, gpointer unused)
{
  const ZxdDue *left = a, *right = b;
  int by_instant = zxd_compare (left->at_ms, right->at_ms);

  return by_instant != 0 ? by_instant
                         : zxd_compare (left->contact->facts.id, right->contact->facts.id);
}

void
zxd_due_set (ZxdRouter *router, ZxdRouterContact *contact, ZxdDueKind kind, gint64 at_ms)
{
  ZxdDue *due = &contact->dues[kind];

  zxd_due_clear (contact, kind);
  due->at_ms = at_ms;
  due->contact = contact;
  due->place = g_sequence_insert_sorted (router->dues[kind], due, compare_dues, NULL);
}

void
zxd_due_clear (ZxdRouterContact *contact, ZxdDueKind kind)
{
  if (contact->dues[kind].place != NULL)
    g_sequence_remove (g_steal_pointer (&contact->dues[kind].place));
}

/* The contact whose turn it is at @upto_ms, or null. */
ZxdRouterContact *
zxd_due_first (ZxdRouter *router, ZxdDueKind kind, gint64 upto_ms)
{
  GSequenceIter *first = g_sequence_get_begin_iter (router->dues[kind]);
  ZxdDue *due = g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);

  return due != NULL && due->at_ms <= upto_ms ? due->contact : NULL;
}

void
zxd_due_end_waits (ZxdRouter *router)
{
  static const ZxdDueKind waits[] = {ZXD_DUE_PATIENCE, ZXD_DUE_REST};
  ZxdRouterContact *contact;

  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    while ((contact = zxd_due_first (router, waits[i], router->now_ms)) != NULL) {
      zxd_due_clear (contact, waits[i]);
      zxd_lane_hope (router, contact->lane);
    }
}

gint64
zxd_router_next_due (ZxdRouter *router)
{
  gint64 next = G_MAXINT64;

  for (guint kind = 0; kind < ZXD_DUES; kind++) {
    ZxdRouterContact *first = zxd_due_first (router, kind, G_MAXINT64);

    if (first != NULL)
      next = MIN (next, first->dues[kind].at_ms);
  }
  return next;
}
