/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-records.h"

#include <adwaita.h>

/* Chooses one record of a noun (a drop-down) or any of them (check boxes), by name, from the live
 * list. Signal "changed": the agent has chosen. */
#define ZX_TYPE_RECORD_CHOICE (zx_record_choice_get_type ())
G_DECLARE_FINAL_TYPE (ZxRecordChoice, zx_record_choice, ZX, RECORD_CHOICE, AdwBin)

/* @label: what a screen reader calls it. */
GtkWidget *
zx_record_choice_new (ZxClient *client, const char *noun, gboolean is_many, const char *label);

void zx_record_choice_set_one (ZxRecordChoice *self, gint64 id); /* 0: the first */
gint64 zx_record_choice_get_one (ZxRecordChoice *self);          /* 0: there is none */
void zx_record_choice_set_all (ZxRecordChoice *self, const char *const *ids);
char **zx_record_choice_dup_all (ZxRecordChoice *self); /* sorted ids; caller frees */
