/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store-private.h"

/* Gives the readers one of the two; neither ends one reader. */
void zxd_store_push_read (ZxdStore *store, ZxdClosure *closure, ZxdPage *page);
