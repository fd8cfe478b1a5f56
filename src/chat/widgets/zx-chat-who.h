/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-candidate.h"

/* The words round the question who somebody is. Pure functions; strings are owned by the caller. */

/* "Stated: Liu Yang, Tiancheng. Who is it?"; what is null or empty is left out. */
char *zx_chat_who_question (ZxIdentityTrust trust, const char *name, const char *company);

/* "Liu Yang · Tiancheng"; a private person, who is his own customer, is named once. */
char *zx_chat_who_is (const char *name, const char *company);

/* Why he may be it: "Phone +8613800002046". */
char *zx_chat_who_why (ZxCandidateWhy why, const char *value);
