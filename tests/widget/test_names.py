# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen of the window as a screen reader finds it, and as large type finds room in it: the same walks that
pictures.py takes pictures on."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from desk import run  # noqa: E402
from inspector import Inspector  # noqa: E402
from walk_chat import chat  # noqa: E402
from walk_hands import hands  # noqa: E402
from walk_lookback import lookback  # noqa: E402
from walk_offers import offers  # noqa: E402
from walk_state import state  # noqa: E402
from walk_window import desk, window  # noqa: E402
from walk_pop_out import pop_out  # noqa: E402
from walks import nothing_yet, settings, side  # noqa: E402


def inspect(name, *walks):
    inspector = Inspector()
    for walk in walks:
        walk(inspector, name)
    assert inspector.screens >= 2 * len(walks), inspector.screens
    assert not inspector.faults, '\n'.join(inspector.faults)


def every_control_of_the_desk_has_a_name_and_its_place_at_double_size():
    inspect('en-light-1024x700@2', desk, chat, hands)
    inspect('mirrored-cleardark-1024x700', chat)  # from right to left


def every_control_over_the_desk_has_a_name_and_its_place_at_double_size():
    inspect('zh_CN-light-1024x700@2', window, side, offers, state)
    inspect('zh_CN-light-1024x700', pop_out)


def every_control_of_the_settings_and_of_the_lookback_has_a_name_and_its_place_at_double_size():
    inspect('zh_CN-light-1024x700@2', settings, nothing_yet, lookback)


if __name__ == '__main__':
    run([every_control_of_the_desk_has_a_name_and_its_place_at_double_size,
         every_control_over_the_desk_has_a_name_and_its_place_at_double_size,
         every_control_of_the_settings_and_of_the_lookback_has_a_name_and_its_place_at_double_size])
