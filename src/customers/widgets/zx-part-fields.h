/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-customers.h"

/* How a member of a customer, or of one of its parts, is entered. */
typedef enum {
  ZX_INPUT_LINE,
  ZX_INPUT_TEXT,   /* several lines */
  ZX_INPUT_DAY,    /* 2026-12-31 */
  ZX_INPUT_WORDS,  /* several, parted by commas */
  ZX_INPUT_CHOICE, /* one of `choices` */
  ZX_INPUT_FLAG,   /* yes or no */
  ZX_INPUT_AGENT,  /* a colleague */
  ZX_INPUT_RECORD, /* one of what an administrator set up under `noun` */
  ZX_INPUT_ORG,    /* one of the organisations in sight; not shown where there is but one */
} ZxInputKind;

typedef struct {
  const char *word, *label; /* label: marked, translated when it is shown */
} ZxChoice;

typedef struct {
  const char *member; /* on the wire; "fields.KEY" is an own field */
  const char *label;  /* marked; an own field's is in the administrator's words */
  ZxInputKind kind;
  const ZxChoice *choices; /* CHOICE; ends with a null word */
  const char *noun;        /* RECORD */
  gboolean is_needed;      /* may not be empty */
  gboolean only_new;       /* cannot be changed later */
} ZxPartField;

/* The fields of @part in the order of the form; @n becomes their number. */
const ZxPartField *zx_part_fields (ZxPart part, guint *n);

const char *zx_words_identity_kind (const char *kind); /* translated; an unknown one is itself */
const char *zx_words_part_add (ZxPart part);           /* "Add a contract", translated */
const char *zx_words_part_edit (ZxPart part);          /* "Edit the contract", translated */

/* What the agent typed as a list, in any of the commas of both languages; free it. */
char **zx_part_split_words (const char *text);

/* Whether @text is a day of the calendar as 2026-12-31. */
gboolean zx_part_is_day (const char *text);
