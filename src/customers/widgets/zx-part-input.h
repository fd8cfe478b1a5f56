/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-part-fields.h"

#include <adwaita.h>

/* One field of a form, of any ZxInputKind. Its value is one text: a list's words parted by ", ", a
 * choice's word, an id in digits, "true" or "false". Signals: `activate` (Enter), `changed` (by the
 * agent, not by zx_part_input_set_value). */
#define ZX_TYPE_PART_INPUT (zx_part_input_get_type ())
G_DECLARE_FINAL_TYPE (ZxPartInput, zx_part_input, ZX, PART_INPUT, AdwBin)

/* @field must outlive the input. @label is its name, translated. */
GtkWidget *zx_part_input_new (ZxClient *client, const ZxPartField *field, const char *label);

const ZxPartField *zx_part_input_get_field (ZxPartInput *self);
const char *zx_part_input_get_label (ZxPartInput *self);
char *zx_part_input_dup_value (ZxPartInput *self); /* never null; free it */
void zx_part_input_set_value (ZxPartInput *self, const char *value);

/* @value in words for people: a choice's label, a colleague's name. Never null; free it. */
char *zx_part_input_describe (ZxPartInput *self, const char *value);

/* Why the value cannot be saved, in translated words; null when it can. Lent. */
const char *zx_part_input_check (ZxPartInput *self);

/* Puts the value into @change. */
void zx_part_input_apply (ZxPartInput *self, ZxChange *change);
void zx_part_input_take_focus (ZxPartInput *self);
