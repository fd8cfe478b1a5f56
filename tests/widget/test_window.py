# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window gives to all pages: the palette, the keys that an agent may change."""
import os
import subprocess
import sys
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from desk import run, wait_still, wait_until  # noqa: E402
from notices import Notices  # noqa: E402
from scene import PASSWORD  # noqa: E402
from talk import Agent  # noqa: E402
from test_desk import SCENE, at_work, contract_left, liu_asks  # noqa: E402


def chosen(desk, words):
    """Waits until the row that Enter would take is this one."""
    for _ in range(20):
        row = desk.wait_for('list item', words)
        if row.has('SELECTED'):
            return row
        desk.press('Down')
    raise AssertionError(f'{words} is never chosen:\n{desk.described()}')


def search(desk, text):
    desk.press('ctrl+k')
    desk.wait_focus({'en': 'Search or do', 'zh_CN': '搜索或执行'}[desk.language])
    desk.type(text)


def go_to(desk, words):
    """Walks by Tab and the arrows to the row of this name."""
    for _ in range(40):
        here = desk.focused()
        if here.role == 'list item' and words in here.name:
            return
        desk.press('Down' if here.role == 'list item' else 'Tab')
    raise AssertionError(f'{words} is never reached, but {desk.focused()!r}')


def the_palette_finds_whatever_is_typed():
    with at_work(language='zh_CN') as (scene, desk):
        liu_asks(scene, desk)
        search(desk, 'ly')  # a chat, by the first letters of its customer
        chosen(desk, '刘洋')
        desk.press('Escape')
        wait_until(lambda: '搜索或执行' not in desk.focused().name, 'the palette is gone')  # a key that comes before is lost
        search(desk, 'kh')  # a page
        chosen(desk, '客户')
        desk.press('Return')
        desk.wait_for(None, '没有打开的客户')
        search(desk, 'sxx')  # an action
        chosen(desk, '首选项')
        desk.press('Return')
        desk.wait_for('combo box', '浅色或深色')
        desk.press('Escape')
        desk.wait_gone('combo box', '浅色或深色')
        search(desk, 'yuanhang')  # a customer, whom the server knows
        chosen(desk, '远航')
        desk.press('Return')
        desk.wait_gone(None, '没有打开的客户')
        desk.press('alt+1')
        desk.press('ctrl+j')
        search(desk, 'E-3107')  # an article, which goes into the reply
        chosen(desk, '税号校验未通过')
        desk.press('Return')
        desk.wait_focus('插入回复')
        desk.press('Return')
        desk.wait_gone('push button', '插入回复')
        desk.wait_focus('消息')
        wait_until(lambda: '税号' in desk.focused().text, lambda: desk.focused().text)
        search(desk, 'qqqzzz')
        desk.wait_says('没有找到')


def is_urgent(desk):
    """The hint of ICCCM 4.1.2.4 that makes a taskbar blink."""
    hints = subprocess.run(['xprop', '-id', desk.window, 'WM_HINTS'], capture_output=True, text=True, check=True).stdout
    return 'urgency hint bit is set' in hints.lower()


def what_needs_me_is_told_while_i_look_elsewhere():
    with Notices() as notices, at_work() as (scene, desk):
        desk.look_away()
        chen = scene.customer('chenlihua@yuanhang', '陈丽华', '远航贸易有限公司')
        chen.says('库存数对不上')
        notices.wait('陈丽华 · 远航贸易有限公司 waits in the queue')
        wait_until(lambda: notices.wait('陈丽华')[1] == '库存数对不上', lambda: f'what he wrote is told; {notices.shown}')
        wait_until(lambda: is_urgent(desk), 'the taskbar says so')
        lin = Agent(scene.daemon.port, 'lin', PASSWORD)
        contact = lin.all('/contacts?state=open')[0][0]
        lin.accept(contact['id'])
        notices.wait_gone('waits in the queue')
        chen.says('在吗？')
        wait_until(lambda: notices.wait('陈丽华')[1] == '在吗？', lambda: f'what he wrote is told; {notices.shown}')
        notices.click('陈丽华')
        desk.wait_for('list item', 'Answer 1')
        desk.look_away()
        notices.hold()
        chen.says('喂？')
        notices.wait('陈丽华')
        chen.says('听得到吗？')
        desk.wait_for('list item', '听得到吗？')
        desk.run('windowfocus', desk.window)  # both are read before the desktop has said which number the notification got
        wait_until(lambda: not is_urgent(desk), 'the window has taken them in')
        notices.release()
        notices.wait_gone('陈丽华')
        wait_until(lambda: not is_urgent(desk), 'the taskbar is quiet again')
        chen.says('我看着你呢')
        desk.wait_says('我看着你呢')
        assert not notices.shown, notices.shown
        # Nobody waits at the other end of a left message, until he is back.
        desk.look_away()
        liu = scene.customer('liuyang@tiancheng', '刘洋', '天成软件有限公司')
        liu.leaves('请回电', '13800002046')
        notices.wait('刘洋 · 天成软件有限公司 left a message')
        liu.says('我回来了')
        notices.wait('刘洋 · 天成软件有限公司 waits in the queue')


def what_is_not_finished_is_one_key_away_from_every_page():
    with at_work() as (scene, desk):
        liu_asks(scene, desk)
        lin = Agent(scene.daemon.port, 'lin', PASSWORD)
        contact = lin.all('/contacts?state=open')[0][0]
        lin.accept(contact['id'])
        lin.post(f'/contacts/{contact["id"]}/close', {'request': str(uuid.uuid4()), 'wrap_up': True})
        desk.press('alt+2')
        desk.wait_says('Not wrapped up: 刘洋')
        desk.press('F6')
        desk.wait_gone(None, 'Not wrapped up')
        desk.wait_says(contract_left())


def what_cannot_be_searched_is_said_and_the_rest_goes_on():
    with at_work() as (scene, desk):
        liu_asks(scene, desk)
        scene.daemon.stop()
        desk.wait_says('Offline')
        search(desk, 'ly')
        chosen(desk, '刘洋')
        wait_until(lambda: desk.says('cannot be reached') or desk.says('nothing answers'), 'the palette says why')


def a_key_can_be_changed_and_the_sheet_says_so():
    with at_work() as (scene, desk):
        liu_asks(scene, desk)
        search(desk, 'ck')
        chosen(desk, 'Change keys')
        desk.press('Return')
        desk.wait_for('list item', 'Next customer who waits')
        assert 'Ctrl+B' in desk.wait_for('push button', 'Show customer and assistant').description
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
        said = desk.wait_for('push button', 'Show customer and assistant').description
        assert said == 'Show customer and assistant (Ctrl+Y)', said
        desk.press('ctrl+b')
        desk.wait_says(contract_left())
        desk.press('ctrl+y')
        desk.wait_gone('label', 'days left')
        desk.press('ctrl+question')
        wait_until(lambda: any(n.name == 'Y' for n in desk.tree()), 'the sheet says Y')


def width_of_list(desk, name):
    return next(n for n in desk.tree() if n.role == 'list' and n.name == name).box[2]


def drag(desk, handle, by):
    """Pulls the handle between two parts of the window, counted from the left."""
    x = sorted(n.box[0] for n in desk.tree() if n.name == 'GtkPanedHandle')[handle]
    for step in range(6):
        desk.run('mousemove', '--window', desk.window, str(x + by * step // 5), '450')
        if step == 0:
            desk.run('mousedown', '1')
    desk.run('mouseup', '1')
    desk.wait_taken_in()


def the_window_comes_back_as_it_was_left():
    with at_work(environment={'GSETTINGS_BACKEND': 'keyfile'}) as (_, desk):
        before = wait_still(lambda: width_of_list(desk, 'Chats'), 'the list has a width')
        drag(desk, 0, 60)
        after = wait_still(lambda: (lambda now: now > before + 30 and now)(width_of_list(desk, 'Chats')), 'the list is wider')
        desk.press('alt+2')
        desk.wait_for(None, 'No customer is open')
        desk.resize(1300, 800)
        wait_until(lambda: desk.size_of_window() == (1300, 800), 'the window has this size')
        wait_until(lambda: tuple(desk.find('frame', 'Zuoxi').box[2:]) == (1300, 800), 'and knows it')  # it keeps what it knows
        desk.wait_for(None, 'No customer is open')
        desk.stop()
        desk.launch()
        desk.window = wait_until(desk.find_window, 'zuoxi opens a window')
        wait_until(lambda: desk.size_of_window() == (1300, 800), lambda: f'it has its size, not {desk.size_of_window()}')
        desk.app = wait_until(desk.find_app, 'zuoxi is on the accessibility bus')
        desk.wait_for(None, 'No customer is open')
        desk.run('windowfocus', desk.window)
        desk.press('alt+1')
        desk.wait_for('list', 'Chats')
        wait_until(lambda: width_of_list(desk, 'Chats') == after, f'the list is {after} wide')


if __name__ == '__main__':
    with SCENE:
        run([the_palette_finds_whatever_is_typed, a_key_can_be_changed_and_the_sheet_says_so,
             what_needs_me_is_told_while_i_look_elsewhere,
             what_is_not_finished_is_one_key_away_from_every_page,
             the_window_comes_back_as_it_was_left, what_cannot_be_searched_is_said_and_the_rest_goes_on])
