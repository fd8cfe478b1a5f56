#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chat tab, worked by keyboard in the real zuoxi against the real zuoxid, with visitors on real sockets."""
import contextlib
import glob
import os
import sqlite3

import desk
from daemon import PASSWORD, Daemon
from desk import Desk, Session, wait_until
from talk import Agent, Visitor, new_uuid
from waiting import DEADLINE_S


@contextlib.contextmanager
def chat(login='ann', serve=(), network=contextlib.nullcontext, **options):
    """A daemon (with the options `serve`) with a channel, and a signed-in workstation, whose `net` is the `network` between."""
    with Daemon('sqlite', *serve) as daemon, network(daemon) as net:
        daemon.verb('channel', 'add', 'web', '--name', 'Shop', '--org', 'hq', '--team', 'Support',
                    '--origin', 'http://127.0.0.1')
        with Desk(server=net.url, **options) as window:
            window.net = net
            window.sign_in(login, PASSWORD)
            window.wait_for('list item', 'Queue 0')
            yield daemon, window


def visit(daemon, text):
    """A visitor who writes @text; gives who, the socket and the answer's seq."""
    visitor = Visitor(daemon.port)
    socket = visitor.socket()
    ack = visitor.say(socket, text)
    assert 'ack' in ack, ack
    return visitor, socket


def heard(socket, text):
    return socket.until(lambda got: got.get('noun') == 'message' and got['json']['text'] == text)


def composed(window, side='Message'):
    """What stands in the text field, on that side of it; None on the other."""
    nodes = [n for n in window.tree() if n.name == side and n.role in ('text', 'entry')]
    return nodes[0].text if nodes else None


def wait_composed(window, text):
    wait_until(lambda: window.alive() and composed(window) == text,
               lambda: f'{text!r} stands in the text field, there is {composed(window)!r}')


def answer(window, text):
    """Goes to who waits and answers; waits until the field has the keyboard."""
    window.press('ctrl+j')
    window.wait_focus('Message')
    window.type(text)
    wait_composed(window, text)
    window.press('Return')


def one_key_and_enter_answer_who_waits():
    with chat() as (daemon, window):
        _, socket = visit(daemon, 'Submit gives an error')
        window.wait_for('list item', 'Queue 1')
        window.wait_for('list item', '1 unread: Submit gives an error')
        answer(window, 'Which error is it?')
        said = heard(socket, 'Which error is it?')
        assert said['json']['author'] == 'agent', said
        window.wait_for('list item', 'Which error is it?. Sent')
        window.wait_for('list item', 'Mine 1')
        wait_composed(window, '')
        socket.send({'read': said['seq']})
        window.wait_for('list item', 'Which error is it?. Read')


def what_a_customer_writes_is_read_when_it_is_seen():
    with chat() as (daemon, window):
        visitor, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'Good morning')
        heard(socket, 'Good morning')
        seq = visitor.say(socket, 'It says E-3107')['seq']
        window.wait_for('list item', 'It says E-3107')
        window.wait_for('list item', 'Waiting for me 1')
        socket.until(lambda got: got.get('noun') == 'contact' and (got['json'].get('agent_read_seq') or 0) >= seq)
        window.wait_gone('list item', 'unread')


def shift_enter_breaks_the_line():
    with chat() as (daemon, window):
        _, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.type('one')
        window.press('shift+Return')
        window.type('two')
        wait_composed(window, 'one\ntwo')
        window.press('Return')
        heard(socket, 'one\ntwo')


def a_chat_is_taken_and_ended_by_keyboard():
    with chat() as (daemon, window):
        _, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.press('ctrl+Return')
        window.wait_for('list item', 'Waiting for me 1')
        socket.until(lambda got: got.get('noun') == 'contact' and got['json']['state'] == 'active')
        window.press('ctrl+shift+w')
        window.wait_for(None, 'End the chat with')  # for the customer still waits
        window.press('Return')
        socket.until(lambda got: got.get('noun') == 'contact' and got['json']['state'] == 'wrap_up')
        window.wait_focus('Summary of the chat')
        window.type('solved by phone')
        window.press('Return')
        window.wait_for('list item', 'Waiting for me 0')
        window.wait_says('This chat has ended')


def a_draft_belongs_to_its_chat_and_survives_a_crash():
    with chat() as (daemon, window):
        visit(daemon, 'first visitor')
        window.wait_for('list item', 'Queue 1')
        visit(daemon, 'second visitor')
        window.wait_for('list item', 'Queue 2')
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.type('half a sentence')
        wait_composed(window, 'half a sentence')
        window.press('ctrl+j')
        wait_composed(window, '')
        window.press('ctrl+j')
        wait_composed(window, 'half a sentence')
        wait_until(lambda: journal_says('half a sentence'), 'the journal has the draft')
        window.kill()
        window.start()
        window.wait_for('list item', 'Queue 2')
        window.press('ctrl+j')
        wait_composed(window, 'half a sentence')


def journal_says(text):
    """Committed, and not only on its way to the disk: what is killed in between is rolled back."""
    for name in glob.glob(os.path.join(Session.current.folder, 'data', '**', 'outbox-*.db'), recursive=True):
        with contextlib.closing(sqlite3.connect(f'file:{name}?mode=ro', uri=True, timeout=DEADLINE_S)) as journal:
            if any(text in line for line in journal.iterdump()):
                return True
    return False


def wait_said(window, text):
    wait_until(lambda: window.alive() and composed(window, 'Summary of the chat') == text,
               lambda: f'{text!r} is the summary, there is {composed(window, "Summary of the chat")!r}')


def what_is_said_of_a_chat_is_kept_until_the_server_has_it():
    with chat() as (daemon, window):
        visit(daemon, 'first visitor')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'Done')
        window.wait_for('list item', 'Done. Sent')
        window.press('ctrl+shift+w')
        window.wait_focus('Summary of the chat')
        visit(daemon, 'second visitor')
        window.wait_for('list item', 'Queue 1')
        lead, port = Agent(daemon.port, 'lea'), daemon.port
        contact = [c for c in lead.get('/contacts?state=open')['items'] if c['state'] == 'wrap_up'][0]['id']

        def has(summary):
            wait_until(lambda: lead.get(f'/contacts/{contact}').get('summary') == summary, f'the server has {summary!r}')

        daemon.kill()
        window.wait_says('No connection since')
        window.type('by phone')
        window.wait_for('label', 'Kept here; saved when the connection is back.')
        window.press('ctrl+j')  # to the other chat
        window.wait_focus('Message')
        window.press('Escape', 'Up', 'Up', 'Return')
        wait_said(window, 'by phone')
        window.press('ctrl+j')
        window.wait_focus('Message')
        daemon.start('--port', str(port))
        has('by phone')

        daemon.kill()
        window.wait_says('No connection since')
        window.press('Escape', 'Up', 'Up', 'Return')
        wait_said(window, 'by phone')
        window.wait_focus('Summary of the chat')
        window.press('ctrl+a')
        window.type('solved')
        wait_until(lambda: journal_says('solved'), 'the journal has it')
        window.kill()
        daemon.start()
        window.start()
        has('solved')

        window.click('push button', 'Go there')
        wait_said(window, 'solved')
        window.wait_focus('Summary of the chat')
        daemon.kill()
        window.wait_says('No connection since')
        window.press('ctrl+a')
        window.type('too late')
        daemon.start('--port', '0')  # where the workstation does not look
        Agent(daemon.port, 'lea').put(f'/contacts/{contact}/wrap-up', {'request': new_uuid(), 'done': True})
        daemon.stop()
        daemon.start('--port', str(port))
        window.wait_says('came too late and was not saved: too late')
        window.wait_for('push button', 'Copy')
        daemon.verb('user', 'disable', 'ann')
        window.wait_gone(None, 'came too late')  # they are nobody else's


def on_disk(text):
    for name in glob.glob(os.path.join(Session.current.folder, 'data', '**', '*'), recursive=True):
        if os.path.isfile(name):
            with open(name, 'rb') as file:
                if text.encode() in file.read():
                    return True
    return False


def what_is_sent_while_the_daemon_is_dead_goes_out_once():
    with chat() as (daemon, window):
        visitor, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'before')
        heard(socket, 'before')
        port = daemon.port
        daemon.kill()
        window.type('while it was dead')
        wait_composed(window, 'while it was dead')
        window.press('Return')
        window.wait_for('list item', 'while it was dead. Waiting to be sent')
        window.wait_says('No connection since')
        daemon.start('--port', str(port))
        window.wait_for('list item', 'while it was dead. Sent', 60)
        texts = [m['text'] for m in visitor.session()['messages']]
        assert texts == ['Hello', 'before', 'while it was dead'], texts


def an_answer_that_a_colleague_gave_first_is_asked_about():
    with chat() as (daemon, window):
        visitor, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'before')
        heard(socket, 'before')
        port = daemon.port
        daemon.kill()
        window.type('too late')
        wait_composed(window, 'too late')
        window.press('Return')
        window.wait_for('list item', 'too late. Waiting to be sent')
        daemon.start()  # where the workstation does not look
        lead = Agent(daemon.port, 'lea')
        contact = lead.get('/contacts?state=open')['items'][0]
        lead.write(contact['id'], 'Lea was faster', contact['last_message']['seq'])
        daemon.stop()
        daemon.start('--port', str(port))
        window.wait_for('list item', 'too late. Not sent', 60)
        window.wait_says('Lea')
        window.click('push button', 'Send anyway')
        window.wait_for('list item', 'too late. Sent')
        texts = [m['text'] for m in visitor.session()['messages']]
        assert texts == ['Hello', 'before', 'Lea was faster', 'too late'], texts


def a_refused_answer_can_be_edited_first():
    with chat() as (daemon, window):
        _, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'before')
        heard(socket, 'before')
        port = daemon.port
        daemon.kill()
        window.type('too late')
        window.press('Return')
        window.wait_for('list item', 'too late. Waiting to be sent')
        daemon.start()
        lead = Agent(daemon.port, 'lea')
        contact = lead.get('/contacts?state=open')['items'][0]
        lead.write(contact['id'], 'Lea was faster', contact['last_message']['seq'])
        daemon.stop()
        daemon.start('--port', str(port))
        window.wait_for('list item', 'too late. Not sent', 60)
        window.click('push button', 'Edit')
        wait_composed(window, 'too late')
        window.wait_gone('list item', 'too late. Not sent')
        window.wait_focus('Message')


def the_list_is_walked_by_arrows_over_its_headings():
    with chat() as (daemon, window):
        _, socket = visit(daemon, 'mine')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'Hello')
        heard(socket, 'Hello')
        window.wait_for('list item', 'Mine 1')
        visit(daemon, 'queued')
        window.wait_for('list item', 'Queue 1')
        window.press('Escape')
        window.wait_focus(': Hello')
        window.press('Down')
        window.wait_focus('Queue 1')
        window.press('Down')
        window.wait_focus(': queued')
        window.press('Return')
        window.wait_focus('Message')
        window.wait_says('In the queue.')


def a_note_stays_with_colleagues_and_apart_from_the_answer():
    with chat() as (daemon, window):
        visitor, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'before')
        heard(socket, 'before')
        lead = Agent(daemon.port, 'lea')
        ed = next(agent['id'] for agent in lead.get('/agents')['items'] if agent['login'] == 'ed')
        lead.post(f'/contacts/{contact_of(daemon)}/guests', {'request': new_uuid(), 'agent_id': ed})
        window.type('half an answer')
        wait_composed(window, 'half an answer')
        window.press('ctrl+m')
        window.wait_focus('Internal note')
        window.wait_says('The customer cannot see this')
        window.type('@we')
        window.wait_says('Wes cannot see this chat: invite first')
        window.press('BackSpace', 'BackSpace')
        window.wait_for('label', 'Lea')
        rows = [n.name for n in window.tree() if n.role == 'list item' and n.name.split(',')[0] in ('Adm', 'Ed', 'Lea', 'Wes')]
        assert rows == ['Ed, In this chat', 'Adm', 'Lea'], rows
        window.type('le')
        window.wait_gone('label', 'Adm')
        window.press('Return')
        window.type('ask for the log')
        wait_until(lambda: composed(window, 'Internal note') == '@Lea ask for the log', lambda: composed(window, 'Internal note'))
        window.press('ctrl+m')
        wait_composed(window, 'half an answer')
        window.press('ctrl+m')
        wait_until(lambda: composed(window, 'Internal note') == '@Lea ask for the log', 'the note is there again')
        window.press('Return')
        window.wait_for('list item', '@Lea ask for the log')
        window.press('ctrl+m')
        wait_composed(window, 'half an answer')
        window.press('Return')
        heard(socket, 'half an answer')
        assert [m['text'] for m in visitor.session()['messages']] == ['Hello', 'before', 'half an answer']
        kept = Agent(daemon.port, 'lea').get(f"/contacts/{contact_of(daemon)}/messages")['items']
        assert [m['text'] for m in kept if m['internal'] and m['author'] == 'agent'] == ['@Lea ask for the log'], kept


def contact_of(daemon):
    return Agent(daemon.port, 'lea').get('/contacts?state=open')['items'][0]['id']


def what_is_looked_for_is_found_in_pages_that_are_not_loaded():
    with chat() as (daemon, window):
        visit(daemon, 'The very first needle')
        window.wait_for('list item', 'Queue 1')
        lead, contact = Agent(daemon.port, 'lea'), contact_of(daemon)
        for number in range(60):
            lead.write(contact, f'straw {number}', 0, internal=True)
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.wait_for('list item', ': straw 59')
        window.press('ctrl+f')
        window.wait_focus('Find in this conversation')
        window.type('NEEDLE')
        window.wait_for('list item', 'The very first needle')
        window.wait_says('1 of 1')
        window.press('Escape')
        window.wait_focus('Message')
        window.press('alt+End')
        window.wait_for('list item', ': straw 59')


def an_ended_chat_asks_what_it_was_about_and_a_colleague_can_join_before():
    with chat() as (daemon, window):
        _, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'Solved by a restart')
        heard(socket, 'Solved by a restart')
        window.wait_for('list item', 'Mine 1')
        window.press('ctrl+shift+g')
        window.wait_focus('Search for a colleague')
        window.press('shift+Tab')
        window.wait_focus('Note to the colleague')
        window.type('She knows restarts')
        window.press('Tab')
        window.type('lea')
        daemon.write("UPDATE agent SET disabled = 1 WHERE login = 'lea'")  # unheard of by the window
        window.press('Return')
        window.wait_for('alert', 'The server did not accept this')
        assert any(node.text == 'She knows restarts' for node in window.tree()), window.described()
        daemon.write("UPDATE agent SET disabled = 0 WHERE login = 'lea'")
        window.press('Return')
        window.wait_for('list item', 'Ann invited Lea.')
        window.wait_says('She knows restarts')
        window.wait_gone(None, 'Search for a colleague')
        window.wait_for('push button', 'Let Lea go')
        window.press('ctrl+shift+w')
        window.wait_focus('Summary of the chat')
        window.type('restarted')
        window.press('Return')
        window.wait_for('list item', 'Mine 0')
        window.wait_says('This chat has ended')
        kept = Agent(daemon.port, 'lea').get('/contacts?state=closed')['items'][0]
        assert kept['summary'] == 'restarted', kept


def who_leaves_in_the_middle_of_an_answer_closes_nothing_and_loses_no_word():
    with chat() as (daemon, window):
        _, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'before')
        heard(socket, 'before')
        window.type('half a sentence')
        wait_composed(window, 'half a sentence')
        socket.send({'end': True, 'n': 9})
        window.wait_focus('The chat is over for the customer')
        window.type('and the rest')
        window.press('Return')
        window.wait_for('label', 'half a sentence')
        window.press('Tab')
        wait_until(lambda: window.focused().name == 'Copy', 'what was not sent can be copied')
        window.press('Return', 'Tab')
        window.wait_focus('Summary of the chat')
        assert window.focused().text == '', window.focused().text
        window.press('ctrl+v')
        wait_until(lambda: window.focused().text == 'half a sentence', 'it was copied')
        assert Agent(daemon.port, 'lea').get('/contacts?state=open')['items'][0]['state'] == 'wrap_up'


def every_control_has_a_name_and_tab_leaves_the_transcript():
    with chat() as (daemon, window):
        visitor, socket = visit(daemon, 'one')
        visitor.say(socket, 'two')
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.wait_for('list item', 'two')
        window.wait_named()
        for stop in ('Note', 'Reply', 'Take this chat', 'Why?', 'two'):  # the side that is open, the queue's buttons, the newest message
            window.press('shift+Tab')
            window.wait_focus(stop)
        window.press('Up')
        window.wait_focus('one')
        window.press('ctrl+l')
        window.wait_focus('Message')
        window.press('Escape')
        wait_until(lambda: window.focused().role == 'list item', lambda: f'Escape goes to the list, it is at {window.focused()!r}')


def a_message_is_quoted_taken_back_and_edited_again_by_its_menu():
    with chat() as (daemon, window):
        visitor, socket = visit(daemon, 'Submit fails with E-3107')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'before')
        heard(socket, 'before')
        window.wait_for('list item', 'before. Sent')
        window.wait_gone('push button', 'Take this chat')
        window.press('shift+Tab', 'shift+Tab', 'shift+Tab')
        window.wait_focus('before')
        window.press('Up')
        window.wait_focus('E-3107')
        window.press('Return')
        window.wait_for('menu item', 'Quote')
        window.press('q')
        window.wait_says('Reply to ')
        window.wait_focus('Message')
        window.type('For whom?')
        window.press('Return')
        said = heard(socket, 'For whom?')
        assert said['json']['quote']['text'] == 'Submit fails with E-3107', said
        window.wait_for('list item', 'For whom?. Sent')
        window.press('shift+Tab', 'shift+Tab', 'shift+Tab')
        window.wait_focus('For whom?')
        window.press('Return')
        window.wait_for('menu item', 'Take Back')
        window.press('t')
        window.wait_says('You took this message back.')
        socket.until(lambda got: got.get('noun') == 'message' and got['json'].get('recalled'))
        assert 'For whom?' not in [m['text'] for m in visitor.session()['messages']]
        window.click('push button', 'Edit again')
        wait_composed(window, 'For whom?')


if __name__ == '__main__':
    desk.run([one_key_and_enter_answer_who_waits, what_a_customer_writes_is_read_when_it_is_seen,
              shift_enter_breaks_the_line, a_chat_is_taken_and_ended_by_keyboard,
              a_draft_belongs_to_its_chat_and_survives_a_crash,
              what_is_said_of_a_chat_is_kept_until_the_server_has_it,
              what_is_sent_while_the_daemon_is_dead_goes_out_once,
              an_answer_that_a_colleague_gave_first_is_asked_about, a_refused_answer_can_be_edited_first,
              a_note_stays_with_colleagues_and_apart_from_the_answer,
              a_message_is_quoted_taken_back_and_edited_again_by_its_menu,
              what_is_looked_for_is_found_in_pages_that_are_not_loaded,
              an_ended_chat_asks_what_it_was_about_and_a_colleague_can_join_before,
              who_leaves_in_the_middle_of_an_answer_closes_nothing_and_loses_no_word,
              the_list_is_walked_by_arrows_over_its_headings,
              every_control_has_a_name_and_tab_leaves_the_transcript])
