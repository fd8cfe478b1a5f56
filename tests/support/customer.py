# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's site in front of a daemon, and a customer who uses the widget on it as a person does."""
import base64
import json
import os
import subprocess
import zlib

from daemon import SOURCE, end_with_parent
from waiting import wait_until


class Site:
    """The sample vendor's site with a channel of `daemon`; `with Site(daemon) as site: site.url`."""

    def __init__(self, daemon, channel='shop', registered=True, through=None, **options):
        self.daemon, self.channel, self.registered, self.options = daemon, channel, registered, options
        self.through = through or daemon.url  # where browsers find the daemon

    def __enter__(self):
        key = 'unused'
        if self.registered:
            self.daemon.verb('channel', 'add', self.channel, '--name', '官网', '--team', '天枢软件客服', '--org', 'hq')
            key = self.daemon.verb('channel', 'key', self.channel, 'k1').stdout.strip()
        self.process = subprocess.Popen(['/usr/bin/python3', os.path.join(SOURCE, 'data/demo/shop/serve.py')], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent)
        line = {'port': 0, 'daemon': self.through, 'channel': self.channel, 'kid': 'k1', 'key': key}
        self.process.stdin.write(json.dumps(line) + '\n')
        self.process.stdin.flush()
        self.url = f"http://localhost:{self.process.stdout.readline().split('=')[1].strip()}"
        if self.registered:
            words = [word for option, value in self.options.items() for word in ('--' + option, value)]
            self.daemon.verb('channel', 'add', self.channel, '--origin', self.url, '--update', *words)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def set_hours(daemon, name, timezone, week, channel='shop'):
    """The channel's office hours from now on: a new calendar of this name."""
    daemon.verb('calendar', 'add', name, '--org', 'hq', '--timezone', timezone, '--week', week)
    daemon.verb('channel', 'add', channel, '--calendar', name, '--reply-promise', '60', '--update')


class Chat:
    """The widget on one page, seen and used from outside."""

    def __init__(self, page):
        self.page, self.frame = page, None

    def launcher(self):
        return wait_until(lambda: self.page.find('button', class_='go'), 'the launcher')

    def open(self):
        """Clicks the launcher and goes on to the conversation."""
        self.page.click_node(self.launcher())
        return self.attach().talk()

    def home(self):
        """Clicks the launcher; the panel stands where it opens."""
        self.page.click_node(self.launcher())
        return self.attach()

    def talk(self):
        """To the conversation, from the home screen, and into the field when it had ended."""
        if self.screen() == 'home':
            self.page.click_in(self.frame, '#start')
        self.frame.wait("!document.querySelector('#chat').hidden", 'the conversation stands there')
        if self.frame.evaluate("document.querySelector('#composer').hidden"):
            self.page.click_in(self.frame, '#continue')
        return self

    def screen(self):
        return self.frame.evaluate("document.documentElement.dataset.state")

    def attach(self):
        """Takes the frame that is there (after a reload, for instance)."""
        self.frame = self.page.frame()
        self.frame.wait("Boolean(document.querySelector('#title')?.textContent && document.documentElement.dataset.state)", 'a screen is painted')
        return self

    def live(self, deadline=60):
        self.frame.wait("document.querySelector('#strip').hidden && document.querySelector('#subtitle').textContent && "
                        "!/…$/.test(document.querySelector('#subtitle').textContent)", 'the connection is live', deadline)
        return self

    def say(self, text):
        """Types and presses Enter."""
        self.talk()
        self.page.click_in(self.frame, '#text')
        self.page.type(text)
        self.page.press('Enter')

    def bubbles(self):
        """(mine or theirs, text) from top to bottom."""
        return [tuple(pair) for pair in self.frame.evaluate(
            "[...document.querySelectorAll('.message')].map((e) => [e.classList.contains('mine') ? 'mine' : 'theirs',"
            " (e.querySelector('.bubble')?.lastChild.textContent) || ''])")]

    def wait_bubbles(self, texts, deadline=60):
        """Exactly these stand there, in this order, all of them acknowledged."""
        wait_until(lambda: [text for _, text in self.bubbles()] == texts and not self.frame.evaluate(
            "document.querySelectorAll('.pending, .refused').length"), f'{texts} stand there, sent (now: {self.bubbles()})', deadline)

    def state(self):
        """The words under the last own message."""
        return self.frame.evaluate("[...document.querySelectorAll('.mine .state:not([hidden])')].map((e) => e.innerText).pop() || ''")

    def wait_state(self, words):
        wait_until(lambda: words in self.state(), f'“{words}” under the message')

    def panel_is_open(self):
        node = self.page.find('div', class_='panel')
        return bool(node and self.page.node_box(node))

    def badge(self):
        return self.page.node_text(self.page.find('b'))


def png(width=40, height=30, paint=None):
    """A small picture, red from edge to edge, or as `paint` gives so many bytes of it."""
    def chunk(kind, data):
        return len(data).to_bytes(4, 'big') + kind + data + zlib.crc32(kind + data).to_bytes(4, 'big')
    rows = b''.join(b'\0' + (paint(3 * width) if paint else b'\xd0\x20\x20' * width) for _ in range(height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', width.to_bytes(4, 'big') + height.to_bytes(4, 'big') + b'\x08\x02\0\0\0')
            + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def paste(frame, *files):
    """(name, type, bytes) each, as the clipboard gives them."""
    listed = ', '.join(f"new File([Uint8Array.from(atob('{base64.b64encode(data).decode()}'), (c) => c.charCodeAt(0))], '{name}', {{ type: '{kind}' }})"
                       for name, kind, data in files)
    frame.evaluate(f"""(() => {{ const data = new DataTransfer(); for (const file of [{listed}]) data.items.add(file);
        document.querySelector('#text').dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }})); }})()""")
