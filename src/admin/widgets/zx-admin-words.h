/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-admin-nouns.h"
#include "zx-client-records.h"

/* Words of the administrator's pages: pure functions. Callers free. */

/* What a record is called in its list; a tier without a name of its own has the usual word. */
char *zx_admin_words_title (ZxRecord *record);
/* One member as people read it: a choice by its label, a reference by its name in @client. */
char *zx_admin_words_member (ZxClient *client, ZxRecord *record, const char *member);
/* {"web":4} → "4"; "" when it says nothing of chats. Caller frees. */
char *zx_admin_words_at_once (const char *json);

/* The line under the name. */
char *zx_admin_words_subtitle (ZxClient *client, ZxRecord *record);

/* What is wrong with a field, by the server's one word for it; null when @why is unknown. */
/* Why a page cannot be shown. */
char *zx_admin_words_failure (const GError *error);
char *zx_admin_words_refusal (const char *why, const char *by);

/* What is wrong with @text as a value of @field, or null. Before it is sent. */
char *zx_admin_words_check (const ZxAdminField *field, const char *text);

/* Of a brand, see zx-brand.h: "Contrast 5.1:1 …" in words, or what is wrong. */
char *zx_admin_words_contrast (const char *brand);

/* The two lines for the customer's pages. */
char *zx_admin_snippet (const char *server, const char *key);

/* @text with the variables of quick replies and greetings filled in for an invented customer. */
char *zx_admin_preview (const char *text);
/* "{{name}}  the customer’s name" and so on, one a line. */
char *zx_admin_words_variables (void);

/* A row of the audit trail: what was done, and its details one a line. */
char *zx_admin_words_action (const char *action);
char *zx_admin_words_noun (const char *noun);
char *zx_admin_words_detail (const char *of, const char *detail); /* @of: the noun; null: unknown */
/* What was done and to what by name; by number where it is gone or has no page here. */
char *zx_admin_words_deed (ZxClient *client, ZxRecord *deed);
