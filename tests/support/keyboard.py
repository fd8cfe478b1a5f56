# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives characters that no key has, such as Chinese ones, a key of the display for longer.

xdotool would lend them one just for a moment: a program that is slow to read the key finds that it means nothing."""
import ctypes

NOTHING = 0  # NoSymbol
UNICODE = 0x01000000  # the keysym of a character beyond Latin-1 is its number and this


class Keyboard:
    """Of the display that DISPLAY names. A key takes two characters, the second with Shift; when all are taken, the
    character that came first gives up its place."""

    def __init__(self):
        self.library = x = ctypes.CDLL('libX11.so.6')
        x.XOpenDisplay.restype = ctypes.c_void_p
        x.XGetKeyboardMapping.restype = ctypes.POINTER(ctypes.c_ulong)
        self.display = ctypes.c_void_p(x.XOpenDisplay(None))
        low, high, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
        x.XDisplayKeycodes(self.display, ctypes.byref(low), ctypes.byref(high))
        count = high.value - low.value + 1
        found = x.XGetKeyboardMapping(self.display, ctypes.c_ubyte(low.value), count, ctypes.byref(width))
        keys = {low.value + key: found[key * width.value:(key + 1) * width.value] for key in range(count)}
        x.XFree(found)
        self.own = {keysym for keysyms in keys.values() for keysym in keysyms}
        self.lent = {key: (ctypes.c_ulong * 2)() for key, keysyms in keys.items() if set(keysyms) == {NOTHING}}
        self.places = [(key, level) for key in self.lent for level in range(2)]

    def learn(self, text):
        """Every character of `text` has a key from now on, until many others were learned."""
        wanted = {ord(character) if ord(character) < 256 else ord(character) | UNICODE
                  for character in text if character.isprintable()} - self.own
        assert len(wanted) <= len(self.places), f'more characters than keys: {text!r}'
        kept = [place for place in self.places if self.lent[place[0]][place[1]] in wanted]
        new = sorted(wanted - {self.lent[key][level] for key, level in kept})
        others = [place for place in self.places if place not in kept]
        for (key, level), keysym in zip(others, new):
            self.lent[key][level] = keysym
            self.library.XChangeKeyboardMapping(self.display, key, 2, self.lent[key], 1)
        self.places = others[len(new):] + kept + others[:len(new)]
        self.library.XSync(self.display, 0)

    def close(self):
        self.library.XCloseDisplay(self.display)
