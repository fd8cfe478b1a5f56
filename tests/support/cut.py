# SPDX-License-Identifier: GPL-3.0-or-later
"""A network that can be cut: a relay before a daemon, for one side of its conversations.

    with Cut(daemon) as net:
        desk = Desk(server=net.url)
        net.off()                       # every connection breaks, none comes about
        net.on()
        net.off_within(b'/files ', 1000)  # by itself, so many bytes into what is sent after these words
        net.off_after(b'"uuid"')        # by itself, when the daemon has answered that: the answer is lost
        net.hold_within(b'/files ', 1000)  # so many bytes into it nothing more gets through, and nothing breaks
        net.mute_after(b'/accept ')     # nothing comes back for that until net.on()

The words are looked for in what goes up, in a WebSocket's frames as well, of which the mask is taken
off. It keeps its address while the daemon ends and starts again."""
import select
import socket
import struct
import threading

from daemon import wait_until

PIECE = 4096  # so that a place within an upload is met


class Unmasked:
    """What a browser or the workstation says up one connection, as text: HTTP as it is, frames bare."""

    def __init__(self):
        self.waiting, self.is_frames, self.text = b'', False, b''
        self.armed = 0  # for which asking …
        self.is_meant = False  # … the words have come

    def add(self, data):
        if not self.is_frames:
            self.text = (self.text + data)[-8192:]
            if b'upgrade: websocket' in self.text.lower() and self.text.endswith(b'\r\n\r\n'):
                self.is_frames, self.text = True, b''
            return
        self.waiting += data
        while len(self.waiting) >= 6:
            size, at = self.waiting[1] & 0x7f, 2
            if size >= 126:
                at = 4 if size == 126 else 10
                size = int.from_bytes(self.waiting[2:at], 'big')
            end = at + 4 + size
            if len(self.waiting) < end:
                return
            mask, body, self.waiting = self.waiting[at:at + 4], self.waiting[at + 4:end], self.waiting[end:]
            self.text = (self.text + bytes(byte ^ mask[i % 4] for i, byte in enumerate(body)))[-8192:]


class Cut:
    def __init__(self, daemon):
        self.daemon = daemon
        self.lock, self.pairs, self.is_off, self.is_over = threading.Lock(), set(), False, False
        self.armed, self.words, self.left = 0, None, None  # what breaks a connection, and how many bytes later
        self.holds = self.mutes = False  # it is held there instead, or what comes back for the words
        self.is_deaf = False  # nothing goes down any more

    def __enter__(self):
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        self.break_all()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}'

    def off(self):
        self.is_off = True
        self.break_all()

    def on(self):
        with self.lock:
            self.words, self.mutes, self.is_deaf, self.is_off = None, False, False, False

    def off_within(self, words, size):
        self.arm(words, size)

    def off_after(self, words):
        self.arm(words, None)

    def hold_within(self, words, size):
        self.arm(words, size, holds=True)

    def mute_after(self, words):
        self.arm(words, None, mutes=True)

    def arm(self, words, left, holds=False, mutes=False):
        with self.lock:
            self.armed += 1
            self.words, self.left, self.holds, self.mutes = words, left, holds, mutes

    def wait_off(self):
        wait_until(lambda: self.is_off, 'the network has been cut at the place that was named')

    def break_all(self):
        with self.lock:
            pairs, self.pairs = self.pairs, set()
        for near, far in pairs:
            # Near with a reset, as when a router has forgotten it. Far without: that would take from
            # the daemon what it has not read yet, which is a lot on a loaded machine.
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            for end in (near, far):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def listen(self):
        while not self.is_over:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(near,), daemon=True).start()

    def serve(self, near):
        try:
            far = None if self.is_off else socket.create_connection(('127.0.0.1', self.daemon.port))
        except OSError:
            far = None  # it is dead now
        if far is None:
            near.close()
            return
        pair = (near, far)
        with self.lock:
            self.pairs.add(pair)
        try:
            if not self.is_off:
                self.carry(near, far, Unmasked())
        except OSError:
            pass
        finally:
            with self.lock:
                self.pairs.discard(pair)
            near.close()
            far.close()

    def carry(self, near, far, said):
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            is_mute = self.mutes and said.is_meant
            for end in select.select([near] if is_mute else [near, far], [], [], 0.05 if is_mute else None)[0]:
                data = end.recv(PIECE)
                if not data:
                    return
                if end is far and self.is_deaf:
                    self.off()  # it was answered
                    return
                if end is near and self.heed(said, data):
                    if self.holds:
                        continue
                    self.off()
                    return
                (near if end is far else far).sendall(data)
                if end is far:
                    self.passed(said, data)

    def passed(self, said, data):
        """This came down to whom had said that; for who wants to know."""

    def heed(self, said, data):
        """Whether the connection breaks before this, or is held."""
        with self.lock:
            if said.armed != self.armed:  # what was said before does not count
                said.armed, said.is_meant, said.text = self.armed, False, b''
            said.add(data)
            if self.words is None or self.is_deaf:
                return False
            said.is_meant |= self.words in said.text
            if not said.is_meant:
                return False
            if self.left is None:
                self.is_deaf = not self.mutes
                return False
            self.left -= len(data)
            return self.left < 0
