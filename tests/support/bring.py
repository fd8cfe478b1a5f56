# SPDX-License-Identifier: GPL-3.0-or-later
"""Files as visitors and agents bring them, and what then lies in the daemon's folder."""
import os

from talk import Visitor, new_uuid


class Sender(Visitor):
    """A visitor who sends files."""

    def __init__(self, port):
        super().__init__(port)
        self.session()

    def send(self, daemon, name, content, uuid=None, **more):
        headers = {'Origin': self.origin(), 'Cookie': self.cookie, 'Zuoxi-Name': name, 'Zuoxi-Uuid': uuid or new_uuid(), **more}
        return daemon.ask('POST', '/widget/web/files', None, content, headers)

    def say_with(self, socket, text, *files):
        """A message that carries them; its acknowledgement."""
        message = {**self.message(text), 'files': [file['uuid'] for file in files]}
        socket.send(message)
        return socket.until(lambda got: got.get('ack') == message['n'] or got.get('refused') == message['n'])

    def fetch(self, daemon, file, thumb='', **headers):
        return daemon.get(f'/widget/web/files/{file["uuid"]}{thumb}', headers={'Cookie': self.cookie, **headers})


def agent_sends(daemon, agent, contact, name, content):
    return daemon.ask('POST', f'/api/v1/contacts/{contact}/files', agent.token, content, {'Zuoxi-Name': name, 'Zuoxi-Uuid': new_uuid()})


def bytes_kept(daemon):
    """Names (sums) of all that lies in the folder, and what is on its way."""
    folder = os.path.join(daemon.folder, 'files')
    names = {name for _, _, files in os.walk(folder) for name in files}
    return {name for name in names if len(name) == 64}, {name for name in names if name.startswith('in-')}
