/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-records.h"

#include <adwaita.h>

/* Skills with their levels, a line each; lines without a name do not count. Signal "changed": the
 * agent has changed something. */
#define ZX_TYPE_SKILL_LIST (zx_skill_list_get_type ())
G_DECLARE_FINAL_TYPE (ZxSkillList, zx_skill_list, ZX, SKILL_LIST, AdwBin)

/* @label: of the whole, for a screen reader. */
GtkWidget *zx_skill_list_new (ZxClient *client, const char *label);

/* [{"name":"english","level":3}]; whatever is no such thing is left out. Showing what is shown
 * already leaves the lines alone. */
void zx_skill_list_set_json (ZxSkillList *self, const char *json);
char *zx_skill_list_dup_json (ZxSkillList *self); /* caller frees */

/* "English 3, SAP 5", from JSON. Caller frees. */
char *zx_skill_words (const char *json);
