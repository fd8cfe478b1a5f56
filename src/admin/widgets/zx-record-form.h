/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-admin-nouns.h"
#include "zx-client-records.h"

#include <adwaita.h>

/* The form of one record, made from its noun's table. It writes into the draft that it shows, so
 * that another can be shown meanwhile. Signals: "saved" (ZxRecord), "discarded" (a new one was
 * given up), "delete" (ZxRecord: the agent wants it, and has been asked). */
#define ZX_TYPE_RECORD_FORM (zx_record_form_get_type ())
G_DECLARE_FINAL_TYPE (ZxRecordForm, zx_record_form, ZX, RECORD_FORM, AdwBin)

GtkWidget *zx_record_form_new (const ZxAdminNoun *noun, ZxClient *client);

void zx_record_form_show (ZxRecordForm *self, ZxRecordDraft *draft); /* null: nothing */
ZxRecordDraft *zx_record_form_get_draft (ZxRecordForm *self);        /* lent, nullable */
void zx_record_form_save (ZxRecordForm *self);
/* Puts the keyboard into the first field that can be changed. */
void zx_record_form_take_focus (ZxRecordForm *self);
