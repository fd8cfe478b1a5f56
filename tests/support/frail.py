# SPDX-License-Identifier: GPL-3.0-or-later
"""A frail line to a daemon: its connections break by themselves, and new ones can be made at once.

    with Frail(daemon) as line:
        line.breaks = [('up', 3000000), ('down', 1000000)]  # one after the other: whichever connection has carried so much
        line.stays_off = True                               # after a break nobody gets through until line.is_off = False
        line.holds = True                                   # from now on none breaks: nothing comes through any more
        line.keeps_far_end = True                           # from now on the daemon does not hear of a break
        …
        assert line.carried['up'] < 5000000

It keeps its address while the daemon ends and starts again."""
import select
import socket
import threading

PIECE = 65536


class Frail:
    def __init__(self, daemon):
        self.daemon, self.lock = daemon, threading.Lock()
        self.breaks, self.keeps_far_end = [], False
        self.holds = self.stays_off = self.is_off = False
        self.over = threading.Event()
        self.carried = {'up': 0, 'down': 0}  # by all connections, heads as well
        self.kept = []  # far ends of which the daemon has not heard

    def __enter__(self):
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()
        for far in self.kept:
            far.close()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}'

    def listen(self):
        while not self.over.is_set():
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(near,), daemon=True).start()

    def serve(self, near):
        with near:
            if self.is_off:
                return
            try:
                far = socket.create_connection(('127.0.0.1', self.daemon.port))
            except OSError:
                return  # it is dead now
            broke = False
            try:
                broke = self.carry(near, far)
            except OSError:
                pass
            if broke and self.keeps_far_end:
                self.kept.append(far)
            else:
                far.close()

    def carry(self, near, far):
        """TRUE when it broke; else one of the ends has hung up."""
        carried = {'up': 0, 'down': 0}
        while True:
            for end in select.select([near, far], [], [])[0]:
                way, other = ('up', far) if end is near else ('down', near)
                data = end.recv(PIECE)
                if not data:
                    return False
                with self.lock:
                    carried[way] += len(data)
                    if self.breaks and self.breaks[0][0] == way and carried[way] > self.breaks[0][1]:
                        self.breaks.pop(0)
                        self.is_off = self.stays_off
                        carried = None
                        break
                    self.carried[way] += len(data)
                other.sendall(data)
            if carried is None:
                if self.holds:
                    self.over.wait()
                return True
