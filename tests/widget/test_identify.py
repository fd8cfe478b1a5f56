#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who a visitor is, said by the agent's keyboard in the real zuoxi, and quick replies filled in with it."""
import desk
from daemon import Seed
from talk import Agent, new_uuid
from test_chat import answer, chat, heard, visit, wait_composed

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
        window.wait_for('list item', 'Greeting, {{name}}, hello!')
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
        assert not window.nameless(), window.nameless()


if __name__ == '__main__':
    try:
        desk.run([a_slash_at_the_line_start_offers_replies_and_enter_puts_one_in])
    finally:
        Seed.clear()
