/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-article-index.h"

/* POST suggestions/why: what an answer's score is made of. */
void zxd_why_register (ZxdServer *server, ZxdArticleIndex *index);
