# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program on the same display, from which pictures and files come: copied, or dragged by the pointer.

    with Giver(desk, 'image/png', png_bytes):      # its clipboard has the picture, and the desk knows it
        desk.press('ctrl+v')
    with Giver.of_files(desk, '/tmp/a.txt', '/tmp/b.txt') as giver:
        giver.drag_to(x, y)"""
import base64
import os
import pathlib
import select
import subprocess
import sys

from desk import DEADLINE_S, Session, end_with_parent, wait_until

TITLE = 'giver'
BESIDE = (1500, 20)  # of the display, where no desk is
TURNS = 10  # to and fro, until both know all that one has told the other; three are enough


class Giver:
    def __init__(self, desk, kind, content):
        self.desk, self.kind, self.content = desk, kind, content

    @classmethod
    def of_files(cls, desk, *paths):
        return cls(desk, 'text/uri-list', '\r\n'.join(pathlib.Path(path).as_uri() for path in paths).encode() + b'\r\n')

    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, __file__, self.kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, preexec_fn=end_with_parent)
        self.tell(base64.b64encode(self.content) + b'\n')
        self.hear(b'ready\n')
        self.settle()
        return self

    def tell(self, line):
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def hear(self, wanted):
        ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE_S)
        said = self.process.stdout.readline() if ready else b'nothing'
        assert said == wanted, f'{wanted} wanted of the other program, but {said}'

    def settle(self):
        """Until the desk has asked what there is, and has been answered."""
        for _ in range(TURNS):
            self.desk.wait_taken_in()
            self.tell(b'settle\n')
            self.hear(b'settled\n')
        self.desk.wait_taken_in()

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def drag_to(self, x, y):
        """Drags what it has to this point of the desk's window, which gets the keyboard back."""
        self.tell(b'show\n')
        found = wait_until(lambda: subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)], capture_output=True,
                                                  text=True, check=False).stdout.split(), 'the other window is there')
        self.desk.run('windowmove', '--sync', found[0], *map(str, BESIDE))
        self.desk.run('windowfocus', self.desk.window)
        self.point(found[0], BESIDE[0] + 60, BESIDE[1] + 60)
        self.point(found[0], BESIDE[0] + 61, BESIDE[1] + 60)
        self.desk.run('mousedown', '1')
        for step in range(1, 9):  # a drag begins after some way, and goes over what is between
            self.point(found[0], BESIDE[0] + 60 + (x - BESIDE[0] - 60) * step // 8, BESIDE[1] + 60 + (y - BESIDE[1] - 60) * step // 8)
        self.point(found[0], x + 1, y + 1)
        self.desk.run('mouseup', '1')
        self.hear(b'dropped\n')

    def point(self, window, x, y):
        """The pointer there, and both programs know that it is: one drags, the other is asked whether it may."""
        self.desk.run('mousemove', str(x), str(y))
        for _ in range(TURNS):
            Session.current.keyboard.wait_taken_in(window, lambda: self.process.poll() is None, DEADLINE_S)
            self.desk.wait_taken_in()


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

    def told(*_):
        if os.read(0, 100) == b'show\n':
            window.present()
        else:  # when there is nothing else to do
            GLib.idle_add(lambda: print('settled', flush=True), priority=GLib.PRIORITY_LOW)
        return True
    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN, told)
    Gdk.Display.get_default().get_clipboard().set_content(content)
    Gdk.Display.get_default().sync()
    print('ready', flush=True)
    GLib.MainLoop().run()


if __name__ == '__main__':
    main()
