#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is offered in the real window: the card over every page, its keys, what becomes of it."""
import array
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from cut import Cut  # noqa: E402
from desk import Session, run, wait_until  # noqa: E402
from notices import Notices  # noqa: E402
from routed import offer_of, online, route  # noqa: E402
from talk import new_uuid  # noqa: E402
from test_chat import chat, composed, heard, visit, wait_composed  # noqa: E402
from test_window import is_urgent  # noqa: E402


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
        lea = online(daemon, 'lea', answers=True)  # to whom it goes then
        window.press('F4')
        window.wait_focus('Accept the offer')
        window.press('Escape')
        window.wait_gone('alert', 'Nothing works')
        window.wait_focus('Message')
        wait_outcomes(daemon, 'accepted', 'declined', None)
        offer_of(lea)
        window.press('Return')
        heard(first, 'half a sentence')


def what_is_typed_before_an_acceptance_is_answered_goes_to_nobody_else():
    with chat(network=Cut) as (daemon, window):
        route(daemon, 'ann')
        visit(daemon, 'Submit gives an error')
        wait_offer(window, 'Submit gives an error')
        window.press('F4')
        window.wait_focus('Accept the offer')
        window.press('Return')
        window.wait_focus('Message')
        visit(daemon, 'Nothing works')
        wait_offer(window, 'Nothing works')
        window.press('F4')
        window.wait_focus('Accept the offer')
        window.net.mute_after(b'/accept HTTP')
        window.press('Return')
        window.wait_for('list item', 'Waiting for me 2')  # by its event
        window.type('half')
        assert composed(window) == '' and window.focused().name.startswith('Accept the offer'), window.described()
        window.net.on()
        window.wait_focus('Message')
        window.wait_gone('alert', 'Nothing works')
        window.type('a sentence')
        wait_composed(window, 'a sentence')


def who_writes_to_somebody_else_before_an_acceptance_is_answered_goes_on_with_that():
    with chat() as (daemon, window):
        route(daemon, 'ann')
        _, first = visit(daemon, 'Submit gives an error')
        wait_offer(window, 'Submit gives an error')
        window.press('F4')
        window.wait_focus('Accept the offer')
        window.press('Return')
        window.wait_focus('Message')
        visit(daemon, 'Nothing works')
        wait_offer(window, 'Nothing works')
        window.press('F4')
        window.wait_focus('Accept the offer')
        daemon.process.send_signal(signal.SIGSTOP)  # a slow line
        window.press('Return', 'ctrl+l')
        window.wait_focus('Message')
        window.type('half a sen')
        daemon.process.send_signal(signal.SIGCONT)
        window.wait_gone('alert', 'Nothing works')
        window.wait_for('list item', 'Waiting for me 2')
        window.type('tence')
        wait_composed(window, 'half a sentence')
        window.press('Return')
        heard(first, 'half a sentence')


def ask_why(window):
    window.insist('Escape', 'I have enough to do')
    window.wait_focus('I have enough to do')


def several_are_gone_through_by_the_key_and_who_declines_says_why_where_the_queue_wants_it():
    with chat() as (daemon, window):
        route(daemon, 'ann', 'lea')
        daemon.write("UPDATE queue SET decline = 'with_reason'")
        for words in ('the first', 'the second', 'the third'):
            visit(daemon, words)
            wait_offer(window, words)  # the newest is in front
        window.wait_for('label', '1 of 3')
        lea = online(daemon, 'lea', answers=True)
        window.press('F4')
        window.wait_focus('Accept the offer')
        window.press('F4')
        wait_offer(window, 'the second')
        ask_why(window)
        window.press('Down', 'Return')
        window.wait_gone('alert', 'the second')
        window.wait_for('label', '1 of 2')
        wait_offer(window, 'the third')
        assert not window.focused().name.startswith('Accept'), window.focused()  # Enter goes to no other offer
        window.press('F4')
        window.wait_focus('Accept the offer')
        ask_why(window)
        window.press('End', 'Tab')
        window.wait_focus('Own reason')
        window.type('my shift is over')
        window.press('Return')
        window.wait_gone('alert', 'the third')
        wait_offer(window, 'the first')
        reasons = daemon.query("SELECT reason FROM offer WHERE outcome = 'declined' ORDER BY id")
        assert reasons == [('not_mine',), ('my shift is over',)], reasons
        offer_of(lea)
        window.press('F4')
        window.wait_focus('Accept the offer')
        with window.reading_news():
            lea.post(f'/contacts/{waiting(daemon, "the first")}/accept', {'request': new_uuid()})
            window.wait_says('Too late: this customer is no longer offered to you.')
        window.wait_gone('alert', 'the first')
        assert not window.focused().name.startswith('Accept'), window.focused()


def waiting(daemon, text):
    """The contact in which that was said."""
    return daemon.query(f"SELECT contact_id FROM message WHERE text = '{text}'")[0][0]


def who_looks_elsewhere_hears_of_an_offer_and_without_a_connection_the_card_waits():
    with Notices() as notices:
        tape = os.path.join(Session.current.folder, 'heard.raw')
        config = os.path.join(Session.current.folder, 'asound.conf')
        with open(config, 'w', encoding='ascii') as out:
            out.write(f'pcm.!default {{ type file; format raw; file "{tape}"; slave.pcm {{ type null }} }}')
        with chat(environment={'CANBERRA_DRIVER': 'alsa', 'ALSA_CONFIG_PATH': config}) as (daemon, window):
            route(daemon, 'ann')
            window.look_away()
            visit(daemon, 'Submit gives an error')
            assert notices.wait('is offered to you')[1] == 'Submit gives an error'
            wait_until(lambda: is_urgent(window), 'the taskbar says so')
            wait_until(lambda: len(notices.shown) == 1, lambda: f'one is shown: {notices.shown}')  # not also that he waits in the queue
            wait_until(lambda: loudest(tape) > 1000, 'the bell is heard')
            notices.click('is offered to you')
            window.run('windowfocus', window.window)  # as a window manager does for who is presented
            window.wait_focus('Accept the offer')
            daemon.stop()
            window.wait_says('Offline: you can answer as soon as the connection is back.')
            window.press('Return')
            daemon.start('--port', str(daemon.port))
            window.wait_gone('label', 'Offline: you can answer')
            wait_offer(window, 'Submit gives an error')
            window.press('F4')
            window.wait_focus('Accept the offer')
            window.press('Return')
            window.wait_focus('Message')
            wait_outcomes(daemon, 'accepted')


def loudest(tape):
    """The greatest sample that was played so far, of 32767."""
    samples = array.array('h')
    if os.path.exists(tape):
        with open(tape, 'rb') as sound:
            content = sound.read()
        samples.frombytes(content[:len(content) // 2 * 2])
    return max(samples, default=0)


if __name__ == '__main__':
    run([an_offer_never_takes_the_keyboard_and_is_accepted_or_declined_by_it,
         what_is_typed_before_an_acceptance_is_answered_goes_to_nobody_else,
         who_writes_to_somebody_else_before_an_acceptance_is_answered_goes_on_with_that,
         several_are_gone_through_by_the_key_and_who_declines_says_why_where_the_queue_wants_it,
         who_looks_elsewhere_hears_of_an_offer_and_without_a_connection_the_card_waits])
