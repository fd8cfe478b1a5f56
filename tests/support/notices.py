# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's notification service on the private bus, as org.freedesktop.Notifications says: keeps
what is told, and clicks it.

    with Notices() as notices:
        notices.wait('刘洋')
        notices.click('刘洋')"""
import threading

import gi
from desk import Session, wait_until
from gi.repository import Gio, GLib

gi.require_version('Gio', '2.0')

INTERFACE = Gio.DBusNodeInfo.new_for_xml("""<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>""").interfaces[0]


class Notices:
    def __init__(self):
        self.shown = {}  # number → (title, text)
        self.count = 0
        self.lock = threading.Lock()
        self.held = None  # (invocation, value) of answers that wait; None: none does
        self.context = GLib.MainContext()
        self.loop = GLib.MainLoop(self.context)
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self):
        if Session.current is None:
            Session()
        self.thread.start()
        assert self.ready.wait(60)
        return self

    def __exit__(self, *_):
        self.loop.quit()
        self.thread.join(10)

    def serve(self):
        self.context.push_thread_default()
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.bus.register_object('/org/freedesktop/Notifications', INTERFACE, self.called, None, None)
        Gio.bus_own_name_on_connection(self.bus, 'org.freedesktop.Notifications', Gio.BusNameOwnerFlags.REPLACE,
                                       lambda *_: self.ready.set(), None)
        self.loop.run()

    def called(self, _bus, _sender, _path, _interface, method, parameters, invocation):
        if method == 'Notify':
            _app, replaces, _icon, title, text, *_ = parameters.unpack()
            self.count += 0 if replaces else 1
            number = replaces or self.count
            self.answer(invocation, GLib.Variant('(u)', (number,)))  # before a test can click it
            self.shown[number] = (title, text)
        elif method == 'CloseNotification':
            self.shown.pop(parameters.unpack()[0], None)
            self.answer(invocation, None)
        elif method == 'GetCapabilities':
            self.answer(invocation, GLib.Variant('(as)', (['actions', 'body'],)))
        else:
            self.answer(invocation, GLib.Variant('(ssss)', ('test', 'zuoxi', '1', '1.2')))

    def answer(self, invocation, value):
        with self.lock:
            if self.held is not None:
                self.held.append((invocation, value))
                return
        invocation.return_value(value)

    def hold(self):
        """Answers nothing until `release`, as a busy desktop."""
        self.held = []

    def release(self):
        with self.lock:
            held, self.held = self.held, None
        for invocation, value in held:
            invocation.return_value(value)

    def find(self, words):
        for number, told in list(self.shown.items()):
            if words in told[0]:
                return number
        return None

    def wait(self, words):
        """Waits for a notification whose title has `words`; gives title and text."""
        return self.shown[wait_until(lambda: self.find(words), lambda: f'{words!r} is told; there is {self.shown}')]

    def wait_gone(self, words):
        wait_until(lambda: not self.find(words), lambda: f'{words!r} is taken back; there is {self.shown}')

    def click(self, words):
        """Which also closes it, as desktops do."""
        number = self.find(words)
        self.shown.pop(number)
        self.bus.emit_signal(None, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications', 'ActionInvoked',
                             GLib.Variant('(us)', (number, 'default')))
        self.bus.emit_signal(None, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications',
                             'NotificationClosed', GLib.Variant('(uu)', (number, 2)))
