# SPDX-License-Identifier: GPL-3.0-or-later
"""Several workstations beside each other on one display, and customers in browsers of their own, who talk."""
import json
import re

from customer import Chat, paste
from desk import Desk, wait_until
from giver import Giver

PATIENCE_S = 60
MARKS = re.compile(r'\. (Sent|Delivered|Read)$')
ROW = re.compile(r'(?!Internal note)(.+?) (?:\w{3} \d+ )?\d\d:\d\d: (.*)', re.DOTALL)
OF_A_PAGE = """[...document.querySelectorAll('.message')].map((e) => [
  e.classList.contains('mine') ? null : e.querySelector('.name').firstChild.textContent.trim(), [
  e.querySelector('.bubble')?.lastChild.textContent || '',
  ...[...e.querySelectorAll('.pic, .file')].map((f) => f.getAttribute('aria-label').replace(/^放大图片：|^保存 |（[^（]*）$/g, ''))].filter(Boolean).join(', ')])"""


class Window(Desk):
    """One agent's workstation beside another's, on a network of its own."""

    def __init__(self, net, login, agent):
        super().__init__(server=net.url, profile=login, size=(1440, 1080))
        self.net, self.login, self.agent = net, login, agent

    def take(self, raised=True):
        """The keyboard is this window's now."""
        if raised:
            self.run('windowraise', self.window)
        self.run('windowfocus', '--sync', self.window)

    def composed(self):
        nodes = [node for node in self.tree() if node.name in ('Message', 'Internal note') and node.role == 'text']
        return nodes[0].text if nodes else None

    def half(self, text):
        self.type(text)
        wait_until(lambda: self.composed() == text, lambda: f'{text!r} is typed, there is {self.composed()!r}')

    def write(self, text):
        self.half(text)
        self.press('Return')
        wait_until(lambda: self.composed() == '', 'what was written leaves the field')

    def hears(self, text, of):
        """Gives what is said once this is among it: what came while nobody looked is fetched when the chat is opened."""
        read = []

        def heard():
            read[:] = self.said()
            return any(who == of and words.startswith(text) for who, words in read)
        wait_until(heard, lambda: f'{of} says {text!r}; there is {read}')
        return read

    def open(self, name):
        """A conversation by the palette, from wherever it is."""
        self.take()
        self.press('ctrl+k')
        self.wait_focus('Search or do')
        self.type(name)
        wait_until(lambda: any(node.has('SELECTED') and name in node.name for node in self.tree() if node.role == 'list item'),
                   lambda: f'the palette offers {name}:\n{self.described()}')
        self.press('Return')
        wait_until(lambda: 'Search or do' not in self.focused().name, 'the palette is gone')

    def go_to(self, name):
        self.open(name)
        self.wait_focus('Message')

    def walk(self, *keys):
        """From the text field to the newest message, and on."""
        self.press('shift+Tab', 'shift+Tab')
        while self.focused().role != 'list item':
            self.press('shift+Tab')
        self.press(*keys)

    def newest(self, act):
        """Does `act`, a letter of its menu, to the newest message."""
        self.walk('Return')
        self.wait_for('menu item', 'Quote')
        self.press(act)

    def paste(self, kind, data, shown):
        with Giver(self, kind, data):
            self.take()
            self.wait_focus('Message')
            self.press('ctrl+v')
            self.wait_for('push button', f'Do not send {shown}')

    def said(self):
        """(speaker, words and files) of the messages, without notes and what the system says."""
        rows = [ROW.fullmatch(node.name) for node in self.tree() if node.role == 'list item']
        return [(self.agent if row[1] == 'Me' else row[1], MARKS.sub('', row[2]).removesuffix('.')) for row in rows if row]


class Visitor(Chat):
    """One customer in a browser of his own, who told his name."""

    def __init__(self, site, browser, name):
        super().__init__(browser.open(f'{site.url}/?name={name}'))
        self.name = name
        self.open().live()

    def said(self):
        """(speaker, words and files), as the windows say it."""
        return [(name or self.name, words) for name, words in self.frame.evaluate(OF_A_PAGE)]

    def hears(self, text, of):
        self.shows(f"[...document.querySelectorAll('.message:not(.mine) .bubble')].some((e) => e.lastChild.textContent === {json.dumps(text)})",
                   text)
        assert any(who == of and words.startswith(text) for who, words in self.said()), self.said()

    def shows(self, script, what=None):
        self.frame.wait(script, f'{self.name}: {what or script}; there is {self.said()}', PATIENCE_S)

    def walk(self, *keys):
        """From the text field to the newest message, over the buttons of files, and on."""
        self.page.click_in(self.frame, '#text')
        while not self.frame.evaluate("document.activeElement.matches('#log, .message')"):
            self.page.press('Tab', shift=True)
        while not self.frame.evaluate("document.activeElement === [...document.querySelectorAll('.message')].pop()"):
            self.page.press('ArrowDown')
        for key in keys:
            self.page.press(key)

    def pasted(self, *files):
        """With the words that come after, files are sent as soon as they are up."""
        paste(self.frame, *files)
