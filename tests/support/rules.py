# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that the daemon keeps, one function each, run in turn and told as TAP.

    @rule('--lockout-tries', '3')
    def a_guessed_account_is_locked(daemon): …

    if __name__ == '__main__':
        run()

The program's argument is the store (sqlite or postgres); further arguments choose rules by name.
Each rule gets a Daemon of its own, started with the options that the rule names."""
import sys
import time
import traceback

from daemon import Daemon, Seed

RULES = []


def rule(*options):
    def register(function):
        RULES.append((function, options))
        return function
    return register


def keeps(function, options, store):
    try:
        with Daemon(store, *options) as daemon:
            try:
                function(daemon)
            except BaseException:
                print('# the daemon said:\n# ' + daemon.log.replace('\n', '\n# '))
                raise
    except Exception:  # pylint: disable=broad-except
        print('# ' + traceback.format_exc().replace('\n', '\n# '))
        return False
    return True


def run():
    store, wanted = sys.argv[1], sys.argv[2:]
    rules = [(f, o) for f, o in RULES if not wanted or f.__name__ in wanted]
    failed = 0
    print(f'1..{len(rules)}')
    try:
        for number, (function, options) in enumerate(rules, 1):
            begun = time.monotonic()
            good = keeps(function, options, store)
            failed += not good
            print(f'# {time.monotonic() - begun:.1f} s')
            print(f'{"ok" if good else "not ok"} {number} {function.__name__.replace("_", "-")}', flush=True)
    finally:
        Seed.clear()
    sys.exit(1 if failed else 0)
