#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the tests of a run from meson's own records and prints the closing line."""
import json
import sys

GOOD = {"OK", "EXPECTEDFAIL"}
passed = failed = 0
with open(sys.argv[1], encoding="utf-8") as records:
    for line in records:
        record = json.loads(line)
        if record["result"] in GOOD:
            passed += 1
        else:
            failed += 1  # a skipped test shows nothing, so it counts as failed
            print(f"failed: {record['name']} ({record['result']})")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
