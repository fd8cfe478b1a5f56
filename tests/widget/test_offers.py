#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is offered in the real window: the card over every page, its keys, what becomes of it."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import Seed  # noqa: E402
from desk import run, wait_until  # noqa: E402
from routed import offer_of, online, route  # noqa: E402
from test_chat import chat, heard, visit, wait_composed  # noqa: E402


def outcomes(daemon):
    return [outcome for outcome, in daemon.query('SELECT outcome FROM offer ORDER BY id')]


def wait_outcomes(daemon, *wanted):
    wait_until(lambda: outcomes(daemon) == list(wanted), lambda: f'{wanted}, there is {outcomes(daemon)}')


def wait_offer(window, text):
    """The card with what the customer wrote."""
    return window.wait_for('alert', text)


def an_offer_never_takes_the_keyboard_and_is_accepted_or_declined_by_it():
    with chat() as (daemon, window):
        route(daemon, 'ann', 'lea')
        _, first = visit(daemon, 'Submit gives an error')
        card = wait_offer(window, 'Submit gives an error')
        assert 'For you: ' in card.name and 'Visitor' in card.name, card
        window.press('F4')
        window.wait_focus('Accept the offer')
        window.press('Return')
        window.wait_gone('alert', 'Submit gives an error')
        window.wait_focus('Message')
        window.wait_for('list item', 'Waiting for me 1')
        window.type('half a sen')
        visit(daemon, 'Nothing works')
        wait_offer(window, 'Nothing works')
        window.type('tence')  # what is being written goes on
        wait_composed(window, 'half a sentence')
        lea = online(daemon, 'lea')  # to whom it goes then
        window.press('F4')
        window.wait_focus('Accept the offer')
        window.press('Escape')
        window.wait_gone('alert', 'Nothing works')
        window.wait_focus('Message')
        wait_outcomes(daemon, 'accepted', 'declined', None)
        offer_of(lea)
        window.press('Return')
        heard(first, 'half a sentence')


if __name__ == '__main__':
    try:
        run([an_offer_never_takes_the_keyboard_and_is_accepted_or_declined_by_it])
    finally:
        Seed.clear()
