/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-admin-nouns.h"
#include "zx-client-records.h"

#include <adwaita.h>

/* All records of one noun: the list, and the form of the one that is chosen. What is written and
 * not saved stays with its record while others are looked at. */
#define ZX_TYPE_RECORD_PAGE (zx_record_page_get_type ())
G_DECLARE_FINAL_TYPE (ZxRecordPage, zx_record_page, ZX, RECORD_PAGE, AdwBin)

GtkWidget *zx_record_page_new (const ZxAdminNoun *noun, ZxClient *client);

void zx_record_page_add (ZxRecordPage *self);  /* begins a new one */
void zx_record_page_save (ZxRecordPage *self); /* what is shown */
void zx_record_page_take_focus (ZxRecordPage *self);
