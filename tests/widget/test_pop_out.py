# SPDX-License-Identifier: GPL-3.0-or-later
"""Chats in windows of their own, beside the main window."""
import os
import subprocess
import sys
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from beside import Beside, wait_closed, windows  # noqa: E402
from desk import Desk, run, wait_still, wait_until  # noqa: E402
from notices import Notices  # noqa: E402
from scene import PASSWORD  # noqa: E402
from talk import Agent  # noqa: E402
from test_desk import ANSWER, SCENE, at_work, liu_asks  # noqa: E402
from test_window import is_urgent  # noqa: E402

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
        own.press('ctrl+k')
        main.wait_for('list item', 'Change your state')
        main.take_keyboard()
        main.press('Escape')
        main.wait_gone('list item', 'Change your state')
        own.take_keyboard()
        own.wait_focus('Message')
        lin = Agent(scene.daemon.port, 'lin', PASSWORD)
        lin.put('/me/presence', {'presence': 'break', 'reason': 'meal'})
        main.wait_for('push button', '林晓, Break: Meal')
        own.press('shift+F2')  # back, without leaving this window
        main.wait_gone('push button', '林晓, Break: Meal')
        assert in_front(own, main)
        own.type('to be gone on with')
        wait_composed(own, 'to be gone on with')
        own.press('Escape')
        wait_closed(desk, '刘洋')
        wait_composed(main, 'to be gone on with')
        main.take_keyboard()
        main, own = popped_out(desk, '刘洋')
        own.wait_focus('Message')
        own.press('ctrl+shift+n')
        wait_closed(desk, '刘洋')
        wait_composed(main, 'to be gone on with')


PEOPLE = (('liuyang@tiancheng', '刘洋', '天成软件有限公司'), ('chenlihua@yuanhang', '陈丽华', '远航贸易有限公司'),
          ('hezq@dingsheng', '何志强', '鼎盛建材'), ('sunxm@siji', '孙晓梅', '四季酒店'),
          ('paul@meyer', 'Paul Meyer', 'Meyer GmbH'))


def they_ask(scene, desk, people):
    """Each with a chat that lin has taken; gives the customers by name."""
    lin, there = Agent(scene.daemon.port, 'lin', PASSWORD), {}
    for account, name, company in people:
        there[name] = scene.customer(account, name, company)
        there[name].says(f'{name} asks')
        desk.wait_for('list item', f'{name} asks')
    for contact in lin.all('/contacts?state=open')[0]:
        lin.accept(contact['id'])
    desk.wait_for('list item', f'Waiting for me {len(people)}')
    return there


def click(desk, name, button='1'):
    x, y, width, height = wait_still(lambda: desk.wait_for('list item', name).box, f'{name} has its place')
    desk.run('windowraise', desk.window)
    desk.run('mousemove', '--window', desk.window, str(x + width // 2), str(y + height // 2))
    desk.run('click', button)
    desk.wait_taken_in()


def middle_click(desk, name):
    click(desk, name, '2')


def click_until(main, name, words, button='1'):
    """Until the main window says so: again when the row has just moved away from under it."""
    wait_until(lambda: main.says(words) or click(main, name, button), lambda: f'{words!r} is said; there is:\n{main.described()}')


def open_own(main, desk, name):
    """With the middle button, again when the row has just moved away from under it; gives the window."""
    def opened():
        if not windows(desk, name):
            middle_click(main, name)
        return windows(desk, name)
    wait_until(lambda: desk.alive() and opened(), f'{name} has a window')
    return Beside(desk, name)


def the_middle_button_opens_four_and_a_fifth_is_refused():
    with at_work() as (scene, desk):
        main = Beside(desk, MAIN)
        there = they_ask(scene, desk, PEOPLE)
        for _, name, _ in PEOPLE[:4]:
            open_own(main, desk, name).move(1440, 0)  # out of the way
        click_until(main, PEOPLE[4][1], 'There are 4 windows beside this one already', '2')
        assert not windows(desk, 'Paul'), windows(desk, 'Paul')
        click_until(main, '何志强', '何志强 is open in its own window')
        own = Beside(desk, '何志强')
        own.take_keyboard()
        own.wait_focus('Message')
        own.press('ctrl+w')
        wait_closed(desk, '何志强')
        main.wait_gone(None, '何志强 is open in its own window')
        own = open_own(main, desk, 'Paul Meyer')
        own.take_keyboard()
        own.wait_focus('Message')
        own.type('Hello Paul')
        own.press('Return')
        there['Paul Meyer'].hears('Hello Paul')


def windows_come_back_with_their_size_but_for_what_is_over():
    with at_work(environment={'GSETTINGS_BACKEND': 'keyfile'}) as (scene, desk):
        main = Beside(desk, MAIN)
        they_ask(scene, desk, PEOPLE[:3])
        for _, name, _ in PEOPLE[:3]:
            open_own(main, desk, name).move(1440, 0)  # out of the way
        own = Beside(desk, '陈丽华')
        own.resize(760, 640)
        wait_until(lambda: own.size_of_window() == (760, 640), 'it has the size')
        own = Beside(desk, '何志强')
        own.take_keyboard()
        own.wait_focus('Message')
        own.press('Escape')
        wait_closed(desk, '何志强')
        desk.run('windowfocus', desk.window)
        desk.stop()
        lin = Agent(scene.daemon.port, 'lin', PASSWORD)
        for contact in lin.all('/contacts?state=open')[0]:
            if contact['name'] == '刘洋':
                lin.close_contact(contact['id'])
        desk.launch()
        own = Beside(desk, '陈丽华')
        desk.attach()
        own = Beside(desk, '陈丽华')
        wait_until(lambda: own.size_of_window() == (760, 640), f'it has its size, not {own.size_of_window()}')
        own.wait_says('陈丽华 asks')
        assert not windows(desk, '刘洋') and not windows(desk, '何志强')
        main = Beside(desk, MAIN)
        main.take_keyboard()
        main.press('F10')
        main.wait_for(None, 'Sign Out')
        main.click(None, 'Sign Out')
        main.wait_for('push button', 'Sign in')
        wait_closed(desk, '陈丽华')
        main.wait_focus('Password')
        main.type(PASSWORD)
        main.press('Return')
        Beside(desk, '陈丽华').wait_says('陈丽华 asks')


def what_is_over_or_out_of_sight_stays_readable_until_it_is_closed():
    scene = SCENE
    li, shen = Agent(scene.daemon.port, 'liqian', PASSWORD), Agent(scene.daemon.port, 'shen', PASSWORD)
    with Desk(server=scene.daemon.url) as desk:
        desk.sign_in('shen', PASSWORD)  # who sees no chat at headquarters but those he is asked into
        desk.wait_says('Live')
        contacts = {}
        for account, name, company in PEOPLE[3:]:
            scene.customer(account, name, company).says(f'{name} needs help')
            contact = next(c for c in li.all('/contacts?state=open')[0] if c['name'] == name and c['state'] == 'queued')['id']
            li.accept(contact)
            li.post(f'/contacts/{contact}/guests', {'request': str(uuid.uuid4()), 'agent_id': shen.id})
            desk.wait_for('list item', f'{name} needs help')
            contacts[name] = contact
        main = Beside(desk, MAIN)
        own = open_own(main, desk, '孙晓梅')
        own.wait_says('孙晓梅 needs help')
        li.close_contact(contacts['孙晓梅'])
        own.wait_says('This chat is over')
        own.wait_says('孙晓梅 needs help')
        own.click('push button', 'Close the window')
        wait_closed(desk, '孙晓梅')
        own = open_own(main, desk, 'Paul Meyer')
        own.wait_says('Paul Meyer needs help')
        li.call('DELETE', f'/contacts/{contacts["Paul Meyer"]}/guests/{shen.id}', {'request': str(uuid.uuid4())})
        own.wait_says('You can no longer see this chat')
        own.wait_says('Paul Meyer needs help')


def choose(window, words):
    """From the menu of the chat: the button within the menu button is the one that acts."""
    wait_until(lambda: [n for n in window.tree() if n.name == 'More about this chat' and n.role == 'push button'][-1].act(),
               'the menu of the chat is opened')
    window.wait_for(None, words)
    window.click(None, words)


def in_front(one, other):
    """Whether a window lies over another one."""
    order = [int(line.split()[0], 16) for line in subprocess.run(
        ['xwininfo', '-root', '-tree'], capture_output=True, text=True, check=True).stdout.splitlines()
        if line.strip().startswith('0x')]
    return order.index(int(one.window)) < order.index(int(other.window))


def a_notification_leads_to_the_window_that_shows_the_chat():
    with Notices() as notices, at_work() as (scene, desk):
        there = they_ask(scene, desk, PEOPLE[:2])
        own = open_own(Beside(desk, MAIN), desk, '刘洋')
        own.take_keyboard()
        own.wait_focus('Message')
        desk.run('windowraise', desk.window)
        assert not in_front(own, desk)
        desk.look_away()
        there['刘洋'].says('在吗？')
        notices.wait('刘洋')
        wait_until(lambda: is_urgent(own), 'the taskbar says so at its window')
        assert not is_urgent(desk)
        there['陈丽华'].says('库存')
        notices.wait('陈丽华')
        wait_until(lambda: is_urgent(desk), 'and at the main window for what has none')
        notices.click('刘洋')
        wait_until(lambda: in_front(own, desk), 'its window comes to the front')
        own.take_keyboard()
        own.wait_focus('Message')
        wait_until(lambda: not is_urgent(own), 'the taskbar is quiet again there')
        assert is_urgent(desk)
        choose(own, 'Bring Back into the Main Window')
        wait_closed(desk, '刘洋')
        main = Beside(desk, MAIN)
        choose(main, 'Open in Its Own Window')
        Beside(desk, '刘洋')


if __name__ == '__main__':
    with SCENE:
        run([a_chat_in_its_own_window_is_written_there_alone, the_middle_button_opens_four_and_a_fifth_is_refused,
             windows_come_back_with_their_size_but_for_what_is_over,
             what_is_over_or_out_of_sight_stays_readable_until_it_is_closed,
             a_notification_leads_to_the_window_that_shows_the_chat])
