/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The entry point of each target, as libFuzzer names it. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
