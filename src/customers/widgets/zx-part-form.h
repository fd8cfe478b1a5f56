/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-customers.h"

#include <adwaita.h>

/* The fields of a customer, or of one of its parts, being edited. Enter (or Save) saves, Esc
 * cancels. What is typed is never lost: while not connected, after a refusal, and when a colleague
 * has changed the same field, it stays and the form says what to do. Signal: `done` (int64 made):
 * saved (made = the id of a new part, else 0), cancelled (-1) or removed (-2); the owner takes the
 * form away. Main thread. */
#define ZX_TYPE_PART_FORM (zx_part_form_get_type ())
G_DECLARE_FINAL_TYPE (ZxPartForm, zx_part_form, ZX, PART_FORM, AdwBin)

#define ZX_FORM_CANCELLED -1
#define ZX_FORM_REMOVED -2

/* As zx_change_new(). @person_id: whose a new identity is, 0: the customer's own. */
ZxPartForm *zx_part_form_new (ZxClient *client,
                              ZxCustomer *customer,
                              ZxPart part,
                              gint64 part_id,
                              gint64 person_id);

ZxPart zx_part_form_get_part (ZxPartForm *self);
gint64 zx_part_form_get_part_id (ZxPartForm *self); /* 0: a new one */
/* Whether the agent has typed anything that would be lost. */
gboolean zx_part_form_is_changed (ZxPartForm *self);
/* What is edited was removed by somebody else: saving makes it anew. */
void zx_part_form_orphan (ZxPartForm *self);
void zx_part_form_take_focus (ZxPartForm *self);
