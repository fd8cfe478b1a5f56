# SPDX-License-Identifier: GPL-3.0-or-later
"""What an agent is told of his own state, and what he does about it."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from beside import Beside, wait_closed  # noqa: E402
from desk import Desk, run, wait_until  # noqa: E402
from routed import retune  # noqa: E402
from scene import PASSWORD, Scene  # noqa: E402
from talk import Agent, new_uuid  # noqa: E402
from walks import Guide  # noqa: E402


def route(scene):
    """All that customers write is offered to one agent, and each thing takes a second."""
    admin = Agent(scene.daemon.port, 'admin', PASSWORD)
    lin = next(agent['id'] for agent in admin.get('/agents')['items'] if agent['login'] == 'lin')
    group = admin.post('/groups', {'request': new_uuid(), 'name': 'Line', 'members': [lin]})
    queue = admin.post('/queues', {'request': new_uuid(), 'name': 'Routed', 'groups': [group['id']], 'method': 'least_loaded',
                                   'channels': [channel['id'] for channel in admin.get('/channels')['items']]})
    retune(scene.daemon, queue['id'], 'offer_s = 1, wrap_up_s = 1', admin)


def mine(lin):
    return lin.all('/contacts?state=open')[0]


def who_missed_an_offer_is_back_by_a_key(scene, desk, lin):
    liu = scene.customer('liuyang@tiancheng', '刘洋', '天成软件有限公司')
    liu.says('My invoice fails')
    desk.wait_for('push button', "I'm Back")
    desk.wait_for('push button', '林晓, Missed')
    desk.wait_for('level bar', '0 of 1 chat at once')
    lin.accept(mine(lin)[0]['id'])  # or it would be offered again, sooner or later
    desk.wait_for('level bar', '1 of 1 chat at once')
    assert desk.find('push button', '林晓, Missed'), 'nothing but the key ends it'
    desk.press('shift+F2')
    desk.wait_gone('push button', "I'm Back")
    desk.wait_for('push button', '林晓, Busy')
    assert not any('missed_at' in agent for agent in lin.get('/agents')['items'])
    return liu


def the_menu_tells_the_day(desk):
    desk.press('F2')
    desk.wait_says('1 missed')
    desk.wait_says('0 chats handled')
    desk.press('Escape')
    desk.wait_gone(None, 'Meal')


def what_owes_a_category_stays_over_time_and_closes_with_it(desk, lin):
    contact = mine(lin)[0]
    desk.press('ctrl+j')
    desk.wait_focus('Message')
    desk.type('Done')
    desk.press('Return')
    desk.wait_for('list item', 'Waiting for me 0')
    desk.press('ctrl+shift+w')
    desk.wait_focus('Summary of the chat')
    desk.wait_for('push button', '林晓, Wrap-up')
    desk.type('Expired key')
    desk.wait_says('Choose a category: then the chat closes')
    wait_until(lambda: lin.get(f"/contacts/{contact['id']}")['summary'] == 'Expired key', 'the summary is saved by itself')
    desk.press('ctrl+a', 'BackSpace')
    wait_until(lambda: not lin.get(f"/contacts/{contact['id']}")['summary'], 'it can be taken back')
    desk.type('Expired key')
    wait_until(lambda: lin.get(f"/contacts/{contact['id']}")['summary'] == 'Expired key', 'the summary is saved again')
    desk.press('ctrl+shift+e')
    desk.wait_gone('push button', 'More Time')
    desk.wait_focus('Summary of the chat')
    desk.press('shift+Tab')
    wait_until(lambda: desk.focused().role == 'push button', 'the list of categories has the keyboard')
    desk.press('space')
    desk.wait_for('label', '使用咨询')
    with desk.reading_news():
        desk.press('Down', 'Return')
        desk.wait_says('The time to wrap up was over: the chat with 刘洋 is closed')
    closed = lin.get(f"/contacts/{contact['id']}")
    assert (closed['state'], closed['summary'], bool(closed['category_id'])) == ('closed', 'Expired key', True), closed
    desk.wait_for('push button', '林晓, Ready')


def asks_for_a_reason(desk):
    desk.press('F2')
    desk.wait_says('1 chat handled')
    desk.click(None, 'Other Reason…')
    asked = Beside(desk, 'Break')
    asked.take_keyboard()
    asked.wait_focus('Reason of the break')
    asked.type('Dentist')
    return asked


def a_break_has_a_reason_in_ones_own_words(desk, lin):
    asked = asks_for_a_reason(desk)
    asked.press('Return')
    wait_closed(desk, 'Break')
    desk.run('windowfocus', desk.window)
    desk.wait_for('push button', '林晓, Break: Dentist')
    assert [a['presence_reason'] for a in lin.get('/agents')['items'] if a['login'] == 'lin'] == ['Dentist']
    desk.press('shift+F2')
    desk.wait_for('push button', '林晓, Ready')
    desk.press('F2')
    desk.click(None, 'Dentist')
    desk.wait_for('push button', '林晓, Break: Dentist')


def a_question_ends_with_the_sign_in(scene, desk):
    asks_for_a_reason(desk)
    scene.daemon.verb('user', 'disable', 'lin')
    wait_closed(desk, 'Break')
    desk.wait_for('alert', 'signed out')


def an_agent_sees_and_ends_each_state_of_his_own():
    with Scene('--require-category') as scene:
        scene.daemon.verb('user', 'set', 'lin', '--at-once', 'web=1')
        route(scene)
        with Desk(server=scene.daemon.url, login='lin') as desk:
            Guide(desk, None, '').sign_in('lin', PASSWORD)
            lin = Agent(scene.daemon.port, 'lin', PASSWORD)
            kept = who_missed_an_offer_is_back_by_a_key(scene, desk, lin)
            the_menu_tells_the_day(desk)
            what_owes_a_category_stays_over_time_and_closes_with_it(desk, lin)
            a_break_has_a_reason_in_ones_own_words(desk, lin)
            a_question_ends_with_the_sign_in(scene, desk)
            kept.line.until(lambda got: got.get('noun') == 'contact' and got['json']['state'] == 'closed')  # he stayed to the end


if __name__ == '__main__':
    run([an_agent_sees_and_ends_each_state_of_his_own])
