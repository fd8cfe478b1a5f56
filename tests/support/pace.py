# SPDX-License-Identifier: GPL-3.0-or-later
"""A steady rate for what makes load: for _ in every(0.1): …, however long each turn took."""
import time


def every(seconds):
    """Gives turns for ever, so far apart; one that is late is made up for."""
    next_at = time.monotonic()
    while True:
        yield
        next_at += seconds
        time.sleep(max(0, next_at - time.monotonic()))
