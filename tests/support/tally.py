#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the tests of a run from meson's own records, tells of each that failed which rule it broke and why, and
prints the closing line. All of that comes last: of a long log one often has no more than its end."""
import json
import re
import sys

GOOD = {'OK', 'EXPECTEDFAIL'}
LINES, WIDTH = 15, 300
# What comes after these words says more than the end of what was told.
REPORT = re.compile(r'(==\d+==ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|.*: runtime error: ).*')


def broken_rules(told):
    """The rules that TAP tells as broken, each with the last lines of its reason: what was said before it."""
    reason = []
    for line in told:
        if line.startswith('not ok'):
            yield line, reason
        elif line.startswith('Bail out!'):
            yield line, []
        elif line.startswith('#'):
            reason.append(line[1:].removeprefix(' '))
            continue
        reason = []


def ending(lines):
    lines = [line for line in lines if line.strip()]
    begin = next((i for i, line in enumerate(lines) if REPORT.match(line)), max(0, len(lines) - LINES))
    return [line[:WIDTH] for line in lines[begin:begin + LINES]]


def tell(record):
    """Why a program failed, as short as it can be said."""
    told, beside = record.get('stdout', '').splitlines(), record.get('stderr', '').splitlines()
    print(f'\n== failed: {record["name"]} ({record["result"]}, {record["duration"]:.0f} s)')
    found = False
    for rule, reason in broken_rules(told):
        found = True
        print('\n'.join([rule, *('    ' + line for line in ending(reason))]))
    if not found:  # no TAP, or it ended within a rule: this is the last that was heard of it
        print('\n'.join('    ' + line for line in ending(told)))
    if not found or any(REPORT.match(line) for line in beside):
        print('\n'.join('    ' + line for line in ending(beside)))


def main():
    with open(sys.argv[1], encoding='utf-8') as lines:
        records = [json.loads(line) for line in lines]
    failed = [record for record in records if record['result'] not in GOOD]
    for record in failed:  # a skipped test shows nothing, so it counts as failed
        tell(record)
    print()
    for record in failed:
        print(f'failed: {record["name"]} ({record["result"]})')
    print(f'{len(records) - len(failed)} passed, {len(failed)} failed')
    return 1 if failed or not records else 0


if __name__ == '__main__':
    sys.exit(main())
