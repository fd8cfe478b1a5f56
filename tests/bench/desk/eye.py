# SPDX-License-Identifier: GPL-3.0-or-later
"""Eye and hand on a test's display: when pixels change (the program `eye`), and clicks and keys
(XTEST) without starting a program for each. Times are milliseconds of CLOCK_MONOTONIC."""
import ctypes
import json
import os
import subprocess
import time

from daemon import BUILD, end_with_parent


def now_ms():
    return time.monotonic() * 1e3


class Eye:
    def __init__(self):
        self.process = subprocess.Popen([os.path.join(BUILD, 'tests/bench/desk/eye')], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent)

    def begin(self, *words):
        self.process.stdin.write(' '.join(map(str, words)) + '\n')
        self.process.stdin.flush()
        self.read()

    def read(self):
        line = self.process.stdout.readline()
        assert line, f'the eye has ended with {self.process.wait()}'
        return json.loads(line)

    def opening(self, seconds=30, quiet_ms=1500, least=400):
        """Looks for the next window; `read` says when it was painted to the end."""
        self.begin('open', seconds, quiet_ms, least)

    def watching(self, *places, seconds=30, quiet_ms=300, least=1):
        """Looks at places (x, y, width, height) of the window that was opened last."""
        self.begin('watch', seconds, quiet_ms, least, *[int(n) for place in places for n in place])

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Hand:
    """Points, clicks and presses as a person would, through the X server."""

    def __init__(self):
        self.x, self.test = ctypes.CDLL('libX11.so.6'), ctypes.CDLL('libXtst.so.6')
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XStringToKeysym.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(None))
        assert self.display, 'no display can be opened'

    def point(self, x, y):
        self.test.XTestFakeMotionEvent(self.display, -1, int(x), int(y), 0)
        self.x.XSync(self.display, 0)

    def click(self):
        """Gives the time at which it was sent."""
        at = now_ms()
        for is_down in (1, 0):
            self.test.XTestFakeButtonEvent(self.display, 1, is_down, 0)
        self.x.XFlush(self.display)
        return at

    def wheel(self, up):
        for is_down in (1, 0):
            self.test.XTestFakeButtonEvent(self.display, 4 if up else 5, is_down, 0)
        self.x.XFlush(self.display)

    def press(self, *names):
        """One key with the modifiers before it: press('Control_L', 'j')."""
        codes = [self.x.XKeysymToKeycode(self.display, ctypes.c_ulong(self.x.XStringToKeysym(name.encode())))
                 for name in names]
        for code in codes:
            self.test.XTestFakeKeyEvent(self.display, code, 1, 0)
        for code in reversed(codes):
            self.test.XTestFakeKeyEvent(self.display, code, 0, 0)
        self.x.XFlush(self.display)

    def focus(self, window):
        """Gives the keyboard to a window; 0: to none."""
        self.x.XSetInputFocus(self.display, ctypes.c_ulong(window), 0, ctypes.c_ulong(0))
        self.x.XSync(self.display, 0)

    def look_away(self):
        """Keyboard and pointer are with no window."""
        self.point(1900, 1070)
        self.focus(0)
