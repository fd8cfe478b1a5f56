/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What an administrator's pages show, as tables: a page has one or two nouns, a noun has fields.
 * All words are marked with N_() and translated when they are shown. */

typedef enum {
  ZX_FIELD_ROW_TEXT,
  ZX_FIELD_ROW_LONG,     /* several lines */
  ZX_FIELD_ROW_WORDS,    /* a list, one a line */
  ZX_FIELD_ROW_NUMBER,   /* whole, not negative */
  ZX_FIELD_ROW_DAY,      /* 2026-03-31 */
  ZX_FIELD_ROW_CHOICE,   /* one of `choices` */
  ZX_FIELD_ROW_FLAG,     /* yes or no */
  ZX_FIELD_ROW_REF,      /* one record of the noun `refers` */
  ZX_FIELD_ROW_REFS,     /* any of them */
  ZX_FIELD_ROW_COLOUR,   /* a brand: #rrggbb or #rrggbb/#rrggbb */
  ZX_FIELD_ROW_PASSWORD, /* written, never read */
  ZX_FIELD_ROW_AT_ONCE,  /* of {"web":4}: how many chats */
  ZX_FIELD_ROW_SKILLS,   /* [{name, level}] */
} ZxFieldRowKind;

typedef struct {
  const char *word;  /* on the wire; "" is none */
  const char *label; /* null ends the list */
} ZxAdminChoice;

typedef struct {
  const char *member; /* null ends the list */
  const char *label;
  ZxFieldRowKind kind;
  const char *hint;
  const char *refers;
  const ZxAdminChoice *choices;
  const char *initial;  /* what a new record begins with */
  const char *only_for; /* shown only while the field before it is one of these words … */
  const char *only_of;  /* … or this member is */
  const char *heading;  /* over it: here something else begins */
  int least, most;      /* of a number; most 0: any */
  gboolean is_required;
  gboolean is_fixed;    /* given once, when the record is made */
  gboolean is_new_only; /* not shown afterwards */
} ZxAdminField;

#define ZX_ADMIN_FIELDS 16

typedef struct {
  const char *noun;
  const char *title;       /* of the list: "Groups" */
  const char *add;         /* "New group"; null: none can be made */
  const char *empty;       /* what they are for, and what to do first */
  const char *deletion;    /* what happens; null: they cannot be deleted */
  const char *subtitle[3]; /* members told under the name, a null ends them */
  ZxAdminField fields[ZX_ADMIN_FIELDS];
} ZxAdminNoun;

typedef struct {
  const char *name; /* of the page, for the stack */
  const char *title;
  const char *icon;
  const char *nouns[3]; /* a null ends them; none: the audit trail */
} ZxAdminPage;

const ZxAdminPage *zx_admin_pages (gsize *n);
const char *zx_admin_icon (const char *noun);        /* of the page that shows it */
const ZxAdminNoun *zx_admin_noun (const char *noun); /* null when there is none */
/* Null when the noun has no such member. */
const ZxAdminField *zx_admin_field (const ZxAdminNoun *noun, const char *member);
