#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others do in a chat while it is open in the real window: customers who type and come again, leads, colleagues."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from daemon import PASSWORD, ask  # noqa: E402
from desk import Desk, Session, run, wait_still, wait_until  # noqa: E402
from talk import Visitor, new_uuid  # noqa: E402
from test_chat import answer, chat, heard, visit, wait_composed  # noqa: E402
from test_chat_files import choose, read  # noqa: E402


def types(socket, window, text):
    """Is seen to type that: again while it is not seen, for it is shown for some seconds only."""
    wait_until(lambda: window.says(f'is typing: {text}') or socket.send({'typing': text}), f'{text!r} is seen being typed')


def what_is_being_typed_is_seen_and_what_came_meanwhile_has_a_line_and_a_way_to_it():
    with chat() as (daemon, window):
        visitor, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'Good morning')
        heard(socket, 'Good morning')
        types(socket, window, 'It says <E-31')
        socket.send({'typing': ''})
        window.wait_gone('label', 'is typing')
        window.look_away()
        for number in range(9):
            assert 'ack' in visitor.say(socket, '\n'.join([f'line {number}'] * 8))
        window.wait_for('list item', 'line 8')
        window.run('windowfocus', window.window)
        window.wait_for('push button', '9 new messages')
        window.press('ctrl+shift+j')
        window.wait_focus('line 0')
        window.wait_for('label', 'New')
        window.wait_gone('push button', '9 new messages')  # they are in sight
        window.wait_for('push button', 'Newest')
        window.press('alt+End')
        window.wait_gone('push button', 'Newest')
        visit(daemon, 'Another one')
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+f')
        window.wait_focus('Find in this conversation')
        window.press('ctrl+l')
        window.wait_focus('Message')
        window.press('Escape')
        wait_until(lambda: window.focused().role == 'list item', 'the list has the keyboard')
        for _ in range(4):
            if 'Another one' not in window.focused().name:
                window.press('Down')
        window.wait_gone(None, 'Find in this conversation')
        window.wait_focus('Another one')  # it goes on through the list


def a_lead_reads_along_and_takes_over_and_the_one_before_is_told():
    with chat() as (daemon, ann):
        visitor, socket = visit(daemon, 'Hello')
        ann.wait_for('list item', 'Queue 1')
        answer(ann, 'Good morning')
        heard(socket, 'Good morning')
        with Desk(server=f'http://127.0.0.1:{daemon.port}') as lea:
            lea.run('windowfocus', lea.window)
            lea.sign_in('lea', PASSWORD)
            lea.wait_for('list item', 'Colleagues 1')
            lea.press('Escape')
            wait_until(lambda: lea.focused().role == 'list item', 'the list has the keyboard')
            while ': Good morning' not in lea.focused().name:
                lea.press('Down')
            lea.press('Return')
            lea.wait_focus('Message')
            lea.wait_for('list item', 'Good morning. Sent')
            lea.wait_says('You read along; Ann answers.')
            types(socket, lea, 'my invoice')
            lea.press('ctrl+shift+o')
            ann.wait_says('Lea took over your chat with ')  # goes by itself soon
            lea.wait_gone('label', 'You read along')
            lea.wait_for('list item', 'Lea took over from Ann.')
            told = socket.until(lambda got: got.get('noun') == 'contact' and got['json'].get('agent_name') == 'Lea')
            assert told['json']['state'] == 'active', told
            ann.wait_says('Lea has this chat, you are a guest.')
            ann.wait_for('list item', 'Lea took over from Ann.')
            ann.wait_for('list item', 'Colleagues 1')


def a_left_message_says_how_its_writer_is_reached_and_a_conversation_is_saved_as_text():
    with chat() as (daemon, window):
        visitor = Visitor(daemon.port)
        visitor.session()
        ask(daemon.port, 'POST', '/widget/web/message', None, {'request': new_uuid(), 'text': 'Call me about E-3107', 'name': 'Ma Li', 'reach': 'ma@li.example'},
            {'Origin': visitor.origin(), 'Cookie': visitor.cookie}).expect(201)
        window.wait_for('list item', 'left message')
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.wait_says('A left message: nobody waits in the chat. Ma Li is reached at ma@li.example.')
        window.wait_for('list item', 'Ma Li left a message.')
        window.type('Written to ma@li.example')
        wait_composed(window, 'Written to ma@li.example')
        window.press('Return')
        window.wait_for('list item', 'Written to ma@li.example. Sent')
        assert [m['text'] for m in visitor.session()['messages'] if m['author'] == 'agent'] == ['Written to ma@li.example']
        window.press('ctrl+shift+s')
        path = os.path.join(Session.current.folder, 'talk.txt')
        with window.reading_news():
            choose(window, 'Save Conversation', path)
            toast = wait_still(lambda: window.wait_for('label', 'Saved as talk.txt.').box, 'it has its place')
            window.click('push button', 'Close this message')
            window.wait_gone('label', 'Saved as talk.txt.')
        text = read(path).decode()
        assert 'Call me about E-3107' in text and 'Written to ma@li.example' in text, text
        newest = window.wait_for('list item', 'Written to ma@li.example. Sent').box
        assert toast[1] + toast[3] < min(newest[1], window.wait_for('text', 'Message').box[1]), (toast, newest)


if __name__ == '__main__':
    run([what_is_being_typed_is_seen_and_what_came_meanwhile_has_a_line_and_a_way_to_it,
         a_lead_reads_along_and_takes_over_and_the_one_before_is_told,
         a_left_message_says_how_its_writer_is_reached_and_a_conversation_is_saved_as_text])
