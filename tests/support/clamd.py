# SPDX-License-Identifier: GPL-3.0-or-later
"""Two virus scanners for tests: Debian's clamd with a database of one test signature, and a fake one that can be ill."""
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading

from daemon import end_with_parent, wait_until

CLAMD = '/usr/sbin/clamd'
# The harmless file by which scanners are tried (eicar.org). In two parts, or this file would be found as well.
EICAR = rb'X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR' + b'-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'

VIRUS = b'EICAR-like test virus'


class RealClamd:
    """Debian's clamd (package clamav-daemon) on a socket of its own. The signatures that freshclam would fetch
    are left out: it knows EICAR alone. Takes at most two megabytes a file."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='zx-clamd-')
        self.path, self.process = os.path.join(self.folder, 'socket'), None
        self.where = 'unix:' + self.path
        os.mkdir(os.path.join(self.folder, 'signatures'))
        with open(os.path.join(self.folder, 'signatures', 'test.ndb'), 'w', encoding='ascii') as file:
            file.write(f'Eicar-Test-Signature:0:0:{EICAR.hex()}\n')
        with open(os.path.join(self.folder, 'conf'), 'w', encoding='ascii') as file:
            file.write(f'DatabaseDirectory {self.folder}/signatures\nLocalSocket {self.path}\nForeground yes\n'
                       'StreamMaxLength 2M\nSelfCheck 0\nMaxThreads 2\n')

    def __enter__(self):
        # A copy, because AppArmor may confine the program at its own place to the system's files.
        program = shutil.copy(CLAMD, self.folder)
        with open(os.path.join(self.folder, 'log'), 'wb') as log:
            self.process = subprocess.Popen([program, '--config-file', os.path.join(self.folder, 'conf')],
                                            stdout=log, stderr=log, preexec_fn=end_with_parent)
        wait_until(self.answers, 'clamd listens')
        return self

    def answers(self):
        assert self.process.poll() is None, open(os.path.join(self.folder, 'log'), encoding='utf-8').read()
        with socket.socket(socket.AF_UNIX) as connection:
            if connection.connect_ex(self.path) != 0:
                return False
            connection.sendall(b'zPING\0')
            return connection.recv(10) == b'PONG\0'

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Clamd:
    """A fake for faults: it knows INSTREAM and one word that it calls a virus; all else of clamd is left out.
    `with Clamd() as clamd:` listens at clamd.where. mood: 'well', 'ill' (answers ERROR), 'mute' (hangs up without a word)."""

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
