/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-suggestion.h"

#include <adwaita.h>

/* An article of the knowledge base to be read over the desk, put into the reply, or copied. */
#define ZX_TYPE_ARTICLE_WINDOW (zx_article_window_get_type ())
G_DECLARE_FINAL_TYPE (ZxArticleWindow, zx_article_window, ZX, ARTICLE_WINDOW, AdwWindow)

GtkWindow *zx_article_window_new (GtkWindow *parent, ZxSuggestion *article);
