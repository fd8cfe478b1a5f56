/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-record-extra.h"

/* The variables that a text may use, and how it reads for an invented customer. */
#define ZX_TYPE_TEMPLATE_PREVIEW (zx_template_preview_get_type ())
G_DECLARE_FINAL_TYPE (ZxTemplatePreview, zx_template_preview, ZX, TEMPLATE_PREVIEW, ZxRecordExtra)
