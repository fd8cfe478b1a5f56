/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zx-search-text.h"
#include "zxd-store-customer-find.h"

/* What customers are found by, written so that it can be compared byte by byte: each part makes one
 * line or more, the folded text, and for names with Han characters also pinyin and initials in each
 * way of saying them. A line begins with its kind as a byte; it ends where the next one begins, the
 * last one of a customer at a 0. Everything inside a line is above all kinds. */
typedef enum {
  ZXD_LINE_END,
  ZXD_LINE_NAME,
  ZXD_LINE_NAME_SOUND,
  ZXD_LINE_NAME_INITIALS,
  ZXD_LINE_PERSON,
  ZXD_LINE_PERSON_SOUND,
  ZXD_LINE_PERSON_INITIALS,
  ZXD_LINE_NUMBER,
  ZXD_LINE_PHONE,
  ZXD_LINE_MAIL,
  ZXD_LINE_ACCOUNT,
  ZXD_LINE_KINDS,
} ZxdLineKind;

/* Appends the lines of one part. @folded is room to work in, zeroed before the first use, and holds
 * the part's text afterwards. @places (null, or of guint32) gets for each byte of @out the place in
 * `folded->at`. */
void
zxd_lines_write_part (const ZxdFindPart *part, ZxFoldedText *folded, GString *out, GArray *places);

/* Appends all lines of a customer and the 0. What is beyond the bound is not written: of somebody
 * with so many people the first thousand are found. */
enum { ZXD_LINES_MOST_BYTES = 64 * 1024 };
void zxd_lines_write (const ZxdFindTexts *texts, ZxFoldedText *folded, GString *out);

/* Appends a folded text as UTF-8; whatever is no character of a line becomes a space. */
void zxd_lines_write_folded (const ZxFoldedText *folded, GString *out, GArray *places);
