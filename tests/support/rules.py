# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that the daemon keeps, one function each, run in turn and told as TAP.

    @rule('--lockout-tries', '3')
    def a_guessed_account_is_locked(daemon): …

    if __name__ == '__main__':
        run()

The program's argument is the store (sqlite or postgres); further arguments choose rules by name.
Each rule gets a Daemon of its own, started with the options that the rule names."""
import functools
import sys

from daemon import Daemon
from tap import comment, run_all

RULES = []


def rule(*options):
    def register(function):
        RULES.append((function, options))
        return function
    return register


def keep(function, options, store):
    with Daemon(store, *options) as daemon:
        try:
            function(daemon)
        except BaseException:
            comment('the daemon said:\n' + daemon.log)
            raise


def run():
    store, wanted = sys.argv[1], sys.argv[2:]
    broken = run_all([(function.__name__, functools.partial(keep, function, options, store))
                      for function, options in RULES if not wanted or function.__name__ in wanted])
    sys.exit(1 if broken else 0)
