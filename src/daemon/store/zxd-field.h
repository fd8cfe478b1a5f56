/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* What a member of a request may hold, wherever a table of columns describes it. Each gives the
 * value as it is stored (owned), null for an empty one; or FALSE with BAD_DATA, which says what is
 * right, and in @why one word for the refusal: malformed or too-long. Any thread. */

/* @text is null when the member is no text. @has_lines: it may be of several lines. */
gboolean zxd_field_text (const char *name,
                         const char *text,
                         int most,
                         gboolean has_lines,
                         char **value,
                         const char **why,
                         GError **error);

/* "2026-11-21", and there is such a day. */
gboolean
zxd_field_day (const char *name, const char *text, char **value, const char **why, GError **error);
gboolean zxd_field_is_day (const char *text);

/* One of @words, which have spaces between. */
gboolean zxd_field_choice (const char *name,
                           const char *text,
                           const char *words,
                           char **value,
                           const char **why,
                           GError **error);

/* ["a","b"], kept with @separator between; at most @most of them, each of one line and at most 200
 * characters; empty ones do not count. @array is null when the member is none. */
gboolean zxd_field_words (const char *name,
                          JsonArray *array,
                          const char *separator,
                          guint most,
                          char **value,
                          const char **why,
                          GError **error);
