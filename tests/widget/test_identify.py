#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who a visitor is, said by the agent's keyboard in the real zuoxi, and quick replies filled in with it."""
import desk
from beside import Beside
from notices import Notices
from talk import Agent, Visitor, new_uuid
from test_chat import chat, heard, visit, wait_composed

REPLIES = ({'shortcut': 'hi', 'title': 'Greeting', 'text': '{{name}}, hello! This is {{agent}}. {{oops}}'},
           {'shortcut': 'bye', 'title': 'Good bye', 'text': 'Have a nice day.'},
           {'shortcut': 'inv', 'title': 'Invoice', 'text': 'Hi {{name}}, restart the service of {{product}}.'})


def with_replies(daemon, window):
    admin = Agent(daemon.port, 'adm')
    for reply in REPLIES:
        admin.post('/replies', {'request': new_uuid(), **reply})


def a_slash_at_the_line_start_offers_replies_and_enter_puts_one_in():
    with chat() as (daemon, window):
        with_replies(daemon, window)
        _, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.type('/')
        first = window.wait_for('list item', 'Good bye, Have a nice day.')
        assert first.has('SELECTED'), 'the first is chosen'
        window.press('Down')
        window.wait_for('list item', 'Greeting, hello! This is Ann. {{oops}}')
        window.type('in')
        window.wait_gone('list item', 'Good bye')
        window.wait_for('list item', 'Invoice')
        window.press('Return')
        wait_composed(window, 'Hi, restart the service of.')  # nothing is known of the visitor
        window.wait_gone('list item', 'Invoice')
        window.press('ctrl+a')
        window.type('and/or')
        wait_composed(window, 'and/or')  # within a line it is a character
        assert window.find('list item', 'Greeting') is None
        window.press('ctrl+a')
        window.type('、')  # what a Chinese keyboard has on the key of the slash
        window.wait_for('list item', 'Greeting')
        window.press('ctrl+a')
        window.type('/zzz')
        window.wait_says('No quick reply fits')
        window.press('Escape')
        wait_composed(window, '/zzz')  # it stays as typed
        window.wait_gone(None, 'No quick reply fits')
        window.press('Return')
        heard(socket, '/zzz')
        window.click('push button', 'Quick replies')
        window.wait_focus('Message')
        window.wait_for('list item', 'Greeting')
        window.type('hi')
        window.wait_gone('list item', 'Good bye')
        window.press('Tab')
        wait_composed(window, 'hello! This is Ann. {{oops}}')
        window.wait_named()


def with_customer(daemon):
    """A company with two people, who share the switchboard."""
    return Agent(daemon.port, 'adm').post('/customers', {
        'request': new_uuid(), 'name': 'Tiancheng Software', 'kind': 'company', 'tier': 'vip',
        'identities': [{'kind': 'phone', 'value': '+862155501000', 'shared': True}],
        'people': [{'name': 'Liu Yang', 'identities': [{'kind': 'phone', 'value': '+8613800002046', 'shared': False}]},
                   {'name': 'Zhang Lei'}]})


def stated_visit(daemon, window, waiting=1, **stated):
    """Comes, writes and is taken by the agent, who then stands in the text field."""
    visitor = Visitor(daemon.port, stated=stated)
    socket = visitor.socket()
    assert 'ack' in visitor.say(socket, 'The invoice fails')
    window.wait_for('list item', 'Queue 1')
    window.press('ctrl+j')
    window.wait_focus('Message')
    window.press('ctrl+Return')
    window.wait_for('list item', f'Waiting for me {waiting}')
    return visitor, socket


def one_key_says_who_it_is_and_undo_takes_it_back():
    with chat() as (daemon, window):
        with_customer(daemon)
        stated_visit(daemon, window, name='Liu Yang', company='Tiancheng', phone='138 0000 2046')
        window.wait_says('Stated: Liu Yang · Tiancheng. Who is it?')
        window.wait_for('list item', 'Liu Yang · Tiancheng Software, VIP, Phone +8613800002046')
        window.wait_named()
        window.type('half a sen')
        with window.reading_news():
            window.press('ctrl+alt+1')
            window.wait_says('Confirmed by Ann')
            window.wait_gone(None, 'Who is it?')
            window.wait_focus('Message')  # nothing took the keyboard
            window.type('tence')
            wait_composed(window, 'half a sentence')
            window.click('push button', 'Undo')
            window.wait_says('Who is it?')
            window.wait_gone(None, 'Confirmed by Ann')
        with window.reading_news():
            window.press('ctrl+shift+b')
            window.wait_says('The customer “Tiancheng” has been created.')
        window.wait_says('Confirmed by Ann')
        names = [c['name'] for c in Agent(daemon.port, 'adm').get('/customers')['items']]
        assert sorted(names) == ['Tiancheng', 'Tiancheng Software'], names


def who_it_is_is_said_of_the_chat_that_was_asked_about():
    with Notices() as notices, chat() as (daemon, window):
        with_customer(daemon)
        adm = Agent(daemon.port, 'adm')
        adm.post('/customers', {'request': new_uuid(), 'name': 'Aurora', 'kind': 'company', 'tier': 'regular'})
        other, socket = stated_visit(daemon, window, name='Paul')
        stated_visit(daemon, window, waiting=2)
        window.press('ctrl+shift+f')
        window.wait_for('list item', 'Aurora')  # the newest, while nothing is typed
        picker = Beside(window, 'Who is it?')
        window.look_away()
        other.say(socket, 'Are you there?')
        notices.wait('Paul')
        notices.click('Paul')
        window.wait_says('Stated: Paul')
        picker.take_keyboard()
        picker.wait_focus('Search for the customer')
        picker.type('tianch')
        picker.press('Return')  # before the answer to it is here
        window.wait_says('Who at Tiancheng Software?')
        window.wait_focus('Liu Yang')
        with window.reading_news():
            window.press('Return')
            window.wait_says("is now Liu Yang · Tiancheng Software's.")
        trust = {c['name']: c['trust'] for c in adm.get('/contacts?state=open')['items']}
        assert trust == {'Paul': 'stated', 'Liu Yang': 'bound'}, trust


def a_shared_number_offers_its_people_and_the_search_finds_the_rest():
    with chat() as (daemon, window):
        with_customer(daemon)
        stated_visit(daemon, window, phone='021 5550 1000')
        window.wait_for('list item', 'Zhang Lei · Tiancheng Software, VIP, Shared +862155501000')
        window.press('ctrl+shift+f')
        window.wait_focus('Search for the customer')
        window.type('tian')
        window.wait_for('list item', 'Tiancheng Software')
        window.wait_named()
        window.press('Return')
        window.wait_says('Who at Tiancheng Software?')
        window.wait_focus('Liu Yang')
        window.press('Down', 'Return')
        window.wait_gone(None, 'Who at Tiancheng Software?')
        window.wait_says('Confirmed by Ann')
        window.run('windowfocus', window.window)  # a window manager would give it back
        window.press('ctrl+l')
        window.wait_focus('Message')
        for _ in range(20):  # back over the conversation to the menu in its head
            window.press('shift+Tab')
            if window.focused().name == 'More about this chat':
                break
        window.press('Return')
        window.wait_for('menu item', 'It Is Somebody Else')
        with window.reading_news():
            window.click('menu item', 'It Is Somebody Else')
            window.wait_says('Nobody knows yet who this is')
            window.wait_says('This chat does not belong to that customer any more.')  # comes only with the reply
            window.click('push button', 'Undo')  # of this newer toast
        window.wait_gone(None, 'Nobody knows yet who this is')
        contact = Agent(daemon.port, 'adm').get('/contacts?state=open')['items'][0]
        assert (contact['trust'], contact['name']) == ('bound', 'Zhang Lei'), contact


if __name__ == '__main__':
    desk.run([a_slash_at_the_line_start_offers_replies_and_enter_puts_one_in,
              one_key_says_who_it_is_and_undo_takes_it_back,
              a_shared_number_offers_its_people_and_the_search_finds_the_rest,
              who_it_is_is_said_of_the_chat_that_was_asked_about])
