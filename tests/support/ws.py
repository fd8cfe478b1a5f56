# SPDX-License-Identifier: GPL-3.0-or-later
"""A WebSocket client for tests: RFC 6455 as far as the daemon's two streams need it, and every way to break it."""

import contextlib
import json
import os
import socket
import struct
import time

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Refused(Exception):
    """The upgrade was answered by something else than 101."""

    def __init__(self, status, body):
        super().__init__(f'{status} {body[:200]!r}')
        self.status, self.body = status, body


class Closed(Exception):
    """The other side closed; `code` is its close code or None when there was none."""

    def __init__(self, code):
        super().__init__(f'closed with {code}')
        self.code = code


def frame(opcode, payload=b'', final=True, masked=True):
    """One client frame. The mask is zero: the daemon must take off any mask, and zero costs nothing."""
    n = len(payload)
    bit = 0x80 if masked else 0
    head = bytes([(0x80 if final else 0) | opcode])
    if n < 126:
        head += bytes([bit | n])
    elif n < 65536:
        head += bytes([bit | 126]) + struct.pack('>H', n)
    else:
        head += bytes([bit | 127]) + struct.pack('>Q', n)
    return head + (b'\0\0\0\0' if masked else b'') + payload


def masked_frame(opcode, payload):
    """The same with a real mask."""
    mask = os.urandom(4)
    body = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    plain = frame(opcode, payload)
    return plain[:len(plain) - len(payload) - 4] + mask + body


def text(value):
    """A text frame of a JSON value."""
    return frame(TEXT, json.dumps(value, ensure_ascii=False).encode())


class WebSocket:
    """One connection. `early` is sent in the same segment as the upgrade request."""

    def __init__(self, port, path, headers=None, early=b'', timeout=60, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect(('127.0.0.1', port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.timeout = timeout
        self.buffer = b''
        self.waiting = []
        lines = [f'GET {path} HTTP/1.1', f'Host: 127.0.0.1:{port}', 'Upgrade: websocket', 'Connection: Upgrade',
                 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13']
        lines += [f'{name}: {value}' for name, value in (headers or {}).items()]
        self.socket.sendall('\r\n'.join(lines).encode() + b'\r\n\r\n' + early)
        try:
            self._upgrade()
        except BaseException:
            self.socket.close()
            raise

    def _upgrade(self):
        while b'\r\n\r\n' not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(b'\r\n\r\n', 1)
        status = int(head.split(b' ', 2)[1])
        if status == 101:
            return
        for line in head.split(b'\r\n'):
            if line.lower().startswith(b'content-length:'):
                length = int(line.split(b':')[1])
                while len(self.buffer) < length:
                    self._more()
        raise Refused(status, self.buffer)

    def _more(self):
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise Closed(None)
        self.buffer += chunk

    def send(self, value):
        self.socket.sendall(text(value))

    def send_bytes(self, data):
        self.socket.sendall(data)

    def _frames(self):
        """All whole frames that are here, as (opcode, payload)."""
        out, at, data = [], 0, self.buffer
        while len(data) - at >= 2:
            n, head = data[at + 1] & 127, 2
            if n == 126:
                head = 4
                if len(data) - at < 4:
                    break
                n = struct.unpack_from('>H', data, at + 2)[0]
            elif n == 127:
                head = 10
                if len(data) - at < 10:
                    break
                n = struct.unpack_from('>Q', data, at + 2)[0]
            if len(data) - at < head + n:
                break
            out.append((data[at] & 15, data[at + head:at + head + n]))
            at += head + n
        self.buffer = data[at:]
        return out

    def frames(self, deadline=None):
        """The frames that come next, at least one. Pings are answered. Raises Closed, or socket.timeout at the deadline."""
        while not self.waiting:
            self.waiting = self._frames()
            if self.waiting:
                self._answer_pings()
                break
            if deadline is not None:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise socket.timeout('nothing came')
                self.socket.settimeout(left)
            try:
                self._more()
            except ConnectionResetError:
                raise Closed(None) from None
            finally:
                self.socket.settimeout(self.timeout)
        found, self.waiting = self.waiting, []
        return found

    def _answer_pings(self):
        for opcode, payload in self.waiting:
            if opcode == PING:
                with contextlib.suppress(OSError):  # who asked has gone, which what follows says
                    self.socket.sendall(frame(PONG, payload))

    def receive(self, timeout=None):
        """The next text frame as a JSON value."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            found = self.frames(deadline)
            for i, (opcode, payload) in enumerate(found):
                if opcode == TEXT:
                    self.waiting = found[i + 1:]
                    return json.loads(payload)
                if opcode == CLOSE:
                    self.waiting = []
                    raise Closed(struct.unpack('>H', payload[:2])[0] if len(payload) >= 2 else None)

    def until(self, wanted, timeout=None):
        """Receives until `wanted (frame)` is true; gives that frame."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            got = self.receive(deadline - time.monotonic())
            if wanted(got):
                return got

    def close_code(self, timeout=None):
        """Waits for the end; gives the close code, None when the connection just ended."""
        try:
            self.until(lambda got: False, timeout)
        except Closed as closed:
            return closed.code

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
