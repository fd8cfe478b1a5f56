/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What stands for the variable @name, lent until the next call: null when there is no such
 * variable,
 * "" when there is one that has nothing to say now. */
typedef const char *(*ZxTemplateLookup) (const char *name, gpointer data);

/* @text with its variables ({{name}}, blanks inside the braces allowed) replaced. An unknown one
 * stays as it is written, so that whoever sends it sees it. An empty one is left out with the space
 * before it; at the start of a line with the comma and the spaces after it. What is put in is not
 * looked through again. Never fails; transfer full. */
char *zx_template_expand (const char *text, ZxTemplateLookup lookup, gpointer data);
