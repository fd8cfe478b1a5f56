# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program's rules in turn and tells them as TAP, each named after the function that keeps it.

Of a broken rule it tells all that is known first and the short of it last: a log often comes cut to its end."""
import faulthandler
import os
import signal
import time
import traceback

FOLD, MOST_LINES, MOST_PLACES = 280, 10, 4
OURS = ('tap.py', 'rules.py')  # where every rule comes from


def comment(text):
    print('# ' + text.replace('\n', '\n# '))


def short(exception):
    """Where it broke, then the first line of the message, then as much of the rest as may be of use."""
    places = [place for place in traceback.extract_tb(exception.__traceback__) if os.path.basename(place.filename) not in OURS]
    lines = [f'{os.path.basename(p.filename)}:{p.lineno} {p.name}: {p.line}' for p in places[:1] + places[1:][-MOST_PLACES + 1:]]
    said, *more = f'{type(exception).__name__}: {exception}'.split('\n')
    rest = ' | '.join(line.strip() for line in more)
    return '\n'.join([*lines, said, *(rest[at:at + FOLD] for at in range(0, len(rest), FOLD))][:MOST_LINES + len(lines)])


def keeps(rule):
    """Whether rule() ends without an exception."""
    try:
        rule()
    except Exception as exception:  # pylint: disable=broad-except
        comment(traceback.format_exc())
        comment('in short:')
        comment(short(exception))
        return False
    return True


def run_all(rules):
    """`rules` is a list of (name, function without arguments). Gives how many were broken."""
    faulthandler.register(signal.SIGTERM, chain=True)  # who takes too long says where he was
    broken = 0
    print(f'1..{len(rules)}', flush=True)
    for number, (name, rule) in enumerate(rules, 1):
        begun = time.monotonic()
        good = keeps(rule)
        broken += not good
        comment(f'{time.monotonic() - begun:.1f} s')
        print(f'{"ok" if good else "not ok"} {number} {name.replace("_", "-")}', flush=True)
    return broken
