#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files through the real window: copied, chosen, dragged, refused, sent, received, opened and saved."""
import os
import shutil
import signal
import sys
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../support'))

from beside import Beside, wait_closed  # noqa: E402
from daemon import ask  # noqa: E402
from desk import Session, run, wait_until  # noqa: E402
from giver import Giver  # noqa: E402
from pixels import picture  # noqa: E402
from test_chat import answer, chat, composed, heard, journal_says, on_disk, visit, wait_composed  # noqa: E402

SHOT = picture(noise=b'a screenshot')


def made(name, content):
    path = os.path.join(Session.current.folder, name)
    with open(path, 'wb') as file:
        file.write(content)
    return path


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def fetched(daemon, visitor, file):
    return ask(daemon.port, 'GET', f'/widget/web/files/{file["uuid"]}', headers={'Cookie': visitor.cookie}).expect(200).body


def choose(window, title, path):
    """Names a file in the file dialog of this title."""
    window.wait_says(title)
    wait_until(lambda: (lambda node: node and 'Message' not in node.name)(window.focused()), 'the dialog has the keyboard')
    window.press('ctrl+a')
    window.type(path)
    wait_until(lambda: window.focused().text == path, lambda: f'{path} stands there; it is at {window.focused()!r}')
    window.press('Return')
    window.wait_gone(None, title)
    wait_closed(window, title)
    window.run('windowfocus', window.window)  # a window manager would give it back


def sent(socket):
    """The next message of an agent that comes with files."""
    return socket.until(lambda got: got.get('noun') == 'message' and got['json'].get('files'))['json']


def what_is_copied_chosen_and_dragged_arrives_byte_for_byte_and_what_cannot_go_says_why():
    with chat(serve=('--agent-file-most-mb', '1')) as (daemon, window):
        visitor, socket = visit(daemon, 'Where is the plan?')
        plan, note = made('plan.txt', b'to the north'), made('note.csv', b'1;2;3')
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+j')
        window.wait_focus('Message')
        said = window.wait_for('push button', 'Attach files').description
        assert 'At most 10 files of 1 MB each' in said and 'pdf' in said, said
        with Giver(window, 'image/png', SHOT):
            window.press('ctrl+v')
            window.wait_for('push button', 'Do not send 20')
        window.press('ctrl+u')
        choose(window, 'Attach Files', plan)
        window.wait_for('push button', 'Do not send plan.txt')
        with Giver.of_files(window, note, made('setup.exe', b'MZ'), made('film.mp4', bytes(1 << 20) + b'x'), made('empty.txt', b'')) as giver:
            x, y, *_ = map(int, window.wait_for('text', 'Message').box)
            giver.drag_to(x + 20, y + 10)
            window.wait_for('push button', 'Do not send empty.txt')
        for words in ('Files of this type cannot be sent', 'larger than the server takes', 'The file is empty', 'At most 10 files of 1 MB each'):
            window.wait_says(words)
        assert not window.find('push button', 'Send').has('SENSITIVE')
        for name in ('setup.exe', 'film.mp4', 'empty.txt', 'plan.txt'):
            window.click('push button', f'Do not send {name}')
            window.wait_gone('push button', name)
        window.wait_focus('Message')
        window.type('Here it is')
        wait_composed(window, 'Here it is')
        daemon.process.send_signal(signal.SIGSTOP)
        window.press('Return')
        window.wait_for('list item', 'Here it is')
        window.wait_for('progress bar', 'Sending the file')
        window.wait_gone('push button', 'Do not send')
        daemon.process.send_signal(signal.SIGCONT)
        message = sent(socket)
        assert message['text'] == 'Here it is' and [file['name'][-4:] for file in message['files']] == ['.png', '.csv'], message
        assert [fetched(daemon, visitor, file) for file in message['files']] == [SHOT, b'1;2;3']
        window.wait_for('list item', 'note.csv. Sent')
        window.wait_gone('progress bar', 'Sending the file')


def what_the_customer_sends_is_seen_opened_and_saved():
    with chat() as (daemon, window):
        visitor, socket = visit(daemon, 'Look')
        window.wait_for('list item', 'Queue 1')
        answer(window, 'At what?')
        heard(socket, 'At what?')
        files = [ask(daemon.port, 'POST', '/widget/web/files', None, content, {
            'Origin': visitor.origin(), 'Cookie': visitor.cookie, 'Zuoxi-Name': name, 'Zuoxi-Uuid': str(uuid.uuid4())}).expect(201).json['uuid']
            for name, content in (('error.png', SHOT), ('log.txt', b'E-3107'))]
        socket.send({**visitor.message('At this'), 'files': files})
        window.wait_for('list item', ': At this')
        window.click('push button', 'Picture error.png')
        window.wait_for('push button', 'Save as…')
        window.wait_says('error.png')
        wait_until(lambda: any(n.role == 'image' and n.name == 'error.png' and n.box[2] > 300 for n in window.tree()), 'the picture is shown large')
        window.press('ctrl+s')
        saved = os.path.join(Session.current.folder, 'saved.png')
        window.wait_says('Save File')
        wait_until(lambda: window.focused().role == 'text', lambda: f'a name is asked for, {window.focused()!r}')
        window.press('ctrl+a')
        window.type(saved)
        with Beside(window, 'Picture').reading_news():
            window.press('Return')
            wait_until(lambda: os.path.exists(saved) and read(saved) == SHOT, 'the picture is saved byte for byte')
            window.wait_says('Saved as error.png.')
        window.press('Escape')
        window.wait_gone('push button', 'Save as…')
        window.run('windowfocus', window.window)
        window.press('ctrl+l')
        window.wait_focus('Message')
        window.press('shift+Tab', 'shift+Tab', 'shift+Tab')
        window.wait_focus('At this')
        window.press('Return')
        window.wait_for('menu item', 'Save Files…')
        window.press('s')
        folder = os.path.join(Session.current.folder, 'all')
        os.mkdir(folder)
        shutil.copyfile(saved, os.path.join(folder, 'log.txt'))  # what is there stays, and the new one is numbered
        choose(window, 'Save Files', folder)
        wait_until(lambda: sorted(os.listdir(folder)) == ['error.png', 'log 2.txt', 'log.txt'], lambda: f'both are saved: {os.listdir(folder)}')
        wait_until(lambda: read(os.path.join(folder, 'log 2.txt')) == b'E-3107', 'all of it is')
        assert read(os.path.join(folder, 'log.txt')) == SHOT


def what_is_attached_survives_a_crash_and_leaves_nothing_behind():
    with chat() as (daemon, window):
        visitor, socket = visit(daemon, 'Hello')
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+j')
        window.wait_focus('Message')
        with Giver(window, 'image/png', SHOT):
            window.press('ctrl+v')
            window.wait_for('push button', 'Do not send 20')
        with Giver.of_files(window, made('kept.txt', b'kept'), made('lost.txt', b'lost')):
            window.press('ctrl+v')
            window.wait_for('push button', 'Do not send lost.txt')
        wait_until(lambda: on_disk('a screenshot') and journal_says('lost.txt'), 'the journal has it')
        window.kill()
        os.unlink(os.path.join(Session.current.folder, 'lost.txt'))
        window.start()
        window.wait_for('list item', 'Queue 1')
        window.press('ctrl+j')
        window.wait_focus('Message')
        window.wait_for('push button', 'Do not send kept.txt')
        window.wait_says('not in its place any more')
        window.click('push button', 'Do not send lost.txt')
        window.wait_gone('push button', 'lost.txt')
        assert composed(window) == ''
        window.press('ctrl+l', 'Return')
        message = sent(socket)
        assert [fetched(daemon, visitor, file) for file in message['files']] == [SHOT, b'kept']
        window.wait_gone('push button', 'Do not send')
        wait_until(lambda: not on_disk('a screenshot') and not on_disk('kept.txt'), 'nothing of it is left on this computer')


if __name__ == '__main__':
    run([what_is_copied_chosen_and_dragged_arrives_byte_for_byte_and_what_cannot_go_says_why,
         what_the_customer_sends_is_seen_opened_and_saved,
         what_is_attached_survives_a_crash_and_leaves_nothing_behind])
