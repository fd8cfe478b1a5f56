#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chats change hands in the real window: given away, consulted about, assigned, and taken from the queue."""
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import PASSWORD  # noqa: E402
from desk import run, wait_still, wait_until  # noqa: E402
from routed import offer_of, online  # noqa: E402
from talk import Agent, new_uuid  # noqa: E402
from test_chat import answer, chat, visit  # noqa: E402


def colleague(daemon, login, name=None):
    """One more agent, who is there."""
    daemon.verb('user', 'add', login, '--name', name or login.title(), '--org', 'hq', '--password-stdin', stdin=PASSWORD + '\n')
    return online(daemon, login, answers=True)


def go(agent, presence):
    agent.put('/me/presence', {'presence': presence})


def begin(window, text):
    """A chat that this window's agent has, and a colleague who is there."""
    window.wait_for('list item', 'Queue 1')
    answer(window, text)
    window.wait_for('list item', f'{text}. Sent')


def choose(window, name):
    """The dialog, with that one chosen and the keyboard at the note."""
    window.press('F9')
    window.wait_focus('Who shall have the chat?')
    window.wait_for('list item', name)
    window.type(name.lower())
    window.press('Return')
    window.wait_focus('Note to the colleague')


def back(window):
    """The dialog has closed by itself."""
    window.wait_gone(None, 'Who shall have the chat?')
    window.run('windowfocus', window.window)


def respond(agent, verb, **more):
    return agent.post(f'/offers/{offer_of(agent)["id"]}/{verb}', {'request': new_uuid(), **more})


def who_is_asked_answers_and_the_giver_hears_it():
    with chat() as (daemon, window):
        bo = colleague(daemon, 'bo')
        _, socket = visit(daemon, 'Submit gives an error')
        begin(window, 'Which one?')
        window.press('F9')
        window.wait_focus('Who shall have the chat?')
        window.wait_for('list item', 'Bo, Online: 0 chats, room for ')
        assert not window.find('list item', 'Lea, Offline').has('SENSITIVE'), window.described()
        window.press('Escape')
        back(window)
        window.press('F9')
        choose_note = 'She knows invoices'
        window.wait_for('list item', 'Bo, Online')
        window.type('bo')
        window.press('Return')
        window.wait_focus('Note to the colleague')
        window.type(choose_note)
        window.press('Return')
        back(window)
        window.wait_says('Offered to Bo: ')
        offer = offer_of(bo)
        assert (offer['kind'], offer['note']) == ('transfer', choose_note), offer
        window.press('F9')  # one is asked at a time
        with window.reading_news():
            window.click('push button', 'Withdraw')
            window.wait_gone('label', 'Offered to Bo')
            window.wait_says('Bo is no longer asked for the chat with ')
        choose(window, 'Bo')
        window.press('Return')
        back(window)
        with window.reading_news():
            respond(bo, 'decline', reason='busy')
            window.wait_says('Bo declined the chat with ')
            window.wait_says(': I have enough to do')
        window.wait_gone('label', 'Offered to Bo')
        window.wait_for('list item', 'Mine 1')
        choose(window, 'Bo')
        window.press('Return')
        back(window)
        with window.reading_news():
            respond(bo, 'accept')
            window.wait_says('Bo has the chat with ')
        window.wait_for('list item', 'Mine 0')
        window.wait_gone('list item', 'Which one?. Sent')  # it is not here any more
        socket.until(lambda got: got.get('noun') == 'contact' and got['json'].get('agent_name') == 'Bo')


def the_dialog_follows_who_is_there_while_it_is_open():
    with chat() as (daemon, window):
        bo, wang = colleague(daemon, 'bo'), colleague(daemon, 'w7', '王芳')
        visit(daemon, 'Submit gives an error')
        begin(window, 'Which one?')
        window.press('F9')
        window.wait_focus('Who shall have the chat?')
        window.wait_for('list item', 'Lea, Offline')
        lea = online(daemon, 'lea', answers=True)
        window.wait_for('list item', 'Lea, Online')
        go(lea, 'break')
        window.wait_for('list item', 'Lea, On a break')
        window.type('wf')  # by the first letters of how it is spoken
        wait_until(lambda: window.wait_for('list item', '王芳, Online').has('SELECTED'), 'she is chosen')
        window.press('Return')
        window.wait_focus('Note to the colleague')
        window.type('She knows invoices')
        go(wang, 'break')
        window.wait_says('王芳 cannot have the chat any more.')
        assert not window.find('push button', '_Transfer').has('SENSITIVE'), window.described()
        window.press('Return')  # gives it to nobody
        visit(daemon, 'Another one')  # and what happens meanwhile chooses nobody else
        go(bo, 'break')
        go(wang, 'online')
        window.wait_for('list item', '王芳, Online')
        window.wait_gone(None, '王芳 cannot have the chat any more.')
        assert window.focused().text == 'She knows invoices', window.described()
        window.press('Return')
        back(window)
        offer = offer_of(wang)
        assert (offer['kind'], offer['note']) == ('transfer', 'She knows invoices'), offer
        respond(wang, 'decline')
        window.wait_gone('label', 'Offered to 王芳')
        window.press('F9')
        window.wait_for('list item', '王芳, Online')
        adm = Agent(daemon.port, 'adm')
        mine = next(c for c in adm.all('/contacts?state=open')[0] if c.get('agent_name') == 'Ann')
        with window.reading_news():
            adm.post(f"/contacts/{mine['id']}/take", {'request': new_uuid()})
            window.wait_says('has the chat with ')  # at once: the next news comes above it
        back(window)  # what somebody else has is not to be given away
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.press('ctrl+Return')
        window.wait_for('list item', 'Waiting for me 1')
        window.press('F9')
        window.wait_for('list item', '王芳, Online')
        daemon.stop()
        window.wait_says('Not connected. This is from ')
        assert window.find('list item', '王芳, Online'), window.described()


def who_is_consulted_joins_and_can_be_handed_the_chat():
    with chat() as (daemon, window):
        bo = colleague(daemon, 'bo')
        visit(daemon, 'Submit gives an error')
        begin(window, 'Which one?')
        choose(window, 'Bo')
        window.press('alt+c')
        back(window)
        window.wait_says('Bo is asked to join: ')
        with window.reading_news():
            respond(bo, 'accept')
            window.wait_says('Bo has joined the chat with ')
        with window.reading_news():
            window.click('push button', 'Hand over to Bo')
            window.wait_says('Bo has the chat with ')
        window.wait_for('list item', 'Mine 0')
        contact = bo.all('/contacts?state=open')[0][0]
        assert contact['agent_id'] == bo.id, contact


def the_queue_is_taken_from_and_given_to():
    with chat() as (daemon, window):
        adm = Agent(daemon.port, 'adm')
        channel = adm.get('/channels')['items'][0]['id']
        members = [a['id'] for a in adm.get('/agents')['items'] if a['login'] in ('ann', 'lea')]
        group = adm.post('/groups', {'request': new_uuid(), 'name': 'Experts', 'members': members})['id']
        adm.post('/queues', {'request': new_uuid(), 'name': 'Sales', 'groups': [group], 'channels': [channel]})
        adm.post('/queues', {'request': new_uuid(), 'name': 'Invoices', 'groups': [group], 'channels': []})
        for text in ('I am first', 'I am second', 'I am third'):
            visit(daemon, text)
        window.wait_for('list item', 'Queue 3')
        assert window.find('list item', 'Sales') is None, 'one queue needs no name'
        window.press('ctrl+shift+Return')
        window.wait_for('list item', 'Waiting for me 1')
        window.wait_focus('Message')
        window.wait_says('I am first')
        window.press('F9')
        window.wait_focus('Who shall have the chat?')
        window.type('invo')
        window.wait_for('list item', 'Invoices, Nobody is there')
        window.press('Return')
        window.wait_focus('Note to the colleague')
        with window.reading_news():
            window.press('Return')
            back(window)
            window.wait_says('waits for “Invoices” now.')
        window.wait_for('list item', 'Queue 3')
        window.wait_for('list item', ', Invoices: I am first')
        # Every row gets a line more in the frame after the first of another queue.
        x, y, width, height = wait_still(lambda: window.wait_for('list item', ', Sales, 1 unread: I am second').box, 'it has its place')
        take = str(x + width - 58), str(y + height // 2)  # left of how many are unread
        window.run('mousemove', *take, 'click', '1')
        window.wait_for('list item', 'Waiting for me 1')
        window.wait_for('list item', 'Queue 2')
        assert window.find('list item', 'Sales, 1 unread: I am second') is None, window.described()
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.press('alt+w')
        window.wait_focus('It is number 1 of ')
        window.wait_for('list item', 'Agents take contacts from this queue themselves.')
        window.press('Escape')
        window.wait_focus('Message')
        # What is put before a group of others is not there for taking, by no button and no key, until one belongs to it.
        others = adm.post('/groups', {'request': new_uuid(), 'name': 'Others', 'members': [adm.id]})
        window.wait_for('push button', 'Take this chat')
        waiting = [c['id'] for c in adm.all('/contacts?state=open')[0] if c['state'] == 'queued']
        for contact in waiting:
            adm.post(f'/contacts/{contact}/transfer', {'request': new_uuid(), 'group_id': others['id']})
        window.wait_says('In the queue for “Others”: one of them takes this chat, or a lead.')
        window.wait_gone('push button', 'Take this chat')
        window.press('ctrl+shift+Return', 'ctrl+Return')
        daemon.ask('PATCH', f'/api/v1/groups/{others["id"]}', adm.token, {'members': members}, {'If-Match': f'"{others["rev"]}"'}).expect(200)
        window.wait_for('push button', 'Take this chat')
        assert sum(adm.get(f'/contacts/{contact}')['agent_id'] is None for contact in waiting) == len(waiting) == 2
        window.press('ctrl+Return')
        window.wait_for('list item', 'Queue 1')


def a_lead_says_who_shall_take_what_waits():
    with chat('lea') as (daemon, window):
        bo = colleague(daemon, 'bo')
        visit(daemon, 'Nobody comes')
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.press('ctrl+F9')
        window.wait_focus('Who shall have the chat?')
        window.wait_for('list item', 'Bo, Online')
        assert window.find('push button', 'Consult First') is None, window.described()
        window.type('bo')
        window.press('ctrl+Return')
        back(window)
        window.wait_says('Assigned to Bo, not accepted yet: ')
        with window.reading_news():
            respond(bo, 'accept')
            window.wait_says('Bo has the chat with ')
        window.wait_for('list item', 'Colleagues 1')
        window.press('alt+w')
        window.wait_for('list item', 'Lea assigned it.')
        window.press('Escape')
        visit(daemon, 'Nobody comes again')
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.press('ctrl+F9')
        window.wait_focus('Who shall have the chat?')
        window.wait_for('list item', 'Bo, Online')
        window.type('bo')
        daemon.process.send_signal(signal.SIGSTOP)
        window.press('ctrl+Return')
        window.press('Escape')  # what becomes of it is said all the same
        back(window)
        with window.reading_news():
            daemon.kill()
            window.wait_for('alert', 'The server ')


if __name__ == '__main__':
    run([who_is_asked_answers_and_the_giver_hears_it, the_dialog_follows_who_is_there_while_it_is_open, who_is_consulted_joins_and_can_be_handed_the_chat,
         the_queue_is_taken_from_and_given_to, a_lead_says_who_shall_take_what_waits])
