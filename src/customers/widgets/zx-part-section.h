/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-part-form.h"

/* The people, contracts, products or notes of a customer: each row can be edited where it stands
 * (edit button, F2 or Enter), new ones are added below. People bring their phone numbers and
 * addresses with them. Properties: part (int, a ZxPart; set once), title, compact (boolean: the
 * title stands before the rows, not above, and has no button to add), client, customer and contact
 * (nullable; what the contact is about is emphasised), editable (boolean), keys (GtkSizeGroup of
 * the titles of compact ones, or null), most (uint: shows no more rows than this; 0: all). Hidden
 * when there is nothing to show.
 *
 * A form that is open stays open, with all that was typed, while the customer's data change, and
 * while another customer is shown. */
#define ZX_TYPE_PART_SECTION (zx_part_section_get_type ())
G_DECLARE_FINAL_TYPE (ZxPartSection, zx_part_section, ZX, PART_SECTION, AdwBin)

/* Opens the form of a new one below the rows; a section of part ZX_PART_CUSTOMER has no rows, only
 * the form of the customer's own members. @person_id: whose a new identity is, else 0; @part is
 * the section's own, or ZX_PART_IDENTITY among the people. */
void zx_part_section_add (ZxPartSection *self, ZxPart part, gint64 person_id);
