# SPDX-License-Identifier: GPL-3.0-or-later
"""Chats in windows of their own, beside the main window."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from beside import Beside, wait_closed, windows  # noqa: E402
from desk import run, wait_until  # noqa: E402
from test_desk import ANSWER, SCENE, at_work, liu_asks  # noqa: E402

MAIN = 'Zuoxi'


def composed(desk):
    nodes = [n for n in desk.tree() if n.name == 'Message' and n.role in ('text', 'entry')]
    return nodes[0].text if nodes else None


def wait_composed(desk, text):
    wait_until(lambda: desk.alive() and composed(desk) == text,
               lambda: f'{text!r} stands in the text field, there is {composed(desk)!r}')


def popped_out(desk, name):
    """What is shown moves into its own window by the key; gives both windows."""
    desk.press('ctrl+shift+n')
    own = Beside(desk, name)
    own.take_keyboard()
    return Beside(desk, MAIN), own


def a_chat_in_its_own_window_is_written_there_alone():
    with at_work() as (scene, desk):
        liu = liu_asks(scene, desk)
        desk.wait_focus('Message')
        desk.type('half a')
        main, own = popped_out(desk, '刘洋')
        own.wait_focus('Message')
        wait_composed(own, 'half a')
        main.wait_says('刘洋 is open in its own window')
        assert composed(main) is None, main.described()
        own.wait_says('天成软件有限公司')
        own.wait_says('Live')
        own.type(' sentence')
        wait_composed(own, 'half a sentence')
        own.press('Return')
        liu.hears('half a sentence')
        own.wait_for('list item', 'Answer 1:')
        own.press('ctrl+1')
        liu.hears(ANSWER)
        own.type('to be gone on with')
        wait_composed(own, 'to be gone on with')
        own.press('Escape')
        wait_closed(desk, '刘洋')
        wait_composed(main, 'to be gone on with')


if __name__ == '__main__':
    with SCENE:
        run([a_chat_in_its_own_window_is_written_there_alone])
