# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way in which tests wait for what tells nobody when it comes: they look again."""
import time

DEADLINE_S = 60


def wait_until(claim, what, deadline_s=DEADLINE_S, passes=lambda error: False):
    """Asks `claim` until it is true and gives what it said; AssertionError when it never is. What it does not find yet
    (a member, a row) is not true yet, and neither is an error of which `passes` says so."""
    until = time.monotonic() + deadline_s
    while True:
        begun, last = time.monotonic(), ''
        try:
            said = claim()
        except Exception as error:  # pylint: disable=broad-except
            if not isinstance(error, LookupError) and not passes(error):
                raise
            said, last = None, f' ({error!r})'
        if said:
            return said
        now = time.monotonic()
        if now > until:
            raise AssertionError(f'never came true: {what() if callable(what) else what}{last}')
        time.sleep(max(0.02, now - begun))  # who is asked needs time for his work as well
