#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the search engine's tables from the Unicode data files: what each character is folded to
(compatibility form, lower case, simplified Chinese, no accents on Latin), its toneless pinyin, and
the syllables by name.

usage: zx-search-tables.py FOLDER-OF-UNIHAN OUTPUT
"""
import bz2
import os
import re
import sys
import unicodedata

BLOCK = 256
PLANES = 4  # Han characters live in planes 0, 2 and 3; nothing above is folded here.
DROP = 0xFFFFFFFF  # the character does not exist for search
MANY = 0x80000000  # | offset into the pool: length, then characters


def unihan(folder, name, field):
    """{code point: value} of one field of one Unihan file."""
    values = {}
    with bz2.open(os.path.join(folder, name), "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+") and f"\t{field}\t" in line:
                point, _, value = line.rstrip("\n").split("\t", 2)
                values[int(point[2:], 16)] = value
    return values


def simplified(folder):
    """Traditional → simplified. A character that may stay as it is in some words is folded all the
    same: texts and questions go through one table, and 裡 must find 里."""
    one_step = {}
    for point, value in unihan(folder, "Unihan_Variants.txt.bz2", "kSimplifiedVariant").items():
        targets = [int(t[2:].split("<")[0], 16) for t in value.split()]
        targets = [t for t in targets if t != point]
        if targets:
            one_step[point] = targets[0]
    folded = {}
    for point in one_step:
        seen, target = {point}, one_step[point]
        while target in one_step and target not in seen:
            seen.add(target)
            target = one_step[target]
        folded[point] = target
    return folded


def pinyin(folder):
    """Han → toneless syllable, ü as u because that is how people mistype it."""
    readings = {}
    for point, value in unihan(folder, "Unihan_Readings.txt.bz2", "kMandarin").items():
        plain = unicodedata.normalize("NFD", value.split()[0].lower())
        plain = re.sub(r"[^a-z]", "", plain)
        if plain:
            readings[point] = plain
    return readings


def is_ignorable(point):
    """Zero-width and formatting characters, variation selectors, soft hyphen."""
    return (unicodedata.category(chr(point)) == "Cf" or 0xFE00 <= point <= 0xFE0F
            or point == 0x34F)


def fold(point, to_simplified):
    """The list of code points that stand for this one."""
    if is_ignorable(point):
        return []
    out = []
    for c in unicodedata.normalize("NFKC", chr(point)).lower():
        c = unicodedata.normalize("NFKC", c)
        for d in c:
            p = ord(d)
            if p in to_simplified:
                p = to_simplified[p]
            if p < 0x250 or 0x1E00 <= p < 0x1F00:
                base = [b for b in unicodedata.normalize("NFD", chr(p))
                        if not unicodedata.combining(b)]
                out += [ord(b) for b in base]
            else:
                out.append(p)
    return out


def two_level(values, default):
    """(index of blocks, blocks) for a table over all planes in use."""
    index, blocks, known = [], [], {}
    for start in range(0, PLANES * 0x10000, BLOCK):
        block = tuple(values.get(p, default) for p in range(start, start + BLOCK))
        if block not in known:
            known[block] = len(blocks)
            blocks.append(block)
        index.append(known[block])
    return index, blocks


def write_array(out, kind, name, values):
    out.write(f"static const {kind} {name}[] = {{\n")
    for i in range(0, len(values), 16):
        out.write(",".join(str(v) for v in values[i:i + 16]) + ",\n")
    out.write("};\n")


def main():
    folder, target = sys.argv[1:3]
    to_simplified = simplified(folder)
    folds, pool = {}, []
    for point in range(PLANES * 0x10000):
        if 0xD800 <= point < 0xE000:
            continue
        folded = fold(point, to_simplified)
        if folded == [point]:
            continue
        if not folded:
            folds[point] = DROP
        elif len(folded) == 1:
            folds[point] = folded[0]
        else:
            folds[point] = MANY | len(pool)
            pool += [len(folded)] + folded
    readings = pinyin(folder)
    syllables = sorted(set(readings.values()))
    if len(syllables) >= 511:
        sys.exit(f"{len(syllables)} syllables do not fit into nine bits")
    ids = {s: i + 1 for i, s in enumerate(syllables)}
    sounds = {p: ids[s] for p, s in readings.items() if p < PLANES * 0x10000}
    with open(target, "w", encoding="utf-8") as out:
        out.write("/* Generated from the Unicode Character Database (see data/search). */\n")
        out.write(f"enum {{ TABLE_BLOCK = {BLOCK}, TABLE_END = {PLANES * 0x10000} }};\n")
        for name, kind, values in (("fold", "guint32", folds), ("sound", "guint16", sounds)):
            index, blocks = two_level(values, 0)
            write_array(out, "guint16", f"{name}_index", index)
            write_array(out, kind, f"{name}_blocks", [v for block in blocks for v in block])
        write_array(out, "guint32", "fold_pool", pool)
        names = ",".join(f'"{s}"' for s in [""] + syllables)
        out.write(f"static const char sound_names[][{max(map(len, syllables)) + 1}] = {{{names}}};\n")


if __name__ == "__main__":
    main()
