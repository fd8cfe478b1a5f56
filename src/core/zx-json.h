/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* Reading and writing JSON without surprises: a member of the wrong type counts as absent, ids are
 * decimal strings, times RFC 3339. Strings that are lent live as long as the object. */

/* A JSON object from text, or null with BAD_DATA. */
JsonObject *zx_json_parse (const char *text, gssize length, GError **error);

const char *zx_json_string (JsonObject *object, const char *name); /* null when absent */
gint64 zx_json_id (JsonObject *object, const char *name);          /* 0 when absent or null */
gint64 zx_json_int (JsonObject *object, const char *name, gint64 fallback);
double zx_json_double (JsonObject *object, const char *name, double fallback);
gboolean zx_json_bool (JsonObject *object, const char *name, gboolean fallback);
gint64 zx_json_time (JsonObject *object, const char *name);        /* ms; 0 when absent */
JsonObject *zx_json_object (JsonObject *object, const char *name); /* lent, null when absent */
JsonArray *zx_json_array (JsonObject *object, const char *name);   /* lent, null when absent */

/* An element of an array, null when it is no string. Lent. */
const char *zx_json_element_string (JsonArray *array, guint place);

/* The value of an enum member by its wire word; @fallback when absent or unknown. */
int zx_json_enum (JsonObject *object, const char *name, GType type, int fallback);

/* Append ,"name":value (the comma only when needed) to a text that is inside an open object. A
 * null string is left out. */
void zx_json_add_string (GString *out, const char *name, const char *value);
void zx_json_add_id (GString *out, const char *name, gint64 id); /* null when 0 */
void zx_json_add_int (GString *out, const char *name, gint64 value);
void zx_json_add_double (GString *out, const char *name, double value);
void zx_json_add_bool (GString *out, const char *name, gboolean value);
void zx_json_add_time (GString *out, const char *name, gint64 ms); /* null when 0 */
void zx_json_add_raw (GString *out, const char *name, const char *json);

/* Just the quoted and escaped text. Invalid UTF-8 must have been refused before. */
void zx_json_quote (GString *out, const char *text, gssize length);

/* The whole node as text. */
char *zx_json_text (JsonNode *node);

/* Wire words of an enum registered with G_DEFINE_ENUM_TYPE: its nicks. */
const char *zx_enum_word (GType type, int value);
gboolean zx_enum_from_word (GType type, const char *word, int *value);
