# SPDX-License-Identifier: GPL-3.0-or-later
"""Files as visitors and agents bring them, and what then lies in the daemon's folder."""
import base64
import contextlib
import hashlib
import os
import socket

from daemon import wait_until
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
    return {name for name in names if len(name) == 64}, {name for name in names if name.startswith(('in-', 'part-'))}


class Piecemeal:
    """A file that is brought in pieces over connections that break, by a visitor or an agent (`path` and `who` say which)."""

    def __init__(self, daemon, path, who, uploads, content, name='a.log'):
        self.daemon, self.path, self.who, self.uploads, self.content, self.name = daemon, path, who, uploads, content, name
        self.uuid = new_uuid()
        self.digest = 'sha-256=:' + base64.b64encode(hashlib.sha256(content).digest()).decode() + ':'

    @classmethod
    def of_visitor(cls, daemon, visitor, content):
        return cls(daemon, '/widget/web/files', {'Origin': visitor.origin(), 'Cookie': visitor.cookie}, '/widget/web/uploads/', content)

    @classmethod
    def of_agent(cls, daemon, agent, contact, content):
        return cls(daemon, f'/api/v1/contacts/{contact}/files', {'Authorization': 'Bearer ' + agent.token}, '/api/v1/uploads/', content)

    def headers(self, offset, **more):
        return {**self.who, 'Zuoxi-Name': self.name, 'Zuoxi-Uuid': self.uuid,
                **({'Upload-Offset': str(offset), 'Repr-Digest': self.digest} if offset else {}), **more}

    def connect(self):
        return socket.create_connection(('127.0.0.1', self.daemon.port), timeout=60)

    def begin(self, offset, upto):
        """A connection that has brought this piece, and promised all."""
        length = len(self.content) - offset
        lines = [f'POST {self.path} HTTP/1.1', f'Host: 127.0.0.1:{self.daemon.port}', f'Content-Length: {length}']
        lines += [f'{name}: {value}' for name, value in self.headers(offset).items()]
        connection = self.connect()
        connection.sendall('\r\n'.join([*lines, '', '']).encode() + self.content[offset:upto])
        return connection

    def written(self):
        """How much of it is on the daemon's disk; asking the daemon ends what is under way."""
        folder, sizes = os.path.join(self.daemon.folder, 'files/tmp'), []
        for name in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError):  # it may just be gone
                sizes += [os.path.getsize(os.path.join(folder, name))] if name.endswith(self.uuid) else []
        return sum(sizes)

    def cut(self, offset, upto):
        with self.begin(offset, upto):
            wait_until(lambda: self.written() == upto, f'{upto} bytes are there')

    def there(self, **who):
        return self.daemon.get(self.uploads + self.uuid, headers={**self.who, **who})

    def free(self):
        """How much is there, once nobody writes it any more."""
        return wait_until(lambda: (got := self.there()).status == 200 and got, 'it is not busy').json['offset']

    def bring(self, offset, **more):
        return self.daemon.ask('POST', self.path, None, self.content[offset:], self.headers(offset, **more))
