# SPDX-License-Identifier: GPL-3.0-or-later
"""A workstation without a window (tests/daemon/client-probe.c), and a keyring of its own to keep tokens in.

    with Probe() as probe:
        probe.sign_in(daemon.url, 'ann')
        probe.until(lambda: probe.state()['light'] == 'live', 'live')"""
import contextlib
import ctypes
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading

from daemon import BUILD, DEADLINE_S, PASSWORD, wait_until

PROGRAM = os.path.join(BUILD, 'tests/daemon/client-probe')


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Probe:
    """`home` is the user's data folder, kept when the caller gives it; `bus` a Keyring, or none at all."""

    def __init__(self, home=None, bus=None, profile=''):
        self.given, self.bus, self.profile = home, bus, profile
        self.process = None

    def __enter__(self):
        self.home = self.given or tempfile.mkdtemp(prefix='zx-probe-')
        self.start()
        return self

    def start(self):
        environment = {**os.environ, 'XDG_DATA_HOME': self.home, 'G_DEBUG': 'fatal-criticals', 'LANGUAGE': 'en',
                       'DBUS_SESSION_BUS_ADDRESS': self.bus.address if self.bus else 'unix:path=/nonexistent'}
        if self.bus:
            environment['XDG_RUNTIME_DIR'] = self.bus.folder
        self.log = open(os.path.join(self.home, 'probe-log'), 'ab')
        self.process = subprocess.Popen([PROGRAM, self.profile], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, env=environment, preexec_fn=end_with_parent)
        self.answers = queue.Queue()
        self.kept = []
        threading.Thread(target=self.read, args=(self.process.stdout, self.answers), daemon=True).start()

    @staticmethod
    def read(lines, answers):
        for line in lines:
            answers.put(json.loads(line))
        answers.put(None)

    def __exit__(self, *_):
        self.kill()
        if not self.given:
            shutil.rmtree(self.home, ignore_errors=True)

    def kill(self):
        """SIGKILL, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.end()

    def end(self):
        self.process.wait(DEADLINE_S)
        self.process.stdin.close()
        self.log.close()
        self.process = None

    def quit(self):
        """Ends it as a closed window would, and checks that it ended well."""
        process = self.process
        self.tell('quit')
        code = process.wait(DEADLINE_S)
        self.end()
        with open(os.path.join(self.home, 'probe-log'), encoding='utf-8', errors='replace') as log:
            assert code == 0, f'the probe ended with {code}: {log.read()}'

    def tell(self, *words):
        self.process.stdin.write(('\t'.join(map(str, words)) + '\n').encode())
        self.process.stdin.flush()

    def hear(self, name, deadline_s=DEADLINE_S):
        """The next answer to `name`; other answers are kept for whoever asks for them."""
        for place, answer in enumerate(self.kept):
            if answer['re'] == name:
                return self.kept.pop(place)
        while True:
            try:
                answer = self.answers.get(timeout=deadline_s)
            except queue.Empty:
                raise AssertionError(f'no answer to {name}') from None
            assert answer is not None, 'the probe has ended'
            if answer['re'] == name:
                return answer
            self.kept.append(answer)

    def ask(self, *words):
        self.tell(*words)
        return self.hear(words[0])

    def state(self):
        return self.ask('state')

    def sign_in(self, server, login, password=PASSWORD, remember=False):
        answer = self.ask('sign-in', server, login, password, int(remember))
        assert answer['ok'], answer
        self.until(lambda: self.state()['light'] == 'live', 'live after signing in')

    def refused_sign_in(self, server, login='ann', password=PASSWORD):
        answer = self.ask('sign-in', server, login, password, 0)
        assert not answer['ok'], answer
        return answer

    def contacts(self):
        return {item['id']: item for item in self.ask('contacts')['items']}

    def transcript(self):
        return self.ask('transcript')['items']

    @staticmethod
    def until(claim, what, deadline_s=DEADLINE_S):
        return wait_until(claim, what, deadline_s)


class Keyring:
    """A session bus with a real gnome-keyring-daemon, unlocked, forgotten with the test."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix='zx-keyring-')
        self.address = f'unix:path={self.folder}/bus'
        environment = {**os.environ, 'HOME': self.folder, 'XDG_RUNTIME_DIR': self.folder, 'XDG_DATA_HOME': self.folder,
                       'DBUS_SESSION_BUS_ADDRESS': self.address}
        self.processes = []
        try:
            self.processes.append(subprocess.Popen(
                ['dbus-daemon', '--session', '--nofork', '--nopidfile', f'--address={self.address}'], env=environment,
                stderr=subprocess.DEVNULL, preexec_fn=end_with_parent))
            wait_until(lambda: os.path.exists(f'{self.folder}/bus'), 'the session bus listens')
            keyring = subprocess.Popen(['gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets'],
                                       env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, preexec_fn=end_with_parent)
            self.processes.append(keyring)
            keyring.stdin.write(b'test-password')
            keyring.stdin.close()
            wait_until(lambda: self.owned(environment), 'the keyring is there')
        except BaseException:
            self.__exit__()
            raise
        return self

    @staticmethod
    def owned(environment):
        said = subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path',
                               '/org/freedesktop/DBus', '--method', 'org.freedesktop.DBus.NameHasOwner',
                               'org.freedesktop.secrets'], env=environment, capture_output=True, text=True, check=False)
        return 'true' in said.stdout

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(60)
            if process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
