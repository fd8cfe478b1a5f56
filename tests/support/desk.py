# SPDX-License-Identifier: GPL-3.0-or-later
"""The real zuoxi for tests: on a display, a session bus and a keyring of its own, driven by the
keyboard (xdotool) and read as a screen reader reads it (AT-SPI).

    with Desk(server=daemon.url, language='zh_CN') as desk:
        desk.wait_for('entry', '登录名')
        desk.type('ann')
        desk.press('Tab')

All desks of one program share one session (display, bus, keyring): see Session. Nothing of the
user's own session is touched. Only the waits in here look again and again; tests never sleep."""
import contextlib
import ctypes
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import waiting
from keyboard import Keyboard
from gi.repository import GLib
from reader import Bus, Nowhere, is_gone
from tap import run_all
from waiting import DEADLINE_S

BUILD = os.environ.get('ZX_BUILD') or os.path.join(os.path.dirname(__file__), '../../_build')
ZUOXI = os.path.join(BUILD, 'src/shell/zuoxi')
KEYRING_PASSWORD = 'keyring of a test'

# Xvfb has no compositor: without this GTK paints a frame for the missing shadow round the window.
FRAMELESS = ('window.solid-csd, window.csd { margin: 0; padding: 0; border: none; box-shadow: none;'
             ' border-radius: 0; outline: none; }\n'
             'popover, popover.background { padding: 0; }\n'
             'popover > contents { margin: 0; box-shadow: none; border-radius: 0; }\n')


def wait_until(claim, what, deadline_s=DEADLINE_S):
    """As waiting's; when what it looked at is gone, it looks again."""
    return waiting.wait_until(claim, what, deadline_s, lambda error: isinstance(error, GLib.Error) and is_gone(error))


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


@contextlib.contextmanager
def displays_locked():
    """One display at a time begins or ends: a new one takes the lowest free number, and one that ends
    would take away the socket that the next one has just made in its place."""
    with open(f'/tmp/zx-displays-{os.getuid()}.lock', 'w', encoding='ascii') as lock:  # X keeps its own there as well
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wait_still(look, what):
    """What `look` gives once it gives the same twice in a row: where a thing stands is read before the next layout moves it."""
    seen = [None]

    def is_still():
        seen.append(look())
        return seen[-1] and seen[-1] == seen[-2] and seen[-1]
    return wait_until(is_still, what)


class Session:
    """A display, a session bus and a keyring that live as long as this program. `keyring=False`:
    the bus has none, as on a machine without one."""
    current = None

    def __init__(self, size=(1920, 1080), keyring=True):
        assert Session.current is None, 'one session a program: its environment names it'
        Session.current = self
        self.children, self.display, self.keyboard, self.bus, self.other = [], None, None, None, None
        self.folder = tempfile.mkdtemp(prefix='zx-session-')
        runtime = os.path.join(self.folder, 'run')
        os.mkdir(runtime, 0o700)
        os.environ.update(XDG_RUNTIME_DIR=runtime, HOME=self.folder, GDK_BACKEND='x11',
                          XDG_DATA_HOME=os.path.join(self.folder, 'data'),
                          XDG_CONFIG_HOME=os.path.join(self.folder, 'config'),
                          XDG_CACHE_HOME=os.path.join(self.folder, 'cache'))
        os.environ.pop('WAYLAND_DISPLAY', None)
        try:
            self.start_display(size)
            self.start_bus(keyring)
        except BaseException:
            self.close()
            raise

    def start(self, *command, **options):
        child = subprocess.Popen(command, stderr=subprocess.DEVNULL, preexec_fn=end_with_parent, **options)
        self.children.append(child)
        return child

    def start_display(self, size):
        for _ in range(5):  # a display that ends on its own can take the socket of a new one with it
            get, put = os.pipe()
            with displays_locked():
                # -r: a key that is let go late on a busy machine is one press, not many.
                self.display = self.start('Xvfb', '-displayfd', str(put), '-screen', '0', f'{size[0]}x{size[1]}x24',
                                          '-nolisten', 'tcp', '-noreset', '-r', pass_fds=(put,))
                os.close(put)
                with os.fdopen(get) as pipe:
                    os.environ['DISPLAY'] = ':' + pipe.readline().strip()
            if subprocess.run(['xdotool', 'getdisplaygeometry'], capture_output=True, check=False).returncode == 0:
                self.keyboard = Keyboard()
                return
        raise AssertionError('no display can be opened')

    def start_bus(self, keyring):
        config = os.path.join(self.folder, 'bus.conf')
        services = '' if not keyring else '<standard_session_servicedirs/>'
        if not keyring:  # the accessibility bus, and nothing else, is started on demand
            folder = os.path.join(self.folder, 'services')
            os.mkdir(folder)
            for name in ('org.a11y.Bus.service',):
                shutil.copy(os.path.join('/usr/share/dbus-1/services', name), folder)
            services = f'<servicedir>{folder}</servicedir>'
        with open(config, 'w', encoding='utf-8') as out:
            out.write('<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"'
                      ' "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig>'
                      f'<type>session</type><listen>unix:dir={self.folder}</listen>{services}'
                      '<policy context="default"><allow send_destination="*" eavesdrop="true"/>'
                      '<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>')
        bus = self.start('dbus-daemon', f'--config-file={config}', '--print-address', '--nofork',
                         stdout=subprocess.PIPE)
        os.environ['DBUS_SESSION_BUS_ADDRESS'] = bus.stdout.readline().decode().strip()
        if keyring:
            ring = self.start('gnome-keyring-daemon', '--unlock', '--components=secrets', '--foreground',
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            ring.stdin.write(KEYRING_PASSWORD.encode())
            ring.stdin.close()
            wait_until(lambda: 'true' in subprocess.run(
                ['gdbus', 'call', '--session', '-d', 'org.freedesktop.DBus', '-o', '/', '-m', 'org.freedesktop.DBus.NameHasOwner',
                 'org.freedesktop.secrets'], capture_output=True, text=True, check=False).stdout, 'the keyring is there')

    def elsewhere(self):
        """A window of another program, to which the keyboard can go."""
        if self.other is None:
            self.start('xmessage', '-title', 'elsewhere', 'Another program')
            self.other = wait_until(lambda: subprocess.run(
                ['xdotool', 'search', '--onlyvisible', '--name', '^elsewhere$'], capture_output=True, text=True,
                check=False).stdout.split(), 'there is another window')[0]
        return self.other

    def close(self):
        if self.keyboard is not None:
            self.keyboard.close()
        for child in reversed(self.children):
            if child.poll() is None and child is not self.display:
                child.send_signal(signal.SIGTERM)
        if self.display is not None:
            with displays_locked():
                self.display.terminate()
                self.display.wait()
        for child in self.children:
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        Session.current = None


# What an agent works with: each must say what it is.
CONTROLS = {'push button', 'button', 'toggle button', 'check box', 'radio button', 'entry', 'text',
            'password text', 'combo box', 'list', 'list item', 'menu item', 'switch', 'link', 'slider',
            'page tab', 'spin button', 'tree', 'table'}

CLASS_NAME = re.compile('(Gtk|Adw|Zx)[A-Z][A-Za-z]*$')


class Desk:
    """`options` go to zuoxi. `profile` keeps one desk's data and keyring entry from another's. `scale`: the text's
    size, of 1; `contrast`: the desktop asks for high contrast; `mirrored`: a language from right to left, in English words
    where they are ours."""
    number = 0

    def __init__(self, *options, server=None, login=None, language='en', size=(1440, 900), dark=False,
                 profile=None, font='Inter 10', environment=None, scale=1, contrast=False,
                 mirrored=False):
        if Session.current is None:
            Session()
        Desk.number += 1
        self.profile = profile or f'test{Desk.number}'
        self.options = ['--profile', self.profile, *options]
        if server:
            self.options += ['--server', server]
        if login:
            self.options += ['--login', login]
        self.language, self.size, self.dark, self.font = language, size, dark, font
        self.scale, self.contrast, self.mirrored = scale, contrast, mirrored
        self.environment = environment or {}
        self.process = self.app = self.window = None
        self.folder = Session.current.folder
        self.log_path = os.path.join(self.folder, f'{self.profile}.log')

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def write_settings(self):
        folder = os.path.join(os.environ['XDG_CONFIG_HOME'], 'gtk-4.0')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'settings.ini'), 'w', encoding='utf-8') as out:
            out.write(f'[Settings]\ngtk-font-name={self.font}\ngtk-enable-animations=false\n'
                      'gtk-cursor-blink=false\ngtk-xft-antialias=1\ngtk-xft-hinting=1\n'
                      'gtk-xft-hintstyle=hintslight\n')
        with open(os.path.join(folder, 'gtk.css'), 'w', encoding='utf-8') as out:
            out.write(FRAMELESS)

    def start(self):
        """Starts zuoxi (again) and waits for its window."""
        self.launch()
        self.attach()

    def launch(self):
        """Starts zuoxi (again) and leaves it alone; `attach` before it is driven or read."""
        self.write_settings()
        subprocess.run(['xprop', '-root', '-f', 'RESOURCE_MANAGER', '8s', '-set', 'RESOURCE_MANAGER',
                        f'Xft.dpi:\t{round(96 * self.scale)}\n'], check=True)
        env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': self.language, 'GSK_RENDERER': 'cairo',
               'G_DEBUG': 'fatal-criticals', 'GSETTINGS_BACKEND': 'memory', 'no_proxy': '*', 'CANBERRA_DRIVER': 'null',
               'GSETTINGS_SCHEMA_DIR': os.path.join(BUILD, 'data'),
               'ZX_LOCALE_DIR': os.path.join(BUILD, 'po'),
               'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark' if self.dark else 'default',
               'ADW_DEBUG_HIGH_CONTRAST': '1' if self.contrast else '0', **self.environment}
        if self.mirrored:
            env.update(LANGUAGE='he', ZX_LOCALE_DIR=self.hebrew())
        with open(self.log_path, 'ab') as log:
            self.process = subprocess.Popen([ZUOXI, *self.options], env=env, stdout=log, stderr=log,
                                            preexec_fn=end_with_parent)

    def hebrew(self):
        """A folder with a translation that says nothing: GTK turns itself round only for a program that is translated."""
        place = os.path.join(self.folder, 'mirrored', 'he', 'LC_MESSAGES')
        os.makedirs(place, exist_ok=True)
        subprocess.run(['msgfmt', '-o', os.path.join(place, 'zuoxi.mo'), '-'], check=True, text=True,
                       input='msgid ""\nmsgstr "Language: he\\nContent-Type: text/plain; charset=UTF-8\\n"\n')
        return os.path.join(self.folder, 'mirrored')

    def attach(self):
        self.window = wait_until(self.find_window, 'zuoxi opens a window')
        self.run('windowmove', self.window, '0', '0')
        self.resize(*self.size)
        self.run('windowfocus', self.window)
        self.app = wait_until(self.find_app, 'zuoxi is on the accessibility bus')

    def run(self, *words):
        return subprocess.run(['xdotool', *words], check=True, capture_output=True, text=True,
                              timeout=DEADLINE_S).stdout

    def find_window(self):
        if self.process.poll() is not None:
            raise AssertionError(f'zuoxi ended with {self.process.returncode}: {self.log}')
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
                               capture_output=True, text=True, check=False).stdout.split()
        return min(found, key=int) if found else None  # the main one: it is there before others

    def find_app(self):
        if Session.current.bus is None:
            Session.current.bus = Bus()
        return Session.current.bus.reader(self.process.pid)

    def resize(self, width, height):
        self.run('windowsize', self.window, str(width), str(height))

    def size_of_window(self):
        words = dict(line.split('=') for line in self.run('getwindowgeometry', '--shell', self.window).split())
        return int(words['WIDTH']), int(words['HEIGHT'])

    # --- reading ---

    def tree(self, boxes=False):
        """All that is shown now, in reading order, on demand with where each stands."""
        return self.app.tree(boxes)

    def find(self, role, name):
        """The shown thing of this role whose name contains `name`, or None."""
        for node in self.tree():
            if (role is None or node.role == role) and name in node.name:
                return node
        return None

    def wait_for(self, role, name, deadline_s=DEADLINE_S):
        return wait_until(lambda: self.alive() and self.find(role, name),
                          lambda: f'{role} {name!r} is shown; there is:\n{self.described()}', deadline_s)

    def wait_gone(self, role, name, deadline_s=DEADLINE_S):
        wait_until(lambda: self.alive() and self.find(role, name) is None,
                   lambda: f'{role} {name!r} is gone; there is:\n{self.described()}', deadline_s)

    def says(self, text):
        """Whether these words can be read anywhere."""
        return any(text in node.name for node in self.tree())

    def wait_says(self, text, deadline_s=DEADLINE_S):
        wait_until(lambda: self.alive() and self.says(text),
                   lambda: f'{text!r} can be read; there is:\n{self.described()}', deadline_s)

    def focused(self):
        """What has the keyboard; Nowhere when nothing has."""
        return next((node for node in reversed(self.tree()) if node.has('FOCUSED')), Nowhere())

    def wait_focus(self, name, deadline_s=DEADLINE_S):
        """Waits until what has the keyboard has `name` in its name."""
        return wait_until(lambda: (lambda node: name in node.name and node)(self.focused()),
                          lambda: f'{name!r} has the keyboard; it is at {self.focused()!r}\n{self.described()}',
                          deadline_s)

    def described(self):
        """What says something, and what has the keyboard: what only holds others would hide it."""
        told = [node for node in self.tree() if node.has('FOCUSED') or node.name.strip() and not CLASS_NAME.match(node.name)]
        return '\n'.join(repr(node) + (' (has the keyboard)' if node.has('FOCUSED') else '') for node in told)

    def nameless(self, nodes=None):
        """Controls that a screen reader could not name, of the whole tree or these `nodes`. GTK gives such ones the name
        of their class. What is inside a combo box is told by the box."""
        found, inside = [], None
        for node in nodes or self.tree():
            if inside is not None and node.depth > inside:
                continue
            inside = node.depth if node.role == 'combo box' else None
            if node.role in CONTROLS and node.has('SENSITIVE') and \
                    (not node.name.strip() or CLASS_NAME.match(node.name)):
                found.append(node)
        return found

    def wait_named(self):
        """Waits until each control has a name: of rows that are made anew meanwhile, some have none yet."""
        wait_until(lambda: self.alive() and self.tree() and not self.nameless(), lambda: f'all have a name, but {self.nameless()}')

    def wait_sent(self, text):
        """Waits until this window knows that a message of its agent's has gone out: before, the chat counts as unanswered."""
        def is_sent():
            return any(n.role == 'list item' and text in n.name and n.name.endswith('. Sent') for n in self.tree())
        wait_until(lambda: self.alive() and is_sent(), lambda: f'{text!r} is sent; there is:\n{self.described()}')

    # --- acting ---

    def press(self, *keys):
        """Keys as xdotool names them, one after the other: 'Tab', 'ctrl+shift+1', 'F2'. Each has been handled before
        the next, and at the end."""
        for key in keys:
            self.run('key', '--clearmodifiers', key)
            self.wait_taken_in()

    def insist(self, key, text, patience_s=1):
        """Presses it until `text` can be read, again where it does nothing: what has come to the front at this very moment
        takes no answer yet."""
        def is_said():
            self.press(key)
            try:
                self.wait_says(text, patience_s)
                return True
            except AssertionError:
                return False
        wait_until(is_said, lambda: f'{key} has {text!r} shown')

    def type(self, text):
        Session.current.keyboard.learn(text)
        self.run('type', '--clearmodifiers', '--delay', '0', text)
        self.wait_taken_in()

    def wait_taken_in(self):
        """Until the keys and clicks so far have been handled."""
        Session.current.keyboard.wait_taken_in(self.window, lambda: self.process.poll() is None, DEADLINE_S)

    def click(self, role, name):
        """Does what a click would do, as soon as it does anything: what is shown anew or cannot be used yet comes."""
        wait_until(lambda: self.alive() and (lambda node: node and node.act())(self.find(role, name)),
                   lambda: f'{role} {name!r} is clicked; there is:\n{self.described()}')

    def shot(self, path, popover=False):
        """The window as a PNG; with what pops up over it, which is a window of its own, on demand."""
        if popover:
            width, height = self.size_of_window()
            what = ['-window', 'root', '-crop', f'{width}x{height}+0+0', '+repage']
        else:
            what = ['-window', self.window]
        subprocess.run(['import', *what, path], check=True)

    @contextlib.contextmanager
    def reading_news(self):
        """What is told over the top of the window meanwhile stays until it has been read: the pointer rests there. For
        what comes by a timer, which a loaded machine might show and take away before it is looked at."""
        middle = self.size_of_window()[0] // 2
        there = [f'mousemove --window {self.window} {x} 24 sleep 0.2' for x in (middle, middle + 2)]  # GTK heeds what moves
        pointer = Session.current.start('xdotool', *' '.join(there * 500).split())
        try:
            yield
        finally:
            pointer.kill()
            pointer.wait()
            self.run('mousemove', '0', '0')  # of the screen: the window may be gone

    def look_away(self):
        """The keyboard goes to another program, and no window of this one has it any more."""
        self.run('windowfocus', Session.current.elsewhere())
        wait_until(lambda: (lambda own: own and not any(node.has('ACTIVE') for node in own))([n for n in self.tree() if n.depth == 1]),
                   lambda: f'nobody looks; there is:\n{self.described()}')

    def sign_in(self, login, password):
        """By the keyboard alone, from the sign-in page with the server filled in."""
        words = {'en': ('Login', 'Password'), 'zh_CN': ('登录名', '密码')}[self.language]
        self.wait_focus(words[0])
        self.type(login)
        self.press('Tab')
        self.wait_focus(words[1])
        self.type(password)
        self.press('Return')

    # --- the process ---

    def alive(self):
        code = self.process.poll()
        if code is not None:
            raise AssertionError(f'zuoxi ended with {code}: {self.log}')
        return True

    @property
    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as log:
            return log.read()

    def stop(self):
        """Quits as an agent would, and checks that it ended well."""
        self.press('ctrl+q')
        code = self.process.wait(DEADLINE_S)
        self.process = self.app = None
        assert code == 0, f'zuoxi ended with {code}: {self.log}'

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = self.app = None

    def __exit__(self, *_):
        if self.process is not None:
            self.kill()


def run(tests):
    """Runs functions in turn and tells TAP, named after the rule that each keeps."""
    wanted = sys.argv[1:]
    try:
        broken = run_all([(test.__name__, test) for test in tests if not wanted or test.__name__ in wanted])
    finally:
        if Session.current is not None:
            Session.current.close()
    sys.exit(1 if broken else 0)


if __name__ == '__main__':  # python3 desk.py PROGRAM…: runs it within a session of its own
    Session()
    try:
        code = subprocess.run(sys.argv[1:], check=False).returncode
    finally:
        Session.current.close()
    sys.exit(code)
