# SPDX-License-Identifier: GPL-3.0-or-later
"""A virus scanner that speaks clamd's INSTREAM and knows one virus. It leaves out: all other commands, limits, real scanning."""
import os
import socket
import struct
import tempfile
import threading

VIRUS = b'EICAR-like test virus'


class Clamd:
    """`with Clamd() as clamd:` listens at clamd.where. mood: 'well', 'ill' (answers ERROR), 'mute' (hangs up without a word)."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='zx-clamd-')
        self.where = 'unix:' + os.path.join(self.folder.name, 'clamd.sock')
        self.mood, self.scanned = 'well', []
        self.socket = socket.socket(socket.AF_UNIX)

    def __enter__(self):
        self.socket.bind(self.where.removeprefix('unix:'))
        self.socket.listen()
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.folder.cleanup()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile('rb') as stream:
                assert stream.read(10) == b'zINSTREAM\0'
                content = b''
                while length := struct.unpack('>I', stream.read(4))[0]:
                    content += stream.read(length)
                self.scanned.append(content)
                if self.mood == 'well':
                    connection.sendall(b'stream: Zuoxi.Test FOUND\0' if VIRUS in content else b'stream: OK\0')
                elif self.mood == 'ill':
                    connection.sendall(b'INSTREAM size limit exceeded. ERROR\0')
