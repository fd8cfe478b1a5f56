/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* What an agent can do: how many contacts at once, and what he knows. Both are kept as JSON, and
 * said as words by commands and the audit trail. Refusals are as those of zxd-field.h. */

/* What counts when nothing is set. */
#define ZXD_USUAL_CAPACITY "{\"web\":4}"

/* {"web":4,"phone":1}: contacts at once by kind of channel, each from 1 to 30. *@value is null for
 * an empty one: what is usual. @node may be null. */
gboolean zxd_field_capacity (const char *name,
                             JsonNode *node,
                             char **value,
                             const char **why,
                             GError **error);

/* [{"name":"english","level":3}]: each once, levels from 1 to 5, 1 when it is not said. *@value is
 * never null. @node may be null. */
gboolean
zxd_field_skills (const char *name, JsonNode *node, char **value, const char **why, GError **error);

/* "web 4, phone 1" and "english 3", from what is kept. Caller frees. */
char *zxd_field_capacity_words (const char *kept);
char *zxd_field_skills_words (const char *kept);

/* From what a command says, like web=4 or "english=3", to the member's JSON; words that are empty
 * do not count. What is said wrongly stays for the check. Caller frees. */
char *zxd_field_capacity_from_words (char **words);
char *zxd_field_skills_from_words (char **words);
