/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Short words as pills, in as many lines as the width needs. Properties: words
 * (GStrv), strong (string or null: this one of them is emphasised). */
#define ZX_TYPE_TAGS (zx_tags_get_type ())
G_DECLARE_FINAL_TYPE (ZxTags, zx_tags, ZX, TAGS, GtkWidget)
