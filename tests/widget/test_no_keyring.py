# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine without a keyring: one signs in for this session only, and is told so."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import PASSWORD, Daemon  # noqa: E402
from desk import Desk, Session, run  # noqa: E402


def without_a_keyring_the_session_ends_with_the_program_and_says_so():
    Session(keyring=False)
    with Daemon() as daemon, Desk(server=daemon.url) as desk:
        with desk.reading_news():
            desk.sign_in('ann', PASSWORD)
            desk.wait_says('only until you close Zuoxi')
        desk.stop()
        desk.start()
        desk.wait_for('push button', 'Sign in')


if __name__ == '__main__':
    run([without_a_keyring_the_session_ends_with_the_program_and_says_so])
