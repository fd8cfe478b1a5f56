# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a GTK program's window as a screen reader would, a whole window in one question.

GTK keeps a list of its accessible objects for screen readers (org.a11y.atspi.Cache); what it does not
tell is asked of all objects of one depth at once. Walking the tree object by object takes many times as
long and keeps the program busy."""
import collections
import os

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402  (Atspi: only for its names of roles and states)

ROOT = '/org/a11y/atspi/accessible/root'
PROPERTIES = 'org.freedesktop.DBus.Properties'
TEXT = 'org.a11y.atspi.Text'
ACCESSIBLE = 'org.a11y.atspi.Accessible'
CACHE = '/org/a11y/atspi/cache'
PATIENCE_MS = 60000


Item = collections.namedtuple('Item', 'path count name role states')


def is_visible(item):
    return item.states >> int(Atspi.StateType.VISIBLE) & 1


class Node:
    """One accessible object as it was when the window was read."""

    def __init__(self, reader, item, depth):
        self.reader, self.depth = reader, depth
        self.path, self.name, self.states = item.path, item.name, item.states
        self.role = Atspi.role_get_name(Atspi.Role(item.role))

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

    def call(self, name, path, interface, method, arguments=None):
        return self.connection.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                         PATIENCE_MS, None)

    def call_all(self, name, questions):
        """The answers to many questions (path, interface, method, arguments), all asked at once; None for
        what is gone."""
        answers, waiting = [None] * len(questions), set(range(len(questions)))

        def answered_cb(connection, result, number):
            waiting.discard(number)
            try:
                answers[number] = connection.call_finish(result)
            except GLib.Error:
                pass

        for number, (path, interface, method, arguments) in enumerate(questions):
            self.connection.call(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, PATIENCE_MS,
                                 None, answered_cb, number)
        while waiting:
            GLib.MainContext.default().iteration(True)
        return answers

    def reader(self, pid):
        """A Reader of the program with this process id, or None while it is not here."""
        try:
            for name, _ in self.call('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren').unpack()[0]:
                if self.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                             GLib.Variant('(s)', (name,))).unpack()[0] == pid:
                    reader = Reader(self, name)
                    list(reader.listed())  # the list comes a moment after the name
                    return reader
        except GLib.Error:
            pass
        return None


class Reader:
    def __init__(self, bus, name):
        self.bus, self.name = bus, name

    def call(self, path, interface, method, arguments=None):
        return self.bus.call(self.name, path, interface, method, arguments).unpack()

    def listed(self):
        """The Items of GTK's own list; picked out one by one, for unpack() takes longer than all the rest."""
        rows = self.bus.call(self.name, CACHE, 'org.a11y.atspi.Cache', 'GetItems').get_child_value(0)
        for number in range(rows.n_children()):
            row = rows.get_child_value(number)
            states = row.get_child_value(9)
            yield Item(row.get_child_value(0).get_child_value(1).get_string(), row.get_child_value(4).get_int32(),
                       row.get_child_value(6).get_string(), row.get_child_value(7).get_uint32(),
                       states.get_child_value(0).get_uint32() | states.get_child_value(1).get_uint32() << 32)

    def unlisted(self, paths):
        """What the list would say of objects that are not on it yet."""
        known = self.bus.call_all(self.name, [
            question for path in paths for question in (
                (path, PROPERTIES, 'GetAll', GLib.Variant('(s)', (ACCESSIBLE,))),
                (path, ACCESSIBLE, 'GetRole', None), (path, ACCESSIBLE, 'GetState', None))])
        for path, properties, role, states in zip(paths, known[::3], known[1::3], known[2::3]):
            if properties is not None and role is not None and states is not None:
                (properties,), (low, high) = properties.unpack(), states.unpack()[0]
                yield Item(path, properties['ChildCount'], properties['Name'], role.unpack()[0], low | high << 32)

    def tree(self):
        """All that is shown now, in reading order. Each object is asked for its children, one depth after
        the other: the list has no object before its parent was asked for it, and keeps hidden ones. What moves while
        it is being asked for is met twice and counts once, else two that seem to hold each other would never end."""
        try:
            items = {item.path: item for item in self.listed() if item.path != ROOT}  # of that it knows too little
        except GLib.Error:
            return []  # the program is ending
        below, depth, paths, met = {}, 0, [ROOT], {ROOT}
        while paths:
            items.update((item.path, item) for item in self.unlisted([path for path in paths if path not in items]))
            shown = [items[path] for path in paths if path in items and (depth < 2 or is_visible(items[path]))]
            for item in shown:
                below[item.path] = []
            places = [(item.path, index) for item in shown for index in range(item.count)]
            answers = self.bus.call_all(self.name, [(path, ACCESSIBLE, 'GetChildAtIndex', GLib.Variant('(i)', (index,)))
                                                    for path, index in places])
            paths = []
            for (path, _), answer in zip(places, answers):
                child = answer.get_child_value(0).get_child_value(1).get_string() if answer is not None else ROOT
                if child not in met:
                    met.add(child)
                    below[path].append(child)
                    paths.append(child)
            depth += 1
        nodes = []

        def write_down(path, depth):
            nodes.append(Node(self, items[path], depth))
            for child in below[path]:
                if child in below:
                    write_down(child, depth + 1)

        if ROOT in below:
            write_down(ROOT, 0)
        return nodes
