# SPDX-License-Identifier: GPL-3.0-or-later
"""One window of several that a desk has open: read alone, and the keyboard goes to it.

    own = Beside(desk, '刘洋')
    own.take_keyboard()
    own.wait_focus('Message')"""
import subprocess

from desk import Desk, wait_until


def windows(desk, title):
    """The X windows of this desk whose title has these words."""
    return subprocess.run(['xdotool', 'search', '--onlyvisible', '--all', '--pid', str(desk.process.pid), '--name', title],
                          capture_output=True, text=True, check=False).stdout.split()


def wait_closed(desk, title):
    wait_until(lambda: desk.alive() and not windows(desk, title), f'the window {title} is gone')


class Beside(Desk):
    def __init__(self, desk, title):  # pylint: disable=super-init-not-called
        self.__dict__ = dict(desk.__dict__)
        self.title = title
        self.window = wait_until(lambda: desk.alive() and windows(desk, title), f'there is a window {title}')[0]

    def tree(self, boxes=False):
        """What is shown in this window; without a word while it is not there."""
        nodes, inside = [], False
        for node in self.app.tree(boxes):
            if node.depth == 1:
                inside = self.title in node.name
            if inside:
                nodes.append(node)
        return nodes

    def take_keyboard(self):
        """As a window manager gives it to the window that is clicked."""
        self.run('windowraise', self.window)
        self.run('windowfocus', self.window)

    def move(self, x, y):
        self.run('windowmove', self.window, str(x), str(y))
