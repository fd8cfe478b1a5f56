# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window gives to all pages: the palette, the keys that an agent may change."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from desk import run, wait_until  # noqa: E402
from test_desk import SCENE, at_work, liu_asks  # noqa: E402


def chosen(desk, words):
    """Waits until the row that Enter would take is this one."""
    for _ in range(20):
        row = desk.wait_for('list item', words)
        if row.has('SELECTED'):
            return row
        desk.press('Down')
    raise AssertionError(f'{words} is never chosen:\n{desk.described()}')


def go_to(desk, words):
    """Walks by Tab and the arrows to the row of this name."""
    for _ in range(40):
        here = desk.focused()
        if here is not None and here.role == 'list item' and words in here.name:
            return
        desk.press('Down' if here is not None and here.role == 'list item' else 'Tab')
    raise AssertionError(f'{words} is never reached, but {desk.focused()!r}')


def the_palette_finds_whatever_is_typed():
    with at_work(language='zh_CN') as (scene, desk):
        liu_asks(scene, desk)
        desk.press('ctrl+k')
        desk.type('ly')  # a chat, by the first letters of its customer
        chosen(desk, '刘洋')
        desk.press('Escape', 'ctrl+k')
        desk.type('kh')  # a page
        chosen(desk, '客户')
        desk.press('Return')
        desk.wait_for(None, '最新客户')
        desk.press('ctrl+k')
        desk.type('sxx')  # an action
        chosen(desk, '首选项')
        desk.press('Return')
        desk.wait_for('combo box', '浅色或深色')
        desk.press('Escape')
        desk.wait_gone('combo box', '浅色或深色')
        desk.press('ctrl+k')
        desk.type('yuanhang')  # a customer, whom the server knows
        chosen(desk, '远航')
        desk.press('Return')
        desk.wait_says('陈丽华')
        desk.press('alt+1', 'ctrl+j', 'ctrl+k')
        desk.type('E-3107')  # an article, which goes into the reply
        chosen(desk, '税号校验未通过')
        desk.press('Return')
        desk.wait_focus('插入回复')
        desk.press('Return')
        desk.wait_gone('push button', '插入回复')
        desk.wait_focus('消息')
        assert '税号' in desk.focused().text, desk.focused().text
        desk.press('ctrl+k')
        desk.type('qqqzzz')
        desk.wait_says('没有找到')


def what_cannot_be_searched_is_said_and_the_rest_goes_on():
    with at_work() as (scene, desk):
        liu_asks(scene, desk)
        scene.daemon.stop()
        desk.wait_says('Offline')
        desk.press('ctrl+k')
        desk.type('ly')
        chosen(desk, '刘洋')
        desk.wait_says('cannot be reached')


def a_key_can_be_changed_and_the_sheet_says_so():
    with at_work() as (scene, desk):
        liu_asks(scene, desk)
        desk.press('ctrl+k')
        desk.type('ck')
        chosen(desk, 'Change keys')
        desk.press('Return')
        desk.wait_for('list item', 'Next customer who waits')
        go_to(desk, 'Show or hide customer')
        desk.press('Return')
        desk.wait_says('Press the keys for')
        desk.press('ctrl+k')
        desk.wait_says('already “Search or do something”')
        desk.press('k')
        desk.wait_says('cannot be used')
        desk.press('ctrl+y')
        desk.wait_gone(None, 'Press the keys for')
        desk.wait_for('push button', 'usual key again')
        desk.press('Escape')
        desk.wait_gone('list item', 'Next customer who waits')
        desk.press('ctrl+b')
        desk.wait_says('23 days left')
        desk.press('ctrl+y')
        desk.wait_gone('label', '23 days left')
        desk.press('ctrl+question')
        wait_until(lambda: any(n.name == 'Y' for n in desk.tree()), 'the sheet says Y')


if __name__ == '__main__':
    with SCENE:
        run([the_palette_finds_whatever_is_typed, a_key_can_be_changed_and_the_sheet_says_so,
             what_cannot_be_searched_is_said_and_the_rest_goes_on])
