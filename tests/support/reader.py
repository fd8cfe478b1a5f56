# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a GTK program's window as a screen reader would, a whole window in one question.

A program of its own asks the questions (window-reader.c): reading is most of what a window test does, and in Python it
takes four times as long."""
import functools
import os
import subprocess

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402  (Atspi: only for its names of roles and states)

ROOT = '/org/a11y/atspi/accessible/root'
PROPERTIES = 'org.freedesktop.DBus.Properties'
TEXT = 'org.a11y.atspi.Text'
ACCESSIBLE = 'org.a11y.atspi.Accessible'
CACHE = '/org/a11y/atspi/cache'
PATIENCE_MS = 60000
FIELDS = 6  # of an object, as window-reader tells them
BUILD = os.environ.get('ZX_BUILD') or os.path.join(os.path.dirname(__file__), '../../_build')


@functools.cache
def role_name(role):
    return Atspi.role_get_name(Atspi.Role(int(role)))


class Node:
    """One accessible object as it was when the window was read."""

    def __init__(self, reader, depth, path, role, states, name, box):
        self.reader, self.depth, self.path, self.states = reader, int(depth), path, int(states)
        self.role, self.name = role_name(role), name
        self.box_then = tuple(map(int, box.split())) or None  # as `box` then, if asked for

    def has(self, state):
        return bool(self.states >> int(getattr(Atspi.StateType, state)) & 1)

    def ask(self, interface, method, signature='()', *values):
        """A question to the object as it is now; GLib.Error when it is gone."""
        return self.reader.call(self.path, 'org.a11y.atspi.' + interface, method, GLib.Variant(signature, values))

    @property
    def text(self):
        """What stands in an entry now, or a label's words."""
        try:
            count = self.reader.call(self.path, PROPERTIES, 'Get', GLib.Variant('(ss)', (TEXT, 'CharacterCount')))[0]
            return self.reader.call(self.path, TEXT, 'GetText', GLib.Variant('(ii)', (0, count)))[0]
        except GLib.Error:
            return self.name  # it is no text

    @property
    def description(self):
        """What is told besides its name."""
        return self.reader.call(self.path, PROPERTIES, 'Get', GLib.Variant('(ss)', (ACCESSIBLE, 'Description')))[0]

    @property
    def box(self):
        """x, y, width, height within the window."""
        return self.ask('Component', 'GetExtents', '(u)', int(Atspi.CoordType.WINDOW))[0]

    def act(self):
        """Does what a click on it would do."""
        return self.ask('Action', 'DoAction', '(i)', 0)[0]

    def __repr__(self):
        return f'{"  " * self.depth}{self.role} {self.name!r}'


class Nowhere:
    """What has the keyboard when nothing has it; false."""
    role = name = text = description = ''

    def has(self, _state):
        return False

    def __bool__(self):
        return False

    def __repr__(self):
        return 'nothing'


def is_gone(error):
    """Whether a question failed as the object does not exist any more."""
    return any(error.matches(Gio.dbus_error_quark(), code) for code in (
        Gio.DBusError.UNKNOWN_OBJECT, Gio.DBusError.UNKNOWN_METHOD, Gio.DBusError.UNKNOWN_INTERFACE))


class Bus:
    """The accessibility bus of the session that DBUS_SESSION_BUS_ADDRESS names."""

    def __init__(self):
        kind = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        session = Gio.DBusConnection.new_for_address_sync(os.environ['DBUS_SESSION_BUS_ADDRESS'], kind, None, None)
        session.set_exit_on_close(False)
        address = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                                    Gio.DBusCallFlags.NONE, PATIENCE_MS, None).unpack()[0]
        session.close_sync(None)
        self.connection = Gio.DBusConnection.new_for_address_sync(address, kind, None, None)
        self.connection.set_exit_on_close(False)
        self.window_reader = subprocess.Popen(
            [os.path.join(BUILD, 'tests/support/window-reader'), address], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def read(self, name, boxes):
        """What this program shows now, as window-reader tells it."""
        self.window_reader.stdin.write(f'{name}{" boxes" if boxes else ""}\n'.encode())
        self.window_reader.stdin.flush()
        return self.window_reader.stdout.read(int(self.window_reader.stdout.readline()))

    def call(self, name, path, interface, method, arguments=None):
        return self.connection.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                         PATIENCE_MS, None)

    def reader(self, pid):
        """A Reader of the program with this process id, or None while it is not here."""
        try:
            for name, _ in self.call('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren').unpack()[0]:
                if self.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                             GLib.Variant('(s)', (name,))).unpack()[0] == pid:
                    reader = Reader(self, name)
                    reader.call(CACHE, 'org.a11y.atspi.Cache', 'GetItems')  # the list comes a moment after the name
                    return reader
        except GLib.Error:
            pass
        return None


class Reader:
    def __init__(self, bus, name):
        self.bus, self.name = bus, name

    def call(self, path, interface, method, arguments=None):
        return self.bus.call(self.name, path, interface, method, arguments).unpack()

    def tree(self, boxes=False):
        """All that is shown now, in reading order, on demand with where each stands; nothing when the program is ending."""
        fields = self.bus.read(self.name, boxes).decode().split('\0')[:-1]
        return [Node(self, *fields[place:place + FIELDS]) for place in range(0, len(fields), FIELDS)]
