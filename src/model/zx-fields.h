/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-json.h"

#include <glib-object.h>

/* The properties of a model object as one table: name, JSON member, kind, place in the struct. From
 * it come the GParamSpecs (read-only, EXPLICIT_NOTIFY), get_property, and the reading of JSON that
 * notifies exactly what changed. Private to model/. */
typedef enum {
  ZX_FIELD_STRING, /* char *, owned */
  ZX_FIELD_WORDS,  /* char **, owned, never null once read */
  ZX_FIELD_ID,     /* gint64; a decimal string in JSON */
  ZX_FIELD_INT,    /* gint64 */
  ZX_FIELD_TIME,   /* gint64 ms; RFC 3339 in JSON */
  ZX_FIELD_COUNT,  /* guint */
  ZX_FIELD_BOOL,   /* gboolean */
  ZX_FIELD_DOUBLE,
  ZX_FIELD_ENUM, /* int; its nick in JSON */
} ZxFieldKind;

typedef struct {
  const char *property;
  const char *member; /* null: not read from JSON */
  ZxFieldKind kind;
  gsize offset;
  GType (*type) (void); /* ENUM */
  gboolean is_kept;     /* an absent member leaves the value alone */
} ZxField;

/* Entry 0 of both arrays is empty, so that an index is also the property's id. */
typedef struct {
  const ZxField *fields;
  GParamSpec **props;
  guint n;
} ZxFieldTable;

void zx_fields_install (GObjectClass *class, const ZxFieldTable *table);
void zx_fields_get (gpointer self, const ZxFieldTable *table, guint prop, GValue *value);

/* Takes over all members of @json. @is_partial: absent members leave their values alone; otherwise
 * they become null or 0. */
void
zx_fields_apply (gpointer self, const ZxFieldTable *table, JsonObject *json, gboolean is_partial);
void zx_fields_free (gpointer self, const ZxFieldTable *table);

/* Compare, set, notify once. set_int serves every kind of whole number, bool and enum. */
void zx_field_set_string (gpointer self, const ZxFieldTable *table, guint prop, const char *value);
void zx_field_set_int (gpointer self, const ZxFieldTable *table, guint prop, gint64 value);
void zx_field_set_double (gpointer self, const ZxFieldTable *table, guint prop, double value);
void zx_field_set_words (gpointer self, const ZxFieldTable *table, guint prop, char **value);

/* Strings of a JSON array as a new vector; an absent array gives an empty one. */
char **zx_fields_dup_words (JsonObject *json, const char *member);
