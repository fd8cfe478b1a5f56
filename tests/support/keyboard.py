# SPDX-License-Identifier: GPL-3.0-or-later
"""What xdotool leaves open: a key for characters that no key has, and word that a program has taken in what was pressed.

xdotool would lend such a character (a Chinese one) a key just for a moment: a program that is slow to read the key finds
that it means nothing. And it ends when the display has a key, which the program may read much later."""
import ctypes
import select
import time

NOTHING = 0  # NoSymbol
UNICODE = 0x01000000  # the keysym of a character beyond Latin-1 is its number and this
CLIENT_MESSAGE, ALL_CHILDREN = 33, 1 << 19  # ClientMessage, SubstructureNotifyMask
LOOK_S = 0.2

x11 = ctypes.CDLL('libX11.so.6')
x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
x11.XGetKeyboardMapping.restype = ctypes.POINTER(ctypes.c_ulong)


class Event(ctypes.Structure):
    """XClientMessageEvent, as long as any XEvent."""
    _fields_ = [('type', ctypes.c_int), ('serial', ctypes.c_ulong), ('send_event', ctypes.c_int), ('display', ctypes.c_void_p),
                ('window', ctypes.c_ulong), ('message_type', ctypes.c_ulong), ('format', ctypes.c_int), ('data', ctypes.c_long * 5),
                ('padding', ctypes.c_long * 12)]


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
def window_is_gone(_display, _error):
    Keyboard.gone = True
    return 0


class Keyboard:
    """Of the display that DISPLAY names. A key takes two characters, the second with Shift; when all are taken, the
    character that came first gives up its place."""
    gone = False  # the window that was asked last

    def __init__(self):
        x11.XSetErrorHandler(window_is_gone)
        self.display = ctypes.c_void_p(x11.XOpenDisplay(None))
        self.root = ctypes.c_ulong(x11.XDefaultRootWindow(self.display))
        self.protocols, self.ping = (x11.XInternAtom(self.display, name, 0) for name in (b'WM_PROTOCOLS', b'_NET_WM_PING'))
        self.number = 0
        low, high, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
        x11.XDisplayKeycodes(self.display, ctypes.byref(low), ctypes.byref(high))
        count = high.value - low.value + 1
        found = x11.XGetKeyboardMapping(self.display, ctypes.c_ubyte(low.value), count, ctypes.byref(width))
        keys = {low.value + key: found[key * width.value:(key + 1) * width.value] for key in range(count)}
        x11.XFree(found)
        self.own = {keysym for keysyms in keys.values() for keysym in keysyms}
        self.lent = {key: (ctypes.c_ulong * 2)() for key, keysyms in keys.items() if set(keysyms) == {NOTHING}}
        self.places = [(key, level) for key in self.lent for level in range(2)]

    def learn(self, text):
        """Every character of `text` has a key from now on, until many others were learned."""
        wanted = {ord(character) if ord(character) < 256 else ord(character) | UNICODE
                  for character in text if character.isprintable()} - self.own
        assert len(wanted) <= len(self.places), f'more characters than keys: {text!r}'
        kept = [place for place in self.places if self.lent[place[0]][place[1]] in wanted]
        others = [place for place in self.places if place not in kept]
        new = sorted(wanted - {self.lent[key][level] for key, level in kept})
        for (key, level), keysym in zip(others, new):
            self.lent[key][level] = keysym
        for key in {key for key, _ in kept + others[:len(new)]}:  # again, as another layout would have taken them away
            x11.XChangeKeyboardMapping(self.display, key, 2, self.lent[key], 1)
        self.places = others[len(new):] + kept + others[:len(new)]
        x11.XSync(self.display, 0)

    def wait_taken_in(self, window, is_alive, deadline_s):
        """Waits until the program of this window has done all that keys and the pointer have told it so far, or is gone.
        A window manager asks in the same way whether a program still listens (_NET_WM_PING): GTK answers in turn."""
        self.number += 1
        Keyboard.gone = False
        x11.XSelectInput(self.display, self.root, ctypes.c_long(ALL_CHILDREN))
        question = Event(type=CLIENT_MESSAGE, window=int(window), message_type=self.protocols, format=32,
                         data=(ctypes.c_long * 5)(self.ping, self.number, int(window)))
        x11.XSendEvent(self.display, ctypes.c_ulong(int(window)), 0, ctypes.c_long(0), ctypes.byref(question))
        x11.XSync(self.display, 0)
        until = time.monotonic() + deadline_s
        while not self.is_answered() and not Keyboard.gone and is_alive():
            assert time.monotonic() < until, 'the window takes in no keys'
            if not select.select([x11.XConnectionNumber(self.display)], [], [], LOOK_S)[0]:
                self.look_for(window)
        x11.XSelectInput(self.display, self.root, ctypes.c_long(0))
        x11.XSync(self.display, 1)

    def look_for(self, window):
        """A window that closed before it was its turn to answer never does."""
        x11.XGetWindowAttributes(self.display, ctypes.c_ulong(int(window)), ctypes.byref(Event()))

    def is_answered(self):
        event = Event()
        while x11.XPending(self.display):
            x11.XNextEvent(self.display, ctypes.byref(event))
            if event.type == CLIENT_MESSAGE and event.data[0] == self.ping and event.data[1] == self.number:
                return True
        return False

    def close(self):
        x11.XCloseDisplay(self.display)
