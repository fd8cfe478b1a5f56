/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-client-figures.h"

#include <gtk/gtk.h>

/* Asks where to, fetches the questions without an answer of this time as a table, and writes it;
 * says in a toast over @widget's window how it ended. */
void zx_gaps_export (GtkWidget *widget, ZxClient *client, const ZxAnswersSpan *span);
