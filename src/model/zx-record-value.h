/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-record.h"

/* A member's value, whatever its kind. Private to model/. @node may be null: absent. */
char *zx_value_to_plain (JsonNode *node);  /* see zx_record_dup_plain() */
char **zx_value_to_words (JsonNode *node); /* see zx_record_dup_words() */
/* Absent, null, "", false and an empty list are the same: nothing. */
gboolean zx_value_equal (JsonNode *one, JsonNode *other);

/* Lent, null when absent. */
JsonNode *zx_record_lend_node (ZxRecord *self, const char *member);
GList *zx_record_list_members (ZxRecord *self); /* names, lent; the list itself is the caller's */
