# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program on the same display, from which pictures and files come: copied, or dragged by the pointer.

    with Giver('image/png', png_bytes) as giver:      # its clipboard has the picture
        desk.press('ctrl+v')
    with Giver.of_files('/tmp/a.txt', '/tmp/b.txt') as giver:
        giver.drag_to(desk, x, y)"""
import base64
import os
import pathlib
import select
import subprocess
import sys

from desk import end_with_parent, wait_until

TITLE = 'giver'
BESIDE = (1500, 20)  # of the display, where no desk is


class Giver:
    def __init__(self, kind, content):
        self.kind, self.content = kind, content

    @classmethod
    def of_files(cls, *paths):
        return cls('text/uri-list', '\r\n'.join(pathlib.Path(path).as_uri() for path in paths).encode() + b'\r\n')

    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, __file__, self.kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, preexec_fn=end_with_parent)
        self.process.stdin.write(base64.b64encode(self.content) + b'\n')
        self.process.stdin.flush()
        assert self.process.stdout.readline() == b'ready\n'
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def drag_to(self, desk, x, y):
        """Drags what it has to this point of the desk's window, which gets the keyboard back."""
        self.process.stdin.write(b'show\n')
        self.process.stdin.flush()
        found = wait_until(lambda: subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)], capture_output=True,
                                                  text=True, check=False).stdout.split(), 'the other window is there')
        desk.run('windowmove', '--sync', found[0], *map(str, BESIDE))
        desk.run('windowfocus', desk.window)
        for _ in range(5):  # on a busy machine the pointer may be gone before anybody has seen it
            if self.drag_once(desk, x, y):
                return
        raise AssertionError('it cannot be dragged')

    def drag_once(self, desk, x, y):
        words = ['mousemove', BESIDE[0] + 60, BESIDE[1] + 60, 'mousedown', 1]
        for step in range(1, 9):  # a drag begins after some way, and goes over what is between
            words += ['sleep', 0.05, 'mousemove', BESIDE[0] + 60 + (x - BESIDE[0] - 60) * step // 8,
                      BESIDE[1] + 60 + (y - BESIDE[1] - 60) * step // 8]
        desk.run(*map(str, words), 'sleep', '0.2', 'mousemove_relative', '1', '1', 'sleep', '0.3', 'mouseup', '1')
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        return bool(ready) and self.process.stdout.readline() == b'dropped\n'


def main():
    import gi  # pylint: disable=import-outside-toplevel
    gi.require_version('Gtk', '4.0')
    from gi.repository import Gdk, GLib, Gtk  # pylint: disable=import-outside-toplevel
    content = Gdk.ContentProvider.new_for_bytes(sys.argv[1], GLib.Bytes.new(base64.b64decode(sys.stdin.buffer.raw.readline())))
    Gtk.init()
    window = Gtk.Window(title=TITLE, default_width=120, default_height=120, decorated=False)
    source = Gtk.DragSource(content=content, actions=Gdk.DragAction.COPY)
    source.connect('drag-cancel', lambda *_: print('cancelled', flush=True))
    source.connect('drag-end', lambda *_: print('dropped', flush=True))
    window.add_controller(source)
    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN, lambda *_: (os.read(0, 100), window.present(), True)[-1])
    Gdk.Display.get_default().get_clipboard().set_content(content)
    print('ready', flush=True)
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
